"""What the company knows about a client, so that not every model may be told."""

from __future__ import annotations

from superindividual.ids import MemoryId
from superindividual.memory.memory import Memory


def know_a_client(memory: Memory) -> MemoryId:
    """A record with a label that every agent is told."""
    record = memory.compose(
        "Meyer Ltd pays late",
        kind="preference",
        scope="company",
        source="founder",
        author="founder",
        labels=("client",),
    )
    memory.add(record)
    return record.id
