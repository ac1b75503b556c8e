"""Formers: indexes by embedders that were at work before, as they were left: they answer while the present one is filled."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from superindividual.memory.collections import Collections, held
from superindividual.memory.keeper import likeness_of
from superindividual.memory.vectors import Matrix, Vectors


class Formers:
    """Read only; what is no record any more is left out by whoever asks."""

    def __init__(self, client: Any, company: str, embedder: str, vectors: Path) -> None:
        """`embedder`: the one at work, which is none of them."""
        self._client = client
        self._company = company
        self._embedder = embedder
        self._path = vectors
        self._open: dict[str, tuple[Collections, Vectors]] = {}

    def names(self) -> list[str]:
        """The embedders, the one that indexed most first."""
        counts = held(self._client, self._company)
        return sorted(counts.keys() - {self._embedder}, key=lambda name: (-counts[name], name))

    def search(self, embedder: str, scopes: Sequence[str], vector: Matrix, limit: int) -> dict[str, float]:
        """Ids and cosine similarity, best first."""
        found: dict[str, float] = {}
        for scope in scopes:
            found |= self._of(embedder)[0].nearest(scope, vector, limit)
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:limit])

    def likeness(self, embedder: str, hashes: Sequence[str], vector: Matrix) -> dict[str, float]:
        """The cosine similarity of texts by their hash, as far as they are known."""
        return likeness_of(vector, self._of(embedder)[1].get(hashes))

    def _of(self, embedder: str) -> tuple[Collections, Vectors]:
        if embedder not in self._open:
            collections = Collections(self._client, self._company, embedder)
            self._open[embedder] = collections, Vectors(self._path, embedder)
        return self._open[embedder]

    def close(self) -> None:
        """Let go of the cache; Chroma is closed by the one at work."""
        for _collections, vectors in self._open.values():
            vectors.close()
