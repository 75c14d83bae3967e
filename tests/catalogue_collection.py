"""A collection whose catalogue has every kind of page, built for real; and the states that its pages can be in."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from playwright.sync_api import Page, expect

from collection import Collection, collection
from muniment.conformance import record
from muniment.conformance.model import Outcome
from muniment.conformance.record import Conformance, EditionRecord, Validation

COPIES = 203
"""So many documents are copies of one, so that the listing has several pages."""
HOSTILE = "<img src=x onerror=alert(1)>\"'&amp; مرحبا 🏝 </title></script>"
TIDES = (
    "Of tides\n\nBy Ada Mariner\n\n3 May 1911\n\n"
    + "".join(
        f"The tide of day {day} was *low* at noon and_high_ at dusk,\nas the keeper wrote in his book.\n\n"
        for day in range(60)
    )
    + "A HALF TITLE\n\n  Was it verse,\n  or was it none?\n\nNobody could say, for the page was torn and the ink was pale.\n"
)
ARABIC = (
    "كيف تُحفظ الكتب في المكتبة\n\nتحفظ المكتبة كتبها في غرفة باردة وجافة، لأن الرطوبة تفسد الورق. وفي كل شهر يفحص الأمين"
    " الرفوف ويكتب ما يراه في دفتر صغير.\n\nولا يخرج كتاب من الغرفة إلا بإذن.\n"
)
CHINESE = (
    "港口的时钟\n\n港口的时钟在中午停了,渡船一直等到天黑。守钟人说,他每天早上都会上发条,可是那天他病了。\n\n"
    "第二天,城里的人都来看这座钟。\n"
)


def build(root: Path) -> Collection:
    """The collection, built in HTML alone, with its catalogue."""
    made = collection(root, tides=TIDES, arabic=ARABIC, chinese=CHINESE, hostile="A title\n\nSome words follow here.\n")
    made.write("hostile.yaml", json.dumps({"title": HOSTILE, "creators": [HOSTILE], "subjects": [HOSTILE]}))
    made.write(
        "tides.yaml",
        json.dumps({"subjects": ["Tides", "Harbours"], "rights": "https://creativecommons.org/licenses/by/4.0/"}),
    )
    made.write("muniment.toml", "")
    assert made.build("--format", "html").code == 0
    _judge(made.dist / "tides", "tides.html")
    for number in range(COPIES):
        _copy(made.dist / "chinese", made.dist / f"copy-{number:03}", f"Copy {number:03} of the clock")
    assert made.run("site", "--title", "Harbour library").code == 0
    return made


def _judge(folder: Path, name: str) -> None:
    """A record of validations, one passed and one not, with a report."""
    (folder / "reports").mkdir()
    (folder / "reports" / "html.nu.json").write_text("{}")
    data = (folder / name).read_bytes()
    said = [("Nu", Outcome.PASSED, "reports/html.nu.json"), ("axe-core", Outcome.FAILED, "")]
    validations = tuple(
        Validation(
            tool=tool,
            version="1.2",
            profile="HTML",
            outcome=outcome,
            report=report,
            report_sha256=hashlib.sha256(b"{}").hexdigest() if report else "",
            findings=(),
            total=0,
        )
        for tool, outcome, report in said
    )
    edition = EditionRecord(
        file=name, format="html", sha256=hashlib.sha256(data).hexdigest(), declares=(), validations=validations
    )
    (folder / record.FILE_NAME).write_bytes(record.to_json(Conformance(document=folder.name, editions=(edition,))))


def _copy(folder: Path, to: Path, title: str) -> None:
    """A document again under another id and title."""
    shutil.copytree(folder, to, copy_function=os.link)
    manifest = json.loads((to / "provenance.json").read_bytes())
    manifest["predicate"]["metadata"]["title"]["value"] = title
    (to / "provenance.json").unlink()
    (to / "provenance.json").write_text(json.dumps(manifest))


# --------------------------------------------------------------------------------------------- kinds of pages


def nothing(page: Page) -> None:
    """The page as it is opened."""
    del page


def opened(page: Page) -> None:
    """Everything that can be unfolded is."""
    page.locator("main").evaluate("main => main.querySelectorAll('details').forEach(one => { one.open = true; })")


def searched(page: Page) -> None:
    """The results of a search that finds more than are shown at once."""
    page.locator("#search-q").fill("clock")
    page.locator("#search-q").press("Enter")
    expect(page.locator("#results")).to_contain_text("the first 20 shown")


def filtered(page: Page) -> None:
    """Narrowed to one document by its language."""
    page.locator("#search-language").select_option("ar")
    expect(page.locator("#results")).to_have_text("1 document.")


def unmatched(page: Page) -> None:
    """A search that finds nothing."""
    page.locator("#search-q").fill("zebra")
    page.locator("#search-q").press("Enter")
    expect(page.locator("#results")).to_have_text("No document matches.")


def checked(dist: Path, path: str, extra: bytes, outcome: str) -> Callable[[Page], None]:
    """A file was chosen to be checked."""

    def check(page: Page) -> None:
        data = (dist / path).read_bytes() + extra
        page.locator("#verify-file").set_input_files({"name": "a.bin", "mimeType": "text/plain", "buffer": data})
        expect(page.locator("#verify-result p")).to_have_attribute("data-outcome", outcome)

    return check


KINDS: Mapping[str, tuple[str, Callable[[Path], Callable[[Page], None]]]] = MappingProxyType(
    {
        "first page of the listing": ("index.html", lambda _: nothing),
        "another page of the listing": ("catalogue/page-2.html", lambda _: nothing),
        "a document": ("tides/index.html", lambda _: nothing),
        "changes and doubts": ("tides/index.html", lambda _: opened),
        "from right to left": ("arabic/index.html", lambda _: opened),
        "Chinese": ("chinese/index.html", lambda _: opened),
        "a hostile title": ("hostile/index.html", lambda _: opened),
        "found": ("index.html", lambda _: searched),
        "filtered": ("catalogue/page-2.html", lambda _: filtered),
        "nothing found": ("index.html", lambda _: unmatched),
        "a good file": ("tides/index.html", lambda dist: checked(dist, "tides/tides.html", b"", "edition")),
        "an altered file": ("tides/index.html", lambda dist: checked(dist, "tides/tides.html", b" ", "none")),
        "another document's file": ("tides/index.html", lambda dist: checked(dist, "arabic/arabic.md", b"", "other")),
        "a good file, on the listing": ("index.html", lambda dist: checked(dist, "tides/tides.md", b"", "edition")),
    }
)
"""Every kind of page and every state that a page can be in: where it is, and how it is brought about."""
