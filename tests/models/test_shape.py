"""Quirks, applied: what each known server gets, from the same request."""

from __future__ import annotations

from typing import Any

import pytest

from superindividual.models.shape import inlined, shaped
from superindividual.specs.preset import load_presets, preset_of
from superindividual.specs.quirks import Quirks

PARAMETERS = {
    "type": "object",
    "properties": {"a": {"$ref": "#/$defs/A"}},
    "$defs": {"A": {"type": "string"}},
}
TOOL = {"type": "function", "function": {"name": "f", "parameters": PARAMETERS, "strict": True}}
FORM = {"type": "json_schema", "json_schema": {"name": "x", "schema": PARAMETERS, "strict": True}}
NAMED = {"type": "function", "function": {"name": "f"}}


def asked(preset: str, model: str = "m", **fields: Any) -> dict[str, Any]:
    """What a known server gets."""
    given = {"model": "other", "messages": [{"role": "user", "content": "hi"}], "stream": False, **fields}
    return shaped(given, model, load_presets()[preset].quirks)


def test_every_preset_is_dated_sourced_and_found_by_its_address() -> None:
    """No entry without a source; each address leads back to it."""
    for name, preset in load_presets().items():
        assert preset.source.url.startswith("https://"), name
        assert preset_of(preset.base_url) == preset
        assert preset_of(preset.base_url + "/") == preset
    wanted = {"openai", "deepseek", "qwen", "moonshot", "zhipu", "siliconflow", "scnet", "openrouter"}
    assert wanted | {"ollama", "vllm", "lmstudio"} <= set(load_presets())


def test_a_local_server_is_known_on_this_machine_only() -> None:
    """The same port of another machine may be anything."""
    found = preset_of("http://localhost:11434/v1")
    assert found is not None and found.id == "ollama"
    assert preset_of("http://192.168.1.7:11434/v1") is None
    assert preset_of("http://relay.example/v1") is None


def test_the_model_is_the_one_that_was_chosen() -> None:
    """The payload's own name stands for nothing."""
    assert asked("deepseek", "deepseek-chat")["model"] == "deepseek-chat"


@pytest.mark.parametrize(
    ("preset", "name"),
    [("openai", "max_completion_tokens"), ("deepseek", "max_tokens"), ("ollama", "max_tokens")],
)
def test_the_length_has_the_name_that_is_read(preset: str, name: str) -> None:
    """DeepSeek and others pass over max_completion_tokens, and write on."""
    for given in ("max_tokens", "max_completion_tokens"):
        request = asked(preset, **{given: 100})
        assert {k for k in request if k.startswith("max_")} == {name}
        assert request[name] == 100


@pytest.mark.parametrize(
    ("preset", "model", "choice", "becomes"),
    [
        ("openai", "m", NAMED, NAMED),
        ("openai", "m", "required", "required"),
        ("moonshot", "m", "required", "auto"),
        ("moonshot", "m", NAMED, NAMED),
        ("zhipu", "m", NAMED, "auto"),
        ("deepseek", "deepseek-chat", NAMED, "auto"),
        ("ollama", "m", "required", "auto"),
        ("qwen", "qwq-plus", "required", "auto"),
        ("vllm", "m", NAMED, NAMED),
        ("scnet", "m", "auto", "auto"),
    ],
)
def test_a_tool_is_demanded_only_where_that_is_taken(
    preset: str, model: str, choice: Any, becomes: Any
) -> None:
    """Elsewhere the model may choose; the harness reminds it."""
    assert asked(preset, model, tools=[TOOL], tool_choice=choice)["tool_choice"] == becomes


def test_strict_goes_only_where_it_is_read() -> None:
    """Servers that do not know the word refuse the whole call."""
    assert asked("openai", tools=[TOOL])["tools"][0]["function"]["strict"] is True
    assert "strict" not in asked("deepseek", tools=[TOOL])["tools"][0]["function"]
    assert TOOL["function"]["strict"] is True, "what was given is left as it is"  # type: ignore[index]


def test_definitions_stand_where_they_are_used_for_who_cannot_look_them_up() -> None:
    """Zhipu reads no $defs; a definition that holds itself ends."""
    parameters = asked("zhipu", tools=[TOOL])["tools"][0]["function"]["parameters"]
    assert parameters == {"type": "object", "properties": {"a": {"type": "string"}}}
    tree = {"$ref": "#/$defs/T", "$defs": {"T": {"properties": {"next": {"$ref": "#/$defs/T"}}}}}
    assert inlined(tree) == {"properties": {"next": {}}}
    bomb = {f"L{n}": {"items": [{"$ref": f"#/$defs/L{n + 1}"}] * 2} for n in range(60)}
    assert len(str(inlined({"$ref": "#/$defs/L0", "$defs": bomb}))) < 1_000_000


def test_a_schema_goes_in_the_strongest_form_that_is_taken() -> None:
    """As it is, as some JSON object with the schema in words, or in words only."""
    own = asked("openai", response_format=FORM)
    assert own["response_format"] == FORM and len(own["messages"]) == 1
    some = asked("deepseek", response_format=FORM)
    assert some["response_format"] == {"type": "json_object"}
    assert "JSON" in some["messages"][-1]["content"]
    none = asked("scnet", response_format=FORM)
    assert "response_format" not in none and "JSON Schema" in none["messages"][-1]["content"]
    twice = asked("vllm", response_format=FORM)
    assert twice["response_format"]["type"] == "json_schema" and len(twice["messages"]) == 2
    assert "strict" not in twice["response_format"]["json_schema"]


def test_thinking_is_off_where_it_would_keep_tools_away() -> None:
    """SiliconFlow's models that can think; others do not know the field."""
    assert asked("siliconflow", "Qwen/Qwen3-32B", tools=[TOOL])["enable_thinking"] is False
    assert "enable_thinking" not in asked("siliconflow", "Qwen/Qwen3-32B")
    assert "enable_thinking" not in asked("siliconflow", "Qwen/Qwen2.5-72B-Instruct", tools=[TOOL])


def test_parallel_calls_are_named_only_where_that_is_read() -> None:
    """The field is left out elsewhere."""
    assert asked("openai", tools=[TOOL], parallel_tool_calls=False)["parallel_tool_calls"] is False
    assert "parallel_tool_calls" not in asked("zhipu", tools=[TOOL], parallel_tool_calls=False)


CALLED = {"role": "assistant", "content": None, "tool_calls": [{"id": "1"}], "reasoning_content": "Hm."}


def test_reasoning_goes_back_to_who_needs_it() -> None:
    """DeepSeek refuses every later call without it, also after another question; others do not know the field."""
    talk = [{"role": "user", "content": "a"}, CALLED, {"role": "tool", "tool_call_id": "1", "content": "x"}]
    later = [*talk, {"role": "assistant", "content": "b"}, {"role": "user", "content": "c"}]
    for messages in (talk, later):
        assert asked("deepseek", messages=messages)["messages"][1]["reasoning_content"] == "Hm."
        assert asked("openrouter", messages=messages)["messages"][1]["reasoning"] == "Hm."
        assert "reasoning_content" not in asked("openai", messages=messages)["messages"][1]
    assert CALLED["reasoning_content"] == "Hm."


def test_pictures_go_only_to_who_sees_them() -> None:
    """Elsewhere words say that one was left out."""
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
    messages = [{"role": "user", "content": [{"type": "text", "text": "look"}, picture]}]
    assert asked("openai", messages=messages)["messages"] == messages
    assert "cannot see" in str(asked("deepseek", messages=messages)["messages"])


def test_who_calls_no_tools_is_offered_none() -> None:
    """Measured so: neither tools nor a choice of them."""
    given = {"messages": [], "tools": [TOOL], "tool_choice": "auto", "parallel_tool_calls": True}
    assert shaped(given, "m", Quirks(tools=False)) == {"messages": [], "model": "m"}


def test_a_conversation_with_tools_is_told_to_who_knows_none() -> None:
    """The call before it was answered elsewhere; such a server refuses messages of a role it does not know."""
    call = {"id": "c1", "type": "function", "function": {"name": "read_file", "arguments": '{"path": "a"}'}}
    talk = [
        {"role": "user", "content": "hi"},
        {"role": "assistant", "content": "I look.", "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": "<data>\nA\n</data>"},
    ]
    given = {"model": "m", "messages": talk, "tools": [TOOL]}
    told = shaped(given, "m", Quirks(tools=False))
    assert "tools" not in told
    assert [m["role"] for m in told["messages"]] == ["user", "assistant", "user"]
    assert all("tool_calls" not in m and "tool_call_id" not in m for m in told["messages"])
    assert told["messages"][1]["content"] == 'I look.\n[called read_file with {"path": "a"}]'
    assert "<data>\nA\n</data>" in told["messages"][2]["content"]
    assert shaped(given, "m", Quirks())["messages"] == talk
