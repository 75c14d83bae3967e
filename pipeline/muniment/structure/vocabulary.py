"""Words that name parts of a publication, in several languages, and what numbers look like. Plain data.

Only words that stand before or after a number are listed here, and words that are a heading by themselves; the lists
are short on purpose, because layout speaks in every language and words only in those that somebody wrote down.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


def _words(lines: str) -> frozenset[str]:
    return frozenset(lines.split())


_PARTS = """
    part book volume teil buch band partie livre tome parte libro libri tomo deel boek часть книга том μέρος βιβλίο
    del bok osa część księga liber pars bölüm cilt भाग partea cartea díl kniha
"""
_CHAPTERS = """
    chapter act canto kapitel akt aufzug chapitre acte chant capítulo acto capitolo atto hoofdstuk bedrijf глава
    действие акт κεφάλαιο πράξη kapitola rozdział kapittel luku caput capitulum actus bab अध्याय capitolul ato
    letter brief lettre lettera carta письмо
"""
_SECTIONS = """
    scene section szene auftritt abschnitt scène escena sección scena sezione tooneel paragraaf сцена явление раздел
    σκηνή scaena appendix annex anhang appendice apéndice bijlage приложение plate lesson leçon lección lezione
    lektion les урок step rule
"""

PART_RANKS: Mapping[str, int] = MappingProxyType(
    {word: rank for rank, words in enumerate((_PARTS, _CHAPTERS, _SECTIONS), start=1) for word in words.split()}
)
"""Words that name a numbered part, with their rank: 1 holds 2 holds 3."""

STANDING_HEADINGS: frozenset[str] = _words("""
    preface foreword introduction contents prologue epilogue conclusion conclusions acknowledgements acknowledgments
    bibliography references notes index glossary appendix summary overview abstract background afterword dedication
    vorwort einleitung inhalt inhaltsverzeichnis nachwort anmerkungen zusammenfassung fazit register
    préface introduction sommaire avant-propos conclusion épilogue prologue index
    prefacio prólogo introducción índice conclusión epílogo resumen notas
    prefazione introduzione indice conclusione prologo epilogo note
    voorwoord inleiding inhoud nawoord besluit errata
    предисловие введение содержание оглавление заключение послесловие эпилог пролог примечания
    wstęp zakończenie spis przedmowa πρόλογος εισαγωγή περιεχόμενα επίλογος
    önsöz giriş sonuç içindekiler مقدمة خاتمة مقدمه نتیجه 前言 序言 引言 目录 目錄 结论 結論 后记 머리말 서문 차례 결론 はじめに
""")
"""Words that are a heading all by themselves, lower case."""

ORDINALS: frozenset[str] = _words("""
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth last
    erster erste erstes zweiter zweite zweites dritter dritte drittes vierter vierte viertes fünfter fünfte sechster
    premier première deuxième second seconde troisième quatrième cinquième sixième
    primero primera segundo segunda tercero tercera cuarto quinta quinto primo prima secondo terzo quarto quinto sesto
    eerste tweede derde vierde vijfde zesde zevende achtste negende tiende elfde twaalfde
    первый первая первое второй вторая третий третья четвертый пятый первое
    one two three four five six seven eight nine ten eleven twelve prima secunda tertia quarta quinta
""")
"""Number words that stand beside a word for a part."""

MONTHS: frozenset[str] = _words("""
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec
    januar februar märz mai juni juli oktober dezember janvier février mars avril juin juillet août septembre octobre
    novembre décembre enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre januari februari maart mei augustus
    января февраля марта апреля мая июня июля августа сентября октября ноября декабря
    janeiro fevereiro março maio junho julho setembro outubro dezembro
    stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
""")
"""Names of months, lower case."""

BYLINES: frozenset[str] = _words("""
    by von par por di door przez автор от текст written posted published updated reporting reported edited
    опубликовано обновлено veröffentlicht aktualisiert publié publicado pubblicato gepubliceerd opublikowano yayınlanma
""")
"""Words that begin a line about who wrote and when."""

LABELS: frozenset[str] = _words("""
    photo photos photograph photographs photography image images picture video source sources credit credits tags tag keywords caption share related
    foto fotos bild bilder quelle quellen schlagwörter crédit fuente fuentes etiquetas fonte fonti источник фото видео
    теги zdjęcie źródło kaynak fotoğraf المصدر صورة 来源 图片 來源 圖片 출처 사진 出典 写真
""")
"""Words before a colon that label a credit or a list of tags, lower case."""

FURNITURE: tuple[str, ...] = (
    "read more",
    "read also",
    "also read",
    "continue reading",
    "advertisement",
    "get short url",
    "follow us",
    "share this",
    "subscribe",
    "sign up",
    "click here",
    "watch:",
    "mehr lesen",
    "weiterlesen",
    "lesen sie auch",
    "anzeige",
    "lire aussi",
    "lire la suite",
    "publicité",
    "leer más",
    "lea también",
    "publicidad",
    "leggi anche",
    "pubblicità",
    "lees ook",
    "lees meer",
    "читайте также",
    "подробнее",
    "реклама",
    "czytaj także",
    "reklama",
)
"""What lines of a web page's furniture begin with, lower case: they came along when the text was copied."""
