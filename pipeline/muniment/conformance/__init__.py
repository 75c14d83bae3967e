"""Conformance: every edition through its official validator, and what it said kept beside the edition."""

from __future__ import annotations

from pathlib import Path

from muniment.conformance.ace import Ace
from muniment.conformance.axe import Axe
from muniment.conformance.browser import Browser
from muniment.conformance.epubcheck import EPUBCheck
from muniment.conformance.house import HouseRules
from muniment.conformance.java import JavaWorker
from muniment.conformance.model import Validator
from muniment.conformance.nu import Nu
from muniment.conformance.relaxng import RelaxNG
from muniment.conformance.verapdf import VeraPDF


def validators(tools: Path, *, tei_all: Path | None = None) -> tuple[Validator, ...]:
    """Every validator. ``tools`` is the folder that ``make setup-check`` made, ``tei_all`` the full schema of TEI P5."""
    java, browser = JavaWorker(tools), Browser(tools)
    return (
        *(VeraPDF(java), EPUBCheck(java), Nu(java), RelaxNG(java, tei_all)),
        *(Axe(browser), Ace(browser)),
        HouseRules(),
    )
