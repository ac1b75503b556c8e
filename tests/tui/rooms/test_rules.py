from __future__ import annotations

import pytest

from superindividual.ids import digest_of
from superindividual.journal.rules import Rule
from superindividual_tui.rooms.rules import Rules
from tests.tui.firm import Firm, view_of
from tests.tui.rooms.stand_in import StandIn

SAYS = {
    "deliver": "prd",
    "step": "prd",
    "agent": "designer",
    "workflow": "w",
    "engine": "rehearsal",
    "product": "duesbook",
    "files": ["docs/prd.md"],
    "checks": ["prd_complete"],
}


@pytest.fixture
def rule(firm: Firm) -> Rule:
    return firm.journal.rules.propose(digest_of("pattern"), SAYS, [])


def test_a_proposal_can_be_accepted_or_declined(firm: Firm, rule: Rule) -> None:
    """And says precisely what it would let pass."""
    entries = Rules().entries(view_of(firm))
    assert entries.keys == [f"accept {rule.id}", f"decline {rule.id}"]
    assert "docs/prd.md" in "\n".join(line.text for line in entries.lines)


@pytest.mark.parametrize("move", ["accept", "decline"])
def test_an_answer_is_asked_once_more_with_the_whole_rule(firm: Firm, rule: Rule, move: str) -> None:
    """Without a yes nothing is settled."""
    stage = StandIn(view_of(firm), yes=False)
    Rules().choose(f"{move} {rule.id}", stage)  # type: ignore[arg-type]
    assert firm.journal.rules.get(rule.id).state == "proposed"
    assert any("docs/prd.md" in line.text for line in stage.asked[0][1])
    stage.yes = True
    Rules().choose(f"{move} {rule.id}", stage)  # type: ignore[arg-type]
    assert firm.journal.rules.get(rule.id).state == f"{move.removesuffix('e')}ed".replace(
        "acceptd", "accepted"
    )


def test_an_accepted_rule_can_be_revoked(firm: Firm, rule: Rule) -> None:
    """That is its only entry."""
    firm.journal.rules.accept(rule.id, by="founder")
    (key,) = Rules().entries(view_of(firm)).keys
    Rules().choose(key, StandIn(view_of(firm)))  # type: ignore[arg-type]
    assert firm.journal.rules.get(rule.id).state == "revoked"
    assert Rules().entries(view_of(firm)).keys == []
