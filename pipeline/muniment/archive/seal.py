"""The seal: an SSH signature over the tag manifest, and so over every byte of a package (``ssh-keygen -Y``, SSHSIG).

Checksums find accidents; only a signature finds somebody who changes files and checksums together. Keys never enter a
package, and whom to trust is said by a file of allowed signers that comes from somewhere else.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from muniment.archive.bag import TAG_MANIFEST_NAME
from muniment.archive.opened import UNREADABLE, Opened
from muniment.archive.readme import NAMESPACE, SIGNATURE
from muniment.errors import Finding, MissingToolError, Place, Severity, UsageError

PROGRAM = "ssh-keygen"
LARGEST_SIGNATURE = 1 << 16
LARGEST_MANIFEST = 1 << 20
"""Most bytes of a tag manifest: it lists a handful of files."""
_SECONDS = 60


def fingerprint(key: Path) -> str:
    """The SHA-256 fingerprint of a key, as ``ssh-keygen -l`` prints it. Raises ``UsageError``, ``MissingToolError``."""
    done = _run("-l", "-f", str(key))
    if done.returncode:
        raise UsageError(
            f"there is no SSH key that can be used: {_said(done)}",
            remedy="Name a private key, or the public half of one that ssh-agent holds.",
            place=Place(file=str(key)),
        )
    return done.stdout.decode().split()[1]


def sign(tag_manifest: Path, key: Path) -> None:
    """Write the signature beside the tag manifest. A key with a passphrase must be in ``ssh-agent``.

    Raises ``UsageError`` where the key does not sign, ``MissingToolError`` where there is no ``ssh-keygen``.
    """
    done = _run("-Y", "sign", "-q", "-n", NAMESPACE, "-f", str(key), str(tag_manifest))
    if done.returncode:
        raise UsageError(
            f"the package cannot be sealed: {_said(done)}",
            remedy="Add the key to ssh-agent if it has a passphrase: ssh-add KEY.",
            place=Place(file=str(key)),
        )


def check_seal(package: Opened, *, allowed_signers: Path, signer: str) -> tuple[Finding, ...]:
    """Whether the package was signed by ``signer``; empty where it was. Raises ``MissingToolError``."""
    if SIGNATURE not in package.sizes:
        return (_finding(package, code="PKG-UNSEALED", message="It is not sealed, and a signer was named."),)
    try:
        signature = package.read(SIGNATURE, most=LARGEST_SIGNATURE)
        manifest = package.read(TAG_MANIFEST_NAME, most=LARGEST_MANIFEST)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / SIGNATURE
            file.write_bytes(signature)
            words = ("-f", str(allowed_signers), "-I", signer, "-n", NAMESPACE, "-s", str(file))
            done = _run("-Y", "verify", *words, stdin=manifest)
    except (*UNREADABLE, KeyError) as error:
        return (_finding(package, code="PKG-SEAL", message=f"The signature cannot be read: {error}"),)
    if done.returncode:
        return (
            _finding(
                package,
                code="PKG-SEAL",
                message=f"The signature is not one of {signer} over these bytes: {_said(done)}",
            ),
        )
    return ()


def _run(*words: str, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    program = shutil.which(PROGRAM)
    if program is None:
        raise MissingToolError(
            f"there is no {PROGRAM}", remedy="Install it. Debian: apt-get install openssh-client.", code="TOOL-SSH"
        )
    words = (program, *words)
    return subprocess.run(words, input=stdin or b"", capture_output=True, check=False, timeout=_SECONDS)  # noqa: S603 - a program found by name, its words are ours


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    return " ".join((done.stderr or done.stdout).decode("utf-8", "replace").split()) or "it gives no reason"


def _finding(package: Opened, *, code: str, message: str) -> Finding:
    return Finding(
        code=code,
        severity=Severity.ERROR,
        place=Place(file=f"{package.name}#{SIGNATURE}"),
        message=message,
        remedy="Ask the signer, by a way other than the one the package came by.",
        clause="PROTOCOL.sshsig",
    )
