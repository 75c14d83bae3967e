"""Builds on workers that are machines of their own: what they make, what they share, and whom nobody gives work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

import muniment
from collection import LETTER, NOTE, Collection, collection
from machines import Cluster, machines, with_other_release, without_muniment
from muniment import errands
from muniment.config import Config, Folders
from muniment.errors import MissingToolError
from muniment.executors.choice import Choice, Kind
from muniment.plan import all_formats
from muniment.runner import Request, Summary, Watcher, build


def request(cluster: Cluster, there: Collection, *, share: bool = True) -> Request:
    return Request(
        folders=Folders(source=there.source, dist=there.dist, build=there.root / "build"),
        config=Config(),
        formats=all_formats(),
        clock=lambda: datetime(2026, 1, 1, tzinfo=UTC),
        executor=Choice(kind=Kind.DASK, address=cluster.address, share=share),
    )


def watcher(finished: Callable[..., None] = lambda *_: None) -> Watcher:
    """One that tells nobody, but for what is to be done when a document is finished."""

    class Silent:
        def __getattr__(self, name: str) -> Callable[..., None]:
            return finished if name == "finished" else lambda *_: None

    return cast("Watcher", Silent())


def built_by(cluster: Cluster, there: Collection, *, share: bool = True) -> Summary:
    return build(request(cluster, there, share=share), watcher())


def letters(root: Path) -> Collection:
    made = collection(root, **{f"letter-{number}": LETTER for number in range(4)}, note=NOTE)
    made.write("note.yaml", "title: The note of a sidecar\n")
    return made


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What this machine makes of the same texts."""
    made = letters(tmp_path_factory.mktemp("here"))
    assert made.build().code == 0
    return made.files()


@pytest.mark.parametrize("size", [errands.LARGEST_ANSWER, 10_000], ids=["with the answer", "in pieces"])
def test_machines_that_share_nothing_give_the_same_bytes_as_this_one(
    tmp_path: Path, here: dict[str, bytes], size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errands, "LARGEST_ANSWER", size)
    monkeypatch.setattr(errands, "PIECE", 10_000)
    there = letters(tmp_path / "there")
    with machines(tmp_path / "machines") as cluster:
        for _ in range(2):
            cluster.add(hidden=there.root)
        summary = built_by(cluster, there, share=cluster.apart)
    assert (summary.built, summary.failures) == (5, [])
    assert there.files() == here
    assert there.run("verify").code == 0


def test_machines_that_share_the_staging_folder_leave_files_in_it(tmp_path: Path, here: dict[str, bytes]) -> None:
    there = letters(tmp_path / "there")
    with machines(tmp_path / "machines") as cluster:
        cluster.add(threads=2)
        cluster.add(hidden=there.root)
        summary = built_by(cluster, there)
    assert (summary.built, summary.failures) == (5, [])
    assert there.files() == here


def test_machines_with_another_release_or_none_get_no_work(tmp_path: Path, here: dict[str, bytes]) -> None:
    there = letters(tmp_path / "there")
    package = Path(muniment.__file__).parent
    with machines(tmp_path / "machines") as cluster:
        good = cluster.add()
        other = cluster.add(environment=with_other_release(tmp_path, package, "0.0.7"))
        bare = cluster.add(environment=without_muniment(tmp_path))
        summary = built_by(cluster, there)
    told = {finding.place.file.split("/")[2].split(":")[0]: finding.message for finding in summary.findings}
    assert good not in told
    assert f"muniment is 0.0.7 there and {muniment.__version__} here" in told[other]
    assert "it cannot run Muniment (ModuleNotFoundError" in told[bare]
    assert there.files() == here


def test_a_cluster_of_such_machines_builds_nothing_and_says_why(tmp_path: Path) -> None:
    there = letters(tmp_path / "there")
    with machines(tmp_path / "machines") as cluster:
        host = cluster.add(environment=without_muniment(tmp_path))
        with pytest.raises(MissingToolError, match=host) as caught:
            built_by(cluster, there)
    assert caught.value.code == "WORKER-NONE"
    assert not list(there.dist.iterdir())


def test_a_scheduler_that_is_gone_ends_the_build_and_the_next_one_goes_on(tmp_path: Path) -> None:
    there = letters(tmp_path / "there")
    with machines(tmp_path / "machines") as cluster:
        cluster.add()

        def kill(*_: object) -> None:
            cluster.processes[0].kill()

        with pytest.raises(MissingToolError, match="is gone"):
            build(request(cluster, there), watcher(finished=kill))
    assert there.build().code == 0
    assert there.run("verify").code == 0


def test_what_kind_of_machines_these_are_is_known(tmp_path: Path) -> None:
    with machines(tmp_path / "machines") as cluster:
        assert cluster.why == "it makes namespaces" if cluster.apart else cluster.why.startswith("this machine")
