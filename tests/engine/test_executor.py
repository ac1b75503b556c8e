"""The executor under a policy that moves: what was approved binds it, and nothing is sent, or sent again, against it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from superindividual.approvals import wording
from superindividual.approvals.bulletin import Span, notes
from superindividual.approvals.policy import Policy, policy_of
from superindividual.clock import parse
from superindividual.engine.executor import Executor
from superindividual.journal.binding import binding_of
from superindividual.journal.decisions import Request
from superindividual.journal.verification import verify
from superindividual.specs.policy import PolicySpec
from tests.effects.receivers import Deliveries
from tests.engine.outward import OUT, RUN, Outward


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Outward]:
    found = Outward(tmp_path / "company")
    yield found
    found.journal.close()


def policy(**written: Any) -> Policy:
    return policy_of(PolicySpec.model_validate({"undo": "0s", "hosts": ["127.0.0.1"], **written}))


async def post(desk: Outward, url: str, **given: Any) -> Request:
    """The request about a post to a receiver that cannot be asked, or as `given` says."""
    return await desk.offered(effect="send", how="http_post", **{"with": {"url": url, **given}})


def begin(desk: Outward, request: Request) -> None:
    """Let a worker die while it sends."""
    action = request.question["action"]
    outbox = desk.journal.outbox
    outbox.intend(
        request.id,
        RUN,
        OUT,
        key=action["key"],
        effect_class="send",
        action=action,
        binding=request.binding,
    )
    assert outbox.start(action["key"], lambda _effect: None) is None


@pytest.mark.parametrize("currency", ["USD", "CNY"])
async def test_the_amount_of_an_effect_orders_its_questions(desk: Outward, url: str, currency: str) -> None:
    """It counts when it is asked about, and when it is asked whether it arrived; without one the run's cost does."""
    given = {"with": {"url": f"{url}/neither"}, "spends": {"amount": 250, "currency": currency}}
    request = await desk.offered(effect="spend", how="http_post", **given)
    assert (request.usd, request.irreversible) == ("250", 3)
    assert f"250 {currency}" in wording.stake(request)
    desk.decide()
    begin(desk, request)
    await desk.work()
    arrival = desk.asked()
    assert (arrival.kind, arrival.usd, arrival.irreversible) == ("arrival", "250", 3)
    assert f"250 {currency}" in wording.stake(arrival)
    span = Span(0, None)
    told = [
        n.text for n in notes(desk.journal, span, desk.journal.clock(), worker=False) if n.section == "cost"
    ]
    assert told == [f"perhaps agreed to pay, as nobody knows whether it arrived: 250 {currency}"]


async def test_without_an_amount_nothing_is_said_of_money(desk: Outward, url: str) -> None:
    """Control: the same question of an effect that costs nothing."""
    request = await post(desk, f"{url}/neither")
    assert request.usd == "0"
    assert "$" not in wording.stake(request)


@pytest.mark.parametrize(
    ("after", "expires", "days"), [("2d", "7d", 2), ("9d", "7d", 7), (None, "1d", 1), (None, "3d", 3)]
)
async def test_the_binding_holds_action_policy_and_the_earlier_end(
    desk: Outward, after: str | None, expires: str, days: int
) -> None:
    """The step's own time and the policy's: what ends first is bound, and bound anew when it is asked again."""
    desk.policy = lambda: policy(expires=expires)
    request = await desk.offered(**({"timeout": {"after": after, "then": "deny"}} if after else {}))

    def bound(asked: Request) -> None:
        action = asked.question["action"]
        artifacts = {**action["files"], **action["made"]}
        version = desk.context().policy().version
        assert (asked.policy, asked.expires) == (version, asked.question["expires"])
        assert asked.binding == binding_of(action, artifacts, version, str(asked.expires))
        span = parse(str(asked.expires)) - parse(asked.opened)
        assert abs(span.total_seconds() - days * 86_400) < 3_600

    bound(request)
    desk.decide()
    desk.policy = lambda: policy(expires=expires, drafts="ask")
    await desk.work()
    again = desk.asked()
    bound(again)
    assert again.binding != request.binding
    desk.decide()
    await desk.work()
    assert (desk.outcome, [e.request for e in desk.effects()]) == ("done", [again.id])
    assert verify(desk.paths.journal).faults == ()


@pytest.mark.parametrize("halted", [True, False])
async def test_what_did_not_arrive_is_asked_anew_where_its_approval_no_longer_holds(
    desk: Outward, url: str, deliveries: Deliveries, halted: bool
) -> None:
    """The founder's answer about the loss is no approval under a halt; without one it sends again, the control."""
    await post(desk, f"{url}/neither")
    deliveries.fault("drop-before")
    desk.decide()
    await desk.work()
    assert desk.asked().kind == "arrival"
    if halted:
        desk.journal.halts.halt("founder", "")
    desk.decide("reject")
    await desk.work()
    if halted:
        assert (desk.asked().kind, deliveries.all()) == ("effect", [])
        assert [e.state for e in desk.effects()] == ["failed"]
        desk.journal.halts.lift("founder")
        desk.decide()
        await desk.work()
    assert (desk.outcome, len(deliveries.all())) == ("done", 1)


@pytest.mark.parametrize("what", ["halted", "denied", "changed", "control"])
async def test_what_was_broken_off_is_not_sent_again_against_the_policy(
    desk: Outward, url: str, deliveries: Deliveries, what: str
) -> None:
    """A receiver that acts once on a key is sent it again, but not once the founder forbade it: then it is one question."""
    desk.policy = policy
    request = await post(desk, f"{url}/dedupe", idempotent=True)
    desk.decide()
    begin(desk, request)
    if what == "halted":
        desk.journal.halts.halt("founder", "")
    elif what != "control":
        desk.policy = lambda: policy(**({"deny": ["send"]} if what == "denied" else {"drafts": "ask"}))
    await desk.work()
    if what == "control":
        assert (desk.outcome, len(deliveries.all())) == ("done", 1)
    else:
        assert (desk.asked().kind, deliveries.all()) == ("arrival", [])


async def test_hosts_are_those_of_the_policy_in_force(
    desk: Outward, url: str, deliveries: Deliveries
) -> None:
    """A host that was taken out while the worker runs is reached no more, even by an approval that came after."""
    desk.policy = policy
    await post(desk, f"{url}/neither")
    desk.policy = lambda: policy(hosts=[])
    desk.decide()
    await desk.work()
    assert desk.asked().question["again"] == "policy-changed"
    desk.decide()
    await desk.work()
    assert ([e.state for e in desk.effects()], deliveries.all()) == (["failed"], [])


async def test_the_policy_is_looked_at_in_the_transaction_that_starts(
    desk: Outward, url: str, deliveries: Deliveries, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A halt that comes when all else is done still holds; without that look it goes out, the control."""
    original = Executor._intended

    def halted_meanwhile(self: Executor, *given: Any) -> Any:
        if not desk.journal.halts.standing():
            desk.journal.halts.halt("founder", "")
        return original(self, *given)

    monkeypatch.setattr(Executor, "_intended", halted_meanwhile)
    await post(desk, f"{url}/neither")
    desk.decide()
    await desk.work()
    assert (desk.asked().question["again"], deliveries.all()) == ("halted", [])
    monkeypatch.setattr(Executor, "_refusal", lambda *_: None)
    desk.decide()
    await desk.work()
    assert len(deliveries.all()) == 1


async def test_what_failed_is_the_founders_whatever_was_granted(
    desk: Outward, url: str, deliveries: Deliveries
) -> None:
    """A threshold lets the first one out; after its failure it does not try again and again."""
    allow = {"allow": {"at_most": 5, "per": "day"}}
    desk.policy = lambda: policy(mode="auto", effects={"send": allow})
    desk.begin(effect="send", how="http_post", **{"with": {"url": f"{url}/neither"}})
    deliveries.fault("422")
    await desk.work()
    assert (desk.asked().kind, [e.state for e in desk.effects()]) == ("effect", ["failed"])
