from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from superindividual.effects import git_history
from superindividual.errors import EffectFailed, EffectLost, JournalCorrupt, NotApproved
from tests.effects.out import Out

SITE = {"site/index.html": b"<p>here</p>", "site/deep/er/a.txt": b"a\n"}


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=x", "-c", "user.email=x@y.z", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--bare", "--initial-branch=main", "site.git")
    return tmp_path / "site.git"


def grown(bare: Path, name: str = "elsewhere") -> str:
    """Somebody else pushes a commit; its id."""
    clone = bare.parent / name
    git(bare.parent, "clone", "--quiet", str(bare), name)
    (clone / "other.txt").write_text(name)
    git(clone, "add", ".")
    git(clone, "commit", "--quiet", "-m", name)
    git(clone, "push", "--quiet", "origin", "HEAD:main")
    return git(clone, "rev-parse", "HEAD")


def test_a_branch_shows_exactly_the_approved_files(out: Out, bare: Path) -> None:
    """A new branch, then one more commit on top; git itself finds nothing wrong, and history is kept."""
    first = out.action("git_push", SITE, remote=str(bare))
    assert first.seen["head"] is None
    receipt = out.perform(first)
    assert git(bare, "rev-parse", "main") == receipt["commit"] == first.seen["commit"]
    second = out.action("git_push", {"site/index.html": b"<p>new</p>"}, remote=str(bare), message="Again")
    assert second.seen["head"] == first.seen["commit"]
    out.perform(second)
    assert git(bare, "ls-tree", "-r", "--name-only", "main") == "site/index.html"
    assert git(bare, "log", "--format=%s", "main").splitlines() == ["Again", "Publish"]
    assert git(bare, "show", "main:site/index.html") == "<p>new</p>"
    git(bare, "fsck", "--strict")


def test_a_branch_that_moved_is_left_alone(out: Out, bare: Path) -> None:
    """The founder saw another head: nothing is pushed; asked anew, it goes on top of the new one."""
    grown(bare, "one")
    action = out.action("git_push", SITE, remote=str(bare))
    head = grown(bare, "two")
    with pytest.raises(NotApproved, match="moved since"):
        out.perform(action)
    assert git(bare, "rev-parse", "main") == head
    out.perform(out.action("git_push", SITE, remote=str(bare)))
    assert git(bare, "rev-parse", "main^") == head


def test_without_the_comparison_the_other_commit_would_be_lost(
    out: Out, bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control: the same push, not compared with what was seen, takes the other commit off the branch."""
    import superindividual.effects.git_push as module

    grown(bare, "one")
    action = out.action("git_push", SITE, remote=str(bare))
    head = grown(bare, "two")
    monkeypatch.setattr(
        module, "_update", lambda remote, seen: lambda refs: {remote.ref: seen["commit"].encode()}
    )
    out.perform(action)
    assert head not in git(bare, "log", "--format=%H", "main").splitlines()


def test_the_branch_tells_whether_it_arrived(out: Out, bare: Path) -> None:
    """Not yet, as its newest commit, and below what others put on top; a branch that went elsewhere never had it."""
    grown(bare, "one")
    action = out.action("git_push", SITE, remote=str(bare))
    assert out.probe(action) is None
    receipt = out.perform(action)
    assert out.probe(action) == receipt
    grown(bare, "two")
    assert out.probe(action) == receipt
    later = out.action("git_push", SITE, remote=str(bare), salt="2")
    grown(bare, "three")
    assert out.probe(later) is None


def test_the_history_is_looked_through_only_so_deep(
    out: Out, bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Below that nobody knows, and the founder is asked; a whole history without the commit answers no."""
    action = out.action("git_push", SITE, remote=str(bare))
    grown(bare, "one")
    assert out.probe(action) is None
    action = out.action("git_push", SITE, remote=str(bare))
    out.perform(action)
    for number in range(3):
        grown(bare, f"later-{number}")
    assert out.probe(action)
    monkeypatch.setattr(git_history, "DEEPEST", 2)
    with pytest.raises(EffectLost, match="newest 2"):
        out.probe(action)


def test_a_history_is_fetched_only_so_large(out: Out, bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A repository that sends without end fills no memory; it is a question, and the same is found where it fits."""
    action = out.action("git_push", SITE, remote=str(bare))
    out.perform(action)
    grown(bare)
    with monkeypatch.context() as patch:
        patch.setattr(git_history, "MOST_BYTES", 10)
        with pytest.raises(EffectLost, match="larger than"):
            out.probe(action)
    assert out.probe(action)


def test_pushing_twice_is_pushing_once(out: Out, bare: Path) -> None:
    """The second time finds the commit where it belongs."""
    action = out.action("git_push", SITE, remote=str(bare))
    assert out.perform(action) == out.perform(action)
    assert git(bare, "rev-list", "--count", "main") == "1"


def test_a_lock_that_a_killed_process_left_is_named(out: Out, bare: Path) -> None:
    """Nothing was pushed, and the founder is told which file is in the way; once it is removed it goes on."""
    action = out.action("git_push", SITE, remote=str(bare))
    lock = bare / "refs" / "heads" / "main.lock"
    lock.touch()
    with pytest.raises(EffectFailed, match=r"locked by .*main\.lock"):
        out.perform(action)
    lock.unlink()
    assert out.perform(action)["commit"] == git(bare, "rev-parse", "main")


def test_changed_bytes_are_never_pushed(out: Out, bare: Path) -> None:
    """Neither by the store, nor by an action whose files are no longer the commit's."""
    action = out.action("git_push", SITE, remote=str(bare))
    other = out.action("git_push", {**SITE, "site/index.html": b"worse"}, remote=str(bare), salt="2")
    object.__setattr__(other, "seen", action.seen)
    with pytest.raises(NotApproved, match="not the one that was approved"):
        out.perform(other)
    out.damage(action.files["site/index.html"])
    with pytest.raises(JournalCorrupt):
        out.perform(action)
    assert git(bare, "for-each-ref") == ""


def test_no_hook_or_filter_of_the_files_runs(out: Out, bare: Path, tmp_path: Path) -> None:
    """Attributes and hooks that an agent wrote are bytes like any other."""
    files = {
        ".gitattributes": b"* filter=evil\n",
        "site/hooks/pre-push": f"#!/bin/sh\ntouch {tmp_path}/ran\n".encode(),
    }
    out.perform(out.action("git_push", files, remote=str(bare)))
    assert not (tmp_path / "ran").exists()
    assert git(bare, "show", "main:.gitattributes") == "* filter=evil"


@pytest.mark.parametrize("branch", ["", "a b", "-x", "a..b", "a:b", "a\nb", "/a"])
def test_a_branch_has_a_branchs_name(out: Out, bare: Path, branch: str) -> None:
    """Nothing else can be named by it."""
    with pytest.raises(EffectFailed, match="cannot name a branch"):
        out.action("git_push", SITE, remote=str(bare), branch=branch)


@pytest.mark.parametrize(
    ("remote", "told"),
    [
        ("nowhere.git", "no repository there"),
        ("https://127.0.0.1/x.git", "private address"),
        ("http://93.184.215.14/x.git", "without TLS"),
        ("ssh://git@93.184.215.14/x.git", "no https address"),
        ("https://me:secret@93.184.215.14/x.git", "hold no password"),
    ],
)
def test_a_remote_that_cannot_be_used_is_told_before(out: Out, remote: str, told: str) -> None:
    """Before the founder is asked to approve it."""
    with pytest.raises(EffectFailed, match=told):
        out.action("git_push", SITE, remote=remote)
