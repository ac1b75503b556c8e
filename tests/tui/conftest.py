from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tui.firm import Firm, Hands


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Firm]:
    made = Firm(tmp_path / "firm")
    yield made
    made.journal.close()


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def swift(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pilot looks every millisecond whether a key was taken up: twenty are what a fuzz would wait most of its time."""
    monkeypatch.setattr("textual._wait.SLEEP_GRANULARITY", 0.001)
    monkeypatch.setattr("textual._wait.SLEEP_IDLE", 0.0002)
