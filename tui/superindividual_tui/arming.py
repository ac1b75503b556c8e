"""Arming: when a key may decide.

Typing ahead has approved things in other programs. Here a key decides only on a panel that is focused, fully
painted and half a second old, after a second without typing, and an approval is held for a moment in which any
further key takes it back: whoever types a word never approves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

Monotonic = Callable[[], float]
"""Gives seconds that never go back."""

SEEN = 0.5
"""Seconds a panel must have stood, painted."""
IDLE = 1.0
"""Seconds without typing before a decision key."""
HELD = 0.6
"""Seconds in which another key takes an approval back."""

Phase = Literal["away", "arming", "armed", "held"]


@dataclass
class Arming:
    """The state of one panel; the clock is injected."""

    clock: Monotonic
    _painted: float | None = None
    _typed: float = field(default=float("-inf"))
    _before: float = field(default=float("-inf"))
    _held: tuple[str, float] | None = None
    _due: bool = False

    def leave(self) -> None:
        """The panel is not focused, or is about to change; what was held is taken back."""
        self._painted = None
        self._held = None

    def painted(self) -> None:
        """The focused panel stands on the screen as it is."""
        if self._painted is None:
            self._painted = self.clock()

    def touch(self) -> bool:
        """A key was pressed or text pasted; True when that took back what was held."""
        self._before, self._typed = self._typed, self.clock()
        return self.take_back()

    def go_on_from(self, other: Arming) -> None:
        """Take over when keys were pressed: what was typed before a dialog opened is typing as well."""
        self._before, self._typed = other._before, other._typed

    def take_back(self) -> bool:
        """Something else was done; True when that took back what was held."""
        taken_back = self._held is not None
        self._held = None
        return taken_back

    def admits(self) -> bool:
        """Whether the key that was just pressed may decide."""
        moment = self.clock()
        return self._stands(moment) and moment - self._before >= IDLE

    def _stands(self, moment: float) -> bool:
        return self._painted is not None and moment - self._painted >= SEEN

    def hold(self, verb: str) -> None:
        """Hold what the key asks for; call only after `admits()`."""
        self._held, self._due = (verb, self.clock()), False

    @property
    def held(self) -> bool:
        """Whether something is held and can be taken back."""
        return self._held is not None

    def settle(self) -> str | None:
        """What was held long enough, once, and not before the second look.

        Where the program was busy, a key that takes it back may still be on its way at the first.
        """
        if self._held is None or self.clock() - self._held[1] < HELD:
            return None
        if not self._due:
            self._due = True
            return None
        verb, self._held = self._held[0], None
        return verb

    @property
    def phase(self) -> Phase:
        """As it is shown to the founder."""
        if self._painted is None:
            return "away"
        if self._held:
            return "held"
        moment = self.clock()
        return "armed" if self._stands(moment) and moment - self._typed >= IDLE else "arming"
