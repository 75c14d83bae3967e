"""What a document says in its head, and of its own style, found without asking each element.

WeasyPrint matches every element with selectors for these. The functions stand in for its own of the same name
(``tools.layout_patches`` puts them in place).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weasyprint import css, html  # type: ignore[import-untyped] # it carries no types

_GET_HTML_METADATA = html.get_html_metadata
_FIND_STYLESHEETS = css.find_stylesheets
_FIND_STYLE_ATTRIBUTES = css.find_style_attributes


def get_html_metadata(source: Any) -> dict[str, object]:  # noqa: ANN401 # WeasyPrint has no types
    """Title and language where nothing else is stated."""
    root = source.etree_element
    if _has(root, "link") or any(element.get("name") for element in root.iter("meta")):
        stated: dict[str, object] = _GET_HTML_METADATA(source)
        return stated
    title = next(root.iter("title"), None)
    return {
        "title": None if title is None else css.get_child_text(title),
        "description": None,
        "generator": None,
        "keywords": [],
        "authors": [],
        "created": None,
        "modified": None,
        "attachments": [],
        "lang": root.attrib.get("lang"),
        "custom": {},
    }


def find_stylesheets(wrapper: Any, *others: Any) -> Iterator[Any]:  # noqa: ANN401 # WeasyPrint has no types
    """The style sheets that a document has or names; mostly none."""
    root = wrapper.etree_element
    return iter(_FIND_STYLESHEETS(wrapper, *others)) if _has(root, "style") or _has(root, "link") else iter(())


def find_style_attributes(
    tree: Any,  # noqa: ANN401 # WeasyPrint has no types
    presentational_hints: bool = False,  # noqa: FBT001, FBT002 # its signature is WeasyPrint's
    base_url: str | None = None,
) -> Iterator[Any]:
    """What elements state of themselves: style, language, name."""
    if presentational_hints or _has(tree, "{http://www.w3.org/2000/svg}svg"):
        yield from _FIND_STYLE_ATTRIBUTES(tree, presentational_hints, base_url)
        return
    for element in tree.iter():
        attributes = element.attrib
        if not attributes:
            continue
        if style := attributes.get("style"):
            yield (1, 0, 0), element, css.tinycss2.parse_blocks_contents(style), base_url
        if language := attributes.get("lang"):
            yield (0, 0, 0), element, (css.tinycss2.parse_one_declaration(f'-weasy-lang:"{language}"'),), base_url
        if identifier := attributes.get("id"):
            yield (0, 0, 0), element, (css.tinycss2.parse_one_declaration(f'-weasy-anchor:"{identifier}"'),), base_url
        if element.tag == "a" and (name := attributes.get("name")):
            yield (0, 0, 0), element, (css.tinycss2.parse_one_declaration(f'-weasy-anchor:"{name}"'),), base_url


def _has(root: Any, tag: str) -> bool:  # noqa: ANN401 # an element of either library
    return next(root.iter(tag), None) is not None
