"""Palette: every action of the key table by name; decisions among them are confirmed under the arming rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

from textual.app import SystemCommand

from superindividual.text import gettext as _
from superindividual_tui.keys import ACTIONS, Action
from superindividual_tui.panel import verbs
from superindividual_tui.tabs import titles as titles_of

if TYPE_CHECKING:
    from superindividual_tui.app import Cockpit
    from superindividual_tui.page import Page


def commands(app: Cockpit) -> Iterator[SystemCommand]:
    """What can be done now."""
    cabin = app.cabin
    page = cabin.panel.page
    titles = dict(titles_of(list(cabin.centre.rooms.values())))
    for action in ACTIONS:
        if "everywhere" in action.calls:
            run = partial(app.run_later, action.calls["everywhere"])
            yield SystemCommand(command_name(action, titles), cabin.keymap.shown(action.name), run)
    if page and page.open and not cabin.panel.live and cabin.room == "deliverable":
        yield from _decisions(app, page)


def _decisions(app: Cockpit, page: Page) -> Iterator[SystemCommand]:
    cabin = app.cabin
    meant = {a.name: a.says() for a in ACTIONS if "deciding" in a.calls}
    for _words, verb in verbs(page, cabin.keymap):
        begin = (
            partial(cabin.deciding.confirm_approval, page)
            if verb == "approve"
            else partial(cabin.deciding.begin, verb, page, cabin.panel.entry)
        )
        yield SystemCommand(decision_word(verb), meant[verb], begin)


def decision_word(verb: str) -> str:
    """A decision as the palette names it; each asks once more, or for words."""
    return {
        "approve": _("Approve…"),
        "comment": _("Approve with a comment…"),
        "edit": _("Edit…"),
        "reject": _("Reject…"),
        "ask": _("Ask…"),
        "stop": _("Stop…"),
    }[verb]


def command_name(action: Action, titles: Mapping[str, str]) -> str:
    """An action as the palette names it: a room by its title too, since that is what stands on the screen."""
    says, title = action.says(), titles.get(action.name.removeprefix("room."), "")
    if not title or says.casefold().startswith(title.casefold()):
        return says[:1].upper() + says[1:]
    return f"{title}: {says}"
