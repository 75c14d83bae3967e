"""``make check``: what is stale is validated, what was said is kept beside the edition, and nothing else is claimed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from collection import LETTER, NOTE, Collection, collection
from muniment.config import Folders
from muniment.conformance import record, run
from muniment.conformance.model import Outcome, Report, Subject, Validator
from muniment.conformance.record import EditionRecord
from muniment.conformance.waivers import Waiver
from muniment.errors import ExitCode, Finding, Place, Severity


@dataclass(kw_only=True)
class Judge:
    """A validator that says what it is told to say."""

    tool: str = "Judge"
    formats: frozenset[str] = frozenset({"html"})
    profiles: tuple[str, ...] = ("Law 1",)
    outcome: Outcome = Outcome.PASSED
    findings: tuple[Finding, ...] = ()
    release: str | None = "1.0"
    seen: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def version(self) -> str | None:
        return self.release

    def validate(self, subjects: Sequence[Subject], report: Callable[[Subject, Report], None]) -> None:
        for subject in subjects:
            self.seen.append(f"{subject.document}/{subject.path.name}")
            for profile in self.profiles:
                report(subject, self._report(profile))

    def _report(self, profile: str) -> Report:
        return Report(
            tool=self.tool,
            version=self.release or "",
            profile=profile,
            outcome=self.outcome,
            findings=self.findings,
            raw=b"" if self.outcome is Outcome.COULD_NOT_RUN else f"{self.outcome.value}\n".encode(),
            suffix=".txt",
        )


class Ear:
    """Hears what a check says."""

    def __init__(self) -> None:
        self.codes: list[str] = []

    def waiting(self, folder: Path) -> None:
        pass

    def begins(self, total: int) -> None:
        pass

    def checked(self, document: str, editions: Sequence[EditionRecord]) -> None:
        pass

    def noticed(self, finding: Finding) -> None:
        self.codes.append(finding.code)

    def finished(self, document: str) -> None:
        pass


def fault(severity: Severity = Severity.ERROR, code: str = "LAW-7") -> Finding:
    return Finding(
        code=code,
        severity=severity,
        place=Place(file="letter/letter.html"),
        message="A line is too long.",
        tool="Judge",
    )


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    built = collection(tmp_path_factory.mktemp("ready"), letter=LETTER, note=NOTE)
    assert built.build().code == 0
    return built


@pytest.fixture
def letters(ready: Collection, tmp_path: Path) -> Collection:
    """A built collection of its own for each test."""
    shutil.copytree(ready.root, tmp_path / "own")
    return replace(ready, root=tmp_path / "own")


def noon() -> datetime:
    return datetime(2011, 5, 3, 12, tzinfo=UTC)


def check(
    letters: Collection, *judges: Validator, waivers: tuple[Waiver, ...] = (), documents: frozenset[str] | None = None
) -> tuple[run.Summary, list[str]]:
    folders = Folders(source=letters.source, dist=letters.dist, build=letters.root / "build")
    ear = Ear()
    summary = run.check(run.Request(folders=folders, clock=noon, waivers=waivers, documents=documents), judges, ear)
    return summary, ear.codes


def conformance_of(letters: Collection, document: str = "letter") -> record.Conformance:
    return record.from_json((letters.dist / document / record.FILE_NAME).read_bytes())


def edition(letters: Collection, file: str = "letter.html") -> EditionRecord:
    return next(one for one in conformance_of(letters).editions if one.file == file)


def test_what_passed_is_recorded_with_the_digest_of_the_very_bytes(letters: Collection) -> None:
    judge = Judge()
    summary, codes = check(letters, judge)
    assert judge.seen == ["letter/letter.html", "note/note.html"]
    assert (summary.checked, summary.passed, summary.problems, codes) == (2, 2, [], [])
    sums = (letters.dist / "letter" / "SHA256SUMS").read_text()
    assert f"{edition(letters).sha256}  letter.html" in sums
    assert edition(letters).conforms_to() == ("Law 1",)
    assert edition(letters, "letter.pdf").conforms_to() == (), "nobody judged it"
    assert (letters.dist / "letter/reports/html.judge.law-1.txt").read_text() == "passed\n"
    assert letters.run("verify").code == 0


def test_what_is_current_is_not_validated_again(letters: Collection) -> None:
    check(letters, Judge())
    before = letters.files()
    judge = Judge()
    summary, _ = check(letters, judge)
    assert (judge.seen, summary.checked, summary.current, summary.passed) == ([], 0, 2, 2)
    assert letters.files() == before


@pytest.mark.parametrize("change", ["another version", "a lost report", "an altered report", "a lost record"])
def test_what_no_longer_holds_is_validated_again(letters: Collection, change: str) -> None:
    check(letters, Judge())
    folder = letters.dist / "letter"
    match change:
        case "a lost report":
            (folder / "reports/html.judge.law-1.txt").unlink()
        case "an altered report":
            (folder / "reports/html.judge.law-1.txt").write_text("failed\n")
        case "a lost record":
            (folder / record.FILE_NAME).unlink()
    judge = Judge(release="1.1" if change == "another version" else "1.0")
    check(letters, judge)
    assert "letter/letter.html" in judge.seen
    assert letters.run("verify").code == 0


def test_an_edition_that_changed_is_validated_again_and_its_old_report_is_gone(letters: Collection) -> None:
    check(letters, Judge(profiles=("Law 1", "Law 2")))
    old = edition(letters).sha256
    letters.write("letter.txt", LETTER.replace("short", "brief"))
    assert letters.build().code == 0
    assert letters.run("verify").code == 0, "a record about earlier bytes is no damage"
    judge = Judge()
    check(letters, judge)
    assert judge.seen == ["letter/letter.html"]
    assert edition(letters).sha256 != old
    assert not (letters.dist / "letter/reports/html.judge.law-2.txt").exists()
    assert letters.run("verify").code == 0


def test_an_edition_that_was_altered_on_disk_is_named_and_nothing_is_said_of_it(letters: Collection) -> None:
    path = letters.dist / "letter/letter.html"
    path.write_bytes(path.read_bytes() + b" ")
    judge = Judge()
    summary, codes = check(letters, judge)
    assert (judge.seen, codes) == (["note/note.html"], ["CNF-ALTERED"])
    assert [str(one.place) for one in summary.problems] == ["letter/letter.html"]
    assert all(one.file != "letter.html" for one in conformance_of(letters).editions)


def test_a_failure_is_a_problem_and_never_a_claim(letters: Collection) -> None:
    summary, codes = check(letters, Judge(outcome=Outcome.FAILED, findings=(fault(),)), documents=frozenset({"letter"}))
    assert codes == ["LAW-7", "CNF-FAILED"]
    assert (summary.failed, summary.passed) == (1, 0)
    assert edition(letters).conforms_to() == ()
    assert "A line is too long." in (letters.dist / "letter" / record.SUMMARY_NAME).read_text()


def test_a_tool_that_could_not_run_has_passed_nothing_and_is_tried_again(letters: Collection) -> None:
    absent = Judge(outcome=Outcome.COULD_NOT_RUN, release=None, findings=(fault(code="CNF-MISSING-TOOL"),))
    summary, codes = check(letters, absent, documents=frozenset({"letter"}))
    assert (summary.could_not_run, summary.passed, codes) == (1, 0, ["CNF-MISSING-TOOL"])
    assert edition(letters).conforms_to() == ()
    judge = Judge()
    check(letters, judge, documents=frozenset({"letter"}))
    assert judge.seen == ["letter/letter.html"]
    assert edition(letters).conforms_to() == ("Law 1",)


def test_a_warning_counts_and_a_note_does_not(letters: Collection) -> None:
    for severity, expected in ((Severity.WARNING, ["LAW-7"]), (Severity.NOTE, [])):
        judge = Judge(findings=(fault(severity),), release=severity.value)
        assert check(letters, judge, documents=frozenset({"letter"}))[1] == expected


def test_a_waiver_silences_one_kind_of_finding_and_shows_its_reason(letters: Collection) -> None:
    waiver = Waiver(tool="Judge", code="LAW-7", reason="Our lines are long on purpose.", file="letter/*")
    judge = Judge(outcome=Outcome.FAILED, findings=(fault(),))
    summary, codes = check(letters, judge, waivers=(waiver,), documents=frozenset({"letter"}))
    assert (codes, summary.waived) == ([], 1)
    assert edition(letters).conforms_to() == (), "accepted is not passed"
    assert "Our lines are long on purpose." in (letters.dist / "letter" / record.SUMMARY_NAME).read_text()


def test_a_waiver_that_covers_nothing_is_an_error(letters: Collection) -> None:
    waiver = Waiver(tool="Judge", code="LAW-8", reason="It was needed once.")
    assert check(letters, Judge(), waivers=(waiver,))[1] == ["CNF-WAIVER"]


class Claimant(Judge):
    """Judges PDF files by the profile that an edition need not conform to."""

    def __init__(self) -> None:
        super().__init__(formats=frozenset({"pdf"}), profiles=("PDF/UA-1",), outcome=Outcome.FAILED)


@pytest.mark.parametrize(("declares", "expected"), [((), []), (("PDF/UA-1",), ["CNF-DECLARED"])])
def test_only_a_declared_profile_must_be_passed(
    letters: Collection, monkeypatch: pytest.MonkeyPatch, declares: tuple[str, ...], expected: list[str]
) -> None:
    monkeypatch.setattr(run, "_declares", lambda _: declares)
    assert check(letters, Claimant(), documents=frozenset({"letter"}))[1] == expected


def test_reports_go_with_the_document_that_they_are_about(letters: Collection) -> None:
    check(letters, Judge())
    (letters.source / "note.txt").unlink()
    assert letters.build().code == 0
    assert not (letters.dist / "note").exists()


def test_an_accident_in_a_validator_is_not_swallowed(letters: Collection) -> None:
    class Broken(Judge):
        def validate(self, subjects: Sequence[Subject], report: Callable[[Subject, Report], None]) -> None:
            raise ArithmeticError(f"the scales are bent: {subjects} {report}")

    with pytest.raises(ArithmeticError, match="scales"):
        check(letters, Broken())


@pytest.mark.parametrize("ledger", [True, False])
@pytest.mark.parametrize("name", ["conformance.json", "reports/SHA256SUMS", "reports/index.html"])
def test_a_flipped_bit_in_what_validation_wrote_is_found(letters: Collection, name: str, *, ledger: bool) -> None:
    check(letters, Judge())
    if not ledger:
        shutil.rmtree(letters.root / "build")
    path = letters.dist / "letter" / name
    whole = path.read_bytes()
    for at in (0, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert letters.run("verify").code == ExitCode.VERIFICATION, f"byte {at}"
    path.write_bytes(whole)
    assert letters.run("verify").code == 0
    (path.parent / "stray.txt").write_text("Nobody knows me.")
    assert letters.run("verify").codes() == ["VER-UNLISTED"]


def test_the_record_reads_back_as_it_was_written(letters: Collection) -> None:
    check(letters, Judge(outcome=Outcome.FAILED, findings=(fault(), fault(Severity.NOTE))))
    data = (letters.dist / "letter" / record.FILE_NAME).read_bytes()
    assert record.to_json(record.from_json(data)) == data
    for broken in (b"", b"[]", b'{"form": "another"}', data.replace(b'"editions"', b'"issues"')):
        with pytest.raises(ValueError, match=r".+"):
            record.from_json(broken)
    assert json.loads(data)["document"] == "letter"
