"""Reading: a document becomes a model, or a list of faults that a founder can act on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from superindividual.errors import SpecError, SpecErrors
from superindividual.specs.yaml import Document, Path_
from superindividual.text import gettext as _

Model = TypeVar("Model", bound=BaseModel)


def read(
    document: Document, model: type[Model], *, data: Any = None, moved: Mapping[Path_, Path_] | None = None
) -> Model:
    """Validate a document's data.

    `data` replaces the document's own where the file's form differs from the model's; `moved` then tells where the
    first words of a model's path stand in the file.

    Raises:
        SpecErrors: one fault for each thing that is wrong, in the order of the file.
    """
    content = document.data if data is None else data
    if not isinstance(content, dict):
        raise SpecErrors(
            [SpecError(document.at(()), _("the file holds no settings"), remedy=_("write KEY: value lines"))]
        )
    try:
        return model.model_validate(content)
    except ValidationError as error:
        faults = [_fault(document, model, detail, moved or {}) for detail in error.errors(include_url=False)]
        unique = {(f.position, f.message): f for f in faults}
        raise SpecErrors(sorted(unique.values(), key=lambda f: f.position)) from error


def nearest(wrong: str, known: Iterable[str]) -> str:
    """A remedy that names the nearest valid name, or all of them."""
    names = sorted(known)
    close = get_close_matches(wrong, names, n=1, cutoff=0.5)
    return (
        _("did you mean {name}?").format(name=close[0])
        if close
        else _("choose one of: {names}").format(names=", ".join(names) or "-")
    )


def _fault(
    document: Document, model: type[BaseModel], detail: Any, moved: Mapping[Path_, Path_]
) -> SpecError:
    loc: Path_ = tuple(part for part in detail["loc"])
    path = next(
        (target + loc[len(start) :] for start, target in moved.items() if loc[: len(start)] == start), loc
    )
    name = str(path[-1]) if path else ""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        fields = _fields(model, loc[:-1])
        return SpecError(
            document.key_at(path),
            _("there is no field {name} here").format(name=name),
            remedy=nearest(name, fields),
            field=name,
        )
    if kind == "missing":
        return SpecError(
            document.at(path[:-1]),
            _("the field {name} is missing").format(name=name),
            remedy=_("add {name}: …").format(name=name),
            field=name,
        )
    if kind == "literal_error":
        allowed = [
            word.strip("'\"") for word in str(context.get("expected", "")).replace(" or ", ", ").split(", ")
        ]
        return SpecError(
            document.at(path),
            _("{value} is not a value of {name}").format(value=_short(detail["input"]), name=name),
            remedy=nearest(str(detail["input"]), allowed),
            field=name,
        )
    return SpecError(
        document.at(path),
        f"{name}: {_sentence(kind, context, detail)}",
        remedy=_("it says {value}").format(value=_short(detail["input"])),
        field=name,
    )


def _short(value: Any) -> str:
    text = " ".join(str(value).split())
    return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"


def _sentence(kind: str, context: Mapping[str, Any], detail: Any) -> str:
    sentences = {
        "string_type": _("a text is needed"),
        "int_type": _("a whole number is needed"),
        "int_parsing": _("a whole number is needed"),
        "float_type": _("a number is needed"),
        "float_parsing": _("a number is needed"),
        "bool_type": _("true or false is needed"),
        "bool_parsing": _("true or false is needed"),
        "tuple_type": _("a list is needed"),
        "list_type": _("a list is needed"),
        "dict_type": _("a mapping is needed"),
        "model_type": _("a mapping is needed"),
        "too_short": _("too few entries"),
        "too_long": _("too many entries"),
        "string_too_short": _("too short"),
        "string_too_long": _("too long"),
        "string_pattern_mismatch": _("not of the form {pattern}"),
        "greater_than_equal": _("at least {ge} is needed"),
        "less_than_equal": _("at most {le} is allowed"),
        "greater_than": _("more than {gt} is needed"),
    }
    return sentences[kind].format(**context) if kind in sentences else str(detail["msg"])


def _fields(model: type[BaseModel], path: Path_) -> set[str]:
    """Names that are valid at a path of the model; annotations are walked as far as they are models."""
    current: Any = model
    for part in path:
        current = _inner(current, part)
        if current is None:
            return set()
    return {f.alias or n for n, f in current.model_fields.items()} if _is_model(current) else set()


def _inner(annotation: Any, part: str | int) -> Any:
    if _is_model(annotation) and isinstance(part, str):
        found = next((f for n, f in annotation.model_fields.items() if part in (n, f.alias)), None)
        return _unwrap(found.annotation) if found else None
    return _unwrap(annotation)


def _unwrap(annotation: Any) -> Any:
    arguments = getattr(annotation, "__args__", ())
    return next((a for a in arguments if _is_model(a)), annotation)


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
