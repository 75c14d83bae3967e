"""Canonical Markdown for tests: every kind of block, each by its name, and a way from Markdown to a document."""

from __future__ import annotations

from dataclasses import replace

import factory
from muniment.model import Document
from muniment.tools.pandoc import PandocWorker
from muniment.tree import make_article

BLOCKS: dict[str, str] = {
    "title and headings": "# The Harbour\n\n## Cargo\n\n#### Salt\n\n## Crew\n",
    "paragraphs": "The tide came in.\n\nNobody had *expected* **her**, `at all`.\n",
    "verse": "The light goes down\\\n&emsp;behind the mill,\\\n&emsp;&emsp;and all the town\\\nis still.\n",
    "bullet list": "- salt\n- rope\n  - tarred\n  - plain\n- clocks\n",
    "numbered list": "3. three\n4. four\n   - under four\n5. five\n",
    "loose list": "- one\n\n- two\n\n  more of two\n",
    "two lists in a row": "- a\n\n+ b\n",
    "quote": "> She is *late*.\n>\n> Very late.\n\n> Another voice.\n",
    "list in a quote": "> - one\n> - two\n",
    "verse in a quote": "> First line\\\n> second line\n",
    "deep list": "".join(f"{'  ' * depth}- level {depth}\n" for depth in range(15)),
    "scene break": "Before.\n\n* * *\n\nAfter.\n",
    "code": "```\nfor x in y:\n\n    print( x )\n```\n",
    "code with a language": "```python\nprint(1)\n```\n",
    "code in a list": "- an item\n\n  ```\n  its code\n  ```\n",
    "empty code": "```\n```\n",
    "table": "| Ship | Men |\n| --- | --- |\n| *Margaret* | 10 |\n| Anna \\| Maria |  |\n",
    "notes": "The moon pulls.[^1] The sea[^b] follows.\n\n[^1]: So does *the sun*.\n\n    But less.\n\n[^b]: Any sea.\n",
    "note of other blocks": "A list.[^1]\n\n[^1]: Namely:\n\n    - one\n    - two\n",
    "links": "See [the *chart*](https://example.org/a?b=c&d=e) or [write](mailto:a@example.org).\n",
    "entities": "&nbsp;indented by &emsp; and &#x3000;\n",
    "literal marks": "\\*not em\\* \\_nor this\\_ \\<b> \\&amp; $x$ \\[a\\](javascript:x) \\[^1\\] a \\| b \\\\ -- --- @x :::\n",
    "literal line starts": "\\# x\n\n1\\. x\n\n1\\) x\n\n\\- x\n\n\\+ x\n\n\\> x\n\n\\---\n\n\\===\n\n\\~~~\n\n\\```\n",
    "right to left": "# المرفأ\n\nوصلت السفينة عند الرابعة مع المد.\n",
    "unspaced scripts": "吾輩は猫である。名前はまだ無い。\n\nเรือมาถึงตอนสี่โมง\n",
    "odd characters": "soft\u00adhyphen zero\u200bwidth \u2028 line \U0001f600 e\u0332 \u0085 end\n",
}


def document_of(markdown: str, worker: PandocWorker, *, language: str = "en", direction: str = "ltr") -> Document:
    """A document whose tree pandoc made from ``markdown``, a body without front matter."""
    article = make_article(markdown, language=language, direction=direction, worker=worker)
    document = factory.document(article, language=language, direction=direction)
    return replace(document, markdown=f"---\ntitle: The Harbour\n---\n\n{markdown}")
