"""The official validators written in Java: what is good passes, what is broken is named, what cannot run never passes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

import java_samples as samples
from bench import conformance as bench_conformance
from bench.errors import WrongResultError
from make_scenarios import wait_until
from muniment.conformance.epubcheck import EPUBCheck
from muniment.conformance.java import JavaWorker
from muniment.conformance.java_validator import JavaValidator
from muniment.conformance.model import Outcome, Report, Subject
from muniment.conformance.nu import Nu, code_of
from muniment.conformance.relaxng import RelaxNG
from muniment.conformance.verapdf import VeraPDF
from muniment.errors import Severity

KINDS = (VeraPDF, EPUBCheck, Nu, RelaxNG)


@pytest.fixture(scope="session")
def tools(project: Path) -> Path:
    """What `make setup-check` installs; without it these tests fail, for they prove nothing."""
    return project / ".check"


@pytest.fixture(scope="module")
def java(tools: Path) -> Iterator[JavaWorker]:
    with JavaWorker(tools) as worker:
        yield worker


def ask(validator: JavaValidator, *subjects: Subject) -> list[Report]:
    """Reports on the subjects, in the order of subjects and profiles."""
    found: dict[tuple[Path, str], Report] = {}
    with validator:
        validator.validate(subjects, lambda subject, report: found.update({(subject.path, report.profile): report}))
    return [found[one.path, profile] for one in subjects for profile in validator.profiles]


def outcomes(reports: Sequence[Report]) -> list[str]:
    return [report.outcome.value for report in reports]


def codes(report: Report) -> set[str]:
    return {finding.code for finding in report.findings}


# ---------------------------------------------------------------------------------------------------- veraPDF


def test_a_pdf_passes_what_it_keeps_and_fails_what_it_does_not_declare(java: JavaWorker, tmp_path: Path) -> None:
    archival, accessible = ask(VeraPDF(java), samples.subject(tmp_path / "tide" / "a.pdf", samples.pdf("pdf/a-3a")))
    assert (archival.profile, archival.outcome, archival.findings) == ("PDF/A-3a", Outcome.PASSED, ())
    assert (accessible.profile, accessible.outcome) == ("PDF/UA-1", Outcome.FAILED)
    (finding,) = accessible.findings
    assert (finding.code, finding.tool, finding.severity) == ("5-1", "veraPDF", Severity.ERROR)
    assert finding.clause == "ISO 14289-1:2014, 5"
    assert finding.place.file == "tide/a.pdf"
    assert "PDF/UA Identification" in finding.message

    archival, accessible = ask(VeraPDF(java), samples.subject(tmp_path / "tide" / "u.pdf", samples.pdf("pdf/ua-1")))
    assert (accessible.outcome, accessible.findings) == (Outcome.PASSED, ())
    assert "6.6.4-1" in codes(archival)


def test_a_pdf_without_tags_is_caught_though_it_declares_them(java: JavaWorker, tmp_path: Path) -> None:
    archival = samples.subject(tmp_path / "a.pdf", samples.untagged(samples.pdf("pdf/a-3a")))
    accessible = samples.subject(tmp_path / "u.pdf", samples.untagged(samples.pdf("pdf/ua-1")))
    reports = ask(VeraPDF(java), archival, accessible)
    assert outcomes(reports) == ["failed"] * 4
    assert "6.7.3.3-1" in codes(reports[0])
    assert "7.1-11" in codes(reports[3])


def test_a_finding_about_a_page_names_the_page_and_counts_its_places(java: JavaWorker, tmp_path: Path) -> None:
    archival, _ = ask(VeraPDF(java), samples.subject(tmp_path / "x" / "plain.pdf", samples.pdf(None)))
    by_code = {finding.code: finding for finding in archival.findings}
    assert by_code["6.2.4.3-2"].place.file == "x/plain.pdf#page=1"
    assert "places)" in by_code["6.2.4.3-2"].message


@pytest.mark.parametrize("data", [b"", b"no PDF at all", samples.pdf("pdf/a-3a")[:400]])
def test_what_is_no_pdf_fails_under_both_profiles(java: JavaWorker, tmp_path: Path, data: bytes) -> None:
    for report in ask(VeraPDF(java), samples.subject(tmp_path / "a.pdf", data)):
        assert (report.outcome, codes(report)) == (Outcome.FAILED, {"PARSE"})
        assert report.raw


# ---------------------------------------------------------------------------------------------------- EPUBCheck


def test_a_good_book_passes_and_a_hint_is_a_note(java: JavaWorker, tmp_path: Path) -> None:
    hint = samples.TEXT.replace("<p>", '<p epub:type="x" xmlns:epub="http://www.idpf.org/2007/ops">')
    good = samples.subject(tmp_path / "a.epub", samples.epub())
    hinted = samples.subject(tmp_path / "b.epub", samples.epub(text=hint))
    without, with_hint = ask(EPUBCheck(java), good, hinted)
    assert (without.outcome, without.findings) == (Outcome.PASSED, ())
    assert with_hint.outcome is Outcome.PASSED
    assert [(one.code, one.severity) for one in with_hint.findings] == [("OPF-088", Severity.NOTE)]


@pytest.mark.parametrize(
    ("book", "code", "inside"),
    [
        (samples.epub(mimetype=False), "PKG-006", ""),
        (samples.epub(nav=samples.NAVIGATION.replace(' epub:type="toc"', "")), "RSC-005", "#EPUB/nav.xhtml"),
        (samples.epub(nav=samples.NAVIGATION.replace("text.xhtml", "gone.xhtml")), "RSC-007", "#EPUB/nav.xhtml"),
        (samples.epub(text=samples.TEXT.replace("</p>", "")), "RSC-016", "#EPUB/text.xhtml"),
        (
            samples.epub(package=samples.PACKAGE.replace("<dc:language>en</dc:language>", "")),
            "RSC-005",
            "#EPUB/package.opf",
        ),
        (b"no book at all " * 9, "PKG-004", ""),
    ],
    ids=["mimetype", "nav", "link", "markup", "language", "zip"],
)
def test_a_broken_book_fails_at_its_place(
    java: JavaWorker, tmp_path: Path, book: bytes, code: str, inside: str
) -> None:
    (report,) = ask(EPUBCheck(java), samples.subject(tmp_path / "tide" / "a.epub", book))
    assert report.outcome is Outcome.FAILED
    places = {one.place.file for one in report.findings if one.code == code}
    assert f"tide/a.epub{inside}" in places
    assert all(one.clause.startswith("https://www.w3.org/TR/epub") for one in report.findings)


# ---------------------------------------------------------------------------------------------------- Nu


def test_a_good_page_passes(java: JavaWorker, tmp_path: Path) -> None:
    (report,) = ask(Nu(java), samples.subject(tmp_path / "a.html", samples.PAGE.encode()))
    assert (report.outcome, report.findings) == (Outcome.PASSED, ())


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("</p>", "<b>x</p>", "unclosed-element"),
        ("</p>", '</p><p id="one">Another paragraph.</p>', "duplicate-id"),
        ("<p id", "<p tide=high id", "attribute-not-allowed-on-element-at-this-point"),
        ("color:#222", "colr:#222", "css-property-doesnt-exist"),
        ("<!DOCTYPE html>", "", "start-tag-seen-without-seeing-a-doctype-first"),
    ],
)
def test_a_broken_page_fails_with_a_code_of_its_own(
    java: JavaWorker, tmp_path: Path, old: str, new: str, code: str
) -> None:
    (report,) = ask(Nu(java), samples.subject(tmp_path / "tide" / "a.html", samples.PAGE.replace(old, new, 1).encode()))
    assert report.outcome is Outcome.FAILED
    found = [one for one in report.findings if one.code == code]
    assert found, codes(report)
    assert found[0].severity is Severity.ERROR
    assert (found[0].place.file, found[0].place.line is not None) == ("tide/a.html", True)


def test_a_warning_does_not_fail_and_is_told(java: JavaWorker, tmp_path: Path) -> None:
    page = samples.PAGE.replace('lang="en"', "")
    (report,) = ask(Nu(java), samples.subject(tmp_path / "a.html", page.encode()))
    assert report.outcome is Outcome.PASSED
    assert [one.severity for one in report.findings] == [Severity.WARNING]


def test_a_code_is_made_of_the_words_that_do_not_differ() -> None:
    assert code_of("Duplicate ID “x”.") == code_of("Duplicate ID “y z”.") == "duplicate-id"
    assert code_of("“”") == "message"


# ---------------------------------------------------------------------------------------------------- RELAX NG


BESIDE_THE_PROJECT = Path(__file__).resolve().parents[2] / "shared" / "schemas" / "tei_all.rng"
TEI_ALL = Path(os.environ.get("TEI_ALL_RNG", BESIDE_THE_PROJECT))
"""The full schema of TEI P5, where this machine has it: it is not ours to ship."""


@pytest.mark.parametrize(
    "schema", [None, *([TEI_ALL] if TEI_ALL.is_file() else [])], ids=["subset", "all"][: 1 + TEI_ALL.is_file()]
)
def test_what_our_writer_makes_is_tei(java: JavaWorker, tmp_path: Path, schema: Path | None) -> None:
    reports = ask(RelaxNG(java, schema), samples.subject(tmp_path / "a.xml", samples.tei_edition()))
    profiles = ["Muniment's subset of TEI P5"] if schema is None else ["TEI P5 tei_all", "Muniment's subset of TEI P5"]
    assert [(one.profile, one.outcome) for one in reports] == [(profile, Outcome.PASSED) for profile in profiles]
    assert b"valid" in reports[0].raw
    assert ("tei_all 4." in reports[0].version) is (schema is not None)


WIDE = b"""<grammar xmlns="http://relaxng.org/ns/structure/1.0"><start><ref name="any"/></start><define name="any">
<element><anyName/><zeroOrMore><choice><attribute><anyName/></attribute><text/><ref name="any"/></choice></zeroOrMore>
</element></define></grammar>"""


def test_an_element_that_our_subset_has_not_fails_our_subset_only(java: JavaWorker, tmp_path: Path) -> None:
    (tmp_path / "wide.rng").write_bytes(WIDE)
    odd = samples.tei_edition().replace(b"<p>", b"<p><said>x</said>", 1)
    wide, subset = ask(RelaxNG(java, tmp_path / "wide.rng"), samples.subject(tmp_path / "a.xml", odd))
    assert (wide.outcome, subset.outcome) == (Outcome.PASSED, Outcome.FAILED)


def test_an_element_that_tei_has_not_fails_at_its_line(java: JavaWorker, tmp_path: Path) -> None:
    odd = samples.tei_edition().replace(b"<p>", b"<p><para>x</para>", 1)
    for report in ask(RelaxNG(java), samples.subject(tmp_path / "tide" / "a.xml", odd)):
        assert report.outcome is Outcome.FAILED
        finding = report.findings[0]
        assert finding.code == "unknown_element"
        assert finding.place.line == odd[: odd.index(b"<para>")].count(b"\n") + 1
        assert finding.place.file == "tide/a.xml"


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (b'<!DOCTYPE TEI SYSTEM "http://example.org/tei.dtd">', "external-entity"),
        (b'<!DOCTYPE TEI [<!ENTITY x SYSTEM "file:///etc/hostname">]>', "external-entity"),
        (b"<oops>", "xml"),
    ],
)
def test_tei_that_leans_on_other_files_or_is_no_xml_fails(
    java: JavaWorker, tmp_path: Path, head: bytes, code: str
) -> None:
    start, end = samples.tei_edition().split(b"<TEI", 1)
    data = start + head + b"<TEI" + end.replace(b"<p>", b"<p>&x;", 1 if b"ENTITY" in head else 0)
    for report in ask(RelaxNG(java), samples.subject(tmp_path / "a.xml", data)):
        assert report.outcome is Outcome.FAILED
        assert code in codes(report)


# ---------------------------------------------------------------------------------------------------- all of them


def good(kind: type[JavaValidator], folder: Path) -> Subject:
    """A file that the validator can judge."""
    (suffix,) = [suffix for suffix, name in samples.FORMATS.items() if name in kind(JavaWorker(folder)).formats]
    return samples.subject(folder / "tide" / f"a{suffix}", samples.GOOD[f"a{suffix}"]())


@pytest.mark.parametrize("kind", KINDS)
def test_a_tool_that_is_not_installed_could_not_run(kind: type[JavaValidator], tmp_path: Path) -> None:
    subject = good(kind, tmp_path)
    validator = kind(JavaWorker(tmp_path / "nothing here"))
    assert validator.version() is None
    for report in ask(validator, subject):
        assert (report.outcome, report.raw, report.version) == (Outcome.COULD_NOT_RUN, b"", "")
        (finding,) = report.findings
        assert (finding.code, finding.tool) == ("CNF-MISSING-TOOL", validator.tool)
        assert "make setup-check" in finding.remedy


@pytest.mark.parametrize("kind", KINDS)
def test_without_java_nothing_could_run(kind: type[JavaValidator], tools: Path, tmp_path: Path) -> None:
    validator = kind(JavaWorker(tools, java=str(tmp_path / "java")))
    assert validator.version() is None
    reports = ask(validator, good(kind, tmp_path))
    assert [(one.outcome, codes(one)) for one in reports] == [(Outcome.COULD_NOT_RUN, {"CNF-MISSING-TOOL"})] * len(
        reports
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_report_is_the_same_wherever_the_file_lies(
    kind: type[JavaValidator], java: JavaWorker, tmp_path: Path
) -> None:
    folders = [tmp_path / "here", tmp_path / "somewhere else é"]
    one, other = (ask(kind(java), good(kind, folder)) for folder in folders)
    assert one == other
    assert kind(java).version() == one[0].version
    assert all(str(tmp_path).encode() not in report.raw and b"muniment-java" not in report.raw for report in one)


@pytest.mark.parametrize("kind", KINDS)
def test_a_verdict_is_about_the_bytes_that_were_named(
    kind: type[JavaValidator], java: JavaWorker, tmp_path: Path
) -> None:
    subject = good(kind, tmp_path)
    subject.path.write_bytes(subject.path.read_bytes() + b"\n")
    reports = ask(kind(java), subject)
    assert [(one.outcome, codes(one)) for one in reports] == [(Outcome.COULD_NOT_RUN, {"CNF-TOOL"})] * len(reports)


def test_many_files_at_once_are_judged_as_each_alone(java: JavaWorker, tmp_path: Path) -> None:
    books = [samples.epub(), samples.epub(mimetype=False), samples.epub(text=samples.TEXT.replace("</p>", ""))]
    pages = [samples.PAGE, samples.PAGE.replace("</p>", "<b>x</p>"), samples.PAGE.replace("</h1>", "")]
    files = [samples.pdf("pdf/a-3a"), samples.pdf(None), samples.untagged(samples.pdf("pdf/a-3a"))]
    for kind, suffix, data in (
        (EPUBCheck, "epub", books),
        (Nu, "html", [one.encode() for one in pages]),
        (VeraPDF, "pdf", files),
    ):
        subjects = [samples.subject(tmp_path / f"{n}" / f"a.{suffix}", data[n % 3]) for n in range(12)]
        together = ask(kind(java), *subjects)
        assert together == [report for subject in subjects for report in ask(kind(java), subject)]


# ---------------------------------------------------------------------------------------------------- accidents


def wrapper(folder: Path, script: str) -> str:
    """A program to run as ``java``; compiling is left to the real one."""
    path = folder / "java"
    path.write_text(f'#!/bin/sh\ncase "$1" in --module) exec java "$@";; esac\n{script}\n')
    path.chmod(0o755)
    return str(path)


def test_a_machine_that_is_killed_is_replaced(tools: Path, tmp_path: Path) -> None:
    java = wrapper(tmp_path, f'echo $$ >>"{tmp_path}/pids"; PATH={os.environ["PATH"]} exec java "$@"')
    subject = samples.subject(tmp_path / "a.html", samples.PAGE.encode())
    with JavaWorker(tools, java=java) as worker:
        assert outcomes(ask(Nu(worker), subject)) == ["passed"]
        os.kill(int((tmp_path / "pids").read_text()), signal.SIGKILL)
        assert outcomes(ask(Nu(worker), subject)) == ["passed"]
    assert len((tmp_path / "pids").read_text().split()) >= 2


def test_a_file_that_kills_the_machine_costs_only_itself(tools: Path, tmp_path: Path) -> None:
    subjects = [samples.subject(tmp_path / str(n) / "a.html", samples.PAGE.encode()) for n in range(4)]
    subjects.insert(1, samples.subject(tmp_path / "big" / "a.html", samples.PAGE.encode() + b" " * 300_000_000))
    with JavaWorker(tools, memory="200m") as worker:
        reports = ask(Nu(worker), *subjects)
    assert outcomes(reports) == ["passed", "could-not-run", "passed", "passed", "passed"]
    assert codes(reports[1]) == {"CNF-DIED"}


FAKE = """
import os, sys, threading, time
def say(number, word, text):
    sys.stdout.buffer.write(f"{number} {word} {len(text)}\\n".encode() + text); sys.stdout.flush()
def handle(number, name):
    if b"slow" in name: time.sleep(3600)
    if b"deadly" in name: os.write(2, b"out of luck"); os._exit(9)
    if b"garbled" in name: sys.stdout.write("what?\\n"); sys.stdout.flush(); return
    if b"refused" in name: return say(number, "error", b"java.lang.Accident")
    if b"odd" in name: return say(number, "ok", b"[]")
    say(number, "ok", b'{"messages": []}')
say(0, "ok", b"17")
for head in sys.stdin.buffer:
    number, _, length = head.split()
    name = sys.stdin.buffer.read(int(length)).split(b"\\0")[2]
    threading.Thread(target=handle, args=(number.decode(), name)).start()
os._exit(0)
"""


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("slow", "CNF-TIMEOUT"),
        ("deadly", "CNF-DIED"),
        ("garbled", "CNF-DIED"),
        ("refused", "CNF-TOOL"),
        ("odd", "CNF-TOOL"),
    ],
)
def test_whatever_happens_is_told_and_the_others_are_judged(tools: Path, tmp_path: Path, kind: str, code: str) -> None:
    (tmp_path / "fake.py").write_text(FAKE)
    java = wrapper(tmp_path, f'exec "{sys.executable}" "{tmp_path}/fake.py"')
    names = ["one", kind, "two", "three"]
    subjects = [samples.subject(tmp_path / name / "a.html", samples.PAGE.encode()) for name in names]
    with JavaWorker(tools, java=java, time_limit=5.0) as worker:
        reports = ask(Nu(worker), *subjects)
    assert outcomes(reports) == ["passed", "could-not-run", "passed", "passed"]
    assert codes(reports[1]) == {code}
    assert reports[1].raw == b""


def test_java_that_cannot_compile_is_a_missing_tool(tmp_path: Path, tools: Path) -> None:
    folder = tmp_path / "tools"
    (folder / "java").mkdir(parents=True)
    (folder / "node").symlink_to(tools / "node")
    (tmp_path / "java").write_text("#!/bin/sh\necho no compiler here >&2; exit 1\n")
    (tmp_path / "java").chmod(0o755)
    subject = samples.subject(tmp_path / "a.html", samples.PAGE.encode())
    with JavaWorker(folder, java=str(tmp_path / "java")) as worker:
        (report,) = ask(Nu(worker), subject)
    assert (report.outcome, codes(report)) == (Outcome.COULD_NOT_RUN, {"CNF-MISSING-TOOL"})
    assert "no compiler here" in report.findings[0].message


def test_the_machine_ends_with_its_last_validator(tools: Path, tmp_path: Path) -> None:
    java = wrapper(tmp_path, f'echo $$ >"{tmp_path}/pid"; PATH={os.environ["PATH"]} exec java "$@"')
    worker = JavaWorker(tools, java=java)
    with Nu(worker), EPUBCheck(worker) as other:
        ask(Nu(worker), samples.subject(tmp_path / "a.html", samples.PAGE.encode()))
        pid = int((tmp_path / "pid").read_text())
        os.kill(pid, 0)
        other.__exit__(None, None, None)
        os.kill(pid, 0)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


OWNER = """
import sys, time
from pathlib import Path
from muniment.conformance.java import JavaWorker
from muniment.conformance.model import Subject
from muniment.conformance.nu import Nu
tools, java, path, digest = sys.argv[1:]
subject = Subject(document="x", format="html", path=Path(path), sha256=digest)
Nu(JavaWorker(Path(tools), java=java)).validate([subject], lambda _, report: print(report.outcome.value, flush=True))
time.sleep(3600)
"""


def test_the_machine_ends_when_its_owner_is_killed(tools: Path, tmp_path: Path) -> None:
    ended = tmp_path / "ended"
    java = wrapper(tmp_path, f'PATH={os.environ["PATH"]} java "$@"; echo $? >"{ended}.new"; mv "{ended}.new" "{ended}"')
    subject = samples.subject(tmp_path / "a.html", samples.PAGE.encode())
    command = [sys.executable, "-c", OWNER, str(tools), java, str(subject.path), subject.sha256]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "passed\n"
        assert not ended.exists()
        owner.kill()
    wait_until(ended.exists)
    assert ended.read_text() == "0\n"
    assert list(tmp_path.glob("muniment-java-*")) == []


def test_the_bench_refuses_a_validator_that_could_not_run(tmp_path: Path, java: JavaWorker) -> None:
    subjects = [samples.subject(tmp_path / "x" / name, samples.GOOD[name]()) for name in ("a.pdf", "a.epub", "a.html")]
    verdicts = bench_conformance.validate(java, subjects)
    assert [one.name for one in map(Path, sorted({path for path, _ in verdicts}))] == ["a.epub", "a.html", "a.pdf"]
    assert sorted(verdicts.values()) == ["failed", "passed", "passed", "passed"]
    with pytest.raises(WrongResultError, match="setup-check"):
        bench_conformance.validate(JavaWorker(tmp_path / "nothing here"), subjects)


# ---------------------------------------------------------------------------------------------------- no network


class Listener(BaseHTTPRequestHandler):
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_error(404)


@pytest.fixture
def address() -> Iterator[str]:
    """Of a server that remembers who asked."""
    Listener.asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Listener) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_no_validator_asks_the_network(java: JavaWorker, tmp_path: Path, address: str) -> None:
    remote = f'<link rel="stylesheet" href="{address}/s.css"/><script src="{address}/s.js"></script></head>'
    doctype = f'<!DOCTYPE html PUBLIC "-//X//X" "{address}/x.dtd" [<!ENTITY y SYSTEM "{address}/y">]>'
    book = samples.TEXT.replace("</head>", remote).replace("<html", doctype + "<html").replace("The tide", "&y; tide")
    page = samples.PAGE.replace("</head>", remote + f'<base href="{address}/">')
    start, end = samples.tei_edition().split(b"<TEI", 1)
    ask(Nu(java), samples.subject(tmp_path / "a.html", page.encode()))
    ask(EPUBCheck(java), samples.subject(tmp_path / "a.epub", samples.epub(text=book)))
    doctype_of_tei = f'<!DOCTYPE TEI SYSTEM "{address}/t.dtd">'.encode()
    ask(RelaxNG(java), samples.subject(tmp_path / "a.xml", start + doctype_of_tei + b"<TEI" + end))
    assert Listener.asked == []
