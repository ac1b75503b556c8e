"""JSON Schema of what a founder writes, for editors: completion, and faults while typing.

Draft-07, since yaml-language-server and what stands on it read that one fully (read 2026-11-23). A schema accepts
whatever the loaders accept, and more: what files mean together only `superindividual check` knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from superindividual.specs.agent import AgentSpec
from superindividual.specs.brief_reader import FrontMatter
from superindividual.specs.channels import load_channels
from superindividual.specs.company import CompanySpec
from superindividual.specs.effect import EFFECTS
from superindividual.specs.workflow import RESERVED, WorkflowSpec
from superindividual.specs.workflow_reader import LISTS
from superindividual.text import Language, gettext

Schema = dict[str, Any]

DRAFT = "http://json-schema.org/draft-07/schema#"

STEP_NAME = (
    r"^[^\x00-@\[-`{-\xa9\s\u2000-\u206f\u3000-\u3004\u3008-\u3020\uff01-\uff20\uff3b-\uff40\uff5b-\uff65]"
    r"[^\x00-,./:-@\[-^`{-\xa9\s\u2000-\u206f\u3000-\u3004\u3008-\u3020\uff01-\uff0f\uff1a-\uff20\uff3b-\uff3e"
    r"\uff40\uff5b-\uff65]{0,47}$"
)
"""What names a step, said by what does not: `\\w` of JavaScript, in which editors work, knows no 调研."""

_TIERS = ("inherit", "fast", "strong", "reasoning")
_SNIPPETS = (
    ("agent step", "an agent hands over a deliverable", {"agent": "$1", "deliver": "$2", "task": "$3"}),
    ("workflow step", "another workflow is run", {"uses": "$1", "with": {"$2": "$3"}}),
    ("effect step", "something leaves the company", {"effect": "publish", "from": ["$1"], "needs": ["$1"]}),
)


@dataclass(frozen=True)
class Names:
    """What an editor offers; other names are accepted too, since a founder adds their own."""

    agents: Iterable[str] = field(default=())
    kinds: Iterable[str] = field(default=())
    checks: Iterable[str] = field(default=())
    workflows: Iterable[str] = field(default=())


def schemas(names: Names, lang: Language | None = None) -> Mapping[str, Schema]:
    """Every schema, by what it describes; what an editor shows is in the founder's language, or in the one given."""
    return {kind: _told(made(names), lang) for kind, made in _MADE.items()}


def _told(node: Any, lang: Language | None) -> Any:
    """The same with every description translated; a field that is called `description` is no text."""
    if isinstance(node, list):
        return [_told(item, lang) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: gettext(value, lang) if key == "description" and isinstance(value, str) else _told(value, lang)
        for key, value in node.items()
    }


def _workflow(names: Names) -> Schema:
    made = _schema(WorkflowSpec, "workflows/*.yaml")
    step = made["definitions"]["StepSpec"]
    _without(step, "id")
    step["minProperties"] = 1
    step["defaultSnippets"] = [
        {"label": label, "description": text, "body": body} for label, text, body in _SNIPPETS
    ]
    fields = step["properties"]
    for name, known in (("agent", names.agents), ("deliver", names.kinds), ("uses", names.workflows)):
        fields[name]["anyOf"][0] = _offered(known)
    fields["checks"]["items"] = _offered(names.checks)
    fields["how"]["anyOf"][0] = _offered(EFFECTS)
    for name in LISTS:
        fields[name] = _text_too(fields[name])
    made["properties"]["steps"] = _by_name(made["properties"]["steps"])
    return made


def _agent(_names: Names) -> Schema:
    made = _schema(AgentSpec, "agents/*.md")
    _without(made, "prompt")
    fields = made["properties"]
    for name in ("tools", "disallowedTools", "skills", "mcpServers"):
        fields[name] = _with(fields[name], {"type": ["string", "array", "object"], "items": _TEXT_OR_MAPPING})
    fields["model"] = _with(fields["model"], _offered(_TIERS))
    fields["maxTurns"] = _with(fields["maxTurns"], {"type": ["integer", "string", "boolean"], "minimum": 1})
    for name in fields.keys() - set(made["required"]):
        fields[name] = _null_too(fields[name])
    made["additionalProperties"] = True
    return made


def _company(_names: Names) -> Schema:
    return _schema(CompanySpec, "company.yaml")


def _brief(_names: Names) -> Schema:
    made = _schema(FrontMatter, "briefs/*.md")
    fields = made["properties"]
    fields["channels"]["items"] = _offered(load_channels())
    for name in ("markets", "channels"):
        fields[name] = _text_too(fields[name])
    return made


_MADE: Mapping[str, Callable[[Names], Schema]] = {
    "workflow": _workflow,
    "agent": _agent,
    "company": _company,
    "brief": _brief,
}

KINDS = tuple(_MADE)
"""What has a schema."""

_TEXT_OR_MAPPING = {"type": ["string", "object"]}


def _schema(model: type[BaseModel], title: str) -> Schema:
    made = model.model_json_schema(by_alias=True, ref_template="#/definitions/{model}")
    definitions = {name: _tidy(inner) for name, inner in sorted(made.pop("$defs", {}).items())}
    whole = {"$schema": DRAFT, **_tidy(made), "title": title}
    return {**whole, "definitions": definitions} if definitions else whole


def _tidy(node: Any) -> Any:
    """Draft-07 of pydantic's dialect: a reference stands alone; no made-up titles, no empty defaults."""
    if isinstance(node, list):
        return [_tidy(item) for item in node]
    if not isinstance(node, dict):
        return node
    made: Schema = {
        key: {name: _tidy(inner) for name, inner in value.items()} if key == "properties" else _tidy(value)
        for key, value in node.items()
        if key != "title" and not (key == "default" and (value is None or isinstance(value, dict | list)))
    }
    if "description" in made:
        made["description"] = re.sub(r"(?<!\n)\n(?!\n)", " ", str(made["description"]))
    if "$ref" in made and len(made) > 1:
        made = {"allOf": [{"$ref": made.pop("$ref")}], **made}
    return made


def _without(schema: Schema, name: str) -> None:
    """A field that no file has."""
    del schema["properties"][name]
    schema["required"] = [other for other in schema["required"] if other != name]
    if not schema["required"]:
        del schema["required"]


def _offered(names: Iterable[str]) -> Schema:
    known = sorted(names)
    return {"anyOf": [{"enum": known}, {"type": "string"}]} if known else {"type": "string"}


def _with(old: Schema, form: Schema) -> Schema:
    """Another form, with what is said about the field."""
    return {**{key: old[key] for key in ("description", "default") if key in old}, **form}


def _text_too(schema: Schema) -> Schema:
    return _with(schema, {"anyOf": [{"type": "array", "items": schema["items"]}, schema["items"]]})


def _null_too(schema: Schema) -> Schema:
    form = {key: value for key, value in schema.items() if key not in ("description", "default")}
    return _with(schema, {"anyOf": [form, {"type": "null"}]})


def _by_name(schema: Schema) -> Schema:
    """A list of steps as the mapping that the file has."""
    taken = "|".join("".join(f"[{c.upper()}{c}]" for c in word) for word in sorted(RESERVED))
    return {
        "description": schema["description"],
        "type": "object",
        "minProperties": schema["minItems"],
        "maxProperties": schema["maxItems"],
        "propertyNames": {"pattern": STEP_NAME, "not": {"pattern": f"^({taken})$"}},
        "additionalProperties": schema["items"],
    }
