"""Recent: which companies a founder opened last, so that they can be opened again from anywhere."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from superindividual.paths import COMPANY_FILE, user_paths, write_private

MOST = 20


def recent(file: Path | None = None) -> list[Path]:
    """Folders of companies, the last one opened first; those that are gone are left out."""
    return [folder for folder in _kept(file or user_paths().recent) if (folder / COMPANY_FILE).is_file()]


def remember(folder: Path, file: Path | None = None) -> None:
    """Put a company first. A list that cannot be written is no reason to open nothing."""
    file, opened = file or user_paths().recent, folder.resolve()
    folders = [opened, *(kept for kept in _kept(file) if kept != opened)][:MOST]
    with suppress(OSError):
        write_private(file, json.dumps([str(f) for f in folders], ensure_ascii=False, indent=2) + "\n")


def _kept(file: Path) -> list[Path]:
    """What the list says; a damaged one says nothing."""
    try:
        listed = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return (
        [Path(f) for f in listed if isinstance(f, str) and Path(f).is_absolute()]
        if isinstance(listed, list)
        else []
    )
