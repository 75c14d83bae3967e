"""The words that announce who wrote a text without a colon, in many languages: before the name or after it.

One line is one language or a few close ones. A preposition (*by*, *von*, *par*) announces at the head only, because at
the end it may belong to the next article; a statement (*written by*, *rozmawiała*, *нотувала*) announces in both places.
Words that put the name into another case (Greek *της*, Russian *интервью*) are not here: the name would be taken wrong.
"""

from __future__ import annotations

import re

_PREPOSITIONS = r"""
(?:by|from) (?:our|a) (?:\w{2,12} ){0,2}(?:correspondent|reporter|editor|writer),?|an? \w{4,12} by|by|
von unserer?m? (?:\w{3,12}-)?(?:redakteur|korrespondent|mitarbeiter|reporter|autor)(?:in)?|von|
par|de notre (?:envoyée? spéciale?|correspondante?)(?: (?:à|en|au) [\w-]+)?,?|
por|de nuestr[oa] (?:enviad[oa] especial|corresponsal)(?: en [\w-]+)?,?|
d[oa] noss[oa] (?:enviad[oa] especial|correspondente),?|
di|da(?:l nostro|lla nostra) (?:inviat[oa]|corrispondente)|
(?:door|van) onze (?:\w{2,12})?(?:redacteur|verslaggever|verslaggeefster|correspondent|medewerker)|door|
av|af|oleh|bởi|โดย|בידי|
"""
_STATEMENTS = r"""
(?:written|reported|compiled|interviewed|produced|contributed|filed|submitted|hosted|presented) by|interview and (?:photos|pictures) by|
(?:interview|story|words|text|article|report|(?:guest |special )?(?:post|column)|reporting) by|posted by|
(?:story|text|words) (?:and|&) (?:photos|photographs|pictures|images|photography) by|as told to|
(?:opinion|analysis|perspective|commentary|comment|column|essay|review|feature|investigation|recipe|recipes|profile) by|
geschrieben von|
eine? (?:beitrag|kommentar|gastbeitrag|artikel|reportage|analyse|kolumne|essay|glosse|interview|kritik|rezension|porträt|gespräch|bericht) von|
(?:ein )?(?:gast)?(?:beitrag|kommentar) von|das (?:interview|gespräch) führte[n]?|(?:interview|gespräch) geführt von|
die fragen stellten?|es berichtet|aufgezeichnet von|protokolliert von|aus [a-zà-þ][\w-]+ berichtet|
écrit par|rédigé par|publié par|proposé par|propos recueillis par|entretien réalisé par|entretien mené par|
(?:une? )?(?:reportage|article|texte|enquête|analyse|chronique|récit|tribune|entretien) (?:de|par)|
escrito por|redactado por|texto de|entrevista de|una entrevista de|(?:un )?(?:reportaje|artículo|análisis) de|
escribe|texto y fotos de|
scritto da|testo di|intervista di|un(?:'|’|a |o )?(?:intervista|articolo|reportage|analisi|inchiesta) di|servizio di|
a cura di|testo e foto di|
texto e fotos de|reportagem de|crónica de|crônica de|entrevista por|texto por|(?:um )?artigo de|
geschreven door|tekst door|interview door|een (?:reportage|interview|artikel|analyse) van|opgetekend door|
skrevet a[fv]|skriven av|text av|tekst a[fv]|en (?:krönika|analys|kommentar|kronikk) av|intervju av|nedtecknat av|
kirjoittanut|kirjoittaneet|haastatellut|
oprac\.|opracował|opracowała|rozmawiał|rozmawiała|rozmawiali|napisał|napisała|notował|notowała|wysłuchał|wysłuchała|
spisał|spisała|przygotował|przygotowała|
napsal|napsala|připravil|připravila|rozhovor (?:vedl|vedla|připravil|připravila)|zaznamenal|zaznamenala|zpracoval|
zpracovala|
napísal|napísala|pripravil|pripravila|spracoval|spracovala|rozhovor (?:viedol|viedla)|zhováral sa|zhovárala sa|
napisao|napisala|razgovarao|razgovarala|pripremio|pripremila|
írta|az interjút készítette|készítette|lejegyezte|
scris de|redactat de|text de|interviu de|interviu realizat de|a consemnat|(?:un )?(?:articol|reportaj) de|
написал|написала|подготовил|подготовила|подготовили|материал подготовили?|материал подготовила|беседовал|беседовала|
беседовали|записал|записала|беседу в[её]л|беседу вела|интервью взяла?|интервью провела?|интервью в[её]л|опросила?|
расспросила?|текст подготовила?|
написав|підготував|підготувала|підготували|матеріал підготував|матеріал підготувала|розмовляв|розмовляла|розмовляли|
спілкувався|спілкувалася|спілкувалась|записав|записала|розпитав|розпитала|нотував|нотувала|
написа|подготви|разговаря|разговора води|интервюто взе|гутарыў|гутарыла|падрыхтаваў|падрыхтавала|
γράφει (?:ο|η)|γράφουν οι|
yazan|haberi hazırlayan|hazırlayan|röportajı yapan|derleyen|kaleme alan|
بقلم|بقلم الكاتبة?|كتبت? ?[-–]|كتبت|كتبه|كتبتها?|حاور(?:ه|ها|هم|ته|تها|تهم)|أجرى الحوار|أجرت الحوار|أجرى المقابلة|
أجرت المقابلة|أعد(?:ه|ته) للنشر|
نوشتهٔ|نوشته‌ی|نوشته ی|نوشتۀ|نوشته|به قلم|به‌قلم|گزارش از|گفت‌وگو از|
מאת|
द्वारा|লিখেছেন|எழுதியவர்|เขียนโดย|เรื่องโดย|รายงานโดย|สัมภาษณ์โดย|
ditulis oleh|dilaporkan oleh|laporan oleh|disusun oleh|wawancara oleh|teks oleh|
imeandikwa na|imetayarishwa na|viết bởi|
მოამზადა|ესაუბრა|պատրաստեց|հարցազրույցը վարեց|
"""
_ONLY_IN = {"sw": "Na", "ro": "De", "bg": "От", "mk": "Од"}
"""Prepositions that mean *by* in one language and other things elsewhere."""

_BEHIND = re.compile(
    r"^(.{4,60}?),? (?:reports|reporting|berichtet|rapporteert|rapporterar|rapporterer|írása|riportja|interjúja|yazdı|bildirdi|की रिपोर्ट|की रिपोर्ट,"
    r"|লিখেছেন)(?: (?:from|aus|vanuit|från|fra) [A-ZÀ-Þ][\w. -]{1,30})?[.,]?$"
)


def _alternatives(listed: str) -> str:
    return listed.replace("\n", "").strip("|")


_AFTER = r"(?=[\s:：՝፦])\s*[:：՝፦]?\s*(?=\S)"
_OPENS = re.compile(rf"^(?:{_alternatives(_STATEMENTS + _PREPOSITIONS)}){_AFTER}", re.IGNORECASE)
_STATES = re.compile(rf"^(?:{_alternatives(_STATEMENTS)}){_AFTER}", re.IGNORECASE)


def end_of_opening(text: str) -> int:
    """Where the words end that announce a name at the beginning of a line; 0 where there are none."""
    found = _OPENS.match(text)
    return found.end() if found else 0


def end_of_statement(text: str) -> int:
    """The same for words that say who wrote, and not just *by*."""
    found = _STATES.match(text)
    return found.end() if found else 0


def before_statement(text: str) -> str:
    """The words before a statement that ends a line (*Jane Doe reports from Nairobi*); empty where there is none."""
    found = _BEHIND.match(text)
    return found[1] if found else ""


def own_preposition(language: str) -> str:
    """The word that means *by* in this language only, or nothing."""
    return _ONLY_IN.get(language, "")
