"""Report: the evaluator's answers as JSON for programs and as Markdown for the founder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from superindividual.compliance.condition import EU_MEMBERS
from superindividual.compliance.evaluate import Answer, RuleAnswer
from superindividual.compliance.lines import Lines, plain
from superindividual.compliance.sorting import Sorted, weighed
from superindividual.ids import canonical
from superindividual.specs.facts import ProductFacts

JSON = "compliance/report.json"
MARKDOWN = "compliance/report.md"
STALE = 180
"""Days after which the report warns that the rules are old."""

_ORDER: Sequence[Answer] = ("gap", "needs_founder", "needs_review", "met", "not_assessed", "not_applicable")
_HELD: dict[str, tuple[str, ...]] = {"EU": ("EU", "DE"), "US": ("US",), "CN": ("CN",)}
"""Markets with rules, and the jurisdictions that belong to each."""


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

    sorted: Sorted
    lines: Lines
    facts: ProductFacts
    today: date
    asked: tuple[int, str] | None = None
    """Line and words in which the brief asks whether it may be done at all."""
    note: str = ""
    """How the report was made; the last line."""
    looked: tuple[tuple[str, str], ...] = ()
    """Folders and files from outside, by the input's name."""

    def text(self) -> str:
        """The whole report."""
        sections = [
            self._head(),
            self._short(),
            self._looked(),
            self._permission(),
            *self._middle(),
            self._uncovered(),
        ]
        if self.note:
            sections.append(["---", "", self.note])
        return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"

    def _middle(self) -> Iterator[list[str]]:
        """The sections from what blocks to what does not apply."""
        found = self.sorted
        if found.blocking:
            yield self._open("blocks", found.blocking)
        yield self._open("would_block", found.would_block)
        yield self._open("mend", found.to_mend)
        yield self._attest()
        yield self._ask()
        yield self._open("judge", weighed(found.now("needs_review")))
        yield self._open("coming", found.coming)
        yield self._closed("met", "met_intro", found.now("met"))
        yield self._closed("not_assessed", "", found.now("not_assessed"))
        yield self._not_applicable()

    def _head(self) -> list[str]:
        say, rules = self.lines.say, self.lines.rules.values()
        written = max(rule.written for rule in rules)
        age = (self.today - written).days
        stale = [">", f"> {say('stale', days=age)}"] if age > STALE else []
        meta = say(
            "meta", markets=self._markets(), date=self.today, rules=len(rules), verified=self._verified()
        )
        title = say("title", product=plain(self.facts.product))
        return [f"# {title}", "", meta, "", f"> {say('disclaimer', written=written)}", *stale]

    def _verified(self) -> int:
        return sum(not answer.candidate for answer in self.sorted.answers)

    def _markets(self) -> str:
        named = [self.lines.evaluator.market(code) for code in self.facts.markets]
        return self.lines.words.joint.join(named) or self.lines.say("no_market")

    def _short(self) -> list[str]:
        """What the founder must know, and the counts."""
        return [
            f"## {self.lines.say('short')}",
            "",
            *(f"- {line}" for line in self._points()),
            "",
            *self._table(),
        ]

    def _looked(self) -> list[str]:
        """What was given from outside, and what of it nobody read."""
        say = self.lines.say
        named = (say("looked_line", input=name, summary=plain(said)) for name, said in self.looked)
        return [f"## {say('looked')}", "", *(f"- {line}" for line in named)] if self.looked else []

    def _points(self) -> Iterator[str]:
        found, say, titled = self.sorted, self.lines.say, self.lines.titled
        if found.gates:
            yield say("short_permission", rules=titled(found.gates))
        yield say("short_blocks", rules=titled(found.blocking)) if found.blocking else say("short_no_block")
        if found.would_block:
            yield say("short_would", rules=titled(found.would_block))
        if found.to_mend:
            yield say("short_mend", rules=titled(found.to_mend))
        if found.attestations:
            heavy = sum(a.severity_once_verified == "block" for a in found.attestations)
            yield say("short_attest", count=len(found.attestations), block=heavy)
        if found.questions:
            first = self.lines.question(*found.questions[0])
            yield say("short_questions", count=len(found.questions), rules=len(found.waiting), first=first)

    def _table(self) -> Iterator[str]:
        yield from (self.lines.say("table_head"), "|---|---:|---:|")
        for name in _ORDER:
            found = [a for a in self.sorted.answers if a.answer == name]
            heavy = sum(a.severity_once_verified == "block" for a in found)
            shown = "-" if name in ("met", "not_applicable") or not heavy else str(heavy)
            yield f"| {self.lines.words.say('answers', name)} | {len(found)} | {shown} |"

    def _permission(self) -> list[str]:
        """What decides whether to start at all; there when the brief asks, or when a permission is open."""
        if not self.asked and not self.sorted.gates:
            return []
        lines = [f"## {self.lines.say('permission')}", ""]
        if self.asked:
            number, question = self.asked
            lines += [self.lines.say("asked", question=plain(question), line=number), ""]
        shown = list(dict.fromkeys("EU" if code in EU_MEMBERS else code for code in self.facts.markets))
        for market in shown or _HELD:
            lines += [*self._permission_in(market), ""]
        free = [market for market in shown if market in _HELD and not self._gates(market)]
        if free and self.sorted.gates:
            named = self.lines.words.joint.join(self.lines.market(market) for market in free)
            lines += [self.lines.say("permission_elsewhere", markets=named), ""]
        return lines[:-1]

    def _gates(self, market: str) -> list[RuleAnswer]:
        return self._of(self.sorted.gates, market)

    def _of(self, answers: Sequence[RuleAnswer], market: str) -> list[RuleAnswer]:
        return [a for a in answers if self.lines.rules[a.rule].jurisdiction in _HELD[market]]

    def _permission_in(self, market: str) -> list[str]:
        say, name = self.lines.say, self.lines.market(market)
        if market not in _HELD:
            return [say("permission_uncovered", market=name)]
        here, unknown = self._gates(market), self._of(self.sorted.gates_unknown, market)
        if here:
            more = (
                ["", say("permission_more", rules=self.lines.titled(unknown))]
                if unknown and self.asked
                else []
            )
            items = (line for answer in here for line in self.lines.item(answer))
            return [say("permission_open", market=name), "", *items, *more]
        if not unknown:
            return [say("permission_none", market=name)]
        which = "permission_excluded" if self.facts.markets else "permission_unknown"
        return [say(which, market=name, rules=self.lines.titled(unknown))]

    def _open(self, name: str, answers: Sequence[RuleAnswer]) -> list[str]:
        items = [line for answer in answers for line in self.lines.item(answer)]
        return [f"## {self.lines.say(name)}", "", *(items or [self.lines.say("none")])]

    def _closed(self, name: str, intro: str, answers: Sequence[RuleAnswer]) -> list[str]:
        items = [line for answer in answers for line in self.lines.closed(answer)]
        head = [self.lines.say(intro), ""] if intro and items else []
        return [f"## {self.lines.say(name)}", "", *head, *(items or [self.lines.say("none")])]

    def _attest(self) -> list[str]:
        found, say = self.sorted.attestations, self.lines.say
        lines = [f"## {say('attest')}", "", say("attest_intro") if found else say("none")]
        for code in ("ANY", "EU", "DE", "US", "CN"):
            here = [a for a in found if self.lines.rules[a.rule].jurisdiction == code]
            if here:
                lines += ["", f"### {self.lines.market(code)}", ""]
                lines += [line for answer in here for line in self.lines.attestation(answer)]
        return lines

    def _ask(self) -> list[str]:
        say, found = self.lines.say, self.sorted.questions
        lines = [f"## {say('questions')}", ""]
        if not found:
            return [*lines, say("none")]
        lines += [say("questions_intro"), ""]
        numbers: dict[str, list[str]] = {}
        for number, (fact, waiting) in enumerate(found, 1):
            question = self.lines.question(fact, waiting)
            lines.append(f"{number}. {say('question_line', question=question, count=len(waiting))}")
            for answer in waiting:
                numbers.setdefault(answer.rule, []).append(str(number))
        lines += ["", f"### {say('waiting')}", "", say("waiting_head"), "|---|---|---|---|"]
        return lines + [self.lines.row(a, ", ".join(numbers[a.rule])) for a in self.sorted.waiting]

    def _not_applicable(self) -> list[str]:
        reasons: dict[str, list[RuleAnswer]] = {}
        for answer in self.sorted.answers:
            if answer.answer == "not_applicable":
                reasons.setdefault(answer.why, []).append(answer)
        lines = [f"## {self.lines.say('not_applicable')}", ""]
        for why, found in sorted(reasons.items(), key=lambda item: -len(item[1])):
            listed = (f"{a.rule}{self.lines.bracketed(str(self.lines.rules[a.rule].source))}" for a in found)
            count = self.lines.bracketed(str(len(found)))
            lines.append(f"- **{plain(why)}**{count}: {self.lines.list_joint.join(listed)}")
        return lines if reasons else [*lines, self.lines.say("none")]

    def _uncovered(self) -> list[str]:
        strange = [code for code in self.facts.markets if code not in _HELD and code not in EU_MEMBERS]
        lines = [self.lines.say("uncovered_market", market=code) for code in strange]
        lines += [self.lines.say(name) for name in ("uncovered_states", "uncovered_fields", "uncovered_live")]
        return [f"## {self.lines.say('uncovered')}", "", *(f"- {line}" for line in lines)]

    def summary(self) -> str:
        """Two or three sentences for the founder."""
        found = self.sorted
        figures = {
            "rules": len(found.answers),
            "markets": self._markets(),
            "gap": sum(a.answer == "gap" for a in found.answers),
            "attest": len(found.attestations),
            "unknown": len(found.waiting),
            "questions": len(found.questions),
            "review": len(found.now("needs_review")),
            "not_assessed": len(found.now("not_assessed")),
            "verified": self._verified(),
            "blocks": ", ".join(a.rule for a in found.blocking),
        }
        said = self.lines.say("summary_blocks" if found.blocking else "summary", **figures)
        gates = self.lines.words.joint.join(a.rule for a in found.gates)
        return said + (self.lines.say("summary_permission", rules=gates) if gates else "")
