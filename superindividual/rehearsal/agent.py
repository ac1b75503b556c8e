"""RehearsalAgent: plays every role card by recipes, through the same tools as a model; never posing as one."""

from __future__ import annotations

import asyncio
import base64
from dataclasses import replace

from superindividual.checks.statement import claimed
from superindividual.errors import StepFailed
from superindividual.rehearsal.proposal import Proposal
from superindividual.rehearsal.recipes import recipe_for
from superindividual.text import gettext as _
from superindividual.text import one_line
from superindividual.tools.agent import Declined, Handed
from superindividual.tools.job import Job
from superindividual.tools.toolbox import Toolbox

_BY_ITEM = frozenset({"posts"})
"""Kinds whose recipes look at what an item of `foreach` is about."""


class RehearsalAgent:
    """Deterministic: the same job, the same tool calls. Tokens and cost are zero because no model is asked."""

    async def work(self, job: Job, toolbox: Toolbox) -> Handed | Declined:
        """Play the job's recipe; raises StepFailed when a tool refuses what the recipe proposes."""
        recipe = recipe_for(job)
        if isinstance(recipe, Declined):
            return recipe
        proposal = await asyncio.to_thread(recipe, job)
        if not proposal.files:
            return Declined(proposal.summary)
        proposal = _about_item(proposal, job)
        await self._write(proposal, job, toolbox)
        claims = (*proposal.claims, *claimed(tuple(job.kind.checks), job.language))
        told = [{"text": claim.text, "evidence": list(claim.evidence)} for claim in claims]
        await self._call(toolbox, "submit", {"summary": proposal.summary, "claims": told})
        return Handed(proposal.summary, claims, f"rehearsal/{proposal.recipe}")

    async def _write(self, proposal: Proposal, job: Job, toolbox: Toolbox) -> None:
        for path in sorted(set(job.previous.files if job.previous else ()) - set(proposal.files)):
            await self._call(toolbox, "delete_file", {"path": path})
        for path, content in sorted(proposal.files.items()):
            await self._call(toolbox, "write_file", _written(path, content))

    async def _call(self, toolbox: Toolbox, name: str, arguments: dict[str, object]) -> None:
        result = await toolbox.call(name, arguments)
        if not result.ok:
            raise StepFailed(
                _("{tool} refused what the recipe proposed: {reason}").format(
                    tool=name, reason=one_line(result.content)
                )
            )

    async def answer(self, job: Job, question: str) -> str:
        """Say what a rehearsal can say: how the version came about; it understands no question."""
        made = job.previous.deliverable if job.previous else None
        said = made.summary if made else _("nothing has been handed over yet", job.language)
        return _(
            "This is a rehearsal: no model reads your question. The version before you was made by a fixed recipe"
            " from the brief and what was decided before. Its own account: {summary}",
            job.language,
        ).format(summary=said)


def _about_item(proposal: Proposal, job: Job) -> Proposal:
    """Say where a recipe has not looked at the item: only posts are written for one."""
    if job.item is None or job.kind.name in _BY_ITEM:
        return proposal
    said = _("In a rehearsal it is the same for every item.", job.language)
    return replace(proposal, summary=f"{proposal.summary} {said}")


def _written(path: str, content: bytes) -> dict[str, object]:
    try:
        return {"path": path, "content": content.decode("utf-8")}
    except UnicodeDecodeError:
        return {"path": path, "content": base64.b64encode(content).decode(), "encoding": "base64"}
