"""ProductRepository: a product's folder as a git repository, one commit for each approved step.

Objects, trees and refs are written by dulwich, never by the `git` command: that one would run hooks, filters and
textconv programs which an agent can write into the folder. A commit's id follows from its content, parent and the
decision's time, so that recording the same step twice finds the first commit.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from dulwich.file import FileLocked
from dulwich.index import Index, build_index_from_tree
from dulwich.object_store import commit_tree_changes, iter_tree_contents
from dulwich.objects import Blob, Commit, ObjectID, Tree
from dulwich.refs import Ref
from dulwich.repo import Repo
from dulwich.walk import ORDER_TOPO

from superindividual.errors import JournalCorrupt, PolicyDenied
from superindividual.text import gettext as _
from superindividual.workspace.artifact import Deliverable
from superindividual.workspace.gitobjects import GitObjects

_MAIN = "main"
_BRANCH_FILE = "superindividual.branch"
"""Beside the HEAD of a linked working folder: the branch that is recorded there, whatever is checked out."""
_AUTHOR = b"superindividual <noreply@localhost>"
_FILE_MODE = 0o100644
_PROVENANCE = "provenance/"
_LISTINGS: dict[ObjectID, Mapping[str, ObjectID]] = {}
"""What trees of any product hold, which their ids say: walking one costs a read for each of its folders."""
_MOST_LISTINGS = 64


class ProductRepository:
    """Commits deliverables; the working tree shows the newest commit."""

    def __init__(self, folder: Path) -> None:
        """Open the repository, or make it."""
        self.folder = folder
        self._trees: dict[ObjectID, ObjectID] = {}
        """Commits to their trees."""
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / ".git").exists():
            _make(folder)
        self._repo = Repo(str(folder))
        objects = self._repo.object_store.path
        self._repo.object_store = GitObjects(objects, object_format=self._repo.object_format)
        self._shared = Path(self._repo.commondir())
        own = Path(self._repo.controldir()) / _BRANCH_FILE
        self._branch = Ref(f"refs/heads/{own.read_text() if own.is_file() else _MAIN}".encode())

    @classmethod
    def branch(
        cls,
        folder: Path,
        source: Path,
        branch: str,
        revisions: Collection[str],
        *,
        without: Collection[str] = (),
        when: datetime,
    ) -> ProductRepository:
        """Link `folder` to the repository of `source`, as git's worktrees are, on a new branch of its own.

        The branch begins at the newest of `revisions`, commits of one history; without any it begins empty.
        The deliverables of the steps `without`, which stand in that commit, are left out by a commit on top.

        Raises:
            JournalCorrupt: a commit is not there.
        """
        origin = cls(source)
        with origin._locked():
            start = origin._newest(revisions)
            _link(folder, origin._shared / "worktrees" / branch.rpartition("/")[2], branch)
            made = cls(folder)
            if start and made._head() is None:
                made._repo.refs.add_if_new(made._branch, start)
                made._leave_out(without, when)
                made._checkout()
        return made

    def record(
        self, step: str, deliverable: Deliverable, files: Mapping[str, bytes], *, key: str, when: datetime
    ) -> str:
        """Commit an approved deliverable with its provenance and give the commit's id.

        The step's files of before that are gone now are removed. `key` names the occurrence: with the same key
        nothing is committed twice. What somebody changed by hand is committed first, so that nothing is lost.
        """
        with self._locked():
            earlier = self._find(key)
            if earlier:
                self._checkout()
                return earlier
            self._keep_changes_by_hand(when)
            manifest = _manifest(step)
            before = self._listed(manifest)
            wanted = {**files, manifest: _provenance(step, deliverable)}
            message = f"{step}: {deliverable.kind}\n\n{deliverable.summary}\n\nSuperindividual-Key: {key}\n"
            commit = self._commit(wanted, before - set(wanted), message, when)
            self._checkout()
            return commit

    def lend(self, folder: Path) -> None:
        """Make `folder` a repository of its own with this history and what stands in it now.

        Nothing is shared, as a linked working folder would: whoever writes settings, hooks or branches there writes them
        nowhere else.
        """
        with self._locked():
            lent, head, tree = (
                Repo.init(str(folder), default_branch=_MAIN.encode()),
                self._head(),
                self._tree(),
            )
            if head and tree:
                wanted = head

                def head_alone(_refs: Mapping[Ref, ObjectID], _depth: int | None = None) -> list[ObjectID]:
                    return [wanted]

                self._repo.fetch(lent, determine_wants=head_alone)
                lent.refs.add_if_new(Ref(f"refs/heads/{_MAIN}".encode()), head)
                build_index_from_tree(str(folder), lent.index_path(), lent.object_store, tree)
            exclude = folder / ".git" / "info" / "exclude"
            exclude.parent.mkdir(exist_ok=True)
            exclude.write_text("inputs/\n")
            lent.close()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One writer at a time; lock files of one that was killed, or failed, are removed, those of the founder's git are not."""
        with (self._shared / "superindividual.lock").open("a+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            lock.seek(0)
            if lock.read() == "writing":
                for stale in self._shared.rglob("*.lock"):
                    if stale.name != "superindividual.lock":
                        stale.unlink(missing_ok=True)
            lock.truncate(0)
            lock.write("writing")
            lock.flush()
            try:
                yield
            except FileLocked:  # another's, that stood there before
                lock.truncate(0)
                raise
            lock.truncate(0)

    def _newest(self, revisions: Collection[str]) -> ObjectID | None:
        wanted = {ObjectID(revision.encode()) for revision in revisions}
        for missing in (w for w in wanted if w not in self._repo.object_store):
            raise JournalCorrupt(
                _("the commit {revision} is not in {folder}").format(
                    revision=missing.decode()[:10], folder=self.folder
                ),
                remedy=_("restore the product's folder from a backup"),
            )
        walked = self._repo.get_walker(include=sorted(wanted), order=ORDER_TOPO) if wanted else ()
        return next((entry.commit.id for entry in walked if entry.commit.id in wanted), None)

    def _leave_out(self, steps: Collection[str], when: datetime) -> None:
        """Remove what only these steps handed over."""
        manifests = {p for p in self._contents() if p.startswith(_PROVENANCE)}
        gone = manifests & {_manifest(step) for step in steps}
        kept = {path for manifest in manifests - gone for path in self._listed(manifest)}
        removed = {path for manifest in gone for path in self._listed(manifest)} - kept
        if gone:
            self._commit({}, removed | gone, f"Begun anew: {', '.join(sorted(steps))}\n", when)

    def _head(self) -> ObjectID | None:
        try:
            return self._repo.refs[self._branch]
        except KeyError:
            return None

    def _tree(self) -> ObjectID | None:
        head = self._head()
        if head is None:
            return None
        if head not in self._trees:
            commit = self._repo[head]
            assert isinstance(commit, Commit)
            self._trees[head] = commit.tree
        return self._trees[head]

    def _contents(self) -> Mapping[str, ObjectID]:
        tree = self._tree()
        if tree is None:
            return {}
        listing = _LISTINGS.get(tree)
        if listing is None:
            entries = iter_tree_contents(self._repo.object_store, tree)
            listing = {os.fsdecode(entry.path): entry.sha for entry in entries}
            if len(_LISTINGS) >= _MOST_LISTINGS:
                _LISTINGS.clear()
            _LISTINGS[tree] = listing
        return listing

    def _find(self, key: str) -> str | None:
        head = self._head()
        if head is None:
            return None
        trailer = f"Superindividual-Key: {key}".encode()
        left, seen = [head], {head}
        while left:
            commit = self._repo[left.pop()]
            assert isinstance(commit, Commit)
            if trailer in commit.message.splitlines():
                return commit.id.decode()
            parents = set(self._repo.get_parents(commit.id, commit)) - seen
            left += sorted(parents)
            seen |= parents
        return None

    def _listed(self, manifest: str) -> set[str]:
        sha = self._contents().get(manifest)
        if sha is None:
            return set()
        return {entry["path"] for entry in json.loads(self._repo[sha].as_raw_string())["files"]}

    def _commit(self, wanted: Mapping[str, bytes], removed: set[str], message: str, when: datetime) -> str:
        store = self._repo.object_store
        tree_id = self._tree()
        if tree_id is None:
            empty = Tree()
            store.add_object(empty)
            tree_id = empty.id
        present = self._contents()
        changes: list[tuple[bytes, int | None, ObjectID | None]] = [
            (os.fsencode(p), None, None) for p in sorted(removed & set(present))
        ]
        for path in sorted(wanted):
            blob = Blob.from_string(wanted[path])
            store.add_object(blob)
            changes.append((os.fsencode(path), _FILE_MODE, blob.id))
        commit = Commit()
        commit.tree = commit_tree_changes(store, tree_id, changes)
        head = self._head()
        commit.parents = [head] if head else []
        commit.author = commit.committer = _AUTHOR
        commit.author_time = commit.commit_time = int(when.timestamp())
        commit.author_timezone = commit.commit_timezone = 0
        commit.encoding = b"UTF-8"
        commit.message = message.encode()
        store.add_object(commit)
        if head is None:
            self._repo.refs.add_if_new(self._branch, commit.id)
        else:
            self._repo.refs.set_if_equals(self._branch, head, commit.id)
        return commit.id.decode()

    def _keep_changes_by_hand(self, when: datetime) -> None:
        changed: dict[str, bytes] = {}
        for path, sha in self._contents().items():
            target = self.folder / path
            if target.is_file() and not target.is_symlink():
                content = target.read_bytes()
                if Blob.from_string(content).id != sha:
                    changed[path] = content
        if changed:
            self._commit(changed, set(), "Changed by hand in the product's folder\n", when)

    def _checkout(self) -> None:
        """Make the working tree show the newest commit; refuses to write through a symlink."""
        tree = self._tree()
        assert tree is not None
        contents = self._contents()
        _refuse_links(self.folder, contents)
        index = Index(self._repo.index_path())  # `open_index` reads git's settings for it, which it needs not
        gone = {os.fsdecode(p) for p in index} - set(contents)
        _refuse_links(self.folder, gone)
        for stale in gone:
            (self.folder / stale).unlink(missing_ok=True)
        build_index_from_tree(str(self.folder), self._repo.index_path(), self._repo.object_store, tree)


def _make(folder: Path) -> None:
    """Make the repository beside the folder and move it there: who is killed meanwhile leaves no half of one there.

    Steps that begin together each find none: the first one makes it, the others wait.
    """
    beside = folder.with_name(f".{folder.name}.new")
    with _held(folder.parent):
        if (folder / ".git").exists():
            return
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir()
        Repo.init(str(beside), default_branch=_MAIN.encode()).close()
        (beside / ".git").rename(folder / ".git")
        beside.rmdir()


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """One at a time, in whichever thread or process."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _link(folder: Path, control: Path, branch: str) -> None:
    """Write what makes `folder` a linked working folder; `.git` names its place relatively, so that both can move."""
    folder.mkdir(parents=True, exist_ok=True)
    control.mkdir(parents=True, exist_ok=True)
    (control / "commondir").write_text("../..\n")
    (control / "gitdir").write_text(f"{folder.absolute() / '.git'}\n")
    (control / "HEAD").write_text(f"ref: refs/heads/{branch}\n")
    (control / _BRANCH_FILE).write_text(branch)
    (folder / ".git").write_text(f"gitdir: {os.path.relpath(control, folder)}\n")


def _manifest(step: str) -> str:
    return f"{_PROVENANCE}{step}.json"


def _refuse_links(folder: Path, paths: Iterable[str]) -> None:
    places = {path[:end] for path in paths for end in (*_slashes(path), len(path))}
    for place in sorted(places):
        if os.path.islink(f"{folder}/{place}"):  # noqa: PTH114 - asked of every file and folder of a product, at every step
            raise PolicyDenied(
                _("{path} is a symbolic link").format(path=folder / place),
                remedy=_("remove it from the product's folder"),
            )


def _slashes(path: str) -> list[int]:
    return [at for at, letter in enumerate(path) if letter == "/"]


def _provenance(step: str, deliverable: Deliverable) -> bytes:
    manifest = {"step": step, "digest": deliverable.digest, **deliverable.model_dump(mode="json")}
    return (json.dumps(manifest, indent=2, ensure_ascii=False, sort_keys=True) + "\n").encode()
