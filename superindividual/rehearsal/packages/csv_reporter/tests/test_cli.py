"""The command."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from csv_report import COMMAND, __version__, messages
from csv_report.cli import BAD_LINES, OK, UNUSABLE, main

HEADER = "Date,Description,Amount,Currency\n"
GOOD = "2026-03-01,Taxi,-1.50,EUR\n2026-04-02,Bread,-2.00,EUR\n"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder with a statement and rules."""
    monkeypatch.chdir(tmp_path)
    Path("bank.csv").write_text(HEADER + GOOD, encoding="utf-8")
    Path("rules.txt").write_text("Travel: taxi\n", encoding="utf-8")


def test_a_report(capsys: pytest.CaptureFixture[str]) -> None:
    """With rules.txt beside it one name is enough; all read gives exit code 0."""
    assert main(["bank.csv"]) == OK == 0
    out, err = capsys.readouterr()
    assert out.index("2026-03  EUR") < out.index("Travel") < out.index("2026-04  EUR")
    assert messages.UNMATCHED.format(count=1) in out
    assert err == ""


def test_bad_lines_change_the_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    """The report is printed whole, and exit code and stderr say that lines are bad."""
    text = HEADER + GOOD + "soon,x,1,EUR\n"
    Path("bank.csv").write_text(text, encoding="utf-8")
    assert main(["bank.csv"]) == BAD_LINES == 1
    out, err = capsys.readouterr()
    assert "Travel" in out
    assert messages.NO_DATE.format(text="soon") in out
    assert err == f"{COMMAND}: {messages.BAD_LINES.format(count=1)}\n"


def test_month(capsys: pytest.CaptureFixture[str]) -> None:
    """Only the month that was asked for is reported."""
    assert main(["bank.csv", "--month", "2026-04"]) == OK
    out = capsys.readouterr().out
    assert "2026-04  EUR" in out
    assert "2026-03" not in out


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    """JSON comes alone on standard output."""
    assert main(["bank.csv", "--json", "--rules", "rules.txt"]) == OK
    sections = json.loads(capsys.readouterr().out)["sections"]
    assert [s["amount"] for s in sections] == ["-1.50", "-2.00"]


def test_output(capsys: pytest.CaptureFixture[str]) -> None:
    """A file gets the report, replaces an older one, and leaves nothing else behind."""
    before = sorted(Path().iterdir())
    Path("report.txt").write_text("old", encoding="utf-8")
    assert main(["bank.csv", "--output", "report.txt"]) == OK
    assert capsys.readouterr().out == ""
    text = Path("report.txt").read_text(encoding="utf-8")
    assert text.startswith("2026-03  EUR\n")
    assert sorted(Path().iterdir()) == sorted([*before, Path("report.txt")])


@pytest.mark.parametrize("name", ["bank.csv", "rules.txt", "./bank.csv"])
def test_output_never_replaces_the_input(name: str) -> None:
    """The files that were read stay as they are."""
    before = Path(name).read_bytes()
    assert main(["bank.csv", "--output", name]) == UNUSABLE
    assert Path(name).read_bytes() == before


def test_a_failed_write_leaves_no_rest(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the report cannot take its place, the old one and the folder stay."""

    def full(*_: object) -> NoReturn:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    before = sorted(Path().iterdir())
    assert main(["bank.csv", "--output", "report.txt"]) == UNUSABLE
    assert "No space left" in capsys.readouterr().err
    assert sorted(Path().iterdir()) == before


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["gone.csv"], "gone.csv"),
        ([".", "--rules", "rules.txt"], messages.CANNOT_READ.split("{", 1)[0]),
        (["bank.csv", "--rules", "gone.txt"], "gone.txt"),
        (["bank.csv", "--encoding", "utf-7-not"], "utf-7-not"),
        (["bank.csv", "--output", "no/such/folder"], "no/such/folder"),
        (["bank.csv", "--column", "date=Foo"], "bank.csv"),
    ],
)
def test_what_cannot_be_used(
    arguments: list[str], part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, one message that names the file, nothing on standard output."""
    assert main(arguments) == UNUSABLE == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"{COMMAND}: ")
    assert part in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ([], "FILE"),
        (["bank.csv", "--month", "2026-13"], "2026-13"),
        (["bank.csv", "--month", "26-3"], "26-3"),
        (["bank.csv", "--month", "2026-030"], "2026-030"),
        (["bank.csv", "--currency", "dollars"], "dollars"),
        (["bank.csv", "--column", "colour=red"], "colour=red"),
        (["bank.csv", "--column", "date="], "date="),
        (["bank.csv", "--decimal", "both"], "both"),
        (["bank.csv", "--no-such"], "--no-such"),
        (["bank.csv", "--month"], "--month"),
        (["bank.csv", "--json=yes"], "yes"),
        (["bank.csv", "--mon", "2026-03"], "--mon"),
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


def test_options_reach_the_reader(capsys: pytest.CaptureFixture[str]) -> None:
    """Order, decimal mark, currency and columns settle what the file leaves open."""
    Path("bank.csv").write_text(
        "Booked;Text;Sum\n03/04/2026;taxi;1.234\n", encoding="utf-8"
    )
    common = ["bank.csv", "--json", "--column", "date=Booked", "--currency", "eur"]
    for order, decimal, month, amount in [
        ("--day-first", "point", "2026-04", "1.234"),
        ("--month-first", "comma", "2026-03", "1234.00"),
    ]:
        assert main([*common, order, "--decimal", decimal]) == OK
        (section,) = json.loads(capsys.readouterr().out)["sections"]
        found = section["month"], section["amount"], section["currency"]
        assert found == (month, amount, "EUR")


def test_a_guessed_encoding_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """The user learns that the encoding was guessed, and how to say another."""
    text = HEADER + "2026-03-01,Café Zoé,-1.00,EUR\n"
    Path("bank.csv").write_bytes(text.encode("cp1252"))
    assert main(["bank.csv"]) == OK
    out, err = capsys.readouterr()
    assert "Café Zoé" in out
    assert messages.GUESSED.format(name="bank.csv", encoding="cp1252") in err
    assert main(["bank.csv", "--encoding", "cp1252"]) == OK
    assert capsys.readouterr().err == ""


def test_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dash reads standard input."""
    content = io.TextIOWrapper(io.BytesIO((HEADER + GOOD).encode()))
    monkeypatch.setattr(sys, "stdin", content)
    assert main(["-"]) == OK
    assert "Travel" in capsys.readouterr().out


def test_help_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    """Help explains every option and the exit codes; the version is the package's."""
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])
    assert stopped.value.code == OK
    text = capsys.readouterr().out
    assert text.startswith(messages.USAGE + COMMAND)
    for option in ("--rules", "--month", "--json", "--output", "--encoding"):
        assert option in text
    assert messages.ABOUT.split()[0] in text
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"{COMMAND} {__version__}\n"


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_the_command_itself(locale: str) -> None:
    """Run as a program it works in any locale and gives the exit code."""
    text = HEADER + GOOD + "soon,差旅,1,EUR\n"
    Path("bank.csv").write_text(text, encoding="utf-8")
    source = Path(main.__code__.co_filename).parents[1]
    environment = os.environ | {
        "PYTHONPATH": str(source),
        "LC_ALL": locale,
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
    }
    done = subprocess.run(
        [sys.executable, "-m", "csv_report", "bank.csv"],
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == BAD_LINES
    assert b"2026-03  EUR" in done.stdout
    assert b"Traceback" not in done.stderr
