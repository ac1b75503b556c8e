"""Least: what a step's calls take at least, by the very words that every first call sends.

Certain of a call are the role card, the place of work, the kind's contract, the task as far as it stands in the file, and
what is said of the company: the prompt of a job to which nothing was given. Everything else (the brief, inputs, memory,
tools, later turns) comes on top and is not counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from superindividual.clock import Clock
from superindividual.engine.budget import ASSUMED_INPUT, ASSUMED_OUTPUT
from superindividual.engine.prompt import assignment, instructions
from superindividual.errors import CompanyError, SpecError
from superindividual.ids import RunId, StepId
from superindividual.models.directory import places
from superindividual.models.need import Need
from superindividual.models.pool import Pool, pool_of
from superindividual.models.price import DEAREST_READ, DEAREST_WRITTEN, Price, Tokens
from superindividual.paths import CompanyPaths
from superindividual.settings import LANGUAGES
from superindividual.specs.agent import AgentSpec
from superindividual.specs.brief import Brief
from superindividual.specs.catalog import Catalog
from superindividual.specs.cheapest import Amount, Calls, House
from superindividual.specs.company import CompanySpec
from superindividual.specs.company_reader import load_company
from superindividual.specs.files import read_file
from superindividual.specs.interpolation import expressions_in
from superindividual.specs.workflow import BudgetSpec, StepSpec
from superindividual.specs.yaml import parse
from superindividual.text import Language
from superindividual.tools.job import Job

_WORDS_PER_TOKEN = 2
"""At most. Tokenizers in use split at white space before anything else, so that every word with a letter in it is at
least one token; the few that join words (SuperBPE) still stay below one and a half of prose."""

_WORD = re.compile(r"[^\W\d_]\S*")
_MILLION = 1_000_000


@dataclass
class Least:
    """For one company at one time; what it looked up it keeps."""

    catalog: Catalog
    spec: CompanySpec
    at: datetime
    _words: dict[tuple[str, str], int] = field(default_factory=dict)
    _cards: dict[str, AgentSpec | None] = field(default_factory=dict)
    _pools: tuple[Pool, Pool] | None = None

    def tokens(self, step: StepSpec) -> int:
        """Read and written by one call: half of the words that are sent, and one token of an answer."""
        return self._read(step) + 1

    def dollars(self, calls: Calls, limit: Decimal) -> Amount | None:
        """What all calls cost at least at the cheapest model that each may be made to; None up to the limit.

        Prices are looked up only where the dearest known one could be too dear, since the list of them is large.
        """
        counted = [(step, count) for step, count in calls if count]
        if limit >= sum(count * self._dearest(step) for step, count in counted):
            return None
        total, known = Decimal(0), True
        for step, count in counted:
            amount = self._call(step)
            if amount is None:
                return None
            total += count * amount.dollars
            known = known and amount.known
        return Amount(total, known) if total > limit else None

    def barred(self, step: StepSpec, labels: frozenset[str]) -> str:
        """Why data of these labels may go to none of the models that may do a step; empty where it may."""
        _now, with_keys = self._both()
        return with_keys.barred(Need(self._model(step), labels))

    def _model(self, step: StepSpec) -> str:
        card = self._card(step.agent or "")
        return step.model or (card.model if card else "inherit")

    def _read(self, step: StepSpec) -> int:
        return (self._fixed(step) + _words(_literal(step.task))) // _WORDS_PER_TOKEN

    def _fixed(self, step: StepSpec) -> int:
        """Words that every call of that agent for that kind sends, in whichever language they are fewer."""
        key = (step.agent or "", step.deliver or "")
        if key not in self._words:
            self._words[key] = min((_words(text) for text in self._prompts(*key)), default=0)
        return self._words[key]

    def _prompts(self, agent: str, kind: str) -> Iterator[str]:
        card = self._card(agent)
        if card is None or kind not in self.catalog.kinds:
            return
        for language in LANGUAGES:
            job = self._bare(card, kind, language)
            yield f"{instructions(job)}\n{assignment(job)}"

    def _bare(self, card: AgentSpec, kind: str, language: Language) -> Job:
        """A job to which nothing was given."""
        return Job(
            run=RunId(""),
            step=StepId(""),
            attempt=1,
            agent=card,
            task="",
            kind=self.catalog.kinds[kind],
            brief=Brief(text="", body_line=1, language=language),
            language=language,
            today=self.at.date(),
            identity=self.spec.identity,
        )

    def _card(self, name: str) -> AgentSpec | None:
        """What is wrong with a card is told where it is read."""
        if name not in self._cards:
            self._cards[name] = None
            with suppress(SpecError, CompanyError):
                self._cards[name] = self.catalog.agent(name)
        return self._cards[name]

    def _call(self, step: StepSpec) -> Amount | None:
        """The least that one call counts as; None where no model is set up."""
        need = Need(self._model(step))
        prices = next(filter(None, (pool.prices_for(need) for pool in self._both())), [])
        tokens = Tokens(self._read(step), 1)
        return min((self._amount(price, tokens) for price in prices), key=lambda a: a.dollars, default=None)

    def _amount(self, price: Price | None, tokens: Tokens) -> Amount:
        if price:
            return Amount(price.least_of_call(tokens, self.at), known=True)
        assumed = tokens.read * ASSUMED_INPUT + tokens.written * ASSUMED_OUTPUT
        return Amount(assumed / _MILLION, known=False)

    def _both(self) -> tuple[Pool, Pool]:
        """The models that can be asked now; and those that could be with every key, where there is none now."""
        if self._pools is None:
            models, prices, found = self.spec.models, self.spec.prices, places(self.spec.models)
            with_keys = {name: replace(place, lacks="") for name, place in found.items()}
            self._pools = pool_of(models, prices, found), pool_of(models, prices, with_keys)
        return self._pools

    def _dearest(self, step: StepSpec) -> Decimal:
        """More than one call costs at least, whichever model takes it."""
        own = self.spec.prices.values()
        read = max(DEAREST_READ, *(Decimal(str(price.input)) for price in own), ASSUMED_INPUT)
        written = max(DEAREST_WRITTEN, *(Decimal(str(price.output)) for price in own), ASSUMED_OUTPUT)
        return (self._read(step) * read + written) / _MILLION


def least_of(catalog: Catalog, clock: Clock) -> Least:
    """For the company of a catalog; what its settings have wrong is told where they are read."""
    spec = CompanySpec(name="-")
    if catalog.root:
        with suppress(SpecError):
            spec = load_company(CompanyPaths(catalog.root).spec)
    return Least(catalog, spec, clock())


def house_of(catalog: Catalog, spec: CompanySpec) -> House | None:
    """Where the company's own limits stand; None where it has none."""
    if catalog.root is None or spec.budget == BudgetSpec():
        return None
    file = CompanyPaths(catalog.root).spec
    return House(spec.budget, parse(read_file(file), str(file)))


def _literal(task: str) -> str:
    """The task as it is written, with nothing in the place of its expressions."""
    for found in expressions_in(task):
        if found.source is not None:
            task = task.replace(found.written, "")
    return task


def _words(text: str) -> int:
    """How many there are with a letter in them, between white space."""
    return len(_WORD.findall(text))
