"""The brief's lines from a journal written with a clock that stands where it is put."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from superindividual.approvals.bulletin import Note, Span, notes, span_since, span_since_last
from superindividual.clock import parse
from superindividual.ids import Digest, RequestId, RunId, StepId, digest_of
from superindividual.journal.journal import Journal
from superindividual.journal.runs import StepRecord
from superindividual.specs.workflow import WorkflowSpec
from superindividual.text import showing
from tests.conftest import SteppedClock

STEPS: list[dict[str, Any]] = [
    {
        "id": "prd",
        "agent": "designer",
        "deliver": "prd",
        "timeout": {"after": "24h", "then": "approve"},
    },
    {"id": "out", "effect": "publish", "from": ["prd"], "needs": ["prd"]},
]
RUN = RunId("R-1")


def begin(journal: Journal, run: RunId = RUN, engine: Any = "model") -> None:
    journal.runs.begin(
        run,
        WorkflowSpec.model_validate({"name": "w", "steps": STEPS}),
        inputs={},
        brief=digest_of("brief"),
        product="thing",
        language="en",
        engine=engine,
        approve=None,
    )


def ask(journal: Journal, name: str, step: str = "prd", version: int = 1, kind: Any = "draft") -> Digest:
    binding = digest_of(name)
    journal.decisions.open(
        RequestId(name),
        run=RUN,
        step=StepId(step),
        version=version,
        kind=kind,
        binding=binding,
        question={"product": "thing", "step": step, "files": 2, "summary": "published/thing", "verdicts": {}},
        risk=2 if kind == "effect" else 0,
    )
    return binding


def end(journal: Journal, step: str, status: Any = "done", reason: str = "") -> None:
    journal.runs.record_step(
        RUN, StepRecord(StepId(step), status, digest_of(step), "prd", 1, None, None, reason, "")
    )


def use(journal: Journal, run: RunId = RUN, usd: Decimal | None = Decimal("0.25")) -> None:
    journal.usage.add(run, StepId("prd"), 1, "m", input_tokens=100, output_tokens=10, usd=usd, seconds=1.0)


def told(journal: Journal, span: Span | None = None) -> list[Note]:
    return notes(journal, span or Span(0, None), moment(journal), worker=True)


def moment(journal: Journal) -> Any:
    return parse(journal.events.after(journal.events.last_seq() - 1)[-1].at) + timedelta(minutes=1)


def lines(found: list[Note], section: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(note.text, note.events) for note in found if note.section == section]


@pytest.fixture
def lived(journal: Journal) -> Journal:
    """A run whose draft was sent back once, approved, and published; and another that waits."""
    begin(journal)  # 1
    use(journal)
    binding = ask(journal, "Q-1")  # 2
    journal.decisions.decide(RequestId("Q-1"), "reject", by="founder", binding=binding, feedback="Too long.")
    use(journal, usd=None)
    binding = ask(journal, "Q-2", version=2)  # 4
    journal.decisions.decide(RequestId("Q-2"), "approve", by="founder", binding=binding)
    end(journal, "prd")  # 6
    effect = journal.outbox.intend(
        RequestId("Q-out"),
        RUN,
        StepId("out"),
        key=Digest("k" * 64),
        effect_class="publish",
        action={"target": "published/thing"},
        binding=Digest("b" * 64),
    )  # 7
    journal.outbox.settle(effect.key, "done", {"folder": "published/thing", "files": 2})  # 8
    end(journal, "out")  # 9
    journal.runs.end(RUN, "done")  # 10
    return journal


def test_saying_that_something_did_not_arrive_refuses_nothing(journal: Journal) -> None:
    """It is sent again. Control: the same word about what would leave is a refusal."""
    begin(journal)
    for name, kind in (("Q-1", "arrival"), ("Q-2", "effect")):
        binding = ask(journal, name, "out", kind=kind)
        journal.decisions.decide(RequestId(name), "reject", by="founder", binding=binding, feedback="no")
    assert [text for text, _events in lines(told(journal), "refused")] == [
        "out of R-1 sent back by the founder: no"
    ]


def test_each_section_cites_what_it_rests_on(lived: Journal) -> None:
    """What ran, was refused, left and cost, by the numbers of the events."""
    found = told(lived)
    assert lines(found, "ran") == [("R-1: w for thing, 2 of 2 steps, done", (10,))]
    assert lines(found, "waits") == []
    assert lines(found, "refused") == [("prd of R-1 sent back by the founder: Too long.", (3,))]
    ((left, events),) = lines(found, "left")
    assert "2 files in published/thing" in left
    assert events == (8,)
    cost = "R-1: 2 calls, 200 tokens read, 20 written, $0.2500, price of 1 call unknown"
    assert lines(found, "cost") == [(cost, (1,))]


def test_every_cited_event_says_what_the_line_says(lived: Journal) -> None:
    """No line without a citation, and each citation is about the line's run."""
    for note in told(lived):
        assert note.events
        for number in note.events:
            event = lived.events.get(number)
            assert event
            assert event.run == note.run


def test_what_waits_is_told_however_old_it_is(journal: Journal, clock: SteppedClock) -> None:
    """With its question and age, and when time decides it."""
    begin(journal)
    ask(journal, "Q-1")
    clock.moment += timedelta(hours=3)
    span = span_since(journal, clock.moment)
    found = notes(journal, span, clock.moment, worker=True)
    assert lines(found, "ran") == []
    assert lines(found, "waits") == [("Q-1  Is prd of thing (version 1) right? stays inside · 3 h", (2,))]
    ((due, events),) = lines(found, "due")
    assert due == "2026-11-24T09:00:03.000Z: without a decision Q-1 is decided by time: it is approved"
    assert events == (2,)


def test_steps_left_out_are_told_once(journal: Journal) -> None:
    """A denied effect with its reason; one that the founder refused only as the refusal."""
    begin(journal)
    binding = ask(journal, "Q-1", "out", kind="effect")
    journal.decisions.decide(RequestId("Q-1"), "reject", by="founder", binding=binding, feedback="Not yet.")
    end(journal, "out", "skipped", "refused: Not yet.")
    end(journal, "prd", "skipped", "company.yaml denies it")
    assert lines(told(journal), "refused") == [
        ("out of R-1 sent back by the founder: Not yet.", (3,)),
        ("R-1/prd: left out: company.yaml denies it", (5,)),
    ]


def test_costs_of_several_runs_are_added_up(journal: Journal) -> None:
    """The sum cites all of them."""
    for name in ("R-1", "R-2"):
        begin(journal, RunId(name))
        use(journal, RunId(name))
    found = lines(told(journal), "cost")
    assert found[-1] == ("together: 2 calls, 200 tokens read, 20 written, $0.5000", (1, 2))


def test_a_rule_that_expires_soon_is_due(journal: Journal, clock: SteppedClock) -> None:
    """Within a week, and no longer when it has expired."""
    rule = journal.rules.propose(digest_of("p"), {"workflow": "w"}, [])
    journal.rules.accept(rule.id, by="founder", days=8)
    assert lines(told(journal), "due") == []
    clock.moment += timedelta(days=2)
    ((text, events),) = lines(notes(journal, Span(0, None), clock.moment, worker=False), "due")
    assert text.endswith(f"the rule {rule.id} expires")
    assert events == (2,)
    assert lines(notes(journal, Span(0, None), clock.moment + timedelta(days=9), worker=False), "due") == []


def test_since_the_last_brief_is_what_came_after_it(lived: Journal) -> None:
    """And without one it is the whole journal."""
    assert span_since_last(lived) == Span(0, None)
    lived.events.append("brief.read", through=10)
    assert told(lived, span_since_last(lived)) == []
    begin(lived, RunId("R-2"), "rehearsal")
    ((text, _events),) = lines(told(lived, span_since_last(lived)), "ran")
    assert text.startswith("R-2: w for thing, 0 of 2 steps")
    assert "REHEARSAL" in text


def test_the_same_journal_and_moment_give_the_same_lines(lived: Journal) -> None:
    """In both languages, and in each its own."""
    english = told(lived)
    assert english == told(lived)
    with showing("zh-CN"):
        chinese = told(lived)
    assert [n.events for n in chinese] == [n.events for n in english]
    assert all(c.text != e.text for c, e in zip(chinese, english, strict=True))


def test_schedules_are_due_and_what_they_skipped_is_told(journal: Journal, clock: SteppedClock) -> None:
    """The next time in UTC, from how the schedule was last seen; a paused one begins nothing."""
    journal.schedules.see("weekly", "0 9 * * 1 Asia/Shanghai")
    ((text, events),) = lines(notes(journal, Span(0, None), clock.moment, worker=True), "due")
    assert text == "2026-11-30T01:00:00.000Z: weekly begins by itself"
    assert events == ()
    begin(journal)
    journal.schedules.note("weekly", "2026-11-23T01:00:00.000Z", "skipped", run=RUN)
    found = notes(journal, Span(0, None), clock.moment, worker=True)
    assert lines(found, "due") == [(text, (2,))]
    ((skipped, events),) = lines(found, "refused")
    assert "skipped" in skipped
    assert events == (2,)
    journal.schedules.pause("weekly", "founder")
    assert lines(notes(journal, Span(0, None), clock.moment, worker=True), "due") == []
