"""What is put together when the founder is asked: what it costs is part of it, and a full disk is nobody's fault."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import superindividual.engine.effect as effect_module
from superindividual.approvals import wording
from superindividual.approvals.bulletin import Span, notes
from superindividual.approvals.granting import make
from superindividual.approvals.outward import MONEY, plain
from superindividual.approvals.receipt import action_lines, line
from superindividual.effects.publish_folder import PublishFolder
from superindividual.errors import EffectFailed, unwritable
from superindividual.journal.grants import Money, Terms
from superindividual.journal.stake import FINAL_STAKE
from tests.effects.receivers import Deliveries
from tests.engine.outward import RUN, Outward


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Outward]:
    found = Outward(tmp_path / "company")
    yield found
    found.journal.close()


def _raising(error: Exception) -> Any:
    def call(*_given: Any) -> Any:
        raise error

    return call


async def _told(desk: Outward) -> set[str]:
    """How the attempt ended, then that it goes on once the disk is mended."""
    desk.begin()
    await desk.work()
    return {e.kind for e in desk.journal.events.after() if e.kind in ("run.stalled", "attempt.failed")}


@pytest.mark.parametrize(
    ("number", "kinds"), [(errno.ENOSPC, {"run.stalled"}), (errno.EINVAL, {"attempt.failed"})]
)
async def test_a_full_disk_is_no_failure_of_what_prepares(
    desk: Outward, monkeypatch: pytest.MonkeyPatch, number: int, kinds: set[str]
) -> None:
    """The run stands still and the founder is asked nothing; any other error is told and asked about: the control."""
    with monkeypatch.context() as broken:
        broken.setattr(PublishFolder, "prepare", _raising(OSError(number, os.strerror(number))))
        assert await _told(desk) == kinds
    await desk.work()
    assert [r.version for r in desk.journal.decisions.waiting()] == [int(number == errno.ENOSPC)]


@pytest.mark.parametrize(
    ("error", "kinds"),
    [
        (unwritable(Path("journal.db"), "disk is full"), {"run.stalled"}),
        (EffectFailed("no"), {"attempt.failed"}),
    ],
)
async def test_a_journal_that_takes_nothing_is_no_failure_of_the_effect(
    desk: Outward, monkeypatch: pytest.MonkeyPatch, error: Exception, kinds: set[str]
) -> None:
    """The same for the journal; once it can be written, the founder is asked about what leaves."""
    with monkeypatch.context() as broken:
        broken.setattr(effect_module, "offer", _raising(error))
        assert await _told(desk) == kinds
    await desk.work()
    assert [r.version for r in desk.journal.decisions.waiting()] == [int(kinds == {"run.stalled"})]


def order(url: str, **changed: Any) -> dict[str, Any]:
    """An order of 20 dollars by one POST request."""
    given = {"url": f"{url}/orders", "idempotent": True}
    fields = {"effect": "spend", "how": "http_post", "spends": {"amount": 20, "currency": "USD"}}
    return {**fields, "with": given, **changed}


async def test_what_is_agreed_to_is_asked_bound_and_told(
    desk: Outward, url: str, deliveries: Deliveries
) -> None:
    """The amount stands in the request, in what is approved, in the receipt, in the brief and in the order of the inbox."""
    request = await desk.offered(**order(url))
    assert request.question["action"]["spends"] == {"amount": "20", "currency": "USD"}
    assert (Decimal(request.usd), request.irreversible) == (Decimal(20), FINAL_STAKE)
    assert wording.stake(request).endswith("20 USD")
    assert "you agree to pay: 20 USD" in "\n".join(action_lines(request.question["action"]))
    desk.decide()
    await desk.work()
    (effect,) = desk.effects()
    assert (effect.state, effect.effect_class, len(deliveries.all())) == ("done", "spend", 1)
    assert line(effect) == f"let out: {url}/orders answered 201; you agreed to pay 20 USD"
    span = Span(0, None)
    told = [
        n.text for n in notes(desk.journal, span, desk.journal.clock(), worker=False) if n.section == "cost"
    ]
    assert told == ["agreed to pay: 20 USD (what is charged, only the receivers know)"]


@pytest.mark.parametrize(("amount", "sent"), [("20", 1), ("2000", 0)], ids=["control", "changed"])
async def test_an_approval_of_one_amount_is_none_of_another(
    desk: Outward, url: str, deliveries: Deliveries, amount: str, sent: int
) -> None:
    """Who changes the amount between approval and start, past everything, has made the approval void."""
    request = await desk.offered(**order(url))
    desk.decide()
    with desk.journal.transaction() as tx:
        changed = (
            "UPDATE requests SET question = json_set(question, '$.action.spends.amount', ?) WHERE id = ?"
        )
        tx.execute(changed, (amount, request.id))
    await desk.work()
    assert len(deliveries.all()) == sent
    assert [e.state for e in desk.effects()] == ["done" if sent else "failed"]


async def test_another_amount_is_another_order(desk: Outward, url: str) -> None:
    """The key by which a receiver knows an order is of its amount too."""
    twenty, thirty = ({"amount": amount, "currency": "USD"} for amount in (20, 30))
    steps = [
        {"id": "plan", "agent": "marketer", "deliver": "calendar"},
        {"id": "review", "agent": "compliance", "deliver": "compliance_report", "needs": ["plan"]},
        {"id": "out", "from": ["plan"], "needs": ["plan", "review"], **order(url, spends=twenty)},
    ]
    desk.begin(steps=steps)
    await desk.work()
    steps[-1] = {**steps[-1], **order(url, spends=thirty)}
    desk.start({"name": "w", "steps": steps}, run="R-other")
    await desk.work()
    keys = {r.question["action"]["key"] for r in desk.journal.decisions.waiting()}
    assert len(keys) == 2


async def test_what_is_no_amount_is_asked_about_and_never_sent(
    desk: Outward, url: str, deliveries: Deliveries
) -> None:
    """Worked out when the founder would be asked: nothing is no price."""
    none = {"amount": "${{ len(steps.plan.claims) }}", "currency": "USD"}
    request = await desk.offered(**order(url, spends=none))
    assert (request.version, deliveries.all()) == (0, [])
    assert "amount must be at least 0.01" in request.question["summary"]


RULE = {"allow": {"under": 50, "currency": "USD", "per": "day"}}


def firm(tmp_path: Path, **policy: Any) -> Outward:
    """In the mode `auto`."""
    said = {"undo": "0s", "hosts": ["127.0.0.1"], "mode": "auto", **policy}
    return Outward(tmp_path / "firm", policy=said)


@pytest.mark.parametrize(
    ("policy", "spends", "sent"),
    [
        ({"effects": {"spend": RULE}}, {"amount": 20, "currency": "USD"}, 1),
        ({"effects": {"spend": RULE}}, {"amount": 50, "currency": "USD"}, 0),
        ({"effects": {"spend": RULE}}, {"amount": 20, "currency": "EUR"}, 0),
        ({"effects": {"spend": RULE}}, {"amount": "${{ steps.plan.version }}", "currency": "USD"}, 0),
        (
            {"effects": {"send": {"allow": {"at_most": 9, "per": "day"}}}},
            {"amount": 20, "currency": "USD"},
            0,
        ),
    ],
    ids=["under", "at", "another currency", "an agent had a hand in it", "the rule of send"],
)
async def test_a_threshold_counts_money(
    tmp_path: Path, url: str, deliveries: Deliveries, policy: Any, spends: Any, sent: int
) -> None:
    """Below it in its currency the order goes out by itself; at it, in another, or by an agent's number the founder is asked."""
    desk = firm(tmp_path, **policy)
    desk.begin(**order(url, spends=spends))
    await desk.work()
    assert (len(deliveries.all()), [r.version for r in desk.journal.decisions.waiting()]) == (
        sent,
        [1][sent:],
    )
    desk.journal.close()


@pytest.mark.parametrize(
    "denied", [{"deny": ["send"]}, {"effects": {"send": "deny", "spend": RULE}}, {"deny": ["spend"]}]
)
async def test_what_may_not_be_sent_is_not_ordered_either(
    tmp_path: Path, url: str, deliveries: Deliveries, denied: Any
) -> None:
    """A ban on the way out holds whatever the step calls itself."""
    desk = firm(tmp_path, **denied)
    desk.begin(**order(url))
    await desk.work()
    assert (deliveries.all(), desk.journal.decisions.waiting(), desk.effects()) == ([], [], [])
    desk.journal.close()


async def test_a_grant_pays_until_its_amount_is_used_up(
    desk: Outward, url: str, deliveries: Deliveries
) -> None:
    """Made from an order, it names every argument but the price; 20 and 20 are more than 30, so the second is asked for."""
    request = await desk.offered(**order(url))
    fields = {
        name: str(value) for name, value in plain(request.question["action"]).items() if name not in MONEY
    }
    fields.pop("how")
    limit = Money(Decimal(30), "USD")
    terms = Terms("spend", "http_post", fields, {"step": "out"}, 9, limit, expires="")
    made = make(desk.journal, terms, "2999-01-01", by="founder", request=request)
    for number in (1, 2):
        desk.start(
            desk.journal.runs.get(RUN).workflow.model_dump(mode="json", by_alias=True), run=f"R-{number}"
        )
        await desk.work()
    assert len(deliveries.all()) == 1
    used = desk.journal.grants.used(f"grant:{made.id}")
    assert (used.times, used.amount) == (1, Decimal(20))
    assert {r.run for r in desk.journal.decisions.waiting()} == {RUN, "R-2"}
