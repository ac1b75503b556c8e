"""Compaction: what is sent of a conversation that has grown long. No model is asked, and nothing that was decided is cut.

Results of old calls that can be made again (a file that was read, a search) and the contents of old writes, which stand
in the draft, are left out and said to be. The task, the founder's words, refusals, claims and all that the model said
itself stay, and so does everything recent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from typing import Any

from langchain_core.messages import AIMessage, AnyMessage, ToolMessage

from superindividual.tools.founder import NAME as ASK_FOUNDER

LIMIT = 300_000
"""Characters of a conversation from which on it is shortened; about 100,000 tokens."""
_RECENT = 8
"""Messages at the end that are never cut."""
_SHORT = 400
"""Characters of what is not worth cutting."""
_CLAIMS = 20_000
"""Characters of claims that are kept even where they were refused: the model is to mend them."""
_KEPT_WHOLE = frozenset({ASK_FOUNDER, "submit"})

Told = Callable[[int, int, int], None]
"""Told the characters before and after, and how many parts were left out."""


class Compaction:
    """Of one attempt. What was left out once stays out, so that a provider's cache of the beginning holds."""

    def __init__(self, told: Told, limit: int = LIMIT) -> None:
        self._told = told
        self._limit = limit
        self._cut_until = 0

    def shown(self, messages: Sequence[AnyMessage]) -> list[AnyMessage]:
        """What is sent: the conversation itself, or with old parts left out."""
        if size(self._cut(messages)) > self._limit:
            self._cut_further(messages)
        return self._cut(messages)

    def harder(self, messages: Sequence[AnyMessage]) -> bool:
        """Go below half of what was sent, since the model takes no more; False when nothing is left to cut.

        From then on it is shortened before it is as long again, and not at every turn.
        """
        before = size(self._cut(messages))
        self._limit = before * 4 // 5
        self._cut_further(messages)
        return size(self._cut(messages)) < before

    def _cut_further(self, messages: Sequence[AnyMessage]) -> None:
        """Cut down to half the limit, so that it is not done anew at every turn."""
        before, first = size(self._cut(messages)), self._cut_until
        most = max(len(messages) - _RECENT, self._cut_until)
        while self._cut_until < most and size(self._cut(messages)) > self._limit // 2:
            self._cut_until += 1
        after = size(self._cut(messages))
        if after < before:
            self._told(before, after, self._cut_until - first)

    def _cut(self, messages: Sequence[AnyMessage]) -> list[AnyMessage]:
        old, recent = messages[: self._cut_until], messages[self._cut_until :]
        refused = {m.tool_call_id for m in old if isinstance(m, ToolMessage) and m.status == "error"}
        return [*(_shortened(message, refused) for message in old), *recent]


def size(messages: Sequence[AnyMessage]) -> int:
    """Characters of all that is said and of all arguments."""
    return sum(len(str(message.content)) + _arguments(message) for message in messages)


def _arguments(message: AnyMessage) -> int:
    return sum(len(str(call["args"])) for call in message.tool_calls) if isinstance(message, AIMessage) else 0


def _shortened(message: AnyMessage, refused: Set[str]) -> AnyMessage:
    if isinstance(message, ToolMessage):
        return _result(message)
    if isinstance(message, AIMessage) and message.tool_calls:
        calls = [
            {**call, "args": _without_contents(call["name"], call["args"], call["id"] in refused)}
            for call in message.tool_calls
        ]
        return message.model_copy(update={"tool_calls": calls})
    return message


def _result(message: ToolMessage) -> ToolMessage:
    """A result that can be had again; refusals are short and teach, and the founder's words stay."""
    content = str(message.content)
    if message.status == "error" or message.name in _KEPT_WHOLE or len(content) <= _SHORT:
        return message
    note = f"({len(content)} characters left out to keep this short; make the call again if you need them)"
    return message.model_copy(update={"content": note})


def _without_contents(name: str, arguments: dict[str, Any], refused: bool) -> dict[str, Any]:
    """What was handed over stays; a handing over that was refused is none, and may be as long as the model likes."""
    if name == "submit" and refused:
        return {
            key: _unless_short(value, _SHORT if key == "summary" else _CLAIMS)
            for key, value in arguments.items()
        }
    if name in _KEPT_WHOLE:
        return arguments
    return {key: _note(value) for key, value in arguments.items()}


def _unless_short(value: Any, most: int) -> Any:
    size = len(str(value))
    return f"({size} characters left out; they were refused)" if size > most else value


def _note(value: Any) -> Any:
    long = isinstance(value, str) and len(value) > _SHORT
    return f"({len(value)} characters left out; what you wrote stands in your folder)" if long else value
