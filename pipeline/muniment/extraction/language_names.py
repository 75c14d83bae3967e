"""Languages by name, as headers write them: English and own names, and codes, to BCP 47 tags."""

from __future__ import annotations

from muniment import values
from muniment.extraction.labels import fold_label

_NAMES = {
    "af": "afrikaans",
    "ang": "old english|english, old (ca. 450-1100)|anglo-saxon",
    "ar": "arabic|العربية|عربي",
    "be": "belarusian|беларуская",
    "bg": "bulgarian|български",
    "bn": "bengali|bangla|বাংলা",
    "br": "breton|brezhoneg",
    "ca": "catalan|català",
    "ceb": "cebuano",
    "cs": "czech|čeština|česky",
    "cy": "welsh|cymraeg",
    "da": "danish|dansk",
    "de": "german|deutsch",
    "el": "greek|modern greek|ελληνικά",
    "en": "english",
    "enm": "middle english|english, middle (1100-1500)",
    "eo": "esperanto",
    "es": "spanish|español|castellano",
    "et": "estonian|eesti",
    "eu": "basque|euskara",
    "fa": "persian|farsi|فارسی",
    "fi": "finnish|suomi",
    "fr": "french|français",
    "fur": "friulian|furlan",
    "fy": "frisian|frysk",
    "ga": "irish|gaeilge",
    "gd": "scottish gaelic|gàidhlig",
    "gl": "galician|galego",
    "grc": "ancient greek|greek, ancient|greek, ancient (to 1453)",
    "he": "hebrew|עברית",
    "hi": "hindi|हिन्दी|हिंदी",
    "hr": "croatian|hrvatski",
    "hu": "hungarian|magyar",
    "hy": "armenian|հայերեն",
    "ia": "interlingua",
    "id": "indonesian|bahasa indonesia",
    "is": "icelandic|íslenska",
    "it": "italian|italiano",
    "iu": "inuktitut",
    "ja": "japanese|日本語",
    "ka": "georgian|ქართული",
    "kk": "kazakh|қазақша",
    "ko": "korean|한국어",
    "la": "latin|latina",
    "lt": "lithuanian|lietuvių",
    "lv": "latvian|latviešu",
    "mi": "maori|māori",
    "mk": "macedonian|македонски",
    "ml": "malayalam|മലയാളം",
    "mn": "mongolian|монгол",
    "mr": "marathi|मराठी",
    "ms": "malay|bahasa melayu",
    "nah": "nahuatl",
    "ne": "nepali|नेपाली",
    "nl": "dutch|nederlands|flemish",
    "no": "norwegian|norsk",
    "oc": "occitan",
    "oj": "ojibwa|ojibwe",
    "pa": "punjabi|panjabi",
    "pl": "polish|polski",
    "ps": "pashto",
    "pt": "portuguese|português",
    "pt-BR": "brazilian portuguese|português do brasil|português brasileiro",
    "ro": "romanian|română",
    "ru": "russian|русский",
    "sa": "sanskrit|संस्कृतम्",
    "sk": "slovak|slovenčina",
    "sl": "slovenian|slovene|slovenščina",
    "sq": "albanian|shqip",
    "sr": "serbian|српски|srpski",
    "sv": "swedish|svenska",
    "sw": "swahili|kiswahili",
    "ta": "tamil|தமிழ்",
    "te": "telugu|తెలుగు",
    "th": "thai|ไทย",
    "tl": "tagalog|filipino",
    "tr": "turkish|türkçe",
    "uk": "ukrainian|українська",
    "ur": "urdu|اردو",
    "vi": "vietnamese|tiếng việt",
    "yi": "yiddish|ייִדיש|ייִדיש",
    "zh": "chinese|中文",
    "zh-Hans": "simplified chinese|chinese (simplified)|简体中文",
    "zh-Hant": "traditional chinese|chinese (traditional)|繁體中文|正體中文",
}
_TAGS = {fold_label(name): tag for tag, names in _NAMES.items() for name in names.split("|")}
_CODES = {tag.lower() for tag in _NAMES}


def tag_of(words: str) -> str | None:
    """The BCP 47 tag of one language, given by its name or as a tag; ``None`` for several, or an unknown one."""
    named = _TAGS.get(fold_label(words))
    if named is not None:
        return named
    tag = words.strip().replace("_", "-")
    known = tag.partition("-")[0].lower() in _CODES
    return tag if known and values.language(tag) is None else None


def name_of(tag: str) -> str:
    """The English name of a BCP 47 tag's language, with the rest of the tag in brackets; the tag where none is known."""
    primary, _, rest = tag.partition("-")
    names = _NAMES.get(tag) or _NAMES.get(primary)
    if not names:
        return tag
    name = names.partition("|")[0].title()
    return f"{name} ({rest})" if rest and tag not in _NAMES else name
