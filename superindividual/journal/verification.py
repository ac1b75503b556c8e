"""Verification: whether the journal is what was written, and if not, where it begins to differ.

Four things are held against each other: the ledger's chain, the seals' chain, the rows, and the anchor. Progress events
(a step began, a tool was called) only show what is under way; they are outside.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from superindividual.ids import canonical, digest_of
from superindividual.journal.anchor import Line, disagreement
from superindividual.journal.erasures import erased_entries
from superindividual.journal.events import PROGRESS, Event, stored
from superindividual.journal.seals import GENESIS, Seal, Table, form_of, tables_of
from superindividual.journal.snapshot import Snapshot, snapshot
from superindividual.text import gettext as _
from superindividual.text import one_line

_PLACELESS = 2**63
_MOST = 200


@dataclass(frozen=True)
class Fault:
    """Something that is not what was written, at the ledger's entry that it belongs to."""

    what: str
    place: str
    """`events`, `seals`, `anchor`, `form`, `pages`, `objects`, or a table with the row's key."""
    seq: int | None = None
    at: str = ""
    kind: str = ""
    run: str | None = None


@dataclass(frozen=True)
class Verification:
    """The answer; sound when there is no fault."""

    entries: int
    head: str
    commits: int
    anchored_at: str
    """The time of the last anchored entry."""
    unanchored: int
    """1 when the process that made the last commit was killed before its line."""
    late: tuple[int, ...]
    """Ledger entries whose line was written by a later commit."""
    faults: tuple[Fault, ...]
    """By place in the ledger, the first first; what has no place comes last."""


def verify(path: Path) -> Verification:
    """Read everything and compare.

    Raises:
        JournalCorrupt: SQLite cannot read the database at all.
    """
    with snapshot(path) as taken:
        return _Reading(taken).verified()


@dataclass
class _Reading:
    taken: Snapshot
    entries: dict[int, Event] = field(default_factory=dict)
    """The ledger by sequence number, in its order."""
    seals: dict[int, Seal] = field(default_factory=dict)

    def verified(self) -> Verification:
        faults = [*self._pages()]
        faults += [
            *self._chain(),
            *self._outside(),
            *self._sealed(),
            *self._rows(),
            *self._decisions(),
            *self._anchored(),
        ]
        lines, newest = self.taken.lines, max(self.seals, default=0)
        return Verification(
            entries=len(self.entries),
            head=next((e.hash or "" for e in reversed(self.entries.values())), GENESIS),
            commits=len(self.seals),
            anchored_at=lines[-1].at if lines else "",
            unanchored=max(newest - (lines[-1].number if lines else 0), 0),
            late=tuple(line.seq for line in lines if line.late),
            faults=tuple(sorted(faults, key=lambda f: _PLACELESS if f.seq is None else f.seq))[:_MOST],
        )

    def _pages(self) -> Iterator[Fault]:
        for row in self.taken.connection.execute("PRAGMA integrity_check(5)"):
            if row[0] != "ok":
                yield Fault(
                    _("the database is damaged: {answer}").format(answer=one_line(str(row[0]))), "pages"
                )
        named = self.taken.connection.execute("SELECT value FROM meta WHERE key = 'store'").fetchone()
        if named is None or named[0] != self.taken.identity:
            yield Fault(_("the database is not the one that its marker names"), "meta")

    def _chain(self) -> Iterator[Fault]:
        before, erased = GENESIS, erased_entries(self.taken.connection)
        for row in self.taken.connection.execute("SELECT * FROM events WHERE hash IS NOT NULL ORDER BY seq"):
            event = _event(row)
            if event is None:
                yield Fault(
                    _("the entry cannot be read"), "events", row["seq"], str(row["at"]), str(row["kind"])
                )
                before = str(row["hash"])
                continue
            self.entries[event.seq] = event
            if event.hash != event.chained(before) and erased.get(event.seq) != digest_of(event.data):
                yield self._at(
                    event.seq,
                    _(
                        "the entry does not follow from the one before it: it, or what stood before it, was changed"
                    ),
                    "events",
                )
            before = str(event.hash)

    def _outside(self) -> Iterator[Fault]:
        """Only what shows progress stands outside the chain: anything else there would be read as the ledger's."""
        marks = ", ".join("?" * len(PROGRESS))
        sql = f"SELECT seq, at, kind FROM events WHERE hash IS NULL AND kind NOT IN ({marks}) ORDER BY seq"
        for row in self.taken.connection.execute(sql, sorted(PROGRESS)):
            what = _("the entry is outside the chain")
            yield Fault(what, "events", row["seq"], str(row["at"]), str(row["kind"]))

    def _at(self, seq: int, what: str, place: str) -> Fault:
        found = self.entries.get(seq)
        return Fault(what, place, seq, found.at, found.kind, found.run) if found else Fault(what, place, seq)

    def _sealed(self) -> Iterator[Fault]:
        """Seals follow from each other, and the ledger has what they tell of."""
        count, ahead, before = 0, iter(self.entries), None
        upto = next(ahead, None)
        for row in self.taken.connection.execute("SELECT * FROM seals ORDER BY number"):
            seal = _seal(row)
            if seal is None or not seal.holds(before):
                what = _("commit {number} does not follow from the one before it").format(
                    number=row["number"]
                )
                yield self._at(row["seq"] if isinstance(row["seq"], int) else 0, what, "seals")
            if seal is None:
                continue
            self.seals[seal.number] = before = seal
            while upto is not None and upto <= seal.seq:
                count, upto = count + 1, next(ahead, None)
            yield from self._told_by(seal, count)
        if upto is not None:
            yield self._at(upto, _("the entry was added past the ledger's end"), "events")
        if before is None and self.entries:
            yield self._at(next(iter(self.entries)), _("no commit was ever sealed"), "seals")

    def _told_by(self, seal: Seal, count: int) -> Iterator[Fault]:
        found = self.entries.get(seal.seq)
        if seal.seq and found is None:
            yield Fault(_("the entry is missing"), "events", seal.seq, seal.at)
        elif (found.hash if found else GENESIS) != seal.head or count != seal.entries:
            what = _("commit {number} ended with {entries} entries and another head than what stands here")
            yield self._at(seal.seq, what.format(number=seal.number, entries=seal.entries), "events")

    def _rows(self) -> Iterator[Fault]:
        """Every row is the one that was sealed last, and no other is there."""
        connection, expected = self.taken.connection, self._expected()
        newest = self.seals[max(self.seals)] if self.seals else None
        if newest and form_of(connection) != newest.form:
            yield Fault(_("the tables or their triggers were altered"), "form", newest.seq, newest.at)
        for table in tables_of(connection):
            left = expected.pop(table.name, {})
            for row in map(dict, connection.execute(table.select)):
                yield from self._row(table, row, left)
            yield from (
                self._of_row(seal, table.name, key, _("the row was deleted"), None)
                for key, (digest, seal) in left.items()
                if digest
            )
        for name, rows in expected.items():
            for key, (_digest, seal) in rows.items():
                yield self._of_row(seal, name, key, _("the row's table was dropped"), None)

    def _row(
        self, table: Table, row: dict[str, Any], left: dict[str, tuple[str | None, Seal]]
    ) -> Iterator[Fault]:
        key = table.key_of(row)
        digest, seal = left.pop(key, (None, None))
        if digest is None or seal is None:
            yield Fault(_("the row was added by nothing that seals"), f"{table.name} {one_line(key, 80)}")
        elif digest != table.digest(row):
            yield self._of_row(seal, table.name, key, _("the row was changed"), row)

    def _expected(self) -> dict[str, dict[str, tuple[str | None, Seal]]]:
        found: dict[str, dict[str, tuple[str | None, Seal]]] = {}
        for seal in self.seals.values():
            for name, rows in _json(seal.rows).items():
                if rows is None:
                    found.pop(name, None)
                elif isinstance(rows, dict):
                    found.setdefault(name, {}).update({key: (digest, seal) for key, digest in rows.items()})
        return found

    def _of_row(self, seal: Seal, name: str, key: str, what: str, row: Mapping[str, Any] | None) -> Fault:
        event = self.entries.get(seal.seq)
        differs = _differences(event, row) if event and row else ""
        return self._at(seal.seq, f"{what}{differs}", f"{name} {one_line(key, 80)}")

    def _decisions(self) -> Iterator[Fault]:
        """Each decision's row says what its entry says, and there are no others."""
        rows = {row["request"]: dict(row) for row in self.taken.connection.execute("SELECT * FROM decisions")}
        for event in self._standing():
            request = event.data.get("request")
            place, row = f"decisions {one_line(str(request), 80)}", rows.pop(request, None)
            if row is None:
                yield self._at(event.seq, _("the decision has no row"), place)
            elif (differs := _differences(event, row)) or _json(row["form"] or "{}") != event.data.get(
                "form", {}
            ):
                yield self._at(event.seq, _("the decision's row says something else") + differs, place)
        for request in rows:
            yield Fault(
                _("the decision has no entry in the ledger"), f"decisions {one_line(str(request), 80)}"
            )

    def _standing(self) -> list[Event]:
        """The entries of decisions that nobody withdrew afterwards."""
        made: list[Event] = []
        for event in self.entries.values():
            if event.kind == "decision.made":
                made.append(event)
            elif event.kind == "decision.withdrawn":
                made = [e for e in made if e.data.get("request") != event.data.get("request")]
        return made

    def _anchored(self) -> Iterator[Fault]:
        """The lines follow from each other, and tell of these seals."""
        if self.taken.anchor_fault:
            yield Fault(self.taken.anchor_fault, "anchor")
            return
        before = GENESIS
        for number, line in enumerate(self.taken.lines, 1):
            if line.number != number or not line.follows(before):
                what = _("line {number} of the anchor does not follow from the one before it")
                yield Fault(what.format(number=number), "anchor", line.seq, line.at)
            before = line.hash
            if not _tells_of(line, self.seals.get(line.number)):
                what = _(
                    "the journal is not the one that was anchored: commit {number} differs or is missing"
                )
                yield self._at(line.seq, what.format(number=line.number), "anchor")
        yield from self._length()

    def _length(self) -> Iterator[Fault]:
        """The anchor ends where the seals end, or one before."""
        lines, last = self.taken.lines, max(self.seals, default=0)
        what = disagreement(lines[-1] if lines else None, self.seals.get(last))
        if not what:
            return
        if len(lines) > last:
            yield Fault(what, "anchor", lines[last].seq, lines[last].at)
        elif last:
            yield self._at(self.seals.get(len(lines) + 1, self.seals[last]).seq, what, "anchor")


def _tells_of(line: Line, seal: Seal | None) -> bool:
    if seal is None:
        return False
    told = (line.seal, line.seq, line.head, line.entries, line.at)
    return told == (seal.hash, seal.seq, seal.head, seal.entries, seal.at)


def _seal(row: sqlite3.Row) -> Seal | None:
    """The seal, if its columns hold what seals hold."""
    kinds = [type(value) for value in row]
    return Seal(*row) if kinds == [int, str, int, str, int, str, str, str, str] else None


def _event(row: sqlite3.Row) -> Event | None:
    """The entry, if it is stored in the one form in which entries are stored."""
    try:
        data = json.loads(row["data"])
    except (ValueError, TypeError):
        return None
    values = (row["at"], row["kind"], row["run"] or "", row["step"] or "", row["hash"])
    if (
        not isinstance(data, dict)
        or stored(data) != row["data"]
        or not all(isinstance(v, str) for v in values)
    ):
        return None
    return Event(row["seq"], row["at"], row["kind"], row["run"], row["step"], data, row["hash"])


def _differences(event: Event, row: Mapping[str, Any]) -> str:
    """What an entry and a row that share names say differently."""
    told = {name: event.data[name] for name in row if name in event.data and name not in ("form", "at")}
    apart = [
        name for name, value in told.items() if isinstance(value, str | int | None) and row[name] != value
    ]
    words = _("{name} is {row}, in the ledger {entry}")
    listed = [
        words.format(name=name, row=one_line(str(row[name]), 40), entry=one_line(str(told[name]), 40))
        for name in apart
    ]
    return f" ({'; '.join(listed)})" if listed else ""


def _json(text: Any) -> dict[str, Any]:
    """An object, or none where damage left something else; the seals' chain tells of that."""
    try:
        found = json.loads(text)
        canonical(found)
    except (ValueError, TypeError):
        return {}
    return found if isinstance(found, dict) else {}
