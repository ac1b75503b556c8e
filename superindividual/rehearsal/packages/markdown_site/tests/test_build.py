"""From a folder to the files of a site."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from markdown_site import messages
from markdown_site.build import build
from markdown_site.errors import SiteError
from markdown_site.fault import Fault

Function = Callable[..., Any]
TODAY = date(2026, 5, 4)


def test_the_same_notes_give_the_same_bytes(write: Function) -> None:
    """Nothing but notes, settings and the day decides."""
    files = {f"{name}.md": f"# {name}\n" for name in "cab"}
    first = build(write(files), TODAY).files
    second = build(write(dict(reversed(files.items()))), TODAY).files
    assert first == second
    assert list(first) == list(second)


def test_what_is_copied(make: Function) -> None:
    """What a note uses and what lies in `static`; nothing else leaves the folder."""
    site = make(
        {
            "a.md": "# A\n![x](img/x.png) [d](d.csv)\n",
            "img/x.png": b"x",
            "d.csv": b"d",
            "members.csv": b"secret",
            "static/robots.txt": b"r",
            "static/a/plan.pdf": b"p",
        }
    )
    copied = {p for p, content in site.files.items() if isinstance(content, Path)}
    assert copied == {"img/x.png", "d.csv", "robots.txt", "a/plan.pdf"}
    assert site.faults == ()
    assert not site.has_errors
    assert site.notes == 1


def test_a_style_of_one_s_own(make: Function) -> None:
    """static/style.css takes the place of the one that comes with the program."""
    assert b"color-scheme" in make({"a.md": "# A\n"}).files["style.css"]
    files = make({"a.md": "# A\n", "static/style.css": b"p{}"}).files
    assert files["style.css"].read_bytes() == b"p{}"


def test_the_style_asks_nothing_of_others(make: Function) -> None:
    """No address stands in it."""
    style = make({}).files["style.css"]
    assert b"url(" not in style
    assert b"@import" not in style
    assert b"//" not in style


def test_drafts(write: Function) -> None:
    """They are neither published nor linked, unless they are wanted."""
    root = write(
        {"a.md": "# A\n[b](b.md)\n", "b.md": "---\ntitle: B\ndraft: true\n---\n"}
    )
    site = build(root, TODAY)
    assert "b.html" not in site.files
    assert (site.notes, site.drafts) == (1, 1)
    message = messages.LINK_TO_DRAFT.format(target="b.md")
    assert site.faults == (Fault("a.md", 2, message),)
    site = build(root, TODAY, drafts=True)
    assert "b.html" in site.files
    assert (site.notes, site.drafts, site.faults) == (2, 0, ())


def test_all_faults_at_once(make: Function) -> None:
    """A note with an error is still read on, and links to it are not blamed."""
    site = make(
        {
            "a.md": "---\ntitle: A\ndate: soon\n---\n[x](gone.md)\n[b](b.md)\n",
            "b.md": "标题".encode("gb18030"),
            "c.md": "---\ntitle: C\n",
            "d.md": "# D\n[c](c.md) [h](a.md#x)\n",
        }
    )
    found = [(f.path, f.line, f.is_error) for f in site.faults]
    assert found == [
        ("a.md", 3, True),
        ("a.md", 5, False),
        ("b.md", 1, True),
        ("c.md", 1, True),
        ("d.md", 2, False),
    ]
    assert site.has_errors


@pytest.mark.parametrize(
    ("files", "path", "place"),
    [
        ({"A b.md": "# 1", "a-b.md": "# 2"}, "a-b.md", "a-b.html"),
        ({"404.md": "# X"}, "site.yaml", "404.html"),
        ({"a.md": "# A", "static/A.html": b""}, "static/A.html", "A.html"),
        (
            {"a.md": "# A", "static/sitemap.xml": b""},
            "static/sitemap.xml",
            "sitemap.xml",
        ),
    ],
)
def test_two_of_one_address(
    files: dict[str, Any], path: str, place: str, make: Function
) -> None:
    """Nothing overwrites anything, on no file system."""
    site = make(files)
    (fault,) = [f for f in site.faults if f.is_error]
    assert fault.path == path
    assert f" {place}" in fault.message


@pytest.mark.parametrize(
    ("content", "line"),
    [("title: [", 1), ("titel: T", 1), (b"a\n\xff", 2), ("a: 1\na: 2", 2)],
)
def test_settings_that_cannot_be_used(content: Any, line: int, write: Function) -> None:
    """They stop everything, with file and line."""
    root = write({"site.yaml": content})
    with pytest.raises(SiteError, match=rf"^site\.yaml:{line}: "):
        build(root, TODAY)


def test_without_settings(write: Function) -> None:
    """A folder of notes is enough."""
    root = write({"a.md": "# A\n"})
    (root / "site.yaml").unlink()
    site = build(root, TODAY)
    assert "a.html" in site.files
    assert not site.has_errors


def test_links_to_pages_that_are_made(make: Function) -> None:
    """Archive, groups and feeds' neighbours can be linked."""
    front = "---\ntitle: A\ndate: 2026-01-01\ntags: [x]\n---\n"
    links = "[1](archive/) [2](archive/2026.html) [3](tags/) [4](/tags/x.html)\n"
    assert make({"a.md": front + links}).faults == ()


def test_the_notes_are_not_changed(write: Function) -> None:
    """Building only reads."""
    root = write({"a.md": "# A\r\n", "b/x.png": b"x"})
    before = {p: p.read_bytes() for p in root.rglob("*") if p.is_file()}
    build(root, TODAY)
    assert {p: p.read_bytes() for p in root.rglob("*") if p.is_file()} == before
