from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from superindividual.workspace import beneath
from superindividual.workspace.beneath import Open, by_parts, in_one, kernel_can, open_beneath

WAYS = [pytest.param(in_one, id="openat2"), pytest.param(by_parts, id="by parts")]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[int]:
    """A folder with a file, and links that lead out of it."""
    (tmp_path / "secret").write_text("canary")
    inside = tmp_path / "inside"
    (inside / "a").mkdir(parents=True)
    (inside / "a" / "b").write_text("own")
    (inside / "link").symlink_to("a")
    (inside / "out").symlink_to(tmp_path)
    (inside / "file").symlink_to(tmp_path / "secret")
    (inside / "magic").symlink_to("/proc/self/root")
    descriptor = os.open(inside, os.O_RDONLY)
    yield descriptor
    os.close(descriptor)


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> Open:
    """Each way of opening; the kernel's only where it has it."""
    if request.param is in_one and not kernel_can():
        pytest.skip("this kernel has no openat2, or does not let it be called")
    found: Open = request.param
    return found


def test_a_file_below_is_opened(way: Open, folder: int) -> None:
    """And is not handed on to programs that are started."""
    descriptor = way(folder, ["a", "b"], os.O_RDONLY | os.O_CLOEXEC)
    assert os.read(descriptor, 9) == b"own"
    assert not os.get_inheritable(descriptor)
    os.close(descriptor)


@pytest.mark.parametrize(
    "parts", [["link", "b"], ["out", "secret"], ["file"], ["magic", "etc", "passwd"], ["a", "b", "c"]]
)
def test_no_link_is_followed(way: Open, folder: int, parts: list[str]) -> None:
    """Not even one that stays inside; a plain open follows each that leads somewhere."""
    with pytest.raises(OSError) as refused:
        way(folder, parts, os.O_RDONLY)
    assert refused.value.errno in (errno.ELOOP, errno.ENOTDIR)
    if parts[-1] != "c":
        os.close(os.open("/".join(parts), os.O_RDONLY, dir_fd=folder))


def test_the_kernel_refuses_a_way_up(folder: int) -> None:
    """Whatever the caller looked at before."""
    if not kernel_can():
        pytest.skip("this kernel has no openat2, or does not let it be called")
    for parts in (["..", "secret"], ["a", "..", "..", "secret"], ["", "etc", "passwd"]):
        with pytest.raises(OSError) as refused:
            in_one(folder, parts, os.O_RDONLY)
        assert refused.value.errno == errno.EXDEV


def test_what_is_not_there_is_said_so(way: Open, folder: int) -> None:
    """As `os.open` says it."""
    with pytest.raises(FileNotFoundError):
        way(folder, ["a", "x"], os.O_RDONLY)


def test_a_folder_that_is_always_being_renamed_is_given_up(
    folder: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel is asked some times, then the fault is told."""
    asked = []

    def busy(*arguments: object) -> int:
        asked.append(arguments)
        beneath.ctypes.set_errno(errno.EAGAIN)
        return -1

    monkeypatch.setattr(beneath, "_syscall", lambda: busy)
    with pytest.raises(BlockingIOError):
        in_one(folder, ["a", "b"], os.O_RDONLY)
    assert len(asked) == 32


@pytest.mark.parametrize("fault", [errno.ENOSYS, errno.EPERM])
def test_a_kernel_without_it_is_walked(folder: int, monkeypatch: pytest.MonkeyPatch, fault: int) -> None:
    """Also where a container's filter refuses the call."""

    def missing(*_arguments: object) -> int:
        beneath.ctypes.set_errno(fault)
        return -1

    kernel_can.cache_clear()
    monkeypatch.setattr(beneath, "_syscall", lambda: missing)
    try:
        assert not kernel_can()
        descriptor = open_beneath(folder, ["a", "b"], os.O_RDONLY)
        assert os.read(descriptor, 9) == b"own"
        os.close(descriptor)
    finally:
        kernel_can.cache_clear()
