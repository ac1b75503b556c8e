from __future__ import annotations

from datetime import date

import pytest

from superindividual.errors import MemoryRefused
from superindividual.memory.span import ANY, Span
from superindividual_tui.app import Cockpit
from superindividual_tui.form import Form
from superindividual_tui.period import no_day, period, period_fields, told
from tests.tui.firm import Firm, Hands, until
from tests.tui.test_cockpit import shown


def test_days_are_read_and_told() -> None:
    """Each may be left out; what was filled in stands in the form again."""
    span = period({"since": "2026-01-01", "until": " ", "at": "2026-02-03"})
    assert span == Span(since=date(2026, 1, 1), at=date(2026, 2, 3))
    assert told(span) == "said since 2026-01-01, as it stood on 2026-02-03"
    assert [field.initial for field in period_fields(span)] == ["2026-01-01", "", "2026-02-03"]
    assert period({}) == ANY
    assert told(ANY) == "of any day, as it stands now"


def test_what_is_no_day_is_refused() -> None:
    """By what was typed."""
    with pytest.raises(MemoryRefused, match="yesterday is no day"):
        period({"since": "yesterday"})


async def test_the_memory_room_shows_a_period(firm: Firm, hands: Hands) -> None:
    """What was said before is left out, in the list and in a search; its own key shows everything again."""
    known = firm.company.memory
    told = (("The fee was 10 EUR", date(2026, 1, 5)), ("Guests bring 12 EUR; no fee", date(2026, 6, 5)))
    for text, day in told:
        known.add(known.said(text, as_of=day))
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await until(pilot, lambda: bool(shown(app, "#room")))
        await pilot.press("m", "g")
        place = app.cabin.centre.rows._entries.place("time")
        assert place is not None
        await pilot.press(*["j"] * place, "enter")
        await until(pilot, lambda: isinstance(app.screen, Form))
        await pilot.press(*"someday", "ctrl+s")
        assert isinstance(app.screen, Form)
        await pilot.press(*["backspace"] * 7, *"2026-06-01", "ctrl+s")
        await until(pilot, lambda: app.screen is app.cabin)
        await until(pilot, lambda: "10 EUR" not in shown(app, "#room"))
        assert "said since 2026-06-01" in shown(app, "#room")
        assert "12 EUR" in shown(app, "#room")
        await pilot.press("slash", *"fee", "enter")
        await until(pilot, lambda: "Found: fee" in shown(app, "#room"))
        assert "10 EUR" not in shown(app, "#room")
        await pilot.press("m")
        await until(pilot, lambda: "10 EUR" in shown(app, "#room"))


async def test_an_emptied_day_is_any_day_again(firm: Firm, hands: Hands) -> None:
    """As the form says; what stood in it at first is not meant by nothing."""
    firm.company.memory.add(firm.company.memory.said("The fee was 10 EUR", as_of=date(2026, 1, 5)))
    app = firm.cockpit(hands)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: bool(shown(app, "#room")))
        await pilot.press("m", "g", "enter")
        await until(pilot, lambda: isinstance(app.screen, Form))
        await pilot.press(*"2026-06-01", "ctrl+s")
        await until(pilot, lambda: "Nothing of this time." in shown(app, "#room"))
        await pilot.press("g", "enter")
        await until(pilot, lambda: isinstance(app.screen, Form))
        assert "2026-06-01" in app.screen.texts.values()  # type: ignore[attr-defined]
        await pilot.press("end", *["backspace"] * 10, "ctrl+s")
        await until(pilot, lambda: "10 EUR" in shown(app, "#room"))


def test_the_fault_is_at_the_day_that_is_none() -> None:
    """Of three."""
    assert no_day({"since": "2026-01-01", "until": "someday", "at": "never"}) == "until"
