"""Erasure: a person is taken out of everything that is kept, for good, and every file is searched to prove it.

Taken out are the rows with the words that find them, the journal's texts, stored content by hash, drafts, checkpoints, the
worker's log and the index. What must stay is named: hashes, keys, and what is the founder's own, such as a product's history.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from superindividual.errors import ErasureRefused
from superindividual.ids import Digest, RunId
from superindividual.journal.erasures import ERASED, Erasures, Found
from superindividual.journal.journal import Journal
from superindividual.memory.rebuilding import alone, discard_index, rewrite_words
from superindividual.memory.rows import Rows
from superindividual.memory.server import ChromaServer
from superindividual.memory.subject import Subject
from superindividual.memory.words import words
from superindividual.paths import CompanyPaths
from superindividual.text import gettext as _
from superindividual.workspace.history import objects_holding
from superindividual.workspace.objects import ObjectStore

_GONE = ("sending", "done", "unknown")
"""States of effects that have left the company, or may have."""


@dataclass(frozen=True)
class Survey:
    """Where a person stands, before anything is changed."""

    journal: Found
    objects: tuple[Digest, ...]
    files: tuple[Path, ...]
    """Drafts and the worker's log."""
    own: tuple[Path, ...]
    """The founder's own files: named, never changed."""
    histories: tuple[str, ...]
    """Products whose git history holds it."""
    sent: tuple[str, ...]
    """What left the company with it, or may have: nothing brings that back."""
    records: int
    """How many records of the memory hold the name in their content."""

    @property
    def empty(self) -> bool:
        """Whether nothing that is kept holds the name."""
        return not (self.journal.count or self.objects or self.files)


@dataclass(frozen=True)
class Erased:
    """What was done, and what a search of every file found afterwards."""

    event: int
    """The ledger's entry that tells of it; 0 where there was nothing to erase."""
    records: int
    rows: int
    objects: int
    files: int
    searched: int
    """Files that were searched afterwards."""
    left: tuple[str, ...]
    """What of the company's state still holds the name: keys, which other rows and seals rest on, or files."""
    own: tuple[str, ...]
    """The founder's own files that hold it."""
    sent: tuple[str, ...]
    """What left the company with it."""

    @property
    def proved(self) -> bool:
        """Whether the name stands nowhere in the company's state."""
        return not self.left


class Erasure:
    """Look, then erase."""

    def __init__(
        self, journal: Journal, rows: Rows, objects: ObjectStore, paths: CompanyPaths, subject: Subject
    ) -> None:
        self._journal = journal
        self._rows = rows
        self._objects = objects
        self._paths = paths
        self._subject = subject
        self._erasures = Erasures(journal.store, journal.events, subject.in_text)

    def survey(self) -> Survey:
        """Where the person stands; nothing is changed."""
        held = [name for name, path in self._objects.all() if self._subject.in_file(path)]
        held += [name for name, text in self._objects.texts.all() if self._subject.in_bytes(text)]
        kept = [p for p in _files(self._paths.state) if self._is_loose(p) and self._holds(p)]
        own = [p for p in _files(self._paths.root, but=self._paths.state) if self._holds(p)]
        records = sum(self._subject.in_text(record.content) for record in self._rows.all())
        return Survey(
            journal=self._erasures.find(),
            objects=tuple(held),
            files=tuple(kept),
            own=tuple(own),
            histories=tuple(self._histories()),
            sent=tuple(self._sent(set(held))),
            records=records,
        )

    def _sent(self, held: set[Digest]) -> Iterator[str]:
        for effect in (e for run in self._journal.runs.all() for e in self._journal.outbox.of(run.id)):
            text = json.dumps(effect.action, ensure_ascii=False)
            if effect.state in _GONE and (self._subject.in_text(text) or held & set(_digests(text))):
                yield _("{run} {step}: {how} to {destination} ({state})").format(
                    run=effect.run,
                    step=effect.step,
                    how=effect.action.get("how", effect.effect_class),
                    destination=effect.action.get("destination", ""),
                    state=effect.state,
                )

    def _histories(self) -> Iterator[str]:
        for folder in sorted(self._paths.products.glob("*")):
            count = objects_holding(folder, self._subject.in_bytes)
            if count:
                yield _("{folder}: {count} objects of its git history").format(
                    folder=folder.relative_to(self._paths.root), count=count
                )

    def _holds(self, path: Path) -> bool:
        return self._subject.in_text(str(path.relative_to(self._paths.root))) or self._subject.in_file(path)

    def _is_loose(self, path: Path) -> bool:
        return self._paths.drafts in path.parents or path == self._paths.worker_log

    def erase(self) -> Erased:
        """Erase for good.

        Raises:
            WorkerBusy: a worker runs.
            ErasureRefused: an unfinished run needs what would be erased; nothing was changed.
        """
        with alone(self._paths):
            found = self.survey()
            self._refuse_if_needed(found)
            event = 0 if found.empty else self._erase_rows(found)
            for name in found.objects:
                self._objects.erase(name)
            for path in found.files:
                path.unlink(missing_ok=True)
            _prune(self._paths.drafts)
            self._forget_checkpoints()
            discard_index(self._paths, vectors=True)
            emptied = self._journal.store.compact() & self._objects.texts.compact()
            return self._proof(found, event, emptied)

    def _refuse_if_needed(self, found: Survey) -> None:
        open_runs = self._journal.runs.all(unfinished=True)
        needed = {r.id for r in open_runs if r.id in found.journal.runs}
        objects = set(found.objects)
        needed |= {r.id for r in open_runs if objects & self._reached(r.id, r.brief, r.inputs)}
        if needed:
            raise ErasureRefused(
                _("unfinished runs hold the name: {runs}").format(runs=", ".join(sorted(needed))),
                remedy=_("let them end, or: superindividual stop RUN"),
            )

    def _reached(self, run: RunId, brief: Digest, inputs: object) -> set[Digest]:
        """What a run reads: its brief, what it was given, and every version with its files."""
        rows = self._journal.store.rows("SELECT digest FROM versions WHERE run = ?", (run,))
        ahead = {brief, *(Digest(row[0]) for row in rows), *_digests(inputs)}
        known: set[Digest] = set()
        there = dict(self._objects.all())
        while ahead:
            name = ahead.pop()
            known.add(name)
            content = there[name].read_bytes() if name in there else b""
            if content.startswith(b'{"claims"'):  # a manifest names its files and what it was made from
                ahead |= set(_digests(content.decode())) - known
        return known

    def _erase_rows(self, found: Survey) -> int:
        with self._journal.transaction() as tx:
            tx.execute("PRAGMA secure_delete = ON")
            event = self._erasures.erase(found.journal, objects=list(found.objects), files=len(found.files))
            now = self._journal.events.get(event)
            tx.execute(
                "UPDATE memory SET forgotten = ? WHERE content = ? AND forgotten IS NULL",
                (now.at if now else "", ERASED),
            )
            rewrite_words(tx, self._rows)
            return event

    def _forget_checkpoints(self) -> None:
        """Checkpoints of runs that ended are needed by nobody; those that still go on hold no name, or it was refused."""
        path = self._paths.checkpoints
        if not any(self._subject.in_file(p) for p in (path, path.with_name(f"{path.name}-wal"))):
            return
        ended = [r.id for r in self._journal.runs.all() if r.outcome]
        with sqlite3.connect(path, isolation_level=None) as connection:
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
            ).fetchall():
                columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')]
                if "thread_id" in columns:
                    connection.executemany(f'DELETE FROM "{name}" WHERE thread_id = ?', [(r,) for r in ended])
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()

    def _proof(self, found: Survey, event: int, emptied: bool) -> Erased:
        searched = list(_files(self._paths.state))
        left = [f"{key}" for key in self._erasures.find().keys]
        left += [str(p.relative_to(self._paths.root)) for p in searched if self._holds(p)]
        if not emptied:
            left.append(_("the journal's log: another program reads it; close it and erase again"))
        left += ["memory_words"] if self._findable() else []
        return Erased(
            event=event,
            records=found.records,
            rows=found.journal.count,
            objects=len(found.objects),
            files=len(found.files),
            searched=len(searched),
            left=tuple(dict.fromkeys(left)),
            sent=found.sent,
            own=(*(str(p.relative_to(self._paths.root)) for p in found.own), *found.histories, *_elsewhere()),
        )

    def _findable(self) -> bool:
        """Whether the words of a name still find a row; they are kept apart, so that a search of bytes may miss them."""
        phrases = (words(name) for name in self._subject.names)
        return any(self._rows.having(phrase) for phrase in phrases if phrase)


def _elsewhere() -> Iterator[str]:
    """A shared index, which this company's next worker brings in line with its rows."""
    shared = ChromaServer.of_environment()
    if shared:
        yield _("{url}: vectors, without text, until the next worker starts").format(url=shared.url)


def _files(folder: Path, but: Path | None = None) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and (but is None or but not in path.parents):
            yield path


def _prune(folder: Path) -> None:
    """Remove folders that hold nothing any more; their names may hold the person's."""
    for path in sorted(folder.rglob("*"), reverse=True) if folder.exists() else ():
        if path.is_dir() and not any(path.iterdir()):
            shutil.rmtree(path, ignore_errors=True)


def _digests(value: object) -> Iterable[Digest]:
    return {Digest(found) for found in re.findall(r"\b[0-9a-f]{64}\b", str(value))}
