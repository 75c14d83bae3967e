"""The reader's corrections: found again by their words, so that they hold in a source that changed elsewhere."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from muniment.errors import Finding, Place, Severity
from muniment.model import BlockKind, Override
from muniment.structure.lines import Lines


def match(lines: Lines, overrides: Sequence[Override], file: str) -> tuple[dict[int, Override], tuple[Finding, ...]]:
    """Map line indices to the corrections that begin there, and report each one that no line answers to.

    A line answers to a correction if it begins with its words, white space folded and in NFC; of several that fit one
    line the longest wins, and occurrences are counted over all lines that begin so.
    """
    wanted: dict[str, dict[int, Override]] = {}
    for override in overrides:
        words = fold(override.text)
        if words:
            wanted.setdefault(words, {})[override.occurrence] = override
    sizes = sorted({len(words) for words in wanted}, reverse=True)
    heads = {words[0] for words in wanted}
    seen: dict[str, int] = dict.fromkeys(wanted, 0)
    matched: dict[int, Override] = {}
    used: set[tuple[str, int]] = set()
    for line in range(len(lines) if wanted else 0):
        if lines.firsts[line] not in heads:
            continue
        content = fold(lines.content(line))
        for size in sizes:
            words = content[:size]
            if len(words) < size or words not in wanted:
                continue
            seen[words] += 1
            found = wanted[words].get(seen[words])
            if found is not None:
                used.add((words, found.occurrence))
                matched.setdefault(line, found)
    matched, doubled = _one_title(lines, matched, file)
    missing = tuple(
        _unmatched(override, file) for override in overrides if (fold(override.text), override.occurrence) not in used
    )
    return matched, missing + doubled


def _one_title(
    lines: Lines, matched: dict[int, Override], file: str
) -> tuple[dict[int, Override], tuple[Finding, ...]]:
    """Keep the first title; a second one becomes a heading, and is reported."""
    titles = [line for line in sorted(matched) if matched[line].kind is BlockKind.TITLE and not matched[line].joined]
    kept = dict(matched)
    findings: list[Finding] = []
    for line in titles[1:]:
        kept[line] = replace(matched[line], kind=BlockKind.HEADING, level=0)
        findings.append(
            Finding(
                code="STR-TITLE-TWICE",
                severity=Severity.WARNING,
                place=Place(file=file, line=lines.numbers[line]),
                message=f"The correction for {matched[line].text!r} names a second title; it was made a heading.",
                remedy="Keep one correction of kind title; join a line to the title with joined: true.",
            )
        )
    return kept, tuple(findings)


def fold(text: str) -> str:
    """Text as corrections compare it: NFC, white space folded to single spaces."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _unmatched(override: Override, file: str) -> Finding:
    which = f" for the {override.occurrence}. time" if override.occurrence > 1 else ""
    return Finding(
        code="STR-OVERRIDE-UNMATCHED",
        severity=Severity.WARNING,
        place=Place(file=file),
        message=f"The correction for {override.text!r} fits no line: none begins with these words{which}.",
        remedy="Copy the first words of the line from the source into the sidecar, or remove the correction.",
    )
