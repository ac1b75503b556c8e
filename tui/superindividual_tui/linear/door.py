"""Door: what is offered without a company, one line after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from superindividual.company import Company
from superindividual.errors import SuperindividualError
from superindividual.recent import recent
from superindividual.text import gettext as _
from superindividual.text import language
from superindividual_tui.linear.talk import Left, Talk


@dataclass
class Door:
    """Asked until a company is there, or the founder leaves."""

    talk: Talk
    here: Path

    def run(self) -> Path | None:
        """The folder of the company to open; None where the founder left. Raises Left."""
        self.talk.say(_("No company in {folder} or above it.").format(folder=self.here))
        while True:
            offers: list[tuple[str, Callable[[], Path | None]]] = [
                (_("Rehearse a sample: makes a company here; no AI, no cost"), self._rehearse),
                (_("Write a brief: some questions, then your company's first brief"), self._brief),
                (_("Open a company by its folder"), self._open),
                (_("Set up a model for a company that is there"), self._model),
                *((str(folder), lambda folder=folder: folder) for folder in recent()),
            ]
            number = self.talk.choose([text for text, _act in offers], _("Leave"))
            if number is None:
                return None
            try:
                if folder := offers[number][1]():
                    return folder
            except SuperindividualError as error:
                self.talk.say(str(error))

    def _rehearse(self) -> Path:
        from superindividual_tui.welcome.offers import rehearse_sample

        return _closed(rehearse_sample(self.here, language()))

    def _brief(self) -> Path:
        from superindividual_tui.linear.filling import fill_in
        from superindividual_tui.welcome.offers import found_with_brief
        from superindividual_tui.welcome.questions import brief_fields, company_fields, rehearse_field

        given = fill_in(self.talk, [*company_fields(), *brief_fields(), rehearse_field()])
        return found_with_brief(self.here, given, language())

    def _model(self) -> None:
        from superindividual_tui.linear.filling import fill_in
        from superindividual_tui.model_setup import TRY, model_fields, told, tried
        from superindividual_tui.welcome.offers import model_for
        from superindividual_tui.welcome.questions import folder_field

        given = fill_in(self.talk, [folder_field(), *model_fields()])
        folder, reference = model_for(given)
        self.talk.say(told(reference))
        if given.get(TRY):
            self.talk.say(tried(folder, reference))

    def _open(self) -> Path:
        from superindividual_tui.welcome.offers import open_company

        return open_company(self.talk.ask(_("Its folder:"))).paths.root


def _closed(company: Company) -> Path:
    company.journal.close()
    return company.paths.root


def open_door(here: Path, talk: Talk | None = None) -> Path | None:
    """The folder of the company to open; None where the founder left or the input ended."""
    spoken = talk or Talk.on_standard_streams()
    try:
        return Door(spoken, here).run()
    except Left:
        return None
