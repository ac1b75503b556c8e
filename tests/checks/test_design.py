"""Flow, screens and tokens."""

from __future__ import annotations

import pytest

from superindividual.checks.check import Verdict
from tests.checks.deliverables import ask, bent, bundle, good, refused, subject

FLOW, SCREENS, TOKENS = "design/flow.mmd", "design/screens.yaml", "design/tokens.json"


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ('windows["The windows"]', 'windows["The windows"', 4, "Mermaid cannot read"),
        ("flowchart LR", "sequenceDiagram", 2, "no flowchart"),
        ("flowchart LR", "a picture", 2, "no flowchart"),
        ("flowchart LR", "flowchart LR000000000000" + 4 * "\U00010000", 1, "cannot read"),
    ],
)
async def test_a_flow_mermaid_refuses_is_refused(old: str, new: str, line: int, says: str) -> None:
    """Mermaid's own parser decides, at its line."""
    await refused(
        "flow_valid", subject("design", bent("design", FLOW, old, new)), path=FLOW, line=line, says=says
    )


async def test_a_flow_in_chinese_passes() -> None:
    """Labels may be in any script; front matter and subgraphs are Mermaid too."""
    text = "---\ntitle: 流程\n---\nflowchart TD\n  subgraph 一天\n  help[开始] -->|点击| windows(窗口)\n  end\n  windows --> problems{坏行}\n"
    result = await ask("flow_valid", subject("design", {**good("design"), FLOW: text.encode()}))
    assert result.verdict is Verdict.PASS
    assert result.evidence == {"nodes": 3, "links": 2}


@pytest.mark.parametrize("text", ["", "flowchart LR\n", "flowchart LR\n  a\n  b\n"])
async def test_a_flow_that_shows_nothing_is_no_pass(text: str) -> None:
    """Neither an empty diagram nor nodes without links pass."""
    result = await ask("flow_valid", subject("design", {**good("design"), FLOW: text.encode()}))
    assert result.verdict is Verdict.FAIL


async def test_a_huge_flow_is_not_assessed() -> None:
    """What would take minutes to draw is said to be too large, by both checks."""
    text = "flowchart LR\n" + "\n".join(f"  n{i} --> n{i + 1}" for i in range(300))
    about = subject("design", {**good("design"), FLOW: text.encode()})
    for name in ("flow_valid", "screens_reachable"):
        assert (await ask(name, about)).verdict is Verdict.NOT_ASSESSED


@pytest.mark.parametrize(
    ("path", "old", "new", "line", "says"),
    [
        (SCREENS, "start: help", "start: nowhere", 1, "names no screen"),
        (SCREENS, "leads_to: [problems]", "leads_to: [windows]", 13, "problems cannot be reached"),
        (SCREENS, "leads_to: [problems]", "leads_to: [problems, moon]", 8, "“moon”, which is no screen"),
        (SCREENS, "requirements: [R2]", "requirements: []", None, "R2 is a must"),
        (SCREENS, "requirements: [R2]", "requirements: [R2, R8]", 13, "R8, which is no requirement"),
        (SCREENS, "    purpose: Show when it is safe\n", "", 8, "does not say its purpose"),
        (SCREENS, "id: problems", "id: windows", 13, "stands twice"),
        (SCREENS, "leads_to: [problems]", "leads_to: problems", 8, "no list of ids"),
        (SCREENS, "screens:", "pages:", 1, "No screen is listed"),
        (FLOW, 'help["tidewatch --help"]', 'splash["Hello"]', 3, "“splash” is no screen"),
    ],
)
async def test_screens_that_do_not_hang_together_are_refused(
    path: str, old: str, new: str, line: int | None, says: str
) -> None:
    """Orphans, unknown targets, unknown nodes, musts without a screen."""
    await refused(
        "screens_reachable",
        subject("design", bent("design", path, old, new)),
        path=path,
        line=line,
        says=says,
    )


async def test_screens_without_a_prd_are_not_assessed() -> None:
    """Without requirements the half that was looked at is no pass."""
    about = subject("design", inputs={"discover": bundle("discovery", good("discovery"))})
    assert (await ask("screens_reachable", about)).verdict is Verdict.NOT_ASSESSED


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("{color.ink}", "{color.pen}", 6, "“color.pen” is no token"),
        ("{color.ink}", "{color.text}", 6, "in a circle"),
        ('"components": [1, 1, 1]', '"components": [1, 1]', 5, "three components"),
        ('"components": [1, 1, 1]', '"components": [2, 1, 1]', 5, "between 0 and 1"),
        ('"hex": "#ffffff"', '"hex": "#000000"', 5, "another colour"),
        ('"unit": "px"', '"unit": "em"', 10, "with one of: px, rem"),
        ('"$type": "fontFamily"', '"$type": "face"', 9, "no type of DTCG"),
        ('"$type": "fontFamily", ', "", 9, "no $type"),
        ('"minimum": 7', '"minimum": 17.5', 14, "a contrast of 17.49; 17.5 is promised"),
        ('"minimum": 4.5', '"minimum": 1', 14, "WCAG asks for 3"),
        (
            '"background": "color.paper", "minimum": 7',
            '"background": "space.small", "minimum": 7',
            14,
            "no valid colour",
        ),
        ('"pairs"', '"couples"', 12, "No pair of colours"),
        ('"space": {', '"gap": {', None, "“space” is missing"),
        ('{"$value": "{color.ink}"}', '"#1a1a1a"', 6, "neither a token nor a group"),
        ('{"$value": "{color.ink}"}', '{"$value": "#1a1a1a"}', 6, "a colour is written"),
        ('"ink": {', '"ink": {"$value": 1, "$value": 2}, "pen": {', 1, "stands twice"),
    ],
)
async def test_tokens_out_of_shape_are_refused(old: str, new: str, line: int | None, says: str) -> None:
    """Forms, aliases and contrasts must hold."""
    await refused(
        "tokens_valid", subject("design", bent("design", TOKENS, old, new)), path=TOKENS, line=line, says=says
    )


async def test_contrast_is_measured() -> None:
    """The figures stand in the evidence: a tenth of white on white is (1 + .05) / (.01 + .05)."""
    result = await ask("tokens_valid", subject("design"))
    assert result.evidence["pairs"][0] == {
        "foreground": "color.text",
        "background": "color.paper",
        "contrast": 17.49,
        "minimum": 7,
    }


async def test_a_see_through_foreground_lies_on_its_background() -> None:
    """Black at 40 % on white is a grey of 2.8:1, not 21:1."""
    files = bent(
        "design",
        TOKENS,
        '"components": [0.1, 0.1, 0.1], "hex": "#1a1a1a"',
        '"components": [0, 0, 0], "alpha": 0.4',
    )
    result = await ask("tokens_valid", subject("design", files))
    assert result.verdict is Verdict.FAIL
    assert result.evidence["pairs"][0]["contrast"] == pytest.approx(2.84, abs=0.02)
