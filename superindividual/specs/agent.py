"""AgentSpec: a role card, Markdown with front matter in the form of `.claude/agents/*.md`."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class AgentSpec(BaseModel):
    """What a role card says. Unknown keys warn and are kept out, since cards come from other tools too."""

    model_config = ConfigDict(
        extra="ignore", frozen=True, populate_by_name=True, use_attribute_docstrings=True
    )

    name: str = Field(min_length=1, max_length=100)
    """What the agent is called; steps name it by its file."""
    description: str = Field(min_length=1)
    """What it does, and when it is the right one."""
    tools: tuple[str, ...] | None = None
    """Tools it may use; left out means all that the step offers."""
    disallowed_tools: tuple[str, ...] = Field(default=(), alias="disallowedTools")
    """Tools it may not use."""
    model: str = "inherit"
    """`inherit`, a tier (`fast`, `strong`, `reasoning`) or a model's name."""
    max_turns: int = Field(default=40, ge=1, alias="maxTurns")
    """How many turns an attempt may take."""
    skills: tuple[str, ...] = ()
    """Skills, in the form of other tools."""
    mcp_servers: tuple[str, ...] = Field(default=(), alias="mcpServers")
    """MCP servers, in the form of other tools."""
    memory: Literal["user", "project", "local", "company", "product", "none"] = "company"
    """Where other tools keep an agent's memory; here every agent searches the company's."""
    color: str = ""
    """A colour, in the form of other tools."""
    prompt: str
    """The card's body: the instructions."""
