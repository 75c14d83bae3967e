"""Bytes in an old code page are read as what they are by a guess that says how sure it is."""

from __future__ import annotations

import pytest

from muniment.errors import SourceError
from muniment.intake import decode
from muniment.model import Basis

TEXTS = {
    "fr": "À l’école du village, le maître répète : « Où étiez-vous ? » Les élèves se taisent, gênés. La leçon "
    "reprend, très lentement, et personne n’a vu passer l’été.",
    "de": "Die Bürger der Stadt müssen künftig höhere Gebühren zahlen. Das beschloss der Rat am späten Abend; die "
    "Größe der Wohnung spielt dabei keine Rolle. Für Schüler ändert sich nichts.",
    "es": "La reunión de los vecinos empezó tarde. ¿Quién podía saber qué pasaría mañana? Según el señor Muñoz, el "
    "camión llegó después del mediodía y nadie más subió a él.",
    "it": "La città è più bella di sera, perché la luce è così dolce. «Non c’è fretta», dice il sindaco, «ma lunedì "
    "si decide». Qualcuno però tornerà già domani.",
    "sv": "På torget säljer man ägg, smör och färskt bröd. Gången därifrån är kort, men på våren är den både våt och "
    "hal, och därför går de äldre hellre runt kyrkan.",
    "en": "“It’s late,” she said — “too late.” The café had closed; nobody’s coat was left. We’ll see whether it "
    "opens again on Monday, they’d said, but don’t count on it.",
    "pl": "Wójt gminy ogłosił, że szkoła zostanie zamknięta. Mieszkańcy są oburzeni: «Gdzie nasze dzieci będą się "
    "uczyć?». Późną nocą głosowano jeszcze raz, lecz nic się nie zmieniło.",
    "cs": "Obec se rozhodla opravit starý most přes řeku. Práce začnou příští týden a potrvají až do podzimu; řidiči "
    "budou muset jezdit delší cestou. Žádné další peníze už nebudou.",
    "hu": "A falu könyvtára minden hétfőn nyitva tart. Az idősebbek újságot olvasnak, a gyerekek társasjátékot "
    "játszanak, és télen fűtés is van. Örülünk, hogy sokan jönnek.",
    "tr": "Köyün okulu yıllardır kapalıydı. Şimdi çocuklar yine sınıflara dönüyor, öğretmenler de gülüyor. Belediye "
    "başkanı, yolun kıştan önce yapılacağını söyledi.",
    "ru": "Городской совет решил закрыть старую библиотеку. Жители недовольны: книги перевезут в соседний посёлок, а "
    "здание продадут. Собрание назначено на четверг, приходите все.",
    "uk": "Міська рада вирішила закрити стару бібліотеку. Жителі невдоволені: книжки перевезуть до сусіднього селища, "
    "а її будівлю продадуть. Збори призначено на четвер, приходьте всі.",
    "el": "Ο δήμος αποφάσισε να κλείσει την παλιά βιβλιοθήκη. Οι κάτοικοι διαμαρτύρονται, γιατί τα βιβλία θα μεταφερθούν "
    "στο διπλανό χωριό και το κτίριο θα πουληθεί.",
    "he": "מועצת העיר החליטה לסגור את הספרייה הישנה. התושבים מוחים, כי הספרים יועברו לכפר השכן והבניין יימכר.",
    "ar": "قرر مجلس المدينة إغلاق المكتبة القديمة. السكان غير راضين، لأن الكتب ستنقل إلى القرية المجاورة وسيباع المبنى.",
    "th": "เทศบาลตัดสินใจปิดห้องสมุดเก่า ชาวบ้านไม่พอใจเพราะหนังสือจะถูกย้ายไปหมู่บ้านข้างเคียงและอาคารจะถูกขาย",
    "ja": "市は古い図書館を閉めることにした。本は隣の村へ運ばれ、建物は売られる。住民は不満である。",
    "ko": "시는 오래된 도서관을 닫기로 했다. 책은 이웃 마을로 옮겨지고 건물은 팔린다. 주민들은 불만이다.",
    "zh-Hans": "市政府决定关闭旧图书馆。书籍将被运到邻近的村庄，房子也要卖掉。居民们很不满意。",
    "zh-Hant": "市政府決定關閉舊圖書館。書籍將被運到鄰近的村莊，房子也要賣掉。居民們很不滿意。",
}

CODE_PAGES = [
    ("fr", "windows-1252"),
    ("de", "windows-1252"),
    ("es", "windows-1252"),
    ("it", "windows-1252"),
    ("sv", "windows-1252"),
    ("en", "windows-1252"),
    ("de", "cp850"),
    ("fr", "macintosh"),
    ("pl", "windows-1250"),
    ("cs", "windows-1250"),
    ("hu", "windows-1250"),
    ("cs", "iso-8859-2"),
    ("cs", "cp852"),
    ("tr", "windows-1254"),
    ("ru", "windows-1251"),
    ("uk", "windows-1251"),
    ("ru", "koi8-r"),
    ("uk", "koi8-u"),
    ("ru", "cp866"),
    ("ru", "iso-8859-5"),
    ("el", "windows-1253"),
    ("el", "iso-8859-7"),
    ("he", "windows-1255"),
    ("ar", "windows-1256"),
    ("ar", "iso-8859-6"),
    ("th", "cp874"),
    ("ja", "cp932"),
    ("ja", "euc-jp"),
    ("ko", "euc-kr"),
    ("zh-Hans", "gb18030"),
    ("zh-Hant", "big5"),
]


@pytest.mark.parametrize(("language", "code_page"), CODE_PAGES)
def test_a_paragraph_in_an_old_code_page_is_read_right_and_recorded_as_a_guess(language: str, code_page: str) -> None:
    text = TEXTS[language]
    raw, encoding, changes = decode(text.encode(code_page), asserted=None, file="a.txt")
    assert (raw, changes) == (text, ())
    assert encoding.basis is Basis.DERIVED
    assert 0.5 < encoding.confidence < 1


@pytest.mark.parametrize(("language", "code_page"), CODE_PAGES)
def test_a_long_text_is_judged_by_a_sample_of_all_its_parts(language: str, code_page: str) -> None:
    text = "Plain ASCII first, as in a licence or a table of contents.\n" * 2000 + f"{TEXTS[language]}\n" * 50
    raw, encoding, _ = decode(text.encode(code_page), asserted=None, file="a.txt")
    assert raw == text
    assert encoding.basis is Basis.DERIVED


def test_a_long_line_of_chinese_without_a_single_blank_is_read_right() -> None:
    text = TEXTS["zh-Hans"] * 500
    assert decode(text.encode("gb18030"), asserted=None, file="a.txt")[0] == text


def test_one_accent_is_a_weaker_guess_than_a_paragraph() -> None:
    short = decode("Café".encode("cp1252"), asserted=None, file="a.txt")[1]
    long = decode(TEXTS["fr"].encode("cp1252"), asserted=None, file="a.txt")[1]
    assert short.name == long.name == "windows-1252"
    assert short.confidence < long.confidence


def test_the_guess_is_the_same_every_time() -> None:
    data = TEXTS["cs"].encode("iso-8859-2")
    assert decode(data, asserted=None, file="a.txt") == decode(data, asserted=None, file="a.txt")


def test_noise_is_refused_rather_than_read_as_something() -> None:
    noise = bytes(0x80 + (7 * place * place + 13 * place) % 0x80 for place in range(400))
    with pytest.raises(SourceError, match="No known encoding fits") as caught:
        decode(noise, asserted=None, file="a.txt")
    assert caught.value.code == "SRC-UNDECODABLE"
    assert decode(noise, asserted="cp437", file="a.txt")[1].basis is Basis.ASSERTED


def test_a_text_in_capitals_is_no_noise() -> None:
    text = "ПРИКАЗ О ЗАКРЫТИИ БИБЛИОТЕКИ"
    assert decode(text.encode("cp1251"), asserted=None, file="a.txt")[0] == text
