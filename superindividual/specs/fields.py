"""Fields: which names a model knows at a path; annotations are walked through mappings, lists and unions."""

from __future__ import annotations

from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, Tag

from superindividual.specs.yaml import Path_


def fields_at(model: type[BaseModel], path: Path_) -> set[str]:
    """The names as they are written in a file; none where the path leads to no model."""
    found: Any = model
    for part in path:
        found = _inner(_without_none(found), part)
    found = _without_none(found)
    return {field.alias or name for name, field in found.model_fields.items()} if _is_model(found) else set()


def _inner(annotation: Any, part: str | int) -> Any:
    if _is_model(annotation):
        fields = annotation.model_fields.items()
        return next((field.annotation for name, field in fields if part in (name, field.alias)), None)
    arguments = get_args(annotation)
    if get_origin(annotation) in (Union, UnionType):
        tagged = ((get_args(a)[0], a.__metadata__) for a in arguments if get_origin(a) is Annotated)
        return next((kind for kind, marks in tagged if Tag(str(part)) in marks), None)
    if get_origin(annotation) is dict:
        return arguments[1]
    return arguments[0] if get_origin(annotation) in (tuple, list) else None


def _without_none(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, UnionType) and NoneType in get_args(annotation):
        return next((a for a in get_args(annotation) if a is not NoneType), None)
    return annotation


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
