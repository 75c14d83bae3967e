"""Tables: runs of lines whose cells stand where the cells of a table stand. Where it is not certain, no rule speaks."""

from __future__ import annotations

from muniment.model import BlockKind
from muniment.structure.proposals import CERTAIN, Look, Outline, Proposal, Recogniser, Scale
from muniment.structure.tables import FEWEST_ROWS, read_table

_MOST_COUNTED = 10
_WAYS = {
    "bars": "bars part the cells of every row",
    "tabs": "every row has as many tabs",
    "columns": "the cells stand one below the other",
}


def propose(index: int, outline: Outline) -> Proposal | None:
    """Rows with as many cells, parted by bars, tabs or gutters."""
    candidate, lines = outline.candidates[index], outline.lines
    last = candidate.last + bool(candidate.underline)
    if not (outline.signs or lines.columned) or last - candidate.first + 1 < FEWEST_ROWS:
        return None
    head = lines.head(candidate.first)
    if head[0] not in "|+│┌╔┃" and " | " not in head and lines.columned.isdisjoint(range(candidate.first, last + 1)):
        return None
    table = read_table(lines, candidate.first, last)
    if table is None:
        return None
    scale = Scale()
    scale.add("prior", "tables are rare", -3.0)
    # What is drawn would be preformatted text beyond doubt, if its cells were not known.
    scale.add(_WAYS[table.way], f"{table.columns} in {len(table.rows)} rows", 2 * CERTAIN if table.ruled else CERTAIN)
    scale.add("rows", f"{len(table.rows)}", 0.2 * min(_MOST_COUNTED, len(table.rows)))
    if table.header:
        scale.add("head", "a rule or its look sets the first row apart", 1.0)
    return Proposal(kind=BlockKind.TABLE, rule=f"table.{table.way}", said=scale.weigh())


RECOGNISER = Recogniser(name="table", propose=propose, looks=frozenset({Look.LINES}))
