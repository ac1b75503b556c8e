"""authorize(): one pure function before every tool call; deny is the default."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from superindividual.specs.agent import AgentSpec
from superindividual.specs.kind import Kind
from superindividual.text import one_line
from superindividual.tools.permission import Why
from superindividual.tools.provenance import Provenance
from superindividual.tools.tool import ALL, MAYBE

WRITING = frozenset({"write_file", "edit_file", "delete_file"})
COMMANDS = frozenset({"run_command", "run_tests", "run_linter"})
"""What starts a program, contained or not; the browser of `screenshot` is never started uncontained."""

_FOREIGN_NAMES: Mapping[str, frozenset[str]] = {
    "Read": frozenset({"read_file"}),
    "NotebookRead": frozenset({"read_file"}),
    "Write": frozenset({"write_file", "delete_file"}),
    "Edit": frozenset({"edit_file"}),
    "MultiEdit": frozenset({"edit_file"}),
    "Glob": frozenset({"list_files"}),
    "LS": frozenset({"list_files"}),
    "Grep": frozenset({"search_files"}),
    "Bash": frozenset({"run_command", "run_tests", "run_linter"}),
    "WebFetch": frozenset({"web_fetch"}),
}
"""Tool names on cards in the `.claude/agents` form. Bash means our contained commands only."""

ALWAYS = frozenset({"submit", "ask_founder", "read_skill"})
"""Handing over is no capability: without it a step could not end; nor is asking, which decides nothing, nor reading what
the founder wrote for agents. A card that disallows the last two goes without; handing over stays."""

KNOWN = frozenset(
    {
        "list_files",
        "read_file",
        "search_files",
        "write_file",
        "edit_file",
        "delete_file",
        "search_memory",
        "run_tests",
    }
    | {"run_linter", "run_command", "web_fetch", "screenshot", "evaluate_rules", "draw_card", "assemble_kit"}
    | {*ALWAYS, *_FOREIGN_NAMES}
)
"""All names of tools that mean something on a card, beside those of servers (`mcp__SERVER`)."""

Verdict = Literal["allow", "ask", "deny"]
"""`ask`: the founder allows it, or not."""


@dataclass(frozen=True)
class Acting:
    """Who makes a call, and where: an agent at its step."""

    card: AgentSpec
    kind: Kind
    offered: Collection[str]
    """The tools of the step."""
    destinations: Mapping[str, str] = field(default_factory=dict)
    """Tools that lead out of the company, to the argument which says where, or to ALL."""
    uncontained: bool = False
    """Whether programs run on the founder's machine as the founder: each one is then theirs to allow."""


@dataclass(frozen=True)
class Ruling:
    """Allowed, to be asked for, or denied; with the reason that the agent, or the founder, is told."""

    verdict: Verdict
    reason: str = ""
    why: Why | None = None
    """For what is to be asked."""

    @property
    def allowed(self) -> bool:
        """Whether the call may be made at once."""
        return self.verdict == "allow"


def granted(card: AgentSpec, offered: Collection[str]) -> frozenset[str]:
    """The tools a card may use of those the step offers."""
    named = frozenset(offered) if card.tools is None else _ours(card.tools)
    named |= _of_servers(card.tools or (), offered)
    refused = _ours(card.disallowed_tools) | _of_servers(card.disallowed_tools, offered)
    return frozenset(offered) & ((named - refused) | (ALWAYS - (refused - {"submit"})))


def _of_servers(names: Collection[str], offered: Collection[str]) -> frozenset[str]:
    """The tools that `mcp__SERVER` or `mcp__SERVER__*` mean."""
    servers = [f"{name.removesuffix('*').removesuffix('__')}__" for name in names if name.startswith("mcp__")]
    return frozenset(tool for tool in offered if any(tool.startswith(server) for server in servers))


def _ours(names: Collection[str]) -> frozenset[str]:
    bare = (name.split("(")[0].strip() for name in names)  # `Bash(git:*)` names the tool Bash
    return frozenset[str]().union(*(_FOREIGN_NAMES.get(name, frozenset({name})) for name in bare))


def authorize(agent: Acting, tool: str, arguments: Mapping[str, Any], provenance: Provenance) -> Ruling:
    """Whether this agent may make this call, after all that it has read."""
    if tool not in agent.offered:
        there = ", ".join(sorted(granted(agent.card, agent.offered)))
        return Ruling(
            "deny", f"there is no tool {one_line(tool, 60)} in this step for you; there are {there}"
        )
    if tool not in granted(agent.card, agent.offered):
        return Ruling("deny", f"the role card of {agent.card.name} does not grant {tool}")
    kind = agent.kind
    if tool in WRITING and not _below(arguments.get("path"), kind.folder):
        return Ruling("deny", f"write below {kind.folder}/ only: that is where a {kind.name} lies")
    return _asked(agent, tool, arguments, provenance) or Ruling("allow")


def _asked(agent: Acting, tool: str, arguments: Mapping[str, Any], provenance: Provenance) -> Ruling | None:
    """What the founder is asked about first."""
    if agent.uncontained and tool in COMMANDS:
        return Ruling("ask", "programs cannot be contained here: the founder allows each", "uncontained")
    sent = _sent(agent.destinations.get(tool, ""), arguments)
    if any(map(provenance.taints, sent)):
        return Ruling("ask", "what you read from outside may have named this address", "tainted")
    if any(map(provenance.discloses, sent)):
        data = ", ".join(sorted(provenance.labels))
        return Ruling("ask", f"this address may tell of data that is not for everybody: {data}", "labelled")
    return None


def _sent(where: str, arguments: Mapping[str, Any]) -> list[Any]:
    """What would leave the company: all that the call says, or what its argument `where` names, if it names anything."""
    if where == ALL:
        return [*_values([*arguments.values()])]
    given = arguments.get(where.removesuffix(MAYBE))
    return [] if not where or (given is None and where.endswith(MAYBE)) else [given]


def _values(given: Any) -> Iterator[str]:
    """All that arguments say, names of inner fields included; yes, no and nothing say too little."""
    if isinstance(given, Mapping):
        given = [*given, *given.values()]
    if isinstance(given, list):
        for one in given:
            yield from _values(one)
    elif given is not None and not isinstance(given, bool):
        yield str(given)


def _below(path: object, folder: str) -> bool:
    """By its words alone; the jail looks at the files again."""
    parts = path.split("/") if isinstance(path, str) else []
    above = folder.split("/")
    return parts[: len(above)] == above and len(parts) > len(above) and not {"", ".", ".."} & set(parts)
