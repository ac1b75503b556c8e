"""Keys: what each does, for the help and the palette."""

from __future__ import annotations

from superindividual.text import gettext as _


def keys() -> list[tuple[str, str]]:
    """Key and meaning, in the order in which they are explained."""
    return [
        ("i  1", _("inbox")),
        ("2", _("deliverable")),
        ("t  3", _("timeline")),
        ("p", _("products and runs")),
        ("tab", _("next part of the screen")),
        ("j k  ↓ ↑", _("down, up")),
        ("g G", _("first, last")),
        ("enter", _("open what the cursor stands on")),
        ("a", _("approve this version")),
        ("e", _("edit the file shown in your editor; then you see the changes and are asked")),
        ("r", _("reject with feedback; the agent tries again")),
        ("q", _("ask the agent; this decides nothing")),
        ("x", _("stop the run")),
        ("ctrl+p", _("all commands")),
        ("?", _("this help")),
        ("ctrl+d", _("leave; runs go on")),
    ]
