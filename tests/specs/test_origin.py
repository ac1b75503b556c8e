"""Which arguments of an effect come from the founder alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from superindividual.specs.expansion import Expansion
from superindividual.specs.origin import foreign
from tests.specs.using import whole, written

SENDING = """name: sending
inputs: {to: {type: text, default: "https://hooks.example.com"}}
steps:
  text: {agent: marketer, deliver: calendar}
  review: {agent: compliance, deliver: compliance_report, needs: [text]}
  out: {effect: send, how: http_post, from: [text], needs: [text, review], with: {url: "URL"}}
"""


def flow(url: Any) -> Expansion:
    return Expansion.model_validate(
        {
            "name": "w",
            "inputs": {"where": {"type": "text"}, "paper": {"type": "file"}},
            "steps": [
                {"id": "a", "agent": "scout", "deliver": "discovery"},
                {"id": "out", "effect": "send", "how": "http_post", "from": ["a"], "with": {"url": url}},
            ],
        }
    )


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("https://hooks.example.com", True),
        ("${{ inputs.where }}", True),
        ("https://${{ inputs.where }}/x", True),
        (["a@example.com", "${{ inputs.where }}"], True),
        ("${{ steps.a.data.url }}", False),
        (["a@example.com", "${{ steps.a.summary }}"], False),
        ("${{ inputs.paper }}", False),
        ("${{ inputs.paper.files }}", False),
        ("${{ inputs.nowhere }}", False),
        ("${{ inputs.where == steps.a.summary }}", False),
        ("${{ run.product }}", False),
        ("${{ inputs.where", False),
    ],
)
def test_only_what_the_founder_wrote_or_gave_is_own(url: Any, own: bool) -> None:
    """Anything computed, read from a file, or too clever to be told is looked at by the founder."""
    made = flow(url)
    assert foreign(made, made.steps[-1]) == ([] if own else ["url"])


@pytest.mark.parametrize(
    ("given", "own"),
    [
        ("", True),
        (", with: {to: 'https://hooks.example.org'}", True),
        (", with: {to: '${{ inputs.where }}'}", True),
        (", with: {to: '${{ steps.a.summary }}'}", False),
    ],
)
def test_a_used_workflow_is_given_what_its_caller_read(tmp_path: Path, given: str, own: bool) -> None:
    """An input of a used workflow is as foreign as what stands in the caller's `with`, through every level."""
    sending = SENDING.replace("URL", "${{ inputs.to }}")
    middle = (
        "name: middle\ninputs: {to: {type: text, default: x}}\nsteps:\n"
        "  send: {uses: sending, with: {to: '${{ inputs.to }}'}}\n"
    )
    text = (
        "name: w\ninputs: {where: {type: text, default: x}}\nsteps:\n"
        f"  a: {{agent: scout, deliver: discovery}}\n  mid: {{uses: middle, needs: [a]{given}}}\n"
    )
    company = tmp_path / "workflows"
    company.mkdir()
    made = whole(written(company, sending=sending, middle=middle, w=text), company=tmp_path)
    out = made.step("mid/send/out")  # type: ignore[arg-type]
    assert foreign(made, out) == ([] if own else ["url"])
