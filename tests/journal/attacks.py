"""What somebody does to a journal's files behind its back."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from superindividual.ids import digest_of
from superindividual.journal.events import stored
from superindividual.journal.journal import Journal
from superindividual.journal.seals import GENESIS, Seal, tables_of
from tests.journal.flow import ask, begin, end

BY_HAND = {"class": "publish", "files": [{"path": "a", "sha256": "0" * 64}]}


def filled(path: Path, clock: object = None) -> Path:
    """A closed journal with a run of everything: decisions of all kinds, a question, an effect, usage, a fork's return."""
    journal = Journal(path) if clock is None else Journal(path, clock)  # type: ignore[arg-type]
    run = begin(journal)
    end(journal, "discover", "prd")
    for attempt in (1, 2, 3):
        request = journal.decisions.request(ask(journal, "build", attempt=attempt))
        question = journal.decisions.ask(request.id, "why so?", by="founder")
        asked = next(q for q in journal.decisions.questions(request.id) if q.id == question)
        journal.decisions.answer(asked, "because", by="developer")
        journal.decisions.decide(
            request.id, "reject", by="founder", binding=request.binding, feedback=f"not yet {attempt}"
        )
        journal.usage.add(
            run.id, request.step, attempt, "m", input_tokens=10, output_tokens=2, usd=None, seconds=0.5
        )
        journal.events.append("tool.called", run=run.id, tool="write_file")
    journal.rounds.send_back(run.id, [request.step], by=request.step, reason="again")
    end(journal, "posts")
    effect = journal.outbox.intend(run.id, request.step, "publish", BY_HAND)
    journal.outbox.settle(effect.key, "done", {"files": 1, "folder": "published/x"})
    journal.close()
    return path


@contextmanager
def foreign(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection of another program, which drops the triggers and writes them again, as one who hides would."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA synchronous=OFF")
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _sql in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    yield connection
    for _name, sql in triggers:
        connection.execute(sql)
    connection.close()


def recomputed(connection: sqlite3.Connection) -> None:
    """All hashes made anew over what stands now, as one would who has the database and our source, but not the anchor."""
    before = GENESIS
    for row in connection.execute("SELECT * FROM events WHERE hash IS NOT NULL ORDER BY seq").fetchall():
        told = [before, row["at"], row["kind"], row["run"], row["step"], json.loads(row["data"])]
        before = digest_of(told)
        connection.execute(
            "UPDATE events SET hash = ?, data = ? WHERE seq = ?", (before, stored(told[5]), row["seq"])
        )
    tables = {table.name: table for table in tables_of(connection)}
    hash_before = GENESIS
    seals = connection.execute("SELECT * FROM seals ORDER BY number").fetchall()
    for number, seal in enumerate(seals, 1):
        rows = json.loads(seal["rows"])
        if number == len(seals):
            rows = {
                name: {table.key_of(dict(r)): table.digest(dict(r)) for r in connection.execute(table.select)}
                for name, table in tables.items()
            }
            gone = {
                (name, key): None
                for old in seals
                for name, keys in json.loads(old["rows"]).items()
                for key in keys
                if key not in rows.get(name, {})
            }
            for name, key in gone:
                rows.setdefault(name, {})[key] = None
        where = "FROM events WHERE hash IS NOT NULL AND seq <= ?"
        head = connection.execute(
            f"SELECT at, seq, hash {where} ORDER BY seq DESC LIMIT 1", (seal["seq"],)
        ).fetchone()
        count = connection.execute(f"SELECT count(*) {where}", (seal["seq"],)).fetchone()[0]
        told = (head["at"], head["seq"], head["hash"], count) if head else ("", 0, GENESIS, 0)
        text = json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        made = Seal.of(number, told, text, seal["form"], hash_before)
        connection.execute(
            "UPDATE seals SET at = ?, seq = ?, head = ?, entries = ?, rows = ?, before = ?, hash = ? WHERE number = ?",
            (made.at, made.seq, made.head, made.entries, made.rows, made.before, made.hash, seal["number"]),
        )
        hash_before = made.hash


def copied(path: Path, folder: Path) -> Path:
    """The journal with all that lies beside it."""
    shutil.copytree(path.parent, folder)
    return folder / path.name
