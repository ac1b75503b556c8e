"""Outcome: whether an answer counts. Nothing is done on an answer that is not whole.

The usual client returns a cut-off answer, a refusal and an empty one as if they were done, and stops an agent on
malformed tool calls without a word. Each is a typed ModelError here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatResult

from superindividual.errors import ModelError
from superindividual.text import gettext as _
from superindividual.text import one_line

REPEATED = frozenset({"empty", "malformed", "unreachable", "overloaded", "rate_limited"})
"""Outcomes for which the same call may be made once more."""

_ENDS = frozenset({"stop", "tool_calls", "function_call"})


def judge(result: ChatResult) -> None:
    """Let a whole answer pass.

    Raises:
        ModelError: truncated, filtered, refused, empty or malformed; the outcome is the word.
    """
    if not result.generations:
        raise ModelError(_("the endpoint answered without a choice"), outcome="malformed")
    generation = result.generations[0]
    message = generation.message
    if not isinstance(message, AIMessage):
        raise ModelError(_("the endpoint answered in another role"), outcome="malformed")
    _judge_end((generation.generation_info or {}).get("finish_reason"))
    refusal = message.additional_kwargs.get("refusal")
    if refusal:
        raise ModelError(
            _("the model refused: {words}").format(words=one_line(str(refusal), 200)), outcome="refused"
        )
    if not message.tool_calls and not message.text.strip():
        raise ModelError(_("the model answered nothing"), outcome="empty")


def _judge_end(reason: str | None) -> None:
    if reason in _ENDS:
        return
    if reason == "content_filter":
        raise ModelError(_("the provider filtered the answer"), outcome="filtered")
    if reason == "length":
        raise ModelError(
            _("the answer was cut off at the model's limit"),
            outcome="truncated",
            remedy=_("use a model with a longer answer, or a smaller task"),
        )
    raise ModelError(
        _("the answer ended without saying that it was whole ({reason})").format(reason=reason),
        outcome="truncated",
    )


def judge_arguments(response: Mapping[str, Any]) -> None:
    """Hold the raw argument strings of all tool calls to strict JSON, before any of them is read leniently.

    Raises:
        ModelError: malformed, with the tool's name.
    """
    for choice in response.get("choices") or ():
        for call in (choice.get("message") or {}).get("tool_calls") or ():
            function = call.get("function") or {}
            try:
                strict_object(function.get("arguments") or "{}")
            except ValueError as error:
                raise ModelError(
                    _("the model called {tool} with arguments that are no strict JSON: {why}").format(
                        tool=one_line(str(function.get("name")), 60), why=one_line(str(error), 120)
                    ),
                    outcome="malformed",
                ) from error


def strict_object(text: str) -> dict[str, Any]:
    """A JSON object (RFC 8259) without repeated keys; raises ValueError."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise ValueError("a key stands twice")
        return found

    def no_constant(name: str) -> Any:
        raise ValueError(f"{name} is no JSON")

    value = json.loads(text, object_pairs_hook=once, parse_constant=no_constant)
    if not isinstance(value, dict):
        raise ValueError("not an object")  # noqa: TRY004 - callers catch one kind of fault
    return value
