"""Strategies for what people state about documents, valid and not."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

from muniment import values
from muniment.model import Attributed, Basis, Metadata
from muniment.statements import FIELDS, Field

ALPHABET = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\ufffe\uffff")
AWKWARD = st.sampled_from(
    [
        "no",
        "null",
        "~",
        "1984",
        "2016-02-15",
        "a: b # c",
        '"quoted" \\ back',
        "- item",
        "{x}",
        "---",
        "*a &b !c",
        "🜂 عربي \N{RIGHT-TO-LEFT MARK}",
    ]
)
TEXT = (
    (AWKWARD | st.text(ALPHABET, min_size=1, max_size=30))
    .map(lambda text: unicodedata.normalize("NFC", text.strip()))
    .filter(lambda text: values.text(text) is None)
)
LANGUAGE = st.sampled_from(["en", "pt-BR", "zh-Hant-TW", "de-1996", "sl-rozaj-biske", "en-u-ca-gregory", "x-private"])
DATE = (
    st.dates().map(str) | st.dates().map(lambda day: str(day)[:7]) | st.integers(1, 9999).map(lambda year: f"{year:04}")
)
MOMENT = DATE | st.sampled_from(["2026-03-01T09:30Z", "2026-03-01T09:30:00Z", "2026-03-01T09:30:00.25+05:30"])
URL = st.sampled_from(
    ["https://example.org", "http://example.org:8080/a%20b?c=d&e#f", "https://[2001:db8::1]/", "https://example.org?q"]
)
IDENTIFIER = URL | st.sampled_from(["urn:isbn:9783161484100", "doi:10.1000/182", "ark:/12148/btv1b8449691v"])

ONE: Mapping[Callable[[str], values.Complaint | None], st.SearchStrategy[str]] = {
    values.text: TEXT,
    values.language: LANGUAGE,
    values.date: DATE,
    values.moment: MOMENT,
    values.url: URL,
    values.identifier: IDENTIFIER,
}


def of(field: Field) -> st.SearchStrategy[Any]:
    """Valid values of one field, as ``Metadata`` holds them."""
    one = ONE[field.check]
    return st.lists(one, min_size=1, max_size=3).map(tuple) if field.many else one


def attributed(value: st.SearchStrategy[Any]) -> st.SearchStrategy[Attributed[Any]]:
    return st.builds(
        Attributed,
        value=value,
        basis=st.sampled_from(Basis),
        evidence=st.sampled_from(["sidecar", "front matter", "line 1", "muniment.toml"]) | TEXT,
        confidence=st.none() | st.floats(0, 1),
    )


METADATA: st.SearchStrategy[Metadata] = st.fixed_dictionaries(
    {field.name: st.none() | attributed(of(field)) for field in FIELDS}
).map(lambda known: Metadata(**known))
