"""Ambient: a value holds in its block and in what begins there, and nowhere else."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from superindividual.models.ambient import Ambient


async def test_a_value_holds_in_its_block_and_in_tasks_that_begin_there() -> None:
    """Also while another block goes on beside it, and after a block that ended by an error."""
    ambient: Ambient[str] = Ambient("test", "outside")

    async def inside(value: str) -> str:
        with ambient.within(value):
            return await asyncio.create_task(later())

    async def later() -> str:
        await asyncio.sleep(0)
        return ambient.now()

    assert await asyncio.gather(inside("one"), inside("two")) == ["one", "two"]
    with suppress(ValueError), ambient.within("broken"):
        raise ValueError
    assert ambient.now() == "outside"
