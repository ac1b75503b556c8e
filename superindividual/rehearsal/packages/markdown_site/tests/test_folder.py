"""Looking through a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from markdown_site import messages
from markdown_site.errors import SiteError
from markdown_site.fault import Fault
from markdown_site.folder import read_text, scan


def test_what_is_found(tmp_path: Path) -> None:
    """Notes and other files, by path; hidden ones are not."""
    for path in ("b.md", "a/C.MD", "a/x.png", "static/n.md", ".git/x.md", "a/.y.md"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).touch()
    found = scan(tmp_path)
    assert list(found.notes) == ["a/C.MD", "b.md"]
    assert list(found.files) == ["a/x.png", "static/n.md"]
    assert found.faults == ()


def test_links_are_not_followed(tmp_path: Path) -> None:
    """Neither to files nor to folders: nothing outside is published."""
    outside = tmp_path / "secret"
    outside.mkdir()
    (outside / "key.md").write_text("key", encoding="utf-8")
    root = tmp_path / "notes"
    root.mkdir()
    (root / "a.md").symlink_to(outside / "key.md")
    (root / "folder").symlink_to(outside)
    found = scan(root)
    assert (found.notes, found.files) == ({}, {})
    assert found.faults == (
        Fault("a.md", 1, messages.SYMLINK),
        Fault("folder", 1, messages.SYMLINK),
    )


def test_names_that_cannot_be_written(tmp_path: Path) -> None:
    """They are reported, in letters that a terminal can show."""
    (tmp_path / "a\x1bb.md").touch()
    (fault,) = scan(tmp_path).faults
    assert fault.message == messages.BAD_NAME
    assert "\x1b" not in fault.path


def test_composed_names(tmp_path: Path) -> None:
    """A name from a Mac is the same name."""
    (tmp_path / "e\u0301.md").touch()
    assert list(scan(tmp_path).notes) == ["\u00e9.md"]


def test_no_folder(tmp_path: Path) -> None:
    """A file or nothing at all is said to be no folder."""
    with pytest.raises(SiteError) as caught:
        scan(tmp_path / "gone")
    assert str(caught.value) == messages.NO_FOLDER.format(name=tmp_path / "gone")


def test_text(tmp_path: Path) -> None:
    """Marks and line ends of all systems are read."""
    file = tmp_path / "a.md"
    file.write_bytes(b"\xef\xbb\xbfa\r\nb\rc\n")
    assert read_text(file, "a.md") == ("a\nb\nc\n", None)


@pytest.mark.parametrize(
    ("content", "message"),
    [("标题".encode("gb18030"), messages.NOT_UTF8), (b"a\x00b", messages.CONTROL)],
)
def test_what_is_no_text(content: bytes, message: str, tmp_path: Path) -> None:
    """The line is named."""
    file = tmp_path / "a.md"
    file.write_bytes(b"first\nsecond\n" + content)
    fault = Fault("a.md", 3, message, is_error=True)
    assert read_text(file, "a.md") == ("", fault)


def test_unreadable(tmp_path: Path) -> None:
    """A file that went away meanwhile is named."""
    with pytest.raises(SiteError) as caught:
        read_text(tmp_path / "gone.md", "gone.md")
    assert "gone.md" in str(caught.value)
