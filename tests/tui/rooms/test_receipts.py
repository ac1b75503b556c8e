from __future__ import annotations

from superindividual.journal.decisions import BY_GRANT
from superindividual_tui.rooms.receipts import Receipts
from tests.tui.firm import Firm, intended, view_of


def test_what_is_unknown_stands_first(firm: Firm) -> None:
    """Each with a glyph, a word and what was answered."""
    for name in ("R-one", "R-two"):
        request = firm.ask(firm.run(name), "launch", summary="published/x")
        firm.company.decide(request, "approve")
        effect = intended(firm.journal, request, key=name[-1] * 64)
        settled = "done" if name == "R-one" else "unknown"
        firm.journal.outbox.settle(
            effect.key, settled, {"folder": "published/x", "files": 1, "reason": "dark"}
        )  # type: ignore[arg-type]
    rows = [line.text for line in Receipts().entries(view_of(firm)).lines]
    told = [row for row in rows if row.startswith(("?", "✓ launch  let out"))]
    assert told[0].startswith("? launch  unknown whether it went out")
    assert told[1].startswith("✓ launch  let out")


def test_what_left_without_a_question_tells_by_which_grant(firm: Firm) -> None:
    """Else nobody could tell it from what was decided, nor find what to revoke."""
    request = firm.ask(firm.run(), "launch", summary="published/x")
    firm.journal.decisions.decide(request.id, "approve", by=f"{BY_GRANT}G-1", binding=request.binding)
    intended(firm.journal, request)
    rows = [line.text for line in Receipts().entries(view_of(firm)).lines]
    assert any("approved by your grant G-1" in row for row in rows)
