"""What requests and events are called in the founder's language."""

from __future__ import annotations

from dataclasses import replace

from superindividual.approvals import wording
from superindividual.approvals.event_wording import TOLD, event_line
from superindividual.errors import ModelError
from superindividual.ids import RunId, StepId
from superindividual.journal.events import Event
from superindividual.journal.journal import Journal
from tests.journal.test_withdrawals import asked, run

__all__ = ["run"]


def test_a_step_that_handed_nothing_over_has_no_checks_that_failed(journal: Journal) -> None:
    """Nothing was checked, and there is no version to look at; one with a version says so."""
    request = replace(asked(journal, kind="failing"), version=0, risk=1)
    assert wording.risk(request) == "nothing was handed over"
    assert "version" not in wording.about(request)
    later = replace(request, version=2)
    assert wording.risk(later) == "checks failed"
    assert "version 2" in wording.about(later)


def test_a_call_that_was_denied_is_told(journal: Journal) -> None:
    """What an agent tried and may not do is seen in the log and in the timeline; what it did as usual in neither."""
    data = {"tool": "send_money", "reason": "there is no tool \x1b[2Jsend_money"}
    seq = journal.events.append("tool.denied", run=RunId("R-test"), step=StepId("out"), **data)
    entry = journal.events.get(seq)
    assert isinstance(entry, Event)
    told = event_line(entry)
    assert told and told.startswith("out: send_money was tried and denied: there is no tool")
    assert "\x1b" not in told
    assert "tool.denied" in TOLD
    assert "tool.called" not in TOLD


def test_words_that_end_a_sentence_go_on_with_the_remedy() -> None:
    """One stop, at the end or nowhere."""
    assert str(ModelError("top up.", outcome="quota", remedy="do it")) == "top up, do it"
    assert str(ModelError("top up.", outcome="quota")) == "top up."


def test_what_the_maker_read_from_outside_is_told_with_who_it_was() -> None:
    """A page may have led it: the founder sees that before deciding. Where nothing was read, nothing is told."""
    assert wording.made_by("model/m", ()) == ["produced by model/m"]
    told = wording.made_by("model/m", ["web:http://example.com/a\x1b[2J", "inputs/terms"])
    assert told[1] == "its maker read from outside the company: web:http://example.com/a, inputs/terms"
