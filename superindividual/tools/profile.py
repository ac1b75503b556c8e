"""The bubblewrap profile: what a contained command finds, and nothing else."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

_ISOLATION = (
    *("--unshare-all", "--unshare-user", "--disable-userns"),
    *("--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv"),
    *("--uid", "1000", "--gid", "1000", "--hostname", "sandbox"),
)
"""In its own user namespace the command is user 1000; files it makes belong to whoever started it."""

_SYSTEM = (
    "/usr",
    "/lib",
    "/lib32",
    "/lib64",
    "/bin",
    "/sbin",
    "/etc/alternatives",
    "/etc/ld.so.cache",
    "/nix/store",
)
_SCRATCH = (("/tmp", 256), ("/home", 64))  # noqa: S108 - made anew inside the sandbox; MiB
_DEVICES = (
    *("--proc", "/proc", "--remount-ro", "/proc"),
    *("--dev", "/dev", "--size", str(64 * 2**20), "--tmpfs", "/dev/shm", "--remount-ro", "/dev"),  # noqa: S108
)
"""/proc must be read-only: started by root the command still is root to the kernel's settings in /proc/sys,
whose owner may write them without any capability, and bubblewrap 0.8 does not cover them in that case."""


_NETWORK = (
    "/etc/resolv.conf",
    "/etc/hosts",
    "/etc/nsswitch.conf",
    "/etc/ssl",
    "/etc/pki",
    "/etc/ca-certificates",
)
"""What a program needs to find hosts and to know their certificates."""


def profile(
    folder: Path,
    inside: str,
    *,
    writable: bool,
    env: Mapping[str, str],
    network: bool = False,
    see: Sequence[Path] = (),
) -> list[str]:
    """The arguments of `bwrap`, up to the command.

    Args:
        folder: the one folder of the caller's that is there.
        inside: where it stands inside.
        writable: whether it may be written.
        env: the whole environment.
        network: whether it shares this machine's network, loopback included.
        see: other files and folders of the caller's that it may read, where they lie.
    """
    words = [*_ISOLATION, *(("--share-net",) if network else ())]
    for place, size in _SCRATCH:
        words += ["--size", str(size * 2**20), "--tmpfs", place]
    parts = (*interpreter_parts(), *see, *(map(Path, _NETWORK) if network else ()))
    for path in (*map(Path, _SYSTEM), *parts):
        words += _read_only(path)
    words += [*_DEVICES, "--bind" if writable else "--ro-bind", str(folder.resolve()), inside]
    words += ["--chdir", inside, "--remount-ro", "/"]
    for name, value in env.items():
        words += ["--setenv", name, value]
    return words


def _read_only(path: Path) -> list[str]:
    if path.is_symlink() and str(path) in _SYSTEM:
        return ["--symlink", str(path.readlink()), str(path)]
    return ["--ro-bind", str(path.resolve()), str(path)] if path.exists() else []


def interpreter_parts() -> list[Path]:
    """The running interpreter and its packages, as far as they do not lie below /usr.

    Of an environment only its programs and libraries: it may lie in a folder with other things in it.
    """
    parts = {
        home / part
        for home in _homes()
        for part in ("bin", "lib", "lib64", "pyvenv.cfg")
        if not str(home).startswith("/usr") and str(home) != "/"
    }
    return sorted(part for part in parts if part.exists())


def _homes() -> Iterator[Path]:
    yield from map(Path, (sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix))
    program = Path(sys.executable)
    for _hop in range(16):  # links from program to program: each one's environment has to be there
        yield program.parent.parent
        if not program.is_symlink():
            break
        program = program.parent / program.readlink()
    yield program.resolve().parent.parent
