"""Evidence: the stored bytes that the ledger speaks about, each proved by its hash; conversations with models among them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from superindividual.errors import ContentErased, JournalCorrupt
from superindividual.ids import Digest
from superindividual.journal.erasures import erased_objects
from superindividual.journal.snapshot import reading
from superindividual.journal.verification import Fault
from superindividual.text import gettext as _
from superindividual.workspace.objects import ObjectStore
from superindividual.workspace.texts import Texts

_HASH = "length({0}) = 64 AND {0} NOT GLOB '*[^0-9a-f]*'"

_TOLD = f"""
SELECT digest, seq, at, kind, run FROM (
  SELECT coalesce(json_extract(data, '$.digest'), json_extract(data, '$.brief'), json_extract(data, '$.request')) AS digest,
    seq, at, kind, run
  FROM events WHERE kind IN ('version.made', 'run.started', 'model.called') AND json_valid(data)
) WHERE {_HASH.format("digest")} ORDER BY seq
"""
"""Every entry that names stored bytes: a version by its manifest, a brief, what a model was asked. What was forged into
one, the chain tells."""

_IN_ROWS = f"""
SELECT request AS digest, 'model.called' AS kind, run FROM usage WHERE {_HASH.format("request")}
UNION ALL SELECT answer, '', run FROM usage WHERE {_HASH.format("answer")}
UNION ALL SELECT conversation, 'inquiry', run FROM inquiries WHERE {_HASH.format("conversation")}
"""
"""What only rows name, which are sealed: answers, calls that never ended, and conversations that wait for the founder."""

_PARTS: Mapping[str, Callable[[Any], list[str]]] = {
    "version.made": lambda manifest: [file["sha256"] for file in manifest["files"]],
    "model.called": lambda asked: [*asked["messages"], *([asked["tools"]] if asked["tools"] else [])],
    "inquiry": lambda standing: [*standing["messages"], *standing["files"].values()],
}
"""By kind: the hashes that the bytes themselves name."""


def evidence_faults(folder: Path, journal: sqlite3.Connection) -> Iterator[Fault]:
    """What is missing or was changed, at the first entry that rests on it; what the ledger says was erased is no fault."""
    with ExitStack() as opened:
        texts = folder / "texts.db"
        try:
            read = Texts(texts, reading(texts, opened) if texts.is_file() else None)
        except sqlite3.DatabaseError as error:
            yield _unreadable(error)
            read = Texts(folder / "none")
        yield from _Looking(ObjectStore(folder, read), erased_objects(journal)).faults(journal)


def _unreadable(error: sqlite3.Error) -> Fault:
    return Fault(_("{path} cannot be read: {error}").format(path="objects/texts.db", error=error), "objects")


@dataclass
class _Looking:
    objects: ObjectStore
    erased: frozenset[Digest]
    """What the ledger says was erased for good."""
    looked: set[Digest] = field(default_factory=set)

    def faults(self, journal: sqlite3.Connection) -> Iterator[Fault]:
        for digest, seq, at, kind, run in journal.execute(_TOLD).fetchall():
            for what in self._unproved(Digest(digest), kind):
                yield Fault(what, "objects", seq, at, kind, run)
        for digest, kind, run in journal.execute(_IN_ROWS).fetchall():
            yield from (Fault(what, "objects", run=run) for what in self._unproved(Digest(digest), kind))
        for name, _path in self.objects.all():
            yield from (Fault(what, "objects") for what in self._unproved(name))
        try:
            for name in self.objects.texts.names():
                yield from (Fault(what, "objects") for what in self._unproved(name))
        except sqlite3.DatabaseError as error:
            yield _unreadable(error)

    def _unproved(self, name: Digest, kind: str = "") -> Iterator[str]:
        if name in self.looked:
            return
        self.looked.add(name)
        try:
            content = self.objects.get(name)
        except ContentErased:
            if name not in self.erased:
                told = _("stored content {hash} is marked as erased, and the ledger tells of no erasure")
                yield told.format(hash=name[:12])
        except JournalCorrupt as error:
            yield error.message
        except sqlite3.DatabaseError as error:
            yield _unreadable(error).what
        else:
            for part in _parts(kind, content):
                yield from self._unproved(Digest(part))


def _parts(kind: str, content: bytes) -> Iterable[str]:
    """None where an entry names what is of another form: the chain tells of that."""
    try:
        return _PARTS[kind](json.loads(content)) if kind in _PARTS else ()
    except (ValueError, KeyError, TypeError):
        return ()
