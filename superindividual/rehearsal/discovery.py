"""Discovery: the recipe that reads a brief into `facts.json` and a paper for the founder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from typing import Any, get_args

from ruamel.yaml import YAML

from superindividual.rehearsal.proposal import Proposal
from superindividual.rehearsal.reading.facts import left_over, located_places, read_facts
from superindividual.rehearsal.reading.questions import subject
from superindividual.rehearsal.reading.recipes import product_kind
from superindividual.specs.facts import Price, ProductFacts, Signal, Statement
from superindividual.text import Language, one_line
from superindividual.tools.job import Job, Told
from superindividual.workspace.artifact import Claim

RECIPE = "discovery@1"

_MEMORY_WIDTH = 600


@lru_cache(maxsize=1)
def _wording() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("discovery.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return loaded


def discovery(job: Job) -> Proposal:
    """Read the job's brief and the founder's notes; hand over facts, questions and what they rest on."""
    facts = read_facts(job.brief, job.feedback, job.identity)
    places, left = located_places(job.brief, job.feedback), left_over(job.brief, job.feedback)
    files = {
        "discovery/facts.json": (
            json.dumps(facts.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"
        ).encode(),
        "discovery/discovery.md": _Paper(facts, job.language, places, job.told, left).text().encode(),
    }
    return Proposal(files=files, summary=_summary(facts, job.language), claims=claims(facts), recipe=RECIPE)


def statements(facts: ProductFacts) -> list[Statement]:
    """Every statement of the facts, in the form's order."""
    single = [s for s in (facts.summary, facts.problem) if s]
    lists = (facts.audience, facts.capabilities, facts.not_now, facts.promises, facts.wanted)
    budget = [facts.budget] if facts.budget else []
    return [*single, *(s for group in lists for s in group), *budget, *facts.dates]


def claims(facts: ProductFacts) -> tuple[Claim, ...]:
    """The statements and prices as claims of the deliverable."""
    priced = [Claim(text=_plain_price(p), evidence=(p.evidence,)) for p in facts.prices]
    return (*(Claim(text=s.text, evidence=(s.evidence,)) for s in statements(facts)), *priced)


def _plain_price(price: Price) -> str:
    return f"{price.amount:f} {price.currency}"


def _summary(facts: ProductFacts, lang: Language) -> str:
    words = _wording()[lang]
    count = len(statements(facts)) + len(facts.prices)
    if not facts.questions:
        return str(words["no_questions"].format(count=count))
    joint = "" if lang == "zh-CN" else " "
    first = words["first"].format(question=facts.questions[0].text)
    return str(words["conclude"].format(count=count, open=len(facts.questions)) + joint + first)


class _Paper:
    """discovery.md."""

    def __init__(
        self,
        facts: ProductFacts,
        lang: Language,
        places: dict[str, str],
        told: tuple[Told, ...],
        left: tuple[tuple[Statement, ...], tuple[Statement, ...]] = ((), ()),
    ) -> None:
        self.facts, self.lang, self.places, self.told = facts, lang, places, told
        self.unplaced, self.addressed = left
        self.words: dict[str, Any] = _wording()[lang]
        self.colon = "：" if lang == "zh-CN" else ": "

    def text(self) -> str:
        """The whole paper."""
        sections = [
            [f"# {self.words['title'].format(product=self.facts.product)}", "", f"> {self.words['note']}"],
            [f"## {self.words['understood']}", "", *self.understood()],
            [f"## {self.words['open']}", "", *self.open()],
            [f"## {self.words['kind']}", "", *self.kind()],
        ]
        for name, group in (("unplaced", self.unplaced), ("addressed", self.addressed)):
            if group:
                points = [f"- {self._cited(s)}" for s in group]
                sections.insert(2, [f"## {self.words[name]}", "", self.words[f"{name}_why"], "", *points])
        if self.facts.recipe:
            sections.append([f"## {self.words['recipe']}", "", self.facts.recipe.reason])
        if self.told:
            sections.append([f"## {self.words['knows']}", "", *self.known()])
        return "\n\n".join("\n".join(lines).rstrip() for lines in sections) + "\n"

    def understood(self) -> Iterator[str]:
        """Statements by kind, each with its line."""
        facts = self.facts
        for name, single in (
            ("summary", facts.summary),
            ("problem", facts.problem),
            ("budget", facts.budget),
        ):
            if single:
                yield f"**{self.words[name]}**{self.colon}{self._cited(single)}"
                yield ""
        for name in ("audience", "capabilities", "not_now", "promises", "wanted", "dates"):
            group: tuple[Statement, ...] = getattr(facts, name)
            if group:
                yield from (f"### {self.words[name]}", "", *(f"- {self._cited(s)}" for s in group), "")
        yield from self._places("markets", facts.markets)
        yield from self._places("channels", facts.channels)
        if facts.prices:
            yield from (f"### {self.words['prices']}", "", *(f"- {self._price(p)}" for p in facts.prices), "")

    def _cited(self, statement: Statement) -> str:
        return f"{one_line(statement.text, 1200)} [{statement.evidence}]"

    def _price(self, price: Price) -> str:
        joint = "；" if self.lang == "zh-CN" else "; "
        free = f"{joint}{price.free_tier}" if price.free_tier else ""
        label = f"{price.label}{self.colon}" if price.label else ""
        return f"{label}{_plain_price(price)} {self.words[price.period]}{free} [{price.evidence}]"

    def _places(self, kind: str, ids: tuple[str, ...]) -> Iterator[str]:
        if not ids:
            return
        yield from (f"### {self.words[kind]}", "")
        for place in ids:
            name = _wording()[kind].get(place, place)
            shown = name[self.lang] if isinstance(name, dict) else name
            evidence = self.places.get(place)
            yield f"- {shown} [{evidence}]" if evidence else f"- {shown}"
        yield ""

    def open(self) -> Iterator[str]:
        """Questions with why, most fundamental first."""
        if not self.facts.questions:
            yield self.words["none_open"]
        joint = "、" if self.lang == "zh-CN" else ", "
        for question in self.facts.questions:
            blocked = joint.join(self.words["deliverables"].get(kind, kind) for kind in question.blocks)
            yield f"- **{question.id}** {question.text}"
            yield f"  - {self.words['why']}{self.colon}{question.why}"
            if blocked:
                yield f"  - {self.words['blocks']}{self.colon}{blocked}"

    def kind(self) -> Iterator[str]:
        """The kind of product, and the yes/no facts that decide rules."""
        found = product_kind(self.facts)
        if found:
            yield self.words["kind_is"].format(kind=self.words["kinds"][found[0]], evidence=found[1])
        else:
            yield self.words["kind_unknown"]
        yield ""
        for signal in self.facts.signals:
            answer = self.words["yes"] if signal.value else self.words["no"]
            name = self._capital(subject(signal.name, self.lang))
            yield f"- {name}{self.colon}{answer} [{signal.evidence}]"
        listed = {signal.name for signal in self.facts.signals}
        joint = "、" if self.lang == "zh-CN" else ", "
        unknown = joint.join(subject(name, self.lang) for name in get_args(Signal) if name not in listed)
        if unknown:
            yield f"- {self.words['unknown']}{self.colon}{unknown}"

    def _capital(self, text: str) -> str:
        return text[:1].upper() + text[1:]

    def known(self) -> Iterator[str]:
        """What the agent was told from memory: quoted, with its id."""
        for record in self.told:
            brackets = "（{}）" if self.lang == "zh-CN" else " ({})"
            outside = brackets.format(self.words["outside"]) if record.tainted else ""
            yield f"- {one_line(record.content, _MEMORY_WIDTH)}{outside} [memory:{record.id}]"
