"""History: what a product's repository still holds of something, in whatever commit; git keeps it compressed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path


def objects_holding(folder: Path, holds: Callable[[bytes], bool]) -> int:
    """How many objects of a repository, blobs and commits alike, hold something; 0 where there is no repository."""
    from dulwich.errors import NotGitRepository
    from dulwich.repo import Repo

    try:
        repository = Repo(str(folder))
    except NotGitRepository:
        return 0
    with repository:
        store = repository.object_store
        return sum(holds(store[name].as_raw_string()) for name in store)
