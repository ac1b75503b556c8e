"""Rows: the memory's truth, in the journal's database, with its own lexical search (FTS5)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from superindividual.clock import Clock, stamp
from superindividual.ids import Digest, MemoryId
from superindividual.journal.store import Store
from superindividual.memory.ranking import Frequencies
from superindividual.memory.record import MemoryRecord
from superindividual.memory.span import ANY, Span
from superindividual.memory.statement import about_of
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
    """
ALTER TABLE memory ADD COLUMN valid_from TEXT;
ALTER TABLE memory ADD COLUMN as_of TEXT;
ALTER TABLE memory ADD COLUMN run TEXT;
ALTER TABLE memory ADD COLUMN about TEXT;
CREATE INDEX memory_source ON memory (source);
CREATE INDEX memory_run ON memory (run) WHERE run IS NOT NULL;
CREATE INDEX memory_about ON memory (about) WHERE about IS NOT NULL;
CREATE TABLE memory_lessons (
  id TEXT PRIMARY KEY, wrong TEXT NOT NULL, wanted TEXT NOT NULL, scope TEXT NOT NULL, kind TEXT NOT NULL,
  edit INTEGER NOT NULL, tainted INTEGER NOT NULL, proposed TEXT NOT NULL, state TEXT NOT NULL, settled TEXT, by TEXT, memory TEXT
);
CREATE TABLE memory_lesson_sources (
  lesson TEXT NOT NULL, source TEXT NOT NULL, run TEXT, said TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (lesson, source)
) WITHOUT ROWID;
CREATE TABLE memory_contradictions (
  id TEXT PRIMARY KEY, older TEXT NOT NULL, newer TEXT NOT NULL, found TEXT NOT NULL,
  settled TEXT, kept TEXT, by TEXT
);
""",
    """
CREATE INDEX memory_number ON memory (number);
""",
    """
ALTER TABLE memory ADD COLUMN labels TEXT NOT NULL DEFAULT '[]';
ALTER TABLE memory_lessons ADD COLUMN labels TEXT NOT NULL DEFAULT '[]';
""",
)
_LIVE = ANY.condition
_FIELDS = tuple(MemoryRecord.model_fields)
_COLUMNS = ", ".join(f"m.{name}" for name in _FIELDS)


class Text(NamedTuple):
    """What the index needs of a record."""

    id: MemoryId
    scope: str
    content: str
    labels: tuple[str, ...] = ()


class Rows:
    """Add, read, search, and remember what was used where."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        store.migrate("memory", _SCHEMA)

    def add(self, record: MemoryRecord) -> bool:
        """Store a record; False when it stood already, which then has the labels and the taint of both.

        Joins the transaction under way.
        """
        with self._store.transaction() as tx:
            number = int(tx.execute("SELECT coalesce(max(number), 0) + 1 FROM memory").fetchone()[0])
            row = {
                **record.model_dump(mode="json"),
                "labels": json.dumps(record.labels),
                "number": number,
                "about": about_of(record),
                **dict(zip(("document", "position"), record.place or (None, None), strict=True)),
            }
            added = tx.execute(
                f"INSERT OR IGNORE INTO memory ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})",
                row,
            ).rowcount
            if added:
                tx.execute(
                    "INSERT INTO memory_words (rowid, words) VALUES (?, ?)",
                    (number, " ".join(words(record.content))),
                )
            else:
                self.mark(record.id, record.labels, tainted=record.tainted)
            return bool(added)

    def mark(self, memory_id: MemoryId, labels: Sequence[str], *, tainted: bool = False) -> None:
        """Add marks to a record that stands: the same words may come a second time, from data of another sort."""
        stands = self.read(memory_id)
        if stands is None or (set(labels) <= set(stands.labels) and tainted <= stands.tainted):
            return
        both = json.dumps(sorted({*stands.labels, *labels}))
        with self._store.transaction() as tx:
            tx.execute(
                "UPDATE memory SET labels = ?, tainted = ? WHERE id = ?",
                (both, tainted or stands.tainted, memory_id),
            )

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

    def read(self, memory_id: str) -> MemoryRecord | None:
        """One record, also when it is superseded or forgotten; None when it never was or was erased."""
        row = self._store.row(f"SELECT {_COLUMNS} FROM memory m WHERE m.id = ?", (memory_id,))
        return _record(row) if row else None

    def all(self) -> list[MemoryRecord]:
        """Everything that ever was, in the order in which it came."""
        return [
            _record(row) for row in self._store.rows(f"SELECT {_COLUMNS} FROM memory m ORDER BY m.number")
        ]

    def live(
        self,
        scopes: Sequence[str] = (),
        kinds: Sequence[str] = (),
        limit: int = 1000,
        *,
        after: int = 0,
        span: Span = ANY,
    ) -> list[MemoryRecord]:
        """What is valid, newest first; with `after` only what was stored after that number."""
        where, values = narrowing(scopes, kinds, span)
        sql = (
            f"SELECT {_COLUMNS} FROM memory m WHERE m.number > :after AND {where}"
            " ORDER BY m.number DESC LIMIT :limit"
        )
        return [_record(row) for row in self._query(sql, {**values, "limit": limit, "after": after})]

    def texts(self, after: int = 0) -> Iterator[Text]:
        """What is not superseded and was stored after that number, oldest first: also what may be told again, or later."""
        sql = (
            "SELECT m.id, m.scope, m.content, m.labels FROM memory m WHERE m.number > :after AND NOT EXISTS"
            " (SELECT 1 FROM memory s WHERE s.supersedes = m.id AND s.forgotten IS NULL) ORDER BY m.number"
        )
        found = self._query(sql, {"after": after})
        return (Text(row[0], row[1], row[2], tuple(json.loads(row[3]))) for row in found)

    def last(self) -> int:
        """The number of the record stored last; 0 when there is none."""
        row = self._store.row("SELECT max(number) FROM memory")
        return int(row[0] or 0) if row else 0

    def having(self, phrase: Sequence[str]) -> int:
        """How many rows are found by these words one after the other, forgotten ones too."""
        match = f'"{" ".join(phrase)}"'
        row = self._store.row("SELECT count(*) FROM memory_words WHERE memory_words MATCH ?", (match,))
        return int(row[0]) if row else 0

    def frequencies(self, asked: Sequence[str]) -> Frequencies:
        """How often the stems of the words occur."""
        sql = "SELECT term, doc FROM memory_frequency WHERE term IN (SELECT value FROM json_each(?))"
        found = self._store.rows(sql, (json.dumps(sorted({stem(word) for word in asked})),))
        return Frequencies(self.last(), {row["term"]: int(row["doc"]) for row in found})

    def among(
        self,
        ids: Sequence[MemoryId],
        scopes: Sequence[str] = (),
        kinds: Sequence[str] = (),
        span: Span = ANY,
    ) -> list[MemoryRecord]:
        """Those of the ids that are valid."""
        where, values = narrowing(scopes, kinds, span)
        sql = (  # in this order: by itself SQLite takes the index of scopes, and reads all of one
            f"SELECT {_COLUMNS} FROM json_each(:ids) i CROSS JOIN memory m ON m.id = i.value WHERE {where}"
        )
        return [
            _record(row) for row in self._query(sql, {**values, "ids": json.dumps(list(dict.fromkeys(ids)))})
        ]

    def about(self, about: str) -> list[MemoryRecord]:
        """What is valid now and about the same, oldest first."""
        sql = f"SELECT {_COLUMNS} FROM memory m WHERE m.about = :about AND {_LIVE} ORDER BY m.number"
        return [_record(row) for row in self._query(sql, {"about": about})]

    def later(self, memory_id: MemoryId) -> list[MemoryRecord]:
        """What supersedes a record, oldest first."""
        sql = f"SELECT {_COLUMNS} FROM memory m WHERE m.supersedes = ? ORDER BY m.number"
        return [_record(row) for row in self._store.rows(sql, (memory_id,))]

    def superseded(self, ids: Sequence[MemoryId]) -> dict[MemoryId, MemoryId]:
        """Those of the ids that are superseded, with what stands in their place."""
        sql = (
            "SELECT s.supersedes, s.id FROM memory s WHERE s.forgotten IS NULL"
            " AND s.supersedes IN (SELECT value FROM json_each(?)) ORDER BY s.number"
        )
        return {MemoryId(old): MemoryId(new) for old, new in self._store.rows(sql, (json.dumps(list(ids)),))}

    def ids_like(self, part: str, most: int = 5) -> list[MemoryId]:
        """Ids that a part of them, as typed, could mean."""
        sql = "SELECT id FROM memory WHERE id LIKE '%' || ? || '%' ORDER BY number LIMIT ?"
        return [MemoryId(row[0]) for row in self._store.rows(sql, (part, most))]

    def any_tainted(self, sources: Sequence[str]) -> bool:
        """Whether a record from one of the sources is tainted."""
        sql = "SELECT 1 FROM memory WHERE source IN (SELECT value FROM json_each(?)) AND tainted LIMIT 1"
        return bool(sources) and self._store.row(sql, (json.dumps(list(sources)),)) is not None

    def scopes(self) -> list[str]:
        """Every scope that something is known in."""
        sql = (  # from each to the next one in the index: DISTINCT reads an entry for each row
            "WITH RECURSIVE known (scope) AS (SELECT min(scope) FROM memory UNION ALL"
            " SELECT (SELECT min(scope) FROM memory WHERE scope > known.scope) FROM known WHERE scope IS NOT NULL)"
            " SELECT scope FROM known WHERE scope IS NOT NULL"
        )
        return [row[0] for row in self._store.rows(sql)]

    def _query(self, sql: str, values: dict[str, Any]) -> list[Any]:
        return self._store.connection.execute(sql, {"now": stamp(self._clock()), **values}).fetchall()

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


def narrowing(scopes: Sequence[str], kinds: Sequence[str], span: Span) -> tuple[str, dict[str, Any]]:
    """What is valid and asked for, in SQL, and the values that are named there."""
    where, values = span.condition, dict(span.values)
    for column, wanted in (("scope", scopes), ("kind", kinds)):
        if wanted:
            names = {f"{column}{i}": value for i, value in enumerate(wanted)}
            where += f" AND m.{column} IN ({', '.join(':' + name for name in names)})"
            values.update(names)
    return where, values


def _record(row: Any) -> MemoryRecord:
    fields = dict(zip(_FIELDS, row, strict=True))
    fields["labels"] = json.loads(fields["labels"]) if fields["labels"] != "[]" else ()
    return MemoryRecord.model_validate(fields)
