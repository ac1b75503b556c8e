"""Signs: a status is always a glyph and a word, never a colour alone."""

from __future__ import annotations

from superindividual.approvals.waiting import RunState
from superindividual.text import gettext as _
from superindividual_tui.board import Receipt
from superindividual_tui.line import Tone

RUNS: dict[RunState, tuple[str, Tone]] = {
    "waits": ("●", "warn"),
    "running": ("◐", "plain"),
    "stopping": ("◐", "dim"),
    "no_worker": ("○", "warn"),
    "paused": ("‖", "warn"),
    "done": ("✓", "good"),
    "failed": ("✗", "bad"),
    "stopped": ("■", "dim"),
}
RECEIPTS: dict[Receipt, tuple[str, Tone]] = {
    "under_way": ("◐", "warn"),
    "done": ("✓", "good"),
    "unknown": ("?", "warn"),
    "failed": ("✗", "bad"),
    "refused": ("–", "dim"),
    "stopped": ("■", "dim"),
    "sent_back": ("↩", "plain"),
}
VERDICTS: dict[str, Tone] = {
    "pass": "good",
    "fail": "bad",
    "not_assessed": "warn",
    "not_applicable": "dim",
}
"""Tones; the glyphs and words are `wording`'s."""


def receipt_word(receipt: Receipt) -> str:
    """What came of a decision, in a word or two."""
    return {
        "under_way": _("under way"),
        "done": _("done"),
        "unknown": _("unknown whether it went out"),
        "failed": _("failed"),
        "refused": _("did not go out"),
        "stopped": _("stopped"),
        "sent_back": _("sent back"),
    }[receipt]
