from __future__ import annotations

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
    assert rows[1].startswith("? launch  unknown whether it went out")
    assert rows[2].startswith("✓ launch  let out")
