"""Model writer: one model's place in `company.yaml`, as a founder would write it there."""

from __future__ import annotations

import json
import re
from pathlib import Path

from superindividual.errors import CompanyError
from superindividual.paths import write_private
from superindividual.specs.company_reader import load_company
from superindividual.specs.models import TIERS
from superindividual.specs.template import unwritable
from superindividual.text import gettext as _
from superindividual.text import shown

NAME = "own"
"""What the endpoint is called."""


def write_model(file: Path, *, base_url: str, model: str, key: str) -> str:
    """Let one model at one endpoint do everything in a company; gives its reference, `own/MODEL`.

    `key` says where the key is kept, `env:NAME` or `keyring:SERVICE/USER`; it is empty for a server that wants none.

    Raises:
        CompanyError: models are named there already, or the file cannot be written.
        SpecErrors: it has faults, or would have with these values; a key in the place of a reference is one.
    """
    load_company(file)
    text = file.read_text(encoding="utf-8")
    if re.search(r"^models[ \t]*:", text, re.MULTILINE):
        raise CompanyError(
            _("{file} names models already").format(file=shown(str(file))), remedy=_("change them there")
        )
    written = f"{text.rstrip()}\n\n{_block(base_url, model, key)}"
    trial = file.with_name(f".{file.name}.trial")
    try:
        mode = file.stat().st_mode & 0o777
        write_private(trial, written)
        load_company(trial)
        trial.chmod(mode)
        trial.replace(file)
    except OSError as error:
        raise unwritable(file.parent, error) from error
    finally:
        trial.unlink(missing_ok=True)
    return f"{NAME}/{model}"


def _block(base_url: str, model: str, key: str) -> str:
    said = {"base_url": base_url, **({"key": key} if key else {})}
    listed = json.dumps([f"{NAME}/{model}"], ensure_ascii=False)
    tiers = ", ".join(f"{tier}: {listed}" for tier in TIERS)
    fields = ", ".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in said.items())
    return f"models:\n  endpoints:\n    {NAME}: {{{fields}}}\n  tiers: {{{tiers}}}\n"
