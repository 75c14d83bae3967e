"""From one source's bytes to the document that every writer is given."""

from __future__ import annotations

import difflib
import itertools
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from muniment import __version__, front_matter
from muniment import metadata as metadata_rules
from muniment.canonical import normalise as normalise_markdown
from muniment.canonical import reader, serialise
from muniment.changes import count_by_rule, output_positions
from muniment.config import Config
from muniment.errors import Finding, SidecarError
from muniment.intake import detect_language, direction_of, dominant_direction, take_in
from muniment.model import Attributed, Basis, Change, CleanText, ColophonEntry, Document, Metadata, SourceFacts, Stage
from muniment.sidecar import Sidecar
from muniment.structure import Structure, recognise
from muniment.tools.pandoc import PandocWorker
from muniment.tree import make_article
from muniment.writers import default_parameters

VERSION = "5"
"""Changed by hand whenever the same source would give other canonical Markdown; it makes everything stale."""

MARKDOWN = "text/markdown"
LONGEST_DIFF = 4000
"""Above so many differing lines, a Markdown source's difference from its canonical form is recorded as one change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalised:
    """A source in canonical form, with everything that was done to it on the way."""

    id: str
    """The document's id."""
    source: SourceFacts
    """Facts about the source's bytes."""
    clean: CleanText
    """The text after intake."""
    structure: Structure | None
    """The judged structure; ``None`` for a source that is Markdown already."""
    metadata: Metadata
    """What is known about the document."""
    markdown: str
    """Canonical Markdown, front matter included."""
    body: str
    """Canonical Markdown without the front matter."""
    changes: tuple[Change, ...]
    """Every edit between the source's bytes and ``markdown``, stage by stage."""
    findings: tuple[Finding, ...]
    """What was noticed about the text."""
    parameters: Mapping[str, str] = field(default_factory=dict)
    """Settings of the writers that the sidecar states for this document, as ``<writer>.<name>`` to text."""


def normalise(
    data: bytes, *, identifier: str, source: SourceFacts, sidecar: Sidecar | None, config: Config, file: str
) -> Normalised:
    """Bring a source into canonical form; ``file`` names it in messages. Raises ``DocumentError``."""
    clean = take_in(data, asserted_encoding=sidecar.encoding if sidecar else None, file=file)
    make = _from_markdown if source.media_type == MARKDOWN else _from_text
    normalised = make(clean, identifier=identifier, source=source, sidecar=sidecar, config=config, file=file)
    return replace(normalised, parameters=_own_parameters(sidecar)) if sidecar else normalised


def _own_parameters(sidecar: Sidecar) -> Mapping[str, str]:
    known = default_parameters()
    for name in sidecar.parameters:
        if name not in known:
            raise SidecarError(
                f"No writer has the setting {name}.", remedy=f"There are: {', '.join(known)}.", code="SIDECAR-KEY"
            )
    return sidecar.parameters


def _from_text(
    clean: CleanText, *, identifier: str, source: SourceFacts, sidecar: Sidecar | None, config: Config, file: str
) -> Normalised:
    feeds = output_positions((change for change in clean.changes if change.stage is Stage.INTAKE), "form-feed")
    overrides = sidecar.overrides if sidecar else ()
    structure = recognise(clean.text, overrides=overrides, form_feeds=feeds, file=file)
    known = metadata_rules.resolve(
        config=config,
        sidecar=sidecar,
        front_matter=None,
        extracted=metadata_rules.extract(clean.text, structure.blocks),
        source=source,
    )
    head = front_matter.render(known)
    markdown, changes = serialise(
        clean.text,
        structure.blocks,
        front_matter=head,
        furniture=structure.furniture,
        language=known.language.value if known.language else None,
    )
    return Normalised(
        id=identifier,
        source=source,
        clean=clean,
        structure=structure,
        metadata=known,
        markdown=markdown,
        body=markdown[len(head) :].lstrip("\n"),
        changes=(*clean.changes, *changes),
        findings=structure.findings,
    )


def _from_markdown(
    clean: CleanText, *, identifier: str, source: SourceFacts, sidecar: Sidecar | None, config: Config, file: str
) -> Normalised:
    stated, offset = front_matter.parse(clean.text, file=file)
    body = normalise_markdown(clean.text[offset:], file=file)
    known = metadata_rules.resolve(
        config=config,
        sidecar=sidecar,
        front_matter=stated,
        extracted=Metadata(title=_title_of(body), language=detect_language(body)),
        source=source,
    )
    markdown = front_matter.render(known) + ("\n" + body if body else "")
    return Normalised(
        id=identifier,
        source=source,
        clean=clean,
        structure=None,
        metadata=known,
        markdown=markdown,
        body=body,
        changes=(*clean.changes, *_line_changes(clean.text, markdown)),
        findings=(),
    )


def _title_of(body: str) -> Attributed[str] | None:
    """The words of the first level-1 heading of canonical Markdown."""
    tokens = reader().parse(body)
    for opening, inline in itertools.pairwise(tokens):
        if opening.type == "heading_open" and opening.tag == "h1":
            words = "".join(child.content or " " for child in inline.children or ())
            return Attributed(value=words, basis=Basis.EXTRACTED, evidence="the first heading")
    return None


def _line_changes(before: str, after: str) -> tuple[Change, ...]:
    """The differing stretches of lines between a Markdown source and its canonical form."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    old_middle, new_middle = old[start : len(old) - end], new[start : len(new) - end]
    position = sum(map(len, old[:start]))
    if len(old_middle) + len(new_middle) > LONGEST_DIFF:
        return (_line_change(position, old_middle, new_middle),)
    changes: list[Change] = []
    matcher = difflib.SequenceMatcher(None, old_middle, new_middle, autojunk=False)
    for tag, first, last, new_first, new_last in matcher.get_opcodes():
        if tag != "equal":
            at = position + sum(map(len, old_middle[:first]))
            changes.append(_line_change(at, old_middle[first:last], new_middle[new_first:new_last]))
    return tuple(changes)


def _line_change(position: int, before: list[str], after: list[str]) -> Change:
    return Change(
        stage=Stage.CANONICAL,
        rule="markdown-form",
        position=position,
        before="".join(before),
        after="".join(after),
    )


def make_document(normalised: Normalised, *, config: Config, worker: PandocWorker) -> Document:
    """The document that writers are given: the metadata, the Markdown and the one tree. Raises ``WriterError``."""
    known = normalised.metadata
    language = metadata_rules.language_tag(known)
    direction = direction_of(language) if known.language else dominant_direction(normalised.body) or "ltr"
    return Document(
        id=normalised.id,
        metadata=known,
        display_title=metadata_rules.display_title(known, normalised.id),
        language=language,
        direction=direction,
        markdown=normalised.markdown,
        article=make_article(normalised.body, language=language, direction=direction, worker=worker),
        source=normalised.source,
        encoding=normalised.clean.encoding,
        changes=count_by_rule(normalised.changes),
        colophon=_colophon(normalised),
        epoch=config.epoch,
        parameters={**default_parameters(), **config.parameters, **normalised.parameters},
    )


def _colophon(normalised: Normalised) -> tuple[ColophonEntry, ...]:
    """What a reader needs in order to judge where the text comes from; no row for what is not known."""
    known = normalised.metadata
    counts = count_by_rule(normalised.changes)
    listed = ", ".join(f"{count} {rule}" for rule, count in counts.items())
    encoding = normalised.clean.encoding
    rows = {
        "Identifier": known.identifier.value if known.identifier else "",
        "Published at": known.source_url.value if known.source_url else "",
        "Captured": known.captured.value if known.captured else "",
        "Capture method": known.capture_method.value if known.capture_method else "",
        "Rights": known.rights.value if known.rights else "",
        "Source file": f"{normalised.source.name}, {normalised.source.size} bytes",
        "Source SHA-256": normalised.source.sha256,
        "Source encoding": f"{encoding.name} ({encoding.basis.value})",
        "Changes": f"{sum(counts.values())}, each recorded and reversible: {listed}" if counts else "none",
        "Made with": f"Muniment {__version__}",
    }
    return tuple(ColophonEntry(term=term, detail=detail) for term, detail in rows.items() if detail)


def tool_versions() -> Mapping[str, str]:
    """Versions of what canonical Markdown depends on, by label."""
    from importlib.metadata import version  # noqa: PLC0415 - slow to import, and rarely needed

    packages = ("lingua-language-detector", "markdown-it-py", "mdit-py-plugins", "ruamel.yaml")
    return {
        "muniment": __version__,
        "muniment.assembly": VERSION,
        "unicode": unicodedata.unidata_version,
        **{package: version(package) for package in packages},
    }
