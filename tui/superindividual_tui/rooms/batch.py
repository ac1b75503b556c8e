"""Batch: kinds of drafts of which several may be approved together, each with the list of what that would be."""

from __future__ import annotations

from collections.abc import Iterator

from superindividual.approvals import wording
from superindividual.approvals.batch import Batch, batch_of, is_low_risk
from superindividual.ids import RequestId
from superindividual.journal.decisions import Request
from superindividual.text import gettext as _
from superindividual.text import one_line
from superindividual_tui.entries import Entries
from superindividual_tui.line import Tone
from superindividual_tui.rooms.room import Room
from superindividual_tui.stage import Stage
from superindividual_tui.view import View

_ALL = "all "
"""Begins the key of the entry that approves a whole list."""


class Batches(Room):
    """Only drafts that stay inside, whose every check answered and none failed."""

    name = "batch"

    def title(self) -> str:
        """As the tabs show it."""
        return _("Batch")

    def entries(self, view: View) -> Entries:
        """A section for each kind; its requests can be opened one by one."""
        entries = Entries()
        kinds = dict.fromkeys(str(r.question.get("deliver")) for r in view.board.waiting if is_low_risk(r))
        for kind in kinds:
            batch = batch_of(kind, view.board.waiting)
            entries.section(one_line(kind, 60))
            entries.entry(_ALL + kind, _head(batch))
            for request in batch.requests:
                entries.entry(request.id, _rows(view, request))
        if not kinds:
            empty = _(
                "Nothing waits that could be approved together: only drafts without failing or open checks."
            )
            entries.section(_("Batch"), empty)
        return entries

    def choose(self, key: str, stage: Stage) -> None:
        """Read the list to its end and count it, or open one of it."""
        if key.startswith(_ALL):
            stage.begin_batch(key.removeprefix(_ALL))
        else:
            stage.show_request(RequestId(key))

    def about(self, key: str, view: View) -> str:
        """The request under the cursor."""
        return "" if key.startswith(_ALL) else key


def _head(batch: Batch) -> Iterator[tuple[str, Tone]]:
    yield "→ " + _("approve all {count}…").format(count=len(batch.requests)), "head"


def _rows(view: View, request: Request) -> Iterator[tuple[str, Tone]]:
    yield f"  ⚑ {one_line(wording.question(request), 200)}", "plain"
    told = wording.verdicts(request.question["verdicts"])
    yield f"    {told} · {wording.age(request.opened, view.moment)}", "dim"
