"""Observer: who looks on while a model is called. It is told and decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from superindividual.models.ambient import Ambient


@dataclass(frozen=True)
class Pause:
    """A wait that is long enough to be told: the endpoint asked for it, or is left alone after faults."""

    endpoint: str
    seconds: float
    reason: str


@dataclass(frozen=True)
class Observer:
    """What is told to whom; an answer is streamed only where somebody reads its words."""

    on_text: Callable[[str], None] | None = None
    """Words of an answer while it comes. They may end in a fault and come again: only the answer counts."""
    on_pause: Callable[[Pause], None] | None = None
    """A pause begins; the call goes on after it. Without this nobody could see it, and the call ends instead."""


_ambient: Ambient[Observer] = Ambient("observer", Observer())
observing = _ambient.within
"""Let the observer look on at all calls that are made in the block, also by tasks that begin in it."""
observer = _ambient.now
"""Who looks on at this call."""
