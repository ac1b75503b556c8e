from __future__ import annotations

import ctypes
import platform
import struct
from pathlib import Path

import pytest

from superindividual.tools import syscalls
from superindividual.tools.sandbox import Sandbox
from superindividual.tools.syscalls import filter_of

ALLOW_ALL = struct.pack("=HBBI", 0x06, 0, 0, 0x7FFF0000)

ATTACKS = {
    "add_key": "call('add_key', b'user', b'canary', b'4711', 4, -3)",
    "shmget": "call('shmget', 0, 4096, 0o1600)",
    "memfd_create": "call('memfd_create', b'x', 0)",
    "io_uring_setup": "call('io_uring_setup', 1, ctypes.create_string_buffer(120))",
}
SCRIPT = """\
import ctypes, os, sys
libc = ctypes.CDLL(None, use_errno=True)
numbers = {numbers}
def call(name, *arguments):
    done = libc.syscall(numbers[name], *arguments)
    print("refused" if done < 0 and ctypes.get_errno() == 1 else "errno %s" % ctypes.get_errno() if done < 0 else "done")
{attack}
"""


async def said(box: Sandbox, folder: Path, script: str) -> str:
    return (await box.run(["python3", "-c", script], folder=folder)).stdout.strip()


@pytest.mark.parametrize("name", sorted(ATTACKS))
async def test_what_namespaces_do_not_keep_apart_is_refused(
    box: Sandbox, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each call works in the same sandbox without the filter, and is refused with it."""
    numbers = syscalls._MACHINES[platform.machine()][1]
    script = SCRIPT.format(numbers=dict(numbers), attack=ATTACKS[name])
    assert await said(box, tmp_path, script) == "refused"
    monkeypatch.setattr(syscalls, "filter_of", lambda machine: ALLOW_ALL)
    without = await said(box, tmp_path, script)
    if without != "done":
        pytest.skip(f"this kernel does not do it even without the filter: {without}")


async def test_a_secret_in_the_users_keyring_is_not_read(
    box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A keyring belongs to the user and no namespace hides it: without the filter the command reads the secret."""
    numbers = syscalls._MACHINES[platform.machine()][1]
    libc = ctypes.CDLL(None)
    session = -3
    key = libc.syscall(numbers["add_key"], b"user", b"superindividual", b"canary-4711", 11, session)
    if key == -1:
        pytest.skip("this kernel keeps no keys")
    read = (
        "import ctypes\nlibc = ctypes.CDLL(None)\nbuffer = ctypes.create_string_buffer(64)\n"
        f"libc.syscall({numbers['keyctl']}, 11, {key}, buffer, 64)\nprint(buffer.value)"
    )
    try:
        assert await said(box, tmp_path, read) == "b''"
        monkeypatch.setattr(syscalls, "filter_of", lambda machine: ALLOW_ALL)
        assert "canary-4711" in await said(box, tmp_path, read)
    finally:
        libc.syscall(numbers["keyctl"], 3, key)  # revoke


async def test_only_local_sockets_can_be_made(
    box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """VSOCK reaches a virtual machine's host past any network namespace; the loopback inside still works."""
    script = "import socket\nfor f in {families}: socket.socket(f, socket.SOCK_STREAM)\nprint('made')"
    assert await said(box, tmp_path, script.format(families="(1, 2)")) == "made"
    assert await said(box, tmp_path, script.format(families="(40,)")) == ""
    monkeypatch.setattr(syscalls, "filter_of", lambda machine: ALLOW_ALL)
    if await said(box, tmp_path, script.format(families="(40,)")) != "made":
        pytest.skip("this kernel has no VSOCK")


@pytest.mark.parametrize("machine", sorted(syscalls._MACHINES))
def test_every_jump_stays_inside_the_program(machine: str) -> None:
    """The kernel refuses a program that can run past its end; each ends in an answer."""
    program = filter_of(machine)
    assert program is not None
    instructions = list(struct.iter_unpack("=HBBI", program))
    assert instructions[-1][0] == 0x06
    for at, (code, yes, no, _operand) in enumerate(instructions):
        if code in (0x15, 0x35):
            assert at + 1 + max(yes, no) < len(instructions)
    assert filter_of("vax") is None
