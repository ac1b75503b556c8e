from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from superindividual_tui.garbage import leave_garbage, look_for_garbage
from tests.tui.firm import Firm, Hands, until


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    yield
    gc.unfreeze()
    gc.enable()


def test_none_is_looked_for_until_it_is_said_and_never_in_what_was_left() -> None:
    """What a start has loaded is walked by no later look."""
    before = gc.get_freeze_count()
    leave_garbage()
    assert not gc.isenabled()
    look_for_garbage()
    assert gc.isenabled()
    assert gc.get_freeze_count() > before


def test_where_it_is_looked_for_anyhow_nothing_is_frozen() -> None:
    """Once is enough: what came later may well be garbage."""
    before = gc.get_freeze_count()
    look_for_garbage()
    assert gc.get_freeze_count() == before


async def test_it_is_looked_for_again_once_the_first_picture_stands(firm: Firm, hands: Hands) -> None:
    """A cockpit is open for days."""
    leave_garbage()
    async with firm.cockpit(hands).run_test() as pilot:
        await until(pilot, gc.isenabled)
