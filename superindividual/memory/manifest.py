"""Manifest: what the memory's index consisted of when its worker ended well.

A changed byte in Chroma's files can answer wrongly or bring the process down. The index is rebuilt from the rows, so
one that is not what its worker left, such as after a crash, is thrown away before anything of it is loaded.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
from pathlib import Path

from superindividual.ids import digest_of
from superindividual.journal.store import write_private

_log = logging.getLogger(__name__)


def prove(folder: Path) -> bool:
    """Throw the index away unless it is what was left; False when it was thrown away. The caller holds the lock."""
    kept = _file(folder)
    found = _digests(folder)
    sound = _left(kept) == digest_of(found) if found else not kept.exists()
    if not sound:
        _log.warning("the memory index is not what its worker left; it is built anew from the journal")
        shutil.rmtree(folder, ignore_errors=True)
    kept.unlink(missing_ok=True)  # from now on it changes: whoever dies midway leaves no manifest
    return sound


def leave(folder: Path) -> None:
    """Write down what the index is; nothing may write to it afterwards."""
    write_private(_file(folder), json.dumps({"index": digest_of(_digests(folder))}).encode())


def discard(folder: Path, *, vectors: bool) -> None:
    """Remove an index that no process keeps, and with `vectors` the cache beside it."""
    shutil.rmtree(folder, ignore_errors=True)
    _file(folder).unlink(missing_ok=True)
    for end in ("", "-wal", "-shm") if vectors else ():
        folder.with_name(f"{folder.name}.vectors{end}").unlink(missing_ok=True)


def _file(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.json")


def _left(kept: Path) -> str:
    try:
        return str(json.loads(kept.read_text())["index"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _digests(folder: Path) -> dict[str, str]:
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                found[path.relative_to(folder).as_posix()] = hashlib.file_digest(file, "sha256").hexdigest()
    return found
