"""Proposal: what a recipe makes of a job: the same things a model would hand over through the same tools."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from superindividual.tools.job import Job
from superindividual.workspace.artifact import Claim


@dataclass(frozen=True)
class Proposal:
    """Files, a summary, claims. Played through the tools as `write_file` calls and one `submit`."""

    files: Mapping[str, bytes]
    """Path in the product's folder, below the kind's folder, to content."""
    summary: str
    """Two or three sentences for the founder, in the job's language."""
    claims: tuple[Claim, ...] = ()
    recipe: str = ""
    """Name and version, such as `csv-reporter@1`."""


Recipe = Callable[[Job], Proposal]
"""A recipe is a pure function of the job: the same job, the same bytes."""
