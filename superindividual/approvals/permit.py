"""Permit: whether a decided effect may start now; looked at in every process, immediately before it does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal, cast

from superindividual.approvals.outward import Outward
from superindividual.approvals.policy import Policy, compliance_record, denied, policy_changes
from superindividual.clock import stamp
from superindividual.errors import DecisionRefused, RunRefused
from superindividual.ids import Digest
from superindividual.journal.binding import binding_of
from superindividual.journal.decisions import BY_GRANT, Decision, Request
from superindividual.journal.journal import Journal
from superindividual.journal.renewals import Why
from superindividual.text import gettext as _

if TYPE_CHECKING:
    from superindividual.specs.workflow import StepSpec


@dataclass(frozen=True)
class Refusal:
    """Why an effect does not start: it never does, or the founder is asked again."""

    why: Why | Literal["denied", "not-reviewed"]
    changed: tuple[str, ...] = ()

    @property
    def final(self) -> bool:
        """Whether nothing that the founder could approve now would let it start."""
        return self.why in ("denied", "not-reviewed")


def permits(
    journal: Journal,
    policy: Policy,
    request: Request,
    decision: Decision,
    outward: Outward,
    results: Sequence[Mapping[str, Any]],
) -> Refusal | None:
    """None when the effect may start; call it in the transaction that writes down that it does."""
    if denied(policy, outward):
        return Refusal("denied")
    if not compliance_record(results):
        return Refusal("not-reviewed")
    changed = staleness(journal, policy, request)
    if changed:
        return changed
    if decision.who == "grant" and _void(journal, decision):
        return Refusal("grant-void")
    return None


def staleness(journal: Journal, policy: Policy, request: Request) -> Refusal | None:
    """Why a request can no longer be approved, nor its approval carried out: halted, over, or by another policy."""
    if journal.halts.standing():
        return Refusal("halted")
    if policy.readonly:
        return Refusal("readonly")
    if request.policy is not None and request.policy != policy.version:
        return Refusal("policy-changed", _changes(journal, policy, request))
    if request.expires is not None and stamp(journal.clock()) >= request.expires:
        return Refusal("expired")
    return None


def _changes(journal: Journal, policy: Policy, request: Request) -> tuple[str, ...]:
    before = journal.policies.of(str(request.policy))
    if policy.fault:
        return (_("company.yaml cannot be read: {fault}").format(fault=policy.fault),)
    if before is None or before.policy is None:
        return (_("company.yaml can be read again"),)
    return tuple(policy_changes(before.policy, policy.spec.canonical()))


def _void(journal: Journal, decision: Decision) -> bool:
    """Whether the grant was revoked, or ran out, after it had approved."""
    grant = journal.grants.get(decision.by.removeprefix(BY_GRANT))
    return grant.revoked is not None or grant.expires <= stamp(journal.clock())


def expiry(journal: Journal, policy: Policy, step: StepSpec) -> str:
    """Until when a step's effect that is asked about now can be approved and may start: by policy and step, what ends first."""
    from superindividual.specs.workflow import seconds

    limits = [policy.spec.expires, *([step.timeout.after] if step.timeout else ())]
    return stamp(journal.clock() + timedelta(seconds=min(map(seconds, limits))))


def ask_again(journal: Journal, policy: Policy, request: Request, refusal: Refusal) -> Request:
    """Open the request anew, with what changed; only for a refusal that is not final."""
    assert not refusal.final
    step = journal.runs.get(request.run).workflow.step(request.step)
    expires = expiry(journal, policy, step)
    binding, facts = _bound(request, policy, expires)
    return journal.renewals.renew(
        request,
        cast("Why", refusal.why),
        changed=refusal.changed,
        policy=policy.version,
        expires=expires,
        binding=binding,
        facts=facts,
    )


def _bound(request: Request, policy: Policy, expires: str) -> tuple[Digest, dict[str, Any]]:
    """The binding of the same action under another policy and time, where the request binds these."""
    asked = request.question
    if "policy" not in asked:
        return request.binding, {}
    stored = asked["action"]
    artifacts = {**stored["files"], **stored["made"]}
    facts = {"policy": policy.version, "expires": expires}
    return binding_of(stored, artifacts, policy.version, expires), facts


def refuse_to_begin(policy: Policy) -> None:
    """Refuse a new run where nothing is to be made; raises RunRefused."""
    if policy.readonly:
        raise RunRefused(
            _("company.yaml says mode: readonly, so no run begins"),
            remedy=_("change it to supervised first"),
        )


def refuse_if_stale(journal: Journal, policy: Policy, request: Request) -> None:
    """Refuse to approve an effect while the company is halted, or by another policy or time; then it is asked again.

    Raises:
        DecisionRefused: with what to do.
    """
    refusal = staleness(journal, policy, request)
    if request.closed or refusal is None:
        return
    if refusal.why == "halted":
        raise DecisionRefused(
            _("the company is halted, so nothing can be let out"),
            remedy=_("lift it first: superindividual halt --lift"),
        )
    if refusal.why == "readonly":
        raise DecisionRefused(
            _("company.yaml says mode: readonly, so nothing can be let out"),
            remedy=_("change it to supervised, then decide"),
        )
    new = ask_again(journal, policy, request, refusal)
    why = (
        _("{id} could be approved until {at}").format(id=request.id, at=request.expires)
        if refusal.why == "expired"
        else _("the policy has changed since you were asked: {changes}").format(
            changes="; ".join(refusal.changed)
        )
    )
    raise DecisionRefused(
        why, remedy=_("you are asked again as {id}: superindividual show {id}").format(id=new.id)
    )
