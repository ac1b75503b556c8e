"""Tool: one thing an agent can do; and what it answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict


class Arguments(BaseModel):
    """Arguments of a tool; unknown ones are refused."""

    model_config = ConfigDict(extra="forbid")


@dataclass(frozen=True)
class ToolResult:
    """What a call answers; `ok` False means that nothing was done, and `content` says why."""

    ok: bool
    content: str


@dataclass(frozen=True)
class Tool:
    """A name, what it is for, its arguments, and what it does."""

    name: str
    description: str
    arguments: type[BaseModel]
    run: Callable[[Any], Awaitable[str]]
    """Gets the validated arguments; raises to refuse."""

    def schema(self) -> dict[str, Any]:
        """The tool as OpenAI-compatible endpoints are told it."""
        parameters = self.arguments.model_json_schema()
        parameters.pop("title", None)
        return {
            "type": "function",
            "function": {"name": self.name, "description": self.description, "parameters": parameters},
        }
