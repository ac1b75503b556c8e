from __future__ import annotations

from typing import Any

import pytest

from superindividual.specs.agent import AgentSpec
from superindividual.specs.kind import Kind
from superindividual.tools.authorize import Acting, Ruling, granted
from superindividual.tools.authorize import authorize as authorized
from superindividual.tools.provenance import Provenance
from superindividual.tools.tool import ALL

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


def authorize(agent: AgentSpec, kind: Kind, tool: str, arguments: dict[str, Any], offered: Any) -> Ruling:
    return authorized(Acting(agent, kind, offered), tool, arguments, Provenance())


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


WEB = "https://docs.example.com/a"


def test_a_destination_that_outside_material_may_have_named_is_the_founders_to_allow() -> None:
    """Also one of an allowed host; what the founder wrote word for word is theirs, whatever was read since."""
    agent = Acting(card(), KIND, ("web_fetch",), {"web_fetch": "url"})
    read = Provenance(frozenset({WEB}), ("web:https://evil.example/",))
    assert authorized(agent, "web_fetch", {"url": f"{WEB}?q=secret"}, Provenance()).allowed
    asked = authorized(agent, "web_fetch", {"url": f"{WEB}?q=secret"}, read)
    assert (asked.verdict, asked.why) == ("ask", "tainted")
    assert authorized(agent, "web_fetch", {}, read).verdict == "ask"
    assert authorized(agent, "web_fetch", {"url": WEB}, read).allowed


def test_a_destination_that_may_tell_of_labelled_data_is_the_founders_to_allow() -> None:
    """Without such data it is simply allowed; so is what the founder wrote."""
    agent = Acting(card(), KIND, ("web_fetch",), {"web_fetch": "url"})
    knows = Provenance(frozenset({WEB}), labels=frozenset({"client"}))
    asked = authorized(agent, "web_fetch", {"url": f"{WEB}?q=meyer"}, knows)
    assert (asked.verdict, asked.why) == ("ask", "labelled") and "client" in asked.reason
    assert authorized(agent, "web_fetch", {"url": WEB}, knows).allowed
    assert authorized(agent, "web_fetch", {"url": f"{WEB}?q=meyer"}, Provenance()).allowed


@pytest.mark.parametrize("tool", ["run_command", "run_tests", "run_linter"])
def test_an_uncontained_program_is_the_founders_to_allow(tool: str) -> None:
    """Every one; contained it simply runs, and reading a file asks nobody."""
    offered = (tool, "read_file")
    uncontained = Acting(card(), KIND, offered, uncontained=True)
    assert authorized(uncontained, tool, {}, Provenance()).why == "uncontained"
    assert authorized(uncontained, "read_file", {"path": "a"}, Provenance()).allowed
    assert authorized(Acting(card(), KIND, offered), tool, {}, Provenance()).allowed


def test_asking_comes_after_denying() -> None:
    """The founder is not asked about what the card does not grant."""
    agent = Acting(card(("read_file",)), KIND, ("web_fetch",), {"web_fetch": "url"}, uncontained=True)
    assert authorized(agent, "web_fetch", {"url": WEB}, Provenance(outside=("x",))).verdict == "deny"


def test_a_card_can_do_without_asking_but_not_without_handing_over() -> None:
    """What is always granted may be disallowed, but for the one tool that ends a step."""
    offered = {"submit", "ask_founder", "read_skill", "read_file"}
    card = AgentSpec(
        name="a",
        description="d",
        prompt="p",
        tools=("read_file",),
        disallowed_tools=("ask_founder", "submit"),
    )
    assert granted(card, offered) == {"submit", "read_skill", "read_file"}


SERVER = "mcp__far__look"
LEADS = {SERVER: ALL}
SAID = "Look at https://docs.example/ with limit 10."


def far(given: dict[str, Any], own: str = SAID, leads: dict[str, str] | None = None, **marks: Any) -> Ruling:
    """What is said of a call of a tool server that has the network."""
    told = Provenance(frozenset(own.rstrip(".").split()), **marks)
    return authorized(Acting(card(), KIND, {SERVER}, LEADS if leads is None else leads), SERVER, given, told)


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        ({}, "allow"),
        ({"url": "https://docs.example/", "limit": 10, "all": True, "from": None}, "allow"),
        ({"list": ["https://docs.example/", {"limit": "10"}, [None]]}, "allow"),
        ({"url": "https://docs.example/?q=secret"}, "ask"),
        ({"limit": 11}, "ask"),
        ({"deep": {"more": ["Look", {"x": "the client owes 5"}]}}, "ask"),
        ({"deep": {"secret": True}}, "ask"),
        ({"list": [[["x"]]]}, "ask"),
    ],
)
@pytest.mark.parametrize(
    "marks", [{"outside": ("web:https://x/",)}, {"labels": frozenset({"client"})}], ids=str
)
def test_a_server_with_the_network_is_asked_about_like_a_tool_of_ours(
    given: dict[str, Any], verdict: str, marks: dict[str, Any]
) -> None:
    """Any argument may be sent on, names of inner fields too: only the founder's own words go without a question."""
    ruling = far(given, **marks)
    assert ruling.verdict == verdict
    assert ruling.why in (None, "tainted", "labelled")


def test_what_read_nothing_from_outside_is_not_asked_about() -> None:
    """The controls: nothing foreign and no label; and a server that has no network leads nowhere."""
    assert far({"url": "https://elsewhere.example/"}).allowed
    assert far({"url": "https://elsewhere.example/"}, leads={}, outside=("web:https://x/",)).allowed


def test_a_tool_that_may_lead_out_is_asked_about_where_it_does() -> None:
    """A picture of one's own page leads nowhere; one of an address does, also of an empty one."""
    agent = Acting(card(), KIND, ("screenshot",), {"screenshot": "url?"})
    read = Provenance(frozenset({WEB}), ("web:https://evil.example/",))
    for own in ({"path": "site/a.html"}, {"path": "site/a.html", "url": None}, {"url": WEB}):
        assert authorized(agent, "screenshot", own, read).allowed
    for other in ({"url": f"{WEB}?q=secret"}, {"url": ""}, {"url": ["a"]}):
        assert authorized(agent, "screenshot", other, read).verdict == "ask"
