"""The provenance manifest of one document: an in-toto Statement v1 with a predicate of our own.

Nothing in it depends on the clock, the machine, a path or a user, so the same build gives the same bytes. The layout
is described in ``docs/provenance.md`` and by ``assets/schemas/provenance.schema.json``.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from muniment import metadata as metadata_rules
from muniment.assembly import Normalised
from muniment.changes import ChangeGroup, count_by_rule, group, ungroup
from muniment.model import Basis, Change, Encoding, SourceFacts, Stage
from muniment.store import Digests
from muniment.structure import DOUBT

STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "urn:muniment:provenance:v1"
MEDIA_TYPE = "application/vnd.in-toto+json"
FILE_NAME = "provenance.json"
CHECKSUMS_NAME = "SHA256SUMS"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputFact:
    """What the manifest says of one file."""

    name: str
    """The file's name in the document's folder."""
    format: str
    """The writer's name, ``md`` or ``source``."""
    media_type: str
    """IANA media type."""
    digests: Digests
    """The file's fixity."""
    inputs: Mapping[str, str]
    """What its bytes were made from: label to value."""
    fidelity: Mapping[str, object]
    """The fidelity gate's result; empty for the source."""


def source_copy_name(identifier: str, source: SourceFacts) -> str:
    """Name of the byte copy of the source in the document's folder."""
    return f"{identifier}.source{'.md' if source.media_type == 'text/markdown' else '.txt'}"


def make(normalised: Normalised, outputs: Sequence[OutputFact]) -> bytes:
    """The manifest as UTF-8 JSON with one final line feed."""
    ordered = sorted(outputs, key=lambda output: output.name)
    statement = {
        "_type": STATEMENT_TYPE,
        "subject": [{"name": one.name, "digest": _digest(one.digests)} for one in ordered],
        "predicateType": PREDICATE_TYPE,
        "predicate": _predicate(normalised, ordered),
    }
    return (json.dumps(statement, ensure_ascii=False, indent=1) + "\n").encode()


def _predicate(normalised: Normalised, outputs: Sequence[OutputFact]) -> dict[str, object]:
    public = metadata_rules.as_public_mapping(normalised.metadata)
    return {
        "document": normalised.id,
        "metadata": public,
        "rights": public.get("rights"),
        "source": _source(normalised, public),
        "changes": _changes(normalised.changes),
        "decisions": _decisions(normalised),
        "parameters": _shared_inputs(outputs),
        "outputs": [_output(one, normalised, shared=_shared_inputs(outputs)) for one in outputs],
    }


def _digest(digests: Digests) -> dict[str, str]:
    return {"sha256": digests.sha256, "sha512": digests.sha512}


def _source(normalised: Normalised, public: Mapping[str, object]) -> dict[str, object]:
    source, encoding = normalised.source, normalised.clean.encoding
    return {
        "name": source.name,
        "copy": source_copy_name(normalised.id, source),
        "mediaType": source.media_type,
        "size": source.size,
        "digest": {"sha256": source.sha256, "sha512": source.sha512},
        "encoding": {
            "name": encoding.name,
            "basis": encoding.basis.value,
            "confidence": round(encoding.confidence, 4),
            "byteOrderMark": encoding.byte_order_mark,
        },
        "capture": {key: public.get(key) for key in ("source_url", "captured", "capture_method")},
    }


def _changes(changes: Sequence[Change]) -> dict[str, object]:
    return {
        "count": len(changes),
        "byRule": count_by_rule(changes),
        "groups": [
            {
                "stage": one.stage.value,
                "rule": one.rule,
                "before": one.before,
                "after": one.after,
                "turn": one.turn,
                "positions": list(one.positions),
            }
            for one in group(changes)
        ],
    }


def _decisions(normalised: Normalised) -> dict[str, object]:
    blocks = normalised.structure.blocks if normalised.structure else ()
    decisions = [block.decision for block in blocks]
    return {
        "count": len(decisions),
        "byKind": dict(sorted(Counter(decision.kind.value for decision in decisions).items())),
        "byRule": dict(sorted(Counter(decision.rule for decision in decisions).items())),
        "doubtful": [
            {
                "lines": [decision.first_line, decision.last_line],
                "kind": decision.kind.value,
                "rule": decision.rule,
                "confidence": round(decision.confidence, 4),
            }
            for decision in decisions
            if decision.confidence < DOUBT
        ],
    }


def _shared_inputs(outputs: Sequence[OutputFact]) -> dict[str, str]:
    """The labels that every file but the copy of the source has with the same value: said once, not once a file."""
    built = [output.inputs for output in outputs if output.fidelity]
    if not built:
        return {}
    first, *others = built
    return {label: value for label, value in first.items() if all(one.get(label) == value for one in others)}


def _output(output: OutputFact, normalised: Normalised, *, shared: Mapping[str, str]) -> dict[str, object]:
    own = f"{output.format}."
    stated = {f"writers.{name}": value for name, value in normalised.parameters.items() if name.startswith(own)}
    inputs = {**output.inputs, **stated}
    return {
        "name": output.name,
        "format": output.format,
        "mediaType": output.media_type,
        "size": output.digests.size,
        "digest": _digest(output.digests),
        "madeWith": {label: value for label, value in inputs.items() if shared.get(label) != value},
        "fidelity": dict(output.fidelity) or None,
    }


def read_changes(statement: Mapping[str, object]) -> tuple[Encoding, tuple[Change, ...]]:
    """The encoding and the changes that a manifest records: all that regenerates the source from the Markdown.

    Raises ``KeyError``, ``TypeError`` or ``ValueError`` where the manifest does not have the form of ``make``.
    """
    predicate = _mapping(statement["predicate"])
    encoding = _mapping(_mapping(predicate["source"])["encoding"])
    groups = _mapping(predicate["changes"])["groups"]
    if not isinstance(groups, list):
        raise TypeError("changes.groups is not a list")
    return (
        Encoding(
            name=str(encoding["name"]),
            basis=Basis(str(encoding["basis"])),
            confidence=float(str(encoding["confidence"])),
            byte_order_mark=bool(encoding["byteOrderMark"]),
        ),
        ungroup(_group(_mapping(one)) for one in groups),
    )


def _group(one: Mapping[str, object]) -> ChangeGroup:
    positions = one["positions"]
    if not isinstance(positions, list):
        raise TypeError("positions is not a list")
    return ChangeGroup(
        stage=Stage(str(one["stage"])),
        rule=str(one["rule"]),
        before=str(one["before"]),
        after=str(one["after"]),
        turn=int(str(one["turn"])),
        positions=tuple(positions),
    )


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise TypeError("not a JSON object")
    return value


def checksums(digests: Mapping[str, Digests]) -> bytes:
    """``SHA256SUMS`` as ``sha256sum -c`` reads it: file name to fixity, sorted by name."""
    return "".join(f"{one.sha256}  {name}\n" for name, one in sorted(digests.items())).encode()
