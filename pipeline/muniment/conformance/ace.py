"""EPUB editions by Ace, the accessibility checker of the DAISY Consortium.

What Ace calls a failure of critical, serious or moderate impact is an error, one of minor impact a warning.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from muniment.conformance.browser_validator import BrowserValidator
from muniment.errors import Finding, Place, Severity

_PASSING = frozenset({"dct:date", "earl:assertedBy", "a11y-metadata-date"})
"""What a report says of the moment and the machine, and not of the book."""


class Ace(BrowserValidator):
    """Ace by DAISY."""

    word = "ace"
    package = "@daisy/ace-core"
    tool = "Ace"
    formats = frozenset({"epub"})
    profile = "EPUB Accessibility (Ace)"

    def findings(self, name: str, told: dict[str, Any]) -> Iterator[Finding]:
        """One for each assertion that failed."""
        for part in told["assertions"]:
            inside = str(part["earl:testSubject"].get("url", ""))
            for one in part["assertions"]:
                if one["earl:result"]["earl:outcome"] != "fail":
                    continue
                test = one["earl:test"]
                impact = test.get("earl:impact", "serious")
                yield Finding(
                    code=test["dct:title"],
                    severity=Severity.WARNING if impact == "minor" else Severity.ERROR,
                    place=Place(file=f"{name}#{inside}" if inside else name),
                    message=" ".join(str(one["earl:result"].get("dct:description", "")).split()),
                    tool=self.tool,
                    clause=str(test.get("help", {}).get("url", "")),
                )

    def raw(self, name: str, told: dict[str, Any]) -> bytes:
        """Ace's report without its date, and without paths of this machine."""
        return (json.dumps(_lasting(told, name), ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _lasting(value: Any, name: str) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return {key: _lasting(inner, name) for key, inner in value.items() if key not in _PASSING}
    if isinstance(value, list):
        return [_lasting(inner, name) for inner in value]
    if isinstance(value, str) and (value.startswith(("/", "file:"))):
        return name
    return value
