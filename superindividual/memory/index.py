"""Index: the memory's vectors in Chroma; rebuildable from the rows, owned by the worker's process alone."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from operator import mul
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
        self._held: dict[str, dict[MemoryId, Vector]] = {}
        """Scope to the vectors that Chroma has not got yet; all vectors are of length 1."""
        os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
        try:
            import chromadb
            from chromadb.config import Settings

            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._client: Any = chromadb.PersistentClient(
                str(folder), settings=Settings(anonymized_telemetry=False)
            )
            self._names = {collection.name for collection in self._client.list_collections()}
        except Exception as error:
            raise MemoryUnavailable(
                _("the memory index cannot be opened: {error}").format(error=error),
                remedy=_("remove {folder}; it is rebuilt from the journal").format(folder=folder),
            ) from error

    def close(self) -> None:
        """Write what is held back and let go of the files; nothing more is searched or added."""
        try:
            self.flush()
        finally:
            self._collections.clear()
            self._client.close()

    def _name(self, scope: str) -> str:
        return f"m-{digest_of([scope, self.embedder.name])[:24]}"

    def _collection(self, scope: str) -> Any | None:
        """What Chroma holds of a scope; None while that is nothing."""
        if scope not in self._collections and self._name(scope) in self._names:
            self._collections[scope] = self._client.get_collection(self._name(scope), embedding_function=None)
        return self._collections.get(scope)

    def _made(self, scope: str) -> Any:
        if self._collection(scope) is None:
            self._collections[scope] = self._client.get_or_create_collection(
                self._name(scope),
                embedding_function=None,
                metadata={"scope": scope, "hnsw:space": "cosine"},
            )
        return self._collections[scope]

    def add(self, records: Sequence[MemoryRecord]) -> None:
        """Index records; the same record twice is one. Raises MemoryUnavailable when embedder or disk cannot work.

        Searches find them at once. Chroma gets them a batch at a time: one by one it takes milliseconds for each.
        """
        for start in range(0, len(records), _BATCH):
            part = records[start : start + _BATCH]
            for record, vector in zip(part, self._embed([r.content for r in part]), strict=True):
                self._held.setdefault(record.scope, {})[record.id] = vector
            if sum(map(len, self._held.values())) >= _BATCH:
                self.flush()

    def flush(self) -> None:
        """Write what is held back to Chroma; raises MemoryUnavailable where it cannot be written."""
        for scope, vectors in list(self._held.items()):
            try:
                self._made(scope).upsert(ids=list(vectors), embeddings=list(vectors.values()))
            except Exception as error:
                raise MemoryUnavailable(
                    _("the memory index cannot be written: {error}").format(error=error),
                    remedy=_("make room or mend the disk, then: superindividual up"),
                ) from error
            del self._held[scope]

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
            found |= self._written(scope, vector, limit)
            found |= _held_likeness(vector, self._held.get(scope, {}))
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:limit])

    def _written(self, scope: str, vector: Vector, limit: int) -> dict[MemoryId, float]:
        """What Chroma answers about a scope."""
        collection = self._collection(scope)
        count = collection.count() if collection else 0
        if not collection or not count:
            return {}
        answer = collection.query(
            query_embeddings=[vector], n_results=min(limit, count), include=["distances"]
        )
        return {MemoryId(i): 1.0 - d for i, d in zip(answer["ids"][0], answer["distances"][0], strict=True)}

    def likeness(self, vector: Vector, records: Sequence[MemoryRecord]) -> dict[MemoryId, float]:
        """The cosine similarity of these records, as far as they are indexed."""
        found: dict[MemoryId, float] = {}
        for scope in {r.scope for r in records}:
            wanted = [r.id for r in records if r.scope == scope]
            held = self._held.get(scope, {})
            found |= _held_likeness(vector, {i: held[i] for i in wanted if i in held})
            collection = self._collection(scope)
            answer = collection.get(ids=wanted, include=["embeddings"]) if collection else {"ids": []}
            if answer["ids"]:
                likenesses = answer["embeddings"] @ vector  # a matrix of numpy's
                found |= {MemoryId(i): float(v) for i, v in zip(answer["ids"], likenesses, strict=True)}
        return found

    def missing(self, records: Sequence[MemoryRecord]) -> list[MemoryRecord]:
        """Those of the records that are not indexed, such as after a crash or in an emptied index."""
        lacking: list[MemoryRecord] = []
        for scope in {r.scope for r in records}:
            group = [r for r in records if r.scope == scope]
            collection = self._collection(scope)
            written = collection.get(ids=[r.id for r in group], include=[])["ids"] if collection else ()
            present = {*self._held.get(scope, ()), *written}
            lacking += [r for r in group if r.id not in present]
        return lacking


def _held_likeness(vector: Vector, held: Mapping[MemoryId, Vector]) -> dict[MemoryId, float]:
    return {i: sum(map(mul, vector, other)) for i, other in held.items()}
