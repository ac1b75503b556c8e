"""Talk: what is said and what is answered, in whole lines; no colour, no cursor."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence

from superindividual.text import gettext as _
from superindividual.text import safe_text


class Left(Exception):
    """Nothing more will be answered; whatever was asked stays as it was."""


class Talk:
    """Says lines and takes lines; both ends are injected."""

    def __init__(
        self, read: Callable[[], str], write: Callable[[str], object], discard: Callable[[], None]
    ) -> None:
        self._read = read
        self._write = write
        self._discard = discard

    @classmethod
    def on_standard_streams(cls) -> Talk:
        """Standard input and output, whatever they are."""

        def write(text: str) -> None:
            sys.stdout.write(text)
            sys.stdout.flush()

        return cls(sys.stdin.readline, write, _discard_typed)

    def say(self, text: str = "") -> None:
        """One line, or several, that may hold foreign text."""
        self._write(safe_text(text).replace("\r", "\n") + "\n")

    def say_all(self, lines: Iterable[str]) -> None:
        """Many lines."""
        for line in lines:
            self.say(line)

    def ask(self, prompt: str) -> str:
        """The next line, without blanks around it; raises Left when there is none."""
        self._write(safe_text(prompt) + " ")
        line = self._read()
        if not line:
            self._write("\n")
            raise Left
        return line.strip()

    def ask_afresh(self, prompt: str) -> str:
        """As `ask`, but what was typed before the question stood there is thrown away: it answers something else."""
        self._discard()
        return self.ask(prompt)

    def ask_lines(self, prompt: str) -> str:
        """Several lines, up to an empty one."""
        self.say(prompt + " " + _("(an empty line ends it)"))
        lines: list[str] = []
        while line := self.ask(">"):
            lines.append(line)
        return "\n".join(lines)

    def choose(self, options: Sequence[str], leave: str) -> int | None:
        """The number of an option, from 0; None for leaving. Asks again until it is one of them."""
        for number, option in enumerate(options, start=1):
            self.say(f"{number}. {option}")
        self.say(f"0. {leave}")
        return self.number(len(options))

    def number(self, most: int) -> int | None:
        """A number from 1 to `most`, less one; None for 0 or nothing."""
        while True:
            typed = self.ask(_("Number:"))
            if typed in ("", "0"):
                return None
            if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= most:
                return int(typed) - 1
            self.say(_("That is none of the numbers above."))


def _discard_typed() -> None:
    """Throw away what was typed ahead on a terminal; what comes through a pipe was meant."""
    if sys.stdin.isatty():
        import termios

        termios.tcflush(sys.stdin, termios.TCIFLUSH)
