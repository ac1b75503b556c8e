"""The memory as LangChain's vector store: its own standard tests, over the index that a worker has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.documents import Document
from langchain_core.vectorstores import VectorStore
from langchain_tests.integration_tests import VectorStoreIntegrationTests

from superindividual.errors import MemoryUnavailable
from superindividual.journal.journal import Journal
from superindividual.memory.documents import MemoryDocuments, embedder_of
from superindividual.memory.memory import Memory
from tests.memory.indexes import within


class TestMemoryDocuments(VectorStoreIntegrationTests):
    """LangChain's suite, sync and async."""

    @pytest.fixture
    def vectorstore(self, journal: Journal, tmp_path: Path) -> Iterator[VectorStore]:  # type: ignore[override]
        index = within(tmp_path / "index", embedder_of(self.get_embeddings(), "fake"))
        yield MemoryDocuments(journal, Memory(journal.store, index, journal.clock))
        index.close()


@pytest.fixture
def documents(journal: Journal) -> MemoryDocuments:
    return MemoryDocuments(journal, Memory(journal.store, clock=journal.clock))


def test_without_an_embedder_words_find_documents(documents: MemoryDocuments) -> None:
    """Offline, with nothing downloaded; what shares no word is not found."""
    documents.add_documents([Document("ships in the harbour"), Document("tea")], ids=["a", "b"])
    assert [d.id for d in documents.similarity_search("harbour")] == ["a"]


def test_agents_are_told_documents_as_material_from_outside(documents: MemoryDocuments) -> None:
    """And no longer once they are deleted."""
    documents.add_texts(["ships in the harbour"], ids=["a"])
    (told,) = documents.memory.recall("harbour", agent="designer", product="a")
    assert told.tainted
    assert told.source.startswith("store:documents/a@")
    documents.delete()
    assert documents.memory.recall("harbour", agent="designer", product="a") == []


def test_it_is_made_of_texts_over_a_companys_memory_only(journal: Journal) -> None:
    """There is no memory of its own to begin."""
    with pytest.raises(MemoryUnavailable, match="journal and memory"):
        MemoryDocuments.from_texts(["x"], None)  # type: ignore[arg-type]
    memory = Memory(journal.store, clock=journal.clock)
    made = MemoryDocuments.from_texts(["tea"], None, ids=["a"], journal=journal, memory=memory)  # type: ignore[arg-type]
    assert made.get_by_ids(["a"]) == [Document(id="a", page_content="tea", metadata={})]
