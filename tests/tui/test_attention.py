from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from superindividual_tui.attention import BRING_TITLE_BACK, KEEP_TITLE, Attention


@dataclass
class Terminal:
    """What an attention asks of the app."""

    app_focus: bool = True
    is_headless: bool = False
    written: list[str] = field(default_factory=list)

    @property
    def _driver(self) -> Terminal:
        return self

    def write(self, text: str) -> None:
        self.written.append(text)


def told(terminal: Any, *counts: int) -> list[str]:
    attention = Attention(lambda: terminal)
    for count in counts:
        attention.tell(count)
    attention.leave()
    return list(terminal.written)


def test_the_title_counts_what_waits_and_goes_back_at_the_end() -> None:
    """Written only where the count changes."""
    assert told(Terminal(), 0, 3, 3) == [
        f"{KEEP_TITLE}\x1b]0;superindividual\x07",
        "\x1b]0;(3) superindividual\x07",
        BRING_TITLE_BACK,
    ]


def test_a_sound_is_made_only_while_nobody_looks() -> None:
    """When more waits than before; neither at the start nor when less does."""
    away = told(Terminal(app_focus=False), 2, 3, 1)
    assert [("\x1b]9;" in written) for written in away] == [False, True, False, False]
    assert "3 waiting for you" in away[1]
    assert not any("\x1b]9;" in written for written in told(Terminal(), 2, 3))


def test_without_a_terminal_nothing_is_written() -> None:
    """In tests and pipes."""
    assert told(Terminal(is_headless=True), 1, 2) == []
