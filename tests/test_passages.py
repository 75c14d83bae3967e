"""Passages in another language or script say so, and nothing that is in the document's own does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from muniment import passages
from muniment.scripts import covers, script_of, scripts_of, writing_of, writing_of_language

NAMESPACE = ' xmlns="http://www.w3.org/1999/xhtml"'
ENGLISH = (
    "The keeper of the tower went up every evening with his lamp and a can of oil, and when the light was burning he "
    "wrote the hour and the wind into the book that lay on the table by the window."
)
FRENCH = (
    "Le gardien montait chaque soir avec sa lampe et un bidon d'huile, et quand la lumière était allumée il écrivait "
    "l'heure et le vent dans le livre qui était posé sur la table près de la fenêtre."
)
RUSSIAN = "Смотритель каждый вечер поднимался на башню с лампой и записывал в книгу час и ветер, когда огонь уже горел."
JAPANESE = "灯台守は毎晩ランプを持って塔に登り、火がともると時刻と風を帳面に書きました。"


def marked(body: str, *, language: str = "en", direction: str = "ltr") -> str:
    root = etree.fromstring(f'<article xmlns="http://www.w3.org/1999/xhtml">{body}</article>')
    passages.mark(root, language=language, direction=direction)
    text = etree.tostring(root, encoding="unicode").replace(NAMESPACE, "")
    return text.removeprefix("<article>").removesuffix("</article>")


def test_a_text_in_one_language_stays_as_it_is() -> None:
    body = f"<h1>The tower</h1><p>{ENGLISH} Ωmega, 東京 and “naïve” are words in it, and 1945 a number.</p>"
    assert marked(body) == body


@pytest.mark.parametrize(
    ("words", "tag"),
    [
        (RUSSIAN, "ru"),
        (JAPANESE, "ja"),
        ("Ο φύλακας ανέβαινε κάθε βράδυ με τη λάμπα του", "el"),
        ("東京", "und-Hani"),
        ("Да", "und-Cyrl"),
        ("مرحبا", "und-Arab"),
        ("ᚠᚢᚦᚨᚱᚲ", "und-Runr"),
    ],
)
def test_a_block_in_another_script_names_its_language_or_else_its_script(words: str, tag: str) -> None:
    first, second = marked(f"<p>{ENGLISH}</p><p>{words}</p>").split("</p>", 1)
    assert first == f"<p>{ENGLISH}"
    assert f' lang="{tag}"' in second


def test_a_paragraph_in_another_language_of_the_same_script_is_marked() -> None:
    body = f"<p>{ENGLISH} {ENGLISH}</p>" * 5 + f"<p>{FRENCH}</p>"
    assert marked(body) == body.replace(f"<p>{FRENCH}", f'<p lang="fr">{FRENCH}')


def test_latin_with_marks_of_length_is_not_taken_for_a_language_of_the_pacific() -> None:
    latin = (
        "Māter mea mihi dīxit tē arbitrum in hōc certāmine futūrum esse, et ego multās hōrās in agrīs manēbam, quod "
        "puerī ad silvam ībant et nūllī mihi dē viā dīcere poterant."
    )
    body = f"<p>{ENGLISH} {ENGLISH}</p>" * 5 + f"<p>{latin}</p>"
    assert 'lang="mi"' not in marked(body)


def test_a_block_that_mixes_two_scripts_is_in_the_language_around_it() -> None:
    text = "В проекте есть документы (README, CONTRIBUTING, CODE_OF_CONDUCT, LICENSE)"
    body = f"<p>{RUSSIAN}</p><p>{text}</p>"
    assert "<p>В проекте" in marked(body, language="ru")


def test_a_list_of_names_is_in_no_other_language() -> None:
    names = "Giovanni Rossi, Maria Bianchi, Luca Ferrari, Giulia Esposito, Marco Romano, Paolo Ricci, Anna Gallo, Sara Costa"
    body = f"<p>{ENGLISH} {ENGLISH}</p>" * 5 + f"<p>{names}</p>"
    assert marked(body) == body


def test_in_a_text_of_no_known_language_each_paragraph_says_its_own() -> None:
    body = f"<p>{ENGLISH}</p><p>{FRENCH}</p>"
    assert marked(body, language="und") == f'<p lang="en">{ENGLISH}</p><p lang="fr">{FRENCH}</p>'


def test_a_phrase_among_other_words_becomes_a_span() -> None:
    assert marked(f"<p>{ENGLISH} They call it “Маяк на краю света”, <em>and</em> go on.</p>") == (
        f'<p>{ENGLISH} They call it “<span lang="und-Cyrl">Маяк на краю света</span>”, <em>and</em> go on.</p>'
    )


def test_phrases_are_found_after_a_break_and_in_emphasis_but_not_in_code() -> None:
    phrase = "Маяк на краю света"
    span = f'<span lang="und-Cyrl">{phrase}</span>'
    assert marked(f"<p>{ENGLISH}<br/>{phrase}. <em>{phrase}</em> <code>{phrase}</code> x</p>") == (
        f"<p>{ENGLISH}<br/>{span}. <em>{span}</em> <code>{phrase}</code> x</p>"
    )


def test_two_phrases_in_two_scripts_are_two_spans() -> None:
    text = marked(f"<p>{ENGLISH} Маяк на краю света, 世界の果ての灯台です ok</p>")
    assert '<span lang="und-Cyrl">Маяк на краю света</span>, <span lang="ja">世界の果ての灯台です</span> ok' in text


def test_a_passage_inside_a_foreign_one_returns_to_the_language_of_the_document() -> None:
    assert marked(f"<p>{ENGLISH}</p><blockquote><p>{RUSSIAN}</p><p>The sea</p><p>{RUSSIAN}</p></blockquote>") == (
        f'<p>{ENGLISH}</p><blockquote lang="ru"><p>{RUSSIAN}</p><p lang="en">The sea</p><p>{RUSSIAN}</p></blockquote>'
    )


def test_han_in_japanese_and_korean_is_their_own() -> None:
    assert marked(f"<h1>東京</h1><p>{JAPANESE}</p>", language="ja") == f"<h1>東京</h1><p>{JAPANESE}</p>"
    assert covers("Hang", ("Hani",))
    assert not covers("Hani", ("Hang",))


@pytest.mark.parametrize(
    ("language", "writing"),
    [("en", "Latn"), ("sr-Latn", "Latn"), ("zh-Hant-TW", "Hani"), ("ko-Kore", "Hang"), ("xx", None)],
)
def test_a_language_tells_its_writing_system(language: str, writing: str | None) -> None:
    assert writing_of_language(language) == writing


def test_letters_tell_their_script_and_marks_do_not() -> None:
    assert (script_of("é"), script_of("ж"), script_of("か"), script_of("1"), script_of("\u0301")) == (
        *("Latn", "Cyrl", "Jpan"),
        *(None, None),
    )
    assert writing_of(scripts_of({"a": 1})) is None


@given(
    st.lists(st.text("abc дежж 東京かな مرحبا ὅπως .,1\u0301\u200f", max_size=80), max_size=6),
    st.sampled_from(["en", "ar", "ja", "und"]),
)
def test_no_word_is_lost_or_moved(texts: list[str], language: str) -> None:
    root = etree.Element("{http://www.w3.org/1999/xhtml}article")
    for number, text in enumerate(texts):
        block = etree.SubElement(root, "{http://www.w3.org/1999/xhtml}" + ("p", "li", "h2")[number % 3])
        block.text = text
        inner = etree.SubElement(block, "{http://www.w3.org/1999/xhtml}em")
        inner.text, inner.tail = text[::-1], text
    before = ["".join(map(str, block.itertext())) for block in root]
    passages.mark(root, language=language, direction="ltr")
    assert ["".join(map(str, block.itertext())) for block in root] == before
