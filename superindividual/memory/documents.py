"""MemoryDocuments: the company's memory as a LangChain `VectorStore`; documents are told to agents as any record is."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import VectorStore

from superindividual.errors import MemoryUnavailable
from superindividual.journal.journal import Journal
from superindividual.memory.embedder import Embedder, endpoint_embedder
from superindividual.memory.items import Items, Namespace, StoredItem
from superindividual.memory.memory import Memory
from superindividual.text import gettext as _


def embedder_of(embeddings: Embeddings, name: str) -> Embedder:
    """LangChain's embeddings as the memory's embedder; `name` is the model's, which names the index."""
    return endpoint_embedder(name, lambda texts: embeddings.embed_documents(list(texts)))


class MemoryDocuments(VectorStore):
    """Documents under one namespace, found by meaning; by words where the memory has no index."""

    def __init__(
        self,
        journal: Journal,
        memory: Memory,
        *,
        namespace: Namespace = ("documents",),
        author: str = "app",
        tainted: bool = True,
    ) -> None:
        self.memory = memory
        self._items = Items(journal.store, memory, journal.clock, author, tainted=tainted)
        self._store = journal.store
        self._namespace = namespace

    def add_texts(
        self,
        texts: Iterable[str],
        metadatas: Sequence[dict[str, Any]] | None = None,
        *,
        ids: Sequence[str | None] | None = None,
        **_more: Any,
    ) -> list[str]:
        """Keep texts, in the place of those with the same id; gives the ids."""
        kept = list(texts)
        names = [given or uuid.uuid4().hex for given in ids or [None] * len(kept)]
        notes = metadatas or [{}] * len(kept)
        with self._store.transaction():
            for text, note, name in zip(kept, notes, names, strict=True):
                self._items.put(self._namespace, name, {"text": text, "metadata": note}, text)
        return names

    def delete(self, ids: Sequence[str] | None = None, **_more: Any) -> bool:
        """Remove documents; without ids, all of them."""
        with self._store.transaction():
            for name in [i.key for i in self._items.below(self._namespace)] if ids is None else ids:
                self._items.delete(self._namespace, name)
        return True

    def get_by_ids(self, ids: Sequence[str], /) -> list[Document]:
        """Those of the ids that are there."""
        found = (self._items.get(self._namespace, name) for name in ids)
        return [_document(item) for item in found if item]

    def similarity_search(self, query: str, k: int = 4, **more: Any) -> list[Document]:
        """The likest, best first."""
        return [document for document, _score in self.similarity_search_with_score(query, k, **more)]

    def similarity_search_with_score(
        self, query: str, k: int = 4, **_more: Any
    ) -> list[tuple[Document, float]]:
        """The likest with cosine similarity, from -1 to 1; with the score of a search by words where nothing embeds."""
        items = {item.memory: item for item in self._items.below(self._namespace) if item.memory}
        records = self.memory.rows.among(list(items))
        scores = self.memory.likeness(query, records)
        order = sorted(scores, key=lambda found: (-scores[found], found))[:k]
        return [(_document(items[found]), scores[found]) for found in order]

    @classmethod
    def from_texts(
        cls,
        texts: list[str],
        embedding: Embeddings,
        metadatas: list[dict[str, Any]] | None = None,
        *,
        ids: list[str] | None = None,
        journal: Journal | None = None,
        memory: Memory | None = None,
        **more: Any,
    ) -> MemoryDocuments:
        """The same over a company's journal and memory, whose own embedder is used.

        Raises:
            MemoryUnavailable: no journal or no memory is given.
        """
        if journal is None or memory is None:
            raise MemoryUnavailable(
                _("documents are kept in a company's memory: give its journal and memory")
            )
        made = cls(journal, memory, **more)
        made.add_texts(texts, metadatas, ids=ids)
        return made


def _document(item: StoredItem) -> Document:
    return Document(id=item.key, page_content=item.value["text"], metadata=item.value["metadata"])
