"""Jail: files below one folder, reached by descriptors from folder to folder, so that no link leads out.

Checking a resolved path and then opening it loses a race against whoever renames folders meanwhile; opening each
part with O_NOFOLLOW relative to the one before does not.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from superindividual.errors import PolicyDenied
from superindividual.text import gettext as _

MAX_FILE = 5 * 1024 * 1024
MAX_FILES = 2_000
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class Jail:
    """Reads and writes by relative POSIX path; raises PolicyDenied for whatever would lead out."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def read(self, path: str) -> bytes:
        """A file's content; raises FileNotFoundError or PolicyDenied."""
        with self._parent(path) as (folder, name):
            descriptor = _denied_on_link(
                lambda: os.open(
                    name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK, dir_fd=folder
                ),
                path,
            )
            with os.fdopen(descriptor, "rb") as file:
                self._plain(descriptor, path)
                return file.read(MAX_FILE + 1)

    def write(self, path: str, content: bytes) -> None:
        """Write a file, making its folders; the old content is replaced whole."""
        if len(content) > MAX_FILE:
            raise PolicyDenied(
                _("{path} is larger than {limit} MB").format(path=path, limit=MAX_FILE // 2**20)
            )
        with self._parent(path, make=True) as (folder, name):
            if _is_folder(folder, name):
                raise PolicyDenied(_("{path} is a folder").format(path=path))
            temporary = f".{name[:100]}.writing"
            descriptor = os.open(
                temporary,
                os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC,
                0o600,
                dir_fd=folder,
            )
            with os.fdopen(descriptor, "wb") as file:
                self._plain(descriptor, path)
                file.write(content)
            os.replace(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)

    def delete(self, path: str) -> None:
        """Remove a file; raises FileNotFoundError."""
        with self._parent(path) as (folder, name):
            os.unlink(name, dir_fd=folder)

    def listing(self) -> list[str]:
        """All regular files, sorted; links and devices are left out."""
        found = sorted(self._walk(self.root, ""))
        if len(found) > MAX_FILES:
            raise PolicyDenied(_("more than {limit} files").format(limit=MAX_FILES))
        return found

    def _walk(self, folder: Path, prefix: str) -> Iterator[str]:
        for entry in os.scandir(folder):
            if entry.is_dir(follow_symlinks=False):
                yield from self._walk(folder / entry.name, f"{prefix}{entry.name}/")
            elif entry.is_file(follow_symlinks=False):
                yield prefix + entry.name

    @contextmanager
    def _parent(self, path: str, *, make: bool = False) -> Iterator[tuple[int, str]]:
        parts = path.split("/")
        if not path or "\\" in path or not path.isprintable() or any(p in ("", ".", "..") for p in parts):
            raise PolicyDenied(
                _("{path} is no path inside the folder").format(path=repr(path)),
                remedy=_("give a relative path without '..'"),
            )
        folder = os.open(self.root, _FOLDER)
        try:
            for part in parts[:-1]:
                if make:
                    _make(folder, part)
                following = _denied_on_link(partial(os.open, part, _FOLDER, dir_fd=folder), path)
                os.close(folder)
                folder = following
            yield folder, parts[-1]
        finally:
            os.close(folder)

    def _plain(self, descriptor: int, path: str) -> None:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:
            raise PolicyDenied(
                _("{path} is no plain file").format(path=path), remedy=_("links and devices are not followed")
            )
        if found.st_size > MAX_FILE:
            raise PolicyDenied(
                _("{path} is larger than {limit} MB").format(path=path, limit=MAX_FILE // 2**20)
            )


def _make(folder: int, part: str) -> None:
    try:
        os.mkdir(part, 0o700, dir_fd=folder)
    except FileExistsError:
        return


def _is_folder(folder: int, name: str) -> bool:
    try:
        return stat.S_ISDIR(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)
    except FileNotFoundError:
        return False


def _denied_on_link(open_it: Callable[[], int], path: str) -> int:
    try:
        return open_it()
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR, errno.EMLINK):
            raise PolicyDenied(
                _("{path} leads through a link").format(path=path), remedy=_("links are not followed")
            ) from error
        raise
