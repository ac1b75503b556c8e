"""Index: the memory's vectors in Chroma; rebuildable from the rows, owned by the worker's process alone."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from superindividual.errors import MemoryUnavailable
from superindividual.ids import MemoryId, digest_of
from superindividual.memory.embedder import Embedder, Vector
from superindividual.memory.record import MemoryRecord
from superindividual.text import gettext as _

_BATCH = 200


class Index:
    """One collection for each scope and embedder: a filter would pay for the whole store."""

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        """Open or make the index; raises MemoryUnavailable. The caller holds the company's lock."""
        self.embedder = embedder
        self._collections: dict[str, Any] = {}
        os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
        try:
            import chromadb
            from chromadb.config import Settings

            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._client = chromadb.PersistentClient(
                str(folder), settings=Settings(anonymized_telemetry=False)
            )
        except Exception as error:
            raise MemoryUnavailable(
                _("the memory index cannot be opened: {error}").format(error=error),
                remedy=_("remove {folder}; it is rebuilt from the journal").format(folder=folder),
            ) from error

    def _collection(self, scope: str) -> Any:
        if scope not in self._collections:
            name = f"m-{digest_of([scope, self.embedder.name])[:24]}"
            self._collections[scope] = self._client.get_or_create_collection(
                name, embedding_function=None, metadata={"scope": scope, "hnsw:space": "cosine"}
            )
        return self._collections[scope]

    def add(self, records: Sequence[MemoryRecord]) -> None:
        """Index records; the same record twice is one. Raises MemoryUnavailable when the embedder cannot work."""
        by_scope: dict[str, list[MemoryRecord]] = {}
        for record in records:
            by_scope.setdefault(record.scope, []).append(record)
        for scope, group in by_scope.items():
            collection = self._collection(scope)
            for start in range(0, len(group), _BATCH):
                part = group[start : start + _BATCH]
                collection.upsert(ids=[r.id for r in part], embeddings=self._embed([r.content for r in part]))

    def _embed(self, texts: Sequence[str]) -> Any:
        try:
            return self.embedder.embed(texts)
        except Exception as error:
            raise MemoryUnavailable(f"{self.embedder.name} embeds nothing now: {error}") from error

    def vector(self, query: str) -> Vector:
        """The query as a vector; raises MemoryUnavailable when the embedder cannot work."""
        found: Vector = self._embed([query])[0]
        return found

    def search(self, vector: Vector, scopes: Sequence[str], limit: int) -> dict[MemoryId, float]:
        """Ids and cosine similarity, best first."""
        found: dict[MemoryId, float] = {}
        for scope in scopes:
            collection = self._collection(scope)
            count = collection.count()
            if count:
                answer = collection.query(
                    query_embeddings=[vector], n_results=min(limit, count), include=["distances"]
                )
                found |= {
                    MemoryId(i): 1.0 - d
                    for i, d in zip(answer["ids"][0], answer["distances"][0], strict=True)
                }
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:limit])

    def likeness(self, vector: Vector, records: Sequence[MemoryRecord]) -> dict[MemoryId, float]:
        """The cosine similarity of these records, as far as they are indexed."""
        found: dict[MemoryId, float] = {}
        for scope in {r.scope for r in records}:
            wanted = [r.id for r in records if r.scope == scope]
            answer = self._collection(scope).get(ids=wanted, include=["embeddings"])
            if answer["ids"]:
                likenesses = answer["embeddings"] @ vector  # a matrix of numpy's
                found |= {MemoryId(i): float(v) for i, v in zip(answer["ids"], likenesses, strict=True)}
        return found

    def missing(self, records: Sequence[MemoryRecord]) -> list[MemoryRecord]:
        """Those of the records that are not indexed, such as after a crash or in an emptied index."""
        lacking: list[MemoryRecord] = []
        for scope in {r.scope for r in records}:
            group = [r for r in records if r.scope == scope]
            present = set(self._collection(scope).get(ids=[r.id for r in group], include=[])["ids"])
            lacking += [r for r in group if r.id not in present]
        return lacking
