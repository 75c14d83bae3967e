"""Computed styles kept between documents, and what follows from a style alone worked out once for it.

Most of what the cascade gives is the same in each document that is set with one style sheet: a paragraph's style, and
those of the marker, the note and the other pseudo-elements that each element may have. WeasyPrint computes them anew for
each document, the latter even for each element. Styles that depend on an element's own attributes are left to it.

These functions stand in for WeasyPrint's of the same name (``tools.layout_lines`` puts them in place).
"""

from __future__ import annotations

from typing import Any

from weasyprint.css import ComputedStyle, InitialStyle, StyleFor  # type: ignore[import-untyped] # it carries no types
from weasyprint.formatting_structure import boxes  # type: ignore[import-untyped] # it carries no types
from weasyprint.layout import background, page, percent  # type: ignore[import-untyped] # it carries no types

from muniment.tools.layout_cascade import Cascaded

_MOST_STYLES = 2_000
_OWN = frozenset({"style", "name"})  # attributes that make a style one element's own
_FIXED = (
    *(f"{name}_{side}" for name in ("margin", "padding") for side in ("left", "right", "top", "bottom")),
    *("width", "min_width", "max_width", "height", "min_height", "max_height"),
)
_BORDERS = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))
_RADII = tuple(f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left"))
_NOTHING = (0, "px")

_styles: dict[tuple[object, ...], Any] = {}

SET_COMPUTED_STYLES = StyleFor.set_computed_styles
IS_IN_NORMAL_FLOW = boxes.Box.is_in_normal_flow
SET_PAGE_TYPE_COMPUTED_STYLES = page.set_page_type_computed_styles
RESOLVE_PERCENTAGES = percent.resolve_percentages
LAYOUT_BOX_BACKGROUNDS = background.layout_box_backgrounds


def set_computed_styles(
    self: Any,  # noqa: ANN401 # WeasyPrint has no types
    element: Any,  # noqa: ANN401 # WeasyPrint has no types
    parent: Any,  # noqa: ANN401 # WeasyPrint has no types
    root: Any = None,  # noqa: ANN401 # WeasyPrint has no types
    pseudo_type: str | None = None,
    base_url: str | None = None,
    target_collector: Any = None,  # noqa: ANN401 # WeasyPrint has no types
) -> None:
    """The style of an element or pseudo-element, shared with all that have the same parent style and declarations."""
    computed = self.get_computed_styles()
    top = element is root and pseudo_type is None
    parent_style = None if top else computed[parent, None]
    parent_style = getattr(parent_style, "base", parent_style)
    attributes = getattr(element, "attrib", ())  # a kind of page has none
    if not _OWN.isdisjoint(attributes) or not (top or getattr(parent_style, "shared", False)):
        SET_COMPUTED_STYLES(self, element, parent, root, pseudo_type, base_url, target_collector)
        return
    cascaded = self.get_cascaded_styles().get((element, pseudo_type), {})
    declared = _declared(cascaded)
    key = (id(self.font_config), id(parent_style), pseudo_type, declared)
    style = _styles.get(key)
    if style is None:
        if len(_styles) >= _MOST_STYLES:
            _styles.clear()
        top_style = InitialStyle(self.font_config) if top else computed[root, None]
        sizes = self.initial_page_sizes
        general = {name: value for name, value in cascaded.items() if name != "anchor"}
        style = ComputedStyle(parent_style, general, pseudo_type, top_style, base_url, self.font_config, sizes)
        style.shared = True
        _styles[key] = style
    if "anchor" in cascaded:
        style = _anchored(style, cascaded)
        if target_collector:
            target_collector.collect_anchor(style["anchor"])
    computed[element, pseudo_type] = style


def _declared(cascaded: Any) -> tuple[object, ...]:  # noqa: ANN401 # WeasyPrint has no types
    """What of the declarations a style follows from; kept on those that are shared."""
    shared = type(cascaded) is Cascaded
    if shared and hasattr(cascaded, "declared"):
        return cascaded.declared  # type: ignore[no-any-return] # it was put there below
    found = tuple(
        [
            (name, value if name == "lang" else id(value), layer, *specificity)
            for name, (value, (_, layer, specificity)) in cascaded.items()
            if name != "anchor"
        ]
    )
    if shared:
        cascaded.declared = found
    return found


def _anchored(base: Any, cascaded: Any) -> Any:  # noqa: ANN401 # WeasyPrint has no types
    """The style with an anchor, which is the only thing that its element's identifier adds, and is not inherited."""
    base.anonymous_style  # noqa: B018 # made once, for the base
    style = ComputedStyle.__new__(ComputedStyle)
    style.update(base)
    style.pop("anchor", None)
    style.__dict__.update(base.__dict__)
    style.cascaded = cascaded
    style.base = base
    return style


def set_page_type_computed_styles(page_type: Any, html: Any, style_for: Any) -> None:  # noqa: ANN401 # WeasyPrint has no types
    """The styles of a page and of its margins; those of earlier pages are not looked through again."""
    style_for.get_cascaded_styles().clear()  # WeasyPrint reads it for the page at hand only
    SET_PAGE_TYPE_COMPUTED_STYLES(page_type, html, style_for)


def resolve_percentages(box: Any, containing_block: Any) -> None:  # noqa: ANN401 # WeasyPrint has no types
    """Set a box's used lengths; at once where its style has no percentage."""
    fixed = fixed_lengths(box.style)
    if fixed is None or not isinstance(box, boxes.Box):
        RESOLVE_PERCENTAGES(box, containing_block)
    elif box.style["border_collapse"] == "collapse":
        settled = {name: box.__dict__[name] for name in _BORDERS if name in box.__dict__}
        box.__dict__.update(fixed)
        box.__dict__.update(settled)  # where borders meet, it is the table that says which one there is
    else:
        box.__dict__.update(fixed)


def fixed_lengths(style: Any) -> dict[str, object] | None:  # noqa: ANN401 # WeasyPrint has no types
    """The used lengths where none is a share of another; ``None`` where one is. Kept on the style itself."""
    try:
        found: dict[str, object] | None = style.fixed_lengths
    except AttributeError:
        found = style.fixed_lengths = _fixed_lengths(style)
    return found


def _fixed_lengths(style: Any) -> dict[str, object] | None:  # noqa: ANN401 # WeasyPrint has no types
    """The used lengths where none is a share of another; ``None`` where one is."""
    if style["box_sizing"] != "content-box":
        return None
    found: dict[str, object] = {name: style[name] for name in _BORDERS}
    for name in _FIXED:
        value = style[name]
        unit = "auto" if value == "auto" else getattr(value, "unit", None)
        if unit not in ("auto", "px"):
            return None
        found[name] = value.value if unit == "px" else 0 if name.startswith("min_") else "auto"
    return found


def is_in_normal_flow(box: Any) -> bool:  # noqa: ANN401 # WeasyPrint has no types
    """Whether a box is neither floated nor positioned; kept on the style itself."""
    style = box.style
    try:
        return bool(style.in_flow)
    except AttributeError:
        style.in_flow = IS_IN_NORMAL_FLOW(box)
        return bool(style.in_flow)


def layout_box_backgrounds(
    on_page: Any,  # noqa: ANN401 # WeasyPrint has no types
    box: Any,  # noqa: ANN401 # WeasyPrint has no types
    get_image_from_uri: Any,  # noqa: ANN401 # WeasyPrint has no types
    layout_children: bool = True,  # noqa: FBT001, FBT002 # its signature is WeasyPrint's
    style: Any = None,  # noqa: ANN401 # WeasyPrint has no types
) -> None:
    """A box's background and those in it; nothing is looked for where the style has none."""
    own = box.style if style is None else style
    try:
        bare = own.bare
    except AttributeError:
        bare = own.bare = _is_bare(own)
    if not bare or box is on_page or not isinstance(box, boxes.Box):
        LAYOUT_BOX_BACKGROUNDS(on_page, box, get_image_from_uri, layout_children, style)
        return
    box.__dict__.update(_SQUARE)
    if layout_children:
        for child in box.all_children():
            layout_box_backgrounds(on_page, child, get_image_from_uri)


_SQUARE = {**dict.fromkeys(_RADII, (0, 0)), "background": None}


def _is_bare(style: Any) -> bool:  # noqa: ANN401 # WeasyPrint has no types
    return (
        style["border_image_source"][0] == "none"
        and style["mask_border_source"][0] == "none"
        and style["visibility"] == "visible"
        and all(kind == "none" for kind, _ in style["background_image"])
        and not style["box_shadow"]
        and style["background_color"] != "currentcolor"
        and style["background_color"].alpha == 0
        and all(_NOTHING in style[name] for name in _RADII)
    )
