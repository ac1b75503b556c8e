"""MemoryStore: the company's memory as a LangGraph `BaseStore`, so that any LangGraph app shares it.

What an app puts is told to the company's agents as material from outside, and what the company knows is found by the app
below `("company",)`, `("product", NAME)` and `("agent", NAME)`, where each record's id is its key.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from operator import ge, gt, le, lt
from typing import Any

from langgraph.store.base import (
    BaseStore,
    GetOp,
    InvalidNamespaceError,
    Item,
    ListNamespacesOp,
    MatchCondition,
    Op,
    PutOp,
    Result,
    SearchItem,
    SearchOp,
    get_text_at_path,
    validate_op_namespace,
)

from superindividual.clock import parse
from superindividual.errors import PolicyDenied
from superindividual.ids import MemoryId
from superindividual.journal.journal import Journal
from superindividual.memory.items import Items, Namespace, StoredItem, scope_of
from superindividual.memory.memory import Memory
from superindividual.memory.record import MemoryRecord
from superindividual.text import gettext as _

_ORDERS = {"$gt": gt, "$gte": ge, "$lt": lt, "$lte": le}
_FOUND = 200
"""Records of the company that are looked at in a search."""


class MemoryStore(BaseStore):
    """Sync and async; no time to live. Searches go by words, and by meaning where the memory has an index."""

    def __init__(
        self,
        journal: Journal,
        memory: Memory | None = None,
        *,
        author: str = "app",
        tainted: bool = True,
        index: Iterable[str] = ("$",),
    ) -> None:
        """`index`: the fields of a value that are searched, as LangGraph writes paths; `$` is all of it."""
        self.memory = memory or Memory(journal.store, clock=journal.clock)
        self._items = Items(journal.store, self.memory, journal.clock, author, tainted=tainted)
        self._store = journal.store
        self._fields = tuple(index)

    def batch(self, ops: Iterable[Op]) -> list[Result]:
        """Reads see what stood before; of several puts to one key the last one counts; all puts are one transaction."""
        asked = list(ops)
        for op in asked:
            validate_op_namespace(op)  # LangGraph's own methods look, its batches do not
        results = [self._read(op) for op in asked]
        puts = {(op.namespace, op.key): op for op in asked if isinstance(op, PutOp)}
        if puts:
            with self._store.transaction():
                for op in puts.values():
                    self._put(op)
        return results

    async def abatch(self, ops: Iterable[Op]) -> list[Result]:
        """The same, in a thread."""
        return await asyncio.to_thread(self.batch, list(ops))

    def _read(self, op: Op) -> Result:
        match op:
            case GetOp():
                return self._get(op.namespace, op.key)
            case SearchOp():
                return self._search(op)
            case ListNamespacesOp():
                return self._namespaces(op)
            case PutOp():
                return None
        raise ValueError(f"Unknown operation type: {type(op)}")

    def _put(self, op: PutOp) -> None:
        if not op.namespace:
            raise InvalidNamespaceError("Namespace cannot be empty.")
        if self._record(op.namespace, op.key):
            raise PolicyDenied(
                _("{key} is a record of the company's, which an app cannot change").format(key=op.key),
                remedy=_("correct it yourself: superindividual memory"),
            )
        if op.value is None:
            self._items.delete(op.namespace, op.key)
        else:
            self._items.put(op.namespace, op.key, op.value, self._told(op))

    def _told(self, op: PutOp) -> str:
        """What of a value is searched and told."""
        if op.index is False or not op.value:
            return ""
        fields = self._fields if op.index is None else op.index
        return "\n".join(text for field in fields for text in get_text_at_path(op.value, field))

    def _get(self, namespace: Namespace, key: str) -> Item | None:
        found = self._items.get(namespace, key)
        if found:
            return Item(**_fields(found))
        record = self._record(namespace, key)
        return Item(**_of_record(record)) if record else None

    def _record(self, namespace: Namespace, key: str) -> MemoryRecord | None:
        """The company's record of that id, if it stands in that namespace."""
        found = self.memory.rows.get(MemoryId(key)) if key.startswith("M-") else None
        known = found and not found.source.startswith("store:") and _namespace(found.scope) == namespace
        return found if known else None

    def _search(self, op: SearchOp) -> list[SearchItem]:
        items = [i for i in self._items.below(op.namespace_prefix) if _fits(i.value, op.filter)]
        if not op.query:
            found = [SearchItem(**_fields(item)) for item in items]
            found += [SearchItem(**_of_record(r)) for r in self._records(op)]
        else:
            found = self._by_query(op, items)
        return found[op.offset : op.offset + op.limit]

    def _by_query(self, op: SearchOp, items: list[StoredItem]) -> list[SearchItem]:
        """The items and records that fit, best first; then what is left of the items, without a score."""
        by_memory = {item.memory: item for item in items if item.memory}
        of_items = self.memory.rows.among([m for m in by_memory if m])
        ranked = self.memory.rank(op.query or "", [*of_items, *self._records(op)])
        found = [
            SearchItem(
                **(_fields(by_memory[r.record.id]) if r.record.id in by_memory else _of_record(r.record)),
                score=r.score,
            )
            for r in ranked
        ]
        scored = {r.record.id for r in ranked}
        return found + [SearchItem(**_fields(item)) for item in items if item.memory not in scored]

    def _records(self, op: SearchOp) -> list[MemoryRecord]:
        """The company's own records below a namespace that is a scope."""
        scope = scope_of(op.namespace_prefix)
        if _namespace(scope) != op.namespace_prefix:
            return []
        if op.query:
            known = [r.record for r in self.memory.search(op.query, scopes=(scope,), limit=_FOUND)]
        else:
            known = self.memory.rows.live((scope,), limit=op.offset + op.limit)
        own = [r for r in known if not r.source.startswith("store:")]
        return [r for r in own if _fits(_of_record(r)["value"], op.filter)]

    def _namespaces(self, op: ListNamespacesOp) -> list[Namespace]:
        records = {_namespace(r.scope) for r in self.memory.rows.live() if not r.source.startswith("store:")}
        found = {
            n
            for n in {*self._items.namespaces(), *records}
            if all(_matches(condition, n) for condition in op.match_conditions or ())
        }
        cut = sorted({n[: op.max_depth] for n in found} if op.max_depth is not None else found)
        return cut[op.offset : op.offset + op.limit]


def _namespace(scope: str) -> Namespace:
    return tuple(scope.split(":"))


def _fields(item: StoredItem) -> dict[str, Any]:
    return {
        "namespace": item.namespace,
        "key": item.key,
        "value": item.value,
        "created_at": parse(item.created),
        "updated_at": parse(item.updated),
    }


def _of_record(record: MemoryRecord) -> dict[str, Any]:
    return {
        "namespace": _namespace(record.scope),
        "key": record.id,
        "value": record.model_dump(include={"content", "kind", "source", "author", "tainted"}),
        "created_at": parse(record.created),
        "updated_at": parse(record.created),
    }


def _matches(condition: MatchCondition, namespace: Namespace) -> bool:
    """Whether a namespace begins or ends with a path; `*` stands for any label."""
    path = tuple(condition.path)
    if len(namespace) < len(path):
        return False
    part = (
        namespace[: len(path)]
        if condition.match_type == "prefix"
        else namespace[len(namespace) - len(path) :]
    )
    return all(wanted in ("*", label) for wanted, label in zip(path, part, strict=True))


def _fits(value: Any, wanted: Mapping[str, Any] | None) -> bool:
    return all(_equals(_at(value, name), expected) for name, expected in (wanted or {}).items())


def _at(value: Any, name: str) -> Any:
    """A field, or one within another where the name has a full stop; None where there is none."""
    if not isinstance(value, Mapping):
        return None
    first, dot, rest = name.partition(".")
    return _at(value.get(first), rest) if dot and name not in value else value.get(name)


def _equals(value: Any, wanted: Any) -> bool:
    """As LangGraph compares: operators, nested objects, lists, and otherwise equality."""
    if isinstance(wanted, Mapping):
        if any(name.startswith("$") for name in wanted):
            return all(_compared(value, operator, operand) for operator, operand in wanted.items())
        return isinstance(value, Mapping) and _fits(value, wanted)
    if isinstance(wanted, list | tuple):
        return (
            isinstance(value, list | tuple)
            and len(value) == len(wanted)
            and all(_equals(a, b) for a, b in zip(value, wanted, strict=True))
        )
    return bool(value == wanted)


def _compared(value: Any, operator: str, operand: Any) -> bool:
    """By an operator; what cannot be ordered, such as a field that is not there, is neither more nor less."""
    match operator:
        case "$eq":
            return bool(value == operand)
        case "$ne":
            return bool(value != operand)
    if operator not in _ORDERS:
        raise ValueError(f"Unsupported operator: {operator}")
    both_text = isinstance(value, str) and isinstance(operand, str)
    both_numbers = isinstance(value, int | float) and isinstance(operand, int | float)
    return (both_text or both_numbers) and bool(_ORDERS[operator](value, operand))
