"""A request put into the form that an endpoint takes: its quirks, applied."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from superindividual.specs.quirks import Quirks

_MOST_PARTS = 20_000
"""Of one schema, with every definition where it is used."""


def shaped(payload: Mapping[str, Any], model: str, quirks: Quirks) -> dict[str, Any]:
    """A chat completion's request in the form that this endpoint takes; the given one is left as it is."""
    request = {key: value for key, value in payload.items() if value is not None}
    request["model"] = model
    request.pop("stream", None)
    request["messages"] = [_message(message, quirks) for message in request["messages"]]
    _length(request, quirks)
    _thinking(request, model, quirks)
    _tools(request, quirks)
    _schema(request, quirks)
    return request


def _length(request: dict[str, Any], quirks: Quirks) -> None:
    for name in ("max_completion_tokens", "max_tokens"):
        if name in request and name != quirks.length:
            request[quirks.length] = request.pop(name)


def _thinking(request: dict[str, Any], model: str, quirks: Quirks) -> None:
    """Thinking is turned off where it would keep the model from calling tools."""
    knows = not quirks.thinking_only or model.startswith(quirks.thinking_only)
    if quirks.thinking and knows and request.get("tools") and not quirks.thinking_with_tools:
        request[quirks.thinking] = False


def _tools(request: dict[str, Any], quirks: Quirks) -> None:
    tools = request.get("tools")
    if not tools or not quirks.tools:
        for name in ("tools", "tool_choice", "parallel_tool_calls"):
            request.pop(name, None)
        return
    if not quirks.parallel:
        request.pop("parallel_tool_calls", None)
    request["tools"] = [_tool(tool, quirks) for tool in tools]
    choice = request.get("tool_choice")
    if choice not in (None, "auto", "none"):
        request["tool_choice"] = _choice(choice, quirks)


def _choice(choice: Any, quirks: Quirks) -> Any:
    """What can be demanded here of what is: one tool, else some tool, else none."""
    if isinstance(choice, dict) and quirks.named_choice:
        return choice
    return "required" if quirks.required_choice else "auto"


def _tool(tool: Mapping[str, Any], quirks: Quirks) -> Mapping[str, Any]:
    function = tool.get("function")
    if not isinstance(function, Mapping) or not (quirks.inline_defs or not quirks.strict):
        return tool
    kept = {k: v for k, v in function.items() if k != "strict" or quirks.strict}
    if quirks.inline_defs and "parameters" in kept:
        kept["parameters"] = inlined(kept["parameters"])
    return {**tool, "function": kept}


def _schema(request: dict[str, Any], quirks: Quirks) -> None:
    """The schema of the answer in the form that is taken here; what is not taken is said in words."""
    form = request.get("response_format")
    if not isinstance(form, Mapping) or form.get("type") != "json_schema":
        return
    named = dict(form.get("json_schema") or {})
    schema = inlined(named.get("schema") or {}) if quirks.inline_defs else named.get("schema") or {}
    if quirks.schema_form == "json_schema":
        named["schema"] = schema
        if not quirks.strict:
            named.pop("strict", None)
        request["response_format"] = {"type": "json_schema", "json_schema": named}
    elif quirks.schema_form == "json_object":
        request["response_format"] = {"type": "json_object"}
    else:
        del request["response_format"]
    if quirks.schema_form != "json_schema" or quirks.schema_in_prompt:
        request["messages"] = [*request["messages"], {"role": "user", "content": _in_words(schema)}]


def _in_words(schema: Any) -> str:
    return "Answer with one JSON object and nothing else. It must fit this JSON Schema:\n" + json.dumps(
        schema, ensure_ascii=False
    )


def inlined(schema: Any) -> Any:
    """The schema with every definition where it is used; one that holds itself ends as anything.

    So does the rest of one that would grow without measure, since schemas come from servers of tools too.
    """
    definitions = schema.get("$defs", {}) if isinstance(schema, Mapping) else {}
    left = _MOST_PARTS

    def inside(part: Any, within: tuple[str, ...]) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            return {}
        if isinstance(part, list):
            return [inside(p, within) for p in part]
        if not isinstance(part, Mapping):
            return part
        name = str(part.get("$ref", "")).removeprefix("#/$defs/")
        if "$ref" in part and name in definitions:
            rest = {k: inside(v, within) for k, v in part.items() if k not in ("$ref", "$defs")}
            return rest if name in within else {**inside(definitions[name], (*within, name)), **rest}
        return {k: inside(v, within) for k, v in part.items() if k != "$defs"}

    return inside(schema, ())


def _message(message: dict[str, Any], quirks: Quirks) -> dict[str, Any]:
    """A message with the reasoning that this endpoint needs back, and without pictures where it sees none."""
    reasoning = message.get("reasoning_content")
    if reasoning is None and quirks.images and quirks.tools:
        return message
    kept = {k: v for k, v in message.items() if k != "reasoning_content"}
    if reasoning and quirks.reasoning_back:
        kept[quirks.reasoning_field] = reasoning
    if not quirks.tools:
        kept = _told(kept)
    if not quirks.images and isinstance(kept.get("content"), list):
        kept["content"] = [_without_picture(part) for part in kept["content"]]
    return kept


def _told(message: dict[str, Any]) -> dict[str, Any]:
    """Calls of tools and their results in words, for an endpoint that knows neither: the call before it went elsewhere."""
    if message.get("role") == "tool":
        return {"role": "user", "content": f"[result of a tool]\n{message.get('content') or ''}"}
    calls = message.get("tool_calls")
    if not calls:
        return message
    made = [f"[called {c['function']['name']} with {c['function']['arguments']}]" for c in calls]
    said = [message["content"]] if message.get("content") else []
    kept = {k: v for k, v in message.items() if k not in ("tool_calls", "content")}
    return {**kept, "content": "\n".join([*map(str, said), *made])}


def _without_picture(part: Any) -> Any:
    if isinstance(part, Mapping) and part.get("type") in ("image_url", "image"):
        return {"type": "text", "text": "[a picture, which this model cannot see]"}
    return part
