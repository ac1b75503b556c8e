"""What is put together when the founder is asked: what it costs is part of it, and a full disk is nobody's fault."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import superindividual.engine.effect as effect_module
from superindividual.effects.publish_folder import PublishFolder
from superindividual.errors import EffectFailed, unwritable
from tests.engine.outward import Outward


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Outward]:
    found = Outward(tmp_path / "company")
    yield found
    found.journal.close()


def _raising(error: Exception) -> Any:
    def call(*_given: Any) -> Any:
        raise error

    return call


async def _told(desk: Outward) -> set[str]:
    """How the attempt ended, then that it goes on once the disk is mended."""
    desk.begin()
    await desk.work()
    return {e.kind for e in desk.journal.events.after() if e.kind in ("run.stalled", "attempt.failed")}


@pytest.mark.parametrize(
    ("number", "kinds"), [(errno.ENOSPC, {"run.stalled"}), (errno.EINVAL, {"attempt.failed"})]
)
async def test_a_full_disk_is_no_failure_of_what_prepares(
    desk: Outward, monkeypatch: pytest.MonkeyPatch, number: int, kinds: set[str]
) -> None:
    """The run stands still and the founder is asked nothing; any other error is told and asked about: the control."""
    with monkeypatch.context() as broken:
        broken.setattr(PublishFolder, "prepare", _raising(OSError(number, os.strerror(number))))
        assert await _told(desk) == kinds
    await desk.work()
    assert [r.version for r in desk.journal.decisions.waiting()] == [int(number == errno.ENOSPC)]


@pytest.mark.parametrize(
    ("error", "kinds"),
    [
        (unwritable(Path("journal.db"), "disk is full"), {"run.stalled"}),
        (EffectFailed("no"), {"attempt.failed"}),
    ],
)
async def test_a_journal_that_takes_nothing_is_no_failure_of_the_effect(
    desk: Outward, monkeypatch: pytest.MonkeyPatch, error: Exception, kinds: set[str]
) -> None:
    """The same for the journal; once it can be written, the founder is asked about what leaves."""
    with monkeypatch.context() as broken:
        broken.setattr(effect_module, "offer", _raising(error))
        assert await _told(desk) == kinds
    await desk.work()
    assert [r.version for r in desk.journal.decisions.waiting()] == [int(kinds == {"run.stalled"})]
