"""Deciding: from an admitted key to the record in the journal, through the dialogs that the decision needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from superindividual.approvals import wording
from superindividual.approvals.editor import Editor
from superindividual.company import Company
from superindividual.errors import DecisionRefused, SuperindividualError
from superindividual.journal.decisions import Decision, Verb
from superindividual.text import gettext as _
from superindividual.text import one_line
from superindividual_tui.line import lines_of
from superindividual_tui.stage import BY, Screened

if TYPE_CHECKING:
    from superindividual_tui.page import Page


@dataclass
class Deciding:
    """The verbs; each ends in at most one record, about exactly the page that was shown."""

    stage: Screened
    company: Company
    editor: Editor

    def begin(self, verb: str, page: Page, entry: str) -> None:
        """Take up an admitted key."""
        if page.damage and verb != "stop":
            self.stage.say(page.damage, "bad")
            return
        steps: dict[str, Callable[[], None]] = {
            "approve": lambda: self._approve(page),
            "comment": lambda: self._comment(page),
            "reject": lambda: self._reject(page),
            "ask": lambda: self._ask(page),
            "stop": lambda: self._stop(page),
            "edit": lambda: self._edit(page, entry),
        }
        steps[verb]()

    def _approve(self, page: Page) -> None:
        if not page.outward:
            if page.request.question.get("form"):
                self._fill_in(page)
            else:
                self.stage.arming.hold("approve")
            return
        from superindividual_tui.dialogs import Typed
        from superindividual_tui.page import payload

        product = page.request.question["product"]
        how = _("Then tab, type the product's name, {name}, and enter.").format(name=product)
        title = _("This would leave the company. Read it to the end.")
        self.stage.open(
            Typed(title, payload(page), product, how, self.stage.monotonic),
            lambda _yes: self.decide(page, "approve"),
        )

    def _fill_in(self, page: Page, words: str = "") -> None:
        """Ask for what the step wants to know, then once more with the values, under the arming rule."""
        from superindividual_tui.fields import fields_of
        from superindividual_tui.form import Form

        fields = fields_of(page.request.question["form"])
        title = _("What {step} needs to know. You are asked once more.").format(step=page.request.step)
        self.stage.open(Form(title, fields), lambda sent: self._confirm_form(page, sent.values, words))

    def _confirm_form(self, page: Page, form: Mapping[str, Any], words: str) -> None:
        about = list(lines_of("\n".join(f"{name} = {value}" for name, value in form.items())))

        def write() -> str:
            taken = self.company.decide(page.request, "approve", feedback=words, by=BY, form=form)
            return self._told(page, taken)

        self.stage.confirm(_("Approve this version, with these values?"), about, write)

    def _comment(self, page: Page) -> None:
        """Approve with words that stand in the record; what leaves is approved by its name alone."""
        if page.request.kind in ("effect", "arrival"):
            self._approve(page)
            return
        from superindividual_tui.dialogs import Write

        title = _("Your comment. ctrl+s approves this version with it.")
        filled = bool(page.request.question.get("form"))
        then = self._fill_in if filled else lambda page, words: self.decide(page, "approve", words)
        self.stage.open(Write(title, self.stage.monotonic), lambda words: then(page, words))

    def confirm_approval(self, page: Page) -> None:
        """Approve from the palette: asked once more, under the arming rule."""
        if page.outward or page.request.question.get("form"):
            self._approve(page)
            return
        self._confirm(_("Approve this version?"), page, lambda: self.decide(page, "approve"))

    def _reject(self, page: Page) -> None:
        if page.request.kind == "arrival":
            title = _("Send it again? It goes out under the same key, so that a receiver can tell the two.")
            self._confirm(title, page, lambda: self.decide(page, "reject"))
            return
        from superindividual_tui.dialogs import Write

        title = (
            _("What is wrong with it? Nothing leaves the company.")
            if page.outward
            else _("What is wrong, and what do you want instead? The agent gets your words.")
        )
        self.stage.open(Write(title, self.stage.monotonic), lambda words: self.decide(page, "reject", words))

    def _ask(self, page: Page) -> None:
        from superindividual_tui.dialogs import Write

        self.stage.open(
            Write(_("Your question to the agent; it decides nothing."), self.stage.monotonic),
            lambda words: self._asked(page, words),
        )

    def _asked(self, page: Page, words: str) -> None:
        def ask() -> str:
            self.company.journal.decisions.ask(page.request.id, words, by=BY)
            return _("asked; nothing is decided. The answer will stand in the overview")

        self.stage.write(ask)

    def _stop(self, page: Page) -> None:
        title = _("Stop the run {run}? What it made so far stays.").format(run=page.request.run)
        self._confirm(title, page, lambda: self.decide(page, "stop"))

    def _confirm(self, title: str, page: Page, then: Callable[[], None]) -> None:
        from superindividual_tui.dialogs import Confirm

        about = list(lines_of(wording.question(page.request)))
        dialog = Confirm(title, about, self.stage.monotonic)
        self.stage.open(dialog, lambda _yes: then())

    def _edit(self, page: Page, entry: str) -> None:
        if page.outward or page.bundle is None or entry not in page.bundle.files:
            self.stage.say(
                _("What leaves cannot be edited here: edit the deliverable it came from, or reject.")
                if page.outward
                else _("Choose a file in the list first; then e edits it."),
                "warn",
            )
            return
        shown = page.bundle.files[entry]
        try:
            with self.stage.away():
                edited = self.editor(entry, shown)
            if edited == shown:
                raise DecisionRefused(_("nothing was changed, so nothing is decided"))
        except SuperindividualError as error:
            self.stage.say(str(error), "warn")
            return
        self._ask_for_edit(page, entry, shown, edited)

    def _ask_for_edit(self, page: Page, entry: str, shown: bytes, edited: bytes) -> None:
        from superindividual_tui.dialogs import Confirm
        from superindividual_tui.difference import differences

        lines = differences({entry: shown}, {entry: edited})
        dialog = Confirm(_("Take this as your version, and approve it?"), lines, self.stage.monotonic)

        def write() -> str:
            taken = self.company.edit(page.request, {entry: edited}, by=BY)
            return self._told(page, taken)

        self.stage.open(dialog, lambda _yes: self.stage.write(write))

    def _told(self, page: Page, taken: Decision) -> str:
        """What was decided about what, and how an approval of what leaves is taken back."""
        asked = page.request.question
        told = f"{asked['step']} · {one_line(asked['product'], 40)}: {wording.decided(taken.verb)}"
        if page.request.kind != "effect" or taken.verb != "approve":
            return told
        key = self.stage.keymap.shown("undo")
        return f"{told} · " + _("{key} takes it back as long as nothing has left").format(key=key)

    def decide(self, page: Page, verb: Verb, feedback: str = "") -> None:
        """Write the decision about exactly this page; a refusal is shown by name."""

        def write() -> str:
            taken = self.company.decide(page.request, verb, feedback=feedback, by=BY)
            return self._told(page, taken)

        self.stage.write(write)
