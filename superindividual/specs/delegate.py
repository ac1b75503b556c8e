"""Delegate: a coding agent of somebody else's that does a step's work, and what of the founder's it is given."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictInt

from superindividual.specs.workflow import Spec

VIA = "acp:"
"""How `via` begins: the Agent Client Protocol."""

ToolKind = Literal[
    "read", "edit", "delete", "move", "search", "execute", "think", "fetch", "switch_mode", "other"
]


class DelegateSpec(Spec):
    """A coding agent that speaks ACP. It runs in the sandbox, and has nothing that is not named here."""

    command: tuple[str, ...] = Field(default=(), max_length=50)
    """The program and its arguments; for `claude-code` and `codex` their usual adapters where it is left out."""
    env: tuple[Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")], ...] = Field(
        default=(), max_length=20
    )
    """Names of variables of your environment that it is given, such as `ANTHROPIC_API_KEY`; it gets no other."""
    network: StrictBool = False
    """Whether it has the network: all of it, with what listens on this machine. Most need it, to reach their model."""
    see: tuple[Annotated[str, Field(pattern=r"^[/~]")], ...] = Field(default=(), max_length=20)
    """Files and folders of yours that it may read, such as `~/.nvm`, where its program lies there."""
    allow: tuple[ToolKind, ...] = ()
    """What it may do in its sandbox without asking you: `read`, `edit`, `search`, `execute` and so on, as it calls them."""
    minutes: StrictInt = Field(default=60, ge=1, le=1440)
    """How long an attempt may take."""


@dataclass(frozen=True)
class Delegate:
    """Who does a step's work in the place of a model of the company's."""

    name: str
    spec: DelegateSpec


_USUAL: Mapping[str, tuple[str, ...]] = {"claude-code": ("claude-agent-acp",), "codex": ("codex-acp",)}
"""The programs of the npm packages @agentclientprotocol/claude-agent-acp and @agentclientprotocol/codex-acp."""


def delegate_of(via: str, known: Mapping[str, DelegateSpec]) -> Delegate:
    """The coding agent that `via` names: one of company.yaml, one whose program is known, or a command."""
    name = via.removeprefix(VIA)
    spec = known.get(name, DelegateSpec())
    command = spec.command or _USUAL.get(name) or tuple(shlex.split(name))
    return Delegate(name, spec.model_copy(update={"command": command}))
