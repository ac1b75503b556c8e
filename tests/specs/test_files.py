"""Files are read within limits; whatever they are, the error says what to do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from superindividual.errors import SpecError, SpecErrors
from superindividual.specs.files import MAX_BYTES, decode, read_file


def refused(path: Path) -> str:
    with pytest.raises(SpecError) as caught:
        read_file(path)
    assert caught.value.remedy
    assert str(caught.value).isprintable()
    return caught.value.message


def test_what_is_no_file(tmp_path: Path) -> None:
    """A folder, a device without an end, and a pipe that nobody writes to are refused, not read."""
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", Path("/dev/zero")):
        assert refused(path) == "this is no file"


def test_what_is_not_there(tmp_path: Path) -> None:
    """Missing, a loop of links, a name with a NUL or too long, and a file taken for a folder."""
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "file").touch()
    assert refused(tmp_path / "none.md") == "there is no such file"
    for name in ("loop", "nul\0.md", "n" * 300, "file/x"):
        assert refused(tmp_path / name).startswith("the file cannot be read: ")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read(tmp_path: Path) -> None:
    """A file of somebody else."""
    (tmp_path / "secret.md").touch(mode=0)
    assert refused(tmp_path / "secret.md").startswith("the file cannot be read: ")


def test_a_name_that_a_terminal_cannot_show(tmp_path: Path) -> None:
    """Bytes that are no text, and controls, are shown and not sent."""
    for name in (b"\xff\xfe.md", b"a\x1b[31m.md", "a\u202edm.md".encode()):
        assert refused(tmp_path / os.fsdecode(name)) == "there is no such file"


def test_no_more_is_read_than_is_needed_to_refuse_it(tmp_path: Path) -> None:
    """Of a large file one byte more than the limit is read."""
    with (tmp_path / "large.md").open("wb") as file:
        file.truncate(10**9)
    content = read_file(tmp_path / "large.md")
    assert len(content) == MAX_BYTES + 1
    with pytest.raises(SpecErrors, match="larger than 64 KiB"):
        decode(content, "large.md")


def test_the_largest_file_is_read() -> None:
    """Exactly the limit, in bytes and not in characters."""
    assert decode("字".encode() * 21_845 + b"x", "f.md") == "字" * 21_845 + "x"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"a\r\nb\rc\n", "a\nb\nc\n"),
        (b"\xef\xbb\xbfa", "a"),
        ("a\tb\u00a0字\u200f".encode(), "a\tb\u00a0字\u200f"),
        (b"", ""),
    ],
)
def test_text_of_any_system_and_language(content: bytes, text: str) -> None:
    """Newlines become one kind, a byte order mark goes, writing from right to left stays."""
    assert decode(content, "f.md") == text


def test_many_controls_are_told_up_to_a_number() -> None:
    """A file full of them is no wall of faults."""
    with pytest.raises(SpecErrors) as caught:
        decode(b"\x07" * 1000, "f.md")
    assert len(caught.value.faults) == 20
