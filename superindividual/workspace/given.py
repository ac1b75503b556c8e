"""Given: what a run begins with: each input typed, files and folders read and kept, and a brief or none."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from superindividual.errors import CompanyError
from superindividual.specs.bound import BOUND, BRIEF, is_bound
from superindividual.specs.brief import Brief
from superindividual.specs.brief_reader import MAX_BYTES, read_brief
from superindividual.specs.files import read_file as read_text
from superindividual.specs.value import given_values
from superindividual.specs.workflow import FieldSpec, WorkflowSpec
from superindividual.text import Language, language
from superindividual.text import gettext as _
from superindividual.workspace import material
from superindividual.workspace.objects import ObjectStore

_READ = {"file": material.read_file, "folder": material.read_folder}


def values_of(spec: WorkflowSpec, given: Mapping[str, Any]) -> dict[str, Any]:
    """Every input's value, typed; raises CompanyError with the first that is wrong."""
    plain = {n: str(v) if isinstance(v, os.PathLike) else v for n, v in given.items()}
    values, faults = given_values({BRIEF: FieldSpec(type="file"), **spec.inputs}, plain)
    if faults:
        message, remedy = faults[0]
        raise CompanyError(
            _("workflow {name}: {fault}").format(name=spec.name, fault=message),
            remedy=_("{remedy}: --input NAME=VALUE").format(remedy=remedy),
        )
    return values


def bound_values(
    spec: WorkflowSpec,
    given: Mapping[str, Any],
    objects: ObjectStore,
    *,
    company: Path,
    language: Language,
) -> dict[str, Any]:
    """The same, with what files and folders hold read and stored.

    A path that is given counts from the folder in which the founder stands, a default from the company's folder.
    What is bound already stays as it is, whatever stands on the disk now.

    Raises:
        CompanyError: a value is missing or does not fit.
        MaterialRefused: a file or folder cannot be taken as it stands.
    """
    values = values_of(spec, given)
    for name, field in spec.inputs.items():
        value = values.get(name)
        if field.type in BOUND and name != BRIEF and value is not None and not is_bound(value):
            place = Path(value) if name in given else company / value
            values[name] = _READ[field.type](place).kept(objects, language)
    return values


def brief_of(spec: WorkflowSpec, path: Path | None, given: Mapping[str, Any]) -> tuple[bytes, Brief]:
    """The brief's bytes, and the brief as read; without one, a brief that says nothing but the product's name.

    Raises:
        CompanyError: there is none, and the workflow asks for one.
        SpecErrors: it cannot be read.
    """
    if path is not None:
        content = read_text(path, MAX_BYTES)
        return content, read_brief(content, str(path))
    asked = spec.inputs.get(BRIEF)
    if asked is not None and asked.required:
        raise CompanyError(_("a run needs a brief"), remedy=_("give it: --brief FILE"))
    content = _no_brief(_product(spec, given)).encode()
    return content, read_brief(content, "brief.md")


def _product(spec: WorkflowSpec, given: Mapping[str, Any]) -> str:
    """The name of the first folder or file that was given, else the workflow's."""
    names = (
        Path(str(given[n])).absolute().name for n, f in spec.inputs.items() if f.type in BOUND and n in given
    )
    return next((name for name in names if name.isprintable()), "")[:80] or spec.name


def _no_brief(product: str) -> str:
    """The body is a comment, so that nothing in it is taken for the founder's word."""
    head = f"---\nproduct: {json.dumps(product, ensure_ascii=False)}\nlanguage: {language()}\n---\n"
    return f"{head}<!-- {_('No brief was given.')} -->\n"
