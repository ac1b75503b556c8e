from __future__ import annotations

from typing import Any

import pytest

from superindividual.specs.agent import AgentSpec
from superindividual.specs.kind import Kind
from superindividual.tools.authorize import authorize, granted

KIND = Kind(name="posts", folder="marketing/posts", contract="")
OFFERED = (
    "read_file",
    "write_file",
    "edit_file",
    "delete_file",
    "list_files",
    "search_files",
    "run_tests",
    "submit",
)


def card(tools: tuple[str, ...] | None = None, *, without: tuple[str, ...] = ()) -> AgentSpec:
    return AgentSpec.model_validate(
        {
            "name": "marketer",
            "description": "Works.",
            "prompt": "",
            "tools": tools,
            "disallowedTools": without,
        }
    )


def test_a_card_without_a_list_may_use_what_the_step_offers() -> None:
    """All of it, and nothing beside it."""
    assert granted(card(), OFFERED) == set(OFFERED)
    assert authorize(card(), KIND, "read_file", {"path": "inputs/a"}, OFFERED).allowed
    assert "no tool launch_rocket" in authorize(card(), KIND, "launch_rocket", {}, OFFERED).reason


def test_what_a_card_does_not_name_is_denied() -> None:
    """Deny is the default; handing over stays possible."""
    writer = card(("read_file",))
    assert not authorize(writer, KIND, "write_file", {"path": "marketing/posts/x.md"}, OFFERED).allowed
    assert granted(writer, OFFERED) == {"read_file", "submit"}
    assert granted(card((), without=("submit",)), OFFERED) == {"submit"}


def test_a_card_never_brings_a_tool_that_the_step_does_not_offer() -> None:
    """Naming a tool is no way to get it."""
    assert not authorize(card(("run_tests",)), KIND, "run_tests", {}, ("read_file",)).allowed


def test_cards_in_the_foreign_form_mean_our_tools() -> None:
    """`Read`, `Bash(…)` and their like are translated, for granting and for refusing."""
    assert granted(card(("Read", "Grep", "Glob", "WebFetch")), OFFERED) == {
        "read_file",
        "search_files",
        "list_files",
        "submit",
    }
    assert granted(card(("Bash(npm test:*)",)), OFFERED) == {"run_tests", "submit"}
    assert granted(card(("Write", "Edit", "Bash"), without=("Bash",)), OFFERED) == {
        "write_file",
        "delete_file",
        "edit_file",
        "submit",
    }


OUTSIDE: list[Any] = [
    "package/a.py",
    "marketing/posts",
    "marketing/posts/",
    "marketing/postscript.md",
    "marketing/posts/../../package/a.py",
    "marketing/posts/./x.md",
    "/marketing/posts/x.md",
    "",
    None,
    7,
    ["marketing/posts/x.md"],
]


@pytest.mark.parametrize("tool", ["write_file", "edit_file", "delete_file"])
@pytest.mark.parametrize("path", OUTSIDE)
def test_writing_stays_below_the_kinds_folder(tool: str, path: Any) -> None:
    """Whatever else the path says."""
    assert not authorize(card(), KIND, tool, {"path": path}, OFFERED).allowed
    assert not authorize(card(), KIND, tool, {}, OFFERED).allowed
    assert authorize(card(), KIND, tool, {"path": "marketing/posts/x.md"}, OFFERED).allowed
