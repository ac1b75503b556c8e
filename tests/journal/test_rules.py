from __future__ import annotations

from datetime import timedelta

import pytest

from superindividual.errors import RuleRefused
from superindividual.ids import Digest, RequestId, RuleId, digest_of
from superindividual.journal.journal import Journal
from superindividual.journal.rules import Rule
from tests.conftest import SteppedClock

SAYS = {"workflow": "w", "product": "thing", "step": "prd"}
PATTERN = digest_of(SAYS)


def proposed(journal: Journal) -> Rule:
    return journal.rules.propose(Digest(PATTERN), SAYS, [RequestId("Q-1"), RequestId("Q-2")])


def test_a_proposal_decides_nothing_until_it_is_accepted(journal: Journal) -> None:
    """And the same approvals propose once."""
    assert proposed(journal) == proposed(journal)
    assert journal.rules.standing(PATTERN) is None
    accepted = journal.rules.accept(proposed(journal).id, by="founder")
    assert journal.rules.standing(PATTERN) == accepted
    assert journal.rules.standing(digest_of("another")) is None
    assert [e.kind for e in journal.events.after()] == ["rule.proposed", "rule.accepted"]
    assert journal.events.first_broken() is None


def test_a_rule_ends_when_its_days_are_over(journal: Journal, clock: SteppedClock) -> None:
    """To the second, by the injected clock."""
    journal.rules.accept(proposed(journal).id, by="founder", days=2)
    clock.moment += timedelta(days=2, seconds=-5)
    assert journal.rules.standing(PATTERN)
    clock.moment += timedelta(seconds=5)
    assert journal.rules.standing(PATTERN) is None


def test_revoking_ends_a_rule_at_once(journal: Journal) -> None:
    """It stays on the list, with who ended it."""
    rule = journal.rules.accept(proposed(journal).id, by="founder")
    revoked = journal.rules.revoke(rule.id, by="founder")
    assert journal.rules.standing(PATTERN) is None
    assert [(r.state, r.by) for r in journal.rules.all()] == [("revoked", "founder")]
    assert revoked.expires == rule.expires


@pytest.mark.parametrize("verb", ["accept", "decline", "lapse"])
def test_only_a_proposal_can_be_answered(journal: Journal, verb: str) -> None:
    """A second answer is refused, and says how the rule stands."""
    rule = proposed(journal)
    journal.rules.decline(rule.id, by="founder")
    with pytest.raises(RuleRefused, match="declined, not proposed"):
        getattr(journal.rules, verb)(rule.id, by="founder")


def test_a_rule_that_is_not_there_is_named(journal: Journal) -> None:
    """With where to look."""
    with pytest.raises(RuleRefused, match="no rule P-none"):
        journal.rules.revoke(RuleId("P-none"), by="founder")


@pytest.mark.parametrize("days", [0, -1, 367])
def test_no_rule_holds_for_ever(journal: Journal, days: int) -> None:
    """A year and a day is the most."""
    with pytest.raises(RuleRefused, match="1 to 366 days"):
        journal.rules.accept(proposed(journal).id, by="founder", days=days)
    assert journal.rules.proposed()
