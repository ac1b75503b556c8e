"""Writing a site."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import pytest

from markdown_site import messages
from markdown_site.errors import SiteError
from markdown_site.output import MANIFEST, publish

FILES: dict[str, bytes | Path] = {"index.html": b"1", "a/b.html": b"2"}


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """Give a folder of notes with one file."""
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "x.png").write_bytes(b"png")
    return folder


def content(folder: Path) -> dict[str, bytes]:
    """Give all files of a folder."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def refused(target: Path, notes: Path) -> str:
    """Give the reason for which a target is not written."""
    with pytest.raises(SiteError) as caught:
        publish(FILES, target, notes)
    return str(caught.value)


def test_a_site_is_written(tmp_path: Path, notes: Path) -> None:
    """With the files that are copied, and the list of all of them."""
    target = tmp_path / "deep" / "site"
    publish({**FILES, "x.png": notes / "x.png"}, target, notes)
    assert content(target) == {
        "index.html": b"1",
        "a/b.html": b"2",
        "x.png": b"png",
        MANIFEST: b"a/b.html\nindex.html\nx.png\n",
    }
    assert sorted(p.name for p in target.parent.iterdir()) == ["site"]


def test_an_older_site_is_replaced(tmp_path: Path, notes: Path) -> None:
    """Pages that are no more do not stay behind; an empty folder is as good."""
    target = tmp_path / "site"
    target.mkdir()
    publish(FILES, target, notes)
    publish({"index.html": b"3"}, target, notes)
    assert content(target) == {"index.html": b"3", MANIFEST: b"index.html\n"}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["notes", "site"]


def test_foreign_folders_are_left_alone(tmp_path: Path, notes: Path) -> None:
    """A folder that this program did not write is never touched."""
    target = tmp_path / "site"
    target.mkdir()
    (target / "thesis.doc").write_bytes(b"years")
    assert refused(target, notes) == messages.NOT_OURS.format(name=target)
    assert content(target) == {"thesis.doc": b"years"}
    (target / "thesis.doc").unlink()
    (target / "empty").mkdir()
    assert refused(target, notes) == messages.NOT_OURS.format(name=target)


def test_foreign_files_are_left_alone(tmp_path: Path, notes: Path) -> None:
    """Neither is what someone put into a site by hand."""
    target = tmp_path / "site"
    publish(FILES, target, notes)
    (target / "a" / "CNAME").write_bytes(b"example.org")
    message = messages.FOREIGN.format(name=target, file="a/CNAME")
    assert refused(target, notes) == message
    assert content(target)["a/CNAME"] == b"example.org"


def test_the_notes_are_safe(tmp_path: Path, notes: Path) -> None:
    """The site is neither the folder of notes, nor above it, nor in it."""
    holds = messages.HOLDS_NOTES
    assert refused(notes, notes) == holds.format(name=notes)
    assert refused(tmp_path, notes) == holds.format(name=tmp_path)
    inside = notes / "site"
    assert refused(inside, notes) == messages.AMONG_NOTES.format(name=inside)
    assert content(notes) == {"x.png": b"png"}


def test_links_and_files_are_no_folders(tmp_path: Path, notes: Path) -> None:
    """A link could lead anywhere, a file is somebody's."""
    link, file = tmp_path / "link", tmp_path / "file"
    link.symlink_to(tmp_path / "elsewhere")
    file.write_bytes(b"x")
    for target in (link, file):
        assert refused(target, notes) == messages.NOT_A_FOLDER.format(name=target)


def test_a_failed_write_leaves_the_old_site(
    tmp_path: Path, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk is said, and nothing half-written is left."""
    target = tmp_path / "site"
    publish(FILES, target, notes)
    before = content(tmp_path)

    def full(*_: object) -> NoReturn:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        reason = "No space left on device"
        message = messages.CANNOT_WRITE.format(name=target, reason=reason)
        assert refused(target, notes) == message
    assert content(tmp_path) == before


def test_a_failed_swap_is_undone(
    tmp_path: Path, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the new site cannot take its place, the old one gets it back."""
    target = tmp_path / "site"
    publish(FILES, target, notes)
    before = content(tmp_path)
    rename = Path.rename

    def refuse(self: Path, to: Path) -> Path:
        if self.name == "new":
            raise OSError(13, "Permission denied")
        return rename(self, to)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", refuse)
        assert "Permission denied" in refused(target, notes)
    assert content(tmp_path) == before
