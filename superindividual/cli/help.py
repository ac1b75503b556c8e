"""Help: argparse in the founder's language, in lines that fit where a Han character takes two cells; and what was mistyped."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NoReturn

from superindividual.text import cell_width, gettext, shown
from superindividual.text import gettext as _

_PIECES = r"[⺀-鿿豈-﫿！-～]|\s+|[^\s⺀-鿿豈-﫿！-～]+"
"""A Han character or full-width sign, white space, or a word: a line may break after each."""
_NO_START = frozenset("，。；：！？、）》」”…")
"""Signs that no line begins with (GB/T 15834-2011, 5.1)."""


class Parser(argparse.ArgumentParser):
    """Says what was mistyped with the usage of that command, and what may have been meant; argparse shows the outermost's."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As ever; but what nobody knows is told here, where it was typed."""
        found, rest = super().parse_known_args(args, namespace)
        if rest:
            self._refuse(rest)
        return found, rest

    def _refuse(self, rest: Sequence[str]) -> NoReturn:
        message = _("unrecognized arguments: %s") % " ".join(map(shown, rest))
        typed = rest[0].partition("=")[0]
        self.error(message + _meant(typed, self._option_string_actions) if typed[:1] == "-" else message)

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if isinstance(action, argparse._SubParsersAction) and value not in action.choices:
            told = _("there is no command {name}").format(name=shown(value)) + _meant(value, action.choices)
            raise argparse.ArgumentError(None, told)
        super()._check_value(action, value)


def _meant(typed: str, known: Iterable[str]) -> str:
    """What may have been meant, to be put behind what is wrong; empty where nothing is like it."""
    from superindividual.specs.nearest import closest  # loads difflib, which only a mistake needs

    bare = {name.lstrip("-"): name for name in known}
    close = closest(typed.lstrip("-"), list(bare))
    return _(", did you mean {name}?").format(name=bare[close]) if close else ""


class HelpFormatter(argparse.HelpFormatter):
    """Breaks lines by cells; argparse counts characters, and only breaks at spaces."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        return list(wrapped(text, width))

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in wrapped(text, width - len(indent)))


def wrapped(text: str, width: int) -> Iterator[str]:
    """Lines of at most `width` cells; a word wider than that stands alone."""
    line = ""
    for piece in re.findall(_PIECES, " ".join(text.split())):
        if line and piece[0] not in _NO_START and cell_width(line + piece.rstrip()) > width:
            yield line.rstrip()
            line = ""
        line += piece if line else piece.lstrip()
    if line:
        yield line.rstrip()


def speak() -> None:
    """Let argparse say its own words through our catalogue instead of the system's."""
    vars(argparse).update(_=gettext, ngettext=lambda one, many, count: gettext(one if count == 1 else many))


def words_of_argparse() -> tuple[str, ...]:
    """Its messages up to Python 3.14, named here so that the catalogue has them."""
    return (
        _("usage: "),
        _("options"),
        _("positional arguments"),
        _("show this help message and exit"),
        _("%(prog)s: error: %(message)s\n"),
        _("argument %(argument_name)s: %(message)s"),
        _("the following arguments are required: %s"),
        _("one of the arguments %s is required"),
        _("unrecognized arguments: %s"),
        _("not allowed with argument %s"),
        _("ignored explicit argument %r"),
        _("expected one argument"),
        _("expected at most one argument"),
        _("expected at least one argument"),
        _("expected %s argument"),
        _("expected %s arguments"),
        _("ambiguous option: %(option)s could match %(matches)s"),
        _("invalid choice: %(value)r (choose from %(choices)s)"),
        _("unknown parser %(parser_name)r (choices: %(choices)s)"),
        _("invalid %(type)s value: %(value)r"),
    )
