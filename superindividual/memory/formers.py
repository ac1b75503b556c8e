"""Formers: whose vectors answer, from their cache, while an index is filled: another embedder's, or the one's that is at work.

The cache is all they need: Chroma's files are not trusted when the process that wrote them was killed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from superindividual.memory.keeper import likeness_of
from superindividual.memory.vectors import Matrix, Vectors

Live = Mapping[str, Sequence[tuple[str, str]]]
"""Scope to the ids of its records, each with the hash of its text."""


class Formers:
    """All of one's vectors in memory for as long as it answers: 150 MB for 100,000 of MiniLM's."""

    def __init__(self, path: Path, embedder: str) -> None:
        """`embedder`: the one at work."""
        self._path = path
        self._at_work = embedder
        self._live: Live = {}
        self._answers = ""
        self._vectors: Vectors | None = None
        self._loaded: dict[str, tuple[list[str], Matrix]] = {}
        """Scope to its ids and their vectors."""

    def know(self, live: Live) -> None:
        """What the records are, so that vectors are found for them."""
        self.rest()
        self._live = live

    def names(self) -> list[str]:
        """Every embedder, the one that embedded most first."""
        vectors = Vectors(self._path, self._at_work)
        counts = vectors.counts()
        vectors.close()
        return sorted(counts, key=lambda name: (-counts[name], name != self._at_work, name))

    def search(self, embedder: str, scopes: Sequence[str], vector: Matrix, limit: int) -> dict[str, float]:
        """Ids and cosine similarity, best first; of every vector, none is missed."""
        found: dict[str, float] = {}
        for scope in scopes:
            ids, matrix = self._of(embedder, scope)
            if not ids or matrix.shape[1] != len(vector):
                continue
            near = matrix @ vector
            best = np.argpartition(-near, limit)[:limit] if limit < len(ids) else range(len(ids))
            found |= {ids[n]: float(near[n]) for n in best}
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:limit])

    def likeness(self, embedder: str, hashes: Sequence[str], vector: Matrix) -> dict[str, float]:
        """The cosine similarity of texts by their hash, as far as they are known."""
        return likeness_of(vector, self._cache(embedder).get(hashes))

    def _of(self, embedder: str, scope: str) -> tuple[list[str], Matrix]:
        cache = self._cache(embedder)
        if scope not in self._loaded:
            pairs = self._live.get(scope, ())
            known = cache.get({h for _, h in pairs})
            having = [(i, known[h]) for i, h in pairs if h in known]
            rows = np.stack([row for _, row in having]) if having else np.zeros((0, 0), np.float32)
            self._loaded[scope] = [i for i, _ in having], rows
        return self._loaded[scope]

    def _cache(self, embedder: str) -> Vectors:
        if self._answers != embedder or self._vectors is None:
            self.rest()
            self._answers, self._vectors = embedder, Vectors(self._path, embedder)
        return self._vectors

    def rest(self) -> None:
        """Let go of the vectors: the one at work answers now."""
        if self._vectors:
            self._vectors.close()
        self._answers, self._vectors, self._loaded = "", None, {}
