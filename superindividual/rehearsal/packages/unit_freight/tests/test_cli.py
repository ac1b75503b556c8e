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

from unit_freight import COMMAND, __version__, messages
from unit_freight.cli import BAD_LINES, OK, UNUSABLE, main

ITEM = "12in x 8in x 4in, 3lb"
GOOD = "sku,size,weight\nA,12x8x4in,3lb\n"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder with a file of items."""
    monkeypatch.chdir(tmp_path)
    Path("items.csv").write_text(GOOD, encoding="utf-8")


@pytest.mark.parametrize("arguments", [[ITEM], ITEM.split()])
def test_one_item(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Quoted or not, the item is worked out and explained."""
    assert main(arguments) == OK == 0
    out, err = capsys.readouterr()
    assert messages.SIZE.format(sides="30.48 × 20.32 × 10.16") in out
    assert messages.HOW in out
    assert err == ""


def test_options_reach_the_calculation(capsys: pytest.CaptureFixture[str]) -> None:
    """Divisors, step and units are those that were named."""
    arguments = ["50x40x30", "11.01", "--length-unit", "厘米", "--weight-unit", "KG"]
    arguments += ["--divisor", "8000", "--divisor", "８０００", "--divisor=5000"]
    arguments += ["--round-up", "100g", "--json", "--no-explain"]
    assert main(arguments) == OK
    value = json.loads(capsys.readouterr().out)
    found = [(c["divisor"], c["chargeable_kg"]) for c in value["charges"]]
    assert found == [("8000", "11.1"), ("5000", "12")]
    assert value["round_up_kg"] == "0.1"
    assert "steps" not in value
    assert main([ITEM, "--round-up", "1", "--json", "--no-explain", "--explain"]) == OK
    value = json.loads(capsys.readouterr().out)
    assert value["charges"][0]["chargeable_kg"] == "2"
    assert value["steps"]


def test_an_item_that_cannot_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, the reason, nothing on standard output."""
    assert main(["12 x 8 x 4, 3lb"]) == UNUSABLE == 2
    assert capsys.readouterr() == ("", f"{COMMAND}: {messages.NO_LENGTH_UNIT}\n")


def test_batch(capsys: pytest.CaptureFixture[str]) -> None:
    """All lines read gives exit code 0 and one row each."""
    assert main(["--batch", "items.csv"]) == OK
    out, err = capsys.readouterr()
    assert out.splitlines()[1].startswith("2,A,12x8x4in,3lb,30.48,")
    assert err == ""


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_bad_lines_change_the_exit_code(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """The result is whole, and standard error has each line, its reason and a count."""
    Path("items.csv").write_text(GOOD + "B,1x2cm,3kg\n", encoding="utf-8")
    assert main(["--batch", "items.csv", *options]) == BAD_LINES == 1
    out, err = capsys.readouterr()
    reason = messages.NOT_THREE_SIDES.format(count=2)
    assert "12x8x4in" in out
    assert reason in out
    assert err.splitlines() == [
        f"{COMMAND}: {messages.AT_LINE.format(line=3, reason=reason)}",
        f"{COMMAND}: {messages.BAD_LINES.format(count=1, lines=2)}",
    ]


def test_output(capsys: pytest.CaptureFixture[str]) -> None:
    """CSV is marked for spreadsheets, JSON and text are not; nothing else is left."""
    before = sorted(Path().iterdir())
    Path("out").write_text("old", encoding="utf-8")
    for arguments, start in [
        (["--batch", "items.csv"], b"\xef\xbb\xbf"),
        (["--batch", "items.csv", "--json"], b"{"),
        ([ITEM], messages.SIZE[:2].encode()),
    ]:
        assert main([*arguments, "--output", "out"]) == OK
        assert Path("out").read_bytes().startswith(start)
    assert capsys.readouterr().out == ""
    assert sorted(Path().iterdir()) == sorted([*before, Path("out")])


@pytest.mark.parametrize("name", ["items.csv", "./items.csv"])
def test_output_never_replaces_the_input(name: str) -> None:
    """The file that was read stays as it is."""
    assert main(["--batch", "items.csv", "--output", name]) == UNUSABLE
    assert Path("items.csv").read_text(encoding="utf-8") == GOOD


def test_a_failed_write_leaves_no_rest(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the result cannot take its place, the old one and the folder stay."""

    def full(*_: object) -> NoReturn:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    before = sorted(Path().iterdir())
    assert main([ITEM, "--output", "out.txt"]) == UNUSABLE
    assert "No space left" in capsys.readouterr().err
    assert sorted(Path().iterdir()) == before


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--batch", "gone.csv"], "gone.csv"),
        (["--batch", "."], messages.CANNOT_READ.split("{", 1)[0]),
        (["--batch", "empty.csv"], messages.NO_ITEMS),
        (["--batch", "items.csv", "--encoding", "utf-7-not"], "utf-7-not"),
        (["--batch", "items.csv", "--output", "no/such/folder"], "no/such/folder"),
    ],
)
def test_what_cannot_be_used(
    arguments: list[str], part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, one message that names the file, nothing on standard output."""
    Path("empty.csv").touch()
    assert main(arguments) == UNUSABLE
    out, err = capsys.readouterr()
    assert out == ""
    assert part in err


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ([], messages.ITEM_OR_BATCH),
        ([ITEM, "--batch", "items.csv"], messages.ITEM_OR_BATCH),
        ([ITEM, "--divisor", "0"], messages.BAD_DIVISOR.format(text="0")),
        ([ITEM, "--divisor", "-5"], messages.BAD_DIVISOR.format(text="-5")),
        ([ITEM, "--divisor", "5,000"], messages.BAD_DIVISOR.format(text="5,000")),
        ([ITEM, "--round-up", "5cm"], messages.BAD_STEP.format(text="5cm")),
        ([ITEM, "--round-up", "0kg"], messages.BAD_STEP.format(text="0kg")),
        ([ITEM, "--round-up", "up"], messages.BAD_STEP.format(text="up")),
        ([ITEM, "--length-unit", "kg"], messages.BAD_LENGTH_UNIT.format(text="kg")),
        ([ITEM, "--weight-unit", "in"], messages.BAD_WEIGHT_UNIT.format(text="in")),
        ([ITEM, "--no-such"], "--no-such"),
        ([ITEM, "--output"], "--output"),
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


def test_a_guessed_encoding_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """Chinese spreadsheets save GB18030; it is read, and the guess is said."""
    text = "货物\n12×8×4英寸、3磅\n"
    Path("items.csv").write_bytes(text.encode("gb18030"))
    assert main(["--batch", "items.csv"]) == OK
    out, err = capsys.readouterr()
    assert "30.48,20.32,10.16" in out
    assert messages.GUESSED.format(name="items.csv", encoding="gb18030") in err


def test_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dash reads standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(GOOD.encode())))
    assert main(["--batch", "-"]) == OK
    assert "30.48" in capsys.readouterr().out


def test_help_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    """Help names every option; the version is the package's."""
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])
    assert stopped.value.code == OK
    text = capsys.readouterr().out
    assert text.startswith(messages.USAGE + COMMAND)
    for option in ("--batch", "--divisor", "--round-up", "--explain", "--json"):
        assert option in text
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"{COMMAND} {__version__}\n"


def test_the_command_itself() -> None:
    """Run as a program it works even where the terminal knows ASCII only."""
    environment = os.environ | {
        "PYTHONPATH": str(Path(main.__code__.co_filename).parents[1]),
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
    }
    done = subprocess.run(
        [sys.executable, "-m", "unit_freight", ITEM],
        env=environment,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (OK, b"")
    assert b"30.48" in done.stdout
