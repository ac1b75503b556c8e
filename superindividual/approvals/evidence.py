"""Evidence: the stored bytes that the ledger speaks about, each proved by its hash."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from superindividual.errors import ContentErased, JournalCorrupt
from superindividual.ids import Digest
from superindividual.journal.verification import Fault
from superindividual.workspace.objects import ObjectStore

_TOLD = """
SELECT digest, seq, at, kind, run FROM (
  SELECT coalesce(json_extract(data, '$.digest'), json_extract(data, '$.brief')) AS digest, seq, at, kind, run
  FROM events WHERE kind IN ('version.made', 'run.started') AND json_valid(data)
) WHERE length(digest) = 64 AND digest NOT GLOB '*[^0-9a-f]*' ORDER BY seq
"""
"""Every entry that names stored bytes: a version by its manifest, and a brief. What was forged into one, the chain tells."""


def evidence_faults(folder: Path, journal: sqlite3.Connection) -> Iterator[Fault]:
    """What is missing or was changed, at the first entry that rests on it; what was erased for good is no fault."""
    objects = ObjectStore(folder)
    looked: set[Digest] = set()
    for digest, seq, at, kind, run in journal.execute(_TOLD).fetchall():
        for what in _unproved(objects, Digest(digest), looked, manifest=kind == "version.made"):
            yield Fault(what, "objects", seq, at, kind, run)
    for name, _path in objects.all():
        yield from (Fault(what, "objects") for what in _unproved(objects, name, looked))


def _unproved(
    objects: ObjectStore, name: Digest, looked: set[Digest], *, manifest: bool = False
) -> Iterator[str]:
    if name in looked:
        return
    looked.add(name)
    try:
        content = objects.get(name)
        files = [Digest(file["sha256"]) for file in json.loads(content)["files"]] if manifest else []
    except (
        ContentErased,
        ValueError,
        KeyError,
        TypeError,
    ):  # the latter where an entry names what is no manifest
        return
    except JournalCorrupt as error:
        yield error.message
        return
    for file in files:
        yield from _unproved(objects, file, looked)
