"""The filter of system calls: what namespaces do not keep apart is refused by the kernel.

Keyrings hold secrets and belong to the user, not to a namespace; VSOCK reaches the machine's host without any
network; System V and anonymous shared memory are counted by no limit on a process; the others are wide doors into
the kernel that no test of a package needs. Docker's default profile refuses most of the same.
"""

from __future__ import annotations

import errno
import os
import platform
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from superindividual.errors import SandboxUnavailable

_X86: Mapping[str, int] = {
    "socket": 41,
    "shmget": 29,
    "add_key": 248,
    "request_key": 249,
    "keyctl": 250,
    "memfd_create": 319,
    "perf_event_open": 298,
    "bpf": 321,
    "userfaultfd": 323,
    "memfd_secret": 447,
    "io_uring_setup": 425,
    "io_uring_enter": 426,
    "io_uring_register": 427,
}
_GENERIC: Mapping[str, int] = {
    "socket": 198,
    "shmget": 194,
    "add_key": 217,
    "request_key": 218,
    "keyctl": 219,
    "memfd_create": 279,
    "perf_event_open": 241,
    "bpf": 280,
    "userfaultfd": 282,
    "memfd_secret": 447,
    "io_uring_setup": 425,
    "io_uring_enter": 426,
    "io_uring_register": 427,
}
_MACHINES: Mapping[str, tuple[int, Mapping[str, int]]] = {
    "x86_64": (0xC000003E, _X86),
    "aarch64": (0xC00000B7, _GENERIC),
    "riscv64": (0xC00000F3, _GENERIC),
    "loongarch64": (0xC0000102, _GENERIC),
}
"""Machine to its AUDIT_ARCH and numbers: arch/x86/entry/syscalls/syscall_64.tbl and
include/uapi/asm-generic/unistd.h of Linux 6.12."""

_FAMILIES = (1, 2, 10, 16)
"""AF_UNIX, AF_INET and AF_INET6 (the loopback inside), AF_NETLINK (which names the interfaces)."""

_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06  # classic BPF: ld [k], jeq, jge, ret
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data
_ALLOW, _KILL, _FAIL = 0x7FFF0000, 0x80000000, 0x00050000
_OTHER_ABI = 0x40000000  # x32 calls have this bit set and would pass under other numbers


def filter_of(machine: str) -> bytes | None:
    """The BPF program for `bwrap --seccomp`; None for a machine whose numbers are not known here."""
    if machine not in _MACHINES:
        return None
    architecture, numbers = _MACHINES[machine]
    refused = [number for name, number in numbers.items() if name != "socket"]
    program = [
        *((_LOAD, 0, 0, _ARCHITECTURE), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _KILL)),
        *((_LOAD, 0, 0, _NUMBER), (_AT_LEAST, 0, 1, _OTHER_ABI), (_RETURN, 0, 0, _KILL)),
    ]
    for number in refused:
        program += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _FAIL | errno.EPERM)]
    program += [(_EQUAL, 1, 0, numbers["socket"]), (_RETURN, 0, 0, _ALLOW), (_LOAD, 0, 0, _FIRST_ARGUMENT)]
    for family in _FAMILIES:
        program += [(_EQUAL, 0, 1, family), (_RETURN, 0, 0, _ALLOW)]
    program.append((_RETURN, 0, 0, _FAIL | errno.EAFNOSUPPORT))
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in program)


@contextmanager
def open_filter() -> Iterator[int]:
    """A descriptor from which the filter of this machine is read, once.

    Raises:
        SandboxUnavailable: the numbers of this machine's system calls are not known here.
    """
    program = filter_of(platform.machine())
    if program is None:
        raise SandboxUnavailable(f"no filter of system calls is known for {platform.machine()}")
    descriptor = os.memfd_create("filter")
    try:
        os.write(descriptor, program)
        os.lseek(descriptor, 0, os.SEEK_SET)
        yield descriptor
    finally:
        os.close(descriptor)
