from __future__ import annotations

from pathlib import Path

import pytest

from superindividual.errors import PolicyDenied
from superindividual.workspace.draft import Draft

INPUTS = {"prd": {"design/prd.md": b"# PRD"}}


def test_an_attempt_begins_with_the_version_before(tmp_path: Path) -> None:
    """The files of the last version are there to be changed; inputs are listed and never handed over."""
    draft = Draft.create(tmp_path / "drafts" / "1", INPUTS, {"package/a.py": b"1"})
    assert draft.listing() == ["inputs/prd/design/prd.md", "package/a.py"]
    draft.write("package/b.py", b"2")
    draft.delete("package/a.py")
    assert draft.files() == {"package/b.py": b"2"}
    assert draft.read("inputs/prd/design/prd.md") == b"# PRD"
    assert draft.folder.stat().st_mode & 0o777 == 0o700


def test_what_a_killed_attempt_left_is_gone(tmp_path: Path) -> None:
    """An attempt that is begun again does not hand over what another one wrote."""
    first = Draft.create(tmp_path / "draft", {}, {})
    first.write("package/half.py", b"def")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "kept").touch()
    (first.folder / "link").symlink_to(tmp_path / "outside")
    assert Draft.create(first.folder, {}, {}).files() == {}
    assert (tmp_path / "outside" / "kept").exists()


def test_inputs_cannot_be_changed(tmp_path: Path) -> None:
    """Neither replaced, nor added to, nor removed."""
    draft = Draft.create(tmp_path / "draft", INPUTS, {})
    for path in ("inputs/prd/design/prd.md", "inputs/new", "inputs"):
        with pytest.raises(PolicyDenied, match="inputs cannot be changed"):
            draft.write(path, b"x")
        with pytest.raises(PolicyDenied, match="inputs cannot be changed"):
            draft.delete(path)
    with pytest.raises(FileNotFoundError):
        draft.read("inputs/prd/other.md")


def test_a_folder_that_is_a_link_is_refused(tmp_path: Path) -> None:
    """The draft is never made somewhere else."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "draft").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PolicyDenied):
        Draft.create(tmp_path / "draft", {}, {"a": b""})
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_what_was_before_comes_back_whole(tmp_path: Path) -> None:
    """Files that came go, files that went or changed are as they were, and no empty folder stands in a later file's way."""
    draft = Draft.create(tmp_path / "draft", INPUTS, {"package/a.py": b"1", "package/b.py": b"2"})
    before = draft.files()
    draft.write("package/a.py", b"other")
    draft.delete("package/b.py")
    draft.write("package/deep/er/c.py", b"3")
    draft.restore(before)
    assert draft.files() == before
    draft.write("package/deep", b"a file now")
    assert draft.files() == {**before, "package/deep": b"a file now"}
