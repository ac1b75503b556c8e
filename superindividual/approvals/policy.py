"""Policy: whether the founder is asked about a version or an effect, as two pure functions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from superindividual.ids import Digest, digest_of

if TYPE_CHECKING:
    from superindividual.approvals.outward import Outward
    from superindividual.specs.policy import AllowRule, PolicySpec
    from superindividual.specs.workflow import Approve, StepSpec

COMPLIED = "compliance_reviewed"
"""The check of an effect that names the compliance report which covers it."""


_DIGEST = 64


@dataclass(frozen=True)
class Policy:
    """The policy in force. Where company.yaml cannot be read, `fault` says why, and everything is asked for."""

    spec: PolicySpec
    version: Digest
    fault: str = ""

    @property
    def readonly(self) -> bool:
        """Whether nothing is made, decided by itself or let out."""
        return self.spec.mode == "readonly"


def policy_of(spec: PolicySpec) -> Policy:
    """A policy that was read, with the digest of what it says as its version."""
    return Policy(spec, digest_of(spec.canonical()))


def unreadable(fault: str, before: Mapping[str, Any] | None = None) -> Policy:
    """The policy where none can be read: ask for everything, allow nothing; what the one `before` forbade stays forbidden."""
    from superindividual.specs.policy import PolicySpec

    spec = PolicySpec.model_validate({**_forbidden(before or {}), "drafts": "ask"})
    return Policy(spec, digest_of(["unreadable", spec.canonical()] if before else "unreadable"), fault)


def _forbidden(said: Mapping[str, Any]) -> dict[str, Any]:
    """What of a policy says no."""

    def denials(rules: Mapping[str, Any]) -> dict[str, str]:
        return {effect: "deny" for effect, given in rules.items() if given == "deny"}

    named = {
        kind: {n: denials(rules) for n, rules in said.get(kind, {}).items()} for kind in ("agents", "steps")
    }
    return {
        "mode": "readonly" if said.get("mode") == "readonly" else "supervised",
        "deny": tuple(said.get("deny", ())),
        "effects": denials(said.get("effects", {})),
        **named,
    }


def policy_changes(before: Any, after: Any, path: str = "") -> Iterator[str]:
    """Where two policies differ, as `effects.send: ask → deny`."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted({*before, *after}):
            yield from policy_changes(before.get(key), after.get(key), f"{path}.{key}" if path else key)
    elif before != after:
        yield f"{path or 'policy'}: {_shown(before)} → {_shown(after)}"


def _shown(value: Any) -> str:
    if value in (None, [], {}):
        return "–"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@dataclass(frozen=True)
class Ruling:
    """Whether the founder is asked, and the reason in one word for the record."""

    ask: bool
    reason: str


def rule(
    step: StepSpec,
    override: Approve | None,
    policy: Policy,
    results: Sequence[Mapping[str, Any]],
    *,
    condition: bool = False,
) -> Ruling:
    """Decide who decides about a draft; an effect is ruled by `rule_effect`, and asked for here.

    `condition` tells whether the step's `approve: {if: …}` holds; a form asks the founder unless its defaults suffice.
    `override` is the script's `--approve`; it may ask more often than the workflow, and less often only about drafts.
    """
    if step.effect is not None:
        return Ruling(True, "effect")
    if step.needs_founder:
        return Ruling(True, "form")
    if policy.readonly:
        return Ruling(True, "readonly")
    wish = override or ("always" if condition else step.approve)
    open_points = [r for r in results if r["verdict"] == "not_assessed" or blocks(r)]
    if wish == "always":
        return Ruling(True, "asked-always")
    if any(r["verdict"] == "fail" for r in results):
        return Ruling(True, "checks-failed")
    if policy.fault:
        return Ruling(True, "policy-unreadable")
    if wish == "never":
        return Ruling(False, "checks-alone")
    if policy.spec.drafts == "ask":
        return Ruling(True, "policy-asks")
    if open_points:
        return Ruling(True, "not-assessed" if not any(map(blocks, open_points)) else "questions-open")
    return Ruling(False, "checks-passed")


def blocks(result: Mapping[str, Any]) -> bool:
    """Whether a check found questions without whose answers the product cannot be described."""
    return "prd" in (result.get("evidence") or {}).get("blocking", ())


def rule_effect(
    always: bool, policy: Policy, results: Sequence[Mapping[str, Any]], *, halted: bool
) -> Ruling | None:
    """Why the founder must be asked about an effect, whatever a rule or a grant says; None when these may be looked at.

    `always` tells whether the workflow or the script wants the founder to be asked every time.
    """
    if halted:
        return Ruling(True, "halted")
    if policy.fault:
        return Ruling(True, "policy-unreadable")
    if policy.readonly:
        return Ruling(True, "readonly")
    if always:
        return Ruling(True, "asked-always")
    if any(r["verdict"] != "pass" for r in results):
        return Ruling(True, "checks-failed")
    if not compliance_record(results):
        return Ruling(True, "not-reviewed")
    return None


def compliance_record(results: Sequence[Mapping[str, Any]]) -> str:
    """The digest of the compliance report that an effect's checks name; empty where none stands."""
    named = next((r.get("evidence") or {} for r in results if r["check"] == COMPLIED), {})
    return next((str(value) for value in named.values() if len(str(value)) == _DIGEST), "")


def denied(policy: Policy, outward: Outward) -> bool:
    """Whether the policy lets nothing of the kind out, by its list, or by a rule of class, agent or step."""
    spec, classes = policy.spec, outward.classes
    every = [spec.effects, *(spec.agents[m] for m in outward.makers if m in spec.agents)]
    every += [rules for _name, rules in spec.of_step(outward.step)]
    return not classes.isdisjoint(spec.deny) or any(r.said(c) == "deny" for r in every for c in classes)


def allowing(policy: Policy, outward: Outward) -> list[tuple[str, AllowRule]]:
    """The rules that together allow the effect, each under the name by which its uses are counted; none: ask.

    The rule of the step counts before those of the agents that made what leaves, and these before that of the class.
    """
    if policy.spec.mode != "auto" or policy.fault or denied(policy, outward):
        return []
    written = list(_rules(policy.spec, outward))
    if not written or any(isinstance(rule, str) for _name, rule in written):
        return []
    return [(name, rule) for name, rule in written if not isinstance(rule, str)]


def _rules(spec: PolicySpec, outward: Outward) -> Iterator[tuple[str, Any]]:
    effect = outward.effect_class
    for name, own in spec.of_step(outward.step):
        if said := own.said(effect):
            yield f"threshold:steps/{name}/{effect}", said
            return
    general = spec.effects.said(effect) or "ask"
    for maker in outward.makers or ("",):
        rules = spec.agents.get(maker)
        said = rules.said(effect) if rules else None
        agent, every = f"threshold:agents/{maker}/{effect}", f"threshold:effects/{effect}"
        yield (agent, said) if said else (every, general)


def under(rule: AllowRule, outward: Outward, times: int, spent: Decimal) -> bool:
    """Whether one more effect stays within a rule's threshold, after so many uses and so much money in its period."""
    from superindividual.specs.pattern import fits

    allow, money = rule.allow, outward.money
    if outward.tainted or (money is None and (allow.under is not None or outward.costs)):
        return False
    if money and (allow.under is None or money.currency != allow.currency):
        return False
    if money and allow.under is not None:
        before = spent if allow.per else Decimal()
        if before + money.amount >= Decimal(str(allow.under)):
            return False
    if allow.at_most is not None and times >= allow.at_most:
        return False
    destinations = outward.destinations
    return not allow.to or (
        bool(destinations) and all(any(fits(pattern, one) for pattern in allow.to) for one in destinations)
    )
