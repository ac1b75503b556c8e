"""Diff: the open version against the last approved one, or any two versions of its step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from superindividual.approvals import wording
from superindividual.clock import parse
from superindividual.errors import JournalCorrupt
from superindividual.ids import Digest, RunId, StepId
from superindividual.text import gettext as _
from superindividual.text import one_line
from superindividual_tui.difference import differences
from superindividual_tui.entries import Entries
from superindividual_tui.line import Line, Tone
from superindividual_tui.rooms.room import Room
from superindividual_tui.stage import Stage
from superindividual_tui.view import View

if TYPE_CHECKING:
    from superindividual.journal.versions import Version
    from superindividual_tui.page import Page


@dataclass(frozen=True)
class Approved:
    """The version that was approved last: of the step, in this run or an earlier one of the product."""

    run: RunId
    version: int
    digest: Digest


class Diff(Room):
    """Begins against the last approved version; a choice among the versions replaces one side."""

    name = "diff"
    tab = True

    def __init__(self) -> None:
        self._picking = False
        self._picked: list[int] = []
        self._of = ""
        self._lines: tuple[object, list[Line]] = ((), [])

    def title(self) -> str:
        """As the tabs show it."""
        return _("Diff")

    def enter(self, view: View) -> None:
        """By its own key: against the last approved version."""
        self._picking, self._picked = False, []

    def pick(self) -> None:
        """Ask for two versions."""
        self._picking, self._picked = True, []

    def entries(self, view: View) -> Entries:
        """What is compared, then the difference; or the versions to choose from."""
        entries, page = Entries(), view.page
        if page is None or page.bundle is None:
            entries.section(_("Diff"), _("Open a request in the inbox: what it is about is compared here."))
            return entries
        if self._of != page.request.id:
            self._of, self._picked = page.request.id, []
        versions = view.company.journal.versions.of(page.request.run, page.request.step)
        if self._picking and len(self._picked) < 2:
            self._choices(entries, versions)
        elif self._picked:
            before, after = (next(v for v in versions if v.version == n) for n in sorted(self._picked))
            self._compared(entries, view, before.digest, after.digest, _titled(before, after))
        else:
            self._against_approved(entries, view, page)
        return entries

    def choose(self, key: str, stage: Stage) -> None:
        """The first, then the second version."""
        if int(key) not in self._picked:
            self._picked.append(int(key))
        stage.draw()

    def _choices(self, entries: Entries, versions: Sequence[Version]) -> None:
        asked = _("Choose the second version") if self._picked else _("Choose the first version")
        entries.section(asked)
        for version in versions:
            chosen = version.version in self._picked
            entries.entry(str(version.version), _rows(version, chosen))
        if len(versions) < 2:
            entries.add(Line(_("There is only one version."), "warn"))

    def _against_approved(self, entries: Entries, view: View, page: Page) -> None:
        approved = last_approved(view, page)
        if approved is None:
            said = _("No version of {step} was approved before: everything in it is new.")
            entries.section(_("Diff"), said.format(step=page.request.step))
            return
        title = _("version {before} of {run}, approved, and version {after}").format(
            before=approved.version, run=approved.run, after=page.request.version
        )
        assert page.bundle is not None
        self._compared(entries, view, approved.digest, page.bundle.deliverable.digest, title)

    def _compared(self, entries: Entries, view: View, before: Digest, after: Digest, title: str) -> None:
        entries.section(title)
        key = (before, after)
        if self._lines[0] != key:
            try:
                old, new = view.company.bundle(before), view.company.bundle(after)
            except JournalCorrupt as error:
                entries.add(Line(one_line(str(error), 300), "bad"))
                return
            self._lines = (key, differences(old.files, new.files))
        entries.add(*self._lines[1])


def last_approved(view: View, page: Page) -> Approved | None:
    """What was approved or edited last of the step, in its run or in an earlier one of the product."""
    request, journal = page.request, view.company.journal
    for asked in reversed(journal.decisions.of_step(request.run, request.step)):
        taken = journal.decisions.decision(asked.id)
        if asked.id != request.id and taken and taken.verb in ("approve", "edit") and asked.version:
            return Approved(request.run, asked.version, taken.edited or taken.binding)
    return _of_earlier_runs(view, request.run, request.step)


def _of_earlier_runs(view: View, run: RunId, step: StepId) -> Approved | None:
    this = view.board.runs[run].run
    others = [v.run for v in view.board.runs.values() if v.run.product == this.product]
    for other in sorted(others, key=lambda r: r.created, reverse=True):
        record = view.company.journal.runs.steps(other.id).get(step)
        if record and record.status == "done" and record.digest and (other.created < this.created):
            return Approved(other.id, record.version or 0, record.digest)
    return None


def _titled(before: Version, after: Version) -> str:
    return _("version {before} and version {after}").format(before=before.version, after=after.version)


def _rows(version: Version, chosen: bool) -> Iterator[tuple[str, Tone]]:
    mark = "▸" if chosen else " "
    yield (
        f"{mark} {_('version')} {version.version}  {one_line(version.by, 40)}  {wording.moment(parse(version.at))}",
        "plain",
    )
    counts: dict[str, int] = {}
    for result in version.results or ():
        counts[result["verdict"]] = counts.get(result["verdict"], 0) + 1
    yield f"    {wording.verdicts(counts) or _('No check has answered.')}", "dim"
