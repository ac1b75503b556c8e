"""Files and folders that a run is given: read once, whole, nothing behind links, no secrets, all that is left out named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from superindividual.errors import MaterialRefused
from superindividual.workspace import material
from superindividual.workspace.artifact import MATERIAL
from superindividual.workspace.material import read_file, read_folder
from superindividual.workspace.objects import ObjectStore


def site(folder: Path) -> Path:
    """A folder as founders have them."""
    for path, text in {
        "index.html": "<h1>Hi</h1>",
        "posts/第一篇.md": "你好",
        ".well-known/security.txt": "Contact: mailto:a@example.com",
        ".git/config": "[core]",
        ".env": "KEY=1",
        "keys/server.pem": "-----BEGIN",
        "keys/id_rsa": "x",
        "production.env": "KEY=2",
        "conf/secrets.yaml": "a: b",
        "node_modules/left-pad/index.js": "x",
    }.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    return folder


def test_a_folder_is_read_and_what_nobody_may_read_is_named(tmp_path: Path) -> None:
    """Plain files and what a site publishes; not the keys, the history, the tools' own folders."""
    made = read_folder(site(tmp_path / "site"))
    assert sorted(made.files) == [".well-known/security.txt", "index.html", "posts/第一篇.md"]
    assert made.files["index.html"] == b"<h1>Hi</h1>"
    assert made.left_out == {
        ".git": "hidden",
        ".env": "hidden",
        "keys/server.pem": "looks like a secret",
        "keys/id_rsa": "looks like a secret",
        "production.env": "looks like a secret",
        "conf/secrets.yaml": "looks like a secret",
        "node_modules": "made by tools",
    }
    assert ".env (hidden)" in made.summary()


def test_links_are_not_followed_and_said(tmp_path: Path) -> None:
    """Neither to a file, nor to a folder, nor as the folder itself; read directly, the same link gives the secret."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.txt").write_text("outside")
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "a.txt").write_text("a")
    (folder / "file.txt").symlink_to(tmp_path / "outside" / "secret.txt")
    (folder / "folder").symlink_to(tmp_path / "outside")
    os.mkfifo(folder / "pipe")
    assert (folder / "file.txt").read_text() == "outside"  # what would be read without the defence
    made = read_folder(folder)
    assert made.files == {"a.txt": b"a"}
    assert made.left_out == {"file.txt": "a link", "folder": "a link", "pipe": "no plain file"}
    (tmp_path / "link").symlink_to(folder)
    with pytest.raises(MaterialRefused, match="is a link"):
        read_folder(tmp_path / "link")
    with pytest.raises(MaterialRefused, match="is a link"):
        read_file(folder / "file.txt")


def test_a_second_name_of_a_file_elsewhere_is_refused(tmp_path: Path) -> None:
    """A hard link brings in what lies outside; a copy of the same bytes is taken."""
    (tmp_path / "outside.txt").write_text("outside")
    folder = tmp_path / "site"
    folder.mkdir()
    os.link(tmp_path / "outside.txt", folder / "a.txt")
    with pytest.raises(MaterialRefused, match=r"a\.txt cannot be read") as refused:
        read_folder(folder)
    assert "copy" in refused.value.remedy
    (folder / "a.txt").unlink()
    (folder / "a.txt").write_text("outside")
    assert read_folder(folder).files == {"a.txt": b"outside"}


def test_limits_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too many files, too many bytes: refused; one large file: left out; just inside: taken."""
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text("12345")
    monkeypatch.setattr(material, "MAX_FILES", 3)
    monkeypatch.setattr(material, "MAX_BYTES", 15)
    assert len(read_folder(tmp_path).files) == 3
    monkeypatch.setattr(material, "MAX_BYTES", 14)
    with pytest.raises(MaterialRefused, match="more than 3 files"):
        read_folder(tmp_path)
    monkeypatch.setattr(material, "MAX_BYTES", 15)
    monkeypatch.setattr(material, "MAX_FILES", 2)
    with pytest.raises(MaterialRefused, match="more than 2 files"):
        read_folder(tmp_path)
    monkeypatch.setattr(material, "MAX_FILES", 3)
    monkeypatch.setattr(material, "MAX_FILE", 4)
    with pytest.raises(MaterialRefused, match="nothing that can be read"):
        read_folder(tmp_path)
    monkeypatch.setattr(material, "_MOST_ENTRIES", 2)
    with pytest.raises(MaterialRefused, match="more than 2 entries"):
        read_folder(tmp_path)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda p: None, "cannot be read"),
        (lambda p: p.mkdir(), "is no file"),
        (lambda p: os.mkfifo(p), "is no file"),
    ],
)
def test_what_is_no_file_is_refused(tmp_path: Path, make: object, said: str) -> None:
    """Not there, a folder, a pipe: each says so, and nothing hangs."""
    make(tmp_path / "x")  # type: ignore[operator]
    with pytest.raises(MaterialRefused, match=said):
        read_file(tmp_path / "x")


def test_a_file_that_looks_like_a_secret_is_refused(tmp_path: Path) -> None:
    """The founder named it, and still an agent would read it; the same bytes under a plain name are taken."""
    for name in (".env", ".env.local", "id_ed25519", "server.key", "credentials.json"):
        (tmp_path / name).write_text("x")
        with pytest.raises(MaterialRefused, match="looks like a secret"):
            read_file(tmp_path / name)
    (tmp_path / "notes.txt").write_text("x")
    assert read_file(tmp_path / "notes.txt").files == {"notes.txt": b"x"}


def test_names_that_hide_something_are_left_out(tmp_path: Path) -> None:
    """An escape sequence in a name reaches no screen, and a name that is no UTF-8 breaks nothing."""
    (tmp_path / "ok.txt").write_text("x")
    (tmp_path / "a\x1b[31mred.txt").write_text("x")
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/b\xff.txt"))).write_text("x")
    made = read_folder(tmp_path)
    assert list(made.files) == ["ok.txt"]
    assert sorted(made.left_out.values()) == ["its name cannot be used"] * 2
    assert all(path.isprintable() for path in made.left_out)


def test_what_is_kept_is_bound_by_hash(tmp_path: Path, objects: ObjectStore) -> None:
    """The same bytes, the same digest; other bytes, another; and the bytes come back."""
    folder = site(tmp_path / "site")
    first = read_folder(folder).kept(objects, "en")
    assert first == read_folder(folder).kept(objects, "en")
    bundle = objects.bundle(first["material"])  # type: ignore[arg-type]
    assert (bundle.deliverable.kind, bundle.files["index.html"]) == (MATERIAL, b"<h1>Hi</h1>")
    (folder / "index.html").write_text("changed")
    assert read_folder(folder).kept(objects, "en")["material"] != first["material"]
    assert objects.bundle(first["material"]).files["index.html"] == b"<h1>Hi</h1>"  # type: ignore[arg-type]


def test_a_folder_that_turns_into_a_link_while_it_is_read_leads_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look and the reading somebody swaps it: refused; reading by path would have followed."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "a.txt").write_text("outside")
    folder = tmp_path / "site"
    (folder / "posts").mkdir(parents=True)
    (folder / "posts" / "a.txt").write_text("inside")
    listed = material._listed

    def swapped(root: Path, left_out: dict[str, str]) -> list[str]:
        found = listed(root, left_out)
        (folder / "posts").rename(tmp_path / "moved")
        (folder / "posts").symlink_to(tmp_path / "outside")
        return found

    monkeypatch.setattr(material, "_listed", swapped)
    with pytest.raises(MaterialRefused, match=r"posts/a\.txt cannot be read"):
        read_folder(folder)
    assert (folder / "posts" / "a.txt").read_text() == "outside"
