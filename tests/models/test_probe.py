"""What is measured of an endpoint, and that it is used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from superindividual.errors import ModelError
from superindividual.models.directory import places, quirks_of
from superindividual.models.endpoint import Endpoint
from superindividual.models.local import running
from superindividual.models.opening import Surroundings, open_models
from superindividual.models.probe import Probed, probe
from superindividual.models.transport import Patience, Transport, open_connections
from superindividual.specs.models import ModelsSpec
from superindividual.specs.preset import load_presets
from superindividual.specs.quirks import Quirks
from tests.models.endpoints import Able, Weak
from tests.models.wire import Wire, http, wired


async def measured(answer: Callable[[dict[str, Any]], Wire]) -> Probed:
    with wired(answer) as server:
        async with open_connections() as connections:
            return await probe(
                Transport(connections, Endpoint("m", "k", server.url), Patience(first=2, whole=2)),
                "m",
                Quirks(),
            )


async def test_all_that_an_able_endpoint_does_is_seen() -> None:
    """Every question is answered with yes, the size comes from its list of models."""
    found = await measured(Able())
    assert {s.name for s in found.seen if s.does is not True} == set()
    assert found.quirks == {
        "tools": True,
        "required_choice": True,
        "named_choice": True,
        "parallel": True,
        "schema_form": "json_schema",
        "strict": True,
        "streams": True,
        "stream_usage": True,
        "length": "max_tokens",
        "images": True,
        "context": 131072,
    }
    assert Quirks.model_validate(found.quirks).tools


async def test_all_that_a_weak_endpoint_lacks_is_seen() -> None:
    """What it refuses or passes over is a no; the size comes from its own refusal."""
    found = await measured(Weak())
    assert found.quirks == {
        "tools": True,
        "required_choice": False,
        "named_choice": False,
        "parallel": False,
        "schema_form": "json_object",
        "strict": False,
        "streams": True,
        "stream_usage": False,
        "length": "max_tokens",
        "images": False,
        "context": 8192,
    }
    (calls,) = [one for one in found.seen if one.name == "parallel_calls"]
    assert (calls.does, calls.said) == (None, "not measured, since the parameter is not taken")


async def test_who_takes_a_tool_and_does_not_call_it_calls_none() -> None:
    """Words in the place of a call are no call."""

    class Talker(Able):
        def message(self, body: dict[str, Any]) -> tuple[dict[str, Any], str]:
            return {"content": '{"name": "note_colour"}'}, "stop"

    found = await measured(Talker())
    assert (found.quirks["tools"], found.quirks["schema_form"]) == (False, "json_object")


async def test_nothing_is_concluded_from_a_fault() -> None:
    """An overloaded endpoint is not one that cannot; one that never answers is an error."""
    calls = iter(range(1000))
    found = await measured(lambda body: Able()(body) if next(calls) < 1 else http(b"{}", 503))
    assert found.quirks == {}
    assert {s.does for s in found.seen[1:]} == {None}
    with pytest.raises(ModelError):
        await measured(lambda _: http(b"{}", 401))


async def test_what_was_measured_goes_before_the_preset_and_the_founder_before_both() -> None:
    """A field that the founder did not write is not theirs."""
    spec = ModelsSpec.model_validate(
        {"endpoints": {"a": {"base_url": "http://127.0.0.1:11434/v1", "quirks": {"images": True}}}}
    )
    found = quirks_of(places(spec)["a"], {"images": False, "required_choice": True})
    assert (found.images, found.required_choice, found.named_choice) == (True, True, False)


async def test_requests_are_made_as_measured() -> None:
    """A choice of tools that the endpoint does not take is not sent, once that was measured."""
    tool = {"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}}
    for quirks, sent in (({}, "required"), ({"required_choice": False}, "auto")):
        with wired(Able()) as server:
            spec = ModelsSpec.model_validate(
                {"endpoints": {"a": {"base_url": server.url}}, "tiers": {"strong": ["a/m"]}}
            )
            around = Surroundings(measured=lambda _url, _model, quirks=quirks: quirks)  # type: ignore[misc]
            async with open_models(spec, {}, around) as (chat, _pool):
                await chat.bind_tools([tool], tool_choice="required").ainvoke("hello")
            assert server.asked[0]["tool_choice"] == sent


async def test_local_servers_that_run_are_found() -> None:
    """By their list of models; a port where something else listens is none."""
    ollama = load_presets()["ollama"]
    with wired(Able()) as here, wired(lambda _: http(b"<html>", 404)) as other:
        known = [
            ollama.model_copy(update={"base_url": url})
            for url in (here.url, other.url, "http://127.0.0.1:9/v1")
        ]
        found = await running([*known, load_presets()["openai"]])
    assert [(r.preset.base_url, r.models) for r in found] == [(here.url, ("m",))]
    assert other.asked == [{"get": "/v1/models"}]
