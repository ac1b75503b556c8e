"""The frame around the rooms: panes, keys, mouse, search, and moves that are asked once more."""

from __future__ import annotations

import pytest
from textual import events
from textual.widgets import Input, TextArea

from superindividual_tui.app import Cockpit
from superindividual_tui.dialogs import Confirm, Typed, Write
from superindividual_tui.keys import Keymap
from superindividual_tui.rooms.registry import all_rooms
from superindividual_tui.streams import TEXT
from tests.tui.firm import Firm, Hands, open_first, settle, until
from tests.tui.test_cockpit import decided, shown


@pytest.mark.parametrize(
    ("width", "runs", "beside"),
    [(60, False, False), (79, False, False), (80, True, False), (119, True, False), (120, True, True)],
)
async def test_panes_by_width(firm: Firm, hands: Hands, width: int, runs: bool, beside: bool) -> None:
    """One below 80 columns, two below 120, then three."""
    firm.ask(firm.run())
    async with firm.cockpit(hands).run_test(size=(width, 24)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await until(pilot, lambda: "1 waiting" in shown(app, "#status"))
        assert app.cabin.query_one("#runs").display == runs
        assert app.cabin.query_one("#surroundings").display == beside


@pytest.mark.parametrize(
    ("width", "key", "runs", "beside"),
    [
        (80, "2", False, False),
        (119, "2", False, False),
        (120, "2", True, True),
        (120, "t", True, False),
        (120, "9", True, True),
    ],
)
async def test_a_room_that_needs_place_has_it(
    firm: Firm, hands: Hands, width: int, key: str, runs: bool, beside: bool
) -> None:
    """The deliverable has its files where the runs stood, lines that are not broken go on below what stood beside them."""
    firm.ask(firm.run())
    async with firm.cockpit(hands).run_test(size=(width, 24)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)

        def panes() -> tuple[bool, bool]:
            return app.cabin.query_one("#runs").display, app.cabin.query_one("#surroundings").display

        await until(pilot, lambda: "1 waiting" in shown(app, "#status"))
        before = panes()
        await pilot.press(key)
        await until(pilot, lambda: panes() == (runs, beside))
        await pilot.press("ctrl+k")
        await until(pilot, lambda: panes()[0])
        await pilot.press(key)
        await until(pilot, lambda: panes() == (runs, beside))
        await pilot.press("i")
        await until(pilot, lambda: panes() == before)


async def test_the_pane_beside_says_what_hangs_on_the_choice(firm: Firm, hands: Hands) -> None:
    """Of the request under the cursor: risk, agent, checks, and the run's cost."""
    firm.ask(firm.run())
    firm.ask(firm.run("R-two", "other"), "launch")
    async with firm.cockpit(hands).run_test(size=(130, 30)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await until(pilot, lambda: "leaves the company" in shown(app, "#surroundings"))
        await pilot.press("j")
        await until(pilot, lambda: "stays inside" in shown(app, "#surroundings"))
        for part in ("by designer", "✓ 1 passed", "rehearsal, no AI"):
            assert part in shown(app, "#surroundings")


async def test_every_room_is_reached_by_its_key_and_by_a_click(firm: Firm, hands: Hands) -> None:
    """From the room of all rooms by enter; a tab by the mouse."""
    firm.ask(firm.run())
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await until(pilot, lambda: app.cabin.board.seq > 0)
        for room in all_rooms(Keymap()):
            await pilot.press(app.cabin.keymap.shown(f"room.{room.name}"))
            await until(pilot, lambda name=room.name: app.cabin.room == name)  # type: ignore[misc]
            assert f"▸{room.title()}" in shown(app, "#tabs")
        await pilot.press("g", "j", "enter")
        await until(pilot, lambda: app.cabin.room == "deliverable")
        await pilot.click("#tabs", offset=(2, 0))
        await until(pilot, lambda: app.cabin.room == "inbox")
        await pilot.click("#hints", offset=(4, 0))
        await until(pilot, lambda: app.screen is not app.cabin)


async def test_a_click_on_a_verb_decides_only_on_an_armed_panel(firm: Firm, hands: Hands) -> None:
    """Before that it is discarded visibly; after it the moment to take it back is the same."""
    request = firm.ask(firm.run())
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await until(pilot, lambda: app.cabin.board.seq > 0)
        await pilot.press("enter")
        await until(pilot, lambda: app.cabin.panel.arming.phase == "arming")
        await pilot.click("#verbs", offset=(1, 0))
        await settle(pilot, hands)
        assert decided(firm, request) is None
        await open_first(pilot, hands)
        await until(pilot, lambda: "a approve" in shown(app, "#verbs"))
        await pilot.click("#verbs", offset=(1, 0))
        await until(pilot, lambda: app.cabin.panel.arming.phase == "held")
        await pilot.click("#text", offset=(2, 2))
        await settle(pilot, hands)
        assert decided(firm, request) is None
        await open_first(pilot, hands)
        await until(pilot, lambda: "a approve" in shown(app, "#verbs"))
        await pilot.click("#verbs", offset=(1, 0))
        await until(pilot, lambda: app.cabin.panel.arming.phase == "held")
        await settle(pilot, hands)
        await until(pilot, lambda: decided(firm, request) == ("approve", ""))


async def test_search_goes_from_place_to_place(firm: Firm, hands: Hands) -> None:
    """With `/`, `n`, `N`; what is not there is said; the focus comes back."""
    text = "\n".join(f"line {n}" + (" needle" if n % 50 == 7 else "") for n in range(200))
    firm.ask(firm.run(), files={"a.txt": text.encode()})
    async with firm.cockpit(hands).run_test(size=(120, 30)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await open_first(pilot, hands)
        await pilot.press("shift+tab", "j", "tab", "slash", *"NEEDLE", "enter")
        await until(pilot, lambda: "line 7 needle" in shown(app, "#text"))
        assert app.focused is app.cabin.query_one("#text")
        await pilot.press("n")
        await until(pilot, lambda: "line 57 needle" in shown(app, "#text"))
        await pilot.press("N", "N")
        await until(pilot, lambda: "line 157 needle" in shown(app, "#text"))
        await pilot.press("slash", *"zebra", "enter")
        await until(pilot, lambda: "“zebra” is not here" in shown(app, "#notice"))
        await pilot.press("slash", "escape")
        await until(pilot, lambda: not app.cabin.query_one("#search").display)


async def test_products_are_switched(firm: Firm, hands: Hands) -> None:
    """`]` and `[` go through the runs and all; every room is about the one that is chosen."""
    firm.ask(firm.run())
    firm.ask(firm.run("R-two", "other"))
    async with firm.cockpit(hands).run_test(size=(120, 30)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await until(pilot, lambda: "2 waiting" in shown(app, "#status"))
        await pilot.press("]")
        await until(pilot, lambda: app.cabin.only is not None)
        first = app.cabin.only
        await pilot.press("]")
        await until(pilot, lambda: app.cabin.only not in (None, first))
        await pilot.press("[", "[")
        await until(pilot, lambda: app.cabin.only is None)


async def confirm(pilot: object, app: Cockpit, hands: Hands) -> None:
    dialog = app.screen
    assert isinstance(dialog, Confirm)
    await until(pilot, lambda: dialog.arming.phase != "away")  # type: ignore[arg-type]
    hands.wait(2)
    await pilot.press("y")  # type: ignore[attr-defined]
    hands.wait(1)
    await until(pilot, lambda: app.screen is app.cabin)  # type: ignore[arg-type]


async def test_pause_resume_and_stop_are_asked_once_more(firm: Firm, hands: Hands) -> None:
    """Typed ahead, `y` moves nothing."""
    run = firm.run()
    async with firm.cockpit(hands).run_test(size=(120, 30)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await until(pilot, lambda: app.cabin.board.seq > 0)
        await pilot.press("p", "y")
        await settle(pilot, hands)
        assert firm.journal.runs.get(run.id).paused is None
        await confirm(pilot, app, hands)
        await until(pilot, lambda: firm.journal.runs.get(run.id).paused == "founder (cockpit)")
        await pilot.press("p")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await confirm(pilot, app, hands)
        await until(pilot, lambda: firm.journal.runs.get(run.id).paused is None)
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await confirm(pilot, app, hands)
        await until(pilot, lambda: firm.journal.runs.get(run.id).stop == "founder (cockpit)")


async def test_a_run_is_forked_and_compared(firm: Firm, hands: Hands) -> None:
    """From the request that is open, asked once more; then both stand side by side."""
    run = firm.run()
    firm.ask(run)
    async with firm.cockpit(hands).run_test(size=(120, 30)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await until(pilot, lambda: app.cabin.board.seq > 0)
        await pilot.press("f")
        await until(pilot, lambda: "Open a request first" in shown(app, "#notice"))
        await open_first(pilot, hands)
        await pilot.press("f", "y")
        await settle(pilot, hands)
        assert [r.id for r in firm.journal.runs.all()] == [run.id]
        await confirm(pilot, app, hands)
        await until(pilot, lambda: app.cabin.room == "comparison")
        (begun,) = (r for r in firm.journal.runs.all() if r.id != run.id)
        assert app.cabin.only == begun.id
        assert run.id in shown(app, "#room")
        assert begun.id in shown(app, "#room")


async def test_an_approval_of_what_leaves_is_taken_back(firm: Firm, hands: Hands) -> None:
    """As long as it has not begun; then it waits again."""
    request = firm.ask(firm.run(), "launch", summary="published/x")
    firm.company.decide(request, "approve")
    async with firm.cockpit(hands).run_test(size=(120, 30)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await until(pilot, lambda: "nothing waits" in shown(app, "#status"))
        await pilot.press("u")
        await until(pilot, lambda: "1 waiting" in shown(app, "#status"))
        assert decided(firm, request) is None
        await pilot.press("u")
        await until(pilot, lambda: "Nothing to take back" in shown(app, "#notice"))


async def test_a_comment_stands_in_the_record(firm: Firm, hands: Hands) -> None:
    """Approved with words."""
    request = firm.ask(firm.run())
    async with firm.cockpit(hands).run_test(size=(120, 30)) as pilot:
        await open_first(pilot, hands)
        await pilot.press("c")
        await until(pilot, lambda: isinstance(pilot.app.screen, Write))
        pilot.app.screen.query_one(TextArea).insert("Good, 但短些")
        await pilot.press("ctrl+s")
        await settle(pilot, hands)
        await until(pilot, lambda: decided(firm, request) == ("approve", "Good, 但短些"))


async def test_a_batch_is_read_and_counted(firm: Firm, hands: Hands) -> None:
    """Exactly the list that was shown is approved; another number decides nothing."""
    asked = [firm.ask(firm.run(f"R-{n}")) for n in range(3)]
    async with firm.cockpit(hands).run_test(size=(120, 30)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await until(pilot, lambda: "3 waiting" in shown(app, "#status"))
        await pilot.press("b", "g", "enter")
        await until(pilot, lambda: isinstance(app.screen, Typed))
        dialog = app.screen
        assert isinstance(dialog, Typed)
        await pilot.press("tab", "3", "enter")
        await settle(pilot, hands)
        assert [decided(firm, r) for r in asked] == [None] * 3
        hands.wait(2)
        await until(pilot, lambda: dialog.read)
        later = firm.ask(firm.run("R-later"))
        await pilot.press("tab", "4", "enter")
        assert isinstance(app.screen, Typed)
        dialog.query_one(Input).value = ""
        await pilot.press("3", "enter")
        await until(pilot, lambda: all(decided(firm, r) == ("approve", "") for r in asked))
        assert decided(firm, later) is None


async def test_what_an_agent_writes_appears_and_is_never_decided(firm: Firm, hands: Hands) -> None:
    """As an entry that grows; keys decide nothing while it is shown, and arm anew after it."""
    run = firm.run()
    request = firm.ask(run)
    async with firm.cockpit(hands).run_test(size=(200, 30)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await open_first(pilot, hands)
        firm.journal.events.append(TEXT, run=run.id, step="launch", attempt=1, text="# Laun")  # type: ignore[arg-type]
        app.cabin.look(own=True)
        await until(pilot, lambda: "◐ launch is being" in shown(app, "#entries"))
        await pilot.press("shift+tab", "G")
        await until(pilot, lambda: "Laun" in shown(app, "#text"))
        firm.journal.events.append(TEXT, run=run.id, step="launch", attempt=1, text="ch [/x]\n")  # type: ignore[arg-type]
        app.cabin.look(own=True)
        await until(pilot, lambda: "Launch [/x]" in shown(app, "#text"))
        hands.wait(5)
        await pilot.press("a")
        await settle(pilot, hands)
        assert decided(firm, request) is None
        assert "nothing is decided here" in shown(app, "#verbs")
        await pilot.press("g")
        await until(pilot, lambda: app.cabin.panel.arming.phase == "arming")


async def test_what_may_have_arrived_is_a_question(firm: Firm, hands: Hands) -> None:
    """`a` says yes; sending it again is asked once more."""
    run = firm.run()
    effect = firm.ask(run, "launch", summary="published/x")
    arrival = firm.journal.decisions.open(
        "Q-arrival",  # type: ignore[arg-type]
        run=run.id,
        step="launch",  # type: ignore[arg-type]
        version=1,
        kind="arrival",
        binding=effect.binding,
        question={**effect.question, "said": "time ran out", "of": effect.id},
        risk=2,
    )
    firm.company.decide(effect, "approve")
    async with firm.cockpit(hands).run_test(size=(120, 30)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await open_first(pilot, hands)
        await until(pilot, lambda: "a yes, it arrived  r no, send it again" in shown(app, "#verbs"))
        await pilot.press("r", "y")
        await settle(pilot, hands)
        assert decided(firm, arrival) is None
        await confirm(pilot, app, hands)
        await until(pilot, lambda: decided(firm, arrival) == ("reject", ""))


async def test_a_dialog_that_is_not_looked_at_decides_nothing(firm: Firm, hands: Hands) -> None:
    """What is held there is dropped with the terminal's focus; back again, the dialog must be seen first."""
    run = firm.run()
    async with firm.cockpit(hands).run_test(size=(120, 30)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await until(pilot, lambda: app.cabin.board.seq > 0)
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        dialog = app.screen
        assert isinstance(dialog, Confirm)
        await until(pilot, lambda: dialog.arming.phase == "arming")
        hands.wait(2)
        await pilot.press("y")
        await until(pilot, lambda: dialog.arming.phase == "held")
        app.post_message(events.AppBlur())
        await until(pilot, lambda: dialog.arming.phase == "away")
        hands.wait(2)
        await pilot.press("y")
        await settle(pilot, hands)
        assert firm.journal.runs.get(run.id).stop is None
        app.post_message(events.AppFocus())
        await until(pilot, lambda: dialog.arming.phase == "arming")
        await confirm(pilot, app, hands)
        await until(pilot, lambda: bool(firm.journal.runs.get(run.id).stop))
