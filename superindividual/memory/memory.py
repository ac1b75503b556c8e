"""Memory: what the company knows, shared by all agents: rows are the truth, Chroma the index, FTS5 the lexical side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from superindividual.clock import Clock, now, stamp
from superindividual.ids import Digest, MemoryId, memory_id
from superindividual.journal.store import Store
from superindividual.memory.candidates import Candidate, Candidates
from superindividual.memory.contradiction import Contradictions
from superindividual.memory.meaning import Meaning
from superindividual.memory.ranking import Lexical, Ranked, fused, in_context
from superindividual.memory.record import MemoryRecord, Recalled, RecordKind, Way
from superindividual.memory.rows import Rows
from superindividual.memory.span import ANY, Span
from superindividual.memory.words import telling, words

if TYPE_CHECKING:
    from superindividual.memory.index import Index
    from superindividual.memory.indexing import Indexing

_CANDIDATES = 60
"""Records that are looked at for a query, found by words."""
_NEAR = 50
"""And so many, found by meaning: with twice as many of both no other ones came first (`benchmarks/recall.py`)."""
_NEAR_NARROWED = 200
"""The same where only some kinds or days are asked for: the index knows neither."""
_MOST_WORDS = 64
"""Telling words of a query that are looked for."""
_REACH = 2
"""Places before and after each in its document that are looked at with it."""
_METRICS = 10
"""Numbers of the product's launch, the newest, that everybody who works on it is told."""
_CHARACTERS_PER_TOKEN = 3
_ALIKE = 0.9
"""Share of their words that two records have in common of which only the better is told."""


class Memory:
    """Add, search, recall. Front ends open it without an index and search lexically."""

    def __init__(self, store: Store, index: Index | None = None, clock: Clock = now) -> None:
        self._clock = clock
        self._index = index
        self._store = store
        self.rows = Rows(store, clock)
        self.contradictions = Contradictions(store, self.rows, clock)
        self._indexing = _indexing(self.rows, index) if index else None

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
        **more: Any,
    ) -> MemoryRecord:
        """A record with its derived id and the time; `more` are other fields of a record."""
        return MemoryRecord(
            id=memory_id(content, scope, source, *([supersedes] if supersedes else [])),
            content=content,
            kind=kind,
            scope=scope,
            source=source,
            author=author,
            created=stamp(self._clock()),
            tainted=tainted,
            supersedes=supersedes,
            **more,
        )

    def add(self, record: MemoryRecord) -> None:
        """Store a record, and note what it contradicts; the next search indexes it, after the transaction that stores it."""
        with self._store.transaction():
            if self.rows.add(record):
                self.contradictions.look(record)

    def index_new(self) -> int:
        """Bring the index up to the rows and give how many were added."""
        return self._indexing.index_new() if self._indexing else 0

    def begin_indexing(self) -> None:
        """The same in a thread of its own; meanwhile searches find what is indexed."""
        if self._indexing:
            self._indexing.begin()

    def flush(self) -> None:
        """Write what the index holds back; what a killed process does not write, the next start indexes."""
        if self._indexing:
            self._indexing.flush()

    def search(
        self,
        query: str,
        *,
        scopes: Sequence[str] = (),
        kinds: Sequence[RecordKind] = (),
        limit: int = 10,
        span: Span = ANY,
        labels: Iterable[str] = (),
    ) -> list[Recalled]:
        """What fits the query, best first: found by words and by meaning, and judged with what stands around it.

        `labels` are the query's own: one that may not go where texts are embedded is searched by words only.
        """
        asked = telling(query)[:_MOST_WORDS]
        near = _NEAR_NARROWED if kinds or span != ANY else _NEAR
        meaning = self._meaning(query, scopes or self.rows.scopes(), labels, near)
        known = self.rows.frequencies(asked)
        candidates = Candidates(self._store, self._clock, scopes, kinds, span)
        lexical = Lexical(asked, known)
        found: dict[MemoryId, Candidate] = {}
        for part in _parts(candidates, candidates.matching(asked, known, _CANDIDATES), meaning):
            found |= {one.id: one for one in part}
            meaning.ahead(part)
            lexical.read(part)  # while the index works
        order = _ranked(query, lexical, list(found.values()), meaning)[:limit]
        records = {r.id: r for r in self.rows.among([i for i, *_ in order], scopes, kinds, span)}
        return [_recalled(records[i], score, ways) for i, score, ways in order if i in records]

    def rank(self, query: str, records: Sequence[MemoryRecord]) -> list[Recalled]:
        """Those of the records that fit the query, best first; all of them are looked at."""
        asked = telling(query)[:_MOST_WORDS]
        meaning = self._meaning(query, (), ())
        lexical = Lexical(asked, self.rows.frequencies(asked))
        lexical.read(records)
        by_id = {r.id: r for r in records}
        order = _ranked(query, lexical, records, meaning)
        return [_recalled(by_id[i], score, ways) for i, score, ways in order]

    def likeness(self, query: str, records: Sequence[MemoryRecord]) -> dict[MemoryId, float]:
        """How near each of the records is, from -1 to 1; scores by words where nothing embeds."""
        if self._index is None:
            return {found.record.id: found.score for found in self.rank(query, records)}
        self.index_new()
        return self._index.likeness(self._index.vector(query), records)

    def _meaning(
        self, query: str, scopes: Sequence[str], labels: Iterable[str], near: int = _NEAR
    ) -> Meaning:
        """Begin to look what is near the query by meaning; nothing is, while its embedder may not have it."""
        if self._indexing is None or not self._indexing.answers.embedder.may_embed(labels):
            return Meaning()
        self._indexing.catch_up()
        return Meaning(self._indexing.answers, query, scopes, near)

    def recall(
        self, query: str, *, agent: str, product: str, tokens: int = 1500, labels: Iterable[str] = ()
    ) -> list[MemoryRecord]:
        """What an agent is told before it works: what stands, then what fits the task, within a budget.

        `labels` are the query's own, as in `search`.
        """
        scopes = ("company", f"product:{product}", f"agent:{agent}")
        standing = self.rows.live(scopes, ("lesson", "preference"), 20)
        standing += self.rows.live(
            scopes[1:2], ("metric",), _METRICS
        )  # a launch's numbers share few words with a task
        fitting = [r.record for r in self.search(query, scopes=scopes, limit=20, labels=labels)]
        return _within(dict.fromkeys([*standing, *fitting]), tokens * _CHARACTERS_PER_TOKEN)

    def record_use(self, deliverable: Digest, used: Sequence[MemoryId]) -> None:
        """Remember which records a deliverable was made with."""
        self.rows.record_use(deliverable, used)


def _indexing(rows: Rows, index: Index) -> Indexing:
    from superindividual.memory.indexing import Indexing  # here, since front ends have no index

    return Indexing(rows, index)


def _within(records: Iterable[MemoryRecord], room: int) -> list[MemoryRecord]:
    """The first that fit into so many characters; what says almost the same as one before takes none of them."""
    chosen: list[MemoryRecord] = []
    said: list[set[str]] = []
    for record in records:
        cut = set(words(record.content))
        if any(len(cut & other) > _ALIKE * len(cut | other) for other in said):
            continue
        room -= len(record.content)
        if room < 0:
            break
        chosen.append(record)
        said.append(cut)
    return chosen


def _parts(candidates: Candidates, matching: list[Candidate], meaning: Meaning) -> Iterator[list[Candidate]]:
    """What was found by words, and then by meaning, each with what stands beside it."""
    yield matching + candidates.beside(matching, _REACH)
    by_words = {one.id for one in matching}
    near = candidates.of([i for i in meaning.near if i not in by_words])
    yield near + candidates.beside(near, _REACH)


def _ranked(
    query: str, lexical: Lexical, records: Sequence[Ranked], meaning: Meaning
) -> list[tuple[MemoryId, float, tuple[Way, ...]]]:
    """Those that fit, best first: its score, and how it was found."""
    by_words, likeness = lexical.scores(), meaning.of(records)
    scores = in_context(query, records, fused(by_words, likeness, meaning.weight, lexical.most))
    order = sorted((i for i, score in scores.items() if score > 0), key=lambda i: (-scores[i], i))
    return [(i, scores[i], _found_by(i, by_words, likeness)) for i in order]


def _recalled(record: MemoryRecord, score: float, ways: tuple[Way, ...]) -> Recalled:
    return Recalled(record=record, score=round(score, 6), found_by=ways)


def _found_by(
    record: MemoryId, lexical: Mapping[MemoryId, float], likeness: Mapping[MemoryId, float]
) -> tuple[Way, ...]:
    """By its words, by its meaning, or only since it stands beside what was found."""
    by_words: tuple[Way, ...] = ("lexical",) if record in lexical else ()
    by_meaning: tuple[Way, ...] = ("semantic",) if likeness.get(record, 0) > 0 else ()
    return by_words + by_meaning or ("beside",)
