"""Rules as the engine meets them: the real worker, an agent that writes what it is told to, and the founder's façade."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from superindividual.approvals.policy import Policy, policy_of, unreadable
from superindividual.approvals.proposal import EQUAL
from superindividual.checks.check import CheckResult, Verdict
from superindividual.company import Company
from superindividual.journal.decisions import Request
from superindividual.journal.journal import Journal
from superindividual.paths import CompanyPaths
from superindividual.specs.company import CompanySpec, PolicySpec
from tests.engine.company import Desktop, Scripted

FLOW: dict[str, Any] = {
    "name": "weekly",
    "steps": [{"id": "posts", "agent": "marketer", "deliver": "posts", "task": "Write."}],
}


class Weeks:
    """A company in which the same small workflow runs again and again."""

    def __init__(self, root: Path) -> None:
        self.desktop = Desktop(
            root, agent=Scripted(), spec=CompanySpec(name="Firm", policy=PolicySpec(drafts="ask"))
        )
        self.late = timedelta()
        self.desktop.journal.close()
        self.desktop.journal = Journal(self.desktop.paths.journal, lambda: datetime.now(UTC) + self.late)
        self.company = Company(CompanyPaths(root), clock=self.desktop.journal.clock)
        self.count = 0

    async def week(self, flow: dict[str, Any] = FLOW, **begun: Any) -> Request | None:
        """Run once more; the request that waits at its end, if any."""
        self.count += 1
        self.desktop.start(flow, run=f"R-{self.count}", **begun)
        await self.desktop.work()
        waiting = [r for r in self.company.inbox() if r.run == f"R-{self.count}"]
        return waiting[0] if waiting else None

    async def weeks(self, verbs: str, **begun: Any) -> None:
        """One run for each letter: a approve, r reject and stop, e edit."""
        for letter in verbs:
            request = await self.week(**begun)
            assert request
            if letter == "a":
                self.company.decide(request, "approve")
            elif letter == "e":
                self.company.edit(
                    request, {next(iter(self.company.bundle(request.binding).files)): b"mine\n"}
                )
            else:
                self.company.decide(request, "reject", feedback="No.")
            await self.desktop.work()
            for left in self.company.inbox():  # the next version of what was sent back
                self.company.decide(left, "stop")
            await self.desktop.work()

    @property
    def states(self) -> list[str]:
        return [rule.state for rule in self.company.journal.rules.all()]

    def by(self) -> str:
        """Who decided in the last run."""
        request = self.company.journal.decisions.of_step(f"R-{self.count}", "posts")[-1]  # type: ignore[arg-type]
        taken = self.company.journal.decisions.decision(request.id)
        return taken.by if taken else "nobody"


@pytest.fixture
def firm(tmp_path: Path) -> Any:
    made = Weeks(tmp_path)
    yield made
    made.desktop.journal.close()
    made.company.journal.close()


async def test_three_equal_approvals_propose_and_an_accepted_rule_decides(firm: Weeks) -> None:
    """Not before the third, nothing before the founder accepted, and then in the rule's name."""
    await firm.weeks("a" * (EQUAL - 1))
    assert firm.states == []
    await firm.weeks("a")
    assert firm.states == ["proposed"]
    assert await firm.week(), "a proposal decides nothing"
    (rule,) = firm.company.journal.rules.proposed()
    firm.company.journal.rules.accept(rule.id, by="founder")
    assert await firm.week() is None
    assert firm.by() == f"rule:{rule.id}"
    assert firm.company.journal.rules.uses(rule.id) == 1
    used = [e for e in firm.company.journal.events.after() if e.data.get("by") == f"rule:{rule.id}"]
    assert [(e.kind, e.hash is not None) for e in used] == [("decision.made", True)]
    assert rule.says["files"]
    assert rule.says["product"] == "thing"


@pytest.mark.parametrize("verbs", ["aara", "aaea", "raa"])
async def test_a_rejection_or_an_edit_starts_the_count_anew(firm: Weeks, verbs: str) -> None:
    """Three approvals in all are not three in a row."""
    await firm.weeks(verbs)
    assert firm.states == []


async def test_what_time_decided_is_no_approval_of_the_founder(firm: Weeks) -> None:
    """Left open until the time was over: it counts neither for a rule nor among the founder's decisions."""
    for _ in range(EQUAL - 1):
        request = await firm.week()
        assert request
        firm.company.journal.decisions.decide(request.id, "approve", by="timeout:1h", binding=request.binding)
        await firm.desktop.work()
    await firm.weeks("a")
    assert firm.states == []
    assert len(firm.company.journal.decisions.taken()) == 1
    await firm.weeks("a" * (EQUAL - 1))
    assert firm.states == ["proposed"]


async def test_a_rejection_takes_an_open_proposal_back(firm: Weeks) -> None:
    """What the founder no longer thinks right is not offered any more."""
    await firm.weeks("aaar")
    assert firm.states == ["lapsed"]


async def test_a_declined_rule_is_proposed_again_after_three_more(firm: Weeks) -> None:
    """Neither at once nor after two."""
    await firm.weeks("aaa")
    firm.company.journal.rules.decline(firm.company.journal.rules.proposed()[0].id, by="founder")
    await firm.weeks("aa")
    assert firm.states == ["declined"]
    await firm.weeks("a")
    assert firm.states == ["declined", "proposed"]


async def accepted(firm: Weeks) -> None:
    await firm.weeks("aaa")
    firm.company.journal.rules.accept(firm.company.journal.rules.proposed()[0].id, by="founder", days=30)


OTHER: list[dict[str, Any]] = [
    {"product": "another"},
    {"engine": "model"},
    {"approve": "always"},
    {"flow": {**FLOW, "name": "other"}},
    {"flow": {**FLOW, "steps": [{**FLOW["steps"][0], "task": "Write about something else."}]}},
    {"flow": {**FLOW, "steps": [{**FLOW["steps"][0], "form": {"why": {"type": "text", "required": True}}}]}},
]


@pytest.mark.parametrize("begun", OTHER, ids=["product", "engine", "asks-always", "workflow", "task", "form"])
async def test_a_rule_holds_for_exactly_what_it_says(firm: Weeks, begun: dict[str, Any]) -> None:
    """Anything else is asked for as before; the positive control is the same draft in between."""
    await accepted(firm)
    assert await firm.week() is None
    firm.desktop.agent.hook = lambda job: None
    agents = firm.desktop.context

    def both() -> Any:
        made = agents()
        return type(made)(
            **{**vars(made), "agents": {"rehearsal": firm.desktop.agent, "model": firm.desktop.agent}}
        )

    firm.desktop.context = both  # type: ignore[method-assign]
    assert await firm.week(**begun)


@pytest.mark.parametrize("verdict", [Verdict.FAIL, Verdict.NOT_ASSESSED])
async def test_failing_checks_and_open_points_always_ask(firm: Weeks, verdict: Verdict) -> None:
    """Whatever rule stands."""
    await accepted(firm)

    async def checks(subject: Any, names: Any) -> list[CheckResult]:
        return [CheckResult(check=name, verdict=verdict, reason="looked") for name in names]

    firm.desktop.checks = checks
    assert await firm.week()


async def test_a_rule_that_expired_or_was_revoked_decides_nothing(firm: Weeks) -> None:
    """From that moment the founder is asked again."""
    await accepted(firm)
    firm.late = timedelta(days=31)
    assert await firm.week()
    firm.late = timedelta()
    (rule,) = firm.company.journal.rules.all()
    firm.company.journal.rules.revoke(rule.id, by="founder")
    assert await firm.week()


async def test_what_leaves_the_company_is_never_proposed(firm: Weeks) -> None:
    """Three approved publications make no rule."""
    firm.company.__dict__["policy"] = firm.desktop.context().policy
    flow = {
        **FLOW,
        "steps": [*FLOW["steps"], {"id": "out", "effect": "publish", "from": ["posts"], "needs": ["posts"]}],
    }
    for _ in range(EQUAL):
        request = await firm.week(flow, approve="never")
        assert request
        assert (request.kind, request.pattern) == ("effect", None)
        firm.company.decide(request, "approve")
        await firm.desktop.work()
    assert firm.states == []


@pytest.mark.parametrize("force", [unreadable("broken"), policy_of(PolicySpec(mode="readonly"))])
async def test_no_rule_decides_where_the_policy_allows_nothing(firm: Weeks, force: Policy) -> None:
    """Neither while company.yaml cannot be read, nor in a company that becomes one to look at."""
    await accepted(firm)
    assert await firm.week() is None, "the rule decides, the control"
    forced: list[Policy] = []
    firm.desktop.agent.hook = lambda job: forced.append(force)
    firm.desktop.policy = lambda: forced[-1] if forced else policy_of(firm.desktop.spec.policy)
    await firm.week()
    told = firm.company.journal.events.after()
    assert [e for e in told if e.kind == "decision.made" and e.run == f"R-{firm.count}"] == []
