"""A call of a model as a company's agents make it: within the budget of a run that stands in a journal, kept and counted."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AsyncExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from langchain_core.messages import HumanMessage

from superindividual.engine.budget import budgets
from superindividual.engine.meter import Asked, Meter
from superindividual.engine.transcript import Transcript
from superindividual.engine.turnstile import Turnstile
from superindividual.ids import RunId
from superindividual.journal.journal import Journal
from superindividual.models.opening import Surroundings, open_models
from superindividual.specs.models import ModelsSpec
from superindividual.specs.workflow import BudgetSpec, WorkflowSpec
from superindividual.workspace.objects import ObjectStore

STEPS = 6
"""Of a run: a call each."""


def models_of(url: str) -> ModelsSpec:
    """A company with one model."""
    return ModelsSpec.model_validate({"endpoints": {"a": {"base_url": url}}, "tiers": {"strong": ["a/m"]}})


def _begin(journal: Journal, objects: ObjectStore, numbers: Iterable[int]) -> None:
    steps = [
        {"id": f"s{n}", "agent": "marketer", "deliver": "positioning", "task": "Say it."}
        for n in range(STEPS)
    ]
    flow = WorkflowSpec.model_validate(
        {"name": "bench", "budget": {"calls": 1000, "usd": 100}, "steps": steps}
    )
    brief = objects.put(b"A tool that counts things.")
    with journal.transaction():
        for number in numbers:
            journal.runs.begin(
                RunId(f"R-{number}"), flow, inputs={}, brief=brief, product="thing", language="en", engine="model",
                approve=None,
            )  # fmt: skip


async def accounted_call(
    stack: AsyncExitStack, url: str, folder: Path, numbers: Iterable[int]
) -> tuple[Any, Turnstile]:
    """A function that makes one call of a step, `s0` to `s5`, of a run, `R-` and one of the numbers; what lets runs begin."""
    chat, pool = await stack.enter_async_context(open_models(models_of(url), {}, Surroundings()))
    journal = Journal(folder / "journal.db")
    stack.callback(journal.close)
    stack.enter_context(journal.store.anchor.written_ahead())  # as a worker does
    objects = ObjectStore(folder / "objects")
    _begin(journal, objects, numbers)
    meter = Meter(
        journal,
        Transcript(objects),
        "model",
        budgets(journal, BudgetSpec(usd=100_000.0)),
        offered=lambda need: pool.offer(need, journal.clock().date(), Surroundings.spent),
    )

    async def call(run: str, step: str) -> Any:
        job: Any = SimpleNamespace(
            run=RunId(run), step=step, attempt=1, agent=SimpleNamespace(name="marketer"), model="inherit",
            labels=frozenset(),
        )  # fmt: skip
        asked = Asked([HumanMessage(f"hello {run} {step}")])
        return await meter.call(job, asked, lambda: chat.ainvoke(list(asked.messages)), lambda answer: answer)

    return call, meter.turnstile
