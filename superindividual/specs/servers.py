"""ServerSpec: a tool server (MCP) that role cards may name, as `.mcp.json` in the company's folder says.

A card names a server and never says how it is started: cards come from other people, and the founder's own file is the one
place that lets a program of theirs run.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from superindividual.errors import Position, SpecError
from superindividual.specs.files import decode, read_file
from superindividual.text import gettext as _
from superindividual.text import one_line

_VARIABLE = re.compile(r"^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$")
_NAME = re.compile(r"^[A-Za-z0-9_-]{1,32}$")


class ServerSpec(BaseModel):
    """How a server is started. Keys of other tools have no effect."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)

    command: str = Field(min_length=1)
    args: tuple[str, ...] = Field(default=(), max_length=100)
    env: dict[str, str] = Field(default={}, max_length=50)
    """The whole environment; `${NAME}` is taken from the worker's own."""
    network: bool = False
    """Whether it has this machine's network; by default none."""
    see: tuple[str, ...] = Field(default=(), max_length=50)
    """Files and folders that it may read, where they lie."""

    timeout: int = Field(default=120_000, ge=1_000, le=3_600_000)
    """Milliseconds for one call, as other tools read it too."""

    @field_validator("args", "see", mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:
        return tuple(value) if isinstance(value, list) else value

    def environment(self, own: Mapping[str, str] = os.environ) -> dict[str, str]:
        """Its environment with values; raises LookupError with the name of a variable that is not set."""
        found: dict[str, str] = {}
        for name, value in self.env.items():
            variable = _VARIABLE.match(value)
            if variable and variable[1] not in own:
                raise LookupError(variable[1])
            found[name] = own[variable[1]] if variable else value
        return found

    def taken(self, own: Mapping[str, str] = os.environ) -> list[str]:
        """The values that come from the worker's environment, secrets among them."""
        named = (_VARIABLE.match(value) for value in self.env.values())
        return [own[found[1]] for found in named if found and own.get(found[1])]


def load_servers(file: Path) -> dict[str, ServerSpec]:
    """The servers by name; none where there is no file.

    Raises:
        SpecError: the file is not what `.mcp.json` is, or a server is started in a way that is not known here.
    """
    if not file.is_file():
        return {}
    try:
        read = json.loads(decode(read_file(file), str(file)))
    except (ValueError, RecursionError) as error:
        raise SpecError(
            Position(str(file)), _("this is no JSON: {why}").format(why=one_line(str(error), 120))
        ) from error
    servers = read.get("mcpServers") if isinstance(read, dict) else None
    if not isinstance(servers, dict):
        raise SpecError(
            Position(str(file)),
            _("the file names no servers"),
            remedy=_('write {"mcpServers": {"NAME": {"command": "…", "args": ["…"]}}}'),
        )
    return {name: _server(file, name, said) for name, said in servers.items()}


def _server(file: Path, name: str, said: Any) -> ServerSpec:
    why = "" if _NAME.match(name) else _("a name is letters, digits, - and _, at most 32")
    try:
        found = ServerSpec.model_validate(said)
        if not why:
            return found
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        why = why or f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    raise SpecError(
        Position(str(file)),
        _("the server {name} cannot be started: {why}").format(name=one_line(name, 40), why=why),
        remedy=_("servers are programs spoken with through their input and output: command, args, env"),
    )
