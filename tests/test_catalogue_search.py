"""The search index: its words, its shards, and that the same documents give the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue_site import Document, entry
from muniment.catalogue.controls import copy_sha256, scripts, search_form, verify_section
from muniment.catalogue.model import Entry
from muniment.catalogue.search import body, search_files, weights
from muniment.catalogue.shards import DIGITS, FOLDER, HIGHEST, Postings, Shards, number, script
from muniment.catalogue.terms import LONGEST_TERM, fold, terms_of
from muniment.html5 import serialise

INDEX = f"{FOLDER}/index.js"
TWO = (
    Document(
        entry=entry("clock", "The harbour clock", date="1887", creators=["Ada"], subjects=["Time"]), text="It stopped."
    ),
    Document(entry=entry("phare", "Le phare", language="fr"), text="Le phare s’éteint."),
)


def files_of(documents: Sequence[Document]) -> Mapping[str, bytes]:
    texts = {document.entry.id: document.text for document in documents}
    return search_files([document.entry for document in documents], texts.__getitem__)


def value_of(content: bytes) -> object:
    """What a shard hands to the search."""
    text = content.decode()
    assert text.startswith("muniment(")
    assert text.endswith(");\n")
    return json.loads(text.removeprefix("muniment(").removesuffix(");\n"))


def index_of(files: Mapping[str, bytes]) -> dict[str, Any]:
    index = value_of(files[INDEX])
    assert isinstance(index, dict)
    return index


def many(count: int) -> list[Document]:
    return [
        Document(entry=entry(f"d-{at:04}", f"Title {at}"), text=" ".join(f"word{at * 31 + step}" for step in range(40)))
        for at in range(count)
    ]


# ---------------------------------------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("The Harbour, 1887!", ["the", "harbour", "1887"]),
        ("Ångström’s Straße", ["angstrom", "s", "strasse"]),
        ("İstanbul ΟΔΟΣ ＡＢＣ", ["istanbul", "οδοσ", "abc"]),
        ("港口的钟", ["港口", "口的", "的钟", "钟"]),
        ("PDF文件2", ["pdf", "文件", "件", "2"]),
        ("नमस्ते", ["नमस्ते"]),
        ("co\u00adoperate a\u200db", ["cooperate", "ab"]),
        ("snake_case __proto__", ["snake", "case", "proto"]),
        ("é 👩‍👩‍👧 <b>", ["e", "b"]),
        ("x" * 60, ["x" * LONGEST_TERM]),
        ("", []),
    ],
)
def test_terms_are_words_without_accents_case_and_width_or_pairs_where_no_space_is_written(
    text: str, terms: list[str]
) -> None:
    assert terms_of(text) == terms


@given(st.text())
def test_folding_twice_changes_nothing_that_a_search_would_see(text: str) -> None:
    assert terms_of(fold(text)) == terms_of(text)


@given(st.text())
def test_terms_can_stand_in_a_shard_with_spaces_between(text: str) -> None:
    assert all(term and term.split() == [term] and '"' not in term for term in terms_of(text))


def test_front_matter_is_not_searched_and_references_are_resolved() -> None:
    assert body("---\ntitle: secret\n---\n\n# Caf&eacute; &amp; bar\n") == "\n# Café & bar\n"
    assert body("---\nno end") == "---\nno end"


def test_a_title_weighs_more_than_a_subject_and_a_subject_more_than_one_mention() -> None:
    one = entry("a", "clock", subjects=["ferry"])
    found = weights(one, "noon and the clock and the ferry")
    assert found["clock"] > found["ferry"] > found["noon"]
    assert all(
        0 <= weight <= HIGHEST for weight in weights(entry("a", "noon", creators=["noon"]), "noon " * 50).values()
    )


# ---------------------------------------------------------------------------------------------- postings and shards


def decoded(written: str) -> list[tuple[int, int]]:
    """Postings read back as the documentation says that they are written."""
    base = len(DIGITS) // 2
    found = []
    at, document = 0, -1
    while at < len(written):
        step, scale = 0, 1
        while (value := DIGITS.index(written[at])) >= base:
            step, scale, at = step + (value - base) * scale, scale * base, at + 1
        document += step + value * scale + 1
        found.append((document, DIGITS.index(written[at + 1])))
        at += 2
    return found


@given(st.dictionaries(st.integers(0, 20_000), st.integers(0, HIGHEST), min_size=1))
def test_postings_are_read_back_as_they_were(expected: dict[int, int]) -> None:
    postings = Postings()
    for document in sorted(expected):
        postings.add(document, {"clock": expected[document]})
    ((first, shard),) = postings.shards()
    assert (first, shard["terms"]) == ("clock", "clock")
    written = shard["postings"]
    assert isinstance(written, list)
    assert decoded(written[0]) == sorted(expected.items())


def test_documents_out_of_order_are_refused() -> None:
    postings = Postings()
    postings.add(3, {"clock": 1})
    with pytest.raises(ValueError, match="negative"):
        postings.add(2, {"clock": 1})
    with pytest.raises(ValueError, match="-1"):
        number(-1)


def test_terms_stand_in_the_order_that_scripts_compare_in() -> None:
    postings = Postings()
    postings.add(0, {"\ufb1d": 1, "\U00020bb7": 1, "a": 1})
    ((_, shard),) = postings.shards()
    assert shard["terms"] == "a \U00020bb7 \ufb1d"  # by UTF-16 units, not by code points


def test_a_script_is_one_call_whatever_its_text() -> None:
    hostile = "</script><script>alert(1)</script>\u2028\u2029\"'\\ \ud800 港"
    written = script([hostile])
    assert value_of(written) == [hostile]
    assert "\u2028" not in written.decode()
    assert written.count(b"\n") == 1


def test_a_shard_is_named_by_its_bytes() -> None:
    shards = Shards()
    name = shards.add([1])
    assert shards.add([1]) == name != shards.add([2])
    assert set(shards.files) == {f"{FOLDER}/{name}.js", f"{FOLDER}/{shards.add([2])}.js"}


# ---------------------------------------------------------------------------------------------- the whole index


def test_the_same_documents_give_the_same_bytes() -> None:
    assert files_of(TWO) == files_of(TWO)
    assert list(files_of(TWO)) == list(files_of(TWO))


def test_everything_that_the_index_names_is_there_and_it_comes_last() -> None:
    files = files_of(many(600))
    assert list(files)[-1] == INDEX
    index = index_of(files)
    written = json.dumps(index)
    shards = {
        path.removeprefix(f"{FOLDER}/").removesuffix(".js") for path in files if path.startswith(f"{FOLDER}/")
    } - {"index"}
    assert shards
    assert all(f'"{name}"' in written for name in shards)
    named = [name for _, name in index["words"]] + index["records"] + list(index["columns"].values())
    named += list(index["digests"]["parts"].values())
    assert set(named) == shards


def test_shards_stay_small_and_a_changed_document_changes_few() -> None:
    documents = many(3_000)
    before = files_of(documents)
    changed = list(documents)
    changed[1_500] = Document(entry=documents[1_500].entry, text=documents[1_500].text + " zeppelin")
    after = files_of(changed)
    assert max(len(content) for path, content in before.items() if path != INDEX) < 60_000
    assert len(before) > 100
    assert sum(before.get(path) != content for path, content in after.items()) <= 4


def test_addresses_in_the_index_can_only_be_paths_below_the_root() -> None:
    one = entry("a", "A")
    (download, *_) = one.downloads
    hostile = type(download)(
        path="javascript:alert(1)//é x", format="pdf", media_type="", size=1, sha256="0" * 64, file_name="x"
    )
    document = Document(entry=_with_downloads(one, hostile), text="")
    files = files_of([document])
    records = index_of(files)["records"]
    assert isinstance(records, list)
    content = files[f"{FOLDER}/{records[0]}.js"]
    assert b"javascript:" not in content
    assert b"javascript%3Aalert%281%29//%C3%A9%20x" in content


def _with_downloads(one: Entry, *downloads: object) -> Entry:
    values = {name: getattr(one, name) for name in Entry.__slots__}
    return Entry(**{**values, "downloads": downloads})


def test_an_empty_collection_has_an_index_too() -> None:
    assert index_of(files_of(()))["documents"] == 0


def test_digests_are_shared_out_over_more_shards_the_more_there_are() -> None:
    def digits(count: int) -> object:
        digests = index_of(files_of(many(count)))["digests"]
        assert isinstance(digests, dict)
        return digests["digits"], len(digests["parts"])

    assert digits(10) == (0, 1)
    assert digits(400) == (1, 16)
    assert digits(3_000) == (2, 256)


# ---------------------------------------------------------------------------------------------- parts of pages


def test_the_form_offers_what_is_there_and_every_control_has_a_label() -> None:
    form = search_form([document.entry for document in TWO])
    labels = {label.get("for") for label in form.iter("{*}label")}
    controls = {control.get("id") for control in form.iter("{*}input", "{*}select")}
    assert labels == controls
    written = serialise(form)
    assert '<option value="fr">French</option>' in written
    assert 'min="1887"' in written
    assert '<option value="tei">' not in written
    assert "1887" not in serialise(search_form([TWO[1].entry]))


def test_no_year_and_no_subject_is_asked_for_where_none_is_known() -> None:
    written = serialise(search_form([entry("a", "Known by its title alone")]))
    assert not {name for name in ("from", "to", "subject", "subjects") if f"search-{name}" in written}
    assert "search-language" in written


def test_the_place_to_check_carries_the_digests_of_its_document_and_works_without_script() -> None:
    one = entry("a", 'Quotes "too" <b>')
    section = verify_section(one)
    digests = json.loads(section.get("data-digests") or "")
    assert [row[0] for row in digests] == [download.sha256 for download in one.downloads]
    assert "sha256sum" in serialise(section)
    assert verify_section(None).get("data-digests") is None
    assert copy_sha256(one.downloads[0]).text == one.downloads[0].sha256


def test_scripts_are_files_of_the_catalogue_in_the_order_they_need() -> None:
    sources = [script.get("src") for script in scripts("../", listing=True)]
    assert sources == ["../catalogue/load.js", "../catalogue/search.js", "../catalogue/verify.js"]
    assert {str(source).removeprefix("../") for source in sources} <= files_of(TWO).keys()
    assert [script.get("src") for script in scripts("", listing=False)] == ["catalogue/load.js", "catalogue/verify.js"]


def test_scripts_never_write_markup() -> None:
    forbidden = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "fetch(")
    for path, content in files_of(TWO).items():
        if not path.startswith(f"{FOLDER}/"):
            assert [word for word in forbidden if word in content.decode()] == []
