"""Runs roc-validator on a crate without a network, and prints what it says as JSON. A process of its own: its libraries
warn a lot, and its requests are answered here.

usage: python crate_judge.py CRATE [CONTEXT=FILE …]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import requests
import requests_cache
from rocrate_validator import models, services  # type: ignore[import-untyped] # it has no types

SCHEMA = "http://schema.org/"
PLAIN = [
    "about",
    "actionStatus",
    "author",
    "contentSize",
    "CreateAction",
    "CreativeWork",
    "Dataset",
    "datePublished",
    "description",
    "encodingFormat",
    "endTime",
    "hasPart",
    "identifier",
    "inLanguage",
    "instrument",
    "license",
    "mentions",
    "name",
    "object",
    "Person",
    "result",
    "SoftwareApplication",
    "softwareVersion",
    "url",
    "version",
]
CRATE = {
    **{term: f"{SCHEMA}{term}" for term in PLAIN},
    "File": f"{SCHEMA}MediaObject",
    "conformsTo": "http://purl.org/dc/terms/conformsTo",
}
WORKFLOW = {"sha256": "https://w3id.org/ro/terms/workflow-run#sha256"}
CONTEXTS = {
    "https://w3id.org/ro/crate/1.1/context": json.dumps({"@context": CRATE}).encode(),
    "https://w3id.org/ro/terms/workflow-run/context": json.dumps({"@context": WORKFLOW}).encode(),
}
"""Our own words for the terms that we use; the published contexts say the same, and more."""


def answer(_: object, method: str, url: str, *words: object, **options: object) -> requests.Response:
    del method, words, options
    response = requests.Response()
    response.url = url
    if url not in CONTEXTS:
        raise requests.ConnectionError(f"there is no network: {url}")
    response.status_code = 200
    response.headers["Content-Type"] = "application/ld+json"
    response._content = CONTEXTS[url]  # noqa: SLF001 - how a response is made by hand
    return response


def main() -> None:
    for word in sys.argv[2:]:
        address, _, file = word.partition("=")
        CONTEXTS[address] = Path(file).read_bytes()
    requests.Session.request = answer  # type: ignore[method-assign,assignment] # in place of a network
    requests_cache.CachedSession.request = answer  # type: ignore[method-assign,assignment] # the same
    settings = services.ValidationSettings(
        rocrate_uri=models.URI(sys.argv[1]),
        profile_identifier="process-run-crate",
        requirement_severity=models.Severity.REQUIRED,
    )
    result: Any = services.validate(settings)
    issues = [{"check": issue.check.identifier, "message": issue.message} for issue in result.get_issues()]
    sys.__stdout__.write(json.dumps({"passed": result.passed(), "issues": issues}))  # type: ignore[union-attr] # there is one


if __name__ == "__main__":
    main()
