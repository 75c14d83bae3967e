"""Timestamps of packages (RFC 3161): a request made offline, the authority's answer held against the package.

A timestamp says that the tag manifest, and so every byte of the package, was there at a time which an authority vouches
for. Request and answer stand beside the tag manifest, which cannot list what speaks of it.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from muniment.archive.bag import TAG_MANIFEST_NAME
from muniment.archive.opened import UNREADABLE, Opened
from muniment.errors import Finding, MissingToolError, MunimentError, Place, Severity, VerificationError

PROGRAM = "openssl"
REQUEST = f"{TAG_MANIFEST_NAME}.tsq"
TOKEN = f"{TAG_MANIFEST_NAME}.tsr"
LARGEST_TOKEN = 1 << 20
"""Most bytes of an answer; those of authorities are some thousand."""
LARGEST_MANIFEST = 1 << 20
_SECONDS = 60
_HEX = re.compile(r"(?m)^ +[0-9a-f]{4} - ((?:[0-9a-f]{2}[ -]){1,16})")
_TIME = re.compile(r"(?m)^Time stamp: (\w{3}) +(\d+) (\d\d:\d\d:\d\d)(?:\.\d+)? (\d{4}) GMT$")


def request(tag_manifest: Path) -> None:
    """Write the request (``TimeStampReq``, SHA-512, with a nonce) beside the tag manifest; nothing is sent.

    Raises ``VerificationError`` where there is nothing to ask for, ``MissingToolError`` where there is no ``openssl``.
    """
    target = tag_manifest.with_name(REQUEST)
    done = _run("-query", "-data", str(tag_manifest), "-sha512", "-cert", "-out", str(target))
    if done.returncode:
        raise _refused(f"no timestamp can be asked for: {_said(done)}", tag_manifest, "Verify the package.")


def stamped(token: Path, tag_manifest: Path) -> datetime:
    """The time that an answer states for this tag manifest. Whom it is from, ``check_timestamp`` says.

    Raises ``VerificationError`` where it grants nothing, or grants it for other bytes; ``MissingToolError``.
    """
    when, imprint = _answer(token)
    if imprint != hashlib.sha512(tag_manifest.read_bytes()).hexdigest():
        remedy = "Send this package's request to the authority, and accept the answer to it."
        raise _refused("the timestamp is of other bytes than this package's tag manifest", token, remedy)
    return when


def check_timestamp(package: Opened, *, authority: Path) -> tuple[Finding, ...]:
    """Whether an authority of the file ``authority`` (PEM) stamped the package; empty where it did.

    Certificates are judged as of the stated time: that they have expired since does not undo the timestamp. Raises
    ``MissingToolError``.
    """
    if TOKEN not in package.sizes:
        return (_finding(package, code="PKG-UNSTAMPED", message="It has no timestamp, and an authority was named."),)
    try:
        with tempfile.TemporaryDirectory() as folder:
            token, manifest = Path(folder) / TOKEN, Path(folder) / TAG_MANIFEST_NAME
            token.write_bytes(package.read(TOKEN, most=LARGEST_TOKEN))
            manifest.write_bytes(package.read(TAG_MANIFEST_NAME, most=LARGEST_MANIFEST))
            when = str(int(stamped(token, manifest).timestamp()))
            words = ("-data", str(manifest), "-in", str(token), "-CAfile", str(authority), "-attime", when)
            done = _run("-verify", *words)
    except MissingToolError:
        raise
    except (*UNREADABLE, KeyError) as error:
        return (_finding(package, code="PKG-TIMESTAMP", message=f"The timestamp cannot be read: {error}"),)
    except MunimentError as error:
        return (_finding(package, code="PKG-TIMESTAMP", message=f"{error.message}."),)
    if done.returncode:
        message = f"The timestamp is not one of this authority: {_said(done)}"
        return (_finding(package, code="PKG-TIMESTAMP", message=message),)
    return ()


def _answer(token: Path) -> tuple[datetime, str]:
    """Time and SHA-512 imprint of a ``TimeStampResp`` that grants (RFC 3161, 2.4.2)."""
    done = _run("-reply", "-in", str(token), "-text")
    text = done.stdout.decode("utf-8", "replace")
    time = _TIME.search(text)
    if done.returncode or time is None or "Status: Granted" not in text or "Hash Algorithm: sha512" not in text:
        remedy = "Ask the authority for its answer to the request, a .tsr file."
        raise _refused("this is no RFC 3161 answer that grants a timestamp over SHA-512", token, remedy)
    imprint = text.partition("Message data:")[2].partition("Serial number:")[0]
    month, day, clock, year = time.groups()
    when = datetime.strptime(f"{month} {day} {clock} {year}", "%b %d %H:%M:%S %Y").replace(tzinfo=UTC)
    return when, "".join(re.findall("[0-9a-f]{2}", " ".join(_HEX.findall(imprint))))


def _run(*words: str) -> subprocess.CompletedProcess[bytes]:
    program = shutil.which(PROGRAM)
    if program is None:
        raise MissingToolError(
            f"there is no {PROGRAM}", remedy="Install it. Debian: apt-get install openssl.", code="TOOL-OPENSSL"
        )
    words = (program, "ts", *words)
    return subprocess.run(words, input=b"", capture_output=True, check=False, timeout=_SECONDS)  # noqa: S603 - a program found by name, its words are ours


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    return " ".join((done.stderr or done.stdout).decode("utf-8", "replace").split()) or "it gives no reason"


def _refused(message: str, path: Path, remedy: str) -> VerificationError:
    return VerificationError(message, remedy=remedy, place=Place(file=str(path)), code="PKG-TIMESTAMP")


def _finding(package: Opened, *, code: str, message: str) -> Finding:
    return Finding(
        code=code,
        severity=Severity.ERROR,
        place=Place(file=f"{package.name}#{TOKEN}"),
        message=message,
        remedy="Ask whoever had the package stamped, by a way other than the one the package came by.",
        clause="RFC 3161, 2.4.2",
    )
