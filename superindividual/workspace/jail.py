"""Jail: files below one folder, reached by descriptors, so that no link leads out.

Checking a resolved path and then opening it loses a race against whoever renames folders meanwhile; letting the
kernel walk the path without links, or opening each part relative to the one before, does not.
"""

from __future__ import annotations

import errno
import os
import stat
import tempfile
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from superindividual.errors import PolicyDenied
from superindividual.text import gettext as _
from superindividual.workspace.artifact import ProductPath
from superindividual.workspace.beneath import open_beneath

MAX_FILE = 5 * 1024 * 1024
"""Bytes of one file."""
MAX_FILES = 2_000
_DEEPEST = 60
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_READ = (
    os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
)  # a FIFO must not block before it is refused
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_NO_WAY = (errno.ELOOP, errno.ENOTDIR, errno.EMLINK, errno.ENXIO, errno.EXDEV, errno.EAGAIN)
"""A link or a file in the way, a way out, or folders that are renamed as fast as they are opened."""
_PATH: TypeAdapter[str] = TypeAdapter(ProductPath)


class Jail:
    """Reads and writes by relative POSIX path; raises PolicyDenied for whatever would lead out."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._count: int | None = None

    def read(self, path: str) -> bytes:
        """A file's content; raises FileNotFoundError or PolicyDenied."""
        with self._parent(path) as (folder, name):
            descriptor = _open([name], _READ, folder, path)
            try:
                _plain(os.fstat(descriptor), path)
                with os.fdopen(descriptor, "rb", closefd=False) as file:
                    content = file.read(MAX_FILE + 1)
            finally:
                os.close(descriptor)
        _sized(len(content), path)
        return content

    def write(self, path: str, content: bytes) -> None:
        """Write a file, making its folders; the old content is replaced whole or not at all.

        Raises:
            PolicyDenied: outside, through a link, over something that is no plain file, or past a limit.
        """
        _sized(len(content), path)
        with self._parent(path, make=True) as (folder, name):
            new = not _replaceable(folder, name, path)
            self._admit(new)
            temporary = f".writing-{os.getpid()}-{threading.get_ident()}"
            descriptor = os.open(temporary, _CREATE, 0o600, dir_fd=folder)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(content)
                os.replace(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
            except BaseException:
                with suppress(FileNotFoundError):
                    os.unlink(temporary, dir_fd=folder)
                raise
        self._count = (self._count or 0) + new

    def delete(self, path: str) -> None:
        """Remove a file; raises FileNotFoundError or PolicyDenied."""
        with self._parent(path) as (folder, name):
            if not _replaceable(folder, name, path):
                raise FileNotFoundError(errno.ENOENT, "no such file", path)
            os.unlink(name, dir_fd=folder)
        self._count = None
        self._prune(path.rpartition("/")[0])

    def _prune(self, folder: str) -> None:
        """Remove folders that are empty now: left behind, a file of their name could not be written."""
        while folder:
            try:
                with self._parent(folder) as (above, name):
                    os.rmdir(name, dir_fd=above)
            except (OSError, PolicyDenied):
                return
            folder = folder.rpartition("/")[0]

    def listing(self) -> list[str]:
        """All regular files, sorted; links, devices, and names that no product may have are left out.

        Raises:
            PolicyDenied: there are too many, or they lie too deep.
        """
        return sorted(self.walk())

    def walk(self, *, without: Collection[str] = ()) -> Iterator[str]:
        """The same in no order; folders of the names in `without` are not entered."""
        count, waiting = 0, [""]
        while waiting:
            prefix = waiting.pop()
            for name, is_folder in self._entries(prefix):
                count += 1
                if count > MAX_FILES:
                    raise PolicyDenied(_("more than {limit} files").format(limit=MAX_FILES))
                if not is_folder:
                    yield prefix + name
                elif name not in without:
                    waiting.append(f"{prefix}{name}/")

    def _entries(self, prefix: str) -> list[tuple[str, bool]]:
        """The names in a folder, and which are folders; none of a folder that has gone meanwhile."""
        with (
            suppress(FileNotFoundError),
            self._parent(prefix + "x") as (folder, _name),
            os.scandir(folder) as entries,
        ):
            return [
                (entry.name, entry.is_dir(follow_symlinks=False))
                for entry in entries
                if _is_allowed(prefix + entry.name)
                and (entry.is_dir(follow_symlinks=False) or entry.is_file(follow_symlinks=False))
            ]
        return []

    def _admit(self, new: bool) -> None:
        if self._count is None:
            self._count = len(self.listing())
        if new and self._count >= MAX_FILES:
            raise PolicyDenied(
                _("there are {limit} files already").format(limit=MAX_FILES), remedy=_("delete some first")
            )

    @contextmanager
    def _parent(self, path: str, *, make: bool = False) -> Iterator[tuple[int, str]]:
        """The descriptor of the folder that holds `path`, and the last part of its name."""
        *folders, name = _parts(path)
        folder = self._folder(folders, path, make=make)
        try:
            yield folder, name
        finally:
            os.close(folder)

    def _folder(self, parts: list[str], path: str, *, make: bool) -> int:
        folder = os.open(self.root, _FOLDER)
        if not parts:
            return folder
        try:
            return _open(parts, _FOLDER, folder, path)
        except FileNotFoundError:
            if not make:
                raise
        finally:
            os.close(folder)
        above = self._folder(parts[:-1], path, make=True)
        try:
            with suppress(FileExistsError):
                os.mkdir(parts[-1], 0o700, dir_fd=above)
            return _open(parts[-1:], _FOLDER, above, path)
        finally:
            os.close(above)


def _is_allowed(path: str) -> bool:
    try:
        _PATH.validate_python(path, strict=True)
    except ValidationError:
        return False
    return True


def _parts(path: str) -> list[str]:
    try:
        parts = _PATH.validate_python(path, strict=True).split("/")
    except ValidationError as error:
        raise PolicyDenied(
            _("{path} is no path inside the folder").format(path=ascii(path)[:120]),
            remedy=_("give a relative path of at most 240 printable characters, without '..' and '.git'"),
        ) from error
    if len(parts) > _DEEPEST:
        raise PolicyDenied(_("{path} lies too deep").format(path=ascii(path)[:120]))
    return parts


def _open(parts: list[str], flags: int, folder: int, path: str) -> int:
    try:
        return open_beneath(folder, parts, flags)
    except OSError as error:
        if error.errno == errno.ENOENT:
            raise FileNotFoundError(errno.ENOENT, "no such file", path) from error
        if error.errno in _NO_WAY:
            raise PolicyDenied(
                _("{path} leads through something that is no plain folder or file").format(path=path),
                remedy=_("links are not followed"),
            ) from error
        raise


def _plain(found: os.stat_result, path: str) -> None:
    """Refuse what is no regular file, what has a second name elsewhere, and what is too large."""
    if stat.S_ISDIR(found.st_mode):
        raise PolicyDenied(_("{path} is a folder").format(path=path), remedy=_("name a file in it"))
    if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:
        raise PolicyDenied(
            _("{path} is no plain file").format(path=path), remedy=_("links and devices are not followed")
        )
    _sized(found.st_size, path)


def _sized(size: int, path: str) -> None:
    if size > MAX_FILE:
        raise PolicyDenied(_("{path} is larger than {limit} MB").format(path=path, limit=MAX_FILE // 2**20))


def _replaceable(folder: int, name: str, path: str) -> bool:
    """Whether a file of that name is there; a folder is refused, and a link is replaced, never followed."""
    try:
        found = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    if stat.S_ISDIR(found.st_mode):
        raise PolicyDenied(_("{path} is a folder").format(path=path), remedy=_("name a file in it"))
    return True


@contextmanager
def unpacked(files: Mapping[str, bytes]) -> Iterator[Path]:
    """A throw-away folder that holds these files: commands run there, so that nothing they do is handed over.

    Raises:
        PolicyDenied: a path leads out, or the files are too many or too large.
    """
    with tempfile.TemporaryDirectory(prefix="superindividual-", ignore_cleanup_errors=True) as name:
        jail = Jail(Path(name))
        for path, content in files.items():
            jail.write(path, content)
        yield Path(name)
