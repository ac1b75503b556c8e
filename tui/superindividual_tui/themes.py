"""Themes: three of our own; what a colour says is always said by a word too."""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.theme import Theme

THEMES: dict[str, Theme] = {
    "dark": Theme(
        name="superindividual-dark",
        dark=True,
        primary="#5fa8d3",
        secondary="#8d99ae",
        accent="#c9a227",
        foreground="#e0e1dd",
        background="#12161c",
        surface="#181e26",
        panel="#232b36",
        success="#7bc47f",
        warning="#e0b050",
        error="#e57373",
    ),
    "light": Theme(
        name="superindividual-light",
        dark=False,
        primary="#1b6fa8",
        secondary="#5b6675",
        accent="#8a5a00",
        foreground="#1b1f24",
        background="#fbfaf7",
        surface="#f2f0ea",
        panel="#e4e1d8",
        success="#2e7d32",
        warning="#8a5a00",
        error="#b3261e",
    ),
    "contrast": Theme(
        name="superindividual-contrast",
        dark=True,
        primary="#ffff00",
        secondary="#ffffff",
        accent="#00ffff",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#3a3a3a",
        success="#00ff00",
        warning="#ffff00",
        error="#ff8080",
        text_alpha=1.0,
    ),
}


def dress(app: App[Any], theme: str) -> None:
    """Put a theme on before the start, by the name it has in the settings; Textual itself obeys NO_COLOR.

    Set as usual, it would have the stylesheet read twice before the first picture.
    """
    for known in THEMES.values():
        app.register_theme(known)
    app.set_reactive(App.theme, THEMES[theme].name)
    app.stylesheet.set_variables(app.get_css_variables())
