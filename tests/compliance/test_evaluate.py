"""Evaluating: every rule gets one answer that can be accounted for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, get_args

import pytest

from superindividual.compliance.evaluate import Answer, RuleAnswer, applies, evaluate
from superindividual.compliance.rule import Rule, load_rules
from superindividual.specs.company import IdentitySpec

RULES = load_rules()
PAGE = '<html lang="en"><head><title>x</title></head><body><h1>x</h1>{}</body></html>'


def answers(compliance: Any, name: str, *bundles: Any, **changes: Any) -> dict[str, RuleAnswer]:
    """The answers for a product, by rule."""
    known = compliance.facts(name)
    fields = {"identity": compliance.identity, "today": compliance.today, **changes}
    found = evaluate(RULES, known, {b.deliverable.kind: b for b in bundles}, **fields)
    return {answer.rule: answer for answer in found}


def verified(rule: Rule) -> Rule:
    """The rule as if a lawyer had confirmed it."""
    by = rule.verified.model_copy(update={"by": "A. Lawyer", "date_": date(2026, 11, 1)})
    return rule.model_copy(update={"verified": by})


@pytest.mark.parametrize("name", ["csv", "converter", "game", "meetup", "thin"])
def test_every_rule_is_answered_once(compliance: Any, name: str) -> None:
    """One answer for each rule, in their order, each with a reason; questions where somebody must speak."""
    found = list(answers(compliance, name).values())
    assert [answer.rule for answer in found] == [rule.id for rule in RULES]
    for answer in found:
        assert answer.answer in get_args(Answer)
        assert answer.why
        assert bool(answer.question) == (answer.answer in ("needs_founder", "needs_review"))
        assert not (answer.missing and answer.answer != "needs_founder")


@pytest.mark.parametrize("name", ["csv", "converter", "game", "meetup", "thin"])
def test_nothing_is_met_without_bytes(compliance: Any, name: str) -> None:
    """Where nothing was handed over, no rule counts as met and none as a gap."""
    assert {answer.answer for answer in answers(compliance, name).values()} <= {
        "needs_founder",
        "needs_review",
        "not_applicable",
        "not_assessed",
    }


@pytest.mark.parametrize(
    ("name", "rule", "expected"),
    [
        ("csv", "EU-CRA-14", "needs_founder"),
        ("csv", "EU-EPRIVACY-13", "needs_founder"),
        ("csv", "EU-GDPR-28", "needs_founder"),
        ("csv", "EU-CONSUMER-6", "needs_review"),
        ("csv", "EU-ECOMMERCE-5", "not_assessed"),
        ("csv", "US-CANSPAM-7704", "not_assessed"),
        ("csv", "EU-GDPR-13", "not_applicable"),
        ("csv", "EU-AIACT-50-1", "not_applicable"),
        ("csv", "US-ROSCA-8403", "not_applicable"),
        ("csv", "CN-ICP-4", "not_applicable"),
        ("csv", "CN-GAME-27", "not_applicable"),
        ("converter", "CN-ICP-4", "not_assessed"),
        ("converter", "CN-LABEL-4", "not_assessed"),
        ("converter", "CN-AD-28", "needs_review"),
        ("converter", "CN-PIPL-17", "not_applicable"),
        ("converter", "CN-GAME-HOURS", "not_applicable"),
        ("converter", "EU-ECOMMERCE-5", "not_applicable"),
        ("game", "CN-GAME-27", "needs_founder"),
        ("game", "CN-GAME-HOURS", "needs_founder"),
        ("game", "CN-GAME-REALNAME", "needs_founder"),
        ("game", "CN-GAME-SPEND", "needs_founder"),
        ("game", "CN-PIPL-31", "needs_founder"),
        ("game", "CN-UGC-10", "needs_founder"),
        ("game", "EU-GDPR-8", "needs_founder"),
        ("game", "EU-UCPD-28", "needs_review"),
        ("game", "DE-JUSCHG-14A", "needs_founder"),
        ("game", "US-COPPA-312", "not_applicable"),
        ("meetup", "US-ENDORSE-255", "not_assessed"),
        ("meetup", "US-CANSPAM-7704", "not_assessed"),
        ("meetup", "US-ADA-12182", "not_assessed"),
        ("meetup", "US-ROSCA-8403", "needs_founder"),
        ("meetup", "EU-GDPR-13", "not_applicable"),
        ("thin", "EU-GDPR-13", "needs_founder"),
        ("thin", "CN-GAME-27", "needs_founder"),
        ("thin", "ANY-TRADEMARK", "needs_founder"),
    ],
)
def test_who_is_asked_for_what(compliance: Any, name: str, rule: str, expected: str) -> None:
    """The matrix of products and markets, before anything is built."""
    assert answers(compliance, name)[rule].answer == expected


def test_a_thin_brief_leads_to_questions(compliance: Any) -> None:
    """Knowing nothing rules nothing out: nearly everything waits for the founder, markets first."""
    found = answers(compliance, "thin")
    waiting = [answer for answer in found.values() if answer.missing]
    assert len(waiting) > 0.9 * len(RULES)
    assert sum("markets" in answer.missing for answer in waiting) > 0.8 * len(RULES)
    assert all(
        answer.missing
        for answer in found.values()
        if answer.answer == "needs_founder" and answer.check.kind != "attestation"
    )


def test_other_markets_are_ruled_out_with_the_reason(compliance: Any) -> None:
    """A rule of a market where nothing is offered does not apply, and says so."""
    found = answers(compliance, "meetup")
    for rule in RULES:
        if rule.jurisdiction in ("EU", "DE", "CN"):
            assert found[rule.id].answer == "not_applicable"
            assert found[rule.id].why.startswith("not offered in")


@pytest.mark.parametrize(
    ("page", "identity", "expected"),
    [
        ("<p>Mira Vogt, Lindenstr. 4, 10969 Berlin, Germany, mira@example.org</p>", None, "met"),
        ("<p>Mira Vogt</p>", None, "gap"),
        ("<p>Mira Vogt</p>", IdentitySpec(), "needs_founder"),
    ],
)
def test_a_page_is_looked_at(compliance: Any, page: str, identity: Any, expected: str) -> None:
    """With the page at hand the imprint is met, missing, or a question about the company."""
    site = compliance.bundle("site", {"site/index.html": PAGE.format(page)})
    found = answers(compliance, "csv", site, identity=identity or compliance.identity)
    assert found["EU-ECOMMERCE-5"].answer == expected


def test_a_deliverable_can_make_a_rule_apply(compliance: Any) -> None:
    """Where nobody said whether there is a page, a page at hand says it."""
    site = compliance.bundle("site", {"site/index.html": PAGE.format("")})
    known = compliance.with_signals(["CN"])
    rule = next(rule for rule in RULES if rule.id == "CN-ICP-4")
    assert applies(rule, known, set()) == (None, ("has_web_page",))
    assert applies(rule, known, {"site"}) == (True, ())
    (answer,) = evaluate([rule], known, {"any key": site}, compliance.identity, compliance.today)
    assert (answer.answer, answer.where) == ("gap", ("site/index.html",))


def gap(compliance: Any, rules: Sequence[Rule], today: date) -> RuleAnswer:
    """The answer of one page rule over an empty page."""
    site = compliance.bundle("site", {"site/index.html": PAGE.format("")})
    (answer,) = evaluate(rules, compliance.with_signals(["CN"]), {"s": site}, compliance.identity, today)
    return answer


def test_only_a_verified_rule_blocks(compliance: Any) -> None:
    """The same gap warns while the rule is a candidate and blocks once a lawyer verified it."""
    rule = next(rule for rule in RULES if rule.id == "CN-ICP-4")
    candidate = gap(compliance, [rule], compliance.today)
    assert (candidate.answer, candidate.severity, candidate.candidate) == ("gap", "warn", True)
    assert (candidate.blocks, candidate.would_block) == (False, True)
    settled = gap(compliance, [verified(rule)], compliance.today)
    assert (settled.answer, settled.severity, settled.candidate, settled.blocks) == (
        "gap",
        "block",
        False,
        True,
    )


def test_no_candidate_ever_blocks(compliance: Any) -> None:
    """Over all products and an empty site, none of the rules that ship blocks."""
    site = compliance.bundle("site", {"site/index.html": "<p>Best price: €5</p>"})
    for name in compliance.products:
        assert not any(
            answer.blocks or answer.severity == "block" for answer in answers(compliance, name, site).values()
        )


@pytest.mark.parametrize(
    ("today", "severity", "coming"),
    [(date(2026, 9, 10), "info", date(2026, 9, 11)), (date(2026, 9, 11), "warn", None)],
)
def test_a_rule_of_the_future_is_listed_with_its_day(
    compliance: Any, today: date, severity: str, coming: date | None
) -> None:
    """Before its day a rule is answered all the same, only informs, and names the day."""
    found = answers(compliance, "csv", today=today)["EU-CRA-14"]
    assert (found.answer, found.severity, found.comes_into_force) == ("needs_founder", severity, coming)


def test_a_verified_rule_of_the_future_does_not_block(compliance: Any) -> None:
    """Verification does not bring a rule into force."""
    rule = next(rule for rule in RULES if rule.id == "CN-ICP-4")
    later = rule.model_copy(update={"in_force": rule.in_force.model_copy(update={"since": date(2030, 1, 1)})})
    found = gap(compliance, [verified(later)], compliance.today)
    assert (found.answer, found.severity, found.blocks, found.would_block) == ("gap", "info", False, False)


@pytest.mark.parametrize(
    ("today", "expected"), [(date(2025, 6, 30), "gap"), (date(2025, 7, 1), "not_applicable")]
)
def test_a_rule_that_ended_does_not_apply(compliance: Any, today: date, expected: str) -> None:
    """The last day still counts; after it the rule is listed as ended."""
    rule = next(rule for rule in RULES if rule.id == "CN-ICP-4")
    ended = rule.model_copy(
        update={"in_force": rule.in_force.model_copy(update={"until": date(2025, 6, 30)})}
    )
    assert gap(compliance, [ended], today).answer == expected


def test_the_same_input_gives_the_same_answers(compliance: Any) -> None:
    """Keys and order of the bundles change nothing, and the language changes words only."""
    site = compliance.bundle("site", {"site/index.html": PAGE.format("€5"), "site/b.html": PAGE.format("")})
    mail = compliance.bundle("email", {"marketing/email/message.txt": "Hello"})
    known, rest = compliance.facts("csv"), (compliance.identity, compliance.today)
    first = evaluate(RULES, known, {"a": site, "b": mail}, *rest)
    assert evaluate(RULES, known, {"b": mail, "a": site}, *rest) == first
    chinese = evaluate(RULES, known, {"a": site, "b": mail}, *rest, language="zh-CN")
    assert [(a.answer, a.where, a.figures) for a in chinese] == [
        (a.answer, a.where, a.figures) for a in first
    ]
    assert all(a.why != b.why for a, b in zip(chinese, first, strict=True))


def test_places_are_capped_and_counted(compliance: Any) -> None:
    """A page with very many faults gives a short list and the true number."""
    site = compliance.bundle("site", {"site/index.html": PAGE.format("\n".join(["<p>€5</p>"] * 300))})
    found = answers(compliance, "csv", site)["EU-PRICE-3"]
    assert (len(found.where), found.figures["bare"]) == (20, 300)
