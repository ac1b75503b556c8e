"""The table of faults: what an endpoint can answer that is no answer, whole and streamed, in real bytes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from superindividual.models.source import ATTEMPTS
from tests.models.wire import Wire, chunked, event, http, until_closed

PAY = '{"text":"pay 1000","cc":"a"}'
USAGE = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
DONE = event(b"[DONE]")


@dataclass(frozen=True)
class Fault:
    """One fault in both forms, what it is called, and how many requests it costs."""

    name: str
    outcome: str
    requests: int
    whole: Wire
    stream: Wire
    streamed_outcome: str = ""
    """Where the stream shows another one."""
    streamed_requests: int = 0

    def expected(self, stream: bool) -> tuple[str, int]:
        return (
            self.streamed_outcome if stream and self.streamed_outcome else self.outcome,
            self.streamed_requests if stream and self.streamed_requests else self.requests,
        )


def completion(message: dict[str, Any], end: Any = "stop") -> bytes:
    """A whole completion."""
    choice = {"index": 0, "finish_reason": end, "message": {"role": "assistant", **message}}
    return json.dumps({"id": "c", "model": "m", "choices": [choice], "usage": USAGE}).encode()


def events(message: dict[str, Any], end: Any = "stop") -> list[bytes]:
    """The same as events: words and arguments in pieces of three characters."""
    deltas: list[dict[str, Any]] = [{"role": message.get("role", "assistant"), "content": ""}]
    for name in ("content", "refusal", "reasoning_content"):
        text = message.get(name)
        deltas += [{name: text[n : n + 3]} for n in range(0, len(text), 3)] if isinstance(text, str) else []
    for index, call in enumerate(message.get("tool_calls") or ()):
        function = call["function"]
        first = {"index": index, "id": call.get("id"), "type": "function"}
        deltas.append({"tool_calls": [{**first, "function": {**function, "arguments": ""}}]})
        rest = function.get("arguments")
        pieces = [rest[n : n + 3] for n in range(0, len(rest), 3)] if isinstance(rest, str) else [rest]
        deltas += [{"tool_calls": [{"index": index, "function": {"arguments": piece}}]} for piece in pieces]
    found = [event({"id": "c", "model": "m", "choices": [{"index": 0, "delta": d}]}) for d in deltas]
    found.append(event({"id": "c", "choices": [{"index": 0, "delta": {}, "finish_reason": end}]}))
    return [*found, event({"id": "c", "choices": [], "usage": USAGE}), DONE]


def call(arguments: Any = PAY, **function: Any) -> dict[str, Any]:
    """A call of the tool that pays."""
    return {"id": "1", "type": "function", "function": {"name": "pay", "arguments": arguments, **function}}


def answered(message: dict[str, Any], end: Any = "stop") -> tuple[Wire, Wire]:
    """A completion in both forms."""
    return http(completion(message, end)), chunked(events(message, end))


def called(*calls: dict[str, Any], end: Any = "tool_calls") -> tuple[Wire, Wire]:
    """Calls in both forms."""
    return answered({"content": None, "tool_calls": list(calls)}, end)


def both(wire: Wire) -> tuple[Wire, Wire]:
    return wire, wire


def refused(status: int, code: str = "", message: str = "no", **headers: str) -> tuple[Wire, Wire]:
    body = json.dumps({"error": {"message": message, "code": code}}).encode()
    return both(http(body, status, **headers))


def streamed(body: bytes) -> tuple[Wire, Wire]:
    """Bytes that are no answer, as a body and as the data of an event."""
    return http(body), chunked([event(body), DONE])


TEXT = {"content": "The answer is do NOT pay"}
_WHOLE: dict[str, Any] = json.loads(completion(TEXT))
GOOD_TEXT = answered({"content": "done"})
GOOD_CALL = called(call())
_NO_CHUNK = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nZZZ\r\n"
_OTHER = {"index": 1, "finish_reason": "stop"}
_TWO = (
    http(json.dumps({**_WHOLE, "choices": [*_WHOLE["choices"], {**_OTHER, "message": TEXT}]}).encode()),
    chunked([*events(TEXT)[:-2], event({"choices": [{**_OTHER, "delta": TEXT}]}), DONE]),
)
_HALF = completion(TEXT)[:-20]

FAULTS = [
    Fault("closed before any byte", "unreachable", ATTEMPTS, *both(Wire(b"", "close"))),
    Fault("reset before any byte", "unreachable", ATTEMPTS, *both(Wire(b"", "reset"))),
    Fault("no HTTP at all", "unreachable", ATTEMPTS, *both(Wire(b"SSH-2.0-OpenSSH_9.2\r\n", "close"))),
    Fault("silent before the answer", "stalled", ATTEMPTS, *both(Wire(b"", "hang"))),
    Fault(
        "silent in its midst",
        "stalled",
        ATTEMPTS,
        http(_HALF, content_length="100000", end="hang"),
        chunked(events(TEXT)[:3], whole=False, end="hang"),
    ),
    Fault(
        "kept alive, and silent",
        "stalled",
        ATTEMPTS,
        http(_HALF, content_length="100000", end="drip"),
        chunked(events(TEXT)[:3], whole=False, end="drip"),
    ),
    Fault(
        "shorter than it says",
        "cut",
        ATTEMPTS,
        http(_HALF, content_length="100000", end="close"),
        chunked(events(TEXT)[:3], whole=False, end="close"),
    ),
    Fault(
        "reset in its midst",
        "cut|unreachable",  # as much of it as the kernel handed on
        ATTEMPTS,
        http(_HALF, content_length="100000", end="reset"),
        chunked(events(TEXT)[:3], whole=False, end="reset"),
    ),
    Fault(
        "a clean end of file in the midst of words",
        "truncated",
        1,
        http(completion(TEXT, None)),
        until_closed(events(TEXT)[:4]),
        "cut",
        ATTEMPTS,
    ),
    Fault(
        "a clean end of file in the midst of a call",
        "truncated",
        1,
        http(completion({"tool_calls": [call()]}, None)),
        chunked(events({"tool_calls": [call()]})[:6]),
        "cut",
        ATTEMPTS,
    ),
    Fault(
        "a clean end of file after a whole call",
        "truncated",
        1,
        http(completion({"tool_calls": [call()]}, None)),
        chunked(events({"tool_calls": [call()]})[:-3]),
        "cut",
        ATTEMPTS,
    ),
    Fault("cut at the limit", "truncated", 1, *answered(TEXT, "length")),
    Fault("a call cut at the limit", "truncated", 1, *called(call(), end="length")),
    Fault("an unknown end", "truncated", 1, *answered(TEXT, "who_knows")),
    Fault("filtered", "filtered", 1, *answered(TEXT, "content_filter")),
    Fault("a call beside a filter", "filtered", 1, *called(call(), end="content_filter")),
    Fault(
        "broken off by the provider", "overloaded", ATTEMPTS, *answered(TEXT, "insufficient_system_resource")
    ),
    Fault("refused", "refused", 1, *answered({"content": None, "refusal": "I will not."})),
    Fault("a call beside a refusal", "refused", 1, *answered({"refusal": "No.", "tool_calls": [call()]})),
    Fault("empty", "empty", ATTEMPTS, *answered({"content": ""})),
    Fault("blank", "empty", ATTEMPTS, *answered({"content": " \n"})),
    Fault("only thoughts", "empty", ATTEMPTS, *answered({"content": "", "reasoning_content": "Hm."})),
    Fault("half the arguments", "malformed", ATTEMPTS, *called(call('{"text":"pay 1000","cc"'))),
    Fault("a key twice", "malformed", ATTEMPTS, *called(call('{"text":"a","cc":"b","cc":"c"}'))),
    Fault("NaN", "malformed", ATTEMPTS, *called(call('{"text": NaN, "cc": "a"}'))),
    Fault("arguments that are a list", "malformed", ATTEMPTS, *called(call("[1]"))),
    Fault("arguments with words after them", "malformed", ATTEMPTS, *called(call(PAY + " as agreed"))),
    Fault("arguments that are no text", "malformed", ATTEMPTS, *called(call({"text": "a", "cc": "b"}))),
    Fault("arguments without an end of depth", "malformed", ATTEMPTS, *called(call('{"a":' * 40_000))),
    Fault(
        "half a character in arguments", "malformed", ATTEMPTS, *called(call('{"text":"\\ud83d","cc":"a"}'))
    ),
    Fault("half a character", "malformed", ATTEMPTS, *answered({"content": "\ud83d"})),
    Fault(
        "a number without an end", "malformed", ATTEMPTS, *called(call('{"text":"a","cc":"b","usd":1e400}'))
    ),
    Fault("a name that no tool can have", "malformed", ATTEMPTS, *called(call(name="pay\x1b[2J"))),
    Fault("a name without an end", "malformed", ATTEMPTS, *called(call(name="pay" * 100))),
    Fault("a call without a name", "malformed", ATTEMPTS, *called(call(name=""))),
    Fault("two calls under one number", "malformed", ATTEMPTS, *called(call(), call())),
    Fault("another role", "malformed", ATTEMPTS, *answered({"role": "user", **TEXT})),
    Fault("no HTTP after its head", "unreachable", ATTEMPTS, *both(Wire(_NO_CHUNK, "close"))),
    Fault("HTML with 200", "malformed", ATTEMPTS, *both(http(b"<html>", kind="text/html"))),
    Fault("no JSON", "malformed", ATTEMPTS, *streamed(b"{")),
    Fault("no UTF-8", "malformed", ATTEMPTS, *streamed(b'{"choices": "\xff"}')),
    Fault("nothing at all", "malformed", ATTEMPTS, http(b""), chunked([])),
    Fault("another JSON", "malformed", ATTEMPTS, *streamed(b"[1, 2]")),
    Fault("no choice", "malformed", ATTEMPTS, http(b'{"choices": []}'), chunked([b": on my way\n\n"])),
    Fault("two answers", "malformed", ATTEMPTS, *_TWO),
    Fault("an error with 200", "overloaded", ATTEMPTS, *streamed(b'{"error": {"message": "no more"}}')),
    Fault("204", "malformed", ATTEMPTS, *both(Wire(b"HTTP/1.1 204 -\r\ncontent-length: 0\r\n\r\n"))),
    Fault("400", "refused_request", 1, *refused(400)),
    Fault("400: too long", "overflow", 1, *refused(400, "context_length_exceeded")),
    Fault("400: filtered", "filtered", 1, *refused(400, "content_filter")),
    Fault("413", "overflow", 1, *refused(413)),
    Fault("401", "denied", 1, *refused(401)),
    Fault("403", "denied", 1, *refused(403)),
    Fault("404", "unknown_model", 1, *refused(404)),
    Fault("302", "refused_request", 1, *refused(302, location="http://127.0.0.1:9/v1")),
    Fault("402", "quota", 1, *refused(402, message="Insufficient Balance")),
    Fault("429: quota", "quota", 1, *refused(429, "insufficient_quota")),
    Fault("429", "rate_limited", ATTEMPTS, *refused(429, retry_after="0")),
    Fault("429 until a date", "paused", 1, *refused(429, retry_after="Mon, 23 Nov 2026 10:00:00 GMT")),
    Fault(
        "429 until a date that has gone",
        "rate_limited",
        ATTEMPTS,
        *refused(429, retry_after="Mon, 23 Nov 2026 08:59:59 GMT"),
    ),
    Fault("429 until nobody knows", "rate_limited", ATTEMPTS, *refused(429, retry_after="soon")),
    Fault("429 for two minutes", "paused", 1, *refused(429, retry_after="120")),
    Fault("500", "overloaded", ATTEMPTS, *refused(500)),
    Fault("502 in HTML", "overloaded", ATTEMPTS, *both(http(b"<html>Bad Gateway", 502, "text/html"))),
    Fault("503", "overloaded", ATTEMPTS, *refused(503, retry_after="0")),
    Fault("503 for an hour", "paused", 1, *refused(503, retry_after="3600")),
    Fault("529", "overloaded", ATTEMPTS, *refused(529)),
]
