"""The memory as LangGraph's store: it answers as LangGraph's own does, and shares what the company knows."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langgraph.graph import END, START, StateGraph
from langgraph.store.base import (
    BaseStore,
    GetOp,
    InvalidNamespaceError,
    ListNamespacesOp,
    MatchCondition,
    PutOp,
    SearchOp,
)
from langgraph.store.sqlite import SqliteStore
from typing_extensions import TypedDict

from superindividual.errors import PolicyDenied
from superindividual.journal.journal import Journal
from superindividual.memory.memory import Memory
from superindividual.memory.store import MemoryStore
from tests.memory.indexes import within

LABELS = ("users", "user", "a%", "a_", "ÄÖ", "中文", "x\n", "Users", "*a")
KEYS = ("k", "M-1", "k'; DROP TABLE memory; --", "好")
VALUES: tuple[dict[str, Any], ...] = (
    {"n": 1, "tags": ["a", "b"]},
    {"n": 2, "deep": {"x": 1, "y": "ü"}},
    {"n": 3, "tags": [], "text": "说中文"},
    {"n": 1.5, "none": None, "yes": True},
)
FILTERS: tuple[dict[str, Any] | None, ...] = (
    None,
    {"n": 1},
    {"n": {"$gte": 2}},
    {"n": {"$lt": 2, "$ne": 1}},
    {"yes": True},
)


@pytest.fixture
def store(journal: Journal) -> MemoryStore:
    return MemoryStore(journal)


def an_op(chance: random.Random) -> Any:
    namespace = tuple(chance.choices(LABELS, k=chance.randint(1, 3)))
    match chance.randrange(8):
        case 0 | 1 | 2:
            return PutOp(namespace, chance.choice(KEYS), dict(chance.choice(VALUES)))
        case 3:
            return PutOp(namespace, chance.choice(KEYS), None)
        case 4:
            return GetOp(namespace, chance.choice(KEYS))
        case 5 | 6:
            prefix = namespace[: chance.randint(0, 2)]
            return SearchOp(prefix, chance.choice(FILTERS), chance.choice((1, 3, 100)), chance.choice((0, 2)))
        case _:
            path = tuple(chance.choices((*LABELS, "*"), k=chance.randint(1, 2)))
            conditions = (MatchCondition(chance.choice(("prefix", "suffix")), path),)
            return ListNamespacesOp(chance.choice((None, conditions)), chance.choice((None, 1, 2)), 50, 0)


def plain(result: Any) -> Any:
    """What must agree: not the times; LangGraph's own store gives what was changed last first, ours in the order of the first puts."""
    if isinstance(result, list):
        return sorted(map(plain, result), key=repr)
    if result is None or isinstance(result, tuple):
        return result
    return (result.namespace, result.key, result.value)


@pytest.mark.parametrize("seed", range(6))
def test_it_answers_as_langgraphs_own_store_does(store: MemoryStore, seed: int) -> None:
    """Puts, overwrites, deletes, filters, pages and namespaces at random, one by one and in batches."""
    chance = random.Random(seed)
    with SqliteStore.from_conn_string(":memory:") as other:
        other.setup()
        compare(store, other, chance)


def compare(store: BaseStore, other: BaseStore, chance: random.Random) -> None:
    for _ in range(60):
        ops = [an_op(chance) for _ in range(chance.randint(1, 4))]
        paged = [isinstance(op, SearchOp) and (op.limit < 100 or op.offset) for op in ops]
        ours, theirs = store.batch(ops), other.batch(ops)
        for op, cut, mine, its in zip(ops, paged, ours, theirs, strict=True):
            if cut:  # pages of the same whole, of the same size
                assert len(mine) == len(its), op  # type: ignore[arg-type]
            else:
                assert plain(mine) == plain(its), op


def test_filters_reach_into_values(store: MemoryStore) -> None:
    """Nested objects by their parts and lists as a whole, as LangGraph's store in memory has it; nothing is ordered that cannot be."""
    for number, value in enumerate(VALUES):
        store.put(("a",), str(number), value)

    def keys(wanted: dict[str, Any]) -> list[str]:
        return [item.key for item in store.search(("a",), filter=wanted)]

    assert keys({"deep": {"x": 1}}) == ["1"]
    assert keys({"deep": {"x": 2}}) == keys({"n.x": 1}) == []
    assert keys({"deep.x": 1}) == ["1"]
    assert keys({"tags": ["a", "b"]}) == ["0"]
    assert keys({"deep": {"$gt": 1}}) == keys({"missing": {"$lte": 1}}) == []
    assert keys({"text": {"$gte": "说"}}) == ["2"]
    with pytest.raises(ValueError, match="Unsupported operator"):
        keys({"n": {"$like": 1}})


def test_pages_make_the_whole(store: MemoryStore) -> None:
    """No item is on two pages or on none."""
    for number in range(10):
        store.put(("a", str(number % 3)), f"k{number}", {"n": number})
    whole = store.search(("a",), limit=100)
    assert [i.key for i in whole] == [
        i.key for n in range(0, 10, 3) for i in store.search(("a",), limit=3, offset=n)
    ]


async def test_asynchronously_it_is_the_same(store: MemoryStore) -> None:
    """Every call has its counterpart that leaves the loop free."""
    await store.aput(("a",), "k", {"text": "tea"})
    assert (await store.aget(("a",), "k")).value == {"text": "tea"}  # type: ignore[union-attr]
    assert [i.key for i in await store.asearch(("a",), query="tea")] == ["k"]
    assert await store.alist_namespaces() == [("a",)]
    await store.adelete(("a",), "k")
    assert await store.aget(("a",), "k") is None


def test_times_are_kept(store: MemoryStore) -> None:
    """A value that is put again keeps when it was first put."""
    store.put(("a",), "k", {"n": 1})
    first = store.get(("a",), "k")
    store.put(("a",), "k", {"n": 2})
    again = store.get(("a",), "k")
    assert first
    assert again
    assert again.created_at == first.created_at
    assert again.updated_at > first.updated_at


@pytest.mark.parametrize("namespace", [(), ("",), ("a.b",)])
def test_what_is_no_namespace_is_refused(store: MemoryStore, namespace: tuple[str, ...]) -> None:
    """Also in a batch, which LangGraph does not look at."""
    with pytest.raises(InvalidNamespaceError):
        store.batch([PutOp(namespace, "k", {"n": 1})])


def test_a_batch_stands_whole_or_not_at_all(store: MemoryStore) -> None:
    """One that cannot be put takes the others back."""
    with pytest.raises(InvalidNamespaceError):
        store.batch([PutOp(("a",), "k", {"n": 1}), PutOp(("",), "k", {"n": 1})])
    assert store.search((), limit=10) == []


def test_agents_are_told_what_an_app_put(store: MemoryStore) -> None:
    """As material from outside, until it is overwritten or deleted; a product's only to those who work on it."""
    store.put(("users", "bob"), "drink", {"text": "Bob likes tea in the harbour"})
    store.put(("product", "b"), "place", {"text": "The harbour has two piers"})
    store.put(("users", "bob"), "secret", {"text": "harbour"}, index=False)

    def told(product: str) -> list[tuple[str, bool]]:
        found = store.memory.recall("harbour", agent="designer", product=product)
        return [(r.content, r.tainted) for r in found]

    tea = ('{"text": "Bob likes tea in the harbour"}', True)
    assert set(told("a")) == {tea}
    assert set(told("b")) == {tea, ('{"text": "The harbour has two piers"}', True)}
    store.put(("users", "bob"), "drink", {"text": "Bob likes coffee in the harbour"})
    assert [text for text, _ in told("a")] == ['{"text": "Bob likes coffee in the harbour"}']
    store.put(("users", "bob"), "drink", {"text": "Bob likes tea in the harbour"})
    assert told("a") == [tea], "what was true before can be true again"
    store.delete(("users", "bob"), "drink")
    assert told("a") == []


def test_the_company_is_known_to_the_app_and_not_changed_by_it(store: MemoryStore) -> None:
    """Its records stand below their scope, with their id as key."""
    record = store.memory.compose(
        "The price is 19 EUR", kind="fact", scope="product:a", source="founder", author="founder"
    )
    store.memory.add(record)
    (found,) = store.search(("product", "a"), query="price")
    assert (found.key, found.value["content"]) == (record.id, "The price is 19 EUR")
    assert found.score
    assert store.get(("product", "a"), record.id).value["author"] == "founder"  # type: ignore[union-attr]
    assert store.get(("product", "b"), record.id) is None
    assert store.list_namespaces() == [("product", "a")]
    for change in (
        lambda: store.delete(("product", "a"), record.id),
        lambda: store.put(("product", "a"), record.id, {"n": 1}),
    ):
        with pytest.raises(PolicyDenied, match="cannot change"):
            change()
    assert store.memory.rows.get(record.id) == record


@pytest.fixture
def by_meaning(journal: Journal, tmp_path: Path) -> Iterator[MemoryStore]:
    index = within(tmp_path / "index")
    yield MemoryStore(journal, Memory(journal.store, index, journal.clock), index=["text"])
    index.close()


def test_a_search_looks_at_every_item_below_the_namespace(by_meaning: MemoryStore) -> None:
    """However many others there are; the best is first, and what fits nothing has no score."""
    for number in range(300):
        by_meaning.put(("others",), str(number), {"text": f"tea and coffee {number}"})
    by_meaning.put(("bob",), "a", {"text": "tea"})
    by_meaning.put(("bob",), "b", {"text": "piers", "rating": 4})
    found = by_meaning.search(("bob",), query="tea")
    assert [(i.key, i.score is not None) for i in found] == [("a", True), ("b", False)]
    assert [i.key for i in by_meaning.search(("bob",), query="tea", filter={"rating": {"$gt": 3}})] == ["b"]


async def test_a_langgraph_app_keeps_its_memory_in_the_company(store: MemoryStore) -> None:
    """Compiled with it, a graph's nodes are given it."""

    class State(TypedDict):
        told: str

    async def remember(state: State, *, store: BaseStore) -> State:
        await store.aput(("users", "bob"), "last", {"text": state["told"]})
        return {"told": str(len(await store.asearch(("users",), query="tea")))}

    graph = StateGraph(State)
    graph.add_node("remember", remember)
    graph.add_edge(START, "remember")
    graph.add_edge("remember", END)
    assert await graph.compile(store=store).ainvoke({"told": "tea"}) == {"told": "1"}
    assert store.get(("users", "bob"), "last").value == {"text": "tea"}  # type: ignore[union-attr]
