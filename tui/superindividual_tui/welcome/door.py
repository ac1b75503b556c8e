"""Door: the screen for a founder who stands in no company's folder."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import Screen

from superindividual.company import Company
from superindividual.errors import SuperindividualError
from superindividual.recent import recent
from superindividual.text import gettext as _
from superindividual.text import language, one_line
from superindividual_tui.bar import Bar, apart
from superindividual_tui.entries import Entries
from superindividual_tui.line import Tone
from superindividual_tui.lines import TONES, Lines
from superindividual_tui.plain import Plain

Row = tuple[str, Tone]


def _offers() -> dict[str, tuple[str, str]]:
    """What is offered, in this order: title and explanation by key."""
    return {
        "rehearse": (
            _("Rehearse a sample"),
            _("makes a company here, with a brief that ships, and plays the whole loop: no AI, no cost"),
        ),
        "brief": (
            _("Write a brief"),
            _("some questions about your product; the answers become your company's first brief"),
        ),
        "open": (_("Open a company"), _("by its folder")),
        "model": (_("Set up a model"), _("for a company that is there; without one all runs are rehearsals")),
    }


class Door(Screen[None]):
    """Offers, then the companies opened last; enter chooses."""

    BINDINGS = [
        Binding("q,escape,ctrl+d", "leave", show=False),
        Binding("question_mark", "help", show=False),
    ]
    COMPONENT_CLASSES = TONES

    def __init__(self, here: Path) -> None:
        super().__init__()
        self._here = here
        self._offers = Entries()

    def compose(self) -> ComposeResult:
        """Title, what is offered, and how to choose."""
        with Vertical(classes="door"):
            yield Plain(_("superindividual: one person runs a whole company of agents"), classes="title")
            yield Plain(_("No company in {folder} or above it.").format(folder=self._here), classes="where")
            yield Lines(id="offers")
            yield Plain(id="notice")
            yield Bar(id="answer")

    def on_mount(self) -> None:
        """List what there is."""
        for key, rows in self._rows():
            self._offers.entry(key, rows)
        moves = _("j k or arrows move")
        enter, leave, keys = (_("enter choose"), "choose"), (_("q leave"), "leave"), (_("? help"), "help")
        parts = apart((moves, ""), enter, leave, keys)
        self.query_one("#answer", Bar).say_parts(parts)
        self.query_one(Lines).show(self._offers)
        self.query_one(Lines).focus()

    def _rows(self) -> Iterator[tuple[str, list[Row]]]:
        for key, (title, about) in _offers().items():
            yield key, [(title, "head"), (f"  {about}", "dim")]
        for folder in recent():
            yield (
                str(folder),
                [(one_line(folder.name, 60), "plain"), (f"  {one_line(str(folder), 200)}", "dim")],
            )

    async def on_bar_clicked(self, event: Bar.Clicked) -> None:
        """A click on a hint does what its key does."""
        await self.run_action(event.does)

    def action_choose(self) -> None:
        """Take the offer under the cursor."""
        self.query_one(Lines).action_choose()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Do what was chosen."""
        key = event.key
        begin: dict[str, Callable[[], None]] = {
            "rehearse": self._rehearse,
            "brief": self._brief,
            "open": self._open,
            "model": self._model,
        }
        begin.get(key, lambda: self._leave_for(Path(key)))()

    def _rehearse(self) -> None:
        from superindividual_tui.welcome.offers import rehearse_sample

        self.say(_("Making a company and starting its rehearsal…"))
        lang = language()
        self.run_worker(self._made(lambda: rehearse_sample(self._here, lang)), exclusive=True)

    async def _made(self, make: Callable[[], Company]) -> None:
        """Make a company beside the screen, and leave for it."""

        def made() -> Path:
            company = make()
            company.journal.close()
            return company.paths.root

        try:
            folder = await asyncio.to_thread(made)
        except SuperindividualError as error:
            self.say(str(error), "bad")
        else:
            self._leave_for(folder)

    def _brief(self) -> None:
        from superindividual_tui.form import Form
        from superindividual_tui.welcome.questions import brief_fields, company_fields, rehearse_field

        fields = (*company_fields(), *brief_fields(), rehearse_field())
        self.app.push_screen(Form(_("Your company and its first brief"), fields, self._accept_brief))

    def _accept_brief(self, given: dict[str, Any]) -> str:
        from superindividual_tui.welcome.offers import found_with_brief

        try:
            folder = found_with_brief(self._here, given, language())
        except SuperindividualError as error:
            return str(error)
        self._leave_for(folder)
        return ""

    def _open(self) -> None:
        from superindividual_tui.form import Form
        from superindividual_tui.welcome.questions import folder_field

        self.app.push_screen(Form(_("Open a company"), [folder_field()], self._accept_folder))

    def _model(self) -> None:
        from superindividual_tui.form import Form
        from superindividual_tui.model_setup import model_fields
        from superindividual_tui.welcome.questions import folder_field

        self.app.push_screen(Form(_("Set up a model"), [folder_field(), *model_fields()], self._accept_model))

    def _accept_model(self, given: dict[str, Any]) -> str | Mapping[str, str]:
        from superindividual_tui.model_setup import TRY, told, wrong
        from superindividual_tui.welcome.offers import model_for, open_company
        from superindividual_tui.welcome.questions import FOLDER

        try:
            open_company(given[FOLDER])
        except SuperindividualError as error:
            return {FOLDER: str(error)}
        try:
            folder, reference = model_for(given)
        except SuperindividualError as error:
            return wrong(error)
        self.say(told(reference), "good")
        if given.get(TRY):
            self.run_worker(self._try(folder, reference), exclusive=True)
        return ""

    async def _try(self, folder: Path, reference: str) -> None:
        from superindividual_tui.model_setup import tried

        self.say(_("Trying it…"))
        self.say(await asyncio.to_thread(tried, folder, reference))

    def _accept_folder(self, given: dict[str, Any]) -> Mapping[str, str]:
        from superindividual_tui.welcome.offers import open_company
        from superindividual_tui.welcome.questions import FOLDER

        try:
            self._leave_for(open_company(given[FOLDER]).paths.root)
        except SuperindividualError as error:
            return {FOLDER: str(error)}
        return {}

    def _leave_for(self, folder: Path) -> None:
        self.app.exit(folder)

    def say(self, text: str, tone: str = "") -> None:
        """Show a notice until the next one."""
        self.query_one("#notice", Plain).say(text, tone)

    def action_help(self) -> None:
        """The keys that work here."""
        from superindividual_tui.dialogs import Help
        from superindividual_tui.keys import Keymap
        from superindividual_tui.manual import manual_of_door

        self.app.push_screen(Help(manual_of_door(Keymap())))

    def action_leave(self) -> None:
        """Leave; nothing was made."""
        self.app.exit(None)
