"""Material: files of the founder's that a run is given, read once and kept, so that the run reads what stood there.

They come from outside: nothing in them instructs anybody. What nobody should hand to an agent unasked (keys, hidden
files, what lies behind links) is left out and named.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from superindividual.errors import MaterialRefused, PolicyDenied
from superindividual.text import Language, shown
from superindividual.text import gettext as _
from superindividual.workspace.artifact import MATERIAL, Deliverable, ProductPath
from superindividual.workspace.jail import MAX_FILE, MAX_FILES, Jail
from superindividual.workspace.objects import ObjectStore

MAX_BYTES = 50 * 1024 * 1024
"""Bytes of all files of one folder."""
_MOST_ENTRIES = 20_000
_MOST_NAMED = 100

_SECRET = re.compile(
    r"(?i)^(?:.*\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk|asc|gpg)|id_(?:rsa|dsa|ecdsa|ed25519)(?:\..*)?"
    r"|(?:.*[._-])?(?:secrets?|credentials?)(?:\.(?:json|ya?ml|toml|ini|txt|env))?|.*\.env|\.env\..*|service[_-]account.*\.json)$"
)
_OF_TOOLS = frozenset({"node_modules", "__pycache__", "venv"})
_SHOWN = frozenset({".well-known"})
"""Hidden folders that a site publishes."""
_PATH: TypeAdapter[str] = TypeAdapter(ProductPath)


@dataclass
class Material:
    """What was read of a file or folder."""

    name: str
    """Its own name: the last part of its path."""
    files: dict[str, bytes] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    """Path to why nobody read it."""

    def kept(self, objects: ObjectStore, language: Language) -> dict[str, object]:
        """Store it, and give what the journal keeps of it."""
        made = Deliverable(
            kind=MATERIAL,
            files=objects.artifacts(self.files),
            summary=self.summary(),
            language=language,
            produced_by="founder",
        )
        named = dict(sorted(self.left_out.items())[:_MOST_NAMED])
        digest = objects.store(made)
        return {"material": digest, "name": self.name, "count": len(self.files), "left_out": named}

    def summary(self) -> str:
        """What was read and what was not, in one line."""
        said = _("{name}: {count} files").format(name=self.name, count=len(self.files))
        if not self.left_out:
            return said
        named = [f"{path} ({why})" for path, why in sorted(self.left_out.items())[:_MOST_NAMED]]
        return f"{said}; {_('nobody read: {files}').format(files=', '.join(named))}"


def read_file(path: Path) -> Material:
    """One file; raises MaterialRefused."""
    found = _found(path)
    if not stat.S_ISREG(found.st_mode):
        raise MaterialRefused(
            _("{path} is no file").format(path=shown(str(path))), remedy=_("name a plain file")
        )
    if _SECRET.match(path.name):
        raise MaterialRefused(
            _("{path} looks like a secret, and agents would read it").format(path=shown(str(path))),
            remedy=_("give a copy without secrets, under another name"),
        )
    return Material(path.name, {path.name: _content(Jail(path.absolute().parent), path.name)})


def read_folder(path: Path) -> Material:
    """All plain files of a folder that may be read; raises MaterialRefused."""
    found = _found(path)
    if not stat.S_ISDIR(found.st_mode):
        raise MaterialRefused(
            _("{path} is no folder").format(path=shown(str(path))), remedy=_("name a folder")
        )
    root = path.absolute()  # not resolved: a link that takes its place must not be followed
    made, jail, size = Material(path.resolve().name or "files"), Jail(root), 0
    for name in _listed(root, made.left_out):
        content = _content(jail, name)
        size += len(content)
        if size > MAX_BYTES or len(made.files) == MAX_FILES:
            raise MaterialRefused(
                _("{path} holds more than {files} files or {limit} MB").format(
                    path=shown(str(path)), files=MAX_FILES, limit=MAX_BYTES // 2**20
                ),
                remedy=_("give a smaller folder"),
            )
        made.files[name] = content
    if not made.files:
        raise MaterialRefused(
            _("{path} holds nothing that can be read").format(path=shown(str(path))),
            remedy=_("hidden files, links and secrets are left out; name a folder with plain files"),
        )
    return made


def _found(path: Path) -> os.stat_result:
    """What stands there, itself and no target of a link."""
    try:
        found = path.lstat()
    except (OSError, ValueError) as error:
        raise MaterialRefused(
            _("{path} cannot be read: {reason}").format(path=shown(str(path)), reason=_reason(error)),
            remedy=_("a path counts from the folder in which you stand"),
        ) from error
    if stat.S_ISLNK(found.st_mode):
        raise MaterialRefused(
            _("{path} is a link").format(path=shown(str(path))), remedy=_("name what it leads to")
        )
    return found


def _reason(error: Exception) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)


def _content(jail: Jail, path: str) -> bytes:
    try:
        return jail.read(path)
    except (OSError, PolicyDenied) as error:
        why = error.message if isinstance(error, PolicyDenied) else _reason(error)
        raise MaterialRefused(
            _("{path} cannot be read: {reason}").format(path=shown(path), reason=why),
            remedy=_("give a plain copy of it: cp -r makes one"),
        ) from error


def _listed(root: Path, left_out: dict[str, str]) -> list[str]:
    """The paths of the files to read, sorted; what is left out is entered with its reason."""
    found: list[str] = []
    waiting, seen = [""], 0
    while waiting:
        prefix = waiting.pop()
        for entry in _entries(root / prefix):
            seen += 1
            if seen > _MOST_ENTRIES:
                raise MaterialRefused(
                    _("{path} holds more than {limit} entries").format(
                        path=shown(str(root)), limit=_MOST_ENTRIES
                    ),
                    remedy=_("give a smaller folder"),
                )
            path = prefix + entry.name
            if why := _why_not(entry, path):
                left_out[shown(path)] = why
            elif entry.is_dir(follow_symlinks=False):
                waiting.append(f"{path}/")
            else:
                found.append(path)
    return sorted(found)


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            yield from sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        raise MaterialRefused(
            _("{path} cannot be read: {reason}").format(path=shown(str(folder)), reason=_reason(error)),
            remedy=_("make it readable, or give another folder"),
        ) from error


def _why_not(entry: os.DirEntry[str], path: str) -> str:
    """Why an entry is left out; empty when it is read."""
    folder = entry.is_dir(follow_symlinks=False)
    if entry.is_symlink():
        return _("a link")
    if entry.name.startswith(".") and entry.name not in _SHOWN:
        return _("hidden")
    if folder:
        return _("made by tools") if entry.name in _OF_TOOLS else _unfit(f"{path}/x")
    if not entry.is_file(follow_symlinks=False):
        return _("no plain file")
    if _SECRET.match(entry.name):
        return _("looks like a secret")
    if entry.stat(follow_symlinks=False).st_size > MAX_FILE:
        return _("larger than {limit} MB").format(limit=MAX_FILE // 2**20)
    return _unfit(path)


def _unfit(path: str) -> str:
    try:
        _PATH.validate_python(path, strict=True)
    except (ValidationError, UnicodeError):
        return _("its name cannot be used")
    return ""
