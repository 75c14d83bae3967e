"""Where a remote folder is, and where its working copy goes."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://")


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteFolder:
    """A folder behind a URL that fsspec understands, such as ``s3://bucket/prefix``."""

    url: str
    """The URL, without a slash at its end."""

    def __str__(self) -> str:
        return self.url

    def working_copy(self, build: Path) -> Path:
        """The local folder that stands for it, below the folder for caches; the same for the same URL."""
        name = re.sub(r"[^\w.-]", "-", self.url.rpartition("/")[2]) or "root"
        return build / "remote" / f"{name}-{hashlib.sha256(self.url.encode()).hexdigest()[:12]}" / "files"


def location(text: str) -> Path | RemoteFolder:
    """A local folder, or a remote one where the text begins with a scheme."""
    return RemoteFolder(url=text.rstrip("/")) if _SCHEME.match(text) else Path(text)


def is_plain(name: str) -> bool:
    """Whether a name below a remote folder can stand below a local one: relative, and leading nowhere else."""
    parts = name.split("/")
    return bool(name) and not any(part in {"", ".", ".."} or "\0" in part for part in parts)


def rank(name: str) -> int:
    """When a file is published: those that tell of others come after them, and lists of everything last."""
    path = PurePosixPath(name)
    if path.name in {"provenance.json", "conformance.json", "SHA256SUMS", "inventory.json"} or path.suffix == ".html":
        return 1 if len(path.parts) > 1 else 2
    if path.name.startswith(("inventory.json.", "tagmanifest-")):
        return 2
    return 2 if len(path.parts) == 1 else 0
