from __future__ import annotations

import pytest

from tests.cli.attended import Attended


def test_a_company_where_nothing_happened_says_so(attended: Attended) -> None:
    """Since when, and that nothing waits."""
    assert "Nothing happened since" in attended.types("brief", "--since", "2999-01-01")


def test_the_brief_cites_events_that_the_log_shows(attended: Attended) -> None:
    """Every section is there, and a cited number leads to what it is about."""
    attended.ask("Q-1")
    said = attended.types("brief")
    assert "What waits for you\n  Q-1  Is posts of thing (version 1) right?" in said
    assert "What left the company: nothing to tell" in said
    waits = next(n for n in attended.answers("brief")["notes"] if n["section"] == "waits")
    (number,) = waits["events"]
    assert f"[#{number}]" in said
    event = attended.answers("log", "--event", str(number))
    assert (event["kind"], event["data"]["request"]) == ("request.opened", "Q-1")
    assert "request: Q-1" in attended.types("log", "--event", str(number))
    assert "in the ledger" in attended.types("log", "--event", str(number))


def test_the_second_brief_since_the_last_tells_only_what_is_new(attended: Attended) -> None:
    """What waits is told again, since it still does; reading a brief is no entry of the ledger."""
    attended.ask("Q-1")
    assert attended.answers("brief", "--since", "last")["after"] == 0
    again = attended.answers("brief", "--since", "last")
    assert {n["section"] for n in again["notes"]} == {"waits"}
    assert not any(e.hash for e in attended.company.journal.events.after() if e.kind == "brief.read")


@pytest.mark.parametrize("typed", ["yesterday", "0h", "24", "-1d", "2026-13-01", ""])
def test_a_time_that_is_none_is_refused(attended: Attended, typed: str) -> None:
    """With examples of what can be written."""
    said = attended.types("brief", f"--since={typed}", code=2)
    assert "is no time to begin from" in said
    assert "24h, 7d, 2026-11-23 or last" in said


def test_an_event_that_is_not_there_is_said(attended: Attended) -> None:
    """With where to look."""
    assert "no event 4711 in this journal" in attended.types("log", "--event", "4711", code=2)
