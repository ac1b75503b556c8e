"""Evaluate all rules over what is known and what was handed over; nothing counts as met that was not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from superindividual.compliance.applies import applies
from superindividual.compliance.rule import Rule
from superindividual.compliance.scanners import SCANNERS, Scene
from superindividual.specs.company import IdentitySpec
from superindividual.specs.facts import ProductFacts
from superindividual.workspace.artifact import Bundle, Frozen

Answer = Literal["met", "gap", "needs_founder", "needs_review", "not_applicable", "not_assessed"]


class RuleAnswer(Frozen):
    """What is said of one rule."""

    rule: str
    answer: Answer
    severity: str
    """What counts today; a candidate never blocks."""
    would_be: str
    """The severity once a lawyer verified it."""
    why: str
    where: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """Facts that would settle whether it applies."""


def evaluate(
    rules: Sequence[Rule],
    facts: ProductFacts,
    bundles: Mapping[str, Bundle],
    identity: IdentitySpec,
    today: date,
) -> list[RuleAnswer]:
    """One answer for each rule, in the rules' order. `bundles` are by kind of deliverable."""
    scene = Scene(bundles, facts, identity)
    return [_answer(rule, scene, today) for rule in rules]


def _answer(rule: Rule, scene: Scene, today: date) -> RuleAnswer:
    def said(
        answer: Answer, why: str, where: tuple[str, ...] = (), missing: tuple[str, ...] = ()
    ) -> RuleAnswer:
        return RuleAnswer(
            rule=rule.id,
            answer=answer,
            severity=rule.effective,
            would_be=rule.severity,
            why=why,
            where=where,
            missing=missing,
        )

    if rule.in_force.until and today > rule.in_force.until:
        return said("not_applicable", f"no longer in force since {rule.in_force.until}")
    found = applies(rule.applies_when, scene.facts, scene.bundles)
    if found.answer is False:
        return said("not_applicable", "its condition does not hold")
    if found.answer is None:
        return said("needs_founder", "whether it applies is not known", missing=found.missing)
    if rule.in_force.since and today < rule.in_force.since:
        return said("needs_review", f"in force from {rule.in_force.since}")
    if rule.check.kind == "attestation":
        return said("needs_founder", "only you can attest it")
    if rule.check.kind == "judgement":
        return said("needs_review", "a person has to judge it")
    seen = SCANNERS[rule.check.fn](scene)
    if seen.met is None:
        return said("not_assessed", seen.why)
    return said("met" if seen.met else "gap", seen.why, seen.where)
