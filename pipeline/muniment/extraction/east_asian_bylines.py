"""Bylines in Chinese, Japanese and Korean, where no space need part the word that announces a name from the name.

The names are those of people in the usual form: two to four characters in Chinese and Korean (with a known family name
where the announcing word is weak), a family and a given name in Japanese.
"""

from __future__ import annotations

import re
from itertools import takewhile

from muniment.extraction.uncased_names import has_chinese_form, uncased_person
from muniment.extraction.words import words_of

# The larger expressions are strings: they are compiled with the first line in one of these scripts, and not for others.
_HAN = "\u3400-\u9fff々"
_JAPANESE = f"[{_HAN}]{{1,4}}[ ・]?[{_HAN}\u3040-\u309f\u30a0-\u30fa\u30fc]{{1,6}}"
_CHINESE = f"[{_HAN}]{{2,4}}(?:·[{_HAN}]{{1,6}})?"
_ONE_CHINESE = re.compile(f"{_CHINESE}$")
_PARTS = re.compile(r"\s*[、,，/／·・ㆍ]\s*| +")
_ROLE = (
    "(?:文|撰文|图文|圖文|文字|采写|採寫|采访|採訪|撰稿|采访撰文|採訪撰文|作者"
    "|(?:[\u3400-\u9fff]{2,8})?(?:本报|本報|特约|特約|通讯社|新华社|中新社|实习|驻外|网|报|報|社)?(?:记者|記者))"
)
_CHINESE_LINE = (
    rf"^[（(【]?{_ROLE}(\s?[/／｜|:：＝=]\s?|\s?)((?:{_CHINESE}[、， ]?){{1,4}}?)"
    rf"(?:[/／｜|\s]*(?:[\u3400-\u9fff]{{2,4}}(?:报道|報導|摄影报道|摄|攝)|发自[\u3400-\u9fff]{{2,6}}|报道|報導)"
    rf"|[ /／｜|]+(?:图|圖|编辑|編輯|摄影|攝影|责编|供图|图片|通讯员|通訊員|实习生)\S*.*|\s?（[^）]{{1,20}}）)?[）)】]?$"
)
_JAPANESE_LINE = (
    rf"^[（(【＝]?(?:取材|構成|執筆|聞き手|文責|文|記者|ライター|著者|筆者|報告|インタビュー)(?:(?:[・･/／と、]|\s)?(?:取材|文|構成|執筆|写真|撮影|編集|イラスト)){{0,4}}"
    rf"(?:\s?[：:／/＝=・･|｜]\s?|\s+)({_JAPANESE})(?:さん)?(?:[（(][^）)]{{1,20}}[）)])?"
    rf"(?:[\s、,／/|｜]+(?:写真|撮影|編集|構成|イラスト|協力|監修)\S*.*)?[）)】]?$"
)
_JAPANESE_WITH_ROLE = (
    rf"^({_JAPANESE})\s?(?:[（(=＝／/][^（）()]{{0,16}}?"
    rf"(?:ライター|記者|ジャーナリスト|論説委員|編集委員|編集部|編集者|特派員|コラムニスト|エッセイスト|解説委員|支局長)[）)]?"
    rf"|(?:記者|論説委員|編集委員|特派員))$"
)
_KOREAN_ROLE = (
    "(?:선임|전문|인턴|객원|수석|대표|문화|경제|정치|사회|과학)?\\s?(?:기자|특파원|논설위원|통신원|에디터|칼럼니스트)"
)
_KOREAN_LINE = (
    r"^(?:\[[^\]]{1,20}\]\s?|\([가-힣]{1,8}=[가-힣A-Za-z]{1,12}\)\s?|[가-힣]{2,6}=)?[(/]?((?:[가-힣]{2,4}\s?[·,ㆍ]\s?){0,3}[가-힣]{2,4})\s?"
    + _KOREAN_ROLE
    + r"(?:\s?=)?(?:\s?\S+@\S+)?\)?(?:\s?[|·/].*|\s(?:입력|수정|등록|승인|기사입력).*)?$"
)
_KOREAN_BEFORE = r"^(?:글(?:\s?[·ㆍ/&]\s?사진)?|취재|기자|글쓴이|정리|인터뷰어)\s?[=:：/| ]\s?([가-힣]{2,4})(?:\s*[|·/,]?\s*사진.*|\s?기자)?$"
_IN_PROSE = (
    rf"^(?:.{{0,30}}?[（(](?:本报|本報|[\u3400-\u9fff]{{2,6}})?(?:记者|記者)\s?((?:{_CHINESE}[、， ]?){{1,4}})[）)]"
    rf"|(?:\[[^\]]{{1,16}}\]|\([가-힣]{{1,8}}=[가-힣A-Za-z]{{1,12}}\))\s?((?:[가-힣]{{2,4}}\s?[·,ㆍ]\s?){{0,2}}[가-힣]{{2,4}})\s?{_KOREAN_ROLE}\s?="
    rf"|\[[가-힣A-Za-z]{{2,10}}\s([가-힣]{{2,4}})\s기자\])"
)
_BODY = re.compile("记者|記者|编辑部|編輯部|編集|报社|報社|新聞|新闻|报道|報導|取材|通信|通讯|工作室|制作|製作|事務")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_REACH = 90
_LONGEST_JAPANESE = 5
_OTHERS = words_of("通讯员 通訊員 实习生 编辑 編輯 责编 摄影 攝影 图片 供图")
"""Callings of those who did something else: names after them are not the author's."""
_NOT_IN_NAMES = frozenset("的了是在不们們のをはがにで")


def read_east_asian(text: str) -> tuple[str, ...]:
    """The names that a line in Chinese, Japanese or Korean announces; empty for every other line."""
    if _WIDE.search(text) is None:
        return ()
    if found := re.match(_KOREAN_LINE, text) or re.match(_KOREAN_BEFORE, text):
        return _korean(found[1])
    if found := re.match(_JAPANESE_WITH_ROLE, text):
        return _japanese(found[1])
    if found := re.match(_JAPANESE_LINE, text):
        return _japanese(found[1])
    found = re.match(_CHINESE_LINE, text)
    return _chinese(found[2], is_parted=bool(found[1].strip())) if found else ()


def read_in_prose(text: str) -> tuple[str, ...]:
    """The names at the beginning of a first paragraph: （记者…）, [서울=…] … 기자 =."""
    found = re.match(_IN_PROSE, text[:_REACH]) if _WIDE.search(text[:_REACH]) else None
    if found is None:
        return ()
    return _chinese(found[1], is_parted=False) if found[1] else _korean(found[2] or found[3])


def _korean(written: str) -> tuple[str, ...]:
    names = _names(written)
    return names if all(map(uncased_person, names)) else ()


def _chinese(written: str, *, is_parted: bool) -> tuple[str, ...]:
    """The names, each with a known family name; one alone after a sign may have another."""
    names = _names(written)
    is_one = is_parted and len(names) == 1 and _ONE_CHINESE.match(names[0])
    return names if is_one or all(map(has_chinese_form, names)) else ()


def _japanese(written: str) -> tuple[str, ...]:
    """A family and a given name; without a space or a dot between them they are short."""
    name = written.strip()
    if _BODY.search(name):
        return ()
    is_name = _NOT_IN_NAMES.isdisjoint(name) and (2 < len(name) <= _LONGEST_JAPANESE or " " in name or "・" in name)  # noqa: PLR2004 - two names
    return (name,) if is_name else ()


def _names(written: str) -> tuple[str, ...]:
    """The names that signs or blanks part, up to another calling; none where one of them is a desk's."""
    names = tuple(takewhile(lambda name: name not in _OTHERS, filter(None, _PARTS.split(written))))
    return () if any(map(_BODY.search, names)) else names
