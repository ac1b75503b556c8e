"""The preview."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import date
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from markdown_site import messages
from markdown_site.build import Site
from markdown_site.errors import SiteError
from markdown_site.server import (
    Preview,
    PreviewServer,
    serve,
)

Function = Callable[..., Any]


@pytest.fixture
def root(write: Function) -> Path:
    """Give a folder of notes."""
    files = {
        "a.md": "# A\n![x](x.png)\n",
        "x.png": b"png",
        "中 文.md": "# B\n",
        "n/c.md": "# C\n",
    }
    found: Path = write(files)
    return found


@pytest.fixture
def said() -> list[Site]:
    """Give what the preview reported."""
    return []


@pytest.fixture
def preview(root: Path, said: list[Site]) -> Preview:
    """Give a preview of it."""
    return Preview(root, date(2026, 5, 4), drafts=False, say=said.append)


@pytest.mark.parametrize(
    ("address", "start", "media_type", "found"),
    [
        ("/", b"<!DOCTYPE", "text/html; charset=utf-8", True),
        ("/a.html?x=1#y", b"<!DOCTYPE", "text/html; charset=utf-8", True),
        ("/%E4%B8%AD-%E6%96%87.html", b"<!DOCTYPE", "text/html; charset=utf-8", True),
        ("/n/a.html", b"<!DOCTYPE", "text/html; charset=utf-8", True),
        ("/n/c.html", b"<!DOCTYPE", "text/html; charset=utf-8", True),
        ("/n/n/c.html", b"<!DOCTYPE", "text/html; charset=utf-8", True),
        ("/n/tags/", b"<!DOCTYPE", "text/html; charset=utf-8", False),
        ("/n/", b"<!DOCTYPE", "text/html; charset=utf-8", True),
        ("/style.css", b":root", "text/css; charset=utf-8", True),
        ("/x.png", b"png", "image/png", True),
        ("/gone.html", b"<!DOCTYPE", "text/html; charset=utf-8", False),
        ("/../../etc/passwd", b"<!DOCTYPE", "text/html; charset=utf-8", False),
        ("/%2e%2e/site.yaml", b"<!DOCTYPE", "text/html; charset=utf-8", False),
        ("/a.md", b"<!DOCTYPE", "text/html; charset=utf-8", False),
    ],
)
def test_pages(
    address: str, start: bytes, media_type: str, found: bool, preview: Preview
) -> None:
    """What the site holds, and nothing else: all the rest is the 404 page."""
    content, kind, there = preview.find(address)
    assert content.startswith(start)
    assert (kind, there) == (media_type, found)
    assert (messages.NOT_FOUND_TEXT.encode() in content) == (not found)


def test_it_is_built_when_a_note_changes(
    preview: Preview, root: Path, said: list[Site]
) -> None:
    """Once at first, then after each change."""
    preview.find("/")
    preview.find("/a.html")
    assert len(said) == 1
    (root / "new.md").write_text("# New\n", encoding="utf-8")
    assert preview.find("/new.html")[2]
    assert len(said) == 2


@pytest.fixture
def connection(preview: Preview) -> Iterator[HTTPConnection]:
    """Give a connection to a running server."""
    server = PreviewServer("127.0.0.1", 0, preview)
    thread = threading.Thread(target=serve, args=(server,))
    thread.start()
    found = HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
    yield found
    found.close()
    server.shutdown()
    thread.join()


def test_answers(connection: HTTPConnection, root: Path) -> None:
    """Pages come with their type and length, HEAD without content."""
    connection.request("GET", "/a.html")
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert int(answer.headers["Content-Length"]) == len(body)
    connection.request("HEAD", "/gone.html")
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (404, b"")
    (root / "site.yaml").write_text("titel: T", encoding="utf-8")
    connection.request("GET", "/")
    answer = connection.getresponse()
    assert answer.status == 500
    assert b"site.yaml:1: " in answer.read()


def test_nothing_can_be_built(preview: Preview, root: Path) -> None:
    """The preview says why."""
    (root / "site.yaml").write_text("titel: T", encoding="utf-8")
    with pytest.raises(SiteError):
        preview.find("/")


def test_ctrl_c_ends_it(
    preview: Preview,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Quietly, and the port is free again."""

    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(PreviewServer, "serve_forever", interrupted)
    server = PreviewServer("127.0.0.1", 0, preview)
    serve(server)
    assert server.socket.fileno() == -1
    assert capsys.readouterr().err == "\n"
