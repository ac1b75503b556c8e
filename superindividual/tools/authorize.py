"""authorize(): one pure function before every tool call; deny is the default."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from superindividual.specs.agent import AgentSpec
from superindividual.specs.kind import Kind
from superindividual.text import one_line

WRITING = frozenset({"write_file", "edit_file", "delete_file"})

_FOREIGN_NAMES: Mapping[str, frozenset[str]] = {
    "Read": frozenset({"read_file"}),
    "NotebookRead": frozenset({"read_file"}),
    "Write": frozenset({"write_file", "delete_file"}),
    "Edit": frozenset({"edit_file"}),
    "MultiEdit": frozenset({"edit_file"}),
    "Glob": frozenset({"list_files"}),
    "LS": frozenset({"list_files"}),
    "Grep": frozenset({"search_files"}),
    "Bash": frozenset({"run_tests", "run_linter"}),
}
"""Tool names on cards in the `.claude/agents` form. Bash means our contained commands only."""

ALWAYS = frozenset({"submit"})
"""Handing over is no capability: without it a step could not end."""


@dataclass(frozen=True)
class Ruling:
    """Allowed, or denied with the reason the agent is told."""

    allowed: bool
    reason: str = ""


def granted(card: AgentSpec, offered: Collection[str]) -> frozenset[str]:
    """The tools a card may use of those the step offers."""
    named = frozenset(offered) if card.tools is None else _ours(card.tools)
    return frozenset(offered) & ((named - _ours(card.disallowed_tools)) | ALWAYS)


def _ours(names: Collection[str]) -> frozenset[str]:
    bare = (name.split("(")[0].strip() for name in names)  # `Bash(git:*)` names the tool Bash
    return frozenset[str]().union(*(_FOREIGN_NAMES.get(name, frozenset({name})) for name in bare))


def authorize(
    card: AgentSpec, kind: Kind, tool: str, arguments: Mapping[str, Any], offered: Collection[str]
) -> Ruling:
    """Whether this agent may make this call in a step that hands over this kind."""
    if tool not in offered:
        return Ruling(
            False,
            f"there is no tool {one_line(tool, 60)} in this step; there are {', '.join(sorted(offered))}",
        )
    if tool not in granted(card, offered):
        return Ruling(False, f"the role card of {card.name} does not grant {tool}")
    if tool in WRITING and not _below(arguments.get("path"), kind.folder):
        return Ruling(False, f"write below {kind.folder}/ only: that is where a {kind.name} lies")
    return Ruling(True)


def _below(path: object, folder: str) -> bool:
    """By its words alone; the jail looks at the files again."""
    parts = path.split("/") if isinstance(path, str) else []
    above = folder.split("/")
    return parts[: len(above)] == above and len(parts) > len(above) and not {"", ".", ".."} & set(parts)
