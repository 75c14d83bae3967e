"""An entry as text and back, for what is remembered between runs and handed from process to process."""

from __future__ import annotations

import json
from typing import Any

from muniment.catalogue.model import Download, Entry, Step, Verdict


def written(entry: Entry) -> str:
    """The entry as JSON; the same for the same entry."""
    return json.dumps(_parts(entry), ensure_ascii=True, separators=(",", ":"))


def read(text: str) -> Entry:
    """The entry that ``written`` gave as ``text``."""
    parts = json.loads(text)
    parts["doubtful"] = tuple((first, last, kind, confidence) for first, last, kind, confidence in parts["doubtful"])
    parts["downloads"] = tuple(_download(one) for one in parts["downloads"])
    parts["steps"] = tuple(Step(**one) for one in parts["steps"])
    for name in ("creators", "subjects"):
        parts[name] = tuple(parts[name])
    return Entry(**parts)


def _download(parts: dict[str, Any]) -> Download:
    parts["verdicts"] = tuple(Verdict(**one) for one in parts["verdicts"])
    return Download(**parts)


def _parts(value: Entry | Download | Step | Verdict) -> dict[str, object]:
    """Its fields by name, and theirs, as ``dataclasses.asdict`` has them, which copies and takes ten times as long."""
    return {name: _part(getattr(value, name)) for name in value.__slots__}


def _part(value: object) -> object:
    if isinstance(value, tuple):
        return [_part(one) for one in value]
    if isinstance(value, Entry | Download | Step | Verdict):
        return _parts(value)
    return dict(value) if isinstance(value, dict) else value
