"""Ranking: words, meaning and what stands around a record make one order."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from superindividual.ids import MemoryId
from superindividual.journal.journal import Journal
from superindividual.memory.embedder import Embedder, Vector
from superindividual.memory.memory import Memory
from superindividual.memory.ranking import Frequencies, fused, tiers
from superindividual.memory.words import telling
from tests.memory.indexes import within


def told(memory: Memory, source: str, author: str, text: str) -> str:
    record = memory.compose(text, kind="fact", scope="company", source=source, author=author)
    memory.add(record)
    return record.content


@pytest.fixture
def memory(journal: Journal) -> Memory:
    return Memory(journal.store)


def test_function_words_ask_nothing() -> None:
    """What is asked about is left; a question of nothing else keeps its words."""
    assert telling("What did Caroline research?") == ["caroline", "research"]
    assert "什么" not in telling("重量怎么取整，是什么单位？")
    assert telling("who is it") == ["who", "is", "it"]


def test_an_answer_is_found_beside_its_question(memory: Memory) -> None:
    """It shares no word with what is asked, but stands after the one that does, in the same document."""
    told(memory, "talk:1", "mia", "How much would you pay for the freight tool?")
    answer = told(memory, "talk:2", "li", "Thirty to fifty, once.")
    told(memory, "talk:9", "li", "Something else entirely.")
    found = memory.search("pay for the freight tool")
    assert [(f.record.content, f.found_by) for f in found][1] == (answer, ("beside",))
    assert len(found) == 2


def test_places_of_different_documents_are_no_neighbours(memory: Memory) -> None:
    """The same number in another document says nothing."""
    told(memory, "talk:1", "mia", "the freight tool")
    told(memory, "mail:2", "li", "unrelated words")
    assert len(memory.search("freight tool")) == 1


def test_the_one_who_is_named_comes_first(memory: Memory) -> None:
    """Of two that say the same, the one by the author whom the question names; naming both prefers neither."""
    told(memory, "a", "mia", "prefers tea in the morning")
    told(memory, "b", "leo", "prefers tea in the evening")
    assert memory.search("what does Leo prefer: tea?")[0].record.author == "leo"
    assert memory.search("what does Mia prefer: tea?")[0].record.author == "mia"


def test_a_statement_comes_before_a_question(memory: Memory) -> None:
    """One that only asks knows less."""
    told(memory, "a", "x", "Is the price 19 euro once?")
    says = told(memory, "b", "x", "The price: 19 euro once.")
    assert memory.search("price euro once")[0].record.content == says


def test_meaning_is_found_among_many_newer_records(journal: Journal, tmp_path: Path) -> None:
    """Also past the thousandth: an old record that only its meaning finds."""

    def embed(texts: Sequence[str]) -> list[Vector]:
        def spread(text: str) -> Vector:
            chance = random.Random("harbour" if "harbour" in text or "port" in text else text)
            values = [chance.gauss(0, 1) for _ in range(16)]
            return [v / math.hypot(*values) for v in values]

        return [spread(text) for text in texts]

    memory = Memory(journal.store, within(tmp_path / "index", Embedder("two", True, embed)))
    old = told(memory, "old", "x", "ships lie in the harbour")
    with journal.transaction():
        for number in range(1_100):
            told(memory, f"new {number}", "x", f"note {number}")
    memory.index_new()
    assert memory.search("port")[0].record.content == old


def test_an_embedder_counts_less_for_a_language_it_does_not_know() -> None:
    """Likeness of what is not understood must not push the words aside."""
    english = Embedder("e", True, lambda _: [], han=False)
    assert english.weight("重量怎么取整") < english.weight("how is weight rounded")
    both = Embedder("b", True, lambda _: [])
    assert both.weight("重量怎么取整") == both.weight("how is weight rounded")


def test_the_rarest_words_are_looked_for_first() -> None:
    """In groups that stand in few records together; one that alone stands in many is told apart."""
    known = Frequencies(100_000, {"dune": 3, "harbour": 90, "old": 60, "price": 40_000})
    found = list(tiers(["price", "old", "harbour", "dune", "never"], known, 100))
    assert found == [(["never", "dune", "old"], False), (["harbour"], False), (["price"], True)]
    assert list(tiers([], known, 100)) == []


def alike_in_all() -> tuple[dict[MemoryId, float], dict[MemoryId, float]]:
    """Words and likeness as an embedder has them by which any two texts are much alike: `right` shares no word."""
    unlike = {MemoryId(f"M-{n:02}"): 0.70 + n / 1000 for n in range(20)}
    return {MemoryId("M-19"): 1.0, MemoryId("M-01"): 0.9}, {**unlike, MemoryId("right"): 0.88}


def first(scores: dict[MemoryId, float]) -> MemoryId:
    return max(scores, key=lambda record: scores[record])


def test_likeness_tells_by_what_is_above_that_of_everything() -> None:
    """An embedder by which nothing is less than half alike is heard as any other; the least alike is told last."""
    words, likeness = alike_in_all()
    scores = fused(words, likeness, 0.6, 1.0)
    assert first(scores) == "right"
    assert min(scores.values()) > 0


def test_taken_as_it_is_it_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a word that is shared by chance outweighs the meaning."""
    monkeypatch.setattr("superindividual.memory.ranking._floor", lambda _likeness: 0.0)
    assert first(fused(*alike_in_all(), 0.6, 1.0)) == "M-19"


def test_a_few_that_are_alike_are_all_told() -> None:
    """Two records say nothing of how alike everything is."""
    scores = fused({}, {MemoryId("a"): 0.9, MemoryId("b"): 0.8}, 0.45, 1.0)
    assert scores[MemoryId("b")] > 0.3


@pytest.mark.parametrize(
    ("most", "found"), [(20.0, "near"), (2.0, "word")], ids=["one of many words", "control: half of them"]
)
def test_words_that_know_little_of_a_question_count_less(most: float, found: str) -> None:
    """A record with one common word of a long question does not outweigh what is near it by meaning."""
    by_words, likeness = {MemoryId("word"): 1.0}, {MemoryId("near"): 0.8, MemoryId("word"): 0.3}
    assert first(fused(by_words, likeness, 0.45, most)) == found


def test_where_nothing_is_known_by_meaning_words_count_as_ever() -> None:
    """Without an embedder the best by words has all that words give, however little that is."""
    assert fused({MemoryId("word"): 1.0}, {}, 0.0, 20.0) == {MemoryId("word"): 1.0}
