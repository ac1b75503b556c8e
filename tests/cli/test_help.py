"""What is mistyped is told where it was typed, with what may have been meant."""

from __future__ import annotations

import pytest

from superindividual.cli import main

SHOWN = {
    "inbx": ("usage: superindividual ", "there is no command inbx, did you mean inbox?"),
    "memory serch fee": (
        "usage: superindividual memory ",
        "there is no command serch, did you mean search?",
    ),
    "memory search fee --sinse 2026-01-01": (
        "usage: superindividual memory search ",
        "unrecognized arguments: --sinse 2026-01-01, did you mean --since?",
    ),
    "inbox more": ("usage: superindividual inbox ", "unrecognized arguments: more"),
    "xyzzy": ("usage: superindividual ", "there is no command xyzzy"),
    "inbox --\x1b[2J": ("usage: superindividual inbox ", "unrecognized arguments: --<U+001B>[2J"),
}


@pytest.mark.parametrize("typed", SHOWN)
def test_what_is_mistyped_is_told_with_the_usage_of_its_command(
    typed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One error, the usage of that command and no other's, and a guess only where something is like it."""
    usage, said = SHOWN[typed]
    with pytest.raises(SystemExit) as left:
        main(typed.split(" "))
    told = capsys.readouterr().err
    assert left.value.code == 2
    assert told.startswith(usage)
    assert told.endswith(f"error: {said}\n")
