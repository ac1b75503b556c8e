"""Lines: how a report writes one rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from superindividual.compliance.evaluate import RuleAnswer
from superindividual.compliance.rule import Rule
from superindividual.compliance.sorting import IDENTITY
from superindividual.compliance.wording import Wording
from superindividual.text import Language, one_line

_MOST_SHOWN = 5


@dataclass(frozen=True)
class Lines:
    """Writes answers as Markdown, each with its rule and source."""

    rules: Mapping[str, Rule]
    language: Language

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

    def item(self, answer: RuleAnswer) -> Iterator[str]:
        """What is open: why it matters, what was seen, what to do, the source."""
        rule = self.rules[answer.rule]
        yield f"- [ ] **{rule.id}** {rule.title[self.language]}"
        yield f"  - {self.say('because', why=rule.why[self.language])}"
        if answer.check.kind == "deterministic":
            yield f"  - {self.say('seen', why=answer.why)}{_places(answer.where)}"
        if answer.question:
            name = "to_attest" if answer.check.kind == "attestation" else "to_judge"
            yield f"  - {self.say(name, question=answer.question)}"
        yield f"  - {self.say('todo', remedy=rule.remedy[self.language])}"
        yield f"  - {self.source(answer)}"

    def closed(self, answer: RuleAnswer) -> Iterator[str]:
        """What needs nothing now: what was seen, the source."""
        yield f"- **{answer.rule}** {self.rules[answer.rule].title[self.language]}"
        yield f"  - {self.say('seen', why=answer.why)}{_places(answer.where)}"
        yield f"  - {self.source(answer)}"

    def attestation(self, answer: RuleAnswer) -> Iterator[str]:
        """A box to tick."""
        rule = self.rules[answer.rule]
        yield f"- [ ] **{answer.rule}** {answer.question}"
        yield f"  - {self.say('because', why=rule.why[self.language])}"
        yield f"  - {self.say('todo_if_not', remedy=rule.remedy[self.language])}"
        yield f"  - {self.source(answer)}"

    def row(self, answer: RuleAnswer, numbers: str) -> str:
        """A row of the table of rules that wait for an answer."""
        title = self.rules[answer.rule].title[self.language]
        return f"| {answer.rule} | {_cell(title)} | {_cell(self.cited(answer))} | {numbers} |"

    def source(self, answer: RuleAnswer) -> str:
        """Where the rule stands, since when, and what it is worth."""
        return f"*{self.say('source', source=self.cited(answer))}{self.list_joint}{self._standing(answer)}*"

    def cited(self, answer: RuleAnswer) -> str:
        """Instrument and article, linked where there is an address, and the date."""
        source, since = self.rules[answer.rule].source, self.rules[answer.rule].in_force.since
        named = f"[{source}]({source.url})" if source.url else str(source)
        if answer.comes_into_force:
            return f"{named}{self.list_joint}{self.say('coming_from', date=answer.comes_into_force)}"
        return f"{named}{self.list_joint}{self.say('since', date=since)}" if since else named

    def _standing(self, answer: RuleAnswer) -> str:
        rule = self.rules[answer.rule]
        if not answer.candidate:
            return self.say("verified", by=rule.verified.by, date=rule.verified.date_)
        return self.say("candidate_block" if rule.severity == "block" else "candidate")

    def question(self, fact: str, waiting: Sequence[RuleAnswer]) -> str:
        """What to ask about an unknown."""
        if fact != IDENTITY:
            return self.evaluator.question(fact)
        fields = dict.fromkeys(field for answer in waiting for field in answer.figures["fields"])
        return self.evaluator.say("questions", "identity", fields=list(fields))

    def titled(self, answers: Iterable[RuleAnswer]) -> str:
        """Titles with their rules, in one line."""
        shown = (f"{self.rules[a.rule].title[self.language]}{self.bracketed(a.rule)}" for a in answers)
        return self.list_joint.join(shown)

    def bracketed(self, inner: str) -> str:
        """In the language's brackets."""
        return self.words.plain("brackets").format(inner=inner)

    @property
    def list_joint(self) -> str:
        """What stands between long parts of a list."""
        return self.words.plain("list")

    def market(self, code: str) -> str:
        """A market's name as a heading; its code where there is none."""
        try:
            return self.words.say("jurisdictions", code)
        except KeyError:
            return code


def plain(text: str) -> str:
    """Foreign words on one line that cannot become markup."""
    safe = str.maketrans({"`": "'", "<": "‹", ">": "›", "[": "(", "]": ")", "|": "/", "*": "∗"})
    return one_line(text, 300).translate(safe)


def _places(where: Sequence[str]) -> str:
    if not where:
        return ""
    shown = ", ".join(f"`{plain(place)}`" for place in where[:_MOST_SHOWN])
    return f" ({shown}{', …' if len(where) > _MOST_SHOWN else ''})"


def _cell(text: str) -> str:
    return text.replace("|", "/").replace("\n", " ")
