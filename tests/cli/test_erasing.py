from __future__ import annotations

import json
from pathlib import Path

import pytest

from superindividual.cli import main

NAME = "Margarethe Vogelsang"


@pytest.fixture
def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A company that knows a person, around the working folder."""
    monkeypatch.chdir(tmp_path)
    assert main(["init", "firm"]) == 0
    monkeypatch.chdir(tmp_path / "firm")
    assert main(["memory", "add", f"{NAME} is treasurer of the rowing club"]) == 0
    Path("notes.md").write_text(f"call {NAME}\n")
    capsys.readouterr()
    return tmp_path / "firm"


def test_nobody_is_erased_unasked(firm: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a terminal it shows where the person stands, changes nothing, and says how to go on."""
    assert main(["memory", "forget", "--subject", NAME]) == 2
    shown = capsys.readouterr().err
    assert "1 records" in shown
    assert "add --yes" in shown
    assert main(["memory", "search", "treasurer"]) == 0
    assert NAME in capsys.readouterr().out


@pytest.mark.parametrize(("answer", "code"), [("no", 2), ("", 2), ("yes", 0)])
def test_the_founder_is_asked(
    firm: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], answer: str, code: int
) -> None:
    """Only a whole yes erases; anything else changes nothing."""
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _question: answer)
    assert main(["memory", "forget", "--subject", NAME]) == code
    told = capsys.readouterr()
    assert ("proved:" in told.out) == (code == 0)
    assert ("nothing was changed" in told.err) == (code == 2)


def test_what_was_done_is_told_and_proved(firm: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As JSON and in words: counts, the ledger's entry, files of the founder's own; the ledger verifies afterwards."""
    assert main(["memory", "forget", "--subject", NAME, "--yes", "--json"]) == 0
    done = json.loads(capsys.readouterr().out)
    assert (done["proved"], done["records"], done["left"], done["own"]) == (True, 1, [], ["notes.md"])
    assert main(["ledger", "verify"]) == 0
    assert main(["memory", "forget", "--subject", NAME, "--yes"]) == 0
    told = capsys.readouterr().out
    assert "nothing that is kept held the name" in told
    assert "notes.md" in told
    assert main(["log"]) == 0
    assert "a person was erased: 0 entries and 1 rows" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--subject", "Ann", "--yes"], "Ann is too short"),
        (["--subject", NAME, "M-1"], "either records or a person"),
        ([], "forget what?"),
    ],
)
def test_what_cannot_be_erased_is_refused(
    firm: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    """With one sentence, and nothing changed."""
    assert main(["memory", "forget", *words]) == 2
    assert said in capsys.readouterr().err
