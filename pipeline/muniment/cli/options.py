"""What the options that every command shares stand for."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from muniment.config import Config, Folders, check_writers, load_config
from muniment.errors import Place, UsageError


def folders_of(options: argparse.Namespace) -> Folders:
    """The folders that the options name. Raises ``UsageError`` where there is no source folder."""
    folders = Folders(source=options.source, dist=options.dist, build=options.build)
    if not folders.source.is_dir():
        raise UsageError(
            "there is no such folder of raw texts",
            remedy="Make it and put texts into it, or name another with --source (make SOURCE=…).",
            place=Place(file=str(folders.source)),
        )
    return folders


def clock() -> datetime:
    """The present moment: the one place where the program looks at the clock of the machine."""
    return datetime.now(UTC)


def config_of(options: argparse.Namespace) -> Config:
    """The collection's settings. Raises ``ConfigurationError``."""
    from muniment.writers import writers  # noqa: PLC0415 - brings in every writer

    config = load_config(options.config)
    check_writers(config, writers())
    return config


def check_documents(documents: set[str], folders: Folders) -> None:
    """Refuse ids that no source has, naming the nearest. Raises ``UsageError`` and ``ConfigurationError``."""
    from muniment.intake import find_sources  # noqa: PLC0415 - only where documents are named
    from muniment.suggestions import nearest  # noqa: PLC0415 - the same

    if not documents:
        return
    known = sorted(candidate.id for candidate in find_sources(folders.source)[0])
    for name in sorted(documents - set(known)):
        near = nearest(name, known)
        hint = f"Did you mean {near}?" if near else f"Its sources are in {folders.source}."
        raise UsageError(f"there is no document {name!r}", remedy=hint)
