"""`docs/language.md` from the models and `language.in.md`: make docs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from superindividual.company import checked_file
from superindividual.paths import bundled
from superindividual.specs.catalog import Catalog
from superindividual.specs.effect import EFFECTS, EffectKind
from superindividual.specs.kind_reader import load_kinds
from superindividual.specs.mermaid import mermaid
from superindividual.specs.picture import picture
from superindividual.specs.schema import Names, schemas
from superindividual.text import showing

HERE = Path(__file__).parent

_SECTIONS = {
    "AllowRule": "allow",
    "AllowSpec": "allow",
    "ApproveIf": "approve",
    "BudgetSpec": "budget",
    "DelegateSpec": "delegates",
    "EffectRules": "rules-for-effects",
    "FieldSpec": "inputs-and-form-fields",
    "IdentitySpec": "identity",
    "MailSpec": "mail",
    "ModelsSpec": "models",
    "EndpointSpec": "endpoints",
    "DataSpec": "data",
    "CreditSpec": "credits",
    "Quirks": "quirks",
    "OnFail": "on_fail",
    "OutputSpec": "outputs",
    "OnSpec": "on",
    "NotifySpec": "notify",
    "PolicySpec": "policy",
    "QuietSpec": "quiet",
    "PriceSpec": "prices",
    "RetrySpec": "retry",
    "ScheduleSpec": "schedule",
    "SpendsSpec": "spends",
    "StepSpec": "step",
    "TimeoutSpec": "timeout",
}
"""Where each model is told about."""

_TYPES = {"string": "text", "number": "number", "integer": "whole number", "boolean": "true or false"}
_LIMITS = (
    ("minimum", "at least {}"),
    ("exclusiveMinimum", "more than {}"),
    ("maximum", "at most {}"),
    ("maxLength", "at most {} characters"),
    ("minItems", "at least {} entries"),
    ("maxItems", "at most {} entries"),
    ("minProperties", "at least {}"),
    ("maxProperties", "at most {}"),
)
_LIST_OR_WORDS = {"array", "string", "object"}


def reference() -> str:
    """The whole text."""
    made = schemas(Names())
    places = {**made, **{n: d for schema in made.values() for n, d in schema.get("definitions", {}).items()}}
    tables = {
        **{name: _table(place) for name, place in places.items()},
        "kinds": _kinds(),
        "effects": _effects(),
        **_drawings(),
    }
    template = (HERE / "language.in.md").read_text(encoding="utf-8")
    return re.sub(r"^\{(\w+)\}$", lambda found: tables[found.group(1)], template, flags=re.MULTILINE)


def _drawings() -> dict[str, str]:
    """The product loop as `graph` draws it."""
    file = bundled("workflows") / "product_loop.yaml"
    with showing("en"):
        loop = checked_file(file, Catalog())
        drawn = "\n".join(picture(loop))
        return {"picture": f"```\n{drawn}\n```", "mermaid": f"```mermaid\n{mermaid(loop)}```"}


def _table(schema: Mapping[str, Any]) -> str:
    required = schema.get("required", ())
    rows = (_row(name, field, name in required) for name, field in schema["properties"].items())
    head = ["| field | type | default | meaning |", "|---|---|---|---|"]
    return "\n".join([schema["description"], "", *head, *rows])


def _row(name: str, field: Mapping[str, Any], required: bool) -> str:
    default = "required" if required else _value(field.get("default"))
    return f"| `{name}` | {_type(field)} | {default} | {field['description']} |"


def _value(value: Any) -> str:
    if value in (None, ""):
        return ""
    return f"`{str(value).lower()}`" if isinstance(value, bool) else f"`{value}`"


def _type(field: Mapping[str, Any]) -> str:
    return ", ".join([_form(field), *_limits(field)])


def _form(field: Mapping[str, Any]) -> str:
    """What a value looks like, in words."""
    for several in ("anyOf", "oneOf", "allOf"):
        if several in field:
            return " or ".join(dict.fromkeys(_type(one) for one in field[several] if one != {"type": "null"}))
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return f"[{_SECTIONS[name].replace('-', ' ')}](#{_SECTIONS[name]})"
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in field["enum"])
    if isinstance(field.get("type"), list):
        return "list, text or mapping" if set(field["type"]) >= _LIST_OR_WORDS else "whole number"
    if field.get("type") == "array":
        return f"list of {_form(field['items'])}" if field["items"] else "list"
    if field.get("type") == "object":
        inner = field["additionalProperties"]
        return f"NAME: {_form(inner) if isinstance(inner, Mapping) else 'any value'}"
    return _TYPES.get(field.get("type", ""), "any value")


def _limits(field: Mapping[str, Any]) -> Iterator[str]:
    return (words.format(field[key]) for key, words in _LIMITS if key in field)


def _kinds() -> str:
    rows = (
        f"| `{kind.name}` | `{kind.folder}/` | {', '.join(f'`{check}`' for check in kind.checks)} |"
        for kind in load_kinds().values()
    )
    return "\n".join(["| kind | folder | checks |", "|---|---|---|", *rows])


def _effects() -> str:
    """Every way out, with its fields."""
    rows = [
        f"| `{kind.name}` | {' or '.join(f'`{c}`' for c in kind.classes)} | {kind.meaning} | {'<br>'.join(_with(kind)) or 'none'} |"
        for kind in EFFECTS.values()
    ]
    return "\n".join(["| how | class | what it does | with |", "|---|---|---|---|", *rows])


def _with(kind: EffectKind) -> Iterator[str]:
    for name, field in kind.fields.items():
        default = "required" if field.required else f"default `{str(field.default).lower()}`"
        known = field.required or field.default is not None
        yield f"`{name}` ({field.type}{f', {default}' if known else ''}): {field.description}"


if __name__ == "__main__":
    (HERE / "language.md").write_text(reference(), encoding="utf-8")
