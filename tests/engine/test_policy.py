"""Policy, grants and halts as a run meets them: real journal, graph and files."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest

from superindividual.approvals.granting import make
from superindividual.approvals.permit import refuse_if_stale
from superindividual.approvals.policy import Policy, policy_of, unreadable
from superindividual.clock import now
from superindividual.engine import executor as effect_module
from superindividual.errors import DecisionRefused
from superindividual.journal.decisions import Request
from superindividual.journal.grants import Grant, Terms
from superindividual.specs.policy import PolicySpec
from tests.engine.company import FLOW, Desktop, blocking_nothing


def flow(**launch: Any) -> dict[str, Any]:
    """The loop with a review of the very kit that leaves, and other settings of its effect."""
    found = deepcopy(FLOW)
    found["steps"][4]["needs"] = ["build", "posts", "kit"]  # type: ignore[index]
    found["steps"][5]["needs"] = ["build", "posts"]  # type: ignore[index]
    found["steps"][-1].update(launch)  # type: ignore[index]
    return found


@pytest.fixture(autouse=True)
def reviewed(desk: Desktop) -> None:
    """The compliance report can be read and blocks nothing."""
    desk.agent.files = blocking_nothing


def policy(**written: Any) -> Policy:
    return policy_of(PolicySpec.model_validate(written))


def granted(desk: Desktop, target: str = "published/thing/*", **limits: Any) -> Grant:
    scope = limits.get("scope", {"product": "thing"})
    terms = Terms("publish", "publish_folder", {"target": target}, scope, 5, None, "")
    return make(desk.journal, terms, "2999-12-31", by="founder")


def signed(desk: Desktop) -> str | None:
    """Who decided about the effect."""
    requests = desk.journal.decisions.of_step("R-test", "launch")  # type: ignore[arg-type]
    decision = desk.journal.decisions.decision(requests[-1].id)
    return decision.by if decision else None


def waits(desk: Desktop) -> Request:
    (request,) = desk.journal.decisions.waiting()
    return request


def went_out(desk: Desktop) -> bool:
    return desk.paths.published.exists()


async def test_a_grant_lets_out_what_it_fits(desk: Desktop) -> None:
    """Signed by the grant, counted, and in the ledger with the request that it answered."""
    grant = granted(desk)
    desk.start(flow())
    await desk.work()
    assert (signed(desk), went_out(desk)) == (f"grant:{grant.id}", True)
    (used,) = [e for e in desk.journal.events.after() if e.kind == "grant.used"]
    assert used.data["request"] == desk.journal.grants.requests_of(grant.id)[0]
    assert used.hash


@pytest.mark.parametrize(
    ("target", "limits"),
    [
        ("published/other/*", {}),
        ("published/*", {}),
        ("published/thing/R-other", {}),
        ("published/thing/*", {"scope": {"product": "other"}}),
        ("published/thing/*", {"scope": {"agent": "scout"}}),
        ("published/thing/*", {"scope": {"step": "kit"}}),
    ],
)
async def test_a_grant_that_does_not_fit_asks(desk: Desktop, target: str, limits: Any) -> None:
    """Another target, product, agent or step is the founder's; the test before is the control."""
    granted(desk, target, **limits)
    desk.start(flow())
    await desk.work()
    assert waits(desk).step == "launch"
    assert not went_out(desk)


async def test_a_revoked_or_denied_grant_lets_nothing_out(desk: Desktop) -> None:
    """Revoked means asked; what the policy denies is not even asked for."""
    desk.journal.grants.revoke(granted(desk).id, "founder")
    desk.start(flow())
    await desk.work()
    assert waits(desk).step == "launch"
    granted(desk)
    desk.policy = lambda: policy(effects={"publish": "deny"})
    desk.start(flow(), run="R-two")
    await desk.work()
    assert desk.journal.runs.steps("R-two")["launch"].status == "skipped"  # type: ignore[arg-type, index]
    assert not went_out(desk)


async def test_always_in_the_workflow_asks_whatever_was_granted(desk: Desktop) -> None:
    """So does the script's `--approve always`."""
    granted(desk)
    desk.start(flow(approve="always"))
    await desk.work()
    assert waits(desk).step == "launch"


async def test_no_grant_without_a_compliance_record(desk: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    """A review that is no report leaves the decision to nobody: even the founder's approval does not let it out."""
    granted(desk)
    reviewless = flow()
    reviewless["steps"][4]["deliver"] = "prd"
    desk.start(reviewless)
    await desk.work()
    assert waits(desk).step == "launch"
    desk.decide()
    await desk.work()
    assert not went_out(desk)
    assert "no compliance report" in desk.journal.runs.steps("R-test")["launch"].reason  # type: ignore[arg-type, index]
    monkeypatch.setattr(effect_module, "permits", lambda *_: None)
    desk.start(reviewless, run="R-control")
    await desk.work()
    desk.decide()
    await desk.work()
    assert went_out(desk), "the control lets it out"


async def test_thresholds_count_only_in_the_mode_auto(desk: Desktop) -> None:
    """Under the threshold it goes out, signed by the policy; the next one is asked for."""
    written = {"effects": {"publish": {"allow": {"at_most": 1, "per": "day", "to": ["published/thing/*"]}}}}
    desk.policy = lambda: policy(**written)
    desk.start(flow())
    await desk.work()
    assert waits(desk).step == "launch"
    desk.decide("reject", "no")
    desk.policy = lambda: policy(mode="auto", **written)
    desk.start(flow(), run="R-two")
    await desk.work()
    assert (desk.paths.published / "thing" / "R-two").exists()
    desk.start(flow(), run="R-three")
    await desk.work()
    assert waits(desk).run == "R-three"


async def test_what_cannot_be_read_allows_nothing(desk: Desktop) -> None:
    """Neither grants nor drafts pass; the founder still can let each out."""
    granted(desk)
    desk.policy = lambda: unreadable("2:1: broken")
    desk.start(flow())
    await desk.work()
    assert waits(desk).step == "discover"


async def test_a_halt_takes_back_what_has_not_begun(desk: Desktop) -> None:
    """Approved, then halted: nothing leaves; it is asked again, cannot be approved until lifted, then goes out."""
    desk.start(flow())
    await desk.work()
    desk.decide()
    desk.journal.halts.halt("founder", "something is wrong")
    await desk.work()
    request = waits(desk)
    assert (request.question["again"], went_out(desk)) == ("halted", False)
    with pytest.raises(DecisionRefused, match="halted"):
        refuse_if_stale(desk.journal, policy(), request)
    desk.journal.halts.lift("founder")
    desk.decide()
    await desk.work()
    assert went_out(desk)


async def test_without_looking_at_the_halt_it_goes_out(
    desk: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control of the test before."""
    monkeypatch.setattr(effect_module, "permits", lambda *_: None)
    desk.start(flow())
    await desk.work()
    desk.decide()
    desk.journal.halts.halt("founder", "")
    await desk.work()
    assert went_out(desk)


async def test_a_halted_company_uses_no_grant(desk: Desktop) -> None:
    """The founder is asked, and the grant is not used up."""
    grant = granted(desk)
    desk.journal.halts.halt("founder", "")
    desk.start(flow())
    await desk.work()
    assert waits(desk).step == "launch"
    assert desk.journal.grants.requests_of(grant.id) == []


async def test_a_grant_revoked_between_approval_and_start_starts_nothing(
    desk: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked again, saying so."""
    grant = granted(desk)
    original = effect_module.permits

    def revoked_meanwhile(*given: Any) -> Any:
        desk.journal.grants.revoke(grant.id, "founder")
        return original(*given)

    monkeypatch.setattr(effect_module, "permits", revoked_meanwhile)
    desk.start(flow())
    await desk.work()
    assert (waits(desk).question["again"], went_out(desk)) == ("grant-void", False)


async def test_a_changed_policy_asks_again_with_what_changed(desk: Desktop) -> None:
    """After the approval, and before it; a draft's request is left alone."""
    desk.policy = lambda: policy()
    desk.journal.policies.note(policy().version, policy().spec.canonical(), "")
    desk.start(flow())
    await desk.work()
    first = waits(desk)
    desk.decide()
    desk.policy = lambda: policy(drafts="ask")
    await desk.work()
    second = waits(desk)
    assert second.question["changed"] == ["drafts: allow_checked → ask"]
    assert desk.journal.decisions.request(first.id).renewed == second.id
    with pytest.raises(DecisionRefused, match="the policy has changed"):
        refuse_if_stale(desk.journal, policy(expires="1d"), second)
    third = waits(desk)
    with pytest.raises(DecisionRefused, match="what it rested on has changed"):
        desk.journal.decisions.decide(second.id, "approve", by="founder", binding=second.binding)
    desk.policy = lambda: policy(expires="1d")
    desk.journal.decisions.decide(third.id, "approve", by="founder", binding=third.binding)
    await desk.work()
    assert went_out(desk)


async def test_an_approval_ends_with_its_time(desk: Desktop) -> None:
    """Too late to approve: refused; too late to carry out: asked again."""
    desk.start(flow())
    await desk.work()
    request = waits(desk)
    desk.decide()
    later = now() + timedelta(days=8)
    for part in (desk.journal, desk.journal.decisions, desk.journal.renewals):
        setattr(part, "clock" if part is desk.journal else "_clock", lambda: later)
    await desk.work()
    again = waits(desk)
    assert (again.question["again"], went_out(desk)) == ("expired", False)
    assert again.expires is not None
    assert request.expires is not None
    assert again.expires > request.expires
    much_later = later + timedelta(days=8)
    desk.journal.decisions._clock = lambda: much_later
    with pytest.raises(DecisionRefused, match="could be approved until"):
        desk.journal.decisions.decide(again.id, "approve", by="founder", binding=again.binding)


async def test_nothing_is_made_in_a_company_that_is_only_looked_at(desk: Desktop) -> None:
    """No attempt begins; set back, the run goes on as if nothing had been."""
    desk.policy = lambda: policy(mode="readonly")
    desk.start(flow())
    await desk.work()
    assert desk.agent.jobs == []
    desk.policy = None
    await desk.work()
    assert waits(desk).step == "launch"


async def test_no_agent_reviews_what_it_made(desk: Desktop) -> None:
    """However the workflow came here: the step asks the founder, and no review by the maker stands."""
    own = flow()
    own["steps"][2]["agent"] = "compliance"
    desk.start(own)
    await desk.work()
    request = waits(desk)
    assert (request.step, request.version) == ("review", 0)
    assert "would review its own work" in request.question["summary"]
    assert [j.step for j in desk.agent.jobs if j.step == "review"] == []


async def test_what_has_begun_is_carried_to_its_end(desk: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Done, then killed before the step's end stood, then halted: it is not asked again, and not done again."""
    desk.start(flow())
    await desk.work()
    desk.decide()
    original = desk.journal.runs.record_step

    def broken_off(run: Any, record: Any) -> bool:
        monkeypatch.setattr(desk.journal.runs, "record_step", original)
        raise KeyError("killed here")

    monkeypatch.setattr(desk.journal.runs, "record_step", broken_off)
    await desk.work()
    assert went_out(desk)
    desk.journal.halts.halt("founder", "")
    await desk.work()
    assert desk.journal.runs.get("R-test").outcome == "done"  # type: ignore[arg-type]
    assert [e.state for e in desk.journal.outbox.of("R-test")] == ["done"]  # type: ignore[arg-type]


async def test_a_run_stops_where_the_company_becomes_one_to_look_at(desk: Desktop) -> None:
    """In the middle of a run, while one worker works: what waits inside the graph leaves too, and goes on later."""
    modes = ["supervised"]
    desk.policy = lambda: policy(mode=modes[-1])

    def look_only(job: Any) -> None:
        if job.step == "prd":
            modes.append("readonly")

    desk.agent.hook = look_only
    desk.start(flow())
    await desk.work()
    assert {j.step for j in desk.agent.jobs} == {"discover", "prd"}
    desk.agent.hook = lambda _job: None
    modes.append("supervised")
    await desk.work()
    assert waits(desk).step == "launch"
