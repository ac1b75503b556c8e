"""Products: what the company makes, over all runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from superindividual.ids import RunId
from superindividual.text import gettext as _
from superindividual.text import ngettext, one_line
from superindividual_tui.board import RunView
from superindividual_tui.entries import Entries
from superindividual_tui.line import Tone
from superindividual_tui.rooms.room import Room
from superindividual_tui.stage import Stage
from superindividual_tui.view import View


class Products(Room):
    """By name, each with its runs and what left the company."""

    name = "products"

    def title(self) -> str:
        """As the tabs show it."""
        return _("Products")

    def entries(self, view: View) -> Entries:
        """What waits first."""
        found = dict[str, list[RunView]]()
        for run_view in sorted(view.board.runs.values(), key=lambda v: v.run.created, reverse=True):
            found.setdefault(run_view.run.product, []).append(run_view)
        entries = Entries()
        entries.section(_("Products"), "" if found else _("No run yet."))
        for product in sorted(found, key=lambda p: (-sum(v.waiting for v in found[p]), p)):
            entries.entry(found[product][0].run.id, _rows(view, product, found[product]))
        return entries

    def choose(self, key: str, stage: Stage) -> None:
        """Look at its newest run."""
        stage.choose_run(RunId(key))
        stage.go("inbox")


def _rows(view: View, product: str, views: Sequence[RunView]) -> Iterator[tuple[str, Tone]]:
    waiting = sum(v.waiting for v in views)
    yield f"{one_line(product, 60)}" + (f"  ⚑{waiting}" if waiting else ""), "warn" if waiting else "head"
    spent = sum((v.usd for v in views), Decimal(0))
    unpriced = "+?" if any(v.unpriced for v in views) else ""
    open_runs = sum(v.run.outcome is None for v in views)
    told = ngettext("{count} run", "{count} runs", len(views)).format(count=len(views))
    told += _(", {open} not over").format(open=open_runs) if open_runs else ""
    yield f"    {told} · ${spent:.2f}{unpriced}", "dim"
    left = [e for v in views for e in view.company.journal.outbox.of(v.run.id) if e.state == "done"]
    if left:
        told = ngettext(
            "something left the company once", "something left the company {count} times", len(left)
        )
        yield "    " + told.format(count=len(left)), "plain"
    folder = view.company.paths.products / views[0].run.folder
    if folder.is_dir():
        yield f"    {folder}", "dim"
