"""The check of a compliance report: every rule answered as the evaluator answers, and named in the text."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from superindividual.checks.check import Check, CheckResult, Finding, Subject, Verdict
from superindividual.compliance.report import JSON, MARKDOWN
from superindividual.compliance.review import Review, review_of
from superindividual.errors import StepFailed
from superindividual.text import gettext as _
from superindividual.text import one_line

_MOST_FINDINGS = 60


async def rules_answered(subject: Subject) -> CheckResult:
    """The report holds the evaluator's own answer for each rule, untouched, and its text names each rule.

    The verdict is about the report's completeness; what it says of the product stands in the evidence.
    """
    try:
        review = review_of(
            subject.inputs,
            subject.brief,
            subject.identity,
            subject.today,
            subject.bundle.deliverable.language,
        )
    except StepFailed as failed:
        return _said(Verdict.NOT_ASSESSED, one_line(str(failed), 300))
    findings = [*_json_faults(subject, review), *_text_faults(subject, review)]
    counts = Counter(answer.answer for answer in review.answers)
    evidence = {
        "rules": len(review.answers),
        "answers": dict(sorted(counts.items())),
        "blocks": [answer.rule for answer in review.answers if answer.blocks],
        "would_block": [answer.rule for answer in review.answers if answer.would_block],
    }
    if findings:
        return _said(
            Verdict.FAIL,
            _("{count} answers missing or altered").format(count=len(findings)),
            findings,
            evidence,
        )
    reason = _("all {count} rules are answered as the evaluator answers them, and each is named in the text")
    return _said(Verdict.PASS, reason.format(count=len(review.answers)), (), evidence)


def _json_faults(subject: Subject, review: Review) -> Iterator[Finding]:
    given = subject.bundle.files.get(JSON)
    remedy = _("write what evaluate_rules answers, untouched")
    if given is None:
        yield Finding(path=JSON, message=_("the file is missing"), remedy=remedy)
        return
    if given.rstrip() == review.json:
        return
    rows = _rows(given)
    if rows is None:
        yield Finding(path=JSON, message=_("the file cannot be read as a report"), remedy=remedy)
        return
    faults = list(_row_faults(rows, review))
    yield from (Finding(path=JSON, message=message, remedy=remedy) for message in faults)
    if not faults and json.loads(given) != json.loads(review.json):
        yield Finding(
            path=JSON, message=_("date, counts or markets differ from the evaluator's"), remedy=remedy
        )


def _rows(content: bytes) -> list[Any] | None:
    try:
        rows = json.loads(content)["answers"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return rows if isinstance(rows, list) else None


def _row_faults(rows: list[Any], review: Review) -> Iterator[str]:
    given: dict[str, Any] = {}
    for row in rows:
        name = row.get("rule") if isinstance(row, dict) else None
        if not isinstance(name, str):
            yield _("an answer names no rule")
        elif name in given:
            yield _("{rule} is answered twice").format(rule=one_line(name, 60))
        else:
            given[name] = row
    for answer in review.answers:
        row = given.pop(answer.rule, None)
        if row is None:
            yield _("{rule} is not answered").format(rule=answer.rule)
        elif row != answer.model_dump(mode="json"):
            yield _("{rule}: the answer differs from the evaluator's ({answer})").format(
                rule=answer.rule, answer=answer.answer
            )
    for name in given:
        yield _("{rule} is no rule").format(rule=one_line(name, 60))


def _text_faults(subject: Subject, review: Review) -> Iterator[Finding]:
    content = subject.bundle.files.get(MARKDOWN)
    if content is None:
        yield Finding(path=MARKDOWN, message=_("the file is missing"))
        return
    named = set(
        re.findall(
            r"(?<![A-Z0-9-])[A-Z]{2,3}(?:-[A-Z0-9]+)+(?![A-Z0-9-])", content.decode("utf-8", "replace")
        )
    )
    for answer in review.answers:
        if answer.rule not in named:
            message = _("{rule} ({answer}) is not named").format(rule=answer.rule, answer=answer.answer)
            yield Finding(
                path=MARKDOWN, message=message, remedy=_("say what it asks for, or why it does not apply")
            )


def _said(
    verdict: Verdict,
    reason: str,
    findings: list[Finding] | tuple[Finding, ...] = (),
    evidence: Mapping[str, Any] | None = None,
) -> CheckResult:
    return CheckResult(
        check="rules_answered",
        verdict=verdict,
        reason=reason,
        findings=tuple(findings[:_MOST_FINDINGS]),
        evidence=evidence or {},
    )


CHECKS: Mapping[str, Check] = {"rules_answered": rules_answered}
