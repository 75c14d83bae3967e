"""RO-Crate 1.1 metadata with Process Run Crate 0.5: the payload as a crate that research tools read.

Sources: https://w3id.org/ro/crate/1.1 and https://w3id.org/ro/wfrun/process/0.5.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from muniment import __version__
from muniment.archive.model import Contents, Item, Role
from muniment.conformance.model import Outcome

NAME = "ro-crate-metadata.json"
_CRATE = "https://w3id.org/ro/crate/1.1"
_PROCESS = "https://w3id.org/ro/wfrun/process/0.5"
_TOOLS = "urn:muniment:tool:"
_LICENCE = "https://www.gnu.org/licenses/agpl-3.0.html"

Entity = dict[str, object]


def crate(contents: Contents) -> bytes:
    """``ro-crate-metadata.json`` as UTF-8 JSON-LD."""
    graph = [
        {
            "@id": NAME,
            "@type": "CreativeWork",
            "conformsTo": {"@id": _CRATE},
            "about": {"@id": "./"},
        },
        _root(contents),
        {"@id": _PROCESS, "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"},
        *(_file(item) for item in contents.items),
        *_persons(contents),
        _rights(contents),
        *_actions(contents),
    ]
    context = [f"{_CRATE}/context", "https://w3id.org/ro/terms/workflow-run/context"]
    return (json.dumps({"@context": context, "@graph": graph}, ensure_ascii=False, indent=1) + "\n").encode()


def _root(contents: Contents) -> Entity:
    title = contents.value("title") or f"[{contents.document}]"
    root: Entity = {
        "@id": "./",
        "@type": "Dataset",
        "conformsTo": {"@id": _PROCESS},
        "name": title,
        "description": contents.value("description")
        or f"An archival package of the text “{title}” in several formats.",
        "datePublished": contents.value("date") or contents.packaged[:10],
        "license": {"@id": contents.value("rights")},
        "identifier": contents.value("identifier"),
        "hasPart": [{"@id": item.path} for item in contents.items],
        "mentions": [{"@id": action["@id"]} for action in _actions(contents) if action["@type"] == "CreateAction"],
    }
    if language := contents.value("language"):
        root["inLanguage"] = language
    if creators := contents.value("creators"):
        root["author"] = [{"@id": _person_id(number)} for number in range(1, len(creators) + 1)]
    return root


def _file(item: Item) -> Entity:
    file: Entity = {
        "@id": item.path,
        "@type": "File",
        "name": item.path.rpartition("/")[2],
        "description": _DESCRIPTIONS[item.role],
        "encodingFormat": item.media_type,
        "contentSize": str(item.digests.size),
        "sha256": item.digests.sha256,
    }
    return file


_DESCRIPTIONS = {
    Role.ORIGINAL: "The source, byte for byte.",
    Role.STATEMENT: "What people stated about the source.",
    Role.CANONICAL: "The canonical text, from which every edition is made.",
    Role.EDITION: "An edition made from the canonical text.",
    Role.RECORD: "A record of the package.",
    Role.REPORT: "What a validator said.",
    Role.SCHEMA: "A schema that files of the package follow.",
    Role.GUIDE: "What this package is, and how to verify it.",
}


def _person_id(number: int) -> str:
    return f"#creator-{number}"


def _persons(contents: Contents) -> Iterator[Entity]:
    for number, name in enumerate(contents.value("creators") or (), start=1):
        yield {"@id": _person_id(number), "@type": "Person", "name": name}


def _rights(contents: Contents) -> Entity:
    uri = str(contents.value("rights"))
    evaluated = contents.metadata["rights"]["basis"] != "derived"
    words = "Rights as stated by the depositor." if evaluated else "The copyright status has not been evaluated."
    return {"@id": uri, "@type": "CreativeWork", "name": "Rights statement", "description": words}


def _actions(contents: Contents) -> Iterator[Entity]:
    """One action for each step that made something of something, with the software that did it."""
    original, canonical = contents.one(Role.ORIGINAL), contents.one(Role.CANONICAL)
    muniment = f"{_TOOLS}muniment"
    yield {
        "@id": muniment,
        "@type": "SoftwareApplication",
        "name": "Muniment",
        "softwareVersion": __version__,
        "url": "https://www.gnu.org/licenses/agpl-3.0.html",
        "license": {"@id": _LICENCE},
    }
    yield {"@id": _LICENCE, "@type": "CreativeWork", "name": "GNU Affero General Public License 3.0 or later"}
    yield _action("#normalisation", "Normalisation", canonical.made, [original], [canonical], muniment)
    for item in contents.items:
        if item.role is Role.EDITION:
            name = f"Making of the {item.format} edition"
            yield _action(f"#making-{item.format}", name, item.made, [canonical], [item], muniment)
    yield from _validations(contents)


def _validations(contents: Contents) -> Iterator[Entity]:
    by_path = {item.path: item for item in contents.items}
    tools: dict[str, Entity] = {}
    for edition in contents.conformance.editions if contents.conformance else ():
        for one in edition.validations:
            if one.report not in by_path or edition.file not in by_path:
                continue
            tool = f"{_TOOLS}{one.tool.lower().replace(' ', '-')}"
            tools[tool] = {
                "@id": tool,
                "@type": "SoftwareApplication",
                "name": one.tool,
                "softwareVersion": one.version,
            }
            name = f"Validation of {edition.file} by {one.tool}: {one.profile}"
            when = contents.validated[one.report]
            inputs, results = [by_path[edition.file]], [by_path[one.report]]
            action = _action(f"#validation-{one.report}", name, when, inputs, results, tool)
            passed = one.outcome is Outcome.PASSED
            action["description"] = "The validator passed it." if passed else "The validator did not pass it."
            yield action
    yield from tools.values()


def _action(identifier: str, name: str, when: str, inputs: list[Item], results: list[Item], tool: str) -> Entity:
    return {
        "@id": identifier,
        "@type": "CreateAction",
        "name": name,
        "description": f"{name}, by software alone.",
        "endTime": when.replace("Z", "+00:00"),
        "instrument": {"@id": tool},
        "object": _references(inputs),
        "result": _references(results),
        "actionStatus": "http://schema.org/CompletedActionStatus",
    }


def _references(items: list[Item]) -> object:
    """References to files; a single one is no list (RO-Crate 1.1, appendix on JSON-LD)."""
    references = [{"@id": item.path} for item in items]
    return references[0] if len(references) == 1 else references
