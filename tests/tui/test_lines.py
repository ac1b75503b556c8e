from __future__ import annotations

from superindividual.text import cell_width
from superindividual_tui.app import Cockpit
from superindividual_tui.lines import Lines
from tests.tui.firm import Firm, Hands, until
from tests.tui.test_cockpit import shown


def told_to_go_on(rows: Lines) -> bool:
    """Whether some lines are cut off and all of them say so left of the scrollbar's column, which hides what is below it."""
    long = [n for n, row in enumerate(rows._rows) if cell_width(row.text) > rows.columns]
    drawn = [rows.render_line(n - rows.scroll_offset.y).crop(0, rows.columns).text for n in long]
    assert rows.columns < rows.size.width
    return bool(drawn) and all(row.rstrip().endswith("…") for row in drawn)


async def test_what_is_cut_off_is_read_by_moving_the_lines(firm: Firm, hands: Hands) -> None:
    """To the right and back, in the one room whose lines are not broken; another visit begins at their beginning."""
    run = firm.run()
    firm.ask(run, summary="Members pay by bank transfer, " * 3 + "and the end of it")
    async with firm.cockpit(hands).run_test(size=(80, 24)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await until(pilot, lambda: app.cabin.board.seq > 0)
        await pilot.press("t")
        await until(pilot, lambda: "version 1" in shown(app, "#room"))
        before = shown(app, "#room")
        assert told_to_go_on(app.cabin.centre.rows)
        longest, wide = max((row.text for row in app.cabin.centre.rows._rows), key=len), app.cabin.centre.rows
        end, presses = longest[-12:], -(-(len(longest) + 1 - wide.size.width) // (wide.size.width // 2))
        assert end not in before
        await pilot.press(*["right"] * presses)
        await until(pilot, lambda: end in shown(app, "#room"))
        await pilot.press(*["left"] * (presses + 1))
        await until(pilot, lambda: shown(app, "#room") == before)
        await pilot.press("right", "i", "t")
        await until(pilot, lambda: shown(app, "#room") == before)
        await pilot.press("i")
        inbox = shown(app, "#room")
        await pilot.press("right")
        assert shown(app, "#room") == inbox


async def test_what_went_well_is_told_for_a_while(firm: Firm, hands: Hands) -> None:
    """What went wrong, until something else is told."""
    async with firm.cockpit(hands).run_test(size=(80, 24)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await until(pilot, lambda: bool(shown(app, "#room")))
        for tone, kept in (("good", ""), ("bad", "said")):
            app.cabin.say("said", tone)
            app.cabin.tick_slowly()
            assert shown(app, "#notice") == "said"
            hands.wait(31)
            app.cabin.tick_slowly()
            assert shown(app, "#notice") == kept
