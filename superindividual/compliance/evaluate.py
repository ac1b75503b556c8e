"""Evaluate rules over what is known and what was handed over; nothing counts as met that was not seen."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Literal

from superindividual.compliance.condition import holds
from superindividual.compliance.existing import looked_at
from superindividual.compliance.rule import Rule, Severity
from superindividual.compliance.scanners import SCANNERS
from superindividual.compliance.scanning.scene import MOST_PLACES, Scene, Seen
from superindividual.compliance.wording import Wording
from superindividual.specs.company import IdentitySpec
from superindividual.specs.facts import ProductFacts
from superindividual.text import Language
from superindividual.workspace.artifact import Bundle, Frozen

Answer = Literal["met", "gap", "needs_founder", "needs_review", "not_applicable", "not_assessed"]


class How(Frozen):
    """How the rule was answered."""

    kind: Literal["deterministic", "model", "attestation"]
    fn: str = ""


class RuleAnswer(Frozen):
    """What is said of one rule. Texts are in the evaluation's language."""

    rule: str
    answer: Answer
    severity: Severity
    """What counts today: a candidate never blocks."""
    severity_once_verified: Severity
    candidate: bool
    """No lawyer has verified the rule."""
    comes_into_force: date | None = None
    """Set while that day lies ahead."""
    check: How
    why: str
    question: str = ""
    """What the founder must say, or somebody must judge."""
    missing: tuple[str, ...] = ()
    """Facts that would settle whether it applies: signals, or `markets`."""
    where: tuple[str, ...] = ()
    """`path:line`, or a path; at most 20, the figures count all."""
    figures: Mapping[str, Any] = {}

    @property
    def blocks(self) -> bool:
        """It stops the launch today."""
        return self.severity == "block" and self.answer == "gap"

    @property
    def would_block(self) -> bool:
        """It would stop the launch if a lawyer verified the rule as it stands."""
        return self.severity_once_verified == "block" and self.answer == "gap" and not self.comes_into_force


def applies(rule: Rule, facts: ProductFacts, kinds: Collection[str]) -> tuple[bool | None, tuple[str, ...]]:
    """Whether a rule applies, and the facts that are missing when the answer is None (unknown)."""
    found = holds(rule.applies_when, facts, kinds)
    return found.answer, found.missing


def evaluate(
    rules: Sequence[Rule],
    facts: ProductFacts,
    bundles: Mapping[str, Bundle],
    identity: IdentitySpec,
    today: date,
    language: Language | None = None,
) -> list[RuleAnswer]:
    """One answer for each rule, in the rules' order; the same input gives the same answers.

    Args:
        rules: as `load_rules` gives them.
        facts: what is known of the product.
        bundles: the deliverables at hand, and folders from outside; their kinds count, not the keys.
        identity: the company, for what must be displayed.
        today: decides what is in force.
        language: of the answers' texts; the facts' own by default.
    """
    scene = Scene(looked_at(bundles), facts, identity)
    wording = Wording(language or facts.language)
    return [_Judge(rule, scene, today, wording).answer() for rule in rules]


class _Judge:
    """Answers one rule."""

    def __init__(self, rule: Rule, scene: Scene, today: date, wording: Wording) -> None:
        self.rule, self.scene, self.today, self.wording = rule, scene, today, wording

    def answer(self) -> RuleAnswer:
        """Whether it applies comes first, then the rule's own check."""
        until = self.rule.in_force.until
        if until and self.today > until:
            return self._said(
                "not_applicable", self.wording.say("answers", "no_longer", date=until.isoformat())
            )
        found = holds(self.rule.applies_when, self.scene.facts, self.scene.kinds)
        if found.answer is False:
            return self._said("not_applicable", self.wording.reasons(found.reasons))
        if found.answer is None:
            question = " ".join(self.wording.question(name) for name in found.missing)
            return self._said(
                "needs_founder", self.wording.say("answers", "unknown"), question, missing=found.missing
            )
        return self._checked()

    def _checked(self) -> RuleAnswer:
        check = self.rule.check
        ask = self.rule.ask[self.wording.language] if self.rule.ask else ""
        if check.kind == "attestation":
            return self._said("needs_founder", self.wording.say("answers", "attest"), ask)
        if check.kind == "model":
            return self._said("needs_review", self.wording.say("answers", "judge"), ask)
        if check.on and not self.scene.kinds & set(check.on):
            kinds = self.wording.kinds(check.on)
            return self._said("not_assessed", self.wording.say("answers", "not_handed_over", kinds=kinds))
        return self._seen(SCANNERS[check.fn](self.scene), ask)

    def _seen(self, seen: Seen, ask: str) -> RuleAnswer:
        question = ask if seen.answer == "needs_review" else ""
        if seen.answer == "needs_founder":
            question = self.wording.say("questions", "identity", **seen.figures)
        why = self.wording.say("seen", seen.say, **seen.figures)
        return self._said(seen.answer, why, question, where=seen.where, figures=seen.figures)

    def _said(
        self,
        answer: Answer,
        why: str,
        question: str = "",
        *,
        missing: tuple[str, ...] = (),
        where: tuple[str, ...] = (),
        figures: Mapping[str, Any] | None = None,
    ) -> RuleAnswer:
        since = self.rule.in_force.since
        return RuleAnswer(
            rule=self.rule.id,
            answer=answer,
            severity=self.rule.effective(self.today),
            severity_once_verified=self.rule.severity,
            candidate=self.rule.candidate,
            comes_into_force=since if since and self.today < since else None,
            check=How(kind=self.rule.check.kind, fn=self.rule.check.fn),
            why=why,
            question=question,
            missing=missing,
            where=where[:MOST_PLACES],
            figures=figures or {},
        )
