"""What would leave, told in full."""

from __future__ import annotations

from superindividual.approvals.receipt import action_lines, arrived


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


def test_a_receipt_that_was_asked_for_says_so() -> None:
    """The status of a look is not told as the answer to the request."""
    receipt = {"url": "https://x.org/a", "status": 200, "sha256": "0" * 64}
    assert arrived(receipt) == "https://x.org/a answered 200"
    assert "the answer was lost" in arrived({**receipt, "asked": "probe"})
    assert "200" not in arrived({**receipt, "asked": "probe"})
