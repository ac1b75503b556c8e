"""Random attacks on a journal's files, each with what verify must name; a script's part, no test."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from superindividual.journal.seals import tables_of
from superindividual.journal.verification import Verification
from tests.journal.attacks import foreign, recomputed

Named = Callable[[Verification], bool]


@dataclass(frozen=True)
class Attack:
    """What was done, and whether an answer names it rightly."""

    what: str
    named: Named


def at(*seqs: int) -> Named:
    """The first fault is at one of these entries."""
    return lambda found: bool(found.faults) and found.faults[0].seq in seqs


def place(name: str) -> Named:
    """Some fault is at that place."""
    return lambda found: any(fault.place.split()[0] == name for fault in found.faults)


class Attacker:
    """Somebody with a random mind; the same seed does the same."""

    def __init__(self, path: Path, olders: list[Path], seed: int) -> None:
        self.path = path
        self.olders = olders
        """Copies of the database from before the last commits, the newest last."""
        self.chance = random.Random(seed)

    def attack(self) -> Attack:
        """One attack of a random kind."""
        kinds = (
            self.edit_entry, self.delete_entry, self.swap_entries, self.add_entry, self.truncate, self.edit_row,
            self.delete_row, self.add_row, self.edit_seal, self.change_anchor, self.roll_back, self.recompute,
        )  # fmt: skip
        return self.chance.choice(kinds)()

    def _ledger(self, connection: sqlite3.Connection) -> list[sqlite3.Row]:
        return connection.execute("SELECT * FROM events WHERE hash IS NOT NULL ORDER BY seq").fetchall()

    def _other(self, value: Any) -> Any:
        if value is None:
            return "x"
        if isinstance(value, int | float):
            return value + 1
        return self.chance.choice([value + " ", value[:-1] + "~", value + "x", "" if value else "x"])

    def edit_entry(self) -> Attack:
        """One column of one entry."""
        with foreign(self.path) as connection:
            entry = self.chance.choice(self._ledger(connection))
            column = self.chance.choice(["at", "kind", "run", "step", "data", "hash"])
            value = self._edited_data(entry["data"]) if column == "data" else self._other(entry[column])
            connection.execute(f"UPDATE events SET {column} = ? WHERE seq = ?", (value, entry["seq"]))
        return Attack(f"events.{column} of {entry['seq']}", at(entry["seq"]))

    def _edited_data(self, text: str) -> str:
        data = json.loads(text)
        name = self.chance.choice(sorted(data) or ["new"])
        return json.dumps({**data, name: [data.get(name), "x"]}, ensure_ascii=False, sort_keys=True)

    def delete_entry(self) -> Attack:
        """One entry; the next one, or itself, is where it breaks."""
        with foreign(self.path) as connection:
            entries = self._ledger(connection)
            index = self.chance.randrange(len(entries))
            connection.execute("DELETE FROM events WHERE seq = ?", (entries[index]["seq"],))
        return Attack(f"deleted {entries[index]['seq']}", at(*(e["seq"] for e in entries[index : index + 2])))

    def swap_entries(self) -> Attack:
        """Two entries change places."""
        with foreign(self.path) as connection:
            first, second = sorted(e["seq"] for e in self.chance.sample(self._ledger(connection), 2))
            for old, new in ((first, -1), (second, first), (-1, second)):
                connection.execute("UPDATE events SET seq = ? WHERE seq = ?", (new, old))
        return Attack(f"swapped {first} and {second}", at(first))

    def add_entry(self) -> Attack:
        """A copy of an entry at the end, or a progress event made one of the ledger."""
        with foreign(self.path) as connection:
            if self.chance.random() < 0.5:
                seq = connection.execute("SELECT seq FROM events WHERE hash IS NULL").fetchone()[0]
                connection.execute("UPDATE events SET hash = ? WHERE seq = ?", ("1" * 64, seq))
            else:
                entry = self.chance.choice(self._ledger(connection))
                values = tuple(entry)[1:]
                seq = connection.execute(
                    "INSERT INTO events (at, kind, run, step, data, hash) VALUES (?, ?, ?, ?, ?, ?)", values
                ).lastrowid
        return Attack(f"added {seq}", at(seq))

    def truncate(self) -> Attack:
        """The last entries, with or without their seals."""
        with foreign(self.path) as connection:
            entries = self._ledger(connection)
            cut = entries[-self.chance.randint(1, 8)]["seq"]
            connection.execute("DELETE FROM events WHERE seq >= ?", (cut,))
            kept = self.chance.random() < 0.5
            ends = [
                r[0]
                for r in connection.execute("SELECT seq FROM seals WHERE seq >= ? ORDER BY number", (cut,))
            ]
            if not kept:
                connection.execute("DELETE FROM seals WHERE seq >= ?", (cut,))
        return Attack(f"cut from {cut}{'' if kept else ' with seals'}", at(cut, ends[0]))

    def _row(self, connection: sqlite3.Connection) -> tuple[Any, sqlite3.Row]:
        tables = [t for t in tables_of(connection) if connection.execute(t.select).fetchone()]
        table = self.chance.choice(tables)
        return table, self.chance.choice(connection.execute(table.select).fetchall())

    def edit_row(self) -> Attack:
        """One column of one row of any table."""
        with foreign(self.path) as connection:
            while True:
                table, row = self._row(connection)
                column = self.chance.choice(list(table.defaults))
                where = " AND ".join(f'"{name}" = ?' for name in table.key)
                try:
                    connection.execute(
                        f'UPDATE "{table.name}" SET "{column}" = ? WHERE {where}',
                        (self._other(row[column]), *(row[name] for name in table.key)),
                    )
                except sqlite3.IntegrityError:
                    continue
                break
        return Attack(f"{table.name}.{column}", place(table.name))

    def delete_row(self) -> Attack:
        """One row of any table."""
        with foreign(self.path) as connection:
            table, row = self._row(connection)
            where = " AND ".join(f'"{name}" = ?' for name in table.key)
            connection.execute(
                f'DELETE FROM "{table.name}" WHERE {where}', tuple(row[name] for name in table.key)
            )
        return Attack(f"deleted from {table.name}", place(table.name))

    def add_row(self) -> Attack:
        """A copy of a row under another key."""
        with foreign(self.path) as connection:
            table, row = self._row(connection)
            values = {**dict(row), table.key[-1]: 9999 if isinstance(row[table.key[-1]], int) else "new"}
            listed = ", ".join(f'"{name}"' for name in values)
            marks = ", ".join("?" * len(values))
            connection.execute(
                f'INSERT INTO "{table.name}" ({listed}) VALUES ({marks})', tuple(values.values())
            )
        return Attack(f"added to {table.name}", place(table.name))

    def edit_seal(self) -> Attack:
        """One column of a seal, or the whole of it."""
        with foreign(self.path) as connection:
            row = self.chance.choice(connection.execute("SELECT * FROM seals").fetchall())
            column = self.chance.choice([name for name in row.keys() if name != "number"])
            if self.chance.random() < 0.2:
                connection.execute("DELETE FROM seals WHERE number = ?", (row["number"],))
                column = "all"
            else:
                value = self._other(row[column])
                connection.execute(
                    f'UPDATE seals SET "{column}" = ? WHERE number = ?', (value, row["number"])
                )
        return Attack(f"seals.{column} of {row['number']}", lambda found: bool(found.faults))

    def change_anchor(self) -> Attack:
        """A line edited, removed or moved, some cut off, or the file gone."""
        file = self.path.with_suffix(".anchor")
        lines = file.read_bytes().splitlines(keepends=True)
        index = self.chance.randrange(len(lines) - 2)
        kind = self.chance.choice(["edit", "remove", "swap", "cut", "gone", "last"])
        if kind == "edit":
            told = json.loads(lines[index])
            name = self.chance.choice(["number", "seal", "seq", "head", "entries", "at", "hash"])
            lines[index] = json.dumps({**told, name: self._other(told[name])}).encode() + b"\n"
        elif kind == "remove":
            del lines[index]
        elif kind == "swap":
            lines[index], lines[index + 1] = lines[index + 1], lines[index]
        elif kind == "last":
            del lines[-1]
        else:
            del lines[max(index, 1) if kind == "cut" else 0 :]
        file.write_bytes(b"".join(lines))
        if (
            kind == "last"
        ):  # what a kill leaves: nothing of the journal is changed, and verify says that it lags
            return Attack("the anchor's last line", lambda found: not found.faults and found.unanchored == 1)
        return Attack(f"anchor: {kind} {index}", place("anchor"))

    def roll_back(self) -> Attack:
        """An older copy of the database put back."""
        index = self.chance.randrange(len(self.olders))
        with sqlite3.connect(self.path) as connection:
            seqs = [
                row[0]
                for row in connection.execute("SELECT seq FROM events WHERE hash IS NOT NULL ORDER BY seq")
            ]
        connection.close()
        shutil.copyfile(self.olders[index], self.path)
        return Attack(f"rolled back by {len(self.olders) - index}", at(seqs[index - len(self.olders)]))

    def recompute(self) -> Attack:
        """An entry forged, and every hash in the database made anew."""
        with foreign(self.path) as connection:
            entry = self.chance.choice(self._ledger(connection))
            connection.execute(
                "UPDATE events SET data = ? WHERE seq = ?", (self._edited_data(entry["data"]), entry["seq"])
            )
            ends = connection.execute("SELECT min(seq) FROM seals WHERE seq >= ?", (entry["seq"],)).fetchone()
            recomputed(connection)
        return Attack(f"recomputed from {entry['seq']}", at(ends[0]))
