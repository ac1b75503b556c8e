"""Verbs: each asks for what it needs and ends in at most one record, about exactly the page that was read out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from superindividual.approvals import rule_wording, wording
from superindividual.approvals.editor import Editor
from superindividual.company import Company
from superindividual.errors import DecisionRefused, SuperindividualError
from superindividual.ids import RuleId
from superindividual.journal.decisions import Decision, Verb
from superindividual.journal.rules import DAYS
from superindividual.text import gettext as _
from superindividual_tui.difference import differences
from superindividual_tui.linear.talk import Talk
from superindividual_tui.page import Page, payload
from superindividual_tui.tending import worker_word

BY = "founder (plain)"
"""How decisions taken here are signed."""

Act = Callable[[Page], str | None]
"""Does what was chosen; gives what to say, or None where nothing was decided."""


@dataclass
class Verbs:
    """What can be done about a page."""

    company: Company
    talk: Talk
    editor: Editor

    def of(self, page: Page) -> list[tuple[str, Act]]:
        """The verbs that a page admits, in the order in which they are offered."""
        if page.decision:
            return [(_("Withdraw the approval"), self._undo)] if self._may_undo(page) else []
        if not page.open:
            return []
        stop = (_("Stop the run; what it made so far stays"), self._stop)
        if page.damage:
            return [stop]
        if page.request.kind == "arrival":
            return [
                (_("Yes, it arrived"), self._arrived),
                (_("No: send it again"), self._send_again),
                stop,
            ]
        if page.outward:
            return [(_("Let it out"), self._let_out), (_("Refuse"), self._reject), stop]
        edit = [(_("Edit a file"), self._edit)] if page.bundle else []
        return [
            (_("Approve this version"), self._approve),
            (_("Approve with a comment"), self._comment),
            *edit,
            (_("Send back with feedback"), self._reject),
            (_("Ask the agent; decides nothing"), self._ask),
            stop,
        ]

    def perform(self, act: Act, page: Page) -> None:
        """Do it, see that a worker carries it out, and say what came of it."""
        try:
            said = act(page)
            started = self.company.ensure_worker() if said else 0
        except SuperindividualError as error:
            self.talk.say(str(error))
            return
        self.talk.say(said or _("Nothing is decided."))
        if started:
            self.talk.say(worker_word(started))

    def confirmed(self, question: str) -> bool:
        """Whether the founder typed the word in full, in either language."""
        word = _("approve")
        typed = self.talk.ask_afresh(
            _("{question} Type {word} to do it:").format(question=question, word=word)
        )
        return typed.lower() in (word, "approve")

    def answer_rule(self, rule: RuleId) -> None:
        """Accept or decline a proposed rule, after all of it was said."""
        rules = self.company.journal.rules
        self.talk.say_all(rule_wording.proposal(rules.get(rule)))
        options = [_("accept it for {days} days").format(days=DAYS), _("decline it")]
        number = self.talk.choose(options, _("back"))
        if number is None or not self.confirmed(f"{options[number]}?"):
            self.talk.say(_("Nothing is decided."))
            return
        try:
            (rules.decline if number else rules.accept)(rule, by=BY)
        except SuperindividualError as error:
            self.talk.say(str(error))
        else:
            self.talk.say((_("{id} is declined") if number else _("{id} is accepted")).format(id=rule))

    def _comment(self, page: Page) -> str | None:
        comment = self.talk.ask_lines(_("Your comment:"))
        return self._approve(page, comment) if comment else None

    def _approve(self, page: Page, comment: str = "") -> str | None:
        form = {}
        if fields := page.request.question.get("form"):
            from superindividual_tui.fields import fields_of  # here, since it loads what validates
            from superindividual_tui.linear.filling import fill_in

            form = fill_in(self.talk, fields_of(fields))
            self.talk.say_all(f"{name} = {value}" for name, value in form.items())
        about = _("version {number} ({hash})").format(
            number=page.request.version, hash=page.request.binding[:12]
        )
        if not self.confirmed(_("Approve {what}?").format(what=about)):
            return None
        return self._said(
            page, self.company.decide(page.request, "approve", feedback=comment, by=BY, form=form)
        )

    def _let_out(self, page: Page) -> str | None:
        self.talk.say(_("This would leave the company. Read it to the end."))
        self.talk.say_all(line.text for line in payload(page))
        product = str(page.request.question["product"])
        prompt = _("Type the product's name, {name}, to let it out:").format(name=product)
        if self.talk.ask_afresh(prompt) != product.strip():
            return None
        return self._said(page, self.company.decide(page.request, "approve", by=BY))

    def _arrived(self, page: Page) -> str | None:
        if not self.confirmed(_("It arrived?")):
            return None
        return self._said(page, self.company.decide(page.request, "approve", by=BY))

    def _send_again(self, page: Page) -> str | None:
        if not self.confirmed(_("It did not arrive, and is to be sent again?")):
            return None
        return self._said(page, self.company.decide(page.request, "reject", by=BY))

    def _reject(self, page: Page) -> str | None:
        feedback = self.talk.ask_lines(_("What is wrong, and what do you want instead?"))
        if not feedback:
            return None
        return self._said(page, self.company.decide(page.request, "reject", by=BY, feedback=feedback))

    def _ask(self, page: Page) -> str | None:
        words = self.talk.ask_lines(_("Your question to the agent; it decides nothing."))
        if not words:
            return None
        self.company.journal.decisions.ask(page.request.id, words, by=BY)
        return _("asked; nothing is decided. The answer will stand in the overview")

    def _stop(self, page: Page) -> str | None:
        run = page.request.run
        if self.talk.ask_afresh(_("Type the run's name, {run}, to stop it:").format(run=run)) != run:
            return None
        return self._said(page, self.company.decide(page.request, "stop", by=BY))

    def _edit(self, page: Page) -> str | None:
        assert page.bundle is not None
        paths = sorted(page.bundle.files)
        number = self.talk.choose(paths, _("back")) if len(paths) > 1 else 0
        if number is None:
            return None
        path, shown = paths[number], page.bundle.files[paths[number]]
        edited = self._content(path, shown)
        if edited == shown:
            raise DecisionRefused(_("nothing was changed, so nothing is decided"))
        self.talk.say_all(line.text for line in differences({path: shown}, {path: edited}))
        if not self.confirmed(_("Take this as your version, and approve it?")):
            return None
        return self._said(page, self.company.edit(page.request, {path: edited}, by=BY))

    def _content(self, path: str, shown: bytes) -> bytes:
        """What the founder puts in the place of a file."""
        typed = self.talk.ask(_("A file to take the content from; nothing typed opens your editor:"))
        if not typed:
            return self.editor(path, shown)
        try:
            return Path(typed).expanduser().read_bytes()
        except OSError as error:
            raise DecisionRefused(
                _("{file} cannot be read: {reason}").format(file=typed, reason=error.strerror),
                remedy=_("nothing is decided"),
            ) from error

    def _may_undo(self, page: Page) -> bool:
        taken, effect = page.decision, self.company.journal.outbox.of_request(page.request.id)
        begun = effect is not None and effect.state != "intent"
        return bool(page.outward and taken and taken.verb == "approve" and not taken.final and not begun)

    def _undo(self, page: Page) -> str | None:
        request = self.company.undo(page.request, by=BY)
        return _("{id} waits for you again; nothing went out").format(id=request.id)

    def _said(self, page: Page, taken: Decision) -> str:
        verb: Verb = taken.verb
        return f"{page.request.id} {wording.decided(verb)}"
