"""Ledger: how long it is, where it is anchored, and whether all of it is what was written."""

from __future__ import annotations

from superindividual.approvals import wording
from superindividual.clock import parse
from superindividual.errors import JournalCorrupt
from superindividual.text import gettext as _
from superindividual.text import ngettext, one_line
from superindividual_tui.entries import Entries
from superindividual_tui.line import Line
from superindividual_tui.rooms.room import Room
from superindividual_tui.stage import Stage
from superindividual_tui.view import View


class Ledger(Room):
    """Its status costs nothing; it is proved when that is chosen."""

    name = "ledger"

    def __init__(self) -> None:
        self._answer: list[Line] = []

    def title(self) -> str:
        """As the tabs show it."""
        return _("Ledger")

    def entries(self, view: View) -> Entries:
        """Length, head and anchor; the last answer stands until the next."""
        entries, store = Entries(), view.company.journal.store
        sealed, anchored = store.last_seal(), store.anchor.last()
        entries.section(_("Ledger"), "" if sealed else _("The ledger has no entry yet."))
        if sealed:
            told = ngettext(
                "{entries} entry, head {head}, anchored at {anchored_at}",
                "{entries} entries, head {head}, anchored at {anchored_at}",
                sealed.entries,
            ).format(
                entries=sealed.entries,
                head=sealed.head[:16],
                anchored_at=wording.moment(parse(anchored.at))
                if anchored and anchored.at
                else _("no time yet"),
            )
            entries.add(Line(f"  {told}"))
        entries.entry("verify", [(f"  → {_('prove it: read all of it and compare')}", "plain")])
        entries.add(*self._answer)
        return entries

    def choose(self, key: str, stage: Stage) -> None:
        """Verify in a thread, then show the answer."""
        self._answer = [Line(_("reading…"), "dim")]
        stage.draw()
        path = stage.view.company.paths.journal
        from superindividual.journal.verification import Verification, verify

        def show(found: Verification | JournalCorrupt) -> None:
            self._answer = _answered(found)
            stage.draw()

        def read() -> Verification | JournalCorrupt:
            try:
                return verify(path)
            except JournalCorrupt as error:
                return error

        stage.aside(read, show)


def _answered(found: object) -> list[Line]:
    from superindividual.journal.verification import Verification

    if not isinstance(found, Verification):
        return [Line(one_line(str(found), 400), "bad")]
    if not found.faults:
        told = ngettext(
            "✓ sound: {entries} entry in {commits} commits",
            "✓ sound: {entries} entries in {commits} commits",
            found.entries,
        ).format(entries=found.entries, commits=found.commits)
        return [Line(told, "good")]
    lines = [Line(_("✗ The journal is not what was written. The first that differs:"), "bad")]
    lines += [Line(f"  {f.seq or ''} [{f.place}] {one_line(f.what, 300)}", "bad") for f in found.faults[:20]]
    return [*lines, Line(_("What to do: superindividual ledger verify"), "warn")]
