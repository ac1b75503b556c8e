"""Endpoints as they are found: one that can do all, and one that cannot do much, both on loopback and in real bytes."""

from __future__ import annotations

import json
from typing import Any

from tests.models.faults import answered, events
from tests.models.wire import Wire, chunked, http

COLOUR = '{"colour": "red", "count": 3}'


def _call(number: int) -> dict[str, Any]:
    return {"id": f"c{number}", "type": "function", "function": {"name": "note_colour", "arguments": COLOUR}}


def refuse(words: str) -> Wire:
    return http(json.dumps({"error": {"message": words}}).encode(), 400)


def listing(*entries: dict[str, Any]) -> Wire:
    return http(json.dumps({"object": "list", "data": list(entries)}).encode())


class Able:
    """Does everything that OpenAI's does."""

    context = {"id": "m", "context_length": 131072}

    def __call__(self, body: dict[str, Any]) -> Wire:
        if "get" in body:
            return listing(self.context) if body["get"].endswith("/models") else http(b"{}", 404)
        message, end = self.message(body)
        if body.get("stream"):
            sent = events(message, end)
            told = body.get("stream_options", {}).get("include_usage")
            return chunked(sent if told else [s for s in sent if b'"usage"' not in s])
        return answered(message, end)[0]

    def message(self, body: dict[str, Any]) -> tuple[dict[str, Any], str]:
        if body.get("max_completion_tokens") == 5 or body.get("max_tokens") == 5:
            return {"content": "one two"}, "length"
        if body.get("tools"):
            count = 2 if "two calls" in str(body["messages"]) else 1
            return {"content": None, "tool_calls": [_call(n) for n in range(count)]}, "tool_calls"
        if body.get("response_format"):
            return {"content": COLOUR}, "stop"
        return {"content": "red"}, "stop"


class Weak(Able):
    """A small server: it calls tools when it likes, knows no schema, and reads `max_tokens` only."""

    def __call__(self, body: dict[str, Any]) -> Wire:
        if "get" in body:
            return http(b"{}", 404)
        if body.get("tool_choice") not in (None, "auto"):
            return refuse("tool_choice is not supported")
        if body.get("response_format", {}).get("type") == "json_schema":
            return refuse("json_schema is not supported")
        if "strict" in str(body.get("tools")) or "parallel_tool_calls" in body:
            return refuse("unknown field")
        if "image_url" in str(body["messages"]):
            return refuse("no pictures")
        if body.get("max_tokens", 0) > 100_000:
            return refuse("This model's maximum context length is 8192 tokens.")
        if body.get("stream"):
            return chunked([e for e in events(*self.message(body)) if b'"usage"' not in e])
        return super().__call__(body)

    def message(self, body: dict[str, Any]) -> tuple[dict[str, Any], str]:
        if body.get("max_completion_tokens") == 5:
            return {"content": "one two three and so on"}, "stop"
        return super().message(body)
