"""Calls: reserved before they are made, settled by what they took, and never forgotten."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from superindividual.clock import now
from superindividual.ids import Digest, RunId, StepId
from superindividual.journal.calls import Calls, Expected, Taken
from superindividual.journal.journal import Journal
from superindividual.journal.schema import JOURNAL
from superindividual.journal.store import Store

RUN, STEP = RunId("R-1"), StepId("prd")
MOST = Expected(30, 10, Decimal("0.01"), 90, 100, Decimal("0.5"), 300.0)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal.db")


def reserve(journal: Journal, most: Expected = MOST, agent: str = "scout") -> int:
    return journal.calls.reserve(RUN, STEP, 1, agent=agent, model="m", request=Digest("a" * 64), most=most)


def test_a_call_under_way_counts_only_where_it_is_asked_for(journal: Journal) -> None:
    """A report leaves it out; a budget counts it at what it takes at most."""
    reserve(journal)
    assert journal.usage.of(RUN).calls == 0
    used = journal.usage.of(RUN, STEP, reserved=True)
    assert (used.calls, used.input_tokens, used.output_tokens, used.usd) == (1, 90, 100, Decimal("0.5"))
    assert used.seconds == 300.0


def test_a_settled_call_tells_what_was_expected_and_what_it_took(journal: Journal) -> None:
    """Both stand side by side, with the hashes of what was asked and answered."""
    journal.calls.settle(
        reserve(journal), Taken(11, 7, Decimal("0.002"), 1.5, 3), "answered", answer=Digest("b" * 64)
    )
    (call,) = journal.calls.of(RUN)
    assert (call.expected_tokens, call.expected_usd) == (40, "0.01")
    assert (call.input_tokens, call.output_tokens, call.cached_tokens, call.usd) == (11, 7, 3, "0.002")
    assert (call.request, call.answer) == ("a" * 64, "b" * 64)
    assert journal.usage.of(RUN).usd == Decimal("0.002")


def test_what_a_killed_worker_left_counts_at_what_was_expected(journal: Journal) -> None:
    """The provider may have answered it, so it is not forgotten; settled calls stay as they are."""
    journal.calls.settle(reserve(journal), Taken(11, 7), "answered")
    reserve(journal)
    assert journal.calls.lose_open() == 1
    assert [c.outcome for c in journal.calls.of(RUN)] == ["answered", "lost"]
    used = journal.usage.of(RUN)
    assert (used.calls, used.input_tokens + used.output_tokens, used.usd) == (2, 18 + 40, Decimal("0.01"))
    assert journal.calls.lose_open() == 0


def test_the_usual_answer_is_that_of_the_same_agent_and_model(journal: Journal) -> None:
    """Another agent's answers say nothing, nor do calls that failed."""
    assert journal.calls.usual_answer("scout", "m") is None
    for written, outcome in ((10, "answered"), (20, "answered"), (999, "truncated")):
        journal.calls.settle(reserve(journal), Taken(1, written), outcome)
    journal.calls.settle(reserve(journal, agent="designer"), Taken(1, 5000), "answered")
    assert journal.calls.usual_answer("scout", "m") == 15


def test_the_sum_of_all_runs_is_that_of_every_call(journal: Journal) -> None:
    """Also where some are still under way between them."""
    for number in range(500):
        call = reserve(journal)
        if number not in (250, 499):
            journal.calls.settle(
                call, Taken(2, 1, Decimal("0.000001") if number % 2 else None, 0.5), "answered"
            )
        assert journal.usage.of_all().calls == number + 1 - (number >= 250) - (number == 499)
    used, most = journal.usage.of_all(), journal.usage.of_all(reserved=True)
    assert (used.input_tokens, used.usd, used.unpriced, used.unpriced_input) == (
        996, Decimal("0.000249"), 249, 498,
    )  # fmt: skip
    assert (used.seconds, most.calls, most.input_tokens) == (249.0, 500, 996 + 2 * 90)


def test_what_was_taken_back_is_in_no_sum(journal: Journal) -> None:
    """Calls that were summed up inside of a transaction which then failed never were."""
    with pytest.raises(RuntimeError), journal.transaction():
        for _number in range(300):
            journal.calls.settle(reserve(journal), Taken(2, 1), "answered")
        assert journal.usage.of_all().calls == 300
        raise RuntimeError
    journal.calls.settle(reserve(journal), Taken(2, 1), "answered")
    assert journal.usage.of_all().calls == 1


def test_the_sums_are_those_of_the_calls_whoever_wrote_them(journal: Journal) -> None:
    """Two processes write at once, a call is removed: the sums are what adding up all calls anew gives."""
    other = Journal(journal.store.path)
    for each in (journal, other, journal):
        each.calls.settle(reserve(each), Taken(7, 5, Decimal("0.25"), 1.0), "answered")
        reserve(each)
    with other.transaction() as tx:
        tx.execute("DELETE FROM usage WHERE id = 1")
    for reserved, calls in ((False, 2), (True, 5)):
        for each in (journal, other):
            assert each.usage.of_all(reserved=reserved) == each.usage.of(RUN, reserved=reserved)
            assert each.usage.of_all(reserved=reserved).calls == calls
    other.close()


def test_a_journal_of_before_the_sums_begins_with_those_of_its_calls(tmp_path: Path) -> None:
    """What was spent before an update counts after it, and so does what was under way."""
    before = next(number for number, script in enumerate(JOURNAL) if "usage_sums" in script)
    old = Store(tmp_path / "journal.db")
    old.migrate("journal", JOURNAL[:before])
    calls = Calls(old, now)
    for _number in range(3):
        call = calls.reserve(RUN, STEP, 1, agent="scout", model="m", request=Digest("a" * 64), most=MOST)
    with old.transaction() as tx:  # as calls were settled then
        tx.execute("UPDATE usage SET outcome = 'answered', usd = '0.25' WHERE id = ?", (call,))
    old.close()
    journal = Journal(tmp_path / "journal.db")
    used, most = journal.usage.of_all(), journal.usage.of_all(reserved=True)
    assert (used.calls, used.usd, most.calls) == (1, Decimal("0.25"), 3)
    journal.close()
