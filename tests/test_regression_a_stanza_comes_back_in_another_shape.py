"""Two stanzas of the same words, one of them with indented lines: the document was refused as if a line had changed."""

from __future__ import annotations

import pytest

from muniment.canonical import serialise
from muniment.checks.source import check_source
from muniment.errors import FidelityError
from muniment.model import BlockKind
from muniment.structure import recognise

PLAIN = """\
The boat went out in the morning,
The boat came in at noon,
And all she had for cargo
Was half a silver moon.
"""
SHAPED = PLAIN.replace("The boat came", "  The boat came").replace("Was half", "  Was half")
PROSE = "The children of the island still sing about the old boat when the wind is in the north, and of much besides.\n"


@pytest.mark.parametrize("stanzas", [(PLAIN, SHAPED), (SHAPED, PLAIN), (SHAPED, PLAIN, SHAPED)])
def test_stanzas_of_the_same_words_are_told_apart_by_their_shape(stanzas: tuple[str, ...]) -> None:
    text = "\n".join((PROSE, *(f"{stanza}\n{PROSE}" for stanza in stanzas)))
    blocks = recognise(text).blocks
    assert [block.kind for block in blocks].count(BlockKind.VERSE) == len(stanzas)
    markdown = serialise(text, blocks, front_matter="")[0]
    check_source(text, blocks, markdown)
    with pytest.raises(FidelityError, match="not those of the source"):
        check_source(text, blocks, markdown.replace("at noon", "at dusk", 1))
