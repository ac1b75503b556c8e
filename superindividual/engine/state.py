"""State: what the graph of a run passes on between its nodes. Never contents."""

from __future__ import annotations

from typing import Annotated, TypedDict


def merge(left: dict[str, str], right: dict[str, str]) -> dict[str, str]:
    """Join what two branches report."""
    return {**left, **right}


class RunState(TypedDict, total=False):
    """What branches report to the run: step to the digest it handed over. Never contents."""

    done: Annotated[dict[str, str], merge]


class StepState(RunState, total=False):
    """What a step's nodes pass on."""

    round: int
    """The time through the step that the nodes belong to; another one makes them leave."""
    attempt: int
    """The attempt under way, counting from 1 over all rounds of the step."""
    granted: int
    """The attempt up to which the agent may try before the founder is asked."""
    told: list[str]
    version: int
    request: str
