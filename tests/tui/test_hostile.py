from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from rich.segment import Segment

from superindividual_tui.app import Cockpit
from superindividual_tui.lines import Lines
from tests.tui.firm import Firm, Hands, open_first, until

HOSTILE = {
    "markup": "[@click=app.approve]press[/] [/x] [bold red] [link=file:///etc]x[/link]",
    "ansi": "\x1b[2J\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b31m",
    "osc52": "\x1b]52;c;cm0gLXJmIC8=\x07 \x1b]52;c;cm0gLXJmIC8=\x1b\\",
    "bidi": "pay \u202e000,1\u202c now \u2066x\u2069",
    "hidden": "a\u200bb\u00adc\ufeffd\U000e0041e",
    "endless": "x" * 1_000_000,
    "overwrite": "harmless\rrm -rf /\x08\x08\x00",
}


def drawn(app: Cockpit) -> Iterator[Segment]:
    """Everything that the screen's widgets draw."""
    for widget in app.screen.walk_children():
        if widget.display and widget.size.height:
            for strip in widget.render_lines(widget.size.region):
                yield from strip


@pytest.mark.parametrize("name", sorted(HOSTILE))
async def test_foreign_text_draws_only_itself(firm: Firm, hands: Hands, name: str) -> None:
    """In summary, claims, checks, questions, files and product names: no control, no action, nothing hidden."""
    text = HOSTILE[name]
    run = firm.run(product=text[:300])
    request = firm.ask(
        run,
        files={"a.md": text.encode()},
        summary=text,
        claims=({"text": text, "evidence": [text[:1000]]},),
    )
    firm.journal.decisions.ask(request.id, text, by=text[:300])
    async with firm.cockpit(hands).run_test(size=(100, 30)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await open_first(pilot, hands)
        for room in (["t"], ["i"], ["2"], ["2", "shift+tab", "j", "tab", "G"]):
            await pilot.press(*room)
            await until(pilot, lambda: app.cabin.board.seq > 0)
            segments = list(drawn(app))
            joined = "".join(segment.text for segment in segments)
            assert "deliverable" in joined.lower()
            assert not re.search(
                "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\ufeff]", joined
            )
            assert not any("@click" in (segment.style.meta if segment.style else {}) for segment in segments)
            assert not any(segment.style.link for segment in segments if segment.style)
        assert firm.journal.decisions.decision(request.id) is None


async def test_markup_stands_there_as_it_was_written(firm: Firm, hands: Hands) -> None:
    """Brackets are text like any other."""
    firm.ask(firm.run(), summary=HOSTILE["markup"])
    async with firm.cockpit(hands).run_test(size=(140, 30)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await open_first(pilot, hands)
        rows = app.cabin.query_one("#text", Lines)
        text = "".join(rows.render_line(y).text.strip() + " " for y in range(rows.size.height))
        assert "[@click=app.approve]press[/] [/x]" in text
