"""Report: the evaluator's answers as JSON for programs and as Markdown for the founder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from superindividual.compliance.condition import EU_MEMBERS, MARKETS
from superindividual.compliance.evaluate import Answer, RuleAnswer
from superindividual.compliance.rule import Rule
from superindividual.compliance.wording import Wording
from superindividual.ids import canonical
from superindividual.specs.facts import ProductFacts
from superindividual.text import Language, one_line

JSON = "compliance/report.json"
MARKDOWN = "compliance/report.md"
STALE = 180
"""Days after which the report warns that the rules are old."""

_ORDER: Sequence[Answer] = ("gap", "needs_founder", "needs_review", "met", "not_assessed", "not_applicable")
_HELD = {"EU": ("EU", "DE"), "DE": ("EU", "DE"), "US": ("US",), "CN": ("CN",)}
_MOST_SHOWN = 5
_IDENTITY = "identity"
"""Under which the questions about the company itself are gathered."""


def as_json(answers: Sequence[RuleAnswer], facts: ProductFacts, today: date) -> bytes:
    """The report for programs: canonical JSON, one answer per rule in the rules' order."""
    counts = Counter(answer.answer for answer in answers)
    return canonical(
        {
            "product": facts.product,
            "date": today.isoformat(),
            "markets": list(facts.markets),
            "counts": {name: counts[name] for name in _ORDER},
            "verified": sum(not answer.candidate for answer in answers),
            "blocks": [answer.rule for answer in answers if answer.blocks],
            "would_block": [answer.rule for answer in answers if answer.would_block],
            "answers": [answer.model_dump(mode="json") for answer in answers],
        }
    )


@dataclass(frozen=True)
class Report:
    """The Markdown report, section by section."""

    answers: Sequence[RuleAnswer]
    rules: Mapping[str, Rule]
    facts: ProductFacts
    today: date
    language: Language
    asked: tuple[int, str] | None = None
    """Line and words in which the brief asks whether it may be done at all."""
    note: str = ""
    """How the report was made; the last line."""

    @cached_property
    def words(self) -> Wording:
        """The report's own words."""
        return Wording(self.language, "report.yaml")

    @cached_property
    def evaluator(self) -> Wording:
        """The evaluator's words: facts, markets."""
        return Wording(self.language)

    def say(self, name: str, **figures: Any) -> str:
        """One of the report's sentences."""
        return self.words.say("text", name, **figures)

    # -- what belongs where: every rule in exactly one section, open permissions in their own as well ----------

    @cached_property
    def coming(self) -> list[RuleAnswer]:
        """Not in force yet, and not ruled out."""
        return [
            a for a in self.answers if a.comes_into_force and a.answer != "not_applicable" and not a.missing
        ]

    def _now(self, answer: Answer) -> list[RuleAnswer]:
        apart = {a.rule for a in (*self.coming, *self.gates)}
        return [a for a in self.answers if a.answer == answer and a.rule not in apart and not a.missing]

    @cached_property
    def waiting(self) -> list[RuleAnswer]:
        """Whether they apply is not known, or what they ask to be shown is not."""
        identity = [a for a in self._now("needs_founder") if a.check.kind == "deterministic"]
        return [*identity, *(a for a in self.answers if a.missing)]

    @cached_property
    def attestations(self) -> list[RuleAnswer]:
        """What only the founder can attest, what would block first."""
        return self._weighed(a for a in self._now("needs_founder") if a.check.kind == "attestation")

    @cached_property
    def gates(self) -> list[RuleAnswer]:
        """Permissions that are open today, by what is known."""
        wanted = ("gap", "needs_founder", "needs_review", "not_assessed")
        return [a for a in self.answers if self.rules[a.rule].gate and a.answer in wanted and not a.missing]

    @cached_property
    def gates_unknown(self) -> list[RuleAnswer]:
        """Permissions that may be needed, depending on facts that are missing."""
        return [a for a in self.answers if self.rules[a.rule].gate and a.missing]

    @cached_property
    def questions(self) -> list[tuple[str, list[RuleAnswer]]]:
        """Each question with the rules that wait for it; markets first, then by their number."""
        by_fact: dict[str, list[RuleAnswer]] = {}
        for answer in self.waiting:
            for fact in answer.missing or (_IDENTITY,):
                by_fact.setdefault(fact, []).append(answer)
        ordered = sorted(by_fact.items(), key=lambda item: (item[0] != MARKETS, -len(item[1])))
        return [(self._question(fact, found), found) for fact, found in ordered]

    def _question(self, fact: str, found: Sequence[RuleAnswer]) -> str:
        if fact != _IDENTITY:
            return self.evaluator.question(fact)
        fields = dict.fromkeys(field for answer in found for field in answer.figures["fields"])
        return self.evaluator.say("questions", "identity", fields=list(fields))

    def _weighed(self, answers: Iterable[RuleAnswer]) -> list[RuleAnswer]:
        weight = {"block": 0, "warn": 1, "info": 2}
        return sorted(answers, key=lambda a: weight[a.severity_once_verified])

    # -- the text -----------------------------------------------------------------------------------------------

    def text(self) -> str:
        """The whole report."""
        sections = [self._head(), self._short(), self._permission(), *self._middle(), self._uncovered()]
        if self.note:
            sections.append(["---", "", self.note])
        return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"

    def _middle(self) -> Iterator[list[str]]:
        """The sections from what blocks to what does not apply."""
        gaps = self._weighed(self._now("gap"))
        blocks, would = [a for a in gaps if a.blocks], [a for a in gaps if a.would_block and not a.blocks]
        if blocks:
            yield self._section("blocks", blocks, "todo")
        yield self._section("would_block", would, "todo")
        yield self._section("mend", [a for a in gaps if not a.would_block and not a.blocks], "todo")
        yield self._attest()
        yield self._ask()
        yield self._section("judge", self._weighed(self._now("needs_review")), "todo")
        yield self._section("coming", self.coming, "todo")
        yield self._section("met", self._now("met"), "", self.say("met_intro"))
        yield self._section("not_assessed", self._now("not_assessed"), "")
        yield self._not_applicable()

    def _head(self) -> list[str]:
        written = max(rule.written for rule in self.rules.values())
        age = (self.today - written).days
        stale = [">", f"> {self.say('stale', days=age)}"] if age > STALE else []
        return [
            f"# {self.say('title', product=_plain(self.facts.product))}",
            "",
            self.say(
                "meta",
                markets=self._markets(),
                date=self.today,
                rules=len(self.answers),
                verified=self._verified(),
            ),
            "",
            f"> {self.say('disclaimer', written=written)}",
            *stale,
        ]

    def _verified(self) -> int:
        return sum(not answer.candidate for answer in self.answers)

    def _markets(self) -> str:
        named = [self.evaluator.market(code) for code in self.facts.markets]
        return self.words.joint.join(named) or self.say("no_market")

    def _short(self) -> list[str]:
        gaps = self._now("gap")
        blocks, would = [a for a in gaps if a.blocks], [a for a in gaps if a.would_block and not a.blocks]
        mend = [a for a in gaps if not a.would_block and not a.blocks]
        lines = [self.say("short_blocks", rules=_ids(blocks)) if blocks else self.say("short_no_block")]
        if self.gates:
            lines.insert(0, self.say("short_permission", rules=self._titled(self.gates)))
        lines += [self.say("short_would", rules=self._titled(would))] if would else []
        lines += [self.say("short_mend", rules=self._titled(mend))] if mend else []
        if self.attestations:
            heavy = sum(a.severity_once_verified == "block" for a in self.attestations)
            lines.append(self.say("short_attest", count=len(self.attestations), block=heavy))
        if self.questions:
            first = self.questions[0][0]
            lines.append(
                self.say("short_questions", count=len(self.questions), rules=len(self.waiting), first=first)
            )
        return [f"## {self.say('short')}", "", *(f"- {line}" for line in lines), "", *self._table()]

    def _table(self) -> Iterator[str]:
        yield from (self.say("table_head"), "|---|---:|---:|")
        for name in _ORDER:
            found = [a for a in self.answers if a.answer == name]
            open_ones = [
                a
                for a in found
                if name not in ("met", "not_applicable") and a.severity_once_verified == "block"
            ]
            yield f"| {self.words.say('answers', name)} | {len(found)} | {len(open_ones) or '-'} |"

    def _permission(self) -> list[str]:
        """What decides whether to start at all; there when the brief asks, or when a permission is open."""
        if not self.asked and not self.gates:
            return []
        lines = [f"## {self.say('permission')}", ""]
        if self.asked:
            lines += [self.say("asked", question=_plain(self.asked[1]), line=self.asked[0]), ""]
        shown = list(
            dict.fromkeys(_HELD.get("EU" if c in EU_MEMBERS else c, (c,)) for c in self.facts.markets)
        )
        free = [held for held in shown if held[0] in _HELD and not self._gates_in(held)]
        for held in shown or [("EU", "DE"), ("US",), ("CN",)]:
            lines += [*self._permission_in(held), ""]
        if free and len(free) < len(shown):
            named = self.words.joint.join(self._jurisdiction(held[0]) for held in free)
            lines += [self.say("permission_elsewhere", markets=named), ""]
        return lines[:-1]

    def _gates_in(self, held: tuple[str, ...]) -> list[RuleAnswer]:
        return [a for a in self.gates if self.rules[a.rule].jurisdiction in held]

    def _permission_in(self, held: tuple[str, ...]) -> list[str]:
        market, here = self._jurisdiction(held[0]), self._gates_in(held)
        if held[0] not in _HELD:
            return [self.say("permission_uncovered", market=market)]
        unknown = [a for a in self.gates_unknown if self.rules[a.rule].jurisdiction in held]
        if here:
            more = ["", self.say("permission_more", rules=self._titled(unknown))] if unknown else []
            return [
                self.say("permission_open", market=market),
                "",
                *(x for a in here for x in self._item(a, "todo")),
                *more,
            ]
        if not unknown:
            return [self.say("permission_none", market=market)]
        name = "permission_excluded" if self.facts.markets else "permission_unknown"
        return [self.say(name, market=market, rules=self._titled(unknown))]

    def _section(self, name: str, answers: Sequence[RuleAnswer], todo: str, intro: str = "") -> list[str]:
        lines = [f"## {self.say(name)}", ""]
        if intro and answers:
            lines += [intro, ""]
        return lines + ([line for a in answers for line in self._item(a, todo)] or [self.say("none")])

    def _attest(self) -> list[str]:
        lines = [
            f"## {self.say('attest')}",
            "",
            self.say("attest_intro") if self.attestations else self.say("none"),
        ]
        for code in ("ANY", "EU", "DE", "US", "CN"):
            here = [a for a in self.attestations if self.rules[a.rule].jurisdiction == code]
            if here:
                lines += ["", f"### {self.words.say('jurisdictions', code)}", ""]
                lines += [line for a in here for line in self._attestation(a)]
        return lines

    def _attestation(self, answer: RuleAnswer) -> Iterator[str]:
        rule = self.rules[answer.rule]
        yield f"- [ ] **{answer.rule}** {answer.question}"
        yield f"  - {self.say('because', why=rule.why[self.language])} {self.say('todo_if_not', remedy=rule.remedy[self.language])}"
        yield f"  - {self._source(answer)}"

    def _ask(self) -> list[str]:
        lines = [f"## {self.say('questions')}", ""]
        if not self.questions:
            return [*lines, self.say("none")]
        lines += [self.say("questions_intro"), ""]
        numbers: dict[str, list[str]] = {}
        for number, (question, found) in enumerate(self.questions, 1):
            lines.append(f"{number}. {self.say('question_line', question=question, count=len(found))}")
            for answer in found:
                numbers.setdefault(answer.rule, []).append(str(number))
        lines += ["", f"### {self.say('waiting')}", "", self.say("waiting_head"), "|---|---|---|---|"]
        return lines + [self._row(a, ", ".join(numbers[a.rule])) for a in self.waiting]

    def _row(self, answer: RuleAnswer, numbers: str) -> str:
        rule = self.rules[answer.rule]
        return (
            f"| {rule.id} | {_cell(rule.title[self.language])} | {_cell(self._cited(answer))} | {numbers} |"
        )

    def _not_applicable(self) -> list[str]:
        reasons: dict[str, list[RuleAnswer]] = {}
        for answer in self.answers:
            if answer.answer == "not_applicable":
                reasons.setdefault(answer.why, []).append(answer)
        lines = [f"## {self.say('not_applicable')}", ""]
        for why, found in sorted(reasons.items(), key=lambda item: -len(item[1])):
            listed = "; ".join(f"{a.rule} ({self.rules[a.rule].source})" for a in found)
            lines.append(f"- **{_plain(why)}** ({len(found)}): {listed}")
        return lines if reasons else [*lines, self.say("none")]

    def _uncovered(self) -> list[str]:
        strange = [code for code in self.facts.markets if code not in _HELD and code not in EU_MEMBERS]
        lines = [self.say("uncovered_market", market=code) for code in strange]
        lines += [self.say(name) for name in ("uncovered_states", "uncovered_fields", "uncovered_live")]
        return [f"## {self.say('uncovered')}", "", *(f"- {line}" for line in lines)]

    def _item(self, answer: RuleAnswer, todo: str) -> Iterator[str]:
        """A rule with what was seen, what to do, and its source."""
        rule = self.rules[answer.rule]
        yield f"- {'[ ] ' if todo else ''}**{answer.rule}** {rule.title[self.language]}"
        if todo:
            yield f"  - {self.say('because', why=rule.why[self.language])}"
        if answer.check.kind == "deterministic" or not todo:
            yield f"  - {self.say('seen', why=answer.why)}{_places(answer.where)}"
        if todo and answer.question:
            yield f"  - {self.say('to_attest' if answer.check.kind == 'attestation' else 'to_judge', question=answer.question)}"
        if todo:
            yield f"  - {self.say(todo, remedy=rule.remedy[self.language])}"
        yield f"  - {self._source(answer)}"

    def _source(self, answer: RuleAnswer) -> str:
        """Source, since when, and what the rule is worth."""
        return f"*{self.say('source', source=self._cited(answer))}; {self._standing(answer)}*"

    def _cited(self, answer: RuleAnswer) -> str:
        rule, since = self.rules[answer.rule], self.rules[answer.rule].in_force.since
        named = f"[{rule.source}]({rule.source.url})" if rule.source.url else str(rule.source)
        if answer.comes_into_force:
            return f"{named}; {self.say('coming_from', date=answer.comes_into_force)}"
        return f"{named}; {self.say('since', date=since)}" if since else named

    def _standing(self, answer: RuleAnswer) -> str:
        rule = self.rules[answer.rule]
        if not answer.candidate:
            return self.say("verified", by=rule.verified.by, date=rule.verified.date_)
        return self.say("candidate_block" if rule.severity == "block" else "candidate")

    def _titled(self, answers: Iterable[RuleAnswer]) -> str:
        return "; ".join(f"{self.rules[a.rule].title[self.language]} ({a.rule})" for a in answers)

    def _jurisdiction(self, code: str) -> str:
        return self.words.say("jurisdictions", code) if code in _HELD else code

    def summary(self) -> str:
        """Two or three sentences for the founder."""
        blocks = [a for a in self.answers if a.blocks]
        figures = {
            "rules": len(self.answers),
            "markets": self._markets(),
            "gap": len(self._now("gap")),
            "attest": len(self.attestations),
            "unknown": len(self.waiting),
            "questions": len(self.questions),
            "review": len(self._now("needs_review")),
            "not_assessed": len(self._now("not_assessed")),
            "verified": self._verified(),
            "blocks": _ids(blocks),
        }
        said = self.say("summary_blocks" if blocks else "summary", **figures)
        return said + (self.say("summary_permission", rules=_ids(self.gates)) if self.gates else "")


def _ids(answers: Iterable[RuleAnswer]) -> str:
    return ", ".join(answer.rule for answer in answers)


def _places(where: Sequence[str]) -> str:
    if not where:
        return ""
    shown = ", ".join(f"`{_plain(place)}`" for place in where[:_MOST_SHOWN])
    return f" ({shown}{', …' if len(where) > _MOST_SHOWN else ''})"


def _plain(text: str) -> str:
    """Foreign words on one line that cannot become markup."""
    return (
        one_line(text, 300)
        .replace("`", "'")
        .replace("<", "‹")
        .replace(">", "›")
        .replace("[", "(")
        .replace("]", ")")
    )


def _cell(text: str) -> str:
    return text.replace("|", "/").replace("\n", " ")
