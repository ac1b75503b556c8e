"""Looking: the page of a deliverable as people will see it, in the founder's browser or as a picture in the terminal."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from superindividual.errors import SuperindividualError
from superindividual.text import gettext as _
from superindividual_tui.preview import Preview
from superindividual_tui.stage import Screened


@dataclass
class Looking:
    """What is open, shown elsewhere; decides nothing."""

    stage: Screened
    entry: Callable[[], str]
    """The entry of the deliverable that is shown."""
    preview: Preview = field(default_factory=Preview)

    def browse(self) -> None:
        """Show the page that is shown as HTML, or the first of the deliverable, in the founder's browser."""
        files, page = self._page()
        if page:
            self.preview.open(files, page)
            told = _("opened in your browser: it runs no script and loads nothing from elsewhere")
            self.stage.say(told, "good")

    def picture(self) -> None:
        """Show a picture of it in the terminal, where that can show one."""
        from superindividual_tui.graphics import protocol

        files, page = self._page()
        how = protocol(os.environ)
        if page and how is None:
            self.stage.say(
                _(
                    "This terminal shows no pictures (kitty, Ghostty, WezTerm and iTerm2 do): {key} opens it in your browser."
                ).format(key=self.stage.keymap.shown("browse")),
                "warn",
            )
        elif page:
            self.stage.say(_("The browser takes a picture of it…"))
            self.stage.aside(lambda: self._taken(files, page), self._shown)

    def _page(self) -> tuple[Mapping[str, bytes], str]:
        """All files, and the page among them; no name where there is none, which is said."""
        page, entry = self.stage.view.page, self.entry()
        files = page.bundle.files if page and page.bundle else {}
        pages = sorted(path for path in files if path.endswith((".html", ".htm")))
        if not pages:
            self.stage.say(_("There is no HTML in what is open."), "warn")
        return files, entry if entry in pages else next(iter(pages), "")

    def _taken(self, files: Mapping[str, bytes], page: str) -> bytes | str:
        """The picture, or why there is none."""
        try:
            return self.stage.view.company.photograph(files, page)
        except SuperindividualError as error:
            return str(error)

    def _shown(self, found: bytes | str) -> None:
        from superindividual_tui.graphics import protocol, show

        how = protocol(os.environ)
        if isinstance(found, str) or how is None:
            self.stage.say(str(found), "bad")
            return
        with self.stage.away():
            show(found, how, shutil.get_terminal_size().columns - 2)
        self.stage.say("")
