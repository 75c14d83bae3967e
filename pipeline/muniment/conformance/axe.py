"""HTML editions by axe-core, in light and in dark: the rules of WCAG 2.2 A and AA that a program can judge.

A violation is an error. What axe could not decide is a note: it is for people to look at.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from muniment.conformance.browser_validator import BrowserValidator
from muniment.errors import Finding, Place, Severity

_GROUPS = {"violations": Severity.ERROR, "incomplete": Severity.NOTE}


class Axe(BrowserValidator):
    """axe-core by Deque."""

    word = "axe"
    package = "axe-core"
    tool = "axe-core"
    formats = frozenset({"html"})
    profile = "WCAG 2.2 AA (axe-core rules)"

    def findings(self, name: str, told: dict[str, Any]) -> Iterator[Finding]:
        """One for each rule in each colour scheme."""
        for scheme, found in told["schemes"].items():
            for group, severity in _GROUPS.items():
                for rule in found[group]:
                    places = rule["nodes"]
                    first = places[0]["target"] if places else "the page"
                    yield Finding(
                        code=rule["id"],
                        severity=severity,
                        place=Place(file=name),
                        message=f"{rule['help']} ({scheme}; {len(places)} places, first {first})",
                        tool=self.tool,
                        clause=rule["helpUrl"],
                    )

    def raw(self, name: str, told: dict[str, Any]) -> bytes:
        """What axe told, under the file's name."""
        return (json.dumps({"page": name, **told}, ensure_ascii=False, indent=1) + "\n").encode()
