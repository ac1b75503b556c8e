"""Checks of a discovery: the form is valid, every statement stands in the brief, every gap has a question."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from superindividual.checks.check import Check, CheckResult, Finding, Subject, Verdict
from superindividual.checks.passage import passage_at, translated, unfounded, wrong_amount
from superindividual.specs.brief import Brief
from superindividual.specs.facts import ProductFacts, Statement
from superindividual.text import gettext as _

FACTS = "discovery/facts.json"


def _facts(subject: Subject) -> ProductFacts | CheckResult:
    """The facts, or what is wrong with the file."""
    try:
        return ProductFacts.model_validate_json(subject.bundle.files[FACTS])
    except KeyError:
        findings: tuple[Finding, ...] = (
            Finding(
                path=FACTS,
                message=_("The file is missing."),
                remedy=_("Write the facts in the ProductFacts form."),
            ),
        )
    except ValidationError as error:
        findings = tuple(
            _fault(dict(fault))
            for fault in error.errors(include_url=False, include_input=False, include_context=False)[:20]
        )
    reason = _("facts.json cannot be read as the form it must have.")
    return CheckResult(check="facts_valid", verdict=Verdict.FAIL, reason=reason, findings=findings)


def _fault(fault: dict[str, object]) -> Finding:
    where = ".".join(str(part) for part in fault.get("loc", ()))  # type: ignore[attr-defined]
    return Finding(path=FACTS, message=f"{where}: {fault.get('msg')}" if where else str(fault.get("msg")))


async def facts_valid(subject: Subject) -> CheckResult:
    """`facts.json` parses into ProductFacts, is in the brief's language and numbers every question once."""
    facts = _facts(subject)
    if isinstance(facts, CheckResult):
        return facts
    findings = list(_form_faults(facts, subject.brief))
    verdict = Verdict.FAIL if findings else Verdict.PASS
    reason = (
        _("The facts contradict the brief's front matter or themselves.")
        if findings
        else _("The facts have the form they must have.")
    )
    evidence = {
        "statements": len(list(_statements(facts))),
        "questions": len(facts.questions),
        "signals": len(facts.signals),
    }
    return CheckResult(
        check="facts_valid", verdict=verdict, reason=reason, findings=tuple(findings), evidence=evidence
    )


def _form_faults(facts: ProductFacts, brief: Brief) -> Iterator[Finding]:
    if facts.language != brief.language:
        yield Finding(
            path=FACTS, message=_("language: the brief is in {language}.").format(language=brief.language)
        )
    if not facts.product.strip():
        yield Finding(path=FACTS, message=_("product: a product needs at least a working name."))
    for name, ids in (
        (_("questions"), [q.id for q in facts.questions]),
        (_("signals"), [str(s.name) for s in facts.signals]),
    ):
        for twice in sorted({i for i in ids if ids.count(i) > 1}):
            yield Finding(
                path=FACTS, message=_("{name}: {id} stands there twice.").format(name=name, id=twice)
            )


# Citations


@dataclass(frozen=True)
class _Cited:
    """Something with evidence, and what of it must stand in the passage."""

    where: str
    evidence: str
    text: str = ""
    amount: str = ""


def _statements(facts: ProductFacts) -> Iterator[tuple[str, Statement]]:
    for name, single in (("summary", facts.summary), ("problem", facts.problem), ("budget", facts.budget)):
        if single:
            yield name, single
    for name in ("audience", "capabilities", "not_now", "promises", "wanted", "dates"):
        group: tuple[Statement, ...] = getattr(facts, name)
        yield from ((f"{name}[{index}]", statement) for index, statement in enumerate(group))


def _cited(facts: ProductFacts) -> Iterator[_Cited]:
    for where, statement in _statements(facts):
        yield _Cited(where, statement.evidence, text=statement.text)
    for index, price in enumerate(facts.prices):
        yield _Cited(
            f"prices[{index}]", price.evidence, text=price.free_tier, amount=f"{price.amount.normalize():f}"
        )
        yield _Cited(f"prices[{index}].label", price.evidence, text=price.label)
    for signal in facts.signals:
        yield _Cited(f"signals.{signal.name}", signal.evidence)
    if facts.recipe:
        yield from (_Cited("recipe", evidence) for evidence in facts.recipe.evidence)


@dataclass
class _Court:
    """Collects what is wrong and what could not be assessed."""

    subject: Subject
    faults: list[Finding]
    open: list[Finding]
    compared: int = 0

    def judge(self, cited: _Cited) -> None:
        """One citation."""
        scheme, _colon, rest = cited.evidence.partition(":")
        judges: dict[str, Callable[[_Cited, str], None]] = {
            "brief": self._brief,
            "founder": self._founder,
            "memory": self._memory,
            "assumption": self._assumption,
        }
        judges.get(scheme, self._elsewhere)(cited, rest)

    def _fault(self, cited: _Cited, why: str, line: int | None = None) -> None:
        remedy = _("Quote the brief, cite the right line, or turn it into a question.")
        self.faults.append(
            Finding(path=FACTS, line=None, message=f"{cited.where} [{cited.evidence}]: {why}", remedy=remedy)
        )

    def _brief(self, cited: _Cited, rest: str) -> None:
        number = int(rest)
        if not 1 <= number <= len(self.subject.brief.lines):
            self._fault(cited, _("the brief has no such line"))
            return
        self._compare(cited, passage_at(self.subject.brief, number))

    def _compare(self, cited: _Cited, passage: str) -> None:
        self.compared += 1
        if translated(cited.text, passage):
            self.open.append(
                Finding(
                    path=FACTS,
                    message=_("{where}: in another language than the passage it cites").format(
                        where=cited.where
                    ),
                )
            )
        elif why := unfounded(cited.text, passage) or wrong_amount(cited.amount, passage):
            self._fault(cited, why)

    def _founder(self, cited: _Cited, rest: str) -> None:
        if self.subject.feedback is None:
            self.open.append(
                Finding(
                    path=FACTS,
                    message=_("{where}: the founder's words were not at hand").format(where=cited.where),
                )
            )
            return
        said = "\n".join(note.text for note in self.subject.feedback if note.request == rest)
        if not said:
            self._fault(cited, _("the founder gave no such answer"))
        else:
            self._compare(cited, " ".join(said.split()))

    def _memory(self, cited: _Cited, rest: str) -> None:
        if rest not in self.subject.memory:
            self._fault(cited, _("no such record was told to the agent"))

    def _assumption(self, cited: _Cited, rest: str) -> None:
        if not rest.startswith("founder-note-"):
            self._fault(cited, _("an assumption is no fact of the brief"))
        else:
            self.open.append(
                Finding(
                    path=FACTS,
                    message=_("{where}: the founder's words were not at hand").format(where=cited.where),
                )
            )

    def _elsewhere(self, cited: _Cited, rest: str) -> None:
        self._fault(cited, _("facts rest on the brief, the founder's answers or the memory"))


async def facts_cited(subject: Subject) -> CheckResult:
    """Every statement, price and signal rests on a line that exists; words and amounts stand in it."""
    facts = _facts(subject)
    if isinstance(facts, CheckResult):
        return _unreadable("facts_cited")
    court = _Court(subject, [], [])
    for cited in _cited(facts):
        court.judge(cited)
    evidence = {"compared": court.compared, "unfounded": len(court.faults), "not_compared": len(court.open)}
    if court.faults:
        verdict, reason = (
            Verdict.FAIL,
            _("{count} points do not stand where they say they do.").format(count=len(court.faults)),
        )
    elif court.open:
        verdict, reason = (
            Verdict.NOT_ASSESSED,
            _("{count} points could not be compared with their source.").format(count=len(court.open)),
        )
    else:
        verdict, reason = Verdict.PASS, _("Every point stands in the passage that it cites.")
    return CheckResult(
        check="facts_cited",
        verdict=verdict,
        reason=reason,
        findings=(*court.faults, *court.open),
        evidence=evidence,
    )


def _unreadable(name: str) -> CheckResult:
    return CheckResult(
        check=name,
        verdict=Verdict.NOT_ASSESSED,
        reason=_("facts.json cannot be read, so nothing could be compared."),
    )


# Questions

_ASKS: dict[str, str] = {
    "capabilities": r"what .*\b(?:do|does|use it for)\b|abilit|feature|function|功能|做什么|能做|用途",
    "audience": r"\bwho\b|\bwhom\b|audience|users?\b|customers?\b|target group|用户|给谁|谁用|受众|人群|客户",
    "price": r"pric|cost|charge|\bpay|\bfree\b|currency|revenue|价|收费|多少钱|免费|币种",
    "market": r"market|countr|region|where .*\b(?:sell|offer)|jurisdiction|"
    r"市场|国家|地区|在哪.*(?:卖|提供|销售)",
    "channels": r"channel|announce|promot|publish|where .*\b(?:post|launch|reach)|"
    r"渠道|推广|宣传|在哪.*(?:发|推)",
}


def _gaps(facts: ProductFacts) -> Iterator[tuple[str, str]]:
    """What is missing, with its name for the founder."""
    if not facts.capabilities:
        yield "capabilities", _("what the product does")
    if not facts.audience:
        yield "audience", _("who it is for")
    if not facts.prices and facts.signal("takes_payment") is not False:
        yield "price", _("the price")
    if not facts.markets:
        yield "market", _("the market")
    if not facts.channels:
        yield "channels", _("the channels")


def _asked(topic: str, questions: Iterable[str]) -> bool:
    return any(re.search(_ASKS[topic], text, re.IGNORECASE) for text in questions)


async def questions_asked(subject: Subject) -> CheckResult:
    """What the facts leave empty and later work needs is asked, and every question says why."""
    facts = _facts(subject)
    if isinstance(facts, CheckResult):
        return _unreadable("questions_asked")
    missing = list(_gaps(facts))
    texts = [question.text for question in facts.questions]
    findings = [
        Finding(
            path=FACTS,
            message=_("Nobody asks for {gap}, and the facts do not hold it.").format(gap=name),
            remedy=_("Add a question."),
        )
        for topic, name in missing
        if not _asked(topic, texts)
    ]
    findings += [
        Finding(
            path=FACTS,
            message=_("{id} does not say why it is asked, or asks nothing.").format(id=question.id),
        )
        for question in facts.questions
        if not question.why.strip() or not question.text.strip()
    ]
    evidence = {
        "gaps": [topic for topic, _name in missing],
        "questions": len(texts),
        # with abilities a product can be described, and what else is unknown becomes a marked assumption
        "blocking": []
        if facts.capabilities
        else sorted({kind for question in facts.questions for kind in question.blocks}),
        "looked_at": len(texts) + len(facts.capabilities) + len(facts.audience),
    }
    verdict = Verdict.FAIL if findings else Verdict.PASS
    reason = (
        _("Gaps of the brief are not asked about.")
        if findings
        else _("Every gap that later work needs is asked about.")
    )
    return CheckResult(
        check="questions_asked", verdict=verdict, reason=reason, findings=tuple(findings), evidence=evidence
    )


CHECKS: dict[str, Check] = {
    "facts_valid": facts_valid,
    "facts_cited": facts_cited,
    "questions_asked": questions_asked,
}
