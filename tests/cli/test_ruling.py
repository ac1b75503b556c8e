from __future__ import annotations

from tests.cli.attended import Attended


def approve(attended: Attended, count: int) -> None:
    for number in range(count):
        run = attended.begin(f"R-{number}")
        attended.ask(f"Q-{number}", run=run)
        attended.types("decide", f"Q-{number}", "approve")


def test_an_empty_list_says_how_rules_come(attended: Attended) -> None:
    """Nothing is there, and nothing must be known to read why."""
    assert "After three equal approvals" in attended.types("rules")
    assert attended.answers("rules") == []


def test_the_third_equal_approval_is_answered_with_a_proposal(attended: Attended) -> None:
    """In the inbox, beside the next request, and on the list: what exactly, for whom, until when, and how to accept."""
    approve(attended, 2)
    assert "equal approvals" not in attended.types("inbox")
    approve_third = attended.begin("R-third")
    attended.ask("Q-third", run=approve_third)
    attended.types("decide", "Q-third", "approve")
    attended.ask("Q-next")
    (rule,) = attended.answers("rules")
    for said in (attended.types("inbox"), attended.types("show", "Q-next"), attended.types("rules")):
        assert f"{rule['id']}: 3 equal approvals in a row" in said
        assert (
            "posts of the step posts (marketer, workflow weekly, model) for thing: files posts/#.md" in said
        )
        assert f"superindividual rules accept {rule['id']}" in said
        assert "30 days" in said


def test_a_rule_is_accepted_listed_and_revoked(attended: Attended) -> None:
    """Each answer says how it stands, and the log has every change."""
    approve(attended, 3)
    (rule,) = attended.answers("rules")
    accepted = attended.answers("rules", "accept", rule["id"], "--days", "7")
    assert (accepted["state"], bool(accepted["expires"])) == ("accepted", True)
    assert "accepted until" in attended.types("rules")
    assert "used 0 times" in attended.types("rules")
    assert "revoked" in attended.types("rules", "revoke", rule["id"])
    log = attended.types("log")
    for word in ("is proposed", "is accepted until", "is revoked"):
        assert word in log


def test_what_cannot_be_done_with_a_rule_is_said(attended: Attended) -> None:
    """With where to look."""
    approve(attended, 3)
    (rule,) = attended.answers("rules")
    assert "say which rule" in attended.types("rules", "accept", code=2)
    assert "no rule P-none" in attended.types("rules", "revoke", "P-none", code=2)
    assert "proposed, not accepted" in attended.types("rules", "revoke", rule["id"], code=2)
    assert "1 to 366 days" in attended.types("rules", "accept", rule["id"], "--days", "0", code=2)
    assert "--days belongs to accept" in attended.types("rules", "decline", rule["id"], "--days", "3", code=2)
    attended.types("rules", "decline", rule["id"])
    assert "equal approvals" not in attended.types("inbox")
