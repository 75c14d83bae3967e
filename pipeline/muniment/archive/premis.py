"""PREMIS 3.0: objects with their fixity, the events of their life at their real times, agents, and rights.

Source: PREMIS Data Dictionary for Preservation Metadata, version 3.0, and ``premis-v3-0.xsd``.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml.etree import _Element

from muniment import __version__
from muniment.archive.model import Contents, Item, Role
from muniment.archive.xml import maker, written
from muniment.conformance.model import Outcome
from muniment.conformance.record import Validation

NAMESPACE = "http://www.loc.gov/premis/v3"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_element = maker(NAMESPACE, {None: NAMESPACE, "xsi": _XSI})
_MUNIMENT = f"muniment-{__version__}"
_SOFTWARE = "software"
_KINDS = {
    "message digest calculation": "http://id.loc.gov/vocabulary/preservation/eventType/mes",
    "normalization": "http://id.loc.gov/vocabulary/preservation/eventType/nor",
    "creation": "http://id.loc.gov/vocabulary/preservation/eventType/cre",
    "validation": "http://id.loc.gov/vocabulary/preservation/eventType/val",
    "information package creation": "http://id.loc.gov/vocabulary/preservation/eventType/ipc",
}


def premis(contents: Contents) -> bytes:
    """The record as UTF-8 XML. It describes every payload file but itself and what is made from the same table."""
    described = [item for item in contents.items if item.role is not Role.GUIDE]
    root = _element(
        "premis",
        *(_object(item, contents) for item in described),
        *_events(contents),
        *_agents(contents),
        _rights(contents),
        version="3.0",
    )
    return written(root)


# --------------------------------------------------------------------------------------------- objects


def _identifier(kind: str, value: str) -> _Element:
    return _element(
        f"{kind}Identifier", _element(f"{kind}IdentifierType", "local"), _element(f"{kind}IdentifierValue", value)
    )


def _object(item: Item, contents: Contents) -> _Element:
    fixity = [
        _element("fixity", _element("messageDigestAlgorithm", name), _element("messageDigest", digest))
        for name, digest in (("SHA-256", item.digests.sha256), ("SHA-512", item.digests.sha512))
    ]
    format_ = _element("format", _element("formatDesignation", _element("formatName", item.media_type)))
    parts = [
        _identifier("object", f"data/{item.path}"),
        _element("objectCharacteristics", *fixity, _element("size", str(item.digests.size)), format_),
        _element("originalName", _original_name(item, contents)),
    ]
    if item.role in (Role.CANONICAL, Role.EDITION):
        origin = Role.ORIGINAL if item.role is Role.CANONICAL else Role.CANONICAL
        parts.append(_derived_from(contents.one(origin)))
    element = _element("object", *parts)
    element.set(f"{{{_XSI}}}type", "file")
    return element


def _original_name(item: Item, contents: Contents) -> str:
    return str(contents.predicate["source"]["name"]) if item.role is Role.ORIGINAL else item.path


def _derived_from(origin: Item) -> _Element:
    return _element(
        "relationship",
        _element("relationshipType", "derivation"),
        _element("relationshipSubType", "has source"),
        _element(
            "relatedObjectIdentifier",
            _element("relatedObjectIdentifierType", "local"),
            _element("relatedObjectIdentifierValue", f"data/{origin.path}"),
        ),
    )


# --------------------------------------------------------------------------------------------- events


def _events(contents: Contents) -> Iterator[_Element]:
    original, canonical = contents.one(Role.ORIGINAL), contents.one(Role.CANONICAL)
    yield _event("message digest calculation", original.made, "taken from the bytes in memory", "success", [original])
    changes = contents.predicate["changes"]["count"]
    detail = f"{changes} recorded changes; the source bytes were regenerated from them before anything was stored"
    yield _event("normalization", canonical.made, detail, "success", [original, canonical])
    for item in contents.items:
        if item.role is Role.EDITION:
            detail = "made from the canonical text; its words were read back and compared with it"
            yield _event("creation", item.made, detail, "success", [canonical, item])
    yield from _validations(contents)
    detail = "BagIt 1.0 package"
    yield _event("information package creation", contents.packaged, detail, "success", [original])


def _validations(contents: Contents) -> Iterator[_Element]:
    editions = contents.conformance.editions if contents.conformance else ()
    by_path = {item.path: item for item in contents.items}
    for edition in editions:
        for one in edition.validations:
            if one.report in by_path and edition.file in by_path:
                items = [by_path[edition.file], by_path[one.report]]
                outcome = "pass" if one.outcome is Outcome.PASSED else "fail"
                detail = f"{one.tool} {one.version}: {one.profile}"
                when = contents.validated[one.report]
                yield _event("validation", when, detail, outcome, items, agent=_agent_of(one))


def _event(kind: str, when: str, detail: str, outcome: str, items: list[Item], *, agent: str = _MUNIMENT) -> _Element:
    links = [
        _element(
            "linkingObjectIdentifier",
            _element("linkingObjectIdentifierType", "local"),
            _element("linkingObjectIdentifierValue", f"data/{item.path}"),
        )
        for item in items
    ]
    return _element(
        "event",
        _identifier("event", f"{kind.replace(' ', '-')}:{items[-1].path}"),
        _element("eventType", kind, valueURI=_KINDS[kind]),
        _element("eventDateTime", when),
        _element("eventDetailInformation", _element("eventDetail", detail)),
        _element("eventOutcomeInformation", _element("eventOutcome", outcome)),
        _element(
            "linkingAgentIdentifier",
            _element("linkingAgentIdentifierType", "local"),
            _element("linkingAgentIdentifierValue", agent),
        ),
        *links,
    )


# --------------------------------------------------------------------------------------------- agents and rights


def _agent_of(one: Validation) -> str:
    return f"{one.tool.lower()}-{one.version}"


def _agents(contents: Contents) -> Iterator[_Element]:
    agents = {_MUNIMENT: ("Muniment", __version__)}
    for one in contents.conformance.validations() if contents.conformance else ():
        if one.report:
            agents.setdefault(_agent_of(one), (one.tool, one.version))
    for identifier, (name, version) in sorted(agents.items()):
        yield _element(
            "agent",
            _identifier("agent", identifier),
            _element("agentName", name),
            _element("agentType", _SOFTWARE),
            _element("agentVersion", version),
        )


def _rights(contents: Contents) -> _Element:
    uri = str(contents.value("rights"))
    return _element(
        "rights",
        _element(
            "rightsStatement",
            _identifier("rightsStatement", "rights"),
            _element("rightsBasis", "other"),
            _element(
                "otherRightsInformation",
                _element(
                    "otherRightsDocumentationIdentifier",
                    _element("otherRightsDocumentationIdentifierType", "URI"),
                    _element("otherRightsDocumentationIdentifierValue", uri),
                ),
                _element("otherRightsBasis", "rights statement"),
            ),
            _element(
                "linkingObjectIdentifier",
                _element("linkingObjectIdentifierType", "local"),
                _element("linkingObjectIdentifierValue", f"data/{contents.one(Role.ORIGINAL).path}"),
            ),
        ),
    )
