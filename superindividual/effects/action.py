"""Action: what would leave the company, where to, and by which bytes; made once, when the founder is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from superindividual.ids import Digest


@dataclass(frozen=True)
class Action:
    """Plain data; its canonical JSON is what an approval binds."""

    how: str
    """The way out."""
    effect_class: str
    key: Digest
    """Names this one occurrence, to us and to receivers."""
    arguments: Mapping[str, Any]
    """What stands under `with`, evaluated. Secrets are named here and never held."""
    files: Mapping[str, Digest]
    """What leaves: path to hash, sorted by path."""
    destination: str
    """Where to, in one line, the same in every language."""
    made: Mapping[str, Digest] = field(default_factory=dict)
    """Bytes made from the files for this action, such as a message."""
    seen: Mapping[str, Any] = field(default_factory=dict)
    """What was found outside when the founder was asked, such as a branch's newest commit."""
    spends: Mapping[str, str] = field(default_factory=dict)
    """What the founder agrees to pay: `amount` and `currency`; empty for what costs nothing."""

    def as_json(self) -> dict[str, Any]:
        """The action as the journal keeps it; what costs nothing says nothing of money."""
        return {name: value for name, value in asdict(self).items() if value or name != "spends"}

    @property
    def artifacts(self) -> dict[str, Digest]:
        """Every stored byte it sends, by path."""
        return {**self.files, **self.made}


def action_of(stored: Mapping[str, Any]) -> Action:
    """Read an action back; raises TypeError when it is none."""
    return Action(**stored)
