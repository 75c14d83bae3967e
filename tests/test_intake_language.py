"""The language is stated where the evidence is good and left unknown where it is not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muniment.intake import detect_language, direction_of, dominant_direction
from muniment.intake.alphabets import BY_LANGUAGE, SIMPLIFIED_ONLY, TRADITIONAL_ONLY
from muniment.model import Basis
from test_intake_guessing import TEXTS

MORE = {
    "nb": "Kommunen har bestemt seg for å stenge det gamle biblioteket. Bøkene skal flyttes til nabobygda, og huset "
    "selges. Innbyggerne er ikke fornøyde, og møtet blir på torsdag.",
    "fa": "شورای شهر تصمیم گرفت کتابخانهٔ قدیمی را ببندد. مردم ناراضی‌اند، چون کتاب‌ها به روستای همسایه برده می‌شود و "
    "ساختمان فروخته خواهد شد.",
    "hi": "नगर परिषद ने पुराने पुस्तकालय को बंद करने का निर्णय लिया है। लोग खुश नहीं हैं, क्योंकि किताबें पास के गाँव में भेजी "
    "जाएँगी और भवन बेच दिया जाएगा।",
    "ne": "सबै व्यक्तिहरू जन्मजात स्वतन्त्र हुन् र तिनीहरूको अधिकार समान छ। पुस्तकालय बन्द गर्न लागिएको छ, तर यो भवन "
    "बेचिने छैन भने पनि मानिसहरू खुसी छैनन्।",
    "bg": "Общинският съвет реши да затвори старата библиотека. Жителите са недоволни, защото книгите ще бъдат "
    "преместени в съседното село, а сградата ще бъде продадена.",
    "be": "Гарадскі савет вырашыў зачыніць старую бібліятэку. Жыхары незадаволеныя: кнігі перавязуць у суседнюю вёску, "
    "а яе будынак прададуць. Сход прызначаны на чацвер.",
    "ta": "நகர சபை பழைய நூலகத்தை மூட முடிவு செய்தது. மக்கள் மகிழ்ச்சியாக இல்லை.",
    "ka": "ქალაქის საბჭომ გადაწყვიტა ძველი ბიბლიოთეკის დახურვა.",
    "kn": "ಹಳೆಯ ಗ್ರಂಥಾಲಯವನ್ನು ಮುಚ್ಚಲು ನಗರಸಭೆ ನಿರ್ಧರಿಸಿದೆ.",
}


@pytest.mark.parametrize(("language", "text"), [*TEXTS.items(), *MORE.items()])
def test_a_paragraph_tells_its_language(language: str, text: str) -> None:
    found = detect_language(text)
    assert found is not None
    assert (found.value, found.basis) == (language, Basis.DERIVED)
    assert found.confidence is not None
    assert 0.7 <= found.confidence < 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12345 67890\n" * 50,
        "Hello world",
        "OK",
        "Chapter I",
        "Привет",
        "asdf qwer zxcv",
        "https://example.org/the/long/address/of/some/page/that/has/many/letters/and/no/words",
    ],
)
def test_too_few_words_leave_the_language_unknown(text: str) -> None:
    assert detect_language(text) is None


def test_a_text_half_in_one_language_and_half_in_another_has_no_main_language() -> None:
    assert detect_language((TEXTS["fr"] + "\n") * 20 + (TEXTS["de"] + "\n") * 20) is None
    assert detect_language(TEXTS["ru"] * 5 + TEXTS["el"] * 5) is None


def test_passages_in_another_language_between_those_looked_at_first_are_seen() -> None:
    german, english = (TEXTS["de"] + "\n") * 6, (TEXTS["en"] + "\n") * 6
    mixed, pure = detect_language(german + english + german + english + german), detect_language(german * 5)
    assert mixed is not None
    assert pure is not None
    assert (mixed.value, pure.value) == ("de", "de")
    assert mixed.confidence is not None
    assert pure.confidence is not None
    assert mixed.confidence < pure.confidence - 0.1


def test_a_few_quotations_do_not_hide_the_main_language() -> None:
    found = detect_language((TEXTS["de"] + "\n") * 30 + (TEXTS["en"] + "\n") * 8)
    assert found is not None
    assert found.value == "de"
    assert found.confidence is not None
    assert found.confidence < 0.95


@pytest.mark.parametrize(
    "text",
    [
        (  # Tajik
            "Шӯрои шаҳр қарор кард, ки китобхонаи куҳна баста шавад. Мардум норозӣ ҳастанд, зеро китобҳоро ба деҳаи "
            "ҳамсоя мебаранд ва биноро мефурӯшанд, ҳеҷ кас хурсанд нест."
        ),
        (  # Tatar
            "Шәһәр советы иске китапханәне ябарга карар итте. Халык риза түгел, чөнки китапларны күрше авылга күчерәләр, "
            "ә бинаны саталар. Җыелыш пәнҗешәмбе көнне була, барыгыз да килегез, яңа хәбәрләр дә булыр."
        ),
        (  # Pashto
            "ښار شورا پرېکړه وکړه چې زوړ کتابتون وتړي. خلک خوښ نه دي، ځکه چې کتابونه به ګاونډي کلي ته یوړل شي او ودانۍ به "
            "وپلورل شي، ټول خپه دي."
        ),
        (  # Maltese
            "Il-kunsill tal-belt iddeċieda li jagħlaq il-librerija l-qadima. Ir-residenti mhumiex kuntenti, għaliex "
            "il-kotba se jittieħdu fir-raħal ta’ ħdejhom u l-bini se jinbiegħ."
        ),
        # Ancient Greek; older modern Greek is written like it.
        "ἄνδρα μοι ἔννεπε, μοῦσα, πολύτροπον, ὃς μάλα πολλὰ πλάγχθη, ἐπεὶ Τροίης ἱερὸν πτολίεθρον ἔπερσεν.",
        "የከተማው ምክር ቤት የቀድሞውን ቤተ መጻሕፍት ለመዝጋት ወሰነ። ነዋሪዎቹ ደስተኛ አይደሉም።",  # Amharic, whose script others share
    ],
)
def test_a_language_that_is_not_known_is_not_called_by_its_neighbours_name(text: str) -> None:
    assert detect_language(text) is None


def test_chinese_that_shows_no_script_is_plain_chinese() -> None:
    found = detect_language("人人生而自由，在尊")
    assert found is not None
    assert found.value == "zh"


def test_the_answer_is_the_same_every_time_and_quick_for_a_long_text() -> None:
    text = (TEXTS["it"] + "\n") * 20_000
    assert detect_language(text) == detect_language(text)


@settings(max_examples=50, deadline=None)
@given(st.text())
def test_any_text_has_a_language_or_none(text: str) -> None:
    found = detect_language(text)
    assert found is None or found.confidence is not None


def test_alphabets_name_each_letter_once_and_no_ascii() -> None:
    for alphabet in BY_LANGUAGE.values():
        assert len(set(alphabet)) == len(alphabet)
        assert alphabet == alphabet.lower()
        assert not any(map(str.isascii, alphabet))
    assert not SIMPLIFIED_ONLY & TRADITIONAL_ONLY


# ------------------------------------------------------------------------------------------ direction


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("en", "ltr"),
        ("ar", "rtl"),
        ("he-IL", "rtl"),
        ("fa", "rtl"),
        ("ur-PK", "rtl"),
        ("yi", "rtl"),
        ("ar-Latn", "ltr"),
        ("az-Arab", "rtl"),
        ("pa_Arab", "rtl"),
        ("zh-Hant-TW", "ltr"),
        ("und", "ltr"),
        ("und-Hebr", "rtl"),
    ],
)
def test_the_direction_of_a_language_is_that_of_its_script(language: str, direction: str) -> None:
    assert direction_of(language) == direction


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("The word is שלום here.", "ltr"),
        ("המילה היא hello כאן", "rtl"),
        ("مرحبا", "rtl"),
        ("123 – 456 …", None),
        ("", None),
        ("abc אבג", "ltr"),
        ("אבג abc", "rtl"),
    ],
)
def test_the_direction_of_a_text_is_that_of_most_of_its_letters(text: str, direction: str | None) -> None:
    assert dominant_direction(text) == direction


_RAIN = (
    "Hujan deras mengguyur kampung itu sejak pagi. Air sungai naik sampai ke lutut, dan orang tua menggendong anak kecil"
    " ke bukit."
)
_CRABS = (
    "Air surut. Pak tua itu menancapkan bibit, lalu menepuk tanah di sekelilingnya. Dulu tidak ada apa-apa di sini."
    " Kepiting pulang, ikan pulang, burung pun pulang ke hutan bakau."
)


def test_neighbours_that_the_detector_cannot_tell_apart_are_told_by_their_own_words() -> None:
    own = detect_language(f"{_RAIN} {_CRABS} Warga desa itu bercerita bahwa airnya jernih.")
    assert own is not None
    assert own.value == "id"
    assert detect_language(f"{_RAIN} {_CRABS}") is None
