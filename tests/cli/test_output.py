"""What is typed as `NAME=VALUE`: nothing is lost in silence."""

from __future__ import annotations

import pytest

from superindividual.cli.output import named
from superindividual.errors import CompanyError


def test_every_pair_is_kept() -> None:
    """A value may hold an equals sign, and may be empty."""
    assert named(["a=1", "b=x=y", "c="]) == {"a": "1", "b": "x=y", "c": ""}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["price"], "price has no value, write NAME=VALUE"),
        (["=3"], "=3 names nothing, write NAME=VALUE"),
        (["price=3", "price=4"], "price is given twice, as “3” and as “4”, give it once"),
        (["a\x1b[2J=3", "a\x1b[2J=4"], "a<U+001B>[2J is given twice, as “3” and as “4”, give it once"),
    ],
)
def test_what_would_be_lost_is_refused(typed: list[str], said: str) -> None:
    """One clear error, also where the later of two would have won."""
    with pytest.raises(CompanyError) as error:
        named(typed)
    assert str(error.value) == said
