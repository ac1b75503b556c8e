from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path

import pytest

from superindividual.cli import main
from superindividual.company import Company
from superindividual.paths import bundled
from superindividual.tools.sandbox import find_sandbox

BRIEFS = {"club-dues.md": 15, "tutor-match.zh.md": 15, "greenhouse-alarm.md": 15}


@pytest.mark.parametrize("name", sorted(BRIEFS))
def test_a_brief_becomes_a_launch_folder(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a key, every step ends or waits for the founder; nothing leaves before the decision."""
    monkeypatch.chdir(tmp_path)
    assert main(["init", "firm"]) == 0
    monkeypatch.chdir(tmp_path / "firm")
    assert main(["rehearse", "--brief", str(bundled("examples") / "briefs" / name), "--in-process"]) == 0
    company = Company.open()
    waiting = company.inbox()
    (run,) = company.journal.runs.all()
    assert waiting
    assert run.outcome is None
    assert not company.paths.published.exists()
    failing = {
        r.step: [v["check"] for v in company.journal.versions.of(run.id, r.step)[-1].failed]
        for r in waiting
        if r.kind == "failing"
    }
    assert failing == {}
    if find_sandbox()[0] is not None:
        assert [r.kind for r in waiting] == ["effect"]
        assert (company.paths.products / run.product / "launch" / "manifest.json").is_file()
        assert len(company.journal.runs.steps(run.id)) == BRIEFS[name] - 1
    company.journal.close()


def test_a_thin_brief_gets_questions_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nobody can tell what the product does, the founder is asked first, and an answer is taken up."""
    monkeypatch.chdir(tmp_path)
    main(["init", "firm"])
    monkeypatch.chdir(tmp_path / "firm")
    Path("thin.md").write_text("An app for people with cats. Should go viral.\n")
    main(["rehearse", "--brief", "thin.md", "--in-process"])
    company = Company.open()
    (request,) = company.inbox()
    assert (request.step, request.question["reason"]) == ("discover", "questions-open")
    assert len(company.journal.versions.of(request.run, request.step)) == 1
    company.journal.close()


def test_an_approval_on_the_command_line_reaches_its_receipt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The detached worker takes the decision up, performs it, and the log has the receipt."""
    if find_sandbox()[0] is None:
        pytest.skip("without a sandbox the founder is asked about the package first")
    monkeypatch.chdir(tmp_path)
    main(["init", "firm"])
    monkeypatch.chdir(tmp_path / "firm")
    main(["rehearse", "--brief", str(bundled("examples") / "briefs" / "club-dues.md"), "--in-process"])
    company = Company.open()
    (request,) = company.inbox()
    capsys.readouterr()
    assert main(["decide", request.id, "approve", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["verb"] == "approve"
    assert main(["decide", request.id, "stop"]) == 2
    assert "already decided: approve" in capsys.readouterr().err
    until = time.monotonic() + 60
    while not company.journal.runs.get(request.run).outcome and time.monotonic() < until:
        time.sleep(0.05)
    assert company.journal.runs.get(request.run).outcome == "done"
    (effect,) = company.journal.outbox.of(request.run)
    assert effect.state == "done"
    history = subprocess.run(
        ["git", "log", "--format=%s"],
        cwd=company.paths.products / "duesbook",
        capture_output=True,
        text=True,
        check=True,
    )
    assert len(history.stdout.splitlines()) == 14
    company.journal.close()
