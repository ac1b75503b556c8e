"""What the README promises."""

from __future__ import annotations

import ast
import re
import shlex
import socket
import sys
import tomllib
from pathlib import Path
from typing import NoReturn

import pytest

from unit_freight import (
    COMMAND,
    __version__,
    cli,
    messages,
)

ROOT = Path(__file__).parents[1]
SOURCES = sorted(Path(cli.__file__).parent.glob("*.py"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```console\n\$ (\S+) (.+)\n([\s\S]*?)```", README)


@pytest.mark.parametrize(("command", "arguments", "output"), EXAMPLES)
def test_the_readme_shows_real_output(
    command: str,
    arguments: str,
    output: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every example in the README prints exactly what stands there."""
    monkeypatch.chdir(ROOT / "examples")
    assert command == COMMAND
    expected = cli.BAD_LINES if "--batch" in arguments else cli.OK
    assert cli.main(shlex.split(arguments)) == expected
    assert capsys.readouterr().out == output


def test_the_readme_has_examples() -> None:
    """One item and one file are shown."""
    assert len(EXAMPLES) == 2


def test_no_network(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With every connection forbidden the report is the same: nothing leaves."""

    def forbidden(*_: object, **__: object) -> NoReturn:
        raise AssertionError

    monkeypatch.chdir(ROOT / "examples")
    cli.main(["--batch", "items.csv"])
    expected = capsys.readouterr().out
    monkeypatch.setattr(socket.socket, "connect", forbidden)
    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    cli.main(["--batch", "items.csv"])
    assert capsys.readouterr().out == expected


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_only_the_standard_library(source: Path) -> None:
    """No module imports anything beyond Python itself, nor anything that connects."""
    imported = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            imported.add((node.module or "").split(".")[0])
    assert imported <= sys.stdlib_module_names
    assert not imported & {"asyncio", "ftplib", "http", "smtplib", "socket", "urllib"}


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_no_floats(source: Path) -> None:
    """Weights never pass through binary fractions."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float))
        assert not (isinstance(node, ast.Name) and node.id == "float")


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
