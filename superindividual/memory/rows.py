"""Rows: the memory's truth, in the journal's database, with its own lexical search (FTS5)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from superindividual.clock import Clock, stamp
from superindividual.ids import Digest, MemoryId
from superindividual.journal.store import Store
from superindividual.memory.ranking import Frequencies
from superindividual.memory.record import MemoryRecord
from superindividual.memory.words import stem, words

_SCHEMA = (
    """
CREATE TABLE memory (
  id TEXT PRIMARY KEY, content TEXT NOT NULL, kind TEXT NOT NULL, scope TEXT NOT NULL, source TEXT NOT NULL,
  author TEXT NOT NULL, created TEXT NOT NULL, valid_until TEXT, confidence REAL NOT NULL, tainted INTEGER NOT NULL,
  supersedes TEXT, forgotten TEXT, number INTEGER NOT NULL
);
CREATE INDEX memory_scope ON memory (scope, kind, created);
CREATE INDEX memory_supersedes ON memory (supersedes) WHERE supersedes IS NOT NULL;
CREATE VIRTUAL TABLE memory_words USING fts5 (words, tokenize = "porter unicode61 remove_diacritics 2", content = '');
CREATE TABLE memory_used (deliverable TEXT NOT NULL, memory TEXT NOT NULL, PRIMARY KEY (deliverable, memory)) WITHOUT ROWID;
CREATE INDEX memory_used_by ON memory_used (memory);
""",
    """
ALTER TABLE memory ADD COLUMN document TEXT;
ALTER TABLE memory ADD COLUMN position INTEGER;
CREATE INDEX memory_place ON memory (document, position) WHERE document IS NOT NULL;
CREATE VIRTUAL TABLE memory_frequency USING fts5vocab (memory_words, row);
""",
)
_LIVE = (
    "m.forgotten IS NULL AND (m.valid_until IS NULL OR m.valid_until > :now)"
    " AND NOT EXISTS (SELECT 1 FROM memory s WHERE s.supersedes = m.id AND s.forgotten IS NULL)"
)
_COLUMNS = "m.id, m.content, m.kind, m.scope, m.source, m.author, m.created, m.valid_until, m.confidence, m.tainted, m.supersedes"


class Rows:
    """Add, read, search, and remember what was used where."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        store.migrate("memory", _SCHEMA)

    def add(self, record: MemoryRecord) -> bool:
        """Store a record; False when it stood already. Joins the transaction under way."""
        with self._store.transaction() as tx:
            number = int(tx.execute("SELECT coalesce(max(number), 0) + 1 FROM memory").fetchone()[0])
            added = tx.execute(
                "INSERT OR IGNORE INTO memory (id, content, kind, scope, source, author, created, valid_until, confidence,"
                " tainted, supersedes, number, document, position) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    record.id,
                    record.content,
                    record.kind,
                    record.scope,
                    record.source,
                    record.author,
                    record.created,
                    record.valid_until,
                    record.confidence,
                    record.tainted,
                    record.supersedes,
                    number,
                    *(record.place or (None, None)),
                ),
            ).rowcount
            if added:
                tx.execute(
                    "INSERT INTO memory_words (rowid, words) VALUES (?, ?)",
                    (number, " ".join(words(record.content))),
                )
            return bool(added)

    def get(self, memory_id: MemoryId) -> MemoryRecord | None:
        """One record, also when it is superseded; None when it never was or is forgotten."""
        row = self._store.row(
            f"SELECT {_COLUMNS} FROM memory m WHERE m.id = ? AND m.forgotten IS NULL", (memory_id,)
        )
        return _record(row) if row else None

    def these(self, ids: Sequence[MemoryId]) -> list[MemoryRecord]:
        """The records of the ids in their order, also superseded ones; without those that are forgotten."""
        sql = (
            f"SELECT {_COLUMNS} FROM json_each(?) i JOIN memory m ON m.id = i.value"
            " WHERE m.forgotten IS NULL ORDER BY i.key"
        )
        return [_record(row) for row in self._store.rows(sql, (json.dumps(list(ids)),))]

    def live(
        self, scopes: Sequence[str] = (), kinds: Sequence[str] = (), limit: int = 1000, *, after: int = 0
    ) -> list[MemoryRecord]:
        """What is valid now, newest first; with `after` only what was stored after that number."""
        where, values = _filter(scopes, kinds)
        sql = (
            f"SELECT {_COLUMNS} FROM memory m WHERE m.number > :after AND {_LIVE}{where}"
            " ORDER BY m.number DESC LIMIT :limit"
        )
        return [_record(row) for row in self._query(sql, {**values, "limit": limit, "after": after})]

    def last(self) -> int:
        """The number of the record stored last; 0 when there is none."""
        row = self._store.row("SELECT max(number) FROM memory")
        return int(row[0] or 0) if row else 0

    def matching(
        self, asked: Sequence[str], scopes: Sequence[str] = (), kinds: Sequence[str] = (), limit: int = 200
    ) -> list[MemoryRecord]:
        """Records that have one of the words, the likeliest first."""
        if not asked:
            return []
        where, values = _filter(scopes, kinds)
        sql = (
            f"SELECT {_COLUMNS} FROM memory_words JOIN memory m ON m.number = memory_words.rowid"
            f" WHERE memory_words MATCH :match AND {_LIVE}{where} ORDER BY bm25(memory_words), m.number LIMIT :limit"
        )
        match = " OR ".join(f'"{word}"' for word in asked)
        return [_record(row) for row in self._query(sql, {**values, "match": match, "limit": limit})]

    def frequencies(self, asked: Sequence[str]) -> Frequencies:
        """How often the stems of the words occur."""
        sql = "SELECT term, doc FROM memory_frequency WHERE term IN (SELECT value FROM json_each(?))"
        found = self._store.rows(sql, (json.dumps(sorted({stem(word) for word in asked})),))
        return Frequencies(self.last(), {row["term"]: int(row["doc"]) for row in found})

    def among(
        self, ids: Sequence[MemoryId], scopes: Sequence[str] = (), kinds: Sequence[str] = ()
    ) -> list[MemoryRecord]:
        """Those of the ids that are valid now."""
        where, values = _filter(scopes, kinds)
        sql = f"SELECT {_COLUMNS} FROM memory m WHERE m.id IN (SELECT value FROM json_each(:ids)) AND {_LIVE}{where}"
        return [_record(row) for row in self._query(sql, {**values, "ids": json.dumps(list(ids))})]

    def beside(
        self,
        records: Sequence[MemoryRecord],
        reach: int,
        scopes: Sequence[str] = (),
        kinds: Sequence[str] = (),
    ) -> list[MemoryRecord]:
        """What stands up to so many places before and after each in its document."""
        places = {
            (r.place[0], r.place[1] + step) for r in records if r.place for step in range(-reach, reach + 1)
        }
        where, values = _filter(scopes, kinds)
        sql = (
            f"SELECT {_COLUMNS} FROM json_each(:places) p CROSS JOIN memory m"
            " ON m.document = p.value ->> 0 AND m.position = p.value ->> 1"
            f" WHERE m.document IS NOT NULL AND {_LIVE}{where}"
        )
        return [_record(row) for row in self._query(sql, {**values, "places": json.dumps(sorted(places))})]

    def scopes(self) -> list[str]:
        """Every scope that something is known in."""
        return [row[0] for row in self._store.rows("SELECT DISTINCT scope FROM memory ORDER BY scope")]

    def _query(self, sql: str, values: dict[str, Any]) -> list[Any]:
        return self._store.connection.execute(sql, {**values, "now": stamp(self._clock())}).fetchall()

    def record_use(self, deliverable: Digest, used: Sequence[MemoryId]) -> None:
        """Remember which records a deliverable was made with."""
        with self._store.transaction() as tx:
            tx.executemany(
                "INSERT OR IGNORE INTO memory_used VALUES (?, ?)", [(deliverable, m) for m in used]
            )

    def used_by(self, memory_id: MemoryId) -> list[Digest]:
        """The deliverables that were made with a record."""
        return [
            row[0]
            for row in self._store.rows("SELECT deliverable FROM memory_used WHERE memory = ?", (memory_id,))
        ]


def _filter(scopes: Sequence[str], kinds: Sequence[str]) -> tuple[str, dict[str, Any]]:
    where, values = "", {}
    for column, wanted in (("scope", scopes), ("kind", kinds)):
        if wanted:
            names = {f"{column}{i}": value for i, value in enumerate(wanted)}
            where += f" AND m.{column} IN ({', '.join(':' + name for name in names)})"
            values.update(names)
    return where, values


def _record(row: Any) -> MemoryRecord:
    fields = (
        "id",
        "content",
        "kind",
        "scope",
        "source",
        "author",
        "created",
        "valid_until",
        "confidence",
        "tainted",
        "supersedes",
    )
    return MemoryRecord.model_validate({name: row[name] for name in fields})
