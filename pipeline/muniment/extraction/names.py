"""What a person's name looks like in print, and how several names stand in one line.

Names cannot be known, only their form: two to six words with capitals, initials, or the small words of family names.
Scripts without capitals show less, so there a name is only believed after a word that announces it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from muniment.extraction.words import words_of

_MOST_WORDS = 6
_MOST_UNCASED_WORDS = 4
_MOST_WORDS_OF_PERSON = 4
_MOST_WORDS_OF_BODY = 9
_LONGEST_WORD = 24


_PARTICLES = words_of(
    "af al ap av bin binti bint da das de dei del della den der des di do dos du e el ibn la las le los ten ter van vom von"
    " y zu zum zur ze o"
)
_DEGREES = words_of("phd md jr sr ii iii iv esq mph mba ma msc bsc dphil jd llm rn dds mp frs obe mbe cbe")
_CALLINGS = words_of(
    "staff writer writers reporter reporters correspondent correspondents editor editors columnist contributor"
    " contributors journalist producer intern analyst blogger photographer freelance freelancer redakteur redakteurin"
    " korrespondent korrespondentin redacteur journaliste rédacteur correspondant redactor redactora periodista"
    " corresponsal redazione giornalista inviato inviata jornalista repórter publicist commentator critic essayist"
    " journalistin publizist publizistin kolumnist kolumnistin volontär volontärin autorin envoyé envoyée correspondante rédactrice"
    " chroniqueur chroniqueuse enviado enviada columnista cronista colunista verslaggever correspondente redatora reporterka"
    " dziennikarz dziennikarka publicysta publicystka felietonista korespondent korespondentka redaktorka novinář novinářka"
    " redaktor redaktorka novinár novinárka publicistka újságíró szerkesztő tudósító publicista jurnalist jurnalistă редактор"
    " journalisti toimittaja kirjeenvaihtaja kolumnisti journaliste reporterin kommentator skribent krönikör ledarskribent"
    " корреспондент корреспондентка журналист журналистка обозреватель обозревательница колумнист репортёр репортер спецкор"
    " кореспондент кореспондентка журналіст журналістка оглядач оглядачка репортерка редакторка журналистът δημοσιογράφος"
    " αρθρογράφος ανταποκριτής gazeteci muhabir muhabiri yazar köşe wartawan jurnalis koresponden kolumnis mwandishi"
    " լրագրող թղթակից"
)
_BODIES = words_of(
    "agency agencies associated association board bureau center centre college committee commission company council"
    " department desk division foundation group institute magazine media ministry monitor network news newspaper"
    " newsroom office organisation organization post press service services society staff team times tribune"
    " university herald guardian chronicle gazette observer courier mercury echo journal record"
)
_AGENCIES = words_of(
    "reuters afp ap aap ani ians pti upi dpa apa ansa efe lusa tass itar-tass interfax xinhua kyodo yonhap anp belga ntb tt"
    " ritzau pap čtk mti bloomberg cnn bbc npr irna isna"
    " тасс интерфакс рбк укрінформ унн dpa-afx keystone-sda belta"
)
_INSTITUTIONS = words_of(
    "university universität université universidad universidade università universiteit college institute institut instituto"
    " istituto school polytechnic academy hochschule"
)
_GENERIC = _CALLINGS | words_of(
    "admin administrator agencies anonymous author contributing desk guest news newsroom our own redaktion redacción"
    " rédaction senior special team the unknown various web wire online digital and service services"
)
_UNCASED_CALLINGS = words_of(
    "संवाददाता ब्यूरो डेस्क एजेंसी टीम प्रतिवेदक প্রতিবেদক প্রতিনিধি ডেস্ক ব্যুরো مراسل مراسلنا مراسلتنا وكالات الوكالات خبرنگار"
    " تحریریه כתבי סוכנויות מערכת 记者 記者 本报 综合报道 编辑部 編集部 기자 특파원 편집부"
)
_UNCASED_WORDS = words_of("شده روی در از به این آن که را است بود في من على إلى هذا هذه عن में से के की का और পর থেকে")
_PLACES_BEGIN = words_of(
    "new north south east west northern southern eastern western central middle upper lower great greater united san"
    " santa santo são saint sankt st los las el la le les bad port puerto porto cape cabo fort mount monte lake hong"
    " sri tel abu buenos rio río costa nova nueva neu nouvelle saudi sierra burkina latin real big old dear top more"
)
_ARTICLES = words_of("der die das ein eine het een une gli")
_FROM = words_of("de do da dos das em no na dal dalla dall desde from aus zu à au in en hier")
_NOT_IN_NAMES = words_of(
    "a about accident air all an and any appointment are as at author bicycle boat bus but by car chance christmas"
    " comparison contrast day dawn default definition demand design easter editor ferry foot hand heart her his hook"
    " how if in invitation is it its land law means mistake my night no not now numbers of on or order our"
    " permission plane popular post rail request road royal sea she special the their then these they this those"
    " points takeaways highlights facts summary contents overview topics related comments share tags listen download print"
    " subscribe follow newsletter advertisement breaking exclusive opinion analysis politics business sports culture"
    " posted published updated modified last train us was way we what when where who why with word you your"
)

_AND = re.compile(r"\s+(?:and|und|et|y|e|en|og|och|ja|i|a|и|й|та|ve|și|és|dan|và|with|mit|avec|con|και|&)\s+")
_AND_IN_CAPITALS = re.compile(r"(?<=[A-ZÀ-Þ.]) (?:AND|UND|ET|Y|E|EN|OG|OCH) (?=[A-ZÀ-Þ]{2})")
_AND_AGENCIES = re.compile(
    r"(?: (?:and|und|et|y|e|en|og|och|with|mit|avec|con|com|med|i|и|та)|[,/&+]) (?:agencies|news agencies|agenturen|agences|les agences"
    r"|agencias|agenzie|agências|agentschappen|agencje|агентства|agentur(?:en)?|wire services)\b"
)
_HELD = "\N{NULL}"
_DEGREE = re.compile(
    r",\s(?:Ph\.?\s?D|M\.?D|J\.?D|Jr|Sr|II|III|IV|Esq|MPH|MBA|MA|MSc|BSc|DPhil|LLM|RN|DDS|FRS|OBE|MBE|CBE)\b\.?"
)
_COMMA = re.compile(r"\s*([,;，；、،])\s*")
_PLACE = re.compile(r" in [A-Z][^\s,;]*(?: [A-Z][^\s,;]*){0,2}(?=[,;]| and |$)")
_CJK_NAME = re.compile(
    r"^(?:[\u3400-\u9FFF]{2,4}|[\u3400-\u9FFF]{1,6}[·・][\u3400-\u9FFF]{1,6}|[가-힣]{2,5}"
    r"|[\u3400-\u9FFF]{1,3}[\u3040-\u30FF]{1,4}|[\u30A0-\u30FF]{2,10})$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names read from a few words."""

    names: tuple[str, ...]
    """As they stand in the text, in their order; at least one."""
    complete: bool
    """Whether nothing after them could have been a further name."""


def read_names(words: str, *, several: bool = False) -> Names | None:
    """The names that words consist of, with callings and places after a comma left out; ``None`` for other words.

    *A, B and C* are three; *A, B* are two only where ``several`` says that more are expected, because B is as often a
    place or a newspaper.
    """
    if has_name_form(words) and not _AND.search(words):
        return Names(names=(words,), complete=True)
    joined = bool(_AND.search(words))
    names: list[str] = []
    complete = True
    pieces = _COMMA.split(_DEGREE.sub(lambda match: match[0].replace(",", _HELD), words))
    for at in range(0, len(pieces), 2):
        parts = _parts(pieces[at])
        if parts is None or (at and _is_standing(pieces[at])):
            complete = not any(map(_AND.search, pieces[at:]))
            break
        if at and pieces[at - 1] in ",，،" and not (joined or several):
            complete = False
            break
        names += parts
    return Names(names=tuple(name.replace(_HELD, ",") for name in names), complete=complete) if names else None


def without_places(words: str) -> str:
    """Words without the places of several names (*A in London and B in Paris*); unchanged where *and* joins none."""
    return _PLACE.sub("", words) if " and " in words else words


def without_agencies(words: str) -> str:
    """Words without *and agencies* behind the names."""
    return _AND_AGENCIES.sub("", words)


def with_small_and(words: str) -> str:
    """Names in capitals with the *AND* between them in small letters."""
    return _AND_IN_CAPITALS.sub(lambda match: match[0].lower(), words) if words.isupper() else words


def _parts(piece: str) -> list[str] | None:
    """The names in a piece without commas; *José Ortega y Gasset* is one, because *Gasset* alone is none."""
    piece = re.sub(r"^(?:and|und|et|y|e|og|och|и|&)\s+", "", piece)
    parts = _AND.split(piece)
    if all(has_name_form(_without_degrees(part)) for part in parts):
        return parts
    return [piece] if has_name_form(piece) else None


def _without_degrees(words: str) -> str:
    kept = words.split()
    while len(kept) > 1 and _plain(kept[-1]) in _DEGREES:
        kept.pop()
    return " ".join(kept).rstrip(_HELD)


def has_name_form(words: str) -> bool:
    """Whether words have the form of the name of a person, or of a body that writes (*BBC News*, *Reuters*)."""
    tokens = words.split()
    plain = [_plain(token) for token in tokens]
    if not tokens or len(tokens) > _MOST_WORDS or any(len(token) > _LONGEST_WORD for token in tokens):
        return False
    if not any(map(str.isupper, words)):
        return _has_uncased_form(tokens)
    if set(plain) <= _GENERIC:
        return False
    if len(tokens) == 1:
        return plain[0] in _AGENCIES
    if plain[0] in _ARTICLES or tokens[0] == tokens[-1]:
        return False
    if plain[0] == "the" and plain[-1] in _BODIES:
        tokens, plain = tokens[1:], plain[1:]
    if plain[-1] == "an" and not words.isascii():
        plain = plain[:-1]  # a given name in Vietnamese
    if any(one in _NOT_IN_NAMES for one in plain) and plain[-1] not in _BODIES:
        return bool(re.fullmatch(r"A\.?", tokens[0])) and not _NOT_IN_NAMES.intersection(plain[1:]) and "." in tokens[0]
    capitals = [token for token in tokens if _is_capitalised(token)]
    small = [token for token in tokens if token not in capitals]
    body = bool(_BODIES.intersection(plain))
    return (
        _is_capitalised(tokens[0])
        and (len(capitals) > 1 or (body and len(tokens) > 1))
        and all(word in _PARTICLES or (body and word == "staff") for word in small)
        and any(len(one) > 1 for one in plain)
        and _is_capitalised(tokens[-1]) | body
    )


def is_person(words: str) -> bool:
    """Whether words have the form of one person's name and of nothing else that is written so: a place, a newspaper.

    For words that nothing announces; in a script with capitals.
    """
    tokens = words.split()
    plain = [_plain(token) for token in tokens]
    return (
        2 <= len(tokens) <= _MOST_WORDS_OF_PERSON  # noqa: PLR2004 - a given and a family name
        and any(map(str.islower, words))
        and has_name_form(words)
        and plain[0] not in _PLACES_BEGIN | _FROM
        and not (_BODIES | _AGENCIES | _CALLINGS | _NOT_IN_NAMES).intersection(plain)
    )


def are_persons(words: str) -> tuple[str, ...]:
    """The names of one person or several (*A and B*, *A, B and C*) that words consist of; empty for other words."""
    if is_person(words) and not _AND.search(words):
        return (words,)
    names = tuple(_AND.sub(", ", words).split(", ")) if _AND.search(words) else ()
    return names if names and all(map(is_person, names)) else ()


def is_body(words: str) -> bool:
    """Whether words name a body where somebody works: *University of Leeds*, *Monash University*, *Reuters*."""
    plain = [_plain(token) for token in words.split()]
    if plain in (["associated", "press"], *([one] for one in _AGENCIES)):
        return True
    return 1 < len(plain) <= _MOST_WORDS_OF_BODY and not _INSTITUTIONS.isdisjoint(plain) and words[0].isupper()


def is_newspaper(words: str) -> bool:
    """Whether words name a body that publishes: *The Harbour Herald*, *BBC News*."""
    plain = [_plain(token) for token in words.split()]
    return 1 < len(plain) <= _MOST_WORDS and not _BODIES.isdisjoint(plain) and words[0].isupper()


def without_calling(words: str) -> str:
    """Words without the calling that follows a name with no comma (*Jane Doe Staff Writer*)."""
    kept = words.split()
    name = _AND.split(words)[-1].split()
    while len(name) > 2 and _plain(kept[-1]) in _CALLINGS:  # noqa: PLR2004 - a given and a family name
        kept.pop()
        name.pop()
    return " ".join(kept)


def is_agency(word: str) -> bool:
    """Whether a word is the name of a news agency or broadcaster: *AFP*, *ТАСС*."""
    return _plain(word) in _AGENCIES


def is_calling(words: str) -> bool:
    """Whether words say what somebody works as (*Staff Writer*), in few words."""
    plain = [_plain(token) for token in words.split()]
    return 0 < len(plain) <= _MOST_WORDS and bool(_CALLINGS.intersection(plain))


def _is_standing(piece: str) -> bool:
    """Whether a piece after a comma says where somebody works or is: a calling, a body, initials, one word."""
    tokens = piece.split()
    plain = {_plain(token) for token in tokens}
    return (
        len(tokens) < 2  # noqa: PLR2004 - a name has two words
        or bool(plain & (_CALLINGS | _BODIES | _AGENCIES))
        or any(token.isupper() and len(token) > 1 and "." not in token for token in tokens) != piece.isupper()
    )


def _plain(token: str) -> str:
    return token.replace(".", "").strip(",'’\"“”").casefold()


def _is_capitalised(token: str) -> bool:
    letters = token.lstrip("'’")
    if letters[:2] in {"d'", "d’", "l'", "l’"}:
        letters = letters[2:]
    if letters[:3] in {"al-", "el-"}:
        letters = letters[3:]
    return (
        bool(letters)
        and letters[0].isupper()
        and all(char.isalpha() or char in ".'’-‐‑" or _is_mark(char) for char in letters)
    )


def _is_georgian(char: str) -> bool:
    """Letters that Unicode pairs with capitals which no ordinary text has."""
    return "\u10d0" <= char <= "\u10ff"


def _is_mark(char: str) -> bool:
    return "\u0300" <= char <= "\u036f"


def _has_uncased_form(tokens: list[str]) -> bool:
    """Names in scripts without capitals: a few words of letters, none of which could be *and*."""
    if any(char.islower() and not _is_georgian(char) for token in tokens for char in token) or any(
        char.isdecimal() for char in "".join(tokens)
    ):
        return False
    if not (_UNCASED_CALLINGS | _UNCASED_WORDS).isdisjoint(tokens):
        return False
    if len(tokens) == 1:
        return bool(_CJK_NAME.match(tokens[0]))
    if any("\u3040" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7af" for char in "".join(tokens)):
        return len(tokens) == 2 and all(_CJK_NAME.match(token) or len(token) == 1 for token in tokens)  # noqa: PLR2004 - family name and given name
    return (
        len(tokens) <= _MOST_UNCASED_WORDS
        and all(not any(char in "،؛.:!?؟()«»\"'/|" for char in token) for token in tokens)
        and not any(token.startswith("و") for token in tokens[1:])
    )
