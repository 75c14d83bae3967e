"""Which rules of a style sheet hold for an element, found with few questions; and what they come to, worked out once.

WeasyPrint asks each rule that may concern an element, and puts the declarations of those that do in order, element by
element. Most rules look at nothing but the name of an element: their answer holds for each element of that name. And
elements for which the same rules hold have the same declarations, in every document that is set with the same sheets.

The function stands in for WeasyPrint's of the same name (``tools.layout_patches`` puts it in place).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Any

from weasyprint import css  # type: ignore[import-untyped] # it carries no types

_INIT = css.StyleFor.__init__
_MOST_CASCADES = 2_000


class Cascaded(dict[str, Any]):
    """Declarations of an element or pseudo-element, which may be shared; they are not changed any more."""

    __slots__ = ("declared",)


class _Asked(Exception):  # noqa: N818 # it is a signal, not an error
    """A rule looks at more than the name of an element."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What the rules of a sheet say of elements without attributes that have one name."""

    always: tuple[Any, ...]
    """Those that hold for each of them, in order."""
    open: tuple[Any, ...]
    """Those that must be asked."""


class _Name:
    """Stands for any element of a name: whoever asks for anything else is told so."""

    in_html_document = True

    def __init__(self, name: str) -> None:
        self.local_name = name
        self.etree_element = self
        self.attrib: dict[str, str] = {}
        self.tag = name

    def get(self, _name: str, default: str | None = None) -> str | None:
        """It has no attributes."""
        return default

    def __getattr__(self, name: str) -> object:
        raise _Asked(name)


def style_for(
    self: Any,  # noqa: ANN401 # WeasyPrint has no types
    html: Any,  # noqa: ANN401 # WeasyPrint has no types
    sheets: list[tuple[Any, str, Any]],
    presentational_hints: bool,  # noqa: FBT001 # its signature is WeasyPrint's
    font_config: Any,  # noqa: ANN401 # WeasyPrint has no types
    target_collector: Any,  # noqa: ANN401 # WeasyPrint has no types
) -> None:
    """The computed styles of all elements of a document (``StyleFor.__init__``)."""
    ours = [getattr(html, "own_sheet", None), *(sheet for sheet, *_ in sheets[1:2])]
    layered = any(sheet.layers for sheet, *_ in sheets)
    if presentational_hints or layered or [sheet for sheet, *_ in sheets] != ours:
        _INIT(self, html, sheets, presentational_hints, font_config, target_collector)
        return
    self._cascaded_styles = {}
    self._computed_styles = {}
    self.initial_page_sizes = {"box": None, "area": None}
    self._sheets = sheets
    self.font_config = font_config
    own = _own_declarations(self._cascaded_styles, html)
    _style_elements(self, html, own, target_collector)
    _style_pseudo_elements(self, html, target_collector)
    self._cascaded_styles.clear()


def _own_declarations(cascaded: dict[Any, Any], html: Any) -> dict[Any, tuple[Any, ...]]:  # noqa: ANN401 # WeasyPrint has no types
    """What elements declare of themselves, put into ``cascaded``; returns the declarations by their element."""
    own: dict[Any, tuple[Any, ...]] = {}
    for specificity, element, declarations, base_url in css.find_style_attributes(
        html.etree_element, base_url=html.base_url
    ):
        found = tuple(declarations)
        own[element] = own.get(element, ()) + found
        _declare(
            cascaded.setdefault((element, None), {}),
            css.preprocess_declarations(base_url, found),
            "author",
            specificity,
        )
    return own


def _declare(style: dict[str, Any], declarations: Any, origin: str, specificity: Any) -> None:  # noqa: ANN401 # WeasyPrint has no types
    for name, values, important in declarations:
        weight = css.declaration_precedence(origin, important), inf, specificity
        before = style.get(name)
        if before is None or before[1] <= weight:
            style[name] = values, weight


def _style_elements(self: Any, html: Any, own: dict[Any, tuple[Any, ...]], target_collector: Any) -> None:  # noqa: ANN401 # WeasyPrint has no types
    cascaded, computed, sheets = self._cascaded_styles, self._computed_styles, self._sheets
    cascades: dict[Any, dict[Any, Cascaded]] = sheets[-1][0].__dict__.setdefault("known_cascades", {})
    if len(cascades) >= _MOST_CASCADES:
        cascades.clear()
    shared: dict[Any, Any] = {}
    for element in html.wrapper_element.iter_subtree():
        node = element.etree_element
        parent = element.parent.etree_element if element.parent else None
        rules = [_matching(sheet.matcher, element) for sheet, *_ in sheets]
        key = tuple([tuple([rule[1] for rule in found]) for found in rules])
        if node in own:
            for (_, origin, sheet_specificity), found in zip(sheets, rules, strict=True):
                _put(cascaded, node, found, origin, sheet_specificity)
        else:
            styles = cascades.get(key)
            if styles is None:
                made: dict[Any, Cascaded] = {}
                for (_, origin, sheet_specificity), found in zip(sheets, rules, strict=True):
                    _put(made, None, found, origin, sheet_specificity)
                styles = cascades[key] = {pseudo: Cascaded(style) for (_, pseudo), style in made.items()}
            cascaded.update({(node, pseudo): declared for pseudo, declared in styles.items()})
        same = id(computed[parent, None]) if element.parent else None, own.get(node), key
        style = shared.get(same)
        if style is None:
            self.set_computed_styles(
                node, root=html.etree_element, parent=parent, base_url=html.base_url, target_collector=target_collector
            )
            shared[same] = computed[node, None]
        else:
            computed[node, None] = style


def _put(styles: dict[Any, Any], node: Any, rules: Any, origin: str, sheet_specificity: Any) -> None:  # noqa: ANN401 # WeasyPrint has no types
    for specificity, _, pseudo, (declarations, _) in rules:
        _declare(styles.setdefault((node, pseudo), {}), declarations, origin, sheet_specificity or specificity)


def _style_pseudo_elements(self: Any, html: Any, target_collector: Any) -> None:  # noqa: ANN401 # WeasyPrint has no types
    computed = self._computed_styles
    shared: dict[Any, Any] = {}
    for (element, pseudo), declared in self._cascaded_styles.items():
        if not pseudo:
            continue
        key = id(computed[element, None]), pseudo, id(declared)
        style = shared.get(key) if type(declared) is Cascaded else None
        if style is None:
            self.set_computed_styles(
                element,
                pseudo_type=pseudo,
                root=html.etree_element,
                parent=element,
                base_url=html.base_url,
                target_collector=target_collector,
            )
            if getattr(computed[element, pseudo], "shared", False):
                shared[key] = computed[element, pseudo]
        else:
            computed[element, pseudo] = style


def _matching(matcher: Any, element: Any) -> Any:  # noqa: ANN401 # cssselect2 has no types
    """The rules that hold for an element, in order: specificity, number, pseudo-element, declarations and layer."""
    if element.etree_element.attrib or not element.in_html_document:
        return matcher.match(element)
    plans: dict[str, _Plan] = matcher.__dict__.setdefault("plans", {})
    tag = element.etree_element.tag
    plan = plans.get(tag)
    if plan is None:
        plan = plans[tag] = _plan(matcher, element)
    found = [rule[1:] for rule in plan.open if rule[0](element)]
    return sorted([*plan.always, *found]) if found else plan.always


def _plan(matcher: Any, element: Any) -> _Plan:  # noqa: ANN401 # cssselect2 has no types
    always = []
    asked = []
    rules = (
        *matcher.lower_local_name_selectors.get(css.cssselect2.ascii_lower(element.local_name), ()),
        *matcher.namespace_selectors.get(element.namespace_url, ()),
        *matcher.other_selectors,
    )
    for rule in rules:
        try:
            holds = rule[0](_Name(element.local_name))
        except _Asked:
            asked.append(rule)
        else:
            if holds:
                always.append(rule[1:])
    return _Plan(always=tuple(sorted(always)), open=tuple(asked))
