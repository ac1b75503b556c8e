"""Git history: whether a commit lies below a branch's newest one, looked for only so deep and in only so many bytes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dulwich.client import GitClient
from dulwich.object_store import MemoryObjectStore
from dulwich.objects import Commit, ObjectID
from dulwich.repo import MemoryRepo

from superindividual.errors import EffectLost
from superindividual.text import gettext as _

DEEPEST = 200
"""Commits below the newest: more than anybody pushes between a push that was broken off and its recovery."""

MOST_BYTES = 64_000_000
"""Of what a repository sends; where it cannot leave files out, they come along."""


def holds(client: GitClient, path: bytes, head: str, commit: str) -> bool:
    """Whether a commit is among the newest that end at another one.

    Raises:
        EffectLost: it is not among them and there are more, or they are too large; nobody looked further.
        Exception: whatever dulwich raises of a connection.
    """
    store = _fetched(client, path, ObjectID(head.encode()))
    wanted, cut = ObjectID(commit.encode()), False
    seen: set[ObjectID] = set()
    waiting = [ObjectID(head.encode())]
    while waiting:
        one = waiting.pop()
        if one == wanted:
            return True
        if one in seen:
            continue
        seen.add(one)
        if one not in store:
            cut = True
            continue
        found = store[one]
        waiting += found.parents if isinstance(found, Commit) else []
    if cut:
        raise EffectLost(
            _("the commit is not among the branch's newest {count}, and nobody looked further").format(
                count=DEEPEST
            )
        )
    return False


def _fetched(client: GitClient, path: bytes, head: ObjectID) -> MemoryObjectStore:
    """The newest commits, without files where the repository can leave them out."""
    repository = MemoryRepo()
    store = repository.object_store
    assert isinstance(store, MemoryObjectStore)
    file, keep, drop = store.add_pack()
    size = 0

    def take(piece: bytes) -> int:
        nonlocal size
        size += len(piece)
        if size > MOST_BYTES:
            raise EffectLost(
                _("the branch's newest commits are larger than {most} MB, and nobody looked further").format(
                    most=MOST_BYTES // 1_000_000
                )
            )
        return file.write(piece)

    def wants(refs: Mapping[Any, Any], depth: int | None = None) -> list[ObjectID]:
        del refs, depth
        return [head]

    try:
        client.fetch_pack(
            path, wants, repository.get_graph_walker(), take, depth=DEEPEST, filter_spec=b"tree:0"
        )
    except BaseException:
        drop()
        raise
    keep()
    return store
