from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from superindividual.journal.decisions import Request
from superindividual_tui.linear import Inbox, Left
from tests.tui.firm import Alone, Firm
from tests.tui.linear.script import Script, option, speak
from tests.tui.robot import environment
from tests.tui.test_hostile import HOSTILE


def test_it_says_what_waits_and_leaves_on_zero(firm: Firm) -> None:
    """Everything of the inbox, each to choose by a number."""
    firm.ask(firm.run())
    said = speak(firm, "0").text
    assert "1. ⚑ Is prd of duesbook (version 1) right?" in said
    assert "⚑ 1 waiting" in said
    assert "0. Leave; runs go on" in said
    assert "LEFT" not in said


def test_an_empty_company_says_so(firm: Firm) -> None:
    """A sentence in each section."""
    said = speak(firm, "").text
    assert "Nothing waits for you." in said
    assert "Start a run" in said


def test_the_end_of_the_input_leaves(firm: Firm) -> None:
    """Wherever it ends, also in the middle of a decision."""
    request = firm.ask(firm.run())
    for answers in ([], ["1"], ["1", option("Approve this version")], ["1", option("Send back"), "no"]):
        assert speak(firm, *answers).text.endswith("LEFT")
    assert firm.journal.decisions.decision(request.id) is None


@pytest.mark.parametrize("typed", ["x", "99", "-1", "１", "1.0", "approve", "²"])
def test_what_is_no_number_is_asked_again(firm: Firm, typed: str) -> None:
    """And does nothing else."""
    request = firm.ask(firm.run())
    assert "That is none of the numbers above." in speak(firm, typed, "0").text
    assert firm.journal.decisions.decision(request.id) is None


def test_a_request_is_read_out_with_its_files(firm: Firm) -> None:
    """Overview first; then a file, as it is."""
    firm.ask(firm.run(), files={"a.md": b"# One\n", "b.md": b"# Two\n"})
    said = speak(firm, "1", option("Read a file"), option("b.md"), "0", "0").text
    assert "The PRD of Duesbook" in said
    assert "prd_complete" in said
    assert "Two" in said
    assert "One" not in said


def test_the_changes_since_the_version_before_are_read_out(firm: Firm) -> None:
    """Where there is one."""
    run = firm.run()
    firm.ask(run, files={"a.md": b"old\n"})
    request = firm.ask(run, files={"a.md": b"new\n"})
    number = [r.id for r in firm.company.inbox()].index(request.id) + 1
    said = speak(firm, str(number), option("Read the changes"), "0", "0").text
    assert "old" in said
    assert "new" in said


def test_several_drafts_are_approved_together_by_typing_how_many(firm: Firm) -> None:
    """After the list; anything else approves none."""
    requests = [firm.ask(firm.run(f"R-{n}"), summary=f"summary {n}") for n in range(3)]
    together = option("Approve 3 drafts of prd together")
    assert "Nothing is decided." in speak(firm, together, "2", "0").text
    assert all(firm.journal.decisions.decision(r.id) is None for r in requests)
    said = speak(firm, together, "3", "0").text
    assert "summary 2" in said
    taken = [firm.journal.decisions.decision(r.id) for r in requests]
    assert [(t.verb, t.by) for t in taken if t] == [("approve", "founder (plain)")] * 3


def test_a_run_is_started_from_typed_inputs(firm: Firm, tmp_path: Path) -> None:
    """Asked one by one; what does not fit is asked again."""
    (firm.folder / "workflows" / "w.yaml").write_text(
        "name: w\ndescription: counts things\n"
        "inputs:\n  much: {type: number, required: true, min: 2}\n  loud: {type: boolean, default: false}\n"
        "steps:\n  prd: {agent: designer, deliver: prd, task: Count.}\n"
    )
    said = speak(
        firm, option("Start a run"), option("counts things"), "one", "1", "3", option("yes"), "0"
    ).text
    assert "much must be of the type number, not" in said
    assert "much must be at least 2" in said
    (run,) = firm.journal.runs.all()
    assert run.inputs == {"much": 3, "loud": True}
    assert run.engine == "rehearsal"
    assert f"{run.id} has begun" in said


def test_a_run_that_cannot_begin_says_why(firm: Firm) -> None:
    """A brief that is not there; nothing begins."""
    said = speak(firm, option("Start a run"), option("product_loop"), "nowhere.md", "0").text
    assert "nowhere.md" in said
    assert firm.journal.runs.all() == []


def test_waiting_ends_when_something_new_waits(firm: Firm) -> None:
    """And gives the list anew."""
    run = firm.run()
    script, seen = Script.of(option("Wait until something changes"), "0"), list[Request]()
    Alone.worker_runs = lambda _self: True  # type: ignore[method-assign]
    try:
        talk = script.talk()
        Inbox(
            firm.company, talk, clock=firm.clock, sleep=lambda _s: seen.append(firm.ask(run, summary="here"))
        ).run()
    finally:
        del Alone.worker_runs
    assert len(seen) == 1
    assert "⚑ 1 waiting" in script.text


@pytest.mark.parametrize("name", sorted(set(HOSTILE) - {"endless"}))
def test_foreign_text_moves_no_cursor(firm: Firm, name: str) -> None:
    """No control character reaches the terminal, nothing is hidden."""
    text = HOSTILE[name]
    request = firm.ask(firm.run(product=text[:200]), summary=text, files={"a.md": text.encode()})
    firm.journal.decisions.ask(request.id, text, by=text[:200])
    said = speak(firm, "1", option("Read a file"), "1", "0", "0").text
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\ufeff]", said)


def test_it_works_through_a_pipe(firm: Firm) -> None:
    """The command itself, with neither a terminal nor textual; the company is remembered."""
    request = firm.ask(firm.run())
    firm.journal.close()
    program = (
        "import sys\nfrom superindividual.cli import main\ncode = main(['--plain'])\n"
        "heavy = [m for m in ('textual', 'langgraph', 'chromadb') if m in sys.modules]\nassert not heavy, heavy\n"
        "raise SystemExit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=firm.folder,
        env={**environment(), "TERM": "dumb"},
        input="1\n5\nPlease write it shorter.\n\n0\n",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "\x1b" not in done.stdout
    taken = firm.other_process().journal.decisions.decision(request.id)
    assert taken is not None
    assert (taken.verb, taken.feedback) == ("reject", "Please write it shorter.")


def test_left_is_what_ends_it(firm: Firm) -> None:
    """No answer is no answer."""
    with pytest.raises(Left):
        Inbox(firm.company, Script.of().talk(), clock=firm.clock).run()
