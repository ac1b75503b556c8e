"""Manual: the keys as the help tells them: first those of what is looked at, then all others, each once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from superindividual.text import gettext as _
from superindividual_tui.entries import Entries
from superindividual_tui.keys import ACTIONS, Keymap, fixed
from superindividual_tui.line import Line
from superindividual_tui.tabs import DELIVERABLE

_WIDTH = 18
"""Columns of the keys."""
_OF_ROOM: Mapping[str, tuple[str, ...]] = {
    "inbox": ("room.batch", "undo", "runs", "product.next", "product.previous"),
    DELIVERABLE: ("versions", "browse", "picture", "fork", "undo"),
    "diff": ("versions",),
    "receipts": ("undo",),
    "workflow": ("fork", "pause", "stop"),
}
"""What works everywhere and is mostly wanted in one room."""
_SEARCH = ("search", "search.next", "search.previous")


def manual(keymap: Keymap, room: str, title: str, *, deciding: bool, broken: bool) -> Entries:
    """All keys; `deciding` where a request is open that can be decided, `broken` where long lines are, so that none is moved."""
    found = Entries()
    # what decides stands first, and what stops a run after it
    decide = sorted(_names("deciding"), key=lambda name: name in _names("everywhere"))
    named = [
        *(decide if deciding else ()),
        *(name for name in _names("lists") if not (broken and name in ("right", "left"))),
        *_SEARCH,
        *_OF_ROOM.get(room, ()),
    ]
    here = list(dict.fromkeys(named))
    _section(found, keymap, _("Here: {room}").format(room=title), here)
    everywhere = [name for name in _names("everywhere") if name not in here]
    if not deciding:
        other = [name for name in decide if name not in everywhere + here]
        _section(found, keymap, _("To decide, where a request is open"), other)
    _section(found, keymap, _("To another room"), filter(_is_room, everywhere))
    _section(found, keymap, _("Everywhere"), (name for name in everywhere if not _is_room(name)))
    found.add(*(_row(key, says) for key, says in fixed()))
    return found


def manual_of_door(keymap: Keymap) -> Entries:
    """What works before there is a company."""
    found = Entries()
    moves = (name for name in _names("lists") if name not in ("right", "left"))
    _section(found, keymap, _("Here: {room}").format(room=_("No company yet")), moves)
    found.add(_row("?", _("this help")), _row("q  escape", _("leave")))
    _section(found, keymap, _("In a form"), ())
    found.add(_row("tab", _("next field")), _row("ctrl+s", _("send")), _row("escape", _("leave a dialog")))
    return found


def _section(found: Entries, keymap: Keymap, title: str, names: Iterable[str]) -> None:
    found.section(title)
    meanings = {a.name: a.says() for a in ACTIONS}
    found.add(*(_row(keymap.faces(name), meanings[name]) for name in names))


def _row(keys: str, says: str) -> Line:
    return Line(f"  {keys:<{_WIDTH}}{says}", hang=_WIDTH + 2)


def _is_room(name: str) -> bool:
    return name.startswith("room.")


def _names(scope: str) -> list[str]:
    """In the order of the table, but what opens something before what moves to it."""
    return sorted((a.name for a in ACTIONS if scope in a.calls), key=lambda name: name != "choose")
