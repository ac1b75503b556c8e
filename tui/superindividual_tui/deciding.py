"""Deciding: from an admitted key to the record in the journal, through the dialogs that the decision needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from superindividual.approvals import wording
from superindividual.approvals.editor import Editor
from superindividual.company import Company
from superindividual.errors import DecisionRefused, SuperindividualError
from superindividual.journal.decisions import Verb
from superindividual.text import gettext as _
from superindividual_tui.difference import differences
from superindividual_tui.line import lines_of
from superindividual_tui.page import Page, payload

if TYPE_CHECKING:
    from superindividual_tui.screen import Cabin

BY = "founder (cockpit)"
"""How decisions taken here are signed."""


@dataclass
class Deciding:
    """The verbs; each ends in at most one record, about exactly the page that was shown."""

    cabin: Cabin
    company: Company
    editor: Editor

    def begin(self, verb: str, page: Page, entry: str) -> None:
        """Take up an admitted key."""
        if page.damage and verb != "stop":
            self.cabin.say(page.damage, "bad")
            return
        steps: dict[str, Callable[[], None]] = {
            "approve": lambda: self._approve(page),
            "reject": lambda: self._reject(page),
            "ask": lambda: self._ask(page),
            "stop": lambda: self._stop(page),
            "edit": lambda: self._edit(page, entry),
        }
        steps[verb]()

    def _approve(self, page: Page) -> None:
        if not page.outward:
            self.cabin.panel.arming.hold("approve")
            return
        from superindividual_tui.dialogs import LetOut

        product = page.request.question["product"]
        self.cabin.open(LetOut(product, payload(page)), lambda _yes: self.decide(page, "approve"))

    def confirm_approval(self, page: Page) -> None:
        """Approve from the palette: asked once more, under the arming rule."""
        if page.outward:
            self._approve(page)
            return
        self._confirm(_("Approve this version?"), page, lambda: self.decide(page, "approve"))

    def _reject(self, page: Page) -> None:
        from superindividual_tui.dialogs import Write

        title = (
            _("What is wrong with it? Nothing leaves the company.")
            if page.outward
            else _("What is wrong, and what do you want instead? The agent gets your words.")
        )
        self.cabin.open(Write(title), lambda words: self.decide(page, "reject", words))

    def _ask(self, page: Page) -> None:
        from superindividual_tui.dialogs import Write

        self.cabin.open(
            Write(_("Your question to the agent; it decides nothing.")),
            lambda words: self._asked(page, words),
        )

    def _asked(self, page: Page, words: str) -> None:
        def ask() -> str:
            self.company.journal.decisions.ask(page.request.id, words, by=BY)
            return _("asked; nothing is decided. The answer will stand in the overview")

        self._write(ask)

    def _stop(self, page: Page) -> None:
        title = _("Stop the run {run}? What it made so far stays.").format(run=page.request.run)
        self._confirm(title, page, lambda: self.decide(page, "stop"))

    def _confirm(self, title: str, page: Page, then: Callable[[], None]) -> None:
        from superindividual_tui.dialogs import Confirm

        about = list(lines_of(wording.question(page.request)))
        dialog = Confirm(title, about, self.cabin.monotonic)
        self.cabin.open(dialog, lambda _yes: then())

    def _edit(self, page: Page, entry: str) -> None:
        if page.outward or page.bundle is None or entry not in page.bundle.files:
            self.cabin.say(
                _("What leaves cannot be edited here: edit the deliverable it came from, or reject.")
                if page.outward
                else _("Choose a file in the list first; then e edits it."),
                "warn",
            )
            return
        shown = page.bundle.files[entry]
        try:
            with self.cabin.away():
                edited = self.editor(entry, shown)
            if edited == shown:
                raise DecisionRefused(_("nothing was changed, so nothing is decided"))
        except SuperindividualError as error:
            self.cabin.say(str(error), "warn")
            return
        self._ask_for_edit(page, entry, shown, edited)

    def _ask_for_edit(self, page: Page, entry: str, shown: bytes, edited: bytes) -> None:
        from superindividual_tui.dialogs import Confirm

        lines = differences({entry: shown}, {entry: edited})
        dialog = Confirm(_("Take this as your version, and approve it?"), lines, self.cabin.monotonic)

        def write() -> str:
            taken = self.company.edit(page.request, {entry: edited}, by=BY)
            return f"{page.request.id} {wording.decided(taken.verb)}"

        self.cabin.open(dialog, lambda _yes: self._write(write))

    def decide(self, page: Page, verb: Verb, feedback: str = "") -> None:
        """Write the decision about exactly this page; a refusal is shown by name."""

        def write() -> str:
            taken = self.company.decide(page.request, verb, feedback=feedback, by=BY)
            return f"{page.request.id} {wording.decided(taken.verb)}"

        self._write(write)

    def _write(self, write: Callable[[], str]) -> None:
        """Write to the journal, then see that a worker carries it out."""
        try:
            said = write()
            started = self.company.ensure_worker()
        except SuperindividualError as error:
            self.cabin.say(str(error), "bad")
        else:
            self.cabin.say(said + (" · " + _("a worker was started") if started else ""), "good")
        self.cabin.look(own=True)
