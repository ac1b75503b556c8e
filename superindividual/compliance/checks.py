"""The check of a compliance report: every rule answered, and answered as the evaluator answers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping

from superindividual.checks.check import Check, CheckResult, Finding, Subject, Verdict
from superindividual.compliance.evaluate import evaluate
from superindividual.compliance.rule import load_rules
from superindividual.specs.facts import ProductFacts
from superindividual.text import gettext as _

REPORT = "compliance/report.json"
TEXT = "compliance/report.md"


async def rules_answered(subject: Subject) -> CheckResult:
    """The report holds the evaluator's own answer for each rule, and the text names each that applies."""
    discovery = subject.input_of_kind("discovery")
    if discovery is None:
        return _said(Verdict.NOT_ASSESSED, _("the facts were not handed over"))
    try:
        given = {row["rule"]: row for row in json.loads(subject.bundle.files[REPORT])["answers"]}
        text = subject.bundle.text(TEXT)
        facts = ProductFacts.model_validate_json(discovery.files["discovery/facts.json"])
    except (KeyError, ValueError, TypeError) as error:
        return _said(
            Verdict.FAIL, _("the report cannot be read"), (Finding(path=REPORT, message=str(error)[:300]),)
        )
    bundles = {b.deliverable.kind: b for b in subject.inputs.values()}
    expected = evaluate(load_rules(), facts, bundles, subject.identity, subject.today)
    findings = [
        Finding(
            path=REPORT,
            message=_("{rule}: the answer differs from the evaluator's").format(rule=a.rule),
            remedy=_("write the answers untouched"),
        )
        for a in expected
        if given.get(a.rule) != a.model_dump(mode="json")
    ]
    findings += [
        Finding(path=TEXT, message=_("{rule} is not named").format(rule=a.rule))
        for a in expected
        if a.answer != "not_applicable" and a.rule not in text
    ]
    counts = dict(Counter(str(a.answer) for a in expected))
    reason = (
        _("{count} rules answered").format(count=len(expected))
        if not findings
        else _("{count} rules missing or altered").format(count=len(findings))
    )
    return _said(Verdict.FAIL if findings else Verdict.PASS, reason, tuple(findings), counts)


def _said(
    verdict: Verdict,
    reason: str,
    findings: tuple[Finding, ...] = (),
    evidence: Mapping[str, int] | None = None,
) -> CheckResult:
    return CheckResult(
        check="rules_answered", verdict=verdict, reason=reason, findings=findings, evidence=evidence or {}
    )


CHECKS: Mapping[str, Check] = {"rules_answered": rules_answered}
