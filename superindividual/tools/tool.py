"""Tool: one thing an agent can do; and what it answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict

ALL = "*"
"""In the place of an argument: all of them."""
MAYBE = "?"
"""Behind an argument's name: a call without it leads nowhere."""


class Arguments(BaseModel):
    """Arguments of a tool; unknown ones are refused, and so is a number given as text."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Nothing(Arguments):
    """No arguments."""


@dataclass(frozen=True)
class ToolResult:
    """What a call answers; `ok` False means that nothing was done, and `content` says why."""

    ok: bool
    content: str
    outside: tuple[str, ...] = ()
    """Where it came from, if from outside the company: it is quoted, and never instructs."""
    picture: bytes = b""
    """A PNG that the model is shown, if it can see; material like the words."""
    denied: str = ""
    """Why it may not be done at all, where that was the reason: by the card, the step, or where it would write."""


@dataclass(frozen=True)
class Shown:
    """What a tool answers with a picture (PNG), and words for who cannot see it."""

    content: str
    picture: bytes
    sources: tuple[str, ...] = ()
    """As of what comes from outside."""


@dataclass(frozen=True)
class FromOutside:
    """What a tool answers with material from outside, and the sources: `web:URL`, `memory:M-…`."""

    content: str
    sources: tuple[str, ...]
    ok: bool = True
    """Whether it came at all; else `content` says why not."""


@dataclass(frozen=True)
class Tool:
    """A name, what it is for, its arguments, and what it does."""

    name: str
    description: str
    arguments: type[BaseModel]
    run: Callable[[Any], Awaitable[str | FromOutside | Shown]]
    """Gets the validated arguments; raises to refuse."""
    destination: str = ""
    """The argument that says where a call leads, for a tool that reaches out of the company; ALL where each may be sent on."""

    def schema(self) -> dict[str, Any]:
        """The tool as OpenAI-compatible endpoints are told it, without references, which some do not resolve."""
        parameters = self.arguments.model_json_schema()
        definitions = parameters.pop("$defs", {})
        return {
            "type": "function",
            "function": {
                "name": self.name,
                "description": self.description,
                "parameters": _resolved(parameters, definitions),
            },
        }


def _resolved(node: Any, definitions: dict[str, Any]) -> Any:
    """The schema with each reference replaced by what it names, and without pydantic's titles."""
    if isinstance(node, list):
        return [_resolved(item, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _resolved(definitions[node["$ref"].rpartition("/")[2]], definitions)
    return {key: _resolved(value, definitions) for key, value in node.items() if not _is_title(key, value)}


def _is_title(key: str, value: Any) -> bool:
    return key == "title" and isinstance(value, str)
