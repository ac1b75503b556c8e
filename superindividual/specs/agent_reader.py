"""Read role cards; cards written for other tools are welcome, so unknown keys warn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from superindividual.errors import Position, SpecError
from superindividual.specs.agent import AgentSpec
from superindividual.specs.files import read_file
from superindividual.specs.frontmatter import split
from superindividual.specs.reading import nearest, read
from superindividual.text import gettext as _

_LISTS = ("tools", "disallowedTools", "skills", "mcpServers")
MAX_BYTES = 64 * 1024


def load_agent(path: Path) -> tuple[AgentSpec, list[SpecError]]:
    """A role card and what to warn about; raises SpecErrors."""
    page = split(read_file(path), str(path), MAX_BYTES)
    given = page.settings.data if isinstance(page.settings.data, dict) else {}
    fields = {f.alias or n for n, f in AgentSpec.model_fields.items()} - {"prompt"}
    warnings = [
        SpecError(
            page.settings.key_at((key,)),
            _("{key} is not known here and has no effect").format(key=key),
            remedy=nearest(key, fields),
            field=key,
        )
        for key in given
        if key not in fields
    ]
    if not page.body.strip():
        raise SpecError(
            Position(str(path), page.body_line),
            _("the card has no instructions"),
            remedy=_("say below the front matter how the job is done"),
        )
    data = {**{k: _listed(k, v) for k, v in given.items() if k != "prompt"}, "prompt": page.body.strip()}
    return read(page.settings, AgentSpec, data=data), warnings


def _listed(key: str, value: Any) -> Any:
    """The form of other tools: `tools: Read, Write` is a list, and servers may be mappings."""
    if key not in _LISTS or value is None:
        return () if key in _LISTS and key != "tools" else value
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return list(value) if isinstance(value, dict) else value
