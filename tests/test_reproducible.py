"""Two builds in different surroundings give the same bytes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from collection import LETTER, NOTE, Collection

VERSE = "The stair\n\nOne step is worn,\n  the next is new,\nthe third is torn,\n  the fourth will do.\n"
ARABIC = "المكتبة\n\nتفتح المكتبة أبوابها كل يوم من الصباح إلى المساء، ويستطيع كل زائر أن يقرأ ما يشاء.\n"
LONG = "Minutes\n\n" + "".join(
    f"Item {n}\n\nThe board heard item {n} and talked about it at some length, until everybody was content.\n\n"
    for n in range(1, 40)
)


def build(root: Path, *, jobs: int, umask: int, reverse: bool, **environment: str) -> dict[str, bytes]:
    letters = Collection(root=root)
    texts = {"letter.txt": LETTER, "sub folder/note.txt": NOTE, "verse.txt": VERSE, "ar.txt": ARABIC, "long.txt": LONG}
    for name in sorted(texts, reverse=reverse):
        letters.write(name, texts[name])
    letters.write(
        "letter.yaml", "creators: [Ada Example, Ben Example]\nsubjects: [ferries, letters]\ndate: 2011-05-03\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "muniment", f"--jobs={jobs}", "build"],
        cwd=root,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        umask=umask,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return letters.files()


def test_folder_time_zone_locale_umask_hash_seed_jobs_and_order_leave_no_trace(tmp_path: Path) -> None:
    one = build(
        tmp_path / "one", jobs=1, umask=0o022, reverse=False, TZ="UTC", LC_ALL="C", PYTHONHASHSEED="1", HOME="/nowhere"
    )
    two = build(
        tmp_path / "a longer folder/with ünicode",
        jobs=3,
        umask=0o077,
        reverse=True,
        TZ="Pacific/Kiritimati",
        LC_ALL="C.UTF-8",
        PYTHONHASHSEED="2",
        HOME=str(tmp_path),
        USER="somebody",
        SOURCE_DATE_EPOCH="1",
    )
    assert sorted(one) == sorted(two)
    assert [name for name in one if one[name] != two[name]] == []


def test_no_output_names_the_folder_the_user_or_the_machine(tmp_path: Path) -> None:
    root = tmp_path / "tell-tale-folder"
    files = build(root, jobs=1, umask=0o022, reverse=False, HOME=str(root), USER="telltaleuser")
    host = os.uname().nodename.encode()
    for name, data in files.items():
        assert b"tell-tale" not in data, name
        assert b"telltaleuser" not in data, name
        assert len(host) < 4 or host not in data, name
