"""git_push: one commit of exactly the approved files, on top of the newest commit that the founder was shown.

The commit and its pack are made from stored bytes and sent by dulwich; no working folder, hook or filter takes part.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from dulwich.client import GitClient, HTTPUnauthorized, LocalGitClient, Urllib3HttpGitClient
from dulwich.errors import GitProtocolError, NotGitRepository, SendPackError
from dulwich.file import FileLocked
from dulwich.object_store import MemoryObjectStore, commit_tree_changes
from dulwich.objects import ZERO_SHA, Blob, Commit, ObjectID, ShaFile, Tree
from dulwich.pack import UnpackedObject, pack_objects_to_data
from dulwich.refs import Ref
from urllib3.exceptions import HTTPError

from superindividual.effects.action import Action
from superindividual.effects.address import address_of
from superindividual.effects.carrier import Objects, Occasion, Prepared, Receipt, Recovery, Site
from superindividual.effects.deadline import Deadline
from superindividual.effects.git_history import holds
from superindividual.effects.pool import Pool
from superindividual.effects.secret import secret
from superindividual.errors import EffectFailed, EffectLost, NotApproved, SuperindividualError
from superindividual.ids import Digest
from superindividual.text import gettext as _
from superindividual.text import shown

Answer = TypeVar("Answer")

_TIMEOUT = 60.0
_FAULTS = (NotGitRepository, HTTPUnauthorized, FileLocked, GitProtocolError, HTTPError, OSError)
_TOTAL = 300.0
"""Seconds for one exchange in all, its bytes and its silences together."""
_FILE_MODE = stat.S_IFREG | 0o644


class Remote(NamedTuple):
    """A repository, and where in it the branch is."""

    client: GitClient
    path: bytes
    ref: Ref
    deadline: Deadline


class GitPush:
    """The branch's newest commit tells whether it arrived."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def prepare(
        self, arguments: Mapping[str, Any], files: Mapping[str, Digest], occasion: Occasion
    ) -> Prepared:
        """Look at the branch, and make the commit; raises EffectFailed when the repository cannot be read."""
        with self._remote(arguments) as remote:
            head = _head(remote)
        contents = {path: self._site.objects.get(sha) for path, sha in files.items()}
        words = f"{arguments['message']}\n\nSuperindividual-Key: {occasion.key}\n"
        commit = _objects(contents, head, words, occasion.when, self._site.spec.name)[0]
        seen = {"head": head, "commit": commit.id.decode(), "when": occasion.when.isoformat(), "words": words}
        seen["author"] = self._site.spec.name
        return Prepared(f"{shown(str(arguments['remote']))} {shown(str(arguments['branch']))}", {}, seen)

    def recovery(self, action: Action) -> Recovery:
        """Look at the branch."""
        del action
        return "probe"

    def perform(self, action: Action, objects: Objects, key: Digest) -> Receipt:
        """Push the approved commit, if the branch still ends where the founder was shown that it does."""
        del key
        seen = action.seen
        contents = {path: objects.get(sha) for path, sha in action.files.items()}
        when = datetime.fromisoformat(seen["when"])
        made = _objects(contents, seen["head"], seen["words"], when, seen["author"])
        if made[0].id.decode() != seen["commit"]:
            raise NotApproved(_("the commit is not the one that was approved"))
        with self._remote(action.arguments) as remote:
            result = _asked(
                lambda: remote.client.send_pack(remote.path, _update(remote, seen), _packed(made)), remote
            )
        refused = (result.ref_status or {}).get(remote.ref)
        if refused:
            raise EffectFailed(_("the repository refused it: {reason}").format(reason=shown(str(refused))))
        return _receipt(action)

    def probe(self, action: Action, key: Digest) -> Receipt | None:
        """The commit, newest on its branch or with others on top of it."""
        del key
        try:
            with self._remote(action.arguments) as remote:
                there = self._there(remote, action)
        except EffectFailed as failure:
            raise EffectLost(str(failure)) from failure
        return _receipt(action) if there else None

    def _there(self, remote: Remote, action: Action) -> bool:
        head, commit = _head(remote), action.seen["commit"]
        if head in (None, commit, action.seen["head"]):
            return bool(head == commit)
        return _asked(lambda: holds(remote.client, remote.path, str(head), commit), remote)

    @contextmanager
    def _remote(self, arguments: Mapping[str, Any]) -> Iterator[Remote]:
        """The repository for one exchange, which ends when its time is over."""
        with Deadline(_TOTAL) as deadline:
            yield self._opened(arguments, deadline)

    def _opened(self, arguments: Mapping[str, Any], deadline: Deadline) -> Remote:
        location, branch = str(arguments["remote"]), str(arguments["branch"])
        if not branch or any(c in branch for c in " ~^:?*[\\\0\n") or ".." in branch or branch[0] in "-/":
            raise EffectFailed(_("{branch} cannot name a branch").format(branch=shown(branch)))
        ref = Ref(f"refs/heads/{branch}".encode())
        if "://" not in location:
            place = bytes(self._site.paths.root / Path(location).expanduser())
            return Remote(LocalGitClient(), place, ref, deadline)
        address = address_of(location, self._site.spec.policy.hosts)
        token = arguments.get("token")
        base, path = f"{address.scheme}://{address.host}:{address.port}/", location.split("/", 3)[-1].encode()
        client = Urllib3HttpGitClient(
            base,
            dumb=False,
            username="x-access-token" if token else None,
            password=secret(token) if token else None,
            timeout=_TIMEOUT,
            pool_manager=Pool(address, deadline),
        )
        return Remote(client, path, ref, deadline)


def _receipt(action: Action) -> Receipt:
    arguments = action.arguments
    return {
        "remote": arguments["remote"],
        "branch": arguments["branch"],
        "commit": action.seen["commit"],
        "files": len(action.files),
    }


def _asked(ask: Callable[[], Answer], remote: Remote) -> Answer:
    """What a repository answers, with its faults in our words."""
    try:
        return ask()
    except _FAULTS as error:
        raise _told(error, remote) from error


def _told(error: Exception, remote: Remote) -> SuperindividualError:
    """A fault in our words; half an answer, as the deadline leaves it, may read like any other."""
    if remote.deadline.over:
        return EffectLost(_("no answer within {seconds:.0f} seconds").format(seconds=_TOTAL))
    if isinstance(error, NotGitRepository | FileNotFoundError | HTTPUnauthorized):
        return EffectFailed(_("no repository there that may be used: {reason}").format(reason=error))
    if isinstance(error, FileLocked):
        return EffectFailed(
            _("the repository is locked by {file}").format(file=shown(os.fsdecode(error.lockfilename))),
            remedy=_("if nothing works in it, a process that was killed left the file there: remove it"),
        )
    if isinstance(error, SendPackError):
        return EffectFailed(_("the repository refused it: {reason}").format(reason=error))
    return EffectLost(_("the connection was lost: {reason}").format(reason=error))


def _head(remote: Remote) -> str | None:
    try:
        found = _asked(lambda: remote.client.get_refs(remote.path), remote).refs.get(remote.ref)
    except EffectLost as lost:
        raise EffectFailed(str(lost)) from lost
    return found.decode() if found else None


def _update(remote: Remote, seen: Mapping[str, Any]) -> Callable[[dict[Ref, ObjectID]], dict[Ref, ObjectID]]:
    def update(refs: dict[Ref, ObjectID]) -> dict[Ref, ObjectID]:
        """The one branch, and only from where it was seen; the server compares once more when it sets it."""
        standing = refs.get(remote.ref, ZERO_SHA)
        expected = ObjectID(seen["head"].encode()) if seen["head"] else ZERO_SHA
        commit = ObjectID(seen["commit"].encode())
        if standing not in (expected, commit):
            raise NotApproved(
                _("the branch has moved since, from {before} to {now}").format(
                    before=(seen["head"] or "-")[:10], now=standing.decode()[:10]
                )
            )
        return {remote.ref: commit}

    return update


def _packed(objects: list[ShaFile]) -> Any:
    def generate(have: Any, want: Any, **options: Any) -> tuple[int, Iterator[UnpackedObject]]:
        """Exactly the objects of the commit; what stands below it the repository has."""
        del have, want, options
        return pack_objects_to_data([(one, None) for one in objects])

    return generate


def _objects(
    contents: Mapping[str, bytes], head: str | None, words: str, when: datetime, author: str
) -> list[ShaFile]:
    """The commit first, then its trees and files. The same arguments give the same ids."""
    store = MemoryObjectStore()
    empty = Tree()
    store.add_object(empty)
    changes: list[tuple[bytes, int | None, ObjectID | None]] = []
    for path in sorted(contents):
        blob = Blob.from_string(contents[path])
        store.add_object(blob)
        changes.append((path.encode(), _FILE_MODE, blob.id))
    commit = Commit()
    commit.tree = commit_tree_changes(store, empty.id, changes)
    commit.parents = [ObjectID(head.encode())] if head else []
    name = "".join(c for c in author if c.isprintable() and c not in "<>") or "superindividual"
    commit.author = commit.committer = f"{name} <noreply@localhost>".encode()
    commit.author_time = commit.commit_time = int(when.timestamp())
    commit.author_timezone = commit.commit_timezone = 0
    commit.encoding = b"UTF-8"
    commit.message = words.encode()
    return [commit, *(store[sha] for sha in _below(store, commit.tree))]


def _below(store: MemoryObjectStore, tree: ObjectID) -> list[ObjectID]:
    """A tree with everything in it, each once."""
    found: dict[ObjectID, None] = {tree: None}
    entries = store[tree]
    assert isinstance(entries, Tree)
    for entry in entries.items():
        inner = _below(store, entry.sha) if stat.S_ISDIR(entry.mode) else [entry.sha]
        found |= dict.fromkeys(inner)
    return list(found)
