"""The guide for whoever finds a package: what it is, what is in it, and how to verify it without us."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import fill

from muniment.archive.crate import NAME as CRATE_NAME
from muniment.archive.model import Contents, Item, Role
from muniment.conformance.record import EditionRecord

NAME = "README.txt"
WIDTH = 78
SIGNATURE = "tagmanifest-sha512.txt.sig"
NAMESPACE = "muniment-package"

_COMMANDS = f"""\
  sha512sum -c manifest-sha512.txt
  sha512sum -c tagmanifest-sha512.txt
  {{ find data -type f; cut -c131- manifest-sha512.txt; }} | sort | uniq -u
  ssh-keygen -Y verify -n {NAMESPACE} -f ALLOWED_SIGNERS -I SIGNER \\
    -s {SIGNATURE} < tagmanifest-sha512.txt"""

_GROUPS = {
    Role.ORIGINAL: "The original, byte for byte as it was received",
    Role.STATEMENT: "What people stated about it, and corrections of its structure",
    Role.CANONICAL: "The text itself, as plain Markdown",
    Role.EDITION: "Editions made from it",
    Role.RECORD: "Records",
    Role.REPORT: "What validators said",
    Role.SCHEMA: "Schemas that the records follow",
}


def readme(contents: Contents) -> bytes:
    """The guide as UTF-8 text. It says that an edition conforms only where a validator passed those very bytes."""
    return ("\n\n".join(_parts(contents)) + "\n").encode()


def _parts(contents: Contents) -> Iterator[str]:
    title = contents.value("title") or f"[{contents.document}]"
    yield f"{title}\n{'=' * min(len(title), WIDTH)}"
    yield _paragraph(
        "This is an archival package of one text. It holds the text as it was received, a normalised copy, editions for "
        "reading, and records of everything that was done on the way."
    )
    yield "\n".join(_known(contents))
    yield "What is in it\n-------------"
    for role, heading in _GROUPS.items():
        paths = [item.path for item in contents.items if item.role is role]
        if role is Role.RECORD:
            paths = sorted((*paths, CRATE_NAME))  # it holds this guide's digest, so it is made after it
        if paths:
            yield "\n".join([f"{heading}:", *(f"  data/{path}" for path in paths)])
    yield "What was done\n-------------"
    yield _paragraph(_changes(contents))
    yield _paragraph(
        "The words of each edition were read back and compared with the normalised text. No edition is in this package "
        "whose words differ."
    )
    yield "What may be said of the editions\n--------------------------------"
    yield from _claims(contents)
    yield "How to verify it\n----------------"
    yield _paragraph("In the folder that holds bagit.txt, with tools that every Unix-like system has:")
    yield _COMMANDS
    yield _paragraph(
        "The first two say OK for each file. The third prints nothing: there is no file that the list does not name. The "
        f"fourth is for packages that hold {SIGNATURE}; the file of allowed signers must come from somewhere else than "
        "this package, or it proves nothing. A package without that file is not sealed: its checksums find accidents, but "
        "not somebody who changes files and checksums together."
    )


def _paragraph(text: str) -> str:
    return fill(text, WIDTH, break_on_hyphens=False, break_long_words=False)


def _known(contents: Contents) -> Iterator[str]:
    fields = {
        "Identifier": contents.value("identifier"),
        "Authors": "; ".join(contents.value("creators") or ()),
        "Date": contents.value("date"),
        "Language": contents.value("language"),
        "Publisher": contents.value("publisher"),
        "Published at": contents.value("source_url"),
        "Rights": contents.value("rights"),
        "Packaged": contents.packaged,
    }
    for name, value in fields.items():
        yield f"{name + ':':<14}{value or 'not known'}"


def _changes(contents: Contents) -> str:
    changes = contents.predicate["changes"]["count"]
    if not changes:
        return "Nothing in the text was changed."
    return (
        f"Between the original and the normalised text lie {changes} small changes: white space, line ends, signs that "
        "stand for structure. Each is listed in data/provenance.json with its place, what stood there and what stands "
        "there now; undoing them gives the original back, byte for byte."
    )


def _claims(contents: Contents) -> Iterator[str]:
    editions = {edition.file: edition for edition in contents.conformance.editions} if contents.conformance else {}
    for item in contents.items:
        if item.role is Role.EDITION:
            yield _paragraph(_claim(item, editions.get(item.path)))


def _claim(item: Item, edition: EditionRecord | None) -> str:
    passed = [one for one in edition.validations if one.profile in edition.conforms_to()] if edition else []
    if not passed:
        return f"data/{item.path}: not validated. Nothing is claimed."
    said = "; ".join(f"{one.profile} ({one.tool} {one.version})" for one in passed)
    return f"data/{item.path}: passed {said}."
