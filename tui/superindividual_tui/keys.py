"""Keys: the one table of what can be done and by which key; bindings, help and palette are made from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from superindividual.errors import KeysRefused
from superindividual.text import gettext as _

if TYPE_CHECKING:
    from textual.binding import BindingType

Scope = Literal["everywhere", "lists", "deciding"]
"""Where a key works: on the whole screen, in a list or text, or only on the panel that decides."""


@dataclass(frozen=True)
class Action:
    """Something that can be done. `calls` says in each scope which method does it."""

    name: str
    keys: tuple[str, ...]
    calls: Mapping[Scope, str]
    says: Callable[[], str]


def _room(name: str, keys: str, says: Callable[[], str]) -> Action:
    return Action(f"room.{name}", tuple(keys.split()), {"everywhere": f"room('{name}')"}, says)


def _do(name: str, keys: str, call: str, says: Callable[[], str]) -> Action:
    return Action(name, tuple(keys.split()), {"everywhere": call}, says)


def _move(name: str, keys: str, call: str, says: Callable[[], str]) -> Action:
    return Action(name, tuple(keys.split()), {"lists": call}, says)


def _decide(name: str, key: str, says: Callable[[], str]) -> Action:
    return Action(name, (key,), {"deciding": f"press('{name}')"}, says)


ACTIONS: tuple[Action, ...] = (
    _room("inbox", "i 1", lambda: _("inbox: what needs you, is under way, was decided")),
    _room("deliverable", "2", lambda: _("deliverable: overview, changes, files; here you decide")),
    _room("diff", "d 3", lambda: _("what changed since the last approved version")),
    _room("timeline", "t 4", lambda: _("timeline: what happened, and when")),
    _room("memory", "m 5", lambda: _("memory; what the deliverable was made with stands first")),
    _room("cost", "$ 6", lambda: _("cost against budgets")),
    _room("checks", "7", lambda: _("checks with their evidence")),
    _room("agents", "8", lambda: _("agents and what they do")),
    _room("workflow", "9", lambda: _("the workflow, and where it stands")),
    _room("receipts", "f2", lambda: _("receipts: done, unknown, failed")),
    _room("batch", "b", lambda: _("approve drafts of one kind together, after a look at the list")),
    _room("run_list", "f3", lambda: _("all runs")),
    _room("products", "f4", lambda: _("all products")),
    _room("comparison", "f5", lambda: _("this run beside the one it came from")),
    _room("grants", "f6", lambda: _("standing approvals")),
    _room("rules", "f7", lambda: _("rules, and those that are proposed")),
    _room("halts", "f8", lambda: _("halt, or lift a halt")),
    _room("ledger", "f9", lambda: _("the ledger, and whether it is sound")),
    _room("rooms", "0", lambda: _("all rooms")),
    _do("browse", "ctrl+o", "look('browse')", lambda: _("open the HTML in your browser")),
    _do(
        "picture", "o", "look('picture')", lambda: _("a picture of the HTML, where the terminal can show one")
    ),
    _room("start", "s", lambda: _("start a run, or write a brief")),
    _room("settings", "comma", lambda: _("settings: language, theme, keys")),
    _do("versions", "v", "versions", lambda: _("compare any two versions")),
    _do("runs", "ctrl+k", "runs", lambda: _("products and runs")),
    _do("product.next", "]", "product(1)", lambda: _("next product")),
    _do("product.previous", "[", "product(-1)", lambda: _("previous product")),
    _do("pause", "p", "steer('pause')", lambda: _("pause the run, or let it go on")),
    Action(
        "stop",
        ("x",),
        {"everywhere": "steer('stop')", "deciding": "press('stop')"},
        lambda: _("stop the run"),
    ),
    _do("fork", "f", "steer('fork')", lambda: _("begin a run from here, and compare the two")),
    _do("undo", "u", "steer('undo')", lambda: _("take the last approval back, as long as nothing has left")),
    _decide("approve", "a", lambda: _("approve this version")),
    _decide("comment", "c", lambda: _("approve this version with a comment")),
    _decide(
        "edit", "e", lambda: _("edit the file shown in your editor; then you see the changes and are asked")
    ),
    _decide("reject", "r", lambda: _("reject with feedback; the agent tries again")),
    _decide("ask", "q", lambda: _("ask the agent; this decides nothing")),
    _move("down", "j down", "move(1)", lambda: _("down")),
    _move("up", "k up", "move(-1)", lambda: _("up")),
    _move("first", "g home", "edge(-1)", lambda: _("first")),
    _move("last", "G end", "edge(1)", lambda: _("last")),
    _move("right", "right", "shift(1)", lambda: _("read on in lines that are cut off")),
    _move("left", "left", "shift(-1)", lambda: _("back to where such lines begin")),
    _move("leaf.on", "pagedown space", "leaf(1)", lambda: _("one screen on")),
    _move("leaf.back", "pageup", "leaf(-1)", lambda: _("one screen back")),
    _move("choose", "enter", "choose", lambda: _("open what the cursor stands on")),
    _do("search", "/", "search", lambda: _("search here")),
    _do("search.next", "n", "found(1)", lambda: _("next place found")),
    _do("search.previous", "N", "found(-1)", lambda: _("previous place found")),
    _do("help", "?", "help", lambda: _("this help")),
    _do("leave", "ctrl+d ctrl+q", "app.quit", lambda: _("leave; runs go on")),
)
_OF_NAME = {action.name: action for action in ACTIONS}
_FIXED: Mapping[str, Callable[[], str]] = {
    "tab": lambda: _("next part of the screen"),
    "shift+tab": lambda: _("previous part of the screen"),
    "ctrl+p": lambda: _("all commands"),
    "escape": lambda: _("leave a dialog"),
    "ctrl+c": lambda: _("copy"),
}
"""What the terminal program itself takes; no action may have these."""


class Keymap:
    """The keys in force: the table's, with the founder's own in their place."""

    def __init__(self, own: Mapping[str, str] | None = None) -> None:
        """`own` maps an action's name to its keys, with spaces between them.

        Raises:
            KeysRefused: there is no such action, no key is left for one, or one key would do two things.
        """
        own = own or {}
        for name in own:
            if name not in _OF_NAME:
                raise KeysRefused(
                    _("there is no action {name}").format(name=name),
                    remedy=_("the actions: {names}").format(names=", ".join(_OF_NAME)),
                )
        self._keys = {a.name: _named(own[a.name].split()) if a.name in own else a.keys for a in ACTIONS}
        self._own = frozenset(own)
        for name, keys in self._keys.items():
            if not keys:
                raise KeysRefused(_("{name} has no key").format(name=name), remedy=_("write one, such as f5"))
        for fault in self._conflicts():
            raise fault

    def _conflicts(self) -> Iterator[KeysRefused]:
        """Keys that would do two things: no scope is exempt, since all of them are on one screen."""
        taken: dict[str, str] = dict.fromkeys(_FIXED, "")
        for name, keys in self._keys.items():
            for key in keys:
                if key in taken:
                    other = taken[key] or _FIXED[key]()
                    yield KeysRefused(
                        _("the key {key} is for {first} and for {second}").format(
                            key=key, first=other, second=name
                        ),
                        remedy=_("give one of them another key"),
                    )
                taken[key] = name

    def keys(self, name: str) -> tuple[str, ...]:
        """The keys of an action."""
        return self._keys[name]

    def shown(self, name: str) -> str:
        """The first of them, as it stands on the screen."""
        return face(self._keys[name][0])

    def faces(self, name: str) -> str:
        """All of them, as they stand on the screen."""
        return "  ".join(map(face, self._keys[name]))

    def own(self) -> dict[str, str]:
        """What differs from the table, as Textual's keymap wants it."""
        return {name: ",".join(self._keys[name]) for name in self._own}

    def explained(self) -> list[tuple[str, str]]:
        """Keys and meaning of everything, in the order in which it is explained."""
        table = [(self.faces(a.name), a.says()) for a in ACTIONS]
        return [*table, *fixed()]


def fixed() -> Iterator[tuple[str, str]]:
    """Keys that cannot be changed, and what they do."""
    return ((key, says()) for key, says in _FIXED.items())


def face(key: str) -> str:
    """A key as it stands on the keyboard: the terminal program separates keys by commas, and so has a name for that one."""
    return "," if key == "comma" else key


def _named(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple("comma" if key == "," else key for key in keys)


def bindings(scope: Scope) -> list[BindingType]:
    """The table's bindings of a scope; Textual finds them by their name when the founder has own keys."""
    from textual.binding import Binding

    return [
        Binding(",".join(a.keys), a.calls[scope], show=False, id=a.name) for a in ACTIONS if scope in a.calls
    ]


def action(name: str) -> Action:
    """The action of that name; KeyError when there is none."""
    return _OF_NAME[name]
