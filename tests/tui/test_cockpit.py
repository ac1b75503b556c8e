from __future__ import annotations

from textual.widgets import Input, TextArea

from superindividual.journal.decisions import Request
from superindividual_tui.app import Cockpit
from superindividual_tui.dialogs import Confirm, Help, Typed, Write
from superindividual_tui.form import Form
from superindividual_tui.lines import Lines
from superindividual_tui.plain import Plain
from tests.tui.firm import Alone, Firm, Hands, intended, open_first, settle, until


def decided(firm: Firm, request: Request) -> tuple[str, str] | None:
    taken = firm.journal.decisions.decision(request.id)
    return (taken.verb, taken.feedback) if taken else None


def shown(app: Cockpit, part: str) -> str:
    """The rows of a list, or the words of a line, as they stand on the screen."""
    found = app.cabin.query_one(part)
    if isinstance(found, Plain):
        return found.said
    assert isinstance(found, Lines)
    return "\n".join(found.render_line(y).text.rstrip() for y in range(found.size.height))


def shown_in(dialog: Typed, part: str) -> str:
    """The words of a line of a dialog."""
    return dialog.query_one(part, Plain).said


async def test_it_opens_on_the_inbox(firm: Firm, hands: Hands) -> None:
    """Products on the left, what waits in the centre, the rest below."""
    firm.ask(firm.run())
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await until(pilot, lambda: "1 waiting" in shown(app, "#status"))
        assert "● duesbook ⚑1" in shown(app, "#runs")
        assert "Is prd of duesbook (version 1) right?" in shown(app, "#room")


async def test_after_a_decision_the_inbox_begins_with_what_still_waits(firm: Firm, hands: Hands) -> None:
    """Not with what was just decided, where it was left; and as it was left where nothing is over."""
    run = firm.run()
    first, second = firm.ask(run), firm.ask(run, step="design")
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await until(pilot, lambda: len(app.cabin.board.waiting) == 2)
        await pilot.press("j", "enter")
        await until(pilot, lambda: app.cabin.panel.page is not None)
        assert app.cabin.panel.page
        assert app.cabin.panel.page.request.id == second.id
        await pilot.press("i")
        await until(pilot, lambda: app.cabin.centre.rows.key == second.id)
        await pilot.press("enter")
        firm.other_process().decide(second, "approve")
        await until(pilot, lambda: len(app.cabin.board.waiting) == 1)
        await pilot.press("i")
        await until(pilot, lambda: app.cabin.centre.rows.key == first.id)


async def test_please_approve_typed_into_the_inbox_approves_nothing(firm: Firm, hands: Hands) -> None:
    """What happened in Toad: an `a` within typed words was taken for an approval."""
    request = firm.ask(firm.run())
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: hands.seconds > 0)
        hands.wait(60)
        await pilot.press(*"please approve")
        await settle(pilot, hands)
        assert decided(firm, request) is None


async def test_please_approve_typed_into_the_panel_approves_nothing(firm: Firm, hands: Hands) -> None:
    """Neither where keys decide, armed or not, nor when the words begin with the key itself."""
    request = firm.ask(firm.run())
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        for words in ("please approve", "approve", "a quick look", "aa", "banana"):
            await open_first(pilot, hands)
            for letter in words:
                await pilot.press("space" if letter == " " else letter)
                hands.wait(0.15)
            await settle(pilot, hands)
            if pilot.app.screen is not pilot.app.cabin:  # type: ignore[attr-defined]
                await pilot.press("escape")
            assert decided(firm, request) is None


async def test_a_approves_the_version_shown(firm: Firm, hands: Hands) -> None:
    """On an armed panel, after the moment in which it can be taken back; the worker is called."""
    request, before = firm.ask(firm.run()), Alone.started
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        await open_first(pilot, hands)
        await pilot.press("a")
        assert decided(firm, request) is None
        await settle(pilot, hands)
        await until(pilot, lambda: decided(firm, request) == ("approve", ""))
        taken = firm.journal.decisions.decision(request.id)
        assert taken is not None
        assert (taken.binding, taken.by) == (request.binding, "founder (cockpit)")
        assert Alone.started > before
        app = pilot.app
        assert isinstance(app, Cockpit)
        await until(pilot, lambda: "Decided: approved" in shown(app, "#verbs"))


async def test_a_key_that_comes_too_early_is_discarded_visibly(firm: Firm, hands: Hands) -> None:
    """The panel says that it is arming, and that the key was not taken."""
    request = firm.ask(firm.run())
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await until(pilot, lambda: app.cabin.board.seq > 0)
        await pilot.press("enter")
        await until(pilot, lambda: shown(app, "#verbs") == "arming…")
        await pilot.press("a")
        await until(pilot, lambda: "that key was not taken" in shown(app, "#notice"))
        await settle(pilot, hands)
        assert decided(firm, request) is None


async def test_a_held_approval_is_taken_back_by_another_key(firm: Firm, hands: Hands) -> None:
    """And says so."""
    request = firm.ask(firm.run())
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await open_first(pilot, hands)
        await pilot.press("a")
        await until(pilot, lambda: "approving" in shown(app, "#verbs"))
        await pilot.press("j")
        await settle(pilot, hands)
        await until(pilot, lambda: "taken back" in shown(app, "#notice"))
        assert decided(firm, request) is None


async def test_losing_the_terminals_focus_disarms(firm: Firm, hands: Hands) -> None:
    """What is held is dropped; back again, the panel must be seen first."""
    request = firm.ask(firm.run())
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await open_first(pilot, hands)
        await pilot.press("a")
        app.app_focus = False
        app.on_app_blur()
        await settle(pilot, hands)
        assert decided(firm, request) is None
        await pilot.press("a")
        await settle(pilot, hands)
        assert decided(firm, request) is None


async def test_a_click_that_brings_the_focus_never_decides(firm: Firm, hands: Hands) -> None:
    """The panel arms anew after it, and no place to click decides."""
    request = firm.ask(firm.run())
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await open_first(pilot, hands)
        await pilot.press("ctrl+k")
        await until(pilot, lambda: app.cabin.panel.arming.phase == "away")
        await pilot.click("#verbs", offset=(1, 0))
        await pilot.click("#text", offset=(3, 2))
        await until(pilot, lambda: app.cabin.panel.arming.phase == "arming")
        await pilot.press("a")
        await settle(pilot, hands)
        assert decided(firm, request) is None


async def test_reject_needs_words_and_sends_all_of_them(firm: Firm, hands: Hands) -> None:
    """Several lines; an empty answer is not sent; escape decides nothing."""
    request = firm.ask(firm.run())
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        await open_first(pilot, hands)
        await pilot.press("r")
        await until(pilot, lambda: isinstance(pilot.app.screen, Write))
        await pilot.press("ctrl+s")
        assert isinstance(pilot.app.screen, Write)
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, Write))
        assert decided(firm, request) is None
        await open_first(pilot, hands)
        await pilot.press("r")
        await until(pilot, lambda: isinstance(pilot.app.screen, Write))
        await pilot.press(*"too long", "enter", *"请写短一些", "ctrl+s", "enter")
        await settle(pilot, hands)
        assert decided(firm, request) is None  # held for a moment, and taken back
        await pilot.press("ctrl+s")
        await settle(pilot, hands)
        await until(pilot, lambda: decided(firm, request) == ("reject", "too long\n请写短一些"))


async def test_a_question_decides_nothing_and_its_answer_appears(firm: Firm, hands: Hands) -> None:
    """As soon as the agent has written it; until then it stands as open."""
    request = firm.ask(firm.run())
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await open_first(pilot, hands)
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, Write))
        app.screen.query_one(TextArea).insert("Why?")
        await pilot.press("ctrl+s")
        await settle(pilot, hands)
        await until(pilot, lambda: "no answer yet" in shown(app, "#text"))
        assert decided(firm, request) is None
        other = firm.other_process()
        (question,) = other.journal.decisions.questions(request.id)
        other.journal.decisions.answer(question, "Because of the brief", by="designer")
        other.journal.close()
        await until(pilot, lambda: "→ Because of the brief" in shown(app, "#text"))


async def test_stop_is_confirmed_under_the_same_rule(firm: Firm, hands: Hands) -> None:
    """Typed ahead, `y` stops nothing; on the armed dialog it does."""
    request = firm.ask(firm.run())
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        app = pilot.app
        await open_first(pilot, hands)
        await pilot.press("x", "y")
        await settle(pilot, hands)
        assert decided(firm, request) is None
        dialog = app.screen
        assert isinstance(dialog, Confirm)
        await until(pilot, lambda: dialog.arming.phase == "arming" or dialog.arming.phase == "armed")
        hands.wait(2)
        await until(pilot, lambda: dialog.arming.phase == "armed")
        await pilot.press("y")
        await until(pilot, lambda: dialog.arming.phase == "held")
        hands.wait(1)
        await until(pilot, lambda: decided(firm, request) == ("stop", ""))


async def test_an_edit_shows_the_difference_and_asks(firm: Firm, hands: Hands) -> None:
    """The founder's bytes become the version that is decided."""
    request = firm.ask(firm.run())
    edits = iter([b"# Duesbook\n", b"# Duesbook\n\nShorter.\n"])
    async with firm.cockpit(hands, lambda path, content: next(edits)).run_test(size=(120, 40)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await open_first(pilot, hands)
        await pilot.press("e")
        await until(pilot, lambda: "Choose a file" in shown(app, "#notice"))
        await pilot.press("shift+tab", "j")
        hands.wait(3)
        await pilot.press("e")
        await until(pilot, lambda: "nothing was changed" in shown(app, "#notice"))
        hands.wait(3)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        dialog = app.screen
        assert isinstance(dialog, Confirm)
        rows = "\n".join(dialog.query_one(Lines).render_line(y).text for y in range(8))
        assert "+Shorter." in rows
        await until(pilot, lambda: dialog.arming.phase != "away")
        hands.wait(2)
        await pilot.press("y")
        hands.wait(1)
        await until(pilot, lambda: decided(firm, request) == ("edit", ""))
        taken = firm.journal.decisions.decision(request.id)
        assert taken is not None
        assert taken.edited is not None
        assert firm.company.bundle(taken.edited).files["docs/prd.md"] == b"# Duesbook\n\nShorter.\n"


async def test_nothing_leaves_unread_or_unnamed(firm: Firm, hands: Hands) -> None:
    """The payload must be on the screen to its end, and the product's name typed exactly."""
    files = {"launch/long.md": "\n".join(f"line {n}" for n in range(200)).encode()}
    request = firm.ask(firm.run(), "launch", files=files, summary="published/duesbook/R-one")
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await open_first(pilot, hands)
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, Typed))
        dialog = app.screen
        assert isinstance(dialog, Typed)
        await pilot.pause(0.25)
        assert dialog.query_one(Input).disabled
        await pilot.press("tab", *"duesbook", "enter")
        assert decided(firm, request) is None
        await pilot.press("G")
        await until(pilot, lambda: shown_in(dialog, "#answer").startswith("arming…"))
        await pilot.press("tab", *"duesbook", "enter", "G")
        assert decided(firm, request) is None
        hands.wait(2)
        await until(pilot, lambda: dialog.read)
        await pilot.press("tab", *"duesboo", "enter")
        assert decided(firm, request) is None
        await pilot.press("k", "enter")
        await until(pilot, lambda: decided(firm, request) == ("approve", ""))


async def test_the_row_shows_the_receipt(firm: Firm, hands: Hands) -> None:
    """Under way, then what the outbox knows: never only that it was approved."""
    request = firm.ask(firm.run(), "launch", summary="published/duesbook/R-one")
    firm.company.decide(request, "approve")
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await until(pilot, lambda: "◐ under way  launch" in shown(app, "#room"))
        other = firm.other_process()
        effect = intended(other.journal, request)
        other.journal.outbox.settle(effect.key, "unknown", {"reason": "the power went"})
        await until(pilot, lambda: "? unknown whether it went out  launch" in shown(app, "#room"))
        other.journal.outbox.settle(effect.key, "done", {"folder": "published/x", "files": 1})
        other.journal.close()
        await until(pilot, lambda: "✓ done  launch" in shown(app, "#room"))


async def test_a_decision_taken_elsewhere_is_refused_by_name(firm: Firm, hands: Hands) -> None:
    """Even when it was taken in the moment between the key and the record."""
    request = firm.ask(firm.run())
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await open_first(pilot, hands)
        page = app.cabin.panel.page
        assert page is not None
        other = firm.other_process()
        other.decide(request, "stop", by="command line")
        other.journal.close()
        app.cabin.deciding.decide(page, "approve")
        assert "already decided: stop by command line" in shown(app, "#notice")
        assert decided(firm, request) == ("stop", "")
        await until(pilot, lambda: "Decided: stopped" in shown(app, "#verbs"))


async def test_a_page_that_changes_arms_anew(firm: Firm, hands: Hands) -> None:
    """An answer that appears under the finger is seen first."""
    request = firm.ask(firm.run())
    firm.journal.decisions.ask(request.id, "Why?", by="founder")
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await open_first(pilot, hands)
        other = firm.other_process()
        (question,) = other.journal.decisions.questions(request.id)
        other.journal.decisions.answer(question, "Because", by="designer")
        other.journal.close()
        await until(pilot, lambda: app.cabin.panel.arming.phase == "arming")
        await pilot.press("a")
        await settle(pilot, hands)
        assert decided(firm, request) is None


async def test_below_the_smallest_size_one_line_names_the_command(firm: Firm, hands: Hands) -> None:
    """And nothing can be decided there; larger again, everything is back."""
    request = firm.ask(firm.run())
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await open_first(pilot, hands)
        await pilot.resize_terminal(59, 14)
        await until(pilot, lambda: app.cabin.has_class("-small"))
        assert "superindividual inbox" in shown(app, "#small")
        hands.wait(10)
        await pilot.press("a")
        await settle(pilot, hands)
        assert decided(firm, request) is None
        await pilot.resize_terminal(60, 15)
        await until(pilot, lambda: not app.cabin.has_class("-small"))
        assert not app.cabin.query_one("#runs").display


async def test_the_palette_asks_once_more(firm: Firm, hands: Hands) -> None:
    """Approval by palette or mouse ends in the armed dialog."""
    request = firm.ask(firm.run())
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await open_first(pilot, hands)
        (approve,) = [c for c in app.get_system_commands(app.screen) if c.title == "Approve…"]
        approve.callback()
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        dialog = app.screen
        assert isinstance(dialog, Confirm)
        await pilot.press("y")
        await settle(pilot, hands)
        assert decided(firm, request) is None
        await until(pilot, lambda: dialog.arming.phase != "away")
        hands.wait(2)
        await pilot.press("y")
        hands.wait(1)
        await until(pilot, lambda: decided(firm, request) == ("approve", ""))


async def test_help_and_leaving(firm: Firm, hands: Hands) -> None:
    """`?` shows all keys; `ctrl+d` leaves and stops no run."""
    run = firm.run()
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, Help))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, Help))
        await pilot.press("ctrl+d")
        await until(pilot, lambda: not pilot.app.is_running)
    assert firm.journal.runs.get(run.id).outcome is None
    assert not firm.journal.runs.stopping(run.id)


async def test_a_stuck_run_gets_a_worker(firm: Firm, hands: Hands) -> None:
    """Opening the cockpit is enough for a run to go on."""
    firm.run()
    before = Alone.started
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: Alone.started > before)


async def test_a_run_that_loses_its_worker_gets_another(firm: Firm, hands: Hands) -> None:
    """Once for each state of the journal, so that a worker that dies at once is not started for ever."""
    run = firm.run()
    request = firm.ask(run)
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await until(pilot, lambda: app.cabin.board.seq > 0)
        before = Alone.started
        firm.company.decide(request, "approve", by="command line")
        app.cabin.look(own=True)
        for _second in range(30):
            app.cabin.tick_slowly()
        assert Alone.started == before + 1


async def test_ten_thousand_events_open_at_their_end(firm: Firm, hands: Hands) -> None:
    """Only the rows on the screen are drawn, and the newest are among them."""
    run = firm.run()
    with firm.journal.store.transaction():
        for number in range(10_000):
            firm.journal.events.append("step.started", run=run.id, step="prd", attempt=number, told=[])  # type: ignore[arg-type]
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await pilot.press("t")
        await until(pilot, lambda: "attempt 9999" in shown(app, "#room"))
        firm.ask(run)
        app.cabin.look(own=True)
        await until(pilot, lambda: "prd: ✓ 1 passed" in shown(app, "#room"))


async def test_it_speaks_chinese(firm: Firm, hands: Hands) -> None:
    """Foreign text of any width stands in its columns."""
    firm.ask(firm.run(product="换算侠"), summary="换算器的需求文档，" * 40)
    async with firm.cockpit(hands).run_test(size=(80, 24)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await open_first(pilot, hands)
        text = app.cabin.query_one("#text", Lines)
        for y in range(text.size.height):
            assert text.render_line(y).cell_length == text.size.width


async def test_a_form_is_filled_in_and_asked_about_once_more(firm: Firm, hands: Hands) -> None:
    """The key opens the form; its values are shown, and only then is it decided, under the arming rule."""
    form = {"price": {"type": "number", "required": True, "min": 1.0}}
    request = firm.ask(firm.run(), form=form)
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await open_first(pilot, hands)
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, Form))
        await pilot.press("0", "ctrl+s")
        await pilot.pause()
        assert isinstance(app.screen, Form)
        await pilot.press("backspace", *"12", "ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("y")
        await settle(pilot, hands)
        assert decided(firm, request) is None
        hands.wait(5)
        await pilot.press("y")
        await settle(pilot, hands)
        await until(pilot, lambda: decided(firm, request) == ("approve", ""))
        taken = firm.journal.decisions.decision(request.id)
        assert taken is not None
        assert taken.form == {"price": 12}
