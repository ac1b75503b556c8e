"""What the ledger's commands say and answer."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from superindividual.cli import main
from superindividual.company import Company
from superindividual.ids import RunId, StepId, canonical
from superindividual.tools.sandbox import find_sandbox
from superindividual.workspace.artifact import Deliverable
from tests.journal.attacks import filled, foreign
from tests.journal.flow import begin


@pytest.fixture
def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    monkeypatch.chdir(tmp_path)
    main(["init", "firm"])
    monkeypatch.chdir(tmp_path / "firm")
    filled(tmp_path / "firm" / ".superindividual" / "journal.db")
    capsys.readouterr()
    return tmp_path / "firm"


def answered(capsys: pytest.CaptureFixture[str], code: int, *command: str) -> Any:
    assert main(["ledger", *command, "--json"]) == code
    return json.loads(capsys.readouterr().out)


def test_a_sound_ledger_says_how_far_it_goes(firm: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Length, head, and when it was anchored; the same in JSON, and in status."""
    assert main(["ledger", "verify"]) == 0
    said = capsys.readouterr().out
    value = answered(capsys, 0, "verify")
    assert value["sound"]
    assert f"{value['entries']} entries, head {value['head']}, anchored at {value['anchored_at']}" in said
    assert answered(capsys, 0, "status")["head"] == value["head"]
    listed = answered(capsys, 0)
    assert (len(listed), listed[-1]["hash"]) == (value["entries"], value["head"])
    assert main(["ledger"]) == 0
    assert value["head"][:12] in capsys.readouterr().out.splitlines()[-1]


def test_the_first_broken_entry_is_named_with_what_to_do(
    firm: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 1; sequence number, time, kind and run, what differs, and the way out."""
    with foreign(firm / ".superindividual" / "journal.db") as connection:
        connection.execute("UPDATE decisions SET verb = 'approve' WHERE request = 'Q-R-a-build-2'")
    assert main(["ledger", "verify"]) == 1
    said = capsys.readouterr().out
    first = answered(capsys, 1, "verify")["faults"][0]
    assert f"{first['seq']}  {first['at']}  decision.made  R-a" in said
    assert "verb is approve, in the ledger reject" in said
    assert "restore that whole folder from a backup" in said


def test_stored_bytes_are_part_of_what_is_proved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A changed or missing file is named at the entry that rests on it; erased ones and another entry's faults stay what they are."""
    monkeypatch.chdir(tmp_path)
    main(["init", "real"])
    monkeypatch.chdir(tmp_path / "real")
    company = Company.open(tmp_path / "real")
    begin(company.journal)
    files = company.objects.artifacts({"a.md": b"one", "b.md": b"two"})
    made = company.objects.store(
        Deliverable(kind="prd", files=files, summary="s", language="en", produced_by="x@1")
    )
    company.journal.versions.add(RunId("R-a"), StepId("prd"), attempt=1, digest=made, by="a", summary="s")
    company.journal.close()
    capsys.readouterr()
    (brief,) = answered(capsys, 1, "verify")["faults"]
    assert (brief["place"], brief["kind"]) == ("objects", "run.started")
    company.objects.put(canonical("brief"))
    answered(capsys, 0, "verify")
    first, second = (company.paths.objects / f.sha256[:2] / f.sha256[2:] for f in files)
    first.write_bytes(b"One")
    second.unlink()
    faults = answered(capsys, 1, "verify")["faults"]
    assert [(f["place"], f["kind"], f["what"].split()[-1]) for f in faults] == [
        ("objects", "version.made", "changed"),
        ("objects", "version.made", "missing"),
    ]
    with foreign(company.paths.journal) as connection:
        connection.execute("UPDATE events SET data = '{' WHERE kind = 'version.made'")
    assert answered(capsys, 1, "verify")["faults"][0]["place"] == "events"
    shutil.rmtree(company.paths.objects)
    assert main(["ledger", "verify"]) == 1


def test_a_version_of_the_tables_that_is_none_is_told(firm: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No traceback: one sentence, and where to look."""
    with foreign(firm / ".superindividual" / "journal.db") as connection:
        connection.execute("UPDATE meta SET value = 'x' WHERE key = 'schema:journal'")
    assert main(["status"]) != 0
    assert "ledger verify" in capsys.readouterr().err
    assert answered(capsys, 1, "verify")["faults"][0]["place"].startswith("meta")


@pytest.mark.parametrize("damage", ["emptied", "overwritten", "removed"])
def test_a_journal_that_cannot_be_read_is_an_answer(
    firm: Path, capsys: pytest.CaptureFixture[str], damage: str
) -> None:
    """Not a mistake in what was typed: exit 1, and the reason."""
    path = firm / ".superindividual" / "journal.db"
    path.unlink() if damage == "removed" else path.write_bytes(b"" if damage == "emptied" else b"x" * 9999)
    (fault,) = answered(capsys, 1, "verify")["faults"]
    assert "journal.db" in fault["what"]


def test_a_read_only_copy_is_verified(firm: Path, tmp_path: Path) -> None:
    """Where nothing can be written, not even beside the database."""
    sandbox, reason = find_sandbox()
    if sandbox is None or shutil.which("bwrap") is None:
        pytest.skip(f"no folder can be made read-only for root here: {reason}")
    program = "import sys; from superindividual.cli import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run(
        ["bwrap", "--ro-bind", "/", "/", "--tmpfs", "/tmp", "--ro-bind", str(tmp_path), str(tmp_path),
         "--ro-bind", sys.prefix, sys.prefix, "--chdir", "/", "--dev", "/dev", sys.executable, "-c", program, "ledger", "verify", "--company", str(firm)],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "entries, head" in done.stdout


def test_a_repository_testifies_against_a_whole_folder_put_back(
    firm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Journal and anchor together at an older state are sound by themselves; the repository knows better."""
    company = Company.open(firm)
    company.journal.events.append("run.noted", number=1)
    company.journal.close()
    shutil.copytree(firm / ".superindividual", tmp_path / "older")
    company = Company.open(firm)
    company.journal.events.append("run.noted", number=2)
    company.journal.close()
    witness = tmp_path / "witness"
    made = answered(capsys, 0, "anchor", "--git", str(witness))
    assert answered(capsys, 0, "anchor", "--git", str(witness))["commit"] == made["commit"]
    assert answered(capsys, 0, "verify", "--git", str(witness))["sound"]
    shutil.rmtree(firm / ".superindividual")
    shutil.copytree(tmp_path / "older", firm / ".superindividual")
    assert answered(capsys, 0, "verify")["sound"]  # control
    (fault,) = answered(capsys, 1, "verify", "--git", str(witness))["faults"]
    assert fault["place"] == "git"


def test_a_repository_that_was_told_nothing_is_a_mistake(
    firm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2 with the way to tell it."""
    assert main(["ledger", "verify", "--git", str(tmp_path / "none")]) == 2
    assert "ledger anchor --git" in capsys.readouterr().err


def test_an_empty_ledger_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A new company has nothing to list, and nothing that could be broken."""
    monkeypatch.chdir(tmp_path)
    main(["init", "firm"])
    monkeypatch.chdir(tmp_path / "firm")
    capsys.readouterr()
    assert main(["ledger", "verify"]) == 0
    assert main(["ledger"]) == 0
    assert "no entry yet" in capsys.readouterr().out
    assert main(["ledger", "verify"]) == 0
