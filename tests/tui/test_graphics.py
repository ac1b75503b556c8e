from __future__ import annotations

import base64
import re

import pytest

from superindividual_tui.graphics import protocol, sequence

PNG = bytes(range(256)) * 40


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        ({"TERM": "xterm-kitty"}, "kitty"),
        ({"KITTY_WINDOW_ID": "1"}, "kitty"),
        ({"TERM_PROGRAM": "ghostty"}, "kitty"),
        ({"TERM_PROGRAM": "iTerm.app"}, "iterm"),
        ({"TERM_PROGRAM": "WezTerm"}, "iterm"),
        ({"TERM": "xterm-256color"}, None),
        ({"TERM": "xterm-kitty", "TMUX": "/tmp/x"}, None),
    ],
)
def test_a_terminal_says_what_it_understands(environment: dict[str, str], found: str | None) -> None:
    """Within tmux nothing is written that it would not pass on."""
    assert protocol(environment) == found


def test_kitty_gets_pieces_that_are_the_picture() -> None:
    """Each of at most 4096 characters, all but the last said to be followed by more."""
    pieces = re.findall(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\", sequence(PNG, "kitty", 80))
    assert base64.b64decode("".join(piece for _control, piece in pieces)) == PNG
    assert all(len(piece) <= 4096 for _control, piece in pieces)
    assert [control[-3:] for control, _piece in pieces] == ["m=1"] * (len(pieces) - 1) + ["m=0"]
    assert pieces[0][0].startswith("a=T,f=100,q=2,c=80,")


def test_iterm_gets_the_picture_whole() -> None:
    """With its size, inline."""
    found = re.fullmatch(
        r"\x1b\]1337;File=inline=1;size=(\d+);width=80;[^:]*:(.*)\x07", sequence(PNG, "iterm", 80)
    )
    assert found
    assert (int(found[1]), base64.b64decode(found[2])) == (len(PNG), PNG)
