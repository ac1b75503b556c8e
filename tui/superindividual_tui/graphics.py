"""Graphics: pictures on terminals that have a protocol for them; the terminal decodes the PNG itself."""

from __future__ import annotations

import base64
import sys
from collections.abc import Iterator, Mapping
from typing import Literal

from superindividual.text import gettext as _

Protocol = Literal["kitty", "iterm"]
_PIECE = 4096
"""Characters of one piece, the most that kitty's protocol allows."""


def protocol(environment: Mapping[str, str]) -> Protocol | None:
    """What this terminal says that it understands; None within tmux and screen, which would have to pass it on."""
    if environment.get("TMUX") or environment.get("STY"):
        return None
    program, term = environment.get("TERM_PROGRAM", ""), environment.get("TERM", "")
    if environment.get("KITTY_WINDOW_ID") or term in ("xterm-kitty", "xterm-ghostty") or program == "ghostty":
        return "kitty"
    return "iterm" if program in ("iTerm.app", "WezTerm") else None


def sequence(png: bytes, how: Protocol, columns: int) -> str:
    """What is written to show a picture so many columns wide."""
    coded = base64.b64encode(png).decode("ascii")
    if how == "iterm":
        return f"\x1b]1337;File=inline=1;size={len(png)};width={columns};preserveAspectRatio=1:{coded}\x07"
    return "".join(_pieces(coded, f"a=T,f=100,q=2,c={columns},"))


def _pieces(coded: str, first: str) -> Iterator[str]:
    for start in range(0, len(coded), _PIECE):
        more = int(start + _PIECE < len(coded))
        yield f"\x1b_G{first if start == 0 else ''}m={more};{coded[start : start + _PIECE]}\x1b\\"


def show(png: bytes, how: Protocol, columns: int) -> None:
    """Show it on the terminal that was lent, until enter is pressed."""
    assert sys.__stdout__ is not None
    assert sys.__stdin__ is not None
    sys.__stdout__.write(sequence(png, how, columns) + "\n" + _("enter goes back") + "\n")
    sys.__stdout__.flush()
    sys.__stdin__.readline()
