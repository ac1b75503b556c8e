"""Help: argparse in the founder's language, in lines that fit where a Han character takes two cells."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator

from superindividual.text import cell_width, gettext
from superindividual.text import gettext as _

_PIECES = r"[⺀-鿿豈-﫿！-～]|\s+|[^\s⺀-鿿豈-﫿！-～]+"
"""A Han character or full-width sign, white space, or a word: a line may break after each."""
_NO_START = frozenset("，。；：！？、）》」”…")
"""Signs that no line begins with (GB/T 15834-2011, 5.1)."""


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
