"""What would leave, told in full."""

from __future__ import annotations

from superindividual.approvals.receipt import action_lines


def test_a_push_says_that_nothing_else_stays_on_the_branch() -> None:
    """Whoever approves knows that the branch holds these files and no other afterwards."""
    action = {
        "how": "git_push",
        "destination": "https://git.example/site pages",
        "arguments": {"branch": "pages"},
        "seen": {"head": "a" * 40},
        "files": {"index.html": "0" * 64, "style.css": "1" * 64},
    }
    lines = list(action_lines(action))
    assert "the branch then holds these 2 files and no other" in lines
    assert not any("no other" in line for line in action_lines({**action, "how": "publish_folder"}))
