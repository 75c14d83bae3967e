"""One remote folder through fsspec: what is there, and how bytes come and go.

Source: https://filesystem-spec.readthedocs.io/, ``AbstractFileSystem``.
"""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from muniment.errors import MissingToolError, Place, StorageError, UsageError
from muniment.remote.address import RemoteFolder
from muniment.store import READ_SIZE

PART = 8 << 20
"""Bytes that are sent in one piece; what is held in memory for one file."""
_WHOLE_OBJECTS = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "adl", "oss", "memory"})
"""Stores in which an object appears whole or not at all, so that no detour by another name is needed."""
_SCRATCH = ".muniment-part"


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteFile:
    """What a store says of one file."""

    size: int
    """Length in bytes."""
    tag: str
    """Changes whenever the file does: its entity tag, or else its time."""


class RemoteFiles:
    """The files of one remote folder, by their names below it."""

    def __init__(self, folder: RemoteFolder) -> None:
        self.folder = folder
        fsspec = _library("fsspec")
        with self._told():
            try:
                self._system, root = fsspec.core.url_to_fs(folder.url, skip_instance_cache=True)
            except ImportError as error:
                raise _missing(str(error)) from error
            except ValueError as error:
                raise UsageError(
                    f"fsspec knows no such place: {error}",
                    remedy="Name a local folder, or a URL such as s3://bucket/folder.",
                    place=Place(file=folder.url),
                ) from error
        self._root = str(root).rstrip("/")

    def listing(self) -> dict[str, RemoteFile]:
        """Every file, by its name below the folder; empty where there is none. Raises ``StorageError``."""
        with self._told():
            self._system.invalidate_cache()
            try:
                found: dict[str, dict[str, Any]] = self._system.find(self._root, detail=True)
            except FileNotFoundError:
                return {}
            return {
                path.removeprefix(f"{self._root}/"): _described(info)
                for path, info in sorted(found.items())
                if path != self._root and not path.endswith(("/", _SCRATCH))
            }

    def fetch(self, name: str, target: Path) -> str:
        """Write a file's bytes to ``target`` and give their SHA-256. Raises ``StorageError``."""
        digest = hashlib.sha256()
        with self._told(name), target.open("wb") as stream:
            for piece in self._pieces(name):
                digest.update(piece)
                stream.write(piece)
        return digest.hexdigest()

    def digest(self, name: str) -> str:
        """SHA-256 of a file's bytes as the store gives them now. Raises ``StorageError``."""
        digest = hashlib.sha256()
        with self._told(name):
            for piece in self._pieces(name):
                digest.update(piece)
        return digest.hexdigest()

    def send(self, path: Path, name: str) -> RemoteFile:
        """Put a file there, whole or not at all, over what has the name. Raises ``StorageError``."""
        target = f"{self._root}/{name}"
        with self._told(name):
            if self._protocols & _WHOLE_OBJECTS:
                options = {"chunksize": PART, "max_concurrency": 1} if self._protocols & {"s3", "s3a"} else {}
                self._system.put_file(str(path), target, **options)
            else:
                self._system.makedirs(target.rpartition("/")[0], exist_ok=True)
                self._system.put_file(str(path), target + _SCRATCH)
                self._system.mv(target + _SCRATCH, target)
            self._system.invalidate_cache()
            return _described(self._system.info(target))

    def remove(self, name: str) -> None:
        """Remove a file, if it is there. Raises ``StorageError``."""
        with self._told(name):
            try:
                self._system.rm_file(f"{self._root}/{name}")
            except FileNotFoundError:
                return

    @property
    def _protocols(self) -> frozenset[str]:
        protocol = self._system.protocol
        return frozenset([protocol] if isinstance(protocol, str) else protocol)

    def _pieces(self, name: str) -> Iterator[bytes]:
        with self._system.open(f"{self._root}/{name}", "rb", block_size=PART, cache_type="readahead") as stream:
            while piece := stream.read(READ_SIZE):
                yield piece

    @contextmanager
    def _told(self, name: str = "") -> Iterator[None]:
        """Whatever the store's library raises becomes an error that names the place."""
        try:
            yield
        except (MissingToolError, UsageError, StorageError):
            raise
        except Exception as error:
            place = f"{self.folder.url}/{name}" if name else self.folder.url
            raise StorageError(
                f"the store refused: {type(error).__name__}: {error}",
                remedy="Check the address, the credentials and the network; what is finished is kept.",
                place=Place(file=place),
                code="REM-REFUSED",
            ) from error


def _described(info: dict[str, Any]) -> RemoteFile:
    tag = next((info[key] for key in ("ETag", "etag", "md5", "LastModified", "mtime", "created") if info.get(key)), "")
    return RemoteFile(size=int(info.get("size") or 0), tag=str(tag))


def _library(name: str) -> Any:  # noqa: ANN401 - the library has no types
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise _missing(f"there is no {name}") from error


def _missing(message: str) -> MissingToolError:
    return MissingToolError(
        message,
        remedy="Run make with the same address, which installs fsspec and s3fs, or pip install what is missing.",
        code="TOOL-FSSPEC",
    )
