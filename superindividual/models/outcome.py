"""Outcome: whether an answer counts. Nothing is done on an answer that is not whole.

The usual client returns a cut-off answer, a refusal and an empty one as if they were done, and stops an agent on
malformed tool calls without a word. Each is a typed ModelError here. What is judged is what the endpoint sent, before
anything reads it leniently.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isinf
from typing import Any

from superindividual.errors import ModelError
from superindividual.text import gettext as _
from superindividual.text import one_line

REPEATED = frozenset({"empty", "malformed", "unreachable", "overloaded", "rate_limited", "stalled", "cut"})
"""Outcomes for which the same call may be made once more."""

_WHOLE = frozenset({"stop", "tool_calls", "function_call"})
_FILTERED = frozenset({"content_filter", "sensitive"})
_OVERLOADED = frozenset({"insufficient_system_resource", "network_error", "error"})
"""What DeepSeek, Zhipu and OpenRouter say when an answer broke off on their side."""


_LONGEST_NAME = 128
"""Characters of a tool's name; the longest that endpoints take has 64, and what the model wrote goes back to it."""


@dataclass(frozen=True)
class ToolCall:
    """One call, by the raw text that the model wrote."""

    id: str
    name: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class Judged:
    """A whole answer."""

    text: str
    calls: tuple[ToolCall, ...]
    reasoning: str
    end: str
    """Why it ended, in the endpoint's word."""


def judge(answer: Any) -> Judged:
    """Let a whole answer pass: a chat completion as the endpoint sent it.

    Raises:
        ModelError: truncated, filtered, refused, empty, overloaded or malformed; the outcome is the word.
    """
    choice = _choice(answer)
    message = choice.get("message")
    if not isinstance(message, Mapping):
        raise malformed(_("the endpoint answered without a message"))
    if message.get("role", "assistant") not in ("assistant", None, ""):
        raise malformed(_("the endpoint answered in another role"))
    end = choice.get("finish_reason")
    _judge_end(end)
    refusal = message.get("refusal")
    if refusal:
        words = one_line(str(refusal), 200)
        raise ModelError(
            _("the model refused: “{words}”").format(words=words), outcome="refused", remedy=another_way()
        )
    calls = tuple(_calls(message.get("tool_calls")))
    text = _text(message.get("content"))
    if not calls and not text.strip():
        raise ModelError(_("the model answered nothing"), outcome="empty", remedy=_another_model())
    reasoning = message.get("reasoning_content") or message.get("reasoning") or ""
    return Judged(text, calls, reasoning if isinstance(reasoning, str) else "", str(end))


def see_address() -> str:
    """What helps where something else than an endpoint answered."""
    return _(
        "see that its address ends where /chat/completions begins, mostly in /v1: superindividual models"
    )


def another_try() -> str:
    """What helps where an endpoint had a bad moment."""
    return _("try again later: reject with a word of feedback")


def another_way() -> str:
    """What helps where a model, or its provider, will not."""
    return _("word the task or the card in another way, or let another model do it")


def _another_model() -> str:
    return _("try once more, or let another model do it: model: ENDPOINT/MODEL at the step")


def malformed(message: str, remedy: str = "") -> ModelError:
    """An answer in no form that is known."""
    return ModelError(message, outcome="malformed", remedy=remedy)


def _choice(answer: Any) -> Mapping[str, Any]:
    if not isinstance(answer, Mapping):
        raise malformed(_("the endpoint answered in no form that is known"), see_address())
    error = answer.get("error")
    if error:
        words = error.get("message") if isinstance(error, Mapping) else error
        raise ModelError(
            _("the endpoint is out of order: {words}").format(words=one_line(str(words), 200)),
            outcome="overloaded",
        )
    choices = answer.get("choices")
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], Mapping):
        raise malformed(_("the endpoint answered without a choice"), see_address())
    if len(choices) > 1:
        raise malformed(
            _("the endpoint answered with {count} answers, where one was asked for").format(
                count=len(choices)
            )
        )
    found: Mapping[str, Any] = choices[0]
    return found


def _judge_end(reason: Any) -> None:
    if reason in _WHOLE:
        return
    if reason in _FILTERED:
        raise ModelError(_("the provider filtered the answer"), outcome="filtered", remedy=another_way())
    if reason == "length":
        raise ModelError(
            _("the answer was cut off at the model's limit"),
            outcome="truncated",
            remedy=_("use a model with a longer answer, or a smaller task"),
        )
    if reason in _OVERLOADED:
        raise ModelError(
            _("the endpoint broke the answer off ({reason})").format(reason=reason), outcome="overloaded"
        )
    raise ModelError(
        _("the answer ended without saying that it was whole ({reason})").format(
            reason=one_line(str(reason), 60)
        ),
        outcome="truncated",
    )


def _text(content: Any) -> str:
    """The words of a content, which may be a list of parts; what cannot be stored is refused."""
    if isinstance(content, list):
        parts = [p.get("text") for p in content if isinstance(p, Mapping) and p.get("type") == "text"]
        content = "".join(p for p in parts if isinstance(p, str))
    if content is None:
        return ""
    if not isinstance(content, str):
        raise malformed(_("the endpoint answered with something that is no text"))
    _storable(content)
    return content


def _storable(text: str) -> None:
    try:
        if not text.isascii():
            text.encode()
    except UnicodeEncodeError as error:
        raise malformed(_("the endpoint answered with half a character")) from error


def _calls(raw: Any) -> Iterator[ToolCall]:
    if raw is None:
        return
    if not isinstance(raw, list):
        raise malformed(_("the endpoint answered in no form that is known"))
    seen: set[str] = set()
    for number, call in enumerate(raw):
        function = call.get("function") if isinstance(call, Mapping) else None
        name = function.get("name") if isinstance(function, Mapping) else None
        if not function or not isinstance(name, str) or not name:
            raise malformed(_("the model called a tool without naming it"))
        if len(name) > _LONGEST_NAME or not name.isprintable():
            raise malformed(_("the model called a tool by a name that none can have"), _another_model())
        given = call.get("id")
        made = given if isinstance(given, str) and given else f"call_{number}"
        if made in seen:
            raise malformed(_("the model made two calls under one number"))
        seen.add(made)
        yield ToolCall(made, name, _arguments(name, function.get("arguments")))


def _arguments(name: str, raw: Any) -> dict[str, Any]:
    if raw is not None and not isinstance(raw, str):
        raise malformed(_("the endpoint answered with something that is no text"))
    try:
        return strict_object(raw or "{}")
    except (ValueError, RecursionError) as error:
        why = "RecursionError" if isinstance(error, RecursionError) else str(error)
        raise malformed(
            _("the model called {tool} with arguments that are no strict JSON: {why}").format(
                tool=one_line(name, 60), why=one_line(why, 120)
            ),
            _another_model(),
        ) from error


def strict_object(text: str) -> dict[str, Any]:
    """A JSON object (RFC 8259) without repeated keys or halves of characters; raises ValueError or RecursionError."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise ValueError("a key stands twice")
        return found

    def no_constant(name: str) -> Any:
        raise ValueError(f"{name} is no JSON")

    def finite(digits: str) -> float:
        if isinf(number := float(digits)):
            raise ValueError("a number is too large")
        return number

    value = json.loads(text, object_pairs_hook=once, parse_constant=no_constant, parse_float=finite)
    if not isinstance(value, dict):
        raise ValueError("not an object")  # noqa: TRY004 - callers catch one kind of fault
    if "\\ud" in text.lower() or not text.isascii():
        json.dumps(value, ensure_ascii=False).encode()  # UnicodeEncodeError is a ValueError
    return value
