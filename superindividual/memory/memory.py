"""Memory: what the company knows, shared by all agents: rows are the truth, Chroma the index, FTS5 the lexical side."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence

from superindividual.clock import Clock, now, stamp
from superindividual.errors import MemoryUnavailable
from superindividual.ids import Digest, MemoryId, memory_id
from superindividual.journal.store import Store
from superindividual.memory.index import Index
from superindividual.memory.record import MemoryRecord, Recalled, RecordKind
from superindividual.memory.rows import Rows

_log = logging.getLogger(__name__)

_SEMANTIC_WEIGHT = 0.6
"""Measured on LoCoMo: 0.6 semantic + 0.4 lexical beats either alone; hashed words add nothing to FTS5 and get less."""
_HASHED_WEIGHT = 0.2
_CHARACTERS_PER_TOKEN = 3


class Memory:
    """Add, search, recall. Front ends open it without an index and search lexically."""

    def __init__(self, store: Store, index: Index | None = None, clock: Clock = now) -> None:
        self._clock = clock
        self._index = index
        self._indexing = threading.Lock()
        self._indexed: int | None = None
        """The number up to which this process has indexed the rows."""
        self.rows = Rows(store, clock)

    @property
    def embedder(self) -> str:
        """Which embedder is at work, in words."""
        if self._index is None:
            return "lexical (FTS5)"
        kind = "semantic" if self._index.embedder.semantic else "shared words only"
        return f"lexical (FTS5) + {self._index.embedder.name} in Chroma ({kind})"

    def compose(
        self,
        content: str,
        *,
        kind: RecordKind,
        scope: str,
        source: str,
        author: str,
        tainted: bool = False,
        supersedes: MemoryId | None = None,
    ) -> MemoryRecord:
        """A record with its derived id and the time."""
        return MemoryRecord(
            id=memory_id(content, scope, source),
            content=content,
            kind=kind,
            scope=scope,
            source=source,
            author=author,
            created=stamp(self._clock()),
            tainted=tainted,
            supersedes=supersedes,
        )

    def add(self, record: MemoryRecord) -> None:
        """Store a record; the next search indexes it, after the transaction that stores it."""
        self.rows.add(record)

    def index_new(self) -> int:
        """Bring the index up to the rows and give how many were added.

        The first time all rows are compared with the index, later only those that came since.
        """
        if self._index is None:
            return 0
        with self._indexing:
            last = self.rows.last()
            found = self.rows.live(limit=1_000_000, after=self._indexed or 0)
            lacking = self._index.missing(found) if self._indexed is None else found
            try:
                self._index.add(lacking)
            except MemoryUnavailable as error:
                _log.warning("%s; the next start indexes what is missing", error)
                return 0
            self._indexed = last
        return len(lacking)

    def flush(self) -> None:
        """Write what the index holds back; what a killed process does not write, the next start indexes."""
        if self._index is not None:
            with self._indexing:
                self._index.flush()

    def _meaning(self, query: str, scopes: Sequence[str], limit: int) -> dict[MemoryId, float]:
        """Ids by likeness; empty without an index, and while its embedder cannot work."""
        if self._index is None:
            return {}
        self.index_new()
        try:
            return dict(self._index.search(query, scopes, limit))
        except MemoryUnavailable as error:
            _log.warning("%s; searching by words alone", error)
            return {}

    def search(
        self, query: str, *, scopes: Sequence[str] = (), kinds: Sequence[RecordKind] = (), limit: int = 10
    ) -> list[Recalled]:
        """What fits the query, best first."""
        lexical = {hit.record.id: hit for hit in self.rows.search(query, scopes, kinds, limit * 4)}
        top = max((hit.score for hit in lexical.values()), default=0.0) or 1.0
        searched = scopes or sorted({record.scope for record in self.rows.live()})
        semantic = self._meaning(query, searched, limit * 4)
        weight = (
            0.0
            if self._index is None or not semantic
            else _SEMANTIC_WEIGHT
            if self._index.embedder.semantic
            else _HASHED_WEIGHT
        )
        live = {r.id: r for r in self.rows.live(scopes, kinds)} if semantic else {}
        found = []
        for one in sorted({*lexical, *(i for i, s in semantic.items() if s > 0 and i in live)}):
            score = (1 - weight) * (lexical[one].score / top if one in lexical else 0) + weight * max(
                semantic.get(one, 0), 0
            )
            record = lexical[one].record if one in lexical else live[one]
            by = (
                *(("lexical",) if one in lexical else ()),
                *(("semantic",) if semantic.get(one, 0) > 0 else ()),
            )
            found.append(Recalled(record=record, score=round(score, 6), found_by=by))
        return sorted(found, key=lambda r: (-r.score, r.record.id))[:limit]

    def recall(self, query: str, *, agent: str, product: str, tokens: int = 1500) -> list[MemoryRecord]:
        """What an agent is told before it works: its standing lessons and preferences, then what fits the task, within a budget."""
        scopes = ("company", f"product:{product}", f"agent:{agent}")
        standing = self.rows.live(scopes, ("lesson", "preference"), 20)
        fitting = [r.record for r in self.search(query, scopes=scopes, limit=20)]
        chosen: list[MemoryRecord] = []
        room = tokens * _CHARACTERS_PER_TOKEN
        for record in dict.fromkeys([*standing, *fitting]):
            room -= len(record.content)
            if room < 0:
                break
            chosen.append(record)
        return chosen

    def record_use(self, deliverable: Digest, used: Sequence[MemoryId]) -> None:
        """Remember which records a deliverable was made with."""
        self.rows.record_use(deliverable, used)
