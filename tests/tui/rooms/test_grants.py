from __future__ import annotations

import json
from decimal import Decimal

import pytest
from textual.pilot import Pilot

from superindividual.ids import Digest, StepId, request_id
from superindividual.journal.decisions import Request
from superindividual.journal.grants import Money, Terms
from superindividual_tui.dialogs import Confirm
from superindividual_tui.form import Form
from superindividual_tui.plain import Plain
from superindividual_tui.rooms.grants import Grants
from tests.tui.firm import FLOW, Firm, Hands, settle, until, view_of
from tests.tui.rooms.stand_in import StandIn

TERMS = Terms("publish", "folder", {"target": "published/*"}, {"product": "duesbook"}, 5, None, "2999-01-01")


def test_a_grant_says_what_it_allows(firm: Firm) -> None:
    """Its arguments, how often, until when and for what."""
    grant = firm.journal.grants.make(TERMS, by="founder")
    text = "\n".join(line.text for line in Grants().entries(view_of(firm)).lines)
    for part in (grant.id, "in force", "target = published/*", "5 of 5 uses left", "product duesbook"):
        assert part in text


def test_revoking_is_asked_once_more_and_then_holds(firm: Firm) -> None:
    """With the whole grant; without a yes it stands."""
    grant = firm.journal.grants.make(TERMS, by="founder")
    stage = StandIn(view_of(firm), yes=False)
    Grants().choose(grant.id, stage)  # type: ignore[arg-type]
    assert firm.journal.grants.get(grant.id).revoked is None
    assert any("published/*" in line.text for line in stage.asked[0][1])
    stage.yes = True
    Grants().choose(grant.id, stage)  # type: ignore[arg-type]
    assert firm.journal.grants.get(grant.id).revoked
    Grants().choose(grant.id, stage)  # type: ignore[arg-type]
    assert stage.calls[-1] == ("say", f"{grant.id} lets nothing out any more")


def waiting_to_leave(firm: Firm) -> Request:
    """A request as a step asks it that would publish."""
    run, digest = firm.run(), Digest("0" * 64)
    return firm.journal.decisions.open(
        request_id(run.id, "launch", "1", digest),
        run=run.id,
        step=StepId("launch"),
        version=1,
        kind="effect",
        binding=digest,
        question={
            "product": run.product,
            "step": "launch",
            "summary": "published/duesbook/R-1",
            "files": 1,
            "verdicts": {"pass": 1},
            "action": {
                "how": "publish_folder",
                "effect_class": "publish",
                "arguments": {},
                "destination": "published/duesbook/R-1",
            },
        },
        risk=2,
    )


def like(firm: Firm, given: dict[str, object], *, yes: bool = True) -> StandIn:
    """Make one like what waits, by the entry that offers it."""
    stage = StandIn(view_of(firm), yes=yes, given=given)
    room = Grants()
    (key,) = [key for key in room.entries(stage.view).keys if key.startswith("like ")]
    room.choose(key, stage)  # type: ignore[arg-type]
    return stage


GIVEN: dict[str, object] = {"count": 2, "until": "2999-01-01", "argument target": "published/duesbook/*"}


def test_one_is_made_like_what_waits(firm: Firm) -> None:
    """As it was written, after all of it was shown; for that product, workflow and step alone."""
    request = waiting_to_leave(firm)
    stage = like(firm, GIVEN)
    (grant,) = firm.journal.grants.all()
    assert (grant.count, grant.request, grant.by) == (2, request.id, "founder (cockpit)")
    assert grant.fields == {"target": "published/duesbook/*"}
    assert grant.scope == {"product": "duesbook", "workflow": "w", "step": "launch"}
    shown = "\n".join(line.text for line in stage.asked[-1][1])
    for part in (
        "target = published/duesbook/*",
        "2 times",
        "2999-01-02",
        "product duesbook",
        "costs nothing",
    ):
        assert part in shown


def test_without_a_yes_none_is_made(firm: Firm) -> None:
    """The form alone writes nothing."""
    waiting_to_leave(firm)
    assert like(firm, GIVEN, yes=False).asked
    assert firm.journal.grants.all() == []


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("count", 1.5, "1.5 is no count"),
        ("until", "tomorrow", "tomorrow is no day"),
        ("until", "1999-01-01", "1999-01-01 is over"),
        ("argument target", "*", "fits too much"),
        ("amount", "much", "much is no amount"),
    ],
)
def test_what_fits_too_much_or_has_no_end_is_said_in_the_form(
    firm: Firm, name: str, value: object, fault: str
) -> None:
    """And asks nothing further."""
    waiting_to_leave(firm)
    stage = like(firm, {**GIVEN, name: value})
    assert fault in str(stage.calls[-1])
    assert firm.journal.grants.all() == []
    assert all("without asking" not in title for title, _about in stage.asked)


def test_where_no_grant_could_answer_no_form_is_opened(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    """The workflow wants the founder's own word each time, and that is said at once."""
    monkeypatch.setitem(FLOW["steps"][1], "approve", "always")  # type: ignore[arg-type]
    waiting_to_leave(firm)
    stage = like(firm, GIVEN)
    assert "approve: always for launch" in str(stage.calls[-1])
    assert stage.asked == []


def test_what_costs_money_is_granted_by_what_all_of_it_may_cost(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The price of the one that waits is no argument of the form, nor of the grant."""
    monkeypatch.setitem(FLOW["steps"][1], "effect", "spend")  # type: ignore[arg-type]
    request = waiting_to_leave(firm)
    action = {**request.question["action"], "spends": {"amount": "20", "currency": "USD"}}
    with firm.journal.transaction() as tx:
        asked = json.dumps({**request.question, "action": action})
        tx.execute("UPDATE requests SET question = ? WHERE id = ?", (asked, request.id))
    assert "needs an amount" in str(like(firm, GIVEN).calls[-1])
    stage = like(firm, {**GIVEN, "amount": "30 USD"})
    (grant,) = firm.journal.grants.all()
    assert (grant.limit, grant.fields) == (Money(Decimal(30), "USD"), {"target": "published/duesbook/*"})
    assert not any("currency" in line.text for line in stage.asked[0][1])


async def fill(pilot: Pilot[None], count: str, until_day: str, target: str) -> None:
    """Type into the form, as the founder does: the target in the place of what stands there."""
    for text in (count, until_day, ""):
        await pilot.press(*text, "tab")
    await pilot.press("end", *["backspace"] * len("published/duesbook/R-1"), *target, "ctrl+s")


async def test_one_is_typed_and_confirmed_on_the_screen(firm: Firm, hands: Hands) -> None:
    """What does not fit is told below its field and nothing is asked; then all of it is asked once more, under the arming rule."""
    waiting_to_leave(firm)
    app = firm.cockpit(hands)
    async with app.run_test(size=(100, 40)) as pilot:
        await until(pilot, lambda: bool(app.cabin.board.waiting))
        await pilot.press("f6", "G", "enter")
        await until(pilot, lambda: isinstance(app.screen, Form) and bool(app.screen.focused))
        form = app.screen
        assert isinstance(form, Form)
        await fill(pilot, "2", "2999-13-01", "*")
        target = form._faults["argument target"]
        await until(pilot, lambda: "fits too much" in target.said)
        assert form.focused is form._parts["argument target"]
        await pilot.press("backspace", *"published/duesbook/*", "ctrl+s")
        await until(pilot, lambda: "is no day" in form._faults["until"].said)
        assert not target.display
        assert form.focused is form._parts["until"]
        await pilot.press("end", *["backspace"] * 10, *"2999-01-01", "ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("y")
        await settle(pilot, hands)
        assert firm.journal.grants.all() == []
        await until(pilot, lambda: bool(app.screen.query("#about")))
        hands.wait(3)
        await pilot.pause(0.2)
        await pilot.press("y")
        hands.wait(1)
        await until(pilot, lambda: bool(firm.journal.grants.all()))
        await until(pilot, lambda: app.screen is app.cabin)
        (grant,) = firm.journal.grants.all()
        assert (grant.count, grant.fields, grant.by) == (
            2,
            {"target": "published/duesbook/*"},
            "founder (cockpit)",
        )
        await until(pilot, lambda: f"{grant.id} is in force" in app.cabin.query_one("#notice", Plain).said)
