"""What a PDF says when it is read back: the document's words in order, in any script, and nothing else."""

from __future__ import annotations

import io
import re

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import factory
from muniment.errors import WriterError
from muniment.pdf_text import comparable_words, read_units
from muniment.readback import units_of_xhtml
from muniment.tools import fonts
from muniment.writers.pdf import write

SCRIPTS = {
    "ar": "وصلت السفينة عند الرابعة مع المد (واحد)، وكان على متنها ٩ رجال وصبي. اسمها Margaret the Great منذ سنة 1687.",
    "fa": "این می‌تواند یک متن فارسی باشد؛ کتاب‌ها و خانه‌ها را می‌خوانیم. سال ۱۴۰۰ بود.",
    "ur": "جہاز چار بجے آیا۔ اس پر نو آدمی تھے۔",
    "he": "הספינה הגיעה בארבע עם הגאות, ועל סיפונה תשעה גברים (וילד). The Margaret היא ספינה. שָׁלוֹם עֲלֵיכֶם.",
    "hi": "जहाज़ चार बजे ज्वार के साथ आया और उस पर नौ आदमी और एक लड़का था। कि क की का कु हिन्दी क्षत्रिय विद्यालय।",
    "bn": "জাহাজটি চারটায় জোয়ারের সাথে এসেছিল। কি কে কো ক্ষ।",
    "ta": "கப்பல் நான்கு மணிக்கு அலையுடன் வந்தது. கொடுத்தான் போனான்.",
    "th": "เรือมาถึงตอนสี่โมงพร้อมกับน้ำขึ้น บนเรือมีชายเก้าคนและเด็กชายหนึ่งคน นี่คือข้อความภาษาไทยที่ยาวพอที่จะขึ้นบรรทัดใหม่",
    "my": "သင်္ဘောသည် လေးနာရီတွင် ရောက်လာသည်။",
    "km": "កប៉ាល់បានមកដល់នៅម៉ោងបួន។",
    "bo": "གྲུ་གཟིངས་དེ་ཆུ་ཚོད་བཞི་པར་འབྱོར།",
    "zh": "船在四点钟随潮水而来，船上有九个男人和一个男孩。“她运来了盐、绳子和三十六只钟。”没有人在码头上等她，因为谁也没有料到。",
    "zh-TW": "船在四點鐘隨潮水而來，船上有九個男人和一個男孩。",
    "ja": "船は四時に潮とともに来た。船には九人の男と一人の少年が乗っていた。「マーガレット」という名前であった。",
    "ko": "배는 네 시에 밀물과 함께 왔다. 배에는 아홉 명의 남자와 한 소년이 타고 있었다. 아무도 봄이 오기 전에 돌아오리라고는 생각하지 못했다.",
    "el": "Το πλοίο ήρθε στις τέσσερις με την παλίρροια, και κανείς δεν το περίμενε πριν από την άνοιξη. Ἐν ἀρχῇ ἦν ὁ λόγος.",
    "ru": "Корабль пришёл в четыре часа вместе с приливом, и никто не ждал его раньше весны; взаимодействие достопримечательностей.",
    "ka": "გემი ოთხ საათზე მოვიდა.",
    "hy": "Նավը եկավ չորսին։",
    "am": "መርከቡ በአራት ሰዓት ደረሰ።",
}
RIGHT_TO_LEFT = {"ar", "fa", "ur", "he"}


@pytest.fixture(scope="module", autouse=True)
def _pinned_fonts(tmp_path_factory: pytest.TempPathFactory) -> None:
    fonts.prepare(tmp_path_factory.mktemp("fonts"))


def read(xml: str, language: str = "en", direction: str = "ltr") -> tuple[str, ...]:
    return read_units(write(factory.document(xml, language=language, direction=direction)))


def assert_reads_back(xml: str, language: str = "en", direction: str = "ltr") -> None:
    document = factory.document(xml, language=language, direction=direction)
    units = read_units(write(document))
    wanted = units_of_xhtml(document.article)
    assert comparable_words("\n".join(units)) == comparable_words("\n".join(wanted))


# --------------------------------------------------------------------------------------------- words

WORDS = st.lists(st.text("ab1é-.漢ک", min_size=1, max_size=5), min_size=2, max_size=10)


@given(words=WORDS, spaces=st.lists(st.sampled_from([" ", "\n", "\u00a0", "  ", "\u2003"]), min_size=9, max_size=9))
def test_only_the_kind_and_amount_of_white_space_does_not_count(words: list[str], spaces: list[str]) -> None:
    text = "".join(word + space for word, space in zip(words, [*spaces, ""], strict=False))
    assert comparable_words(text) == tuple(words)


@given(words=WORDS, data=st.data())
def test_a_lost_word_counts(words: list[str], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(words) - 1))
    assert comparable_words(" ".join(words)) != comparable_words(" ".join(words[:index] + words[index + 1 :]))


@given(words=WORDS, word=st.text("ab1", min_size=1), data=st.data())
def test_an_added_word_counts(words: list[str], word: str, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(words)))
    assert comparable_words(" ".join(words)) != comparable_words(" ".join([*words[:index], word, *words[index:]]))


@given(words=WORDS, data=st.data())
def test_two_swapped_words_count(words: list[str], data: st.DataObject) -> None:
    one, other = data.draw(st.lists(st.integers(0, len(words) - 1), min_size=2, max_size=2, unique=True))
    swapped = list(words)
    swapped[one], swapped[other] = words[other], words[one]
    assert (comparable_words(" ".join(words)) != comparable_words(" ".join(swapped))) == (words != swapped)


@given(text=st.text("ab 12", min_size=1).filter(lambda text: any(c.isdigit() for c in text)), data=st.data())
def test_a_changed_digit_counts(text: str, data: st.DataObject) -> None:
    index = data.draw(st.sampled_from([i for i, character in enumerate(text) if character.isdigit()]))
    changed = text[:index] + ("3" if text[index] != "3" else "4") + text[index + 1 :]
    assert comparable_words(text) != comparable_words(changed)


@given(words=WORDS, data=st.data())
def test_two_joined_words_count(words: list[str], data: st.DataObject) -> None:
    index = data.draw(st.integers(1, len(words) - 1))
    joined = [*words[: index - 1], words[index - 1] + words[index], *words[index + 1 :]]
    assert comparable_words(" ".join(words)) != comparable_words(" ".join(joined))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Late", "late"),
        ("résumé", "resume"),
        ("well-known", "wellknown"),
        ("“a”", '"a"'),
        ("a,", "a"),
        ("می‌رود", "میرود"),
    ],
)
def test_case_accents_hyphens_quotes_commas_and_joiners_count(one: str, other: str) -> None:
    assert comparable_words(one) != comparable_words(other)


def test_compatibility_forms_and_soft_hyphens_do_not_count() -> None:
    assert comparable_words("ﬁne exam\u00adple") == comparable_words("fine example")


# --------------------------------------------------------------------------------------------- scripts


@pytest.mark.parametrize("language", SCRIPTS)
def test_each_script_reads_back_in_logical_order(language: str) -> None:
    text = SCRIPTS[language]
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    xml = f'<h1 id="t">{text[:12].strip()}</h1><p>{text}</p><p>{text} <em>{text}</em>, <strong>{text}</strong>.</p>'
    assert_reads_back(xml, language, direction)


@pytest.mark.parametrize("language", SCRIPTS)
def test_each_script_reads_back_inside_a_document_of_another(language: str) -> None:
    attribute = ' dir="rtl"' if language in RIGHT_TO_LEFT else ""
    assert_reads_back(f"<p>The word <em>{SCRIPTS[language]}</em> (in short).</p><p{attribute}>{SCRIPTS[language]}</p>")


PIECES = st.sampled_from(
    ["abc", "well-known", "(x)", "1,000", "שלום", "مرحبا", "漢字", "น้ำ", "कि", "“a”", "ﬁ", "x²", "—"]
)


@settings(max_examples=25, deadline=None)
@given(
    paragraphs=st.lists(
        st.tuples(st.sampled_from(["ltr", "rtl"]), st.lists(PIECES, min_size=1, max_size=40)), min_size=1, max_size=3
    ),
    joint=st.sampled_from([" ", "", " <em>e</em> ", "<br/>"]),
)
def test_any_mixture_of_scripts_reads_back(paragraphs: list[tuple[str, list[str]]], joint: str) -> None:
    assert_reads_back("".join(f'<p dir="{way}">{joint.join(pieces)}</p>' for way, pieces in paragraphs))


# --------------------------------------------------------------------------------------------- lines and pages


def test_hyphens_made_by_layout_are_gone_and_the_authors_stay() -> None:
    text = "Uncharacteristic misunderstandings between well-known representatives remained unsatisfactory. " * 12
    data = write(factory.document(f"<p>{text.strip()}</p>"))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert b"feff00ad" in pdf.pages[0].Contents.read_bytes(), "the text must have been hyphenated"
    assert read_units(data) == (text.strip(),)


def test_characters_are_found_together_as_they_are_found_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "".join(f"<p>One {'two-fold ' * n}<em>three</em> 4 <code>5  6</code>, 😀.</p>" for n in range(60))
    data = write(factory.document(f"<h1>A head</h1>{text}<ul><li>a-</li><li>-b</li></ul>"))
    together = read_units(data)
    monkeypatch.setattr("muniment.pdf_content._RIGHT_TO_LEFT", re.compile(""))
    assert read_units(data) == together


def test_a_paragraph_over_several_pages_is_one_unit() -> None:
    text = " ".join(f"word{number}" for number in range(1500))
    assert read(f"<p>{text}</p><p>next</p>") == (text, "next")


def test_a_very_long_word_is_broken_over_lines_and_pages_and_read_as_one() -> None:
    word = "abcdefghij" * 600
    assert read(f"<p>{word}</p><p>next</p>") == (word, "next")


def test_an_address_is_broken_without_a_hyphen() -> None:
    address = "https://example.org/" + "internationalisation/" * 12 + "index.html?query=1&amp;other=2"
    data = write(factory.document(f"<p>See {address} now.</p>"))
    assert read_units(data) == (f"See {address.replace('&amp;', '&')} now.",)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert b"feff00ad" not in pdf.pages[0].Contents.read_bytes()


def test_code_keeps_its_words_whatever_its_white_space() -> None:
    code = "def f(x):\n    return   x\n\n\ty = 'one'  \n" + "z = " + "1 + " * 60 + "1"
    assert_reads_back(f"<pre><code>{code}</code></pre><p>after</p>")


# --------------------------------------------------------------------------------------------- what is not text


def test_markers_notes_marks_heads_page_numbers_title_block_and_colophon_are_not_read() -> None:
    metadata = factory.metadata(title="On Tides", creators=("Somebody",), date="1999-12-31")
    paragraphs = "".join(f"<p>Paragraph {number}.</p>" for number in "abcdefghijklmnopqrstuvwxyz") * 3
    xml = factory.NOTES.replace(
        "<p>Gravity.", f'<ol start="7"><li>first</li><li>second</li></ol>{paragraphs}<p>Gravity.'
    )
    units = read_units(write(factory.document(xml, metadata)))
    assert units[:6] == ("On Tides", "The moon pulls. The sea follows.", "Why", "first", "second", "Paragraph a.")
    assert units[-3:] == ("Gravity.", "So does the sun, but less.", "Newton, 1687.")
    assert len(units) == 5 + 26 * 3 + 3


def test_a_supplied_title_is_not_read() -> None:
    assert read_units(write(factory.document("<p>Text.</p>", factory.metadata()))) == ("Text.",)


def test_cells_items_and_verse_are_units_of_their_own() -> None:
    xml = "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>c</td><td>d</td></tr></tbody></table>"
    assert read(xml + '<ul><li>e<ul><li>f</li></ul></li></ul><p class="verse">g<br/>\u2003h</p>') == (
        *("a", "b", "c", "d", "e", "f"),
        "g \u2003h",
    )


@pytest.mark.parametrize("data", [b"", b"not a PDF", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_pdf_is_an_error(data: bytes) -> None:
    with pytest.raises(WriterError) as refusal:
        read_units(data)
    assert refusal.value.code == "PDF-UNREADABLE"


def test_a_pdf_without_tags_is_an_error() -> None:
    with pikepdf.open(io.BytesIO(write(factory.document()))) as pdf:
        del pdf.Root.StructTreeRoot
        output = io.BytesIO()
        pdf.save(output)
    with pytest.raises(WriterError, match="tags"):
        read_units(output.getvalue())
