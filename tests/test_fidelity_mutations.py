"""The gate, proved on every format: the edition of a text that differs in one place does not pass for the edition of it.

The mutation is made to the Markdown that the edition is written from, so that the writer, its reader and the gate all
take part; the gate is given the document as it should have been.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from markdown_fixtures import BLOCKS, document_of
from muniment.checks.fidelity import gate
from muniment.errors import FidelityError
from muniment.tools import fonts
from muniment.tools.pandoc import PandocWorker
from muniment.writers import Writer, writers

PROSE = """\
# The Harbour

The tide came in at four. With it came the *Margaret*, and nobody had expected her.[^1]

## Cargo

She carried 36 clocks. They were packed in salt. Each was wound, and all of them struck the hour.

- salt
- rope
- clocks

| Hold | Weight |
| --- | --- |
| fore | 12 tons |
| aft | 9 tons |

The light goes down\\
&emsp;behind the mill,\\
and all the town\\
is still.

> Late, said the harbour master. Very late.

```
fore  12
aft    9
```

[^1]: The harbour book has no entry. It was kept badly.
"""

ARABIC = """\
# المرفأ

وصلت السفينة عند الرابعة مع المد. كان على متنها ٩ رجال وصبي.

## الحمولة

ملح وحبال و12 ساعة. لم يتوقعها أحد.
"""

JAPANESE = """\
# 港

船は四時に着いた。男が九人乗っていた。

## 荷

塩と綱と時計が12個あった。誰も待っていなかった。
"""

Mutation = Callable[[str], str]


def replaced(before: str, after: str) -> Mutation:
    def mutate(markdown: str) -> str:
        assert markdown.count(before) == 1, f"{before!r} must stand in the text once"
        return markdown.replace(before, after)

    return mutate


MUTATIONS: dict[str, tuple[str, Mutation]] = {
    "a dropped sentence": (PROSE, replaced(" They were packed in salt.", "")),
    "a dropped paragraph": (
        PROSE,
        replaced("She carried 36 clocks. They were packed in salt. Each was wound, and", "And"),
    ),
    "two swapped sentences": (
        PROSE,
        replaced(
            "They were packed in salt. Each was wound, and all of them struck the hour.",
            "Each was wound, and all of them struck the hour. They were packed in salt.",
        ),
    ),
    "two swapped words": (PROSE, replaced("nobody had expected", "nobody expected had")),
    "two swapped list items": (PROSE, replaced("- salt\n- rope\n", "- rope\n- salt\n")),
    "two swapped table rows": (
        PROSE,
        replaced("| fore | 12 tons |\n| aft | 9 tons |", "| aft | 9 tons |\n| fore | 12 tons |"),
    ),
    "a changed digit": (PROSE, replaced("36 clocks", "35 clocks")),
    "a changed digit in a table": (PROSE, replaced("12 tons", "17 tons")),
    "a changed digit in code": (PROSE, replaced("fore  12", "fore  13")),
    "an added word": (PROSE, replaced("nobody had", "nobody there had")),
    "a repeated word": (PROSE, replaced("came in at", "came came in at")),
    "a changed case": (PROSE, replaced("the harbour master", "the Harbour master")),
    "a lost comma": (PROSE, replaced("was wound, and", "was wound and")),
    "a lost accent": (PROSE.replace("badly", "bâdly"), replaced("bâdly", "badly")),
    "a changed quote mark": (PROSE.replace("Very late", "“Very” late"), replaced("“Very” late", '"Very" late')),
    "a lost line of verse": (PROSE, replaced("and all the town\\\n", "")),
    "a lost heading": (PROSE, replaced("## Cargo\n\n", "")),
    "a changed title": (PROSE, replaced("# The Harbour", "# A Harbour")),
    "a changed note": (PROSE, replaced("It was kept badly.", "It was kept well.")),
    "a lost note": (PROSE, lambda text: text.replace("[^1]", "", 1).partition("[^1]:")[0]),
    "a dropped Arabic sentence": (ARABIC, replaced(" لم يتوقعها أحد.", "")),
    "two swapped Arabic words": (ARABIC, replaced("ملح وحبال", "وحبال ملح")),
    "a changed Arabic digit": (ARABIC, replaced("٩", "٨")),
    "a changed digit in Arabic": (ARABIC, replaced("12", "13")),
    "a dropped Japanese sentence": (JAPANESE, replaced("誰も待っていなかった。", "")),
    "a changed Japanese character": (JAPANESE, replaced("四時", "五時")),
    "two swapped Japanese sentences": (
        JAPANESE,
        replaced("船は四時に着いた。男が九人乗っていた。", "男が九人乗っていた。船は四時に着いた。"),
    ),
}

LANGUAGES = {PROSE: ("en", "ltr"), ARABIC: ("ar", "rtl"), JAPANESE: ("ja", "ltr")}


@pytest.fixture(scope="module")
def worker() -> Iterator[PandocWorker]:
    with PandocWorker() as worker:
        yield worker


@pytest.fixture(scope="module", autouse=True)
def _pinned_fonts(tmp_path_factory: pytest.TempPathFactory) -> None:
    fonts.prepare(tmp_path_factory.mktemp("fonts"))


@pytest.fixture(params=writers().keys())
def writer(request: pytest.FixtureRequest) -> Writer:
    return writers()[str(request.param)]


def test_there_are_writers_to_prove_the_gate_on() -> None:
    assert {"html", "epub", "pdf", "tei"} <= writers().keys()


@pytest.mark.parametrize(("text", "mutate"), MUTATIONS.values(), ids=MUTATIONS.keys())
def test_an_edition_of_another_text_is_refused(
    text: str, mutate: Mutation, writer: Writer, worker: PandocWorker
) -> None:
    language, direction = LANGUAGES.get(text, ("en", "ltr"))
    original = document_of(text, worker, language=language, direction=direction)
    mutated = document_of(mutate(text), worker, language=language, direction=direction)
    with pytest.raises(FidelityError) as refusal:
        gate(original, writer, writer.write(mutated))
    assert refusal.value.code.startswith("FID-")


@pytest.mark.parametrize("text", LANGUAGES, ids=["English", "Arabic", "Japanese"])
def test_an_edition_of_the_same_text_passes(text: str, writer: Writer, worker: PandocWorker) -> None:
    language, direction = LANGUAGES[text]
    document = document_of(text, worker, language=language, direction=direction)
    result = gate(document, writer, writer.write(document))
    assert result.format == writer.format
    assert result.units > 0


LONG = {
    "hyphenated words": (
        "en",
        "Uncharacteristic misunderstandings between well-known representatives remained. " * 200,
    ),
    "a script without spaces": ("ja", "船は四時に着いた。男が九人乗っていた、誰も待っていなかった。" * 120),
}


@pytest.mark.parametrize(("language", "paragraph"), LONG.values(), ids=LONG.keys())
def test_words_that_a_line_or_a_page_divides_are_not_taken_for_changed(
    language: str, paragraph: str, writer: Writer, worker: PandocWorker
) -> None:
    document = document_of(f"# T\n\n{paragraph.strip()}\n", worker, language=language)
    gate(document, writer, writer.write(document))


@pytest.mark.parametrize("name", BLOCKS)
def test_every_kind_of_block_passes_in_every_format(name: str, writer: Writer, worker: PandocWorker) -> None:
    document = document_of(BLOCKS[name], worker)
    gate(document, writer, writer.write(document))
