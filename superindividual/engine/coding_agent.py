"""CodingAgent: somebody else's coding agent does a step's work, by ACP, in the sandbox.

It gets a repository of its own with the product's history, and the same words as a model. What it leaves below the
step's folder becomes the draft; the checks of the step run on it as on any other.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from superindividual.engine.budget import budgets, used_by
from superindividual.engine.prompt import assignment, instructions
from superindividual.errors import StepFailed
from superindividual.journal.calls import Expected, Taken
from superindividual.journal.journal import Journal
from superindividual.models.price import Tokens, find_price
from superindividual.specs.company import CompanySpec
from superindividual.specs.delegate import VIA, Delegate
from superindividual.text import gettext as _
from superindividual.text import one_line
from superindividual.tools.agent import Agent, Handed
from superindividual.tools.conversation import conversing
from superindividual.tools.job import Job
from superindividual.tools.toolbox import Toolbox
from superindividual.workspace.repository import ProductRepository

if TYPE_CHECKING:
    from superindividual.tools.coding import Coding, Session, Spent

_MOST_SUMMARY = 2000
_UNKNOWN = Expected(0, 0, None, 0, 0, None, 0)
"""Nobody here knows what a session will take."""
_REMINDERS = 2

_HOW = """
# How you work here
You are in a git repository with the product's history; earlier steps' files lie under `inputs/`. Change files below
`{folder}/`: only what lies there when you end is taken over. There is no tool `submit`: end your turn when the work
stands, with two or three sentences for the founder on what you made, and what is missing or uncertain."""


class CodingAgent:
    """One coding agent at one product; `player` answers the founder's questions."""

    def __init__(
        self, delegate: Delegate, product: Path, player: Agent, company: CompanySpec, journal: Journal
    ) -> None:
        """The `company` says where data may go, and what may be spent; each session stands among the journal's calls."""
        self._delegate = delegate
        self._models = company.models
        self._budget = budgets(journal, company.budget)
        self._prices = company.prices
        self._product = product
        self._player = player
        self._journal = journal

    async def work(self, job: Job, toolbox: Toolbox) -> Handed:
        """Let it work until what the kind asks for is there.

        Raises:
            SandboxUnavailable: it cannot be contained here.
            StepFailed: it may not see the step's data, ended otherwise, or did not make what the kind asks for.
            BudgetExceeded: a limit is reached before it begins; what it takes then, nobody here can hold.
        """
        if find_spec("acp") is None:
            raise StepFailed(
                _("coding is delegated by a part that is not installed"),
                remedy=_("install it: pip install 'superindividual[acp]'"),
            )
        self._refuse_spent(job)
        if self._delegate.spec.network:
            self._refuse_barred(job)
            toolbox.read_outside(f"acp:{self._delegate.name}")
        await asyncio.to_thread(
            toolbox.bench.lay, lambda folder: ProductRepository(self._product).lend(folder)
        )
        words = await self._spoken(job, toolbox)
        summary = one_line(words, _MOST_SUMMARY) or _("{name} changed files and said nothing").format(
            name=self._delegate.name
        )
        return Handed(summary, (), f"acp/{self._delegate.name}")

    def _refuse_barred(self, job: Job) -> None:
        """Which model it asks, and where, only it knows: data goes there by its name or not at all."""
        barred = self._models.barred(job.labels, f"{VIA}{self._delegate.name}", "")
        if barred:
            raise StepFailed(
                _("this step's data may not go to {name}, which has the network: {labels}").format(
                    name=self._delegate.name, labels=", ".join(barred)
                ),
                remedy=_(
                    "allow it in company.yaml under models: data:, or let a model of the company's do it"
                ),
            )

    def _refuse_spent(self, job: Job) -> None:
        """Let no session begin for which nothing is left."""
        budget, usage = self._budget(job), self._journal.usage
        budget.allow(used_by(usage, usage.of_run(job.run), job.step, budget, reserved=False))

    async def _spoken(self, job: Job, toolbox: Toolbox) -> str:
        """The whole conversation; its last words."""
        from superindividual.tools.coding import Coding, Session

        spec = self._delegate.spec
        coding = Coding(toolbox.permit, spec.allow, toolbox.on_call)
        async with conversing(toolbox.sandbox, spec, toolbox.bench.folder) as talk:
            session = Session(talk, coding, keyed=bool(spec.env))
            try:
                with self._recorded(job, coding):
                    await session.begin()
                    return await self._until_handed(session, job, toolbox)
            finally:
                await session.close()

    @contextmanager
    def _recorded(self, job: Job, coding: Coding) -> Iterator[None]:
        """Let a session stand among the run's calls, by what its agent tells: it pays with a key of the founder's."""
        name = f"acp/{self._delegate.name}"
        own = {"agent": job.agent.name, "model": name}
        call = self._journal.calls.reserve(job.run, job.step, job.attempt, **own, request=None, most=_UNKNOWN)
        began, outcome = time.monotonic(), "failed"
        try:
            yield
            outcome = "answered"
        finally:
            spent, seconds = coding.spent, time.monotonic() - began
            taken = Taken(spent.read, spent.written, self._usd(name, spent), seconds, spent.cached)
            self._journal.calls.settle(call, taken, outcome)

    def _usd(self, name: str, spent: Spent) -> Decimal | None:
        """Dollars as the agent tells them, else by the price that the founder named for `acp/NAME`."""
        said = self._prices.get(name)
        if spent.usd is not None or said is None or not (spent.read or spent.written):
            return spent.usd
        price = find_price("", name, {name: said})
        tokens = Tokens(spent.read, spent.written, spent.cached)
        return price.cost(tokens, self._journal.clock()) if price else None

    async def _until_handed(self, session: Session, job: Job, toolbox: Toolbox) -> str:
        told = "\n\n".join((instructions(job), _HOW.format(folder=job.kind.folder), assignment(job)))
        refused = ""
        for _reminder in range(_REMINDERS + 1):
            words = await session.say(told)
            left: Sequence[str] = await asyncio.to_thread(toolbox.bench.take)
            result = await toolbox.call("submit", {"summary": one_line(words, _MOST_SUMMARY) or "-"})
            if result.ok:
                return words
            refused = result.content
            told = "\n".join((f"This cannot be taken over: {refused}", *left))
        raise StepFailed(
            _("{name} did not hand over what is needed: {reason}").format(
                name=self._delegate.name, reason=refused
            )
        )

    async def answer(self, job: Job, question: str) -> str:
        """As the run's model would."""
        return await self._player.answer(job, question)
