"""Witness: a git repository of the founder's that keeps what it was told, on a branch of its own.

Pushed elsewhere, it testifies against somebody who can change everything in the company's folder. Files of the
repository's other branches are not touched, and neither is its working tree.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from dulwich.objects import Blob, Commit, ObjectID, Tree
from dulwich.refs import Ref
from dulwich.repo import Repo

from superindividual.errors import CompanyError
from superindividual.text import gettext as _

_BRANCH = Ref(b"refs/heads/superindividual-ledger")
_AUTHOR = b"superindividual <noreply@localhost>"
_FILE_MODE = 0o100644


class Witness:
    """Tell it something under a name; read back all that it was told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def record(self, name: str, text: str, when: datetime) -> str:
        """Commit a file and give the commit's id; what stands already is not committed twice. Makes the repository."""
        exists = (self.folder / ".git").exists() or (self.folder / "HEAD").exists()
        if not exists:
            self.folder.mkdir(parents=True, exist_ok=True)
        with Repo(str(self.folder)) if exists else Repo.init(str(self.folder)) as repo:
            parent = repo.refs.read_ref(_BRANCH)
            tree = _tree(repo, ObjectID(parent)) if parent else Tree()
            blob = Blob.from_string(text.encode())
            if parent and name.encode() in tree and tree[name.encode()][1] == blob.id:
                return parent.decode()
            tree.add(name.encode(), _FILE_MODE, blob.id)
            commit = _commit(tree, parent, f"ledger: {name}", when)
            for made in (blob, tree, commit):
                repo.object_store.add_object(made)
            if not repo.refs.set_if_equals(_BRANCH, ObjectID(parent) if parent else None, commit.id):
                raise CompanyError(
                    _("{folder} was written by somebody else meanwhile").format(folder=self.folder),
                    remedy=_("try again"),
                )
            return commit.id.decode()

    def told(self, name: str) -> list[str]:
        """Everything that stood under the name, newest first.

        Raises:
            CompanyError: there is no repository, or it was told nothing.
        """
        try:
            with Repo(str(self.folder)) as repo:
                return _history(repo, name.encode())
        except Exception as error:
            raise CompanyError(
                _("{folder} keeps nothing of this ledger").format(folder=self.folder),
                remedy=_("name the repository that you gave to: superindividual ledger anchor --git FOLDER"),
            ) from error


def _history(repo: Repo, name: bytes) -> list[str]:
    found: list[str] = []
    for entry in repo.get_walker(include=[repo.refs[_BRANCH]]):
        tree = _tree(repo, entry.commit.id)
        text = repo[tree[name][1]].as_raw_string().decode() if name in tree else ""
        if text and (not found or found[-1] != text):
            found.append(text)
    if not found:
        raise LookupError(name)
    return found


def _tree(repo: Repo, commit: ObjectID) -> Tree:
    found = repo[commit]
    assert isinstance(found, Commit)
    tree = repo[found.tree]
    assert isinstance(tree, Tree)
    return tree


def _commit(tree: Tree, parent: bytes | None, message: str, when: datetime) -> Commit:
    commit = Commit()
    commit.tree = tree.id
    commit.parents = [ObjectID(parent)] if parent else []
    commit.author = commit.committer = _AUTHOR
    commit.author_time = commit.commit_time = int(when.timestamp())
    commit.author_timezone = commit.commit_timezone = 0
    commit.encoding = b"UTF-8"
    commit.message = message.encode()
    return commit
