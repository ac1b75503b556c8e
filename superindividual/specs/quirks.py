"""Quirks: how an endpoint differs from OpenAI's."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, StrictBool, StrictInt

from superindividual.specs.workflow import Spec

SchemaForm = Literal["json_schema", "json_object", "none"]


class Quirks(Spec):
    """What an endpoint takes. The defaults are what every server that calls itself compatible takes."""

    length: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    """Under which name it reads how long an answer may be."""
    tools: StrictBool = True
    """Whether it calls tools at all."""
    required_choice: StrictBool = True
    """Whether some tool can be demanded: `tool_choice: required`."""
    named_choice: StrictBool = True
    """Whether one tool can be demanded by name."""
    parallel: StrictBool = True
    """Whether it reads `parallel_tool_calls`."""
    strict: StrictBool = False
    """Whether schemas can be held word for word: `strict: true`."""
    schema_form: SchemaForm = "none"
    """How it takes the schema of an answer: as it is, as "some JSON object", or not at all."""
    schema_in_prompt: StrictBool = False
    """Whether the schema is said in the prompt too, since the server alone forgets it."""
    inline_defs: StrictBool = False
    """Whether `$defs` of a schema are put where they are used."""
    stream_usage: StrictBool = True
    """Whether a stream tells its tokens when it is asked to: `stream_options.include_usage`."""
    streams: StrictBool = True
    """Whether it streams."""
    thinking: str = Field(default="", max_length=60)
    """The field that turns thinking on and off; empty where there is none."""
    thinking_with_tools: StrictBool = True
    """Whether it can think and call tools at once."""
    thinking_only: tuple[str, ...] = Field(default=(), max_length=100)
    """Models that know the field, by how their names begin; none listed means all."""
    reasoning_back: StrictBool = False
    """Whether it needs the reasoning of all its answers back, as it does who calls tools while thinking."""
    reasoning_field: str = Field(default="reasoning_content", max_length=60)
    """The field that reasoning stands in."""
    images: StrictBool = False
    """Whether it reads pictures."""
    context: StrictInt | None = Field(default=None, ge=1)
    """Most tokens of one call, where that was measured."""
