"""A fork's folder is a linked working folder of the product's repository, on a branch of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from superindividual.errors import JournalCorrupt
from superindividual.workspace.objects import ObjectStore
from superindividual.workspace.repository import ProductRepository
from tests.workspace.test_repository import git, record

LATER = datetime(2026, 11, 24, tzinfo=UTC)


def branch(root: Path, *revisions: str, without: tuple[str, ...] = (), name: str = "R-b") -> Path:
    ProductRepository.branch(
        root / f"p@{name}", root / "p", f"fork/{name}", revisions, without=without, when=LATER
    )
    return root / f"p@{name}"


def test_a_fork_and_its_original_do_not_touch_each_other(tmp_path: Path, objects: ObjectStore) -> None:
    """Each has its files, its index and its branch; the founder's git sees both in one sound repository."""
    first = record(tmp_path / "p", objects, "k1", {"prd.md": b"1"}, step="prd")
    record(tmp_path / "p", objects, "k2", {"site/index.html": b"original"})
    fork = branch(tmp_path, first)
    assert sorted(p.name for p in fork.iterdir()) == [".git", "prd.md", "provenance"]
    made = record(fork, objects, "k3", {"site/index.html": b"fork"})
    assert (tmp_path / "p" / "site" / "index.html").read_bytes() == b"original"
    assert (fork / "site" / "index.html").read_bytes() == b"fork"
    assert git(tmp_path / "p", "rev-parse", "fork/R-b") == made
    assert git(fork, "rev-parse", "HEAD~1") == first
    for folder in (tmp_path / "p", fork):
        assert git(folder, "status", "--short") == ""
        assert git(folder, "fsck", "--strict", "--no-dangling") == ""
    assert git(tmp_path / "p", "branch", "--show-current") == "main"
    assert git(fork, "branch", "--show-current") == "fork/R-b"
    assert str(fork) in git(tmp_path / "p", "worktree", "list")
    record(tmp_path / "p", objects, "k4", {"prd.md": b"2"}, step="prd")
    assert (fork / "prd.md").read_bytes() == b"1"


def test_it_begins_at_the_newest_of_the_commits(tmp_path: Path, objects: ObjectStore) -> None:
    """Steps that ran at once may be recorded in another order than they were committed in."""
    first = record(tmp_path / "p", objects, "k1", {"a": b"1"}, step="a")
    second = record(tmp_path / "p", objects, "k2", {"b": b"1"}, step="b")
    fork = branch(tmp_path, second, first)
    assert git(fork, "rev-parse", "HEAD") == second


def test_what_begins_anew_is_not_in_its_folder(tmp_path: Path, objects: ObjectStore) -> None:
    """A step that was committed before a shared one, and is open in the fork, leaves what others share alone."""
    record(tmp_path / "p", objects, "k1", {"site/index.html": b"1", "both.txt": b"1"})
    last = record(tmp_path / "p", objects, "k2", {"posts/a.md": b"1", "both.txt": b"1"}, step="posts")
    fork = branch(tmp_path, last, without=("site",))
    assert git(fork, "ls-files").splitlines() == ["both.txt", "posts/a.md", "provenance/posts.json"]
    assert git(fork, "rev-parse", "HEAD~1") == last
    assert not (fork / "site" / "index.html").exists()
    assert git(fork, "status", "--short") == ""


def test_a_fork_from_the_very_beginning_is_empty(tmp_path: Path, objects: ObjectStore) -> None:
    """Nothing is shared, so its first commit has no parent; the original need not have committed anything."""
    fork = branch(tmp_path)
    assert [p.name for p in fork.iterdir()] == [".git"]
    record(fork, objects, "k1", {"a": b"1"}, step="a")
    assert git(fork, "rev-list", "--count", "HEAD") == "1"
    assert git(fork, "status", "--short") == ""
    assert not (tmp_path / "p" / "a").exists()


def test_a_fork_of_a_fork_is_linked_to_the_same_repository(tmp_path: Path, objects: ObjectStore) -> None:
    """All branches of a product can be compared and merged."""
    first = record(tmp_path / "p", objects, "k1", {"a": b"1"}, step="a")
    fork = branch(tmp_path, first)
    second = record(fork, objects, "k2", {"b": b"1"}, step="b")
    ProductRepository.branch(tmp_path / "p@R-c", fork, "fork/R-c", [second], when=LATER)
    record(tmp_path / "p@R-c", objects, "k3", {"c": b"1"}, step="c")
    assert git(tmp_path / "p", "log", "--format=%s", "fork/R-c").splitlines() == [
        "c: site",
        "b: site",
        "a: site",
    ]


def test_it_goes_on_after_a_crash_and_after_a_move(tmp_path: Path, objects: ObjectStore) -> None:
    """The same branch again is the one that is there; a company's folder that was moved still works."""
    here = tmp_path / "here"
    first = record(here / "p", objects, "k1", {"a": b"1"}, step="a")
    record(branch(here, first), objects, "k2", {"b": b"1"}, step="b")
    branch(here, first)
    here.rename(tmp_path / "there")
    fork = tmp_path / "there" / "p@R-b"
    record(fork, objects, "k3", {"c": b"1"}, step="c")
    assert git(fork, "rev-list", "--count", "fork/R-b") == "3"


def test_the_branch_is_recorded_whatever_is_checked_out(tmp_path: Path, objects: ObjectStore) -> None:
    """The founder's own `git switch` in the fork's folder does not send a fork's commits elsewhere."""
    first = record(tmp_path / "p", objects, "k1", {"a": b"1"}, step="a")
    fork = branch(tmp_path, first)
    git(fork, "switch", "-q", "-c", "mine")
    made = record(fork, objects, "k2", {"b": b"1"}, step="b")
    assert git(fork, "rev-parse", "fork/R-b") == made
    assert git(fork, "rev-parse", "mine") == first


def test_a_commit_that_is_gone_is_said_to_be(tmp_path: Path, objects: ObjectStore) -> None:
    """A product's folder that was made anew cannot be forked from what it no longer holds."""
    record(tmp_path / "p", objects, "k1", {"a": b"1"}, step="a")
    with pytest.raises(JournalCorrupt, match="the commit eeeeeeeeee is not in"):
        branch(tmp_path, "e" * 40)
    assert not (tmp_path / "p@R-b").exists()
