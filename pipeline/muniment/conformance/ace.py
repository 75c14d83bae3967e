"""EPUB editions by Ace, the accessibility checker of the DAISY Consortium.

What Ace calls a failure of critical, serious or moderate impact is an error, one of minor impact a warning.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from muniment.conformance.browser_validator import BrowserValidator
from muniment.errors import Finding, Place, Severity

_WHEN = "dct:date"
"""What a report says of the moment, and not of the book."""


class Ace(BrowserValidator):
    """Ace by DAISY."""

    word = "ace"
    package = "@daisy/ace-core"
    tool = "Ace"
    formats = frozenset({"epub"})
    profile = "EPUB Accessibility (Ace)"

    def findings(self, name: str, told: dict[str, Any]) -> Iterator[Finding]:
        """One for each assertion that failed."""
        folder = _folder_of_package(told)
        for part in told["assertions"]:
            inside = _inside(folder, str(part["earl:testSubject"].get("url", "")))
            for one in part["assertions"]:
                if one["earl:result"]["earl:outcome"] != "fail":
                    continue
                test = one["earl:test"]
                impact = test.get("earl:impact", "serious")
                yield Finding(
                    code=test["dct:title"],
                    severity=Severity.WARNING if impact == "minor" else Severity.ERROR,
                    place=Place(file=f"{name}#{inside}" if inside else name),
                    message=_message(one["earl:result"]),
                    tool=self.tool,
                    clause=str(test.get("help", {}).get("url", "")),
                )

    def raw(self, name: str, told: dict[str, Any]) -> bytes:
        """Ace's report without its dates, and with the book's name in the place of its path."""
        lasting = _lasting(told)
        lasting["earl:testSubject"]["url"] = name
        return (json.dumps(lasting, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _folder_of_package(told: dict[str, Any]) -> PurePosixPath:
    """Folder of the package document, which Ace's addresses of content documents are relative to."""
    addresses = (PurePosixPath(str(part["earl:testSubject"].get("url", ""))) for part in told["assertions"])
    return next((one.parent for one in addresses if one.suffix == ".opf"), PurePosixPath())


def _inside(folder: PurePosixPath, address: str) -> str:
    """Path in the container: Ace writes some from its root (the package, and what begins with a slash), most not."""
    if not address or address.startswith("/") or address.endswith(".opf"):
        return address.lstrip("/")
    return str(folder / address)


def _message(result: dict[str, Any]) -> str:
    """What is wrong, and at which element where Ace says it."""
    message = " ".join(str(result.get("dct:description", "")).split())
    selectors = result.get("earl:pointer", {}).get("css", [])
    return f"{message} ({selectors[0]})" if selectors else message


def _lasting(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return {key: _lasting(inner) for key, inner in value.items() if key != _WHEN}
    return [_lasting(inner) for inner in value] if isinstance(value, list) else value
