"""Sources are found at any depth under any name; what cannot be used is reported and stops nothing else."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muniment.errors import ConfigurationError, Finding, Severity, SourceError
from muniment.intake import Candidate, find_sources, read_source
from patience import patience


def put(root: Path, *names: str, text: str = "Some words.") -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def ids(root: Path) -> list[str]:
    return [candidate.id for candidate in find_sources(root)[0]]


def only(root: Path) -> Candidate:
    (candidate,), findings = find_sources(root)
    assert findings == ()
    return candidate


def errors(root: Path) -> list[tuple[str, str]]:
    found = [finding for finding in find_sources(root)[1] if finding.severity is Severity.ERROR]
    assert all(finding.remedy for finding in found)
    return [(finding.code, finding.place.file) for finding in found]


def sole_finding(root: Path) -> Finding:
    _, (finding,) = find_sources(root)
    return finding


# ------------------------------------------------------------------------------------------ what a source is


def test_texts_are_found_at_any_depth_and_in_the_order_of_their_path_bytes(tmp_path: Path) -> None:
    put(tmp_path, "b.txt", "a/z/deep.md", "a/one.text", "C.MARKDOWN", "a.TXT")
    assert [found.relative for found in find_sources(tmp_path)[0]] == [
        "C.MARKDOWN",
        "a.TXT",
        "a/one.text",
        "a/z/deep.md",
        "b.txt",
    ]


def test_a_candidate_tells_where_it_is_and_when_it_changed(tmp_path: Path) -> None:
    put(tmp_path, "letters/First Letter.txt", text="Dear all,")
    os.utime(tmp_path / "letters/First Letter.txt", ns=(5, 7_000_000_001))
    assert only(tmp_path) == Candidate(
        id="letters-first-letter",
        path=tmp_path / "letters" / "First Letter.txt",
        name="First Letter.txt",
        relative="letters/First Letter.txt",
        sidecar=None,
        size=9,
        mtime_ns=7_000_000_001,
    )


def test_hidden_files_and_editors_backups_are_passed_over_in_silence(tmp_path: Path) -> None:
    put(tmp_path, ".hidden.txt", ".git/a.txt", "a.txt~", "b.txt.swp", "c.txt")
    assert only(tmp_path).id == "c"


def test_any_other_file_gets_a_note(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "picture.png")
    finding = sole_finding(tmp_path)
    assert (finding.code, finding.severity, finding.place.file) == ("SRC-IGNORED", Severity.NOTE, "picture.png")


def test_a_source_folder_that_is_missing_or_a_file_ends_the_run(tmp_path: Path) -> None:
    put(tmp_path, "file")
    for name in ("missing", "file"):
        with pytest.raises(ConfigurationError, match="cannot be listed") as caught:
            find_sources(tmp_path / name)
        assert caught.value.remedy


def test_a_source_folder_may_itself_be_a_link(tmp_path: Path) -> None:
    put(tmp_path, "real/a.txt")
    (tmp_path / "link").symlink_to("real")
    assert ids(tmp_path / "link") == ["a"]


# ------------------------------------------------------------------------------------------ sidecars


@pytest.mark.parametrize("name", ["a.yaml", "a.yml", "a.txt.yaml", "a.txt.yml"])
def test_a_sidecar_is_named_after_the_stem_or_the_whole_name(tmp_path: Path, name: str) -> None:
    put(tmp_path, "in/a.txt", f"in/{name}")
    assert only(tmp_path).sidecar == tmp_path / "in" / name


def test_two_sidecars_for_one_text_are_an_error_that_names_them(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "a.yaml", "a.txt.yaml", "b.txt")
    assert ids(tmp_path) == ["b"]
    finding = sole_finding(tmp_path)
    assert (finding.code, finding.place.file) == ("SRC-TWO-SIDECARS", "a.txt")
    assert "a.yaml" in finding.message
    assert "a.txt.yaml" in finding.message


def test_a_sidecar_without_its_text_is_a_warning(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "b.yaml", "in/a.yaml")
    found = find_sources(tmp_path)[1]
    assert [(one.code, one.severity, one.place.file) for one in found] == [
        ("SIDECAR-ORPHAN", Severity.WARNING, "b.yaml"),
        ("SIDECAR-ORPHAN", Severity.WARNING, "in/a.yaml"),
    ]


def test_a_sidecar_named_after_a_whole_name_goes_to_that_text(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "a.txt.txt", "a.txt.yaml")
    sidecars = {candidate.name: candidate.sidecar for candidate in find_sources(tmp_path)[0]}
    assert sidecars == {"a.txt": tmp_path / "a.txt.yaml", "a.txt.txt": None}


def test_a_sidecar_that_cannot_be_used_holds_its_text_back(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "b.txt")
    os.mkfifo(tmp_path / "a.yaml")
    assert errors(tmp_path) == [("SRC-SPECIAL", "a.yaml")]
    assert ids(tmp_path) == ["b"]


# ------------------------------------------------------------------------------------------ what is in the way


def test_two_texts_with_one_id_are_both_errors_that_name_the_other_and_the_rest_goes_on(tmp_path: Path) -> None:
    put(tmp_path, "One Letter.txt", "one-letter.md", "other.txt")
    found, findings = find_sources(tmp_path)
    assert [candidate.id for candidate in found] == ["other"]
    assert [(one.code, one.severity, one.place.file) for one in findings] == [
        ("SRC-COLLISION", Severity.ERROR, "One Letter.txt"),
        ("SRC-COLLISION", Severity.ERROR, "one-letter.md"),
    ]
    assert "one-letter.md" in findings[0].message
    assert "One Letter.txt" in findings[1].message


def test_names_that_differ_in_case_only_collide(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "A.txt")
    assert errors(tmp_path) == [("SRC-COLLISION", "A.txt"), ("SRC-COLLISION", "a.txt")]


def test_a_folder_named_like_a_text_is_an_error_and_is_still_searched(tmp_path: Path) -> None:
    put(tmp_path, "x.txt/inner.txt")
    assert errors(tmp_path) == [("SRC-DIRECTORY", "x.txt")]
    assert ids(tmp_path) == ["x.txt-inner"]


def test_a_link_that_stays_inside_is_followed(tmp_path: Path) -> None:
    put(tmp_path, "real/a.txt")
    (tmp_path / "b.txt").symlink_to("real/a.txt")
    (tmp_path / "folder").symlink_to("real")
    assert (ids(tmp_path), errors(tmp_path)) == (["b", "folder-a", "real-a"], [])


def test_a_link_that_leads_out_or_nowhere_or_in_a_circle_is_an_error(tmp_path: Path) -> None:
    put(tmp_path, "out.txt", "source/good.txt", "source-neighbour/near.txt")
    source = tmp_path / "source"
    (source / "out.txt").symlink_to(tmp_path / "out.txt")
    (source / "near.txt").symlink_to(tmp_path / "source-neighbour" / "near.txt")
    (source / "folder").symlink_to(tmp_path)
    (source / "dangling.txt").symlink_to("nothing")
    (source / "self.txt").symlink_to("self.txt")
    (source / "up").symlink_to(".")
    names = ["dangling.txt", "folder", "near.txt", "out.txt", "self.txt", "up"]
    assert errors(source) == [("SRC-SYMLINK", name) for name in names]
    assert ids(source) == ["good"]


def test_folders_linked_to_each_other_end(tmp_path: Path) -> None:
    put(tmp_path, "a/one.txt", "b/two.txt")
    (tmp_path / "a/x").symlink_to("../b")
    (tmp_path / "b/y").symlink_to("../a")
    assert errors(tmp_path) == [("SRC-SYMLINK", "a/x/y"), ("SRC-SYMLINK", "b/y/x")]
    assert ids(tmp_path) == ["a-one", "a-x-two", "b-two", "b-y-one"]


def test_a_pipe_or_socket_named_like_a_text_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "good.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    monkeypatch.chdir(tmp_path)  # a socket's address must be short
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("socket.txt")
        assert errors(tmp_path) == [("SRC-SPECIAL", "pipe.txt"), ("SRC-SPECIAL", "socket.txt")]
        assert ids(tmp_path) == ["good"]


def test_a_file_that_may_not_be_read_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "good.txt", "secret.txt")
    may = os.access  # the superuser may read anything, so the refusal is played here
    monkeypatch.setattr(
        os, "access", lambda path, mode: not os.fsencode(path).endswith(b"secret.txt") and may(path, mode)
    )
    assert errors(tmp_path) == [("SRC-UNREADABLE", "secret.txt")]
    assert ids(tmp_path) == ["good"]


def test_a_folder_that_may_not_be_listed_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "good.txt", "closed/inner.txt")
    scandir = os.scandir

    def refuse(path: bytes) -> object:
        if path.endswith(b"closed"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert errors(tmp_path) == [("SRC-UNREADABLE", "closed")]
    assert ids(tmp_path) == ["good"]


# ------------------------------------------------------------------------------------------ names


def test_names_of_every_kind_are_found_and_can_be_shown_on_one_line(tmp_path: Path) -> None:
    put(tmp_path, "-rf.txt", 'it\'s "so".txt', "two\nlines.txt", "100% sure.txt", "50%20off.txt")
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("Latin-1 name.")
    found, findings = find_sources(tmp_path)
    assert findings == ()
    assert [(candidate.id, candidate.relative) for candidate in found] == [
        ("rf", "-rf.txt"),
        ("100-sure", "100% sure.txt"),
        ("50-20off", "50%2520off.txt"),
        ("caf-dafd66c0", "caf%E9.txt"),
        ("it-s-so", 'it\'s "so".txt'),
        ("two-lines", "two%0Alines.txt"),
    ]
    assert all(candidate.path.read_text() for candidate in found)


file_names = st.binary(min_size=1, max_size=60).filter(lambda name: not {0, 0x2F} & set(name) and name[0] != 0x2E)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(file_names, min_size=1, max_size=8))
def test_whatever_the_bytes_of_the_names_each_text_is_found_or_reported(tmp_path: Path, names: set[bytes]) -> None:
    folder = tmp_path / str(len(list(tmp_path.iterdir())))
    folder.mkdir()
    for name in names:
        with open(os.fsencode(folder) + b"/" + name + b".txt", "wb") as file:  # noqa: PTH123 - the name is bytes
            file.write(b"text")
    found, findings = find_sources(folder)
    assert len(found) + len(findings) == len(names)
    assert len({candidate.id for candidate in found}) == len(found)
    for candidate in found:
        candidate.relative.encode("utf-8")
        assert candidate.relative.isprintable() or not any(char in candidate.relative for char in "\n\r\x85\u2028")
        assert read_source(candidate)[0] == b"text"


def test_ten_thousand_texts_are_found_in_good_time(tmp_path: Path) -> None:
    for folder in range(100):
        (tmp_path / f"folder {folder}").mkdir()
        for file in range(100):
            (tmp_path / f"folder {folder}" / f"A text {file}.txt").touch()
    with patience():
        found, findings = find_sources(tmp_path)
    assert (len(found), findings) == (10_000, ())


# ------------------------------------------------------------------------------------------ reading


def test_reading_gives_the_bytes_and_their_digests(tmp_path: Path) -> None:
    put(tmp_path, "abc.txt", text="abc")
    data, facts = read_source(only(tmp_path))
    assert data == b"abc"
    assert (facts.name, facts.size, facts.media_type) == ("abc.txt", 3, "text/plain")
    assert facts.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert facts.sha512.startswith("ddaf35a193617abacc417349ae20413112e6fa4e89a97ea2")


@pytest.mark.parametrize("name", ["a.md", "a.Markdown"])
def test_markdown_is_known_by_its_suffix(tmp_path: Path, name: str) -> None:
    put(tmp_path, name)
    assert read_source(only(tmp_path))[1].media_type == "text/markdown"


def code_of_reading(candidate: Candidate, limit: int = 1000) -> str:
    with pytest.raises(SourceError) as caught:
        read_source(candidate, limit=limit)
    assert caught.value.remedy
    assert str(caught.value.place) == candidate.relative
    return caught.value.code


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", text="")
    assert code_of_reading(only(tmp_path)) == "SRC-EMPTY"


def test_a_file_above_the_limit_is_refused_and_one_at_the_limit_is_not(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", text="12345")
    assert read_source(only(tmp_path), limit=5)[0] == b"12345"
    assert code_of_reading(only(tmp_path), limit=4) == "SRC-TOO-LARGE"


def test_a_file_that_has_gone_or_become_a_pipe_since_it_was_found_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    candidate = only(tmp_path)
    candidate.path.unlink()
    assert code_of_reading(candidate) == "SRC-UNREADABLE"
    os.mkfifo(candidate.path)
    assert code_of_reading(candidate) == "SRC-UNREADABLE"
