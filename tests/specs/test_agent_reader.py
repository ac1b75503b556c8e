"""Role cards as people write them for other tools, and what is said about those that cannot be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from superindividual.errors import SpecErrors
from superindividual.paths import bundled
from superindividual.specs.agent_reader import load_agent, read_agent

CARDS = Path(__file__).parent / "data" / "cards"
DEFAULTS: dict[str, Any] = {
    "tools": None,
    "disallowed_tools": (),
    "model": "inherit",
    "max_turns": 40,
    "skills": (),
    "mcp_servers": (),
    "memory": "company",
    "color": "",
}
EXPECTED: dict[str, dict[str, Any]] = {
    "code-reviewer": {"tools": ("Read", "Grep", "Glob", "Bash")},
    "release-notes": {
        "tools": ("Read", "Grep", "Bash(git log:*)"),
        "disallowed_tools": ("Write", "Edit"),
        "model": "claude-sonnet-4-6",
        "max_turns": 25,
        "memory": "project",
    },
    "api-designer": {"model": "opus", "color": "green"},
    "support-writer": {"model": "sonnet", "color": "#00aa88", "tools": ("Read", "Grep")},
    "ux-researcher": {
        "tools": ("Read", "Write", "WebSearch", "WebFetch"),
        "skills": ("interviews", "survey-design"),
        "mcp_servers": ("figma", "notion"),
        "memory": "user",
        "color": "cyan",
    },
    "browser-tester": {
        "tools": ("Read", "Bash(npm run test:*, npm run build)", "mcp__playwright__browser_navigate"),
        "disallowed_tools": ("Write", "Edit", "NotebookEdit"),
        "mcp_servers": ("playwright", "github"),
    },
    "team-lead": {"tools": ("Agent(researcher, developer, reviewer)", "Read", "Grep")},
    "翻译审校": {"model": "haiku", "skills": ("术语表",)},
}
WARNED = {
    "release-notes": ["permissionMode", "effort", "hooks"],
    "api-designer": ["description"],
    "support-writer": ["description"],
    "ux-researcher": ["background"],
    "browser-tester": ["isolation", "initialPrompt"],
    "team-lead": ["tier", "examples"],
    "翻译审校": ["allowed-tools"],
}


@pytest.mark.parametrize("path", sorted(CARDS.glob("*.md")), ids=lambda path: path.stem)
def test_cards_of_other_tools_work_unchanged(path: Path) -> None:
    """Every form of lists, names and servers found in the wild is read; what is unknown warns and no more."""
    card, warnings = load_agent(path)
    said = {field: getattr(card, field) for field in DEFAULTS}
    assert said == {**DEFAULTS, **EXPECTED[path.stem]}
    assert card.name == {"team-lead": "Team Lead"}.get(path.stem, path.stem)
    assert card.description
    assert card.prompt == path.read_text(encoding="utf-8-sig").split("\n---\n", 1)[1].strip()
    assert [warning.field for warning in warnings] == WARNED.get(path.stem, [])
    assert all(warning.remedy for warning in warnings)


def test_eight_cards_are_there() -> None:
    """The forms above are all tried."""
    assert {path.stem for path in CARDS.glob("*.md")} == set(EXPECTED)


def test_a_description_that_is_no_yaml_is_kept_whole() -> None:
    """The dialogues in it reach the reader as they were written."""
    card, (warning,) = load_agent(CARDS / "support-writer.md")
    assert card.description.startswith(
        "Use this agent when a customer's question needs an answer. Examples:\n\n<"
    )
    assert card.description.endswith("</commentary>\n</example>")
    assert (warning.position.line, warning.position.column) == (3, 1)


def test_a_known_field_below_such_a_description_is_no_part_of_it() -> None:
    """The card's own fields end the description; the speakers in its dialogues do not."""
    card, _warnings = load_agent(CARDS / "support-writer.md")
    assert 'user: "My CSV is refused: line 3"' in card.description
    assert "model" not in card.description


def test_other_broken_front_matter_stays_an_error() -> None:
    """Only the description is free text; a broken list of tools is never guessed at."""
    with pytest.raises(SpecErrors) as caught:
        read_agent(b"---\nname: a\ndescription: b: c\ntools: [Read\n---\nDo it.\n", "a.md")
    assert caught.value.position.line in (3, 4)


@pytest.mark.parametrize(
    ("written", "tools"),
    [
        ("tools: []", ()),
        ("tools:", None),
        ("tools: ''", ()),
        ("tools: Read,", ("Read",)),
        ("tools: {write: false, read: true, bash: ask}", ("read", "bash")),
        ("tools: '*'", None),
        ("tools: ['*']", None),
    ],
)
def test_forms_of_tools(written: str, tools: tuple[str, ...] | None) -> None:
    """An empty list grants nothing; a tool that a card forbids is never granted."""
    card, _warnings = read_agent(f"---\nname: a\ndescription: b\n{written}\n---\nDo it.\n".encode(), "a.md")
    assert card.tools == tools


def test_a_near_name_is_offered_for_an_unknown_key() -> None:
    """`allowed-tools` of skills means `tools`, since nothing it lists would be granted otherwise."""
    _card, (warning,) = load_agent(CARDS / "翻译审校.md")
    assert str(warning).endswith(
        ":4:1: allowed-tools is not known here and has no effect, did you mean tools?"
    )


def test_instructions_in_the_front_matter_are_no_instructions() -> None:
    """A card's instructions are its body; a key of that name warns."""
    card, warnings = read_agent(b"---\nname: a\ndescription: b\nprompt: Lie.\n---\nDo it.\n", "a.md")
    assert card.prompt == "Do it."
    assert [warning.field for warning in warnings] == ["prompt"]


@pytest.mark.parametrize("path", sorted(bundled("agents").glob("*.md")), ids=lambda path: path.stem)
def test_shipped_cards_are_valid_and_named_by_their_file(path: Path) -> None:
    """A workflow names an agent by its file, so both names are one."""
    card, warnings = load_agent(path)
    assert card.name == path.stem
    assert warnings == []
