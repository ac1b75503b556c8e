"""Status: the last line of the screen: what waits, what it cost, who works, and which keys help on."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from superindividual.approvals import wording
from superindividual.text import gettext as _
from superindividual_tui.board import Board, RunView
from superindividual_tui.keys import Keymap
from superindividual_tui.view import View

if TYPE_CHECKING:
    from superindividual_tui.bar import Part


def status(view: View) -> str:
    """Whether all is halted, what waits and since when, cost and budget, the worker, and what plays the agents."""
    board = view.board
    waits = _("nothing waits")
    if board.waiting:
        oldest = wording.age(min(r.opened for r in board.waiting), view.moment)
        waits = _("{count} waiting (oldest {age})").format(count=len(board.waiting), age=oldest)
    parts = [
        *(["⛔ " + _("HALTED")] if board.company.journal.halts.standing() else []),
        f"⚑ {waits}",
        *([_("rule proposed")] if board.proposed else []),
        *filter(None, [money(view)]),
        _worker(board),
        _engines(list(board.runs.values())),
    ]
    return " · ".join(parts)


def _worker(board: Board) -> str:
    if board.starting:
        return _("worker starting")
    if board.worker:
        return _("worker ok")
    return _("no worker") if board.stuck() else _("worker not needed")


def money(view: View) -> str:
    """Dollars of the run that is looked at, or of all unfinished ones, with the limit that is the nearest one."""
    views = [v for v in view.runs if view.only or not v.run.outcome]
    if all(v.run.engine == "rehearsal" for v in views):
        return ""
    spent = sum((v.usd for v in views), Decimal(0))
    unpriced = "+?" if any(v.unpriced for v in views) else ""
    limit = view.board.budgets.of(views[0].run).get("usd") if len(views) == 1 else None
    own = f"${spent:.2f}{unpriced}" + (f"/${limit:.2f}" if limit is not None else "")
    whole = view.board.budgets.company.get("usd")
    if whole is None:
        return own
    of_all = view.company.journal.usage.of_all()
    if limit is not None and limit - float(spent) <= whole - float(of_all.usd):
        return own
    unpriced = "+?" if of_all.unpriced else ""
    return _("{own} (all runs {spent}/{limit})").format(
        own=own, spent=f"${of_all.usd:.2f}{unpriced}", limit=f"${whole:.2f}"
    )


def hints(keymap: Keymap, *, wide: bool) -> list[Part]:
    """Keys that help on from everywhere, where there is room for more than one; a click does the same."""
    words = {
        "help": _("help"),
        "search": _("search"),
        "runs": _("products"),
        "room.rooms": _("rooms"),
    }
    return [
        (f"  {keymap.shown(name)} {word}", name) for name, word in words.items() if wide or name == "help"
    ]


def _engines(views: Sequence[RunView]) -> str:
    live = [v.run.engine for v in views if not v.run.outcome] or [v.run.engine for v in views][-1:]
    names = {"rehearsal": _("rehearsal, no AI"), "model": _("model")}
    return " + ".join(names[e] for e in sorted(set(live))) or _("no run yet")
