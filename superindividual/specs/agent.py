"""AgentSpec: a role card, Markdown with front matter in the form of `.claude/agents/*.md`."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class AgentSpec(BaseModel):
    """What a role card says. Unknown keys warn and are kept out, since cards come from other tools too."""

    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)

    name: str = Field(min_length=1, max_length=100)
    description: str = Field(min_length=1)
    tools: tuple[str, ...] | None = None
    """Tools it may use; None means all that the step offers."""
    disallowed_tools: tuple[str, ...] = Field(default=(), alias="disallowedTools")
    model: str = "inherit"
    """`inherit`, a tier (`fast`, `strong`, `reasoning`) or a model's name."""
    max_turns: int = Field(default=40, ge=1, alias="maxTurns")
    skills: tuple[str, ...] = ()
    mcp_servers: tuple[str, ...] = Field(default=(), alias="mcpServers")
    memory: Literal["user", "project", "local", "company", "product", "none"] = "company"
    color: str = ""
    prompt: str
    """The card's body: the instructions."""
