"""Small workflows to draw."""

from __future__ import annotations

from typing import Any

from superindividual.specs.expansion import Expansion


def spec(*steps: dict[str, Any], **rest: Any) -> Expansion:
    """A workflow of these steps, not held against what exists."""
    return Expansion.model_validate({"name": "w", "steps": steps, **rest})


STEPS = (
    {"id": "发现", "agent": "scout", "deliver": "discovery", "form": {"p": {}}},
    {"id": "a", "agent": "scout", "deliver": "prd", "needs": ["发现"], "if": '${{ run.product == "]}" }}'},
    {
        "id": "b",
        "agent": "sc",
        "deliver": "x",
        "needs": ["发现", "a"],
        "on_fail": {"goto": "发现", "at_most": 2},
    },
    {"id": "c", "agent": "sc", "deliver": "x", "needs": ["a"], "foreach": ["x", "y"], "at_once": 2},
    {"id": "d", "agent": "sc", "deliver": "x", "needs": ["a"], "until": "${{ steps.d.data.ok }}"},
    {"id": "e", "effect": "publish", "from": ["b"], "needs": ["b", "c"]},
)

USED: dict[str, Any] = {
    "steps": (
        {"id": "a", "agent": "scout", "deliver": "discovery"},
        {"id": "legal/b", "agent": "scout", "deliver": "prd", "needs": ["a"], "if": "${{ b }}"},
        {"id": "legal/deep/c", "agent": "scout", "deliver": "prd", "needs": ["legal/b"]},
        {"id": "d", "agent": "x", "deliver": "x", "needs": ["legal/deep/c"], "on_fail": {"goto": "legal"}},
    ),
    "parts": {
        "legal": {"workflow": "review", "if": "${{ l }}"},
        "legal/deep": {"workflow": "scan"},
    },
}
