"""A pause that an endpoint asked for is seen: in the log, and in the status for as long as it lasts."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from superindividual.approvals import pausing
from superindividual.approvals.event_wording import event_line
from superindividual.clock import now
from superindividual.ids import RunId, StepId
from superindividual.journal.journal import Journal
from superindividual.text import showing

RUN = RunId("R-1")


def paused(journal: Journal, step: str, seconds: float = 40.0) -> None:
    journal.events.append(
        "model.paused", run=RUN, step=StepId(step), endpoint="alpha", seconds=seconds, reason="slow down"
    )


def called(journal: Journal, step: str, outcome: str = "answered", reason: str = "") -> None:
    journal.events.append(
        "model.called",
        run=RUN,
        step=StepId(step),
        model="alpha/big",
        outcome=outcome,
        called={"reason": reason},
    )


def test_a_pause_is_seen_until_its_time_has_come_or_its_call_has_ended(tmp_path: Path) -> None:
    """Each step for itself; another one's call ends nothing."""
    moment = now()
    journal = Journal(tmp_path / "journal.db", clock=lambda: moment)
    for step in ("a", "b", "c"):
        paused(journal, step)
    called(journal, "b")
    assert [pause.step for pause in pausing.pauses(journal, RUN)] == ["a", "c"]
    (line,) = {pausing.told(pause).replace("c:", "a:") for pause in pausing.pauses(journal, RUN)}
    until = (moment + timedelta(seconds=40)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert line == f"a: waits for alpha until {until}: slow down"
    moment += timedelta(seconds=41)
    assert pausing.pauses(journal, RUN) == []


def test_the_log_tells_pauses_and_calls_that_did_not_go_as_usual(tmp_path: Path) -> None:
    """What the first one answered is left out, since nearly all calls are such."""
    journal = Journal(tmp_path / "journal.db")
    paused(journal, "a")
    called(journal, "a", reason="the first one listed")
    called(journal, "a", reason="next on the list; beta/big failed: overloaded")
    called(journal, "a", outcome="truncated")
    told = [line for event in journal.events.after(0) if (line := event_line(event))]
    assert told[0].startswith("a: waits for alpha until 2")
    assert told[1:] == [
        "a: alpha/big answered: next on the list; beta/big failed: overloaded",
        "a: alpha/big gave no answer that counts: truncated",
    ]
    with showing("zh-CN"):
        assert (
            event_line(list(journal.events.after(0))[-1]) == "a: alpha/big 没有给出算数的回答：在中途被截断"
        )
