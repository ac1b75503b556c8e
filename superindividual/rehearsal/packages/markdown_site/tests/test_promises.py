"""What the README promises."""

from __future__ import annotations

import re
import shutil
import socket
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from markdown_site import COMMAND, __version__, cli, messages

Function = Callable[..., Any]
ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```console\n\$ (\S+) (.+)\n([\s\S]*?)```", README)


@pytest.fixture(autouse=True)
def _examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a copy of the examples."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path / "examples")


@pytest.mark.parametrize(("command", "arguments", "output"), EXAMPLES)
def test_the_readme_shows_real_output(
    command: str, arguments: str, output: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every example in the README prints exactly what stands there."""
    assert command == COMMAND
    expected = cli.FAULTS if arguments.startswith("check") else cli.OK
    assert cli.main(arguments.split()) == expected
    assert capsys.readouterr() == (output, "")


def test_the_readme_has_examples() -> None:
    """A site is built, and faults are found."""
    assert [arguments.split()[0] for _c, arguments, _o in EXAMPLES] == [
        "build",
        "check",
    ]


def test_the_example_is_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    """The notes to begin with have no faults, and make a whole site."""
    assert cli.main(["check", "notes"]) == cli.OK, capsys.readouterr().out
    assert cli.main(["build", "notes", "--today", "2026-01-01"]) == cli.OK
    pages = sorted(Path("site").rglob("*.html"))
    assert len(pages) >= 5
    assert Path("site/sitemap.xml").is_file()


def test_no_network(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With every connection forbidden the site is the same: nothing leaves."""

    def forbidden(*_: object, **__: object) -> NoReturn:
        raise AssertionError

    monkeypatch.setattr(socket.socket, "connect", forbidden)
    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    assert cli.main(["build", "notes"]) == cli.OK
    assert capsys.readouterr().out


def test_no_page_asks_another_server(make: Function) -> None:
    """Whatever stands in a note, a visitor's browser asks this site alone."""
    note = (
        "# A\n![x](https://a.example/x.png) ![y](//a.example/y.png)\n"
        "<img src=https://a.example/z.png> <script src=//a.example></script>\n"
        "[ref]: https://a.example/r.png\n\n![r](https://a.example/r.png)\n"
    )
    for path, content in make({"a.md": note}).files.items():
        if path.endswith(".html"):
            for found in re.findall(rb'<[a-z]+ [^>]*\bsrc="([^"]*)"', content):
                assert b"//" not in found
            links = re.findall(rb'<link rel="(?!canonical)[^>]*href="([^"]*)"', content)
            assert not any(b"//" in link for link in links)
            assert b"<script" not in content


def test_one_version() -> None:
    """The package, its metadata and the changelog name the same version."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == __version__
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_messages_can_be_filled_in() -> None:
    """Every message is a text without a stray brace."""
    texts = [text for text in vars(messages).values() if isinstance(text, str)]
    for text in texts:
        assert text.count("{") == text.count("}")
