from __future__ import annotations

from collections.abc import Mapping

import pytest

from superindividual.errors import SandboxUnavailable
from superindividual_tui.app import Cockpit
from tests.tui.firm import Firm, Hands, open_first, until
from tests.tui.test_cockpit import shown

PAGE = {"site/a.html": b"<h1>A", "site/index.html": b"<h1>Dues", "readme.md": b"x"}


async def test_a_picture_is_shown_where_the_terminal_can(
    firm: Firm, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the page that is open, with all files it may need; elsewhere the key for the browser is named."""
    shots: list[tuple[str, list[str]]] = []
    seen: list[tuple[bytes, str]] = []

    def photograph(files: Mapping[str, bytes], path: str) -> bytes:
        shots.append((path, sorted(files)))
        return b"png"

    monkeypatch.setattr(firm.company, "photograph", photograph)
    monkeypatch.setattr(
        "superindividual_tui.graphics.show", lambda png, how, _columns: seen.append((png, how))
    )
    for name in ("TMUX", "STY", "KITTY_WINDOW_ID", "TERM_PROGRAM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    request = firm.ask(firm.run(), files=PAGE)
    async with firm.cockpit(hands).run_test(size=(120, 30)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await pilot.press("o")
        await until(pilot, lambda: "There is no HTML" in shown(app, "#notice"))
        await open_first(pilot, hands)
        await pilot.press("o")
        await until(pilot, lambda: "ctrl+o opens it in your browser" in shown(app, "#notice"))
        assert not shots
        monkeypatch.setenv("TERM", "xterm-kitty")
        await pilot.press("o")
        await until(pilot, lambda: seen == [(b"png", "kitty")])
        assert shots == [("site/a.html", sorted(PAGE))]
        await pilot.press("shift+tab", "G", "o")
        await until(pilot, lambda: shots[-1][0] == "site/index.html")
        assert firm.journal.decisions.decision(request.id) is None


async def test_why_there_is_no_picture_is_said(
    firm: Firm, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one line."""

    def photograph(_files: Mapping[str, bytes], _path: str) -> bytes:
        raise SandboxUnavailable("no browser was found", remedy="install one")

    monkeypatch.setattr(firm.company, "photograph", photograph)
    monkeypatch.delenv("TMUX", raising=False)
    monkeypatch.setenv("TERM", "xterm-kitty")
    firm.ask(firm.run(), files=PAGE)
    async with firm.cockpit(hands).run_test(size=(120, 30)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await open_first(pilot, hands)
        await pilot.press("o")
        await until(pilot, lambda: "no browser was found" in shown(app, "#notice"))
