"""`decide` as a founder types it: edit with an editor, ask, stop, reject, and what is refused."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import superindividual
from superindividual.cli import main
from superindividual.company import Company
from superindividual.journal.decisions import Request
from superindividual.paths import bundled

WORKFLOW = """\
name: small
inputs:
  brief: {type: file, required: true}
steps:
  discover: {agent: scout, deliver: discovery, task: Read the brief.}
  prd: {agent: designer, deliver: prd, needs: [discover], task: Write the PRD.}
"""
PRINTED = "discovery/discovery.md"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company whose first deliverable waits for the founder."""
    root = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SUPERINDIVIDUAL_LANG", "en")
        patch.chdir(root)
        assert main(["init", "firm"]) == 0
        patch.chdir(root / "firm")
        (root / "firm" / "workflows").mkdir(exist_ok=True)
        (root / "firm" / "workflows" / "small.yaml").write_text(WORKFLOW)
        brief = str(bundled("examples") / "briefs" / "club-dues.md")
        assert main(["rehearse", "small", "--brief", brief, "--approve", "always", "--in-process"]) == 0
    return root / "firm"


class Founder:
    """Types commands in a company of its own and reads the answers."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.company = Company.open(folder)
        self._capsys = capsys
        (self.request,) = self.company.inbox()

    def types(self, *words: str, code: int = 0) -> str:
        self._capsys.readouterr()
        assert main(list(words)) == code
        captured = self._capsys.readouterr()
        return captured.out if code == 0 else captured.err

    def decides(self, *words: str, code: int = 0) -> str:
        return self.types("decide", self.request.id, *words, code=code)

    def works(self) -> None:
        """The worker carries out what was decided."""
        self.types("up", "--until-idle")

    @property
    def waiting(self) -> list[Request]:
        return self.company.inbox()

    def shown(self) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self.types("show", self.request.id, "--json"))
        return answer


@pytest.fixture
def founder(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Founder]:
    folder = Path(shutil.copytree(made, tmp_path / "firm"))
    monkeypatch.chdir(folder)
    monkeypatch.setattr(Company, "ensure_worker", lambda self: False)  # `works` is the worker
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    for name in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    found = Founder(folder, capsys)
    yield found
    found.company.journal.close()


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets EDITOR to a shell script; $1 is the file."""

    def set_to(script: str) -> None:
        program = tmp_path / "my editor"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setenv("EDITOR", f"'{program}'")

    return set_to


def left(tmp_path: Path) -> list[str]:
    return [path.name for path in (tmp_path / "temporary").rglob("*") if path.is_file()]


def test_an_edit_becomes_the_founders_version(
    founder: Founder, editor: Callable[[str], None], tmp_path: Path
) -> None:
    """What the editor wrote is checked, recorded as the founder's, committed, and goes on to the next step."""
    editor('printf "\\nThe founder was here.\\n" >> "$1"')
    assert "edited" in founder.decides("edit", "--file", PRINTED)
    assert left(tmp_path) == []
    founder.works()
    (run,) = founder.company.journal.runs.all()
    versions = founder.company.journal.versions.of(run.id, founder.request.step)
    assert [version.by for version in versions] == ["scout", "founder"]
    assert versions[-1].results
    committed = founder.company.paths.products / run.product / PRINTED
    assert committed.read_text().endswith("The founder was here.\n")
    assert [request.step for request in founder.waiting] == ["prd"]


def test_an_edit_may_come_from_a_file(founder: Founder, tmp_path: Path) -> None:
    """`--with` needs no editor."""
    (tmp_path / "mine.md").write_text("# Mine\n")
    founder.decides("edit", "--file", PRINTED, "--with", str(tmp_path / "mine.md"))
    founder.works()
    (run,) = founder.company.journal.runs.all()
    assert founder.company.journal.versions.of(run.id, founder.request.step)[-1].by == "founder"


NO_DECISION = [
    ("exit 0", "nothing was changed"),
    ('echo changed >> "$1"; exit 1', "the editor ended with an error"),
    ('rm "$1"', "removed the file"),
]


@pytest.mark.parametrize(("script", "said"), NO_DECISION)
def test_an_editor_that_changes_nothing_or_fails_decides_nothing(
    founder: Founder, editor: Callable[[str], None], script: str, said: str
) -> None:
    """The request waits on, and no worker has anything to do."""
    editor(script)
    before = founder.company.journal.events.last_seq()
    assert said in founder.decides("edit", "--file", PRINTED, code=2)
    assert founder.company.journal.decisions.decision(founder.request.id) is None
    assert founder.company.journal.events.last_seq() == before
    assert [request.id for request in founder.waiting] == [founder.request.id]


@pytest.mark.parametrize("command", ["no-such-editor-4711", "'unbalanced", ""])
def test_an_editor_that_cannot_be_started_is_said(
    founder: Founder, command: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With the way out, and without a traceback."""
    monkeypatch.setenv("EDITOR", command)
    assert "--with FILE" in founder.decides("edit", "--file", PRINTED, code=2)
    assert left(tmp_path) == []


def test_an_edit_names_a_file_of_the_version(
    founder: Founder, editor: Callable[[str], None], tmp_path: Path
) -> None:
    """Several files, none named: the choice is listed; a file outside is no file of the version."""
    editor("exit 9")
    assert "--file discovery/discovery.md | discovery/facts.json" in founder.decides("edit", code=2)
    assert "--file discovery" in founder.decides("edit", "--file", "../../company.yaml", code=2)
    missing = str(tmp_path / "missing.md")
    assert "missing.md cannot be read" in founder.decides(
        "edit", "--file", PRINTED, "--with", missing, code=2
    )


def test_what_was_written_is_kept_when_somebody_else_decided_meanwhile(
    founder: Founder, editor: Callable[[str], None], tmp_path: Path
) -> None:
    """The first decision stands; the founder's words are not lost, and where they are is said."""
    decides = tmp_path / "decide.py"
    decides.write_text(
        f"import sys\nsys.path.insert(0, {str(Path(superindividual.__file__).parents[1])!r})\n"
        "from superindividual.company import Company\n"
        "company = Company.open()\ncompany.decide(company.inbox()[0], 'approve', by='somebody')\n"
        "company.journal.close()\n"
    )
    editor(f'echo "my words" > "$1"; exec "{sys.executable}" "{decides}"')
    said = founder.decides("edit", "--file", PRINTED, code=2)
    assert "already decided: approve by somebody" in said
    assert left(tmp_path) == ["discovery.md"]
    kept = said.rpartition("kept in ")[2].strip()
    assert Path(kept).read_text() == "my words\n"


def test_a_question_decides_nothing_and_gets_its_answer(founder: Founder) -> None:
    """Asked, answered by the worker, shown; the request still waits for a decision."""
    assert "nothing is decided" in founder.decides("ask", "Why", "these", "audiences?")
    assert [(q["text"], q["answer"]) for q in founder.shown()["questions"]] == [
        ("Why these audiences?", None)
    ]
    assert founder.shown()["decision"] is None
    founder.works()
    (question,) = founder.shown()["questions"]
    assert question["answer"].startswith("This is a rehearsal")
    assert founder.shown()["decision"] is None
    assert "answer: This is a rehearsal" in founder.types("show", founder.request.id)
    assert [request.id for request in founder.waiting] == [founder.request.id]
    assert "the question is empty" in founder.decides("ask", code=2)
    founder.decides("approve")


def test_a_second_decision_is_refused(
    founder: Founder, editor: Callable[[str], None], tmp_path: Path
) -> None:
    """Whatever it says: the first one stands, and the editor is not even opened."""
    founder.decides("approve")
    for verb in ("approve", "stop", "ask"):
        assert "already decided: approve by the founder" in founder.decides(verb, "why?", code=2)
    assert "already decided" in founder.decides("reject", "No.", code=2)
    editor(f'touch "{tmp_path}/opened"')
    assert "no longer waits" in founder.decides("edit", "--file", PRINTED, code=2)
    assert not (tmp_path / "opened").exists()
    decision = founder.company.journal.decisions.decision(founder.request.id)
    assert decision is not None
    assert decision.verb == "approve"


def test_a_decision_about_another_version_is_refused(founder: Founder) -> None:
    """Who looked at an older version decides nothing; the version shown can be decided by its hash's beginning."""
    assert "another version" in founder.decides("approve", "--version-seen", "0" * 12, code=2)
    assert founder.waiting
    founder.decides("approve", "--version-seen", founder.request.binding[:12])
    assert not founder.waiting


def test_a_rejection_needs_words_and_brings_a_new_version(founder: Founder) -> None:
    """Without feedback nothing is decided; with it the old request is closed and a new one opened."""
    assert "a rejection needs feedback" in founder.decides("reject", code=2)
    founder.decides("reject", "Name the amounts.")
    founder.works()
    (request,) = founder.waiting
    assert (request.version, request.id != founder.request.id) == (2, True)
    assert "already decided: reject" in founder.decides("approve", code=2)


def test_stop_ends_the_run(founder: Founder) -> None:
    """Nothing waits any longer, and nothing more can be decided."""
    founder.decides("stop")
    founder.works()
    (run,) = founder.company.journal.runs.all()
    assert (run.outcome, founder.waiting) == ("stopped", [])
    assert founder.types("decide", founder.request.id, "approve", code=2)


def test_a_request_that_is_not_there_is_said(founder: Founder) -> None:
    """By its id, with where to look; a part of an id that fits is enough."""
    assert "no request Q-nothing" in founder.types("decide", "Q-nothing", "approve", code=2)
    answer = json.loads(founder.types("decide", founder.request.id[2:8], "approve", "--json"))
    assert (answer["request"], answer["verb"]) == (founder.request.id, "approve")


def test_errors_are_json_where_json_was_asked_for(
    founder: Founder, capsys: pytest.CaptureFixture[str]
) -> None:
    """A script gets the kind of error and the remedy."""
    assert main(["decide", founder.request.id, "reject", "--json"]) == 2
    error = json.loads(capsys.readouterr().out)
    assert (error["error"], bool(error["remedy"])) == ("DecisionRefused", True)
