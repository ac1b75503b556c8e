"""Beneath: opening what lies below a folder in one call of the kernel's (openat2), where it has that.

The kernel itself then holds that no part of the path is a link, that `/proc`'s links are none, and that nothing above
the folder is reached, whoever renames what meanwhile. Elsewhere the parts are opened one by one.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Callable, Sequence
from functools import cache

_NUMBER = 437
"""Of openat2, since Linux 5.6: the same on every machine but Alpha."""
_NO_MAGICLINKS, _NO_SYMLINKS, _BENEATH = 0x02, 0x04, 0x08
_RETRIES = 32
"""How often the kernel is asked again that could not tell since a folder was being renamed."""

Open = Callable[[int, Sequence[str], int], int]
"""Opens parts below a folder's descriptor with flags; gives a descriptor, raises OSError."""


def open_beneath(folder: int, parts: Sequence[str], flags: int) -> int:
    """Open what lies below the folder; no link is followed.

    Args:
        folder: its descriptor, which stays open.
        parts: names from the folder on; none of them is empty, `.` or `..`.
        flags: as `os.open` takes them, without O_CREAT.

    Raises:
        OSError: ELOOP or ENOTDIR for a link in the way, EXDEV for a way out, ENOENT for what is not there.
    """
    return (in_one if kernel_can() else by_parts)(folder, parts, flags | os.O_CLOEXEC)


@cache
def kernel_can() -> bool:
    """Whether this kernel has openat2, and lets this process call it: a container's filter may not."""
    if platform.system() != "Linux" or platform.machine() == "alpha":
        return False
    root = os.open("/", os.O_PATH | os.O_CLOEXEC)
    try:
        os.close(in_one(root, ["proc"], os.O_PATH | os.O_CLOEXEC))
    except OSError as error:
        return error.errno not in (errno.ENOSYS, errno.EPERM, errno.EINVAL, errno.EOPNOTSUPP)
    finally:
        os.close(root)
    return True


def in_one(folder: int, parts: Sequence[str], flags: int) -> int:
    """Open by openat2."""
    path = os.fsencode("/".join(parts))
    how = struct.pack("=QQQ", flags, 0, _BENEATH | _NO_SYMLINKS | _NO_MAGICLINKS)
    for _attempt in range(_RETRIES):
        found = _syscall()(_NUMBER, folder, path, how, len(how))
        if found >= 0:
            return int(found)
        fault = ctypes.get_errno()
        if fault not in (errno.EAGAIN, errno.EINTR):
            break
    raise OSError(fault, os.strerror(fault), os.fsdecode(path))


def by_parts(folder: int, parts: Sequence[str], flags: int) -> int:
    """Open each part relative to the one before, with O_NOFOLLOW."""
    *above, last = parts
    held: list[int] = []
    try:
        for part in above:
            way = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
            held.append(os.open(part, way, dir_fd=held[-1] if held else folder))
        return os.open(last, flags | os.O_NOFOLLOW, dir_fd=held[-1] if held else folder)
    finally:
        for descriptor in held:
            os.close(descriptor)


@cache
def _syscall() -> Callable[..., int]:
    call = ctypes.CDLL(None, use_errno=True).syscall
    call.restype = ctypes.c_long
    call.argtypes = (ctypes.c_long, ctypes.c_int, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_size_t)
    return call
