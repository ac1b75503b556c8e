"""Model set-up: which model works for a company; asked in a form, written into `company.yaml`, tried only when wished."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from superindividual.errors import SpecError, SpecErrors, SuperindividualError
from superindividual.paths import CompanyPaths
from superindividual.specs.model_writer import write_model
from superindividual.specs.workflow import FieldSpec
from superindividual.text import gettext as _
from superindividual.text import one_line
from superindividual_tui.fields import Field

TRY = "try"
_PATIENCE = 120
"""Seconds that trying may take."""


def model_fields() -> tuple[Field, ...]:
    """Address, model, where the key lies, and whether it is asked at once."""
    return (
        Field(
            "base_url",
            FieldSpec(
                required=True, default="https://api.openai.com/v1", description=_("OpenAI's, or one like it")
            ),
            title=_("At which address is it asked?"),
        ),
        Field("model", FieldSpec(required=True, min=1.0, max=200.0), title=_("Which model?")),
        Field(
            "key",
            FieldSpec(
                description=_("env:NAME or keyring:SERVICE/USER, never the key; nothing where none is needed")
            ),
            title=_("Where does its key lie?"),
        ),
        Field(
            TRY,
            FieldSpec(type="boolean", default=False, description=_("a few short calls, which cost a little")),
            title=_("Try it now?"),
        ),
    )


def set_up(paths: CompanyPaths, given: Mapping[str, Any]) -> str:
    """Write it down; gives how the model is called there. Raises CompanyError and SpecErrors."""
    return write_model(
        paths.spec, base_url=given["base_url"], model=given["model"], key=given.get("key", "").strip()
    )


def wrong(error: SuperindividualError) -> str | dict[str, str]:
    """What is wrong, by the field that it is about; in words where it is about none of them."""
    asked = {field.name for field in model_fields()}
    faults = error.faults if isinstance(error, SpecErrors) else (error,)
    found = {
        fault.field: SuperindividualError.__str__(fault)  # without its place in the file
        for fault in faults
        if isinstance(fault, SpecError) and fault.field in asked
    }
    return found or str(error)


def told(reference: str) -> str:
    """That it is set up."""
    return _("{model} is set up; runs may be given to it").format(model=one_line(reference, 80))


def tried(company: Path, reference: str) -> str:
    """Try it; gives in a sentence what `doctor --probe` says. It is a process of its own, since what asks models is not loaded here."""
    command = [
        sys.executable,
        "-m",
        "superindividual",
        "doctor",
        "--probe",
        reference,
        "--json",
        "--company",
        str(company),
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)  # noqa: S603 - our own
    except (OSError, subprocess.TimeoutExpired):
        return _("Trying it took too long: superindividual doctor --probe")
    try:
        (found,) = json.loads(done.stdout)
    except ValueError:
        return one_line(done.stdout + done.stderr, 600)
    return _summary(found)


def _summary(found: Mapping[str, Any]) -> str:
    """What a model did, did not, and what nobody can say; or why it could not be asked."""
    model = one_line(found["model"], 80)
    if found["error"]:
        return f"{model}: {one_line(found['error'], 300)}"
    words = {
        True: _("does: {names}"),
        False: _("does not: {names}"),
        None: _("not known: {names}"),
    }
    names = {does: ", ".join(s["name"] for s in found["seen"] if s["does"] is does) for does in words}
    told = [words[does].format(names=one_line(names[does], 300)) for does in words if names[does]]
    return " · ".join([model, *told])
