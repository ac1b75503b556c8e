"""Permission: a call that is the founder's to allow, and what they said of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from superindividual.ids import Digest, digest_of
from superindividual.text import one_line

Why = Literal["tainted", "labelled", "uncontained", "delegate"]
"""The destination may have been named by somebody outside; it may tell of labelled data; a program would run uncontained; a coding agent asks."""


@dataclass(frozen=True)
class Wanted:
    """One call. An answer is about exactly this: the tool, its arguments, and the files it works on."""

    tool: str
    arguments: Mapping[str, Any]
    why: Why
    outside: tuple[str, ...] = ()
    """What the agent had read from outside."""
    labels: tuple[str, ...] = ()
    """Of the data that it was given."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Path to digest of the files that a program would find."""
    said: str = ""
    """What a coding agent calls it."""

    @property
    def summary(self) -> str:
        """The call in one line."""
        given = ", ".join(f"{name}={value}" for name, value in self.arguments.items())
        return one_line(self.said or f"{self.tool}({given})", 400)

    @property
    def binding(self) -> Digest:
        """The digest of what is asked."""
        return digest_of([self.tool, dict(self.arguments), self.why, dict(self.files)])


@dataclass(frozen=True)
class Permission:
    """The founder's answer."""

    allowed: bool
    said: str = ""
    """Why not, in their words."""


Ask = Callable[[Wanted], Awaitable[Permission]]
"""Asks the founder and waits, through the end of the process if need be."""
