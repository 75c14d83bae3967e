"""Hand-made documents for tests: a ``Document`` from a few lines of XHTML, without running any earlier stage."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lxml import etree

from muniment.model import Attributed, Basis, ColophonEntry, Document, Encoding, Metadata, SourceFacts

if TYPE_CHECKING:
    from lxml.etree import _Element

XHTML = "http://www.w3.org/1999/xhtml"
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
IDENTIFIER = "urn:sha256:" + "0" * 64

PLAIN = """\
<h1 id="the-harbour">The Harbour</h1>
<p>The tide came in at four, and with it the <em>Margaret</em>.</p>
<p>Nobody on the quay had expected her before the spring.</p>
<section id="cargo" class="level2">
<h2>Cargo</h2>
<p>She carried salt, rope and “three dozen clocks”.</p>
<ul><li>salt</li><li>rope<ul><li>tarred</li></ul></li></ul>
</section>
<section id="crew" class="level2">
<h2>Crew</h2>
<p>Nine men and a boy.</p>
</section>
"""

NOTES = """\
<h1 id="on-tides">On Tides</h1>
<p>The moon pulls.<a href="#fn1" id="fnref1" role="doc-noteref"><sup>1</sup></a> The sea follows.</p>
<section id="why" class="level2">
<h2>Why</h2>
<p>Gravity.<a href="#fn2" id="fnref2" role="doc-noteref"><sup>2</sup></a></p>
</section>
<section role="doc-endnotes" class="footnotes">
<ol>
<li id="fn1"><p>So does the sun, but less.<a href="#fnref1" role="doc-backlink">↩︎</a></p></li>
<li id="fn2"><p>Newton, 1687.<a href="#fnref2" role="doc-backlink">↩︎</a></p></li>
</ol>
</section>
"""

VERSE = """\
<h1 id="evening">Evening</h1>
<p class="verse">The light goes down<br/>\u2003behind the mill,<br/>\u2003\u2003and all the town<br/>is still.</p>
<hr/>
<p>A line of prose after it.</p>
"""

RTL = """\
<h1 id="h1">المرفأ</h1>
<p>وصلت السفينة عند الرابعة مع المد، وكان على متنها ٩ رجال وصبي.</p>
<p dir="ltr">She was called the Margaret.</p>
<section id="h2" class="level2">
<h2>الحمولة</h2>
<p>ملح وحبال.</p>
</section>
"""


def article(xml: str, *, language: str = "en", direction: str = "ltr") -> _Element:
    """The tree of ``tree.py``'s contract from an ``<article>`` or from what stands inside one.

    The XHTML name space is supplied; white space between blocks is left out, as it carries no text.
    """
    inside = xml if xml.lstrip().startswith("<article") else f"<article>{xml}</article>"
    root = etree.fromstring(inside.replace("<article", f'<article xmlns="{XHTML}"', 1))
    for name, value in (("lang", language), ("dir", direction)):
        root.set(name, root.get(name, value))
    for element in root.iter(f"{{{XHTML}}}article", f"{{{XHTML}}}section", f"{{{XHTML}}}ol", f"{{{XHTML}}}ul"):
        element.text = (element.text or "").strip() or None
        for child in element:
            child.tail = (child.tail or "").strip() or None
    return root


def metadata(**values: str | tuple[str, ...] | None) -> Metadata:
    """Asserted metadata from plain values: ``metadata(title="Tides", creators=("A. Mariner",))``.

    The identifier is a made-up digest unless given; ``identifier=None`` leaves it out.
    """
    stated: dict[str, str | tuple[str, ...] | None] = {"identifier": IDENTIFIER, **values}
    unknown = stated.keys() - {field.name for field in fields(Metadata)}
    if unknown:
        raise TypeError(f"no such metadata: {sorted(unknown)}")
    return Metadata(
        **{
            name: Attributed(value=value, basis=Basis.ASSERTED, evidence="sidecar")
            for name, value in stated.items()
            if value is not None
        }  # type: ignore[arg-type] # the caller gives each name a value of its type
    )


def document(  # noqa: PLR0913 # every part of a document that a test may want to choose
    article_xml: str | _Element = PLAIN,
    metadata: Metadata | None = None,
    *,
    id: str = "harbour",  # noqa: A002 # the name of the field
    language: str = "en",
    direction: str = "ltr",
    markdown: str = "---\ntitle: The Harbour\n---\n\n# The Harbour\n",
    source: bytes = b"The Harbour\n",
    colophon: tuple[ColophonEntry, ...] | None = None,
    epoch: datetime = EPOCH,
    parameters: Mapping[str, str] | None = None,
) -> Document:
    """A complete document; ``article_xml`` is the article's inside, a whole ``<article>``, or a tree.

    Without ``metadata`` its title is the tree's ``h1`` and nothing else is known of it but an identifier.
    """
    tree = article(article_xml, language=language, direction=direction) if isinstance(article_xml, str) else article_xml
    sha256 = hashlib.sha256(source).hexdigest()
    known = metadata if metadata is not None else _metadata_of(tree)
    return Document(
        id=id,
        metadata=known,
        display_title=known.title.value if known.title else "[Untitled]",
        language=language,
        direction=direction,
        markdown=markdown,
        article=tree,
        source=SourceFacts(
            name=f"{id}.txt",
            size=len(source),
            sha256=sha256,
            sha512=hashlib.sha512(source).hexdigest(),
            media_type="text/plain",
        ),
        encoding=Encoding(name="utf-8", basis=Basis.EXTRACTED, confidence=1.0, byte_order_mark=False),
        changes={"newline-final": 1},
        colophon=colophon
        if colophon is not None
        else (
            ColophonEntry(term="Source", detail=f"{id}.txt, {len(source)} bytes"),
            ColophonEntry(term="Source SHA-256", detail=sha256),
            ColophonEntry(term="Rights", detail="http://rightsstatements.org/vocab/CNE/1.0/"),
        ),
        epoch=epoch,
        parameters=parameters or {},
    )


def _metadata_of(tree: _Element) -> Metadata:
    heading = tree.find(f".//{{{XHTML}}}h1")
    return metadata(title="".join(str(part) for part in heading.itertext()) if heading is not None else None)
