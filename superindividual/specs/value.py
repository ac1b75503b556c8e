"""Value: what somebody gives for an input or a field of a form, held against its type and limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from superindividual.specs.bound import BOUND, is_bound
from superindividual.specs.nearest import nearest
from superindividual.specs.wording import shown_value
from superindividual.specs.workflow import FieldSpec
from superindividual.text import gettext as _
from superindividual.text import number

_WORDS = {"true": True, "yes": True, "是": True, "false": False, "no": False, "否": False}


def defaults(fields: Mapping[str, FieldSpec]) -> dict[str, Any]:
    """The values of fields that nobody filled in."""
    return {name: field.default for name, field in fields.items() if field.default is not None}


def given_values(
    fields: Mapping[str, FieldSpec], given: Mapping[str, Any]
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Every field's value, typed, and what is wrong: message and remedy for each fault.

    A text stands for a value of another type, since that is how a command line gives it: `3`, `true`, `a, b`.
    """
    faults = [
        (_("there is no field {name} here").format(name=name), nearest(name, fields))
        for name in given
        if name not in fields
    ]
    values = defaults(fields)
    for name, field in fields.items():
        if name in given:
            value = typed(field, given[name])
            fault = misfit(name, field, value)
            faults += [fault] if fault else []
            values[name] = value
        elif field.required and name not in values:
            faults.append(
                (_("{name} must be given").format(name=name), _("it is a {type}").format(type=field.type))
            )
    return values, faults


def typed(field: FieldSpec, value: Any) -> Any:
    """A text as the field's type, where it reads as one; any other value as it is."""
    if not isinstance(value, str) or field.type in ("text", *BOUND):
        return value
    text = value.strip()
    if field.type == "boolean":
        return _WORDS.get(text.lower(), value)
    if field.type == "list":
        return [part.strip() for part in text.replace("，", ",").split(",") if part.strip()]
    try:
        return int(text) if text.lstrip("-").isdigit() else float(text)
    except ValueError:
        return value


def misfit(name: str, field: FieldSpec, value: Any) -> tuple[str, str] | None:
    """Message and remedy where a value does not fit; None where it does."""
    if not _is(field.type, value):
        message = _("{name} must be of the type {type}, not {value}")
        return message.format(name=name, type=field.type, value=shown_value(value)), _example(field.type)
    if is_bound(value):
        return None  # choices and lengths are about what somebody types
    if field.choices and not set(_each(value)) <= set(field.choices):
        message = _("{value} is no choice of {name}").format(value=shown_value(value), name=name)
        return message, _("choose one of: {choices}").format(choices=", ".join(map(str, field.choices)))
    if field.type == "text":
        return _misfit_length(name, field, len(value))
    size = value if field.type == "number" else len(value) if field.type == "list" else None
    if size is not None and field.min is not None and size < field.min:
        message = _("{name} must be at least {least}").format(name=name, least=number(field.min))
        return message, _("give a larger one")
    if size is not None and field.max is not None and size > field.max:
        message = _("{name} must be at most {most}").format(name=name, most=number(field.max))
        return message, _("give a smaller one")
    return None


def _misfit_length(name: str, field: FieldSpec, length: int) -> tuple[str, str] | None:
    if field.min is not None and length < field.min:
        message = _("{name} must have at least {least} characters")
        return message.format(name=name, least=number(field.min)), _("write more")
    if field.max is not None and length > field.max:
        message = _("{name} must have at most {most} characters, not {count}")
        return message.format(name=name, most=number(field.max), count=length), _("write less")
    return None


def _is(kind: str, value: Any) -> bool:
    if kind == "boolean" or isinstance(value, bool):
        return kind == "boolean" and isinstance(value, bool)
    if kind == "number":
        return isinstance(value, int | float) and value == value and abs(value) != float("inf")
    if kind in BOUND:
        return isinstance(value, str) or is_bound(value)
    return isinstance(value, {"text": str, "list": list}[kind])


def _each(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else [value]


def _example(kind: str) -> str:
    examples = {"number": "2.5", "boolean": "true", "list": "one, two", "file": "./a.txt", "folder": "./site"}
    return _("write one such as {example}").format(example=examples.get(kind, "text"))
