"""Candidates: what a search looks at before it knows which records it gives, a few columns of each row."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any, NamedTuple

from superindividual.clock import Clock, stamp
from superindividual.ids import MemoryId
from superindividual.journal.store import Store
from superindividual.memory.ranking import Frequencies, Place, tiers
from superindividual.memory.rows import narrowing
from superindividual.memory.span import Span

_COMMON = 1000
"""Rows that words may stand in, together, to be scored at once; more of them cost milliseconds and tell little."""
_FEW = 50
"""Valid rows with the rarest words that are enough; with fewer, those with commoner words are looked at too."""
_SPARE = 1.25
"""Rows that are looked at for each that is wanted: some are superseded, or of other scopes."""

_COLUMNS = "m.id, m.content, m.author, m.document, m.position"


class Candidate(NamedTuple):
    """What ranking needs of a record: a whole one costs ten times as much, and of a hundred ten are given."""

    id: MemoryId
    content: str
    author: str
    document: str | None
    position: int | None

    @property
    def place(self) -> Place | None:
        """The document it is from and where in it; None where it is from no such place."""
        return None if self.document is None or self.position is None else (self.document, self.position)


class Candidates:
    """What is valid and asked for in one search, at one moment."""

    def __init__(
        self, store: Store, clock: Clock, scopes: Sequence[str], kinds: Sequence[str], span: Span
    ) -> None:
        self._store = store
        self._where, narrowed = narrowing(scopes, kinds, span)
        self._values = {"now": stamp(clock()), **narrowed}

    def matching(self, asked: Sequence[str], known: Frequencies, limit: int) -> list[Candidate]:
        """Those that have one of the words: with the rarest first, and of these the likeliest.

        Of words that stand in most of a large memory the newest rows are given, since their likelihood says nothing.
        `known` are the words' frequencies.
        """
        found: dict[MemoryId, Candidate] = {}
        for together, common in tiers(asked, known, _COMMON):
            order = "rowid DESC" if common else "rank"
            for one in self._having(together, order, limit - len(found)):
                found.setdefault(one.id, one)
            if len(found) >= min(limit, _FEW):
                break
        return list(found.values())

    def _having(self, asked: Sequence[str], order: str, limit: int) -> Iterator[Candidate]:
        """The first of those with one of the words."""
        sql = (
            f"SELECT {_COLUMNS} FROM json_each(:numbers) n CROSS JOIN memory m ON m.number = n.value"
            f" WHERE {self._where} ORDER BY n.key"
        )
        match = " OR ".join(f'"{word}"' for word in asked)
        with closing(self._store.connection.cursor()) as cursor:
            cursor.execute(
                f"SELECT rowid FROM memory_words WHERE memory_words MATCH ? ORDER BY {order}", (match,)
            )
            while limit > 0 and (part := cursor.fetchmany(math.ceil(limit * _SPARE))):
                found = self._query(sql, numbers=[row[0] for row in part])[:limit]
                limit -= len(found)
                yield from found

    def of(self, ids: Sequence[MemoryId]) -> list[Candidate]:
        """Those of the ids that are valid and asked for."""
        sql = (  # in this order: by itself SQLite takes the index of scopes, and reads all of one
            f"SELECT {_COLUMNS} FROM json_each(:ids) i CROSS JOIN memory m ON m.id = i.value WHERE {self._where}"
        )
        return self._query(sql, ids=ids)

    def beside(self, found: Iterable[Candidate], reach: int) -> list[Candidate]:
        """What stands up to so many places before and after each in its document."""
        places = [place for one in found if (place := one.place)]
        around = {(document, at + step) for document, at in places for step in range(-reach, reach + 1)}
        sql = (
            f"SELECT {_COLUMNS} FROM json_each(:places) p CROSS JOIN memory m"
            " ON m.document = p.value ->> 0 AND m.position = p.value ->> 1"
            f" WHERE m.document IS NOT NULL AND {self._where}"
        )
        return self._query(sql, places=sorted(around)) if around else []

    def _query(self, sql: str, **lists: Sequence[Any]) -> list[Candidate]:
        named = {name: json.dumps(values) for name, values in lists.items()}
        return [
            Candidate._make(row) for row in self._store.connection.execute(sql, {**self._values, **named})
        ]
