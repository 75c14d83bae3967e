"""Names that nothing announces, in scripts without capitals: known by their family name, or by what they are not.

Without capitals *Layla Mansur* and *Arab news* look the same. So a name counts only where it stands alone beside the
date, begins like a name, and holds no word for a section, a place or a body.
"""

from __future__ import annotations

import re

from muniment.extraction.names import has_name_form
from muniment.extraction.words import words_of

_MOST_WORDS = 3
_HAN_FAMILY = (
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧"
    "蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴夏锺钟鍾汪田任姜范方石姚谭譚廖邹鄒熊陆陸郝孔崔邱侯江史顾顧龙龍万萬段雷钱錢汤湯尹黎易常武乔喬赖賴庞"
)
_KOREAN_FAMILY = "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄채원천방공현함변염여추도소석선설마"
_JAPANESE_SECOND = "藤木田山川村野井本中原上口橋島崎林沢澤谷水内部倉塚岡浦瀬尾辺池宮江見屋間條条保津葉森松西東"
_CHINESE = re.compile(f"[{_HAN_FAMILY}][\u3400-\u9fff]{{2}}$")
_CHINESE_NAME = re.compile(
    f"(?:[{_HAN_FAMILY}]|欧阳|歐陽|司马|司馬|上官|诸葛|諸葛|东方|東方|司徒|夏侯)[\u3400-\u9fff]{{1,2}}$|[\u3400-\u9fff]{{1,6}}·[\u3400-\u9fff]{{1,6}}$"
)
_KOREAN = re.compile(f"[{_KOREAN_FAMILY}][가-힣]{{2}}$")
_JAPANESE = re.compile(f"[\u3400-\u9fff][{_JAPANESE_SECOND}] ?(?:[\u3400-\u9fff]{{2}}|[\u3040-\u30ff]{{2,4}})$")
_BODY_ENDS = frozenset("部社局班報报網网台臺県省市县縣区區町村院所会會課者界부팀국사")
_SPACED = re.compile(r"[\u0590-\u06ff\u0900-\u0dff]")
_NO_NAMES = words_of(
    "أخبار سياسة اقتصاد ثقافة رياضة تقارير تقرير مجتمع صحة علوم وكالة وكالات قناة صحيفة موقع شبكة مركز بي سي سكاي روسيا فرانس"
    " دويتشه رأي آراء مقالات خاص بيان مكتب فريق هيئة عربي عربية دولي دولية محلية مدينة بيت تل أبو ظبي دمشق بغداد بيروت عمان تونس"
    " خبرگزاری روزنامه سرویس گروه بخش اخبار سایت شبکه ایران تهران חדשות מערכת סוכנויות תל אביב כתבי"
    " न्यूज न्यूज़ समाचार टीम डेस्क ब्यूरो संवाददाता बीबीसी हिंदी हिन्दी नई दिल्ली नयी प्रदेश उत्तर मध्य पश्चिम एजेंसी भाषा खबर विशेष लाइव"
    " নিউজ ডেস্ক প্রতিবেদক প্রতিনিধি ব্যুরো নিজস্ব বিবিসি বাংলা ঢাকা জাতীয় আন্তর্জাতিক অনলাইন টিম"
)
_ARTICLES = ("ال", "ה")


def has_chinese_form(name: str) -> bool:
    """Whether a word has the form of a Chinese name: a known family name and one or two characters; or a foreign one with a dot."""
    return _CHINESE_NAME.match(name) is not None


def uncased_person(words: str) -> str:
    """The name of a person in a script without capitals that words consist of, a place after a comma left out; or nothing."""
    name = re.split("[,،、，]", words)[0].strip()
    if name and not any(map(str.isupper, name)) and _is_name(name):
        return name
    return ""


def _is_name(name: str) -> bool:
    if name[-1] in _BODY_ENDS:
        return False
    if _CHINESE.match(name) or _KOREAN.match(name) or _JAPANESE.match(name):
        return True
    tokens = name.split()
    return (
        2 <= len(tokens) <= _MOST_WORDS  # noqa: PLR2004 - a given and a family name
        and _SPACED.match(name) is not None
        and has_name_form(name)
        and not name.startswith(_ARTICLES)
        and _NO_NAMES.isdisjoint(tokens)
    )
