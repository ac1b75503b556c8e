from __future__ import annotations

from dataclasses import replace

import pytest

from superindividual.ids import RunId, StepId, digest_of
from superindividual_tui.board import Board
from superindividual_tui.rooms.inbox import Inbox
from tests.tui.firm import Firm, view_of


def text(firm: Firm, only: RunId | None = None) -> list[str]:
    return [line.text for line in Inbox().entries(view_of(firm, only)).lines]


def test_every_section_has_a_sentence_when_empty(firm: Firm) -> None:
    """An empty inbox says so."""
    assert text(firm) == [
        "Needs you",
        "  Nothing waits for you.",
        "",
        "Under way",
        "  No run is working.",
        "",
        "Decided",
        "  Nothing was decided yet.",
    ]


def test_a_request_says_question_risk_age_and_checks(firm: Firm) -> None:
    """In plain words, with the cost or that there is none."""
    firm.ask(firm.run())
    rows = [line.text for line in Inbox().entries(view_of(firm)).lines if line.item == 0]
    assert rows[0] == "⚑ Is prd of duesbook (version 1) right?"
    assert "stays inside" in rows[1]
    assert "rehearsal, no AI" in rows[1]
    assert "✓ 1 passed" in rows[1]


def test_the_inbox_can_be_about_one_run(firm: Firm) -> None:
    """Other products' requests are left out."""
    first, second = firm.run(), firm.run("R-two", "other")
    asked, _other = firm.ask(first), firm.ask(second)
    assert Inbox().entries(view_of(firm, first.id)).keys == [asked.id]


def test_a_proposed_rule_is_an_entry_that_leads_to_the_rules(firm: Firm) -> None:
    """With what it would let pass; nothing of it once it is answered."""
    says = {
        "deliver": "prd",
        "step": "prd",
        "agent": "designer",
        "workflow": "w",
        "engine": "rehearsal",
        "product": "duesbook",
        "files": ["docs/prd.md"],
        "checks": ["prd_complete"],
    }
    rule = firm.journal.rules.propose(digest_of("pattern"), says, [])
    room, view = Inbox(), view_of(firm)
    (key,) = room.entries(view).keys
    assert "Let drafts like these pass" in "\n".join(text(firm))
    assert room.about(key, view) == ""
    firm.journal.rules.decline(rule.id, by="founder")
    assert Inbox().entries(view_of(firm)).keys == []


@pytest.mark.parametrize("foreign", ["[@click=app.quit]x[/]", "\x1b[2Jx", "a\nb"])
def test_a_foreign_product_name_stays_one_safe_line(firm: Firm, foreign: str) -> None:
    """Wherever it is shown."""
    firm.ask(firm.run(product=foreign))
    for line in text(firm):
        assert "\x1b" not in line
        assert "\n" not in line


def test_a_call_that_waits_for_its_endpoint_is_told_until_it_goes_on(firm: Firm) -> None:
    """Below its run, followed or read anew; another step's call ends nothing."""
    run = firm.run(engine="model")
    board = Board(firm.company)
    board.load()

    def told() -> list[str]:
        board.refresh(own=True)
        followed = Inbox().entries(replace(view_of(firm), board=board)).lines
        anew = text(firm)
        assert [line.text for line in followed] == anew
        return [line for line in anew if "waits for lab until" in line]

    assert told() == []
    firm.journal.events.append(
        "model.paused", run=run.id, step=StepId("prd"), endpoint="lab", seconds=900.0, reason="it is away"
    )
    (line,) = told()
    assert line.startswith("  prd: ") and line.endswith(": it is away")
    firm.journal.events.append("model.called", run=run.id, step=StepId("launch"), model="m", called={})
    assert len(told()) == 1
    firm.journal.events.append("model.called", run=run.id, step=StepId("prd"), model="m", called={})
    assert told() == []
