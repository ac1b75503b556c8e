"""The command."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from markdown_site import COMMAND, __version__, cli, messages
from markdown_site.cli import FAULTS, OK, UNUSABLE, main

Function = Callable[..., Any]
GOOD = {"a.md": "---\ntitle: A\ndate: 2026-01-01\n---\n", "b.md": "# B\n"}
WARNED = {**GOOD, "c.md": "# C\n[x](gone.md)\n"}
BROKEN = {**GOOD, "c.md": "---\ntitle: C\ndate: soon\n---\n"}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work beside the folder of notes."""
    monkeypatch.chdir(tmp_path)


def test_build(write: Function, capsys: pytest.CaptureFixture[str]) -> None:
    """The site is written, and what was done is said."""
    write({**GOOD, "d.md": "---\ntitle: D\ndraft: true\n---\n"})
    assert main(["build", "notes"]) == OK == 0
    assert capsys.readouterr() == (
        messages.WRITTEN.format(name="site", notes=2, drafts=1) + "\n",
        "",
    )
    assert Path("site/a.html").is_file()
    assert not Path("site/d.html").exists()
    assert main(["build", "notes", "--output", "other", "--drafts"]) == OK
    assert Path("other/d.html").is_file()


def test_warnings_do_not_stop_a_site(
    write: Function, capsys: pytest.CaptureFixture[str]
) -> None:
    """They are listed with file and line; with --strict they do stop it."""
    write(WARNED)
    fault = messages.NO_SUCH_FILE.format(target="gone.md")
    line = f"notes/c.md:2: {messages.WARNING}{messages.COLON}{fault}\n"
    assert main(["build", "notes"]) == OK
    assert capsys.readouterr().err == line
    assert main(["build", "notes", "--strict", "--output", "x"]) == FAULTS == 1
    said = messages.NOT_WRITTEN.format(name="x")
    assert capsys.readouterr() == ("", f"{line}{COMMAND}: {said}\n")
    assert not Path("x").exists()


def test_errors_stop_a_site(
    write: Function, capsys: pytest.CaptureFixture[str]
) -> None:
    """The old site stays as it is."""
    write(GOOD)
    assert main(["build", "notes"]) == OK
    before = Path("site/a.html").read_bytes()
    write(BROKEN)
    assert main(["build", "notes"]) == FAULTS
    assert "notes/c.md:3: " in capsys.readouterr().err
    assert Path("site/a.html").read_bytes() == before
    assert not Path("site/c.html").exists()


def test_check(write: Function, capsys: pytest.CaptureFixture[str]) -> None:
    """Faults are listed and counted; nothing is written."""
    write(GOOD)
    assert main(["check", "notes"]) == OK
    counts = messages.CHECKED.format(notes=2, errors=0, warnings=0)
    assert capsys.readouterr() == (f"{counts}\n", "")
    write({**BROKEN, "d.md": "# D\n[x](gone.md)\n"})
    assert main(["check", "notes/"]) == FAULTS
    out, err = capsys.readouterr()
    assert [line.partition(" ")[0] for line in out.splitlines()][:2] == [
        "notes/c.md:3:",
        "notes/d.md:2:",
    ]
    assert messages.CHECKED.format(notes=4, errors=1, warnings=1) in out
    assert err == ""
    assert sorted(Path().iterdir()) == [Path("notes")]


def test_what_is_not_written_is_said(
    write: Function, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without an address, or without a date, there is no feed."""
    root = write({"b.md": "# B\n"})
    assert main(["build", "notes"]) == OK
    assert messages.NO_FEED in capsys.readouterr().err
    (root / "site.yaml").unlink()
    assert main(["build", "notes"]) == OK
    assert messages.NO_URL in capsys.readouterr().err


def test_the_day_can_be_named(write: Function) -> None:
    """The same day gives the same site; another one another."""
    settings = "next: Next\nurl: https://example.org/\n"
    write({"a.md": GOOD["a.md"], "site.yaml": settings})
    pages = []
    for day in ("2026-01-01", "2026-01-02", "2026-01-01"):
        assert main(["build", "notes", "--today", day]) == OK
        pages.append(Path("site/index.html").read_text(encoding="utf-8"))
    assert pages[0] == pages[2] != pages[1]
    assert messages.NOTHING_COMING in pages[1]


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["build", "gone"], messages.NO_FOLDER.format(name="gone")),
        (["check", "gone"], messages.NO_FOLDER.format(name="gone")),
        (["serve", "gone"], messages.NO_FOLDER.format(name="gone")),
        (["build", "notes", "--output", "notes/x"], "notes/x"),
        (["serve", "notes", "--host", "192.0.2.1"], "192.0.2.1:8000"),
    ],
)
def test_what_cannot_be_done(
    arguments: list[str],
    part: str,
    write: Function,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Exit code 2 and one message, nothing on standard output."""
    write(GOOD)
    assert main(arguments) == UNUSABLE == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert part in err


def test_serve(
    write: Function,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It listens to this computer alone, and says where and what is wrong."""
    write(WARNED)
    addresses = []

    def closed(server: Any) -> None:
        addresses.append(server.server_address)
        server.server_close()

    monkeypatch.setattr(cli, "serve", closed)
    assert main(["serve", "notes", "--port", "0"]) == OK
    ((host, port),) = addresses
    assert host == "127.0.0.1"
    out, err = capsys.readouterr()
    assert f"http://127.0.0.1:{port}/" in out
    assert "notes/c.md:2: " in err


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ([], "COMMAND"),
        (["bild"], "bild"),
        (["build"], "NOTES"),
        (["build", "notes", "--no-such"], "--no-such"),
        (["build", "notes", "--output"], "--output"),
        (["build", "notes", "--today", "soon"], messages.BAD_DATE.format(text="soon")),
        (["serve", "notes", "--port", "-1"], messages.BAD_PORT.format(text="-1")),
        (["serve", "notes", "--port", "65536"], messages.BAD_PORT.format(text="65536")),
    ],
)
def test_wrong_arguments(
    arguments: list[str], part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong argument is named, and where to look it up."""
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == UNUSABLE
    err = capsys.readouterr().err
    assert part in err
    assert f"{COMMAND} --help" in err


def test_help_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    """Help names every command and option; the version is the package's."""
    texts = {}
    for arguments in (["--help"], ["build", "-h"], ["check", "-h"], ["serve", "-h"]):
        with pytest.raises(SystemExit) as stopped:
            main(arguments)
        assert stopped.value.code == OK
        texts[arguments[0]] = capsys.readouterr().out
        assert texts[arguments[0]].startswith(messages.USAGE + COMMAND)
    assert all(word in texts["--help"] for word in ("build", "check", "serve"))
    assert all(word in texts["build"] for word in ("--output", "--strict", "--drafts"))
    assert all(word in texts["serve"] for word in ("--host", "--port", "--today"))
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"{COMMAND} {__version__}\n"


def test_the_command_itself(write: Function) -> None:
    """Run as a program it works even where the terminal knows ASCII only."""
    write({"中文.md": "# B\n[x](gone.md)\n"})
    environment = os.environ | {
        "PYTHONPATH": str(Path(main.__code__.co_filename).parents[1]),
        "PYTHONIOENCODING": "ascii",
    }
    package = main.__module__.partition(".")[0]
    done = subprocess.run(
        [sys.executable, "-m", package, "build", "notes"],
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == OK, done.stderr
    assert b"gone.md" in done.stderr
    assert b"Traceback" not in done.stderr
    assert Path("site/中文.html").is_file()
