"""Collections: what Chroma holds, one collection for each scope and embedder: a filter would pay for the whole store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from superindividual.ids import digest_of
from superindividual.memory.vectors import Matrix

_HNSW = {"space": "cosine", "ef_search": 200}
"""As many as are looked at for a query; with Chroma's 100, one in a hundred of the nearest hundred is missed."""
_PAGE = 10_000


def local(folder: str) -> Any:
    """Chroma over files of this process alone."""
    from chromadb import PersistentClient
    from chromadb.config import Settings

    return PersistentClient(folder, settings=Settings(anonymized_telemetry=False))


def server(url: str, token: str) -> Any:
    """Chroma's server, which several workers share; raises ValueError for an address that is none."""
    from chromadb import HttpClient
    from chromadb.config import Settings

    parts = urlsplit(url)
    return HttpClient(
        host=parts.hostname or "",
        port=parts.port or (443 if parts.scheme == "https" else 80),
        ssl=parts.scheme == "https",
        headers={"x-chroma-token": token} if token else {},
        settings=Settings(anonymized_telemetry=False),
    )


class Collections:
    """One company's collections by one embedder, by scope."""

    def __init__(self, client: Any, company: str, embedder: str) -> None:
        self._client = client
        self._company = company
        self._embedder = embedder
        self._open: dict[str, Any] = {}
        self._names = {c.name for c in client.list_collections()}

    def _name(self, scope: str) -> str:
        return f"m-{digest_of([self._company, scope, self._embedder])[:24]}"

    def _found(self, scope: str) -> Any | None:
        """The scope's collection; None while there is none."""
        if scope not in self._open and self._name(scope) in self._names:
            self._open[scope] = self._client.get_collection(self._name(scope), embedding_function=None)
        return self._open.get(scope)

    def holds(self, scope: str) -> bool:
        """Whether the scope has a collection."""
        return scope in self._open or self._name(scope) in self._names

    def _made(self, scope: str) -> Any:
        found = self._found(scope)
        if found is None:
            found = self._open[scope] = self._client.get_or_create_collection(
                self._name(scope),
                embedding_function=None,
                configuration={"hnsw": _HNSW},
                metadata={"company": self._company, "scope": scope, "embedder": self._embedder},
            )
            self._names.add(self._name(scope))
        return found

    def scopes(self) -> set[str]:
        """Every scope that has a collection."""
        return {str(c.metadata["scope"]) for c in self._mine()}

    def _mine(self) -> list[Any]:
        ours = (self._company, self._embedder)
        return [
            c
            for c in self._client.list_collections()
            if ((c.metadata or {}).get("company"), (c.metadata or {}).get("embedder")) == ours
        ]

    def ids(self, scope: str) -> set[str]:
        """All that the scope's collection holds."""
        found = self._found(scope)
        known: set[str] = set()
        while found is not None:
            page = found.get(limit=_PAGE, offset=len(known), include=[])["ids"]
            known.update(page)
            if len(page) < _PAGE:
                break
        return known

    def count(self, scope: str) -> int:
        """How many the scope's collection holds."""
        found = self._found(scope)
        return int(found.count()) if found is not None else 0

    def upsert(self, scope: str, ids: Sequence[str], vectors: Matrix) -> None:
        """Write vectors; those that are there already are replaced."""
        self._made(scope).upsert(ids=list(ids), embeddings=vectors)

    def delete(self, scope: str, ids: Sequence[str]) -> None:
        """Take ids out."""
        found = self._found(scope)
        for start in range(0, len(ids) if found is not None else 0, 1000):
            found.delete(ids=list(ids[start : start + 1000]))  # type: ignore[union-attr]

    def nearest(self, scope: str, vector: Matrix, limit: int) -> dict[str, float]:
        """Ids and cosine similarity, best first."""
        collection = self._found(scope)
        if collection is None:
            return {}
        found = collection.query(query_embeddings=[vector], n_results=limit, include=["distances"])
        return {i: 1.0 - d for i, d in zip(found["ids"][0], found["distances"][0], strict=True)}

    def drop(self) -> None:
        """Remove every collection of this company and embedder."""
        for collection in self._mine():
            self._client.delete_collection(collection.name)
        self.look_again()

    def look_again(self) -> None:
        """Forget what is known of Chroma, such as when it was emptied."""
        self._open.clear()
        self._names = {c.name for c in self._client.list_collections()}

    def close(self) -> None:
        """Let go of the files or the connection."""
        self._open.clear()
        self._client.close()
