"""Keeper: the index as its own process keeps it: vectors by content, Chroma's collections, and what they have not got yet."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from superindividual.memory.collections import Collections
from superindividual.memory.vectors import Matrix, Vectors

_log = logging.getLogger(__name__)
_BATCH = 200
"""Records at a time: one by one, Chroma takes milliseconds for each."""
_MOST_HELD = 2_000
_AT_ONCE = 4
"""Collections that are asked at the same time: Chroma takes a millisecond for each before it looks at the first vector."""


class Keeper:
    """Searches find what was added at once; a thread of its own writes it to Chroma, a batch at a time."""

    def __init__(self, collections: Collections, vectors: Vectors) -> None:
        self._collections = collections
        self._vectors = vectors
        self._written: dict[str, set[str]] = {}
        self._held: dict[str, dict[str, Matrix]] = {}
        self._changed = threading.Condition()
        self._flushing = False
        self._writing = False
        self._closed = False
        self._fault = ""
        self.generation = 0
        """Another number, another index: whoever relies on what was added before has to compare again."""
        self._readers = ThreadPoolExecutor(_AT_ONCE, "memory index")
        self._writer = threading.Thread(target=self._write, name="memory index", daemon=True)
        self._writer.start()

    def align(self, live: Mapping[str, Sequence[tuple[str, str]]]) -> dict[str, list[str]]:
        """Remove what is not among the live ids (with the hash of their text), and give by scope the ids that lack."""
        lacking = {}
        self.flush()
        for scope in {*live, *self._collections.scopes()}:
            ids = [i for i, _ in live.get(scope, ())]
            known = self._known(scope, afresh=True)
            surplus = known.difference(ids)
            self._collections.delete(scope, sorted(surplus))
            known -= surplus
            lacking[scope] = [i for i in ids if i not in known]
        self._vectors.keep_only(h for pairs in live.values() for _, h in pairs)
        return lacking

    def _known(self, scope: str, *, afresh: bool = False) -> set[str]:
        if afresh or scope not in self._written:
            self._written[scope] = self._collections.ids(scope)
        return self._written[scope]

    def unknown(self, hashes: Sequence[str]) -> list[str]:
        """The texts that have no vector yet, each once."""
        known = self._vectors.get(hashes)
        return [h for h in dict.fromkeys(hashes) if h not in known]

    def add(self, scope: str, ids: Sequence[str], hashes: Sequence[str], new: Mapping[str, Matrix]) -> None:
        """Index ids by the hashes of their texts, of which `new` are the vectors that were not known."""
        if new:
            self._fit(len(next(iter(new.values()))))
            self._vectors.put(new)
        vectors = self._vectors.get(hashes)
        with self._changed:
            self._changed.wait_for(lambda: self._count() < _MOST_HELD or self._fault)
            self._held.setdefault(scope, {}).update(
                {i: vectors[h] for i, h in zip(ids, hashes, strict=True) if h in vectors}
            )
            self._changed.notify_all()

    def _fit(self, width: int) -> None:
        """Begin anew where the embedder's vectors have another length than before: it is another model."""
        if self._vectors.widths() <= {width}:
            return
        _log.warning("the embedder's vectors have %d numbers now; the index is built anew", width)
        self._vectors.erase_other_widths(width)
        with self._changed:
            self._held.clear()
            self._written.clear()
            self._collections.drop()
            self.generation += 1

    def _count(self) -> int:
        return sum(map(len, self._held.values()))

    def flush(self) -> None:
        """Wait until Chroma has everything; raises RuntimeError where it cannot be written."""
        with self._changed:
            self._flushing, self._fault = True, ""
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._fault or not (self._held or self._writing))
            self._flushing = False
            if self._fault:
                raise RuntimeError(self._fault)

    def _write(self) -> None:
        """The writer's thread."""
        while True:
            with self._changed:
                self._changed.wait_for(self._due)
                if self._closed:
                    return
                scope = max(self._held, key=lambda s: len(self._held[s]))
                part = dict(list(self._held[scope].items())[:_BATCH])
                self._writing = True
            fault = self._put(scope, part)
            with self._changed:
                self._writing, self._fault = False, fault
                self._changed.notify_all()

    def _due(self) -> bool:
        return self._closed or (
            not self._fault and bool(self._held) and (self._flushing or self._count() >= _BATCH)
        )

    def _put(self, scope: str, part: Mapping[str, Matrix]) -> str:
        """Write a batch and give what went wrong."""
        try:
            known = self._known(scope)
            self._collections.upsert(scope, list(part), np.stack(list(part.values())))
        except Exception as error:  # noqa: BLE001 - Chroma's errors have no common class
            return f"{type(error).__name__}: {error}"
        with self._changed:
            known.update(part)
            rest = {i: v for i, v in self._held.get(scope, {}).items() if i not in part}
            self._held = {s: h for s, h in {**self._held, scope: rest}.items() if h}
        return ""

    def search(self, scopes: Sequence[str], vector: Matrix, limit: int) -> dict[str, float]:
        """Ids and cosine similarity, best first."""
        held = [
            dict(self._held.get(scope, {})) for scope in scopes
        ]  # first: Chroma finds what is written meanwhile
        found: dict[str, float] = {}
        for near in self._in_chroma(scopes, vector, limit):
            found |= near
        for waiting in held:
            found |= likeness_of(vector, waiting)
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:limit])

    def _in_chroma(self, scopes: Sequence[str], vector: Matrix, limit: int) -> Iterator[dict[str, float]]:
        """What Chroma answers about each scope that has something; one that holds less than was written is compared anew."""
        having = [scope for scope in scopes if self._collections.holds(scope)]
        ask = self._readers.map if len(having) > 1 else map
        for near in ask(lambda scope: self._near(scope, vector, limit), having):
            if near is None:
                self._lost()
            else:
                yield near

    def _near(self, scope: str, vector: Matrix, limit: int) -> dict[str, float] | None:
        """The nearest of one scope; None where it cannot be read, or holds less than it should."""
        try:
            known = len(self._known(scope))
            found = self._collections.nearest(scope, vector, limit)
            if len(found) >= min(limit, known) or self._collections.count(scope) >= known:
                return found
        except Exception as error:  # noqa: BLE001 - Chroma's errors have no common class
            _log.warning("a collection of the memory index cannot be read: %s", error)
        return None

    def _lost(self) -> None:
        _log.warning("the memory index holds less than was written to it; it is built anew from the journal")
        with self._changed:
            self._written.clear()
            self._collections.look_again()
            self.generation += 1

    def likeness(self, hashes: Sequence[str], vector: Matrix) -> dict[str, float]:
        """The cosine similarity of texts by their hash, as far as they are known."""
        return likeness_of(vector, self._vectors.get(hashes))

    def close(self) -> None:
        """Write what is held back, and let go of everything."""
        try:
            self.flush()
        finally:
            with self._changed:
                self._closed = True
                self._changed.notify_all()
            self._writer.join()
            self._readers.shutdown()
            self._collections.close()
            self._vectors.close()


def likeness_of(vector: Matrix, others: Mapping[str, Any]) -> dict[str, float]:
    """The cosine similarity of a vector to each of the others that is as long."""
    fitting = {i: v for i, v in others.items() if len(v) == len(vector)}
    if not fitting:
        return {}
    return dict(zip(fitting, (np.stack(list(fitting.values())) @ vector).tolist(), strict=True))
