"""XML records built from code."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lxml import etree
from lxml.etree import _Element

Maker = Callable[..., _Element]


def maker(namespace: str, prefixes: Mapping[str | None, str]) -> Maker:
    """A function that makes elements of a name space: ``make("size", "12", unit="byte")``.

    Children are elements or text; ``prefixes`` are declared where they are first needed.
    """

    def make(name: str, /, *children: _Element | str, **attributes: str) -> _Element:
        element = etree.Element(f"{{{namespace}}}{name}", nsmap=dict(prefixes))  # type: ignore[arg-type] # None is the default prefix
        for key, value in attributes.items():
            element.set(key, value)
        for child in children:
            if isinstance(child, str):
                element.text = child
            else:
                element.append(child)
        return element

    return make


def written(root: _Element) -> bytes:
    """A record as indented UTF-8 XML with one final line feed."""
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"
