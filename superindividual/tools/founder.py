"""Founder: what an agent may ask them in the middle of its work. The answer decides nothing but what was asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from pydantic import Field, model_validator

from superindividual.ids import Digest
from superindividual.tools.tool import Arguments, Tool

NAME = "ask_founder"
DESCRIPTION = (
    "Ask the founder one question that only they can answer, and wait. Their attention is what the company has least of:"
    " ask only what the work hangs on and what neither the brief, the inputs nor the memory says; else assume, and say so."
    " The answer approves nothing: it only tells you what you asked."
)


class Question(Arguments):
    """What is asked, and what kind of answer fits."""

    question: str = Field(min_length=1, max_length=2000)
    answer: Literal["text", "number", "boolean"] = "text"
    choices: list[str] = Field(default=[], max_length=12)
    """The only answers there are; none means any."""

    @model_validator(mode="after")
    def _choices_are_texts(self) -> Question:
        if self.choices and self.answer != "text":
            raise ValueError("choices belong to an answer that is text")
        return self


@dataclass(frozen=True)
class Standing:
    """Where an attempt stood when it asked, so that it goes on from there in whichever process."""

    messages: tuple[Digest, ...]
    """The conversation, the asking message the last."""
    results: Mapping[str, Any]
    """What the calls of that message before the asking one gave: `[content, ok]` by the call's id."""
    call: str
    """The id of the call that asked."""
    turns: int = 0


class Founder(Protocol):
    """Asks on behalf of one attempt."""

    def tool(self) -> Tool:
        """`ask_founder`."""
        ...

    def remember(self, standing: Callable[[], Standing]) -> None:
        """Take from there what an attempt goes on from, whenever it asks."""
        ...

    async def ask(self, question: Question, *, circles: bool = False) -> str:
        """The founder's words; waits for them. `circles`: the agent does not ask, it goes round in circles.

        Raises:
            PolicyDenied: the attempt has asked as often as it may.
        """
        ...

    def standing(self) -> Standing | None:
        """Where this attempt stood when it last asked; None when it asked nothing."""
        ...

    async def answered(self) -> str:
        """The answer to what the attempt asked last; waits for it."""
        ...
