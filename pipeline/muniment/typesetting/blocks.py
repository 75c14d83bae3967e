"""The blocks of the tree as calls of the functions in ``assets/pdf/book.typ``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml.etree import _Element

from muniment.tools.typst_tags import Mark
from muniment.typesetting import words
from muniment.typesetting.lines import Line, Record, Setting, language
from muniment.typesetting.literals import call, sequence, string
from muniment.xhtml import label, local_name, tag

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset({"p", "ul", "ol", "blockquote", "pre", "table", "hr", "section", "div", "article", *_HEADINGS})
_RUNNING_HEAD = 72  # characters: what fits on one line of a running head


class Blocks:
    """Makes the code of a document's blocks, in the order of reading."""

    def __init__(self, record: Record, notes: dict[str, _Element]) -> None:
        self._record = record
        self._notes = notes
        self._level = 0
        self.bookmarks: list[str] = []
        """The words of each heading so far."""

    def part(self, article: _Element) -> str:
        """The article as the part of the file that is the document's text."""
        setting = Setting(language=article.get("lang", "und"))
        record = self._record
        return record.block(
            Mark(kind="Part"),
            lambda: record.block(Mark(kind="Art"), lambda: self.inside(article, setting)),
        )

    def inside(self, element: _Element, setting: Setting) -> str:
        """Everything that an element holds: blocks, and between them text that is in none."""
        pieces: list[str] = []
        lead, held = element.text, list[_Element]()
        for child in element:
            if not _is_block(child):
                held.append(child)
                continue
            pieces += self._loose(lead, held, setting)
            pieces.append(self._block(child, setting))
            lead, held = child.tail, []
        return sequence([*pieces, *self._loose(lead, held, setting)])

    def _loose(self, lead: str | None, held: Sequence[_Element], setting: Setting) -> list[str]:
        """Text between blocks, that stands in no block of its own: what comes first, and elements with what follows."""
        if not held and not (lead or "").strip():
            return []
        text = "".join([lead or "", *("".join(map(str, one.itertext())) + (one.tail or "") for one in held)])
        return [Line(self._record, _for_text(setting, text), self._note).run(lead, held)]

    def heading(self, element: _Element, setting: Setting, identifier: str | None) -> str:
        """A heading, tagged at most one level below the one before it (ISO 14289-1, 7.4.2)."""
        words_of_it = label(element)
        look = _HEADINGS[local_name(element)]
        self._level = min(look, self._level + 1)
        self.bookmarks.append(shortened(words_of_it))
        running = self._drawn(shortened(words_of_it))
        name = string(identifier) if identifier else "none"
        return call("hd", str(look), str(self._level), name, string(running), self._line(element, setting))

    def title(self, words_of_it: str, setting: Setting, *, look: int = 1) -> str:
        """A heading that is not in the tree."""
        self._level = min(look, self._level + 1)
        self.bookmarks.append(shortened(words_of_it))
        text = Line(self._record, _for_text(setting, words_of_it)).text(words_of_it)
        return call("hd", str(look), str(self._level), "none", '""', text)

    def _drawn(self, text: str) -> str:
        return "".join(self._record.instead.get(character, character) for character in text)

    def _block(self, element: _Element, outer: Setting) -> str:
        setting = Setting(language=element.get("lang", outer.language), longest=outer.longest)
        foreign = setting.language != outer.language
        direction = element.get("dir")
        if local_name(element) in {"article", "section", "div"}:
            return self._section(element, outer)
        if not foreign and direction is None:
            return self._known(element, setting)
        font = self._record.font(setting.families)
        arguments = [f"dir: {direction}"] if direction in {"ltr", "rtl"} else []
        if not foreign:
            return f"{{set text({', '.join(arguments)}); {self._known(element, setting)}}}"
        arguments += [language(setting.language), f"font: {font}"]
        body = self._record.block(Mark(kind="Div", language=setting.language), lambda: self._known(element, setting))
        return f"{{set text({', '.join(arguments)}); {body}}}"

    def _known(self, element: _Element, setting: Setting) -> str:  # one answer for each kind of block
        record = self._record
        match local_name(element):
            case "p":
                return self._paragraph(element, setting)
            case "ul" | "ol":
                return self._list(element, setting)
            case "blockquote":
                depth = 1 + sum(1 for _ in element.iterancestors(tag("blockquote")))
                body = record.block(Mark(kind="BlockQuote"), lambda: self.inside(element, setting))
                return call("bq", str(depth), body)
            case "pre":
                return self._preformatted(element, setting)
            case "table":
                return self._table(element, setting)
            case "hr":
                return "scene"
            case _:
                parent = element.getparent()
                identifier = element.get("id") or (parent.get("id") if parent is not None else None)
                return self.heading(element, setting, identifier)

    def _section(self, element: _Element, setting: Setting) -> str:
        if element.get("role") == "doc-endnotes":
            return "[]"  # each note stands at the foot of the page that first refers to it
        return self._record.block(Mark(kind="Sect"), lambda: self.inside(element, setting))

    def _line(self, element: _Element, setting: Setting) -> str:
        text = "".join(map(str, element.itertext()))
        return Line(self._record, _for_text(setting, text), self._note).children(element)

    def _paragraph(self, element: _Element, setting: Setting) -> str:
        classes = (element.get("class") or "").split()
        if not "".join(map(str, element.itertext())).strip() and element.find(f".//{tag('a')}") is None:
            return "[]"
        if "verse" in classes:
            body = self._record.block(Mark(kind="P"), lambda: self._verse(element, setting))
        else:
            body = call("par", self._line(element, setting))
        return call("boilerplate", body) if "boilerplate" in classes else body

    def _verse(self, element: _Element, setting: Setting) -> str:
        lines = (call("vl", self._line(line, setting)) for line in element)
        return call("verse", *lines)

    def _list(self, element: _Element, setting: Setting) -> str:
        items = (call("li", self.inside(item, setting)) for item in element)
        if local_name(element) == "ul":
            return call("list", *items)
        first = element.get("start", "1")
        return call("enum", f"start: {int(first)}", *items)

    def _preformatted(self, element: _Element, setting: Setting) -> str:
        text = "".join(map(str, element.itertext())).removesuffix("\n")
        within = Setting(language=setting.language, fixed=True, kept=True, each_word=words.is_right_to_left(text))
        lines = text.split("\n")
        line = Line(self._record, within)
        # A space tells the words on both sides of a line end apart.
        pieces = [line.text(f"{one} " if number < len(lines) - 1 else one) for number, one in enumerate(lines)]
        return call("pre", self._record.font(within.families), "{" + "\nbr\n".join(pieces) + "}")

    def _table(self, element: _Element, setting: Setting) -> str:
        within = Setting(language=setting.language, longest=words.LONG_IN_A_CELL)
        rows = list(element.iter(tag("tr")))
        columns = max((len(row) for row in rows), default=0)
        if not columns:
            return "[]"
        heads = [row for row in rows if local_name(row.getparent()) == "thead"]  # type: ignore[arg-type] # a row is in one
        cells = [self._cells(row, within, columns) for row in rows]
        head = call("table.header", "repeat: false", *(cell for row in cells[: len(heads)] for cell in row))
        body = [cell for row in cells[len(heads) :] for cell in row]
        return call("tbl", str(columns), str(len(heads)), *([head] if heads else []), *body)

    def _cells(self, row: _Element, setting: Setting, columns: int) -> Iterable[str]:
        cells = [self._cell(cell, setting) for cell in row]
        return [*cells, *["[]"] * (columns - len(cells))]

    def _cell(self, cell: _Element, outer: Setting) -> str:
        setting = Setting(language=cell.get("lang", outer.language), longest=outer.longest)
        direction = cell.get("dir")
        body = self.inside(cell, setting) if setting.language == outer.language else self._foreign(cell, setting)
        body = f"strong({body})" if local_name(cell) == "th" else body
        return f"{{set text(dir: {direction}); {body}}}" if direction in {"ltr", "rtl"} else body

    def _foreign(self, element: _Element, setting: Setting) -> str:
        font = self._record.font(setting.families)
        body = self._record.block(Mark(kind="Div", language=setting.language), lambda: self.inside(element, setting))
        return f"{{set text({language(setting.language)}, font: {font}); {body}}}"

    def _note(self, identifier: str) -> str:
        """The text of a note."""
        element = self._notes[identifier]
        around = next((one.get("lang") for one in element.iterancestors() if one.get("lang")), None)
        setting = Setting(language=element.get("lang", around or "und"))
        if len(element) and _is_plain_paragraph(element[0]):
            # Its number stands in the same line, which a paragraph of its own would leave.
            first, *others = element
            pieces = [self._line(first, setting), *(self._block(other, setting) for other in others)]
            return sequence(pieces)
        return self.inside(element, setting)


def shortened(text: str) -> str:
    """At most one running head's length, cut between words where there are any."""
    line = " ".join(text.split())
    if len(line) <= _RUNNING_HEAD:
        return line
    cut = line[: _RUNNING_HEAD - 1]
    return (cut.rpartition(" ")[0] or cut) + "…"


def _is_plain_paragraph(element: _Element) -> bool:
    return local_name(element) == "p" and not {"class", "lang", "dir"} & set(map(str, element.attrib))


def _is_block(element: _Element) -> bool:
    return local_name(element) in _BLOCKS


def _for_text(setting: Setting, text: str) -> Setting:
    return Setting(
        language=setting.language,
        fixed=setting.fixed,
        each_word=words.is_right_to_left(text),
        longest=setting.longest,
    )
