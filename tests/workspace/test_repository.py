from __future__ import annotations

import resource
import subprocess
import threading
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest
from dulwich.file import FileLocked, GitFile
from dulwich.refs import DiskRefsContainer

from superindividual.errors import PolicyDenied
from superindividual.workspace import repository
from superindividual.workspace.artifact import Deliverable
from superindividual.workspace.objects import ObjectStore
from superindividual.workspace.repository import ProductRepository
from tests.campaigns.life import in_child

WHEN = datetime(2026, 11, 23, tzinfo=UTC)


def git(folder: Path, *words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


def record(folder: Path, objects: ObjectStore, key: str, files: dict[str, bytes], step: str = "site") -> str:
    made = Deliverable(
        kind="site", files=objects.artifacts(files), summary=key, language="en", produced_by="test@1"
    )
    return ProductRepository(folder).record(step, made, files, key=key, when=WHEN)


def test_git_itself_reads_what_we_wrote(tmp_path: Path, objects: ObjectStore) -> None:
    """The founder's own git finds a sound repository with a clean tree and provenance."""
    record(tmp_path / "p", objects, "k1", {"site/index.html": b"<p>", "site/a/b.css": b"p{}"})
    assert git(tmp_path / "p", "fsck", "--strict", "--no-dangling") == ""
    assert git(tmp_path / "p", "status", "--short") == ""
    assert git(tmp_path / "p", "ls-files").splitlines() == [
        "provenance/site.json",
        "site/a/b.css",
        "site/index.html",
    ]


def test_who_is_killed_while_making_it_leaves_no_half_of_one(
    tmp_path: Path, objects: ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next worker makes a whole repository that git reads, though the first one ended before it had a HEAD."""

    def killed(*_: object, **_named: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(DiskRefsContainer, "set_symbolic_ref", killed)
        record(tmp_path / "p", objects, "k1", {"x": b"1"})
    record(tmp_path / "p", objects, "k1", {"x": b"1"})
    assert git(tmp_path / "p", "rev-list", "--count", "HEAD") == "1"
    assert [f.name for f in tmp_path.iterdir() if f.name.startswith(".p")] == []


def test_the_same_key_is_one_commit(tmp_path: Path, objects: ObjectStore) -> None:
    """A step that is recorded again after a crash finds its commit, also when others came after it."""
    first = record(tmp_path / "p", objects, "k1", {"site/index.html": b"1"})
    record(tmp_path / "p", objects, "k2", {"design/x.md": b"2"}, step="prd")
    assert record(tmp_path / "p", objects, "k1", {"site/index.html": b"1"}) == first
    assert git(tmp_path / "p", "rev-list", "--count", "HEAD") == "2"


def test_the_same_steps_give_the_same_commit(tmp_path: Path, objects: ObjectStore) -> None:
    """Ids follow from content and the decision's time alone."""
    assert record(tmp_path / "a", objects, "k1", {"x": b"1"}) == record(
        tmp_path / "b", objects, "k1", {"x": b"1"}
    )


def test_a_new_version_removes_what_it_no_longer_has(tmp_path: Path, objects: ObjectStore) -> None:
    """A step's older files go; other steps' files stay."""
    record(tmp_path / "p", objects, "k1", {"site/index.html": b"1", "site/old.html": b"1"})
    record(tmp_path / "p", objects, "k2", {"design/x.md": b"2"}, step="prd")
    record(tmp_path / "p", objects, "k3", {"site/index.html": b"3"})
    assert not (tmp_path / "p" / "site" / "old.html").exists()
    assert (tmp_path / "p" / "design" / "x.md").read_bytes() == b"2"


def test_a_change_by_hand_is_kept_in_history(tmp_path: Path, objects: ObjectStore) -> None:
    """What the founder typed into the folder is committed before it is replaced."""
    record(tmp_path / "p", objects, "k1", {"site/index.html": b"1"})
    (tmp_path / "p" / "site" / "index.html").write_text("by hand")
    record(tmp_path / "p", objects, "k2", {"site/index.html": b"2"})
    assert git(tmp_path / "p", "show", "HEAD~1:site/index.html") == "by hand"


def test_hooks_and_filters_in_the_folder_never_run(tmp_path: Path, objects: ObjectStore) -> None:
    """An agent that writes hooks or filter settings gets nothing executed; git's own commit would execute it."""
    folder, canary = tmp_path / "p", tmp_path / "canary"
    record(folder, objects, "k1", {"x": b"1"})
    for name in ("pre-commit", "post-commit", "post-checkout", "reference-transaction"):
        hook = folder / ".git" / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\ntouch {canary}\n")
        hook.chmod(0o755)
    git(folder, "config", "filter.evil.clean", f"touch {canary}; cat")
    git(folder, "config", "filter.evil.smudge", f"touch {canary}; cat")
    git(folder, "config", "core.fsmonitor", f"touch {canary}; false")
    record(folder, objects, "k2", {"x": b"2", ".gitattributes": b"* filter=evil\n"}, step="evil")
    assert not canary.exists()
    git(
        folder,
        "-c",
        "user.name=n",
        "-c",
        "user.email=e@example.org",
        "commit",
        "--allow-empty",
        "-m",
        "control",
    )
    assert canary.exists()


def test_it_refuses_to_write_through_a_link(tmp_path: Path, objects: ObjectStore) -> None:
    """A symbolic link in the product's folder leads nowhere."""
    record(tmp_path / "p", objects, "k1", {"site/index.html": b"1"})
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "p" / "design").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PolicyDenied):
        record(tmp_path / "p", objects, "k2", {"design/x.md": b"2"}, step="prd")
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_lock_files_of_a_killed_writer_are_removed_and_others_kept(
    tmp_path: Path, objects: ObjectStore
) -> None:
    """A writer that died does not block its successor; a lock of the founder's own git is respected."""
    folder = tmp_path / "p"
    record(folder, objects, "k1", {"x": b"1"})
    (folder / ".git" / "index.lock").touch()
    with pytest.raises(FileLocked):
        record(folder, objects, "k2", {"x": b"2"})
    assert (folder / ".git" / "index.lock").exists()
    (folder / ".git" / "superindividual.lock").write_text("writing")  # as a killed writer leaves it
    record(folder, objects, "k2", {"x": b"2"})
    assert (folder / "x").read_bytes() == b"2"


def test_a_full_disk_leaves_no_lock_behind_for_the_next_one(tmp_path: Path, objects: ObjectStore) -> None:
    """Dulwich's lock file outlives a write that fails. Control: it is there, and would block whoever came."""
    folder = tmp_path / "p"
    record(folder, objects, "k1", {"x": b"1"})

    objects.artifacts({"x": b"2"})

    def filling() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (len("writing"), resource.RLIM_INFINITY))
        record(folder, objects, "k2", {"x": b"2"})

    assert in_child(filling) == 1
    (left,) = [f for f in (folder / ".git").rglob("*.lock") if f.name != "superindividual.lock"]
    with pytest.raises(FileLocked):
        GitFile(str(left.with_suffix("")), "wb")
    record(folder, objects, "k2", {"x": b"2"})
    assert (folder / "x").read_bytes() == b"2"


@pytest.mark.parametrize("path", ["package/.git/hooks/pre-commit", "package/.Git/config", "git~1/config"])
def test_no_deliverable_brings_a_repository_of_its_own(
    tmp_path: Path, objects: ObjectStore, path: str
) -> None:
    """A nested `.git` would make the founder's own git run the agent's hooks; no deliverable can name one."""
    nested = tmp_path / "p" / "package"
    git(tmp_path, "init", "-q", str(nested))  # what such files would amount to: the control
    canary = tmp_path / "canary"
    git(nested, "config", "core.fsmonitor", f"touch {canary}; false")
    git(nested, "status", "--short")
    assert canary.exists()
    with pytest.raises(ValueError, match=r"\.git"):
        record(tmp_path / "q", objects, "k1", {path: b"x"})
    record(
        tmp_path / "q",
        objects,
        "k1",
        {"package/.gitignore": b"x", "package/.github/ci.yml": b"", "digit~1": b""},
    )


def test_a_file_removed_by_hand_comes_back_and_others_stay(tmp_path: Path, objects: ObjectStore) -> None:
    """The working tree shows the newest commit; the founder's own new files are left alone."""
    folder = tmp_path / "p"
    record(folder, objects, "k1", {"site/index.html": b"1", "site/a.css": b"1"})
    (folder / "site" / "a.css").unlink()
    (folder / "notes.txt").write_text("mine")
    record(folder, objects, "k2", {"design/x.md": b"2"}, step="prd")
    assert (folder / "site" / "a.css").read_bytes() == b"1"
    assert (folder / "notes.txt").read_text() == "mine"
    assert git(folder, "status", "--short") == "?? notes.txt"


def together(folder: Path) -> list[BaseException]:
    """What opening the same new repository by eight threads at once fails with."""
    at_once, faults = threading.Barrier(8), list[BaseException]()

    def opened() -> None:
        at_once.wait()
        try:
            ProductRepository(folder)
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=opened) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def test_steps_that_begin_together_make_one_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None finds half of what another makes; in the control, without one waiting for the other, some do."""
    (tmp_path / "held").mkdir()
    assert [fault for n in range(10) for fault in together(tmp_path / "held" / str(n))] == []
    monkeypatch.setattr(repository, "_held", lambda _folder: nullcontext())
    assert any(together(tmp_path / "loose" / str(n)) for n in range(200))
