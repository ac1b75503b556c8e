"""`run` and `rehearse`: what is typed, and what is said of what a run was given."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from superindividual.cli import main
from superindividual.company import Company
from superindividual.ids import StepId
from superindividual.process import locked


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A company, and the founder in a folder beside it that holds a site; no worker is started."""
    monkeypatch.chdir(tmp_path)
    main(["init", "firm"])
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("<h1>Hi</h1>")
    (site / ".env").write_text("KEY=1")
    (site / "deploy.pem").write_text("x")
    monkeypatch.setattr(Company, "ensure_worker", lambda _self: True)
    return tmp_path


REVIEW = ["rehearse", "review_folder", "--company", "firm", "--detach"]


def test_what_a_run_was_given_is_said(beside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A path from where the founder stands; what was not read is named; no brief is needed."""
    capsys.readouterr()
    assert main([*REVIEW, "--input", "folder=./site"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[:3] == [
        "folder: site, files kept as they stand now: 1",
        "    left out: .env (hidden)",
        "    left out: deploy.pem (looks like a secret)",
    ]
    assert main([*REVIEW, "--input", "folder=site", "--json"]) == 0
    assert list(json.loads(capsys.readouterr().out)) == ["run"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([*REVIEW, "--input", "folder=./nowhere"], "nowhere cannot be read"),
        ([*REVIEW, "--input", "folder=site/index.html"], "is no folder, name a folder"),
        (REVIEW, "folder must be given"),
        (["rehearse", "--company", "firm", "--detach"], "a run needs a brief, give it: --brief FILE"),
    ],
)
def test_what_is_missing_or_cannot_be_taken_is_one_error(
    beside: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    """With what to do; no run stands in the journal."""
    capsys.readouterr()
    assert main(words) != 0
    assert said in capsys.readouterr().err
    assert Company.open(beside / "firm").journal.runs.all() == []


def test_a_run_that_stands_still_is_no_success(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A script that starts one learns it by the exit code, and why; one that waits for the founder is none of these."""
    monkeypatch.chdir(tmp_path)
    main(["init", "firm"])
    monkeypatch.chdir(tmp_path / "firm")
    flow = "name: one\nsteps:\n  a: {agent: odd, deliver: discovery, approve: always}\n"
    Path("workflows/one.yaml").write_text(flow)
    card = Path("agents/odd.md")
    card.write_text("---\nname: odd\ndescription: Odd.\n---\nDo it.\n")
    given = ["rehearse", "one", "--brief", "briefs/example.md", "--in-process", "--json"]
    assert main(given) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["stalled"] == ""
    card.write_text("---\nname: 5\ndescription: Odd.\n---\nDo it.\n")
    assert main(given) == 1
    assert "odd.md:2:7: name must be text" in json.loads(capsys.readouterr().out.splitlines()[-1])["stalled"]


@contextmanager
def following(
    root: Path, meanwhile: Callable[[Company], object] = lambda _company: None
) -> Iterator[tuple[subprocess.Popen[str], Company]]:
    """A run that was begun, and is followed, while another process holds the company's lock: until the block begins."""
    company = Company.open(root / "firm")
    words = [sys.executable, "-m", "superindividual", *REVIEW[:-1], "--input", "folder=site"]
    with locked(company.paths.lock):
        process = subprocess.Popen(words, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        met(lambda: company.journal.runs.all())
        meanwhile(company)
        assert not company.worker_starts(), "the control: it relies on the one that holds the lock"
    try:
        yield process, company
    finally:
        process.kill()
        process.communicate()
        company.journal.close()


def met(condition: Callable[[], object]) -> None:
    """Wait until it is."""
    until = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_worker_that_was_about_to_end_is_followed_by_another(beside: Path) -> None:
    """It took the run not up, so a worker is started for it: the run goes on, and the command ends."""
    with following(beside) as (process, company):
        process.wait(120)
        assert company.journal.decisions.waiting()


def test_that_a_worker_was_ended_is_told(beside: Path) -> None:
    """Whoever follows the run is not left to wait without a word, and no worker is started in their place."""

    def taken_up(company: Company) -> None:
        (run,) = company.journal.runs.all()
        company.journal.events.append("step.started", run=run.id, step=StepId("review"), attempt=1, told=[])

    with following(beside, taken_up) as (process, company):
        (run,) = company.journal.runs.all()
        assert process.stderr
        line = process.stderr.readline()
        assert (
            line
            == f"no worker runs any more, so {run.id} stands still; it goes on with: superindividual up\n"
        )
        assert process.poll() is None
        assert not company.worker_starts()
