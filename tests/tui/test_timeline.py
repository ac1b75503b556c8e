from __future__ import annotations

import time

import pytest

from superindividual.ids import RunId, StepId
from superindividual_tui.timeline import Timeline
from tests.tui.firm import Firm


def test_events_are_taken_up_once_and_in_order(firm: Firm) -> None:
    """What comes later is appended; nothing is read twice, nothing is left out."""
    run = firm.run()
    timeline = Timeline(firm.journal)
    assert timeline.take_up()
    assert not timeline.take_up()
    request = firm.ask(run)
    firm.company.decide(request, "reject", feedback="更短")
    assert timeline.take_up()
    anew = Timeline(firm.journal)
    anew.take_up()
    assert list(timeline) == list(anew)
    assert timeline.seq == firm.journal.events.last_seq()
    assert [line.text[:6] for line in timeline] == sorted(line.text[:6] for line in timeline)
    assert "更短" in timeline[-1].text


def test_a_timeline_can_be_about_one_run(firm: Firm) -> None:
    """Events of other runs are left out."""
    firm.run()
    firm.run("R-two", "other")
    timeline = Timeline(firm.journal, RunId("R-two"))
    timeline.take_up()
    assert [("other" in line.text) for line in timeline] == [True]


def test_more_events_than_one_batch(firm: Firm) -> None:
    """All of them are taken up at once."""
    with firm.journal.store.transaction():
        for number in range(6_000):
            firm.journal.events.append(
                "step.started", run=RunId("R-x"), step=StepId("prd"), attempt=number, told=[]
            )
    timeline = Timeline(firm.journal)
    timeline.take_up()
    assert len(timeline) == 6_000


def test_what_is_read_late_is_what_was_written(firm: Firm) -> None:
    """Any line, in any order, from any leaf, also after more was appended."""
    for number in range(700):
        firm.journal.events.append(
            "step.started", run=RunId("R-x"), step=StepId("prd"), attempt=number, told=[]
        )
    timeline = Timeline(firm.journal)
    timeline.take_up()
    assert "attempt 699" in timeline[-1].text
    firm.journal.events.append("step.started", run=RunId("R-x"), step=StepId("prd"), attempt=700, told=[])
    timeline.take_up()
    for number in (700, 0, 255, 256, 511, 512, 699, 700):
        assert f"attempt {number}," in timeline[number].text
    assert [line.text[-30:] for line in timeline[254:258]] == [
        timeline[n].text[-30:] for n in range(254, 258)
    ]
    with pytest.raises(IndexError):
        timeline[701]


def test_it_is_told_on_the_founders_clock(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    """And of which product, where all are shown."""
    firm.run()
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        timeline = Timeline(firm.journal)
        timeline.take_up()
        assert "11-23 17:00  duesbook · " in timeline[0].text
        alone = Timeline(firm.journal, RunId("R-one"))
        alone.take_up()
        assert "duesbook · " not in alone[0].text
    finally:
        monkeypatch.undo()
        time.tzset()
