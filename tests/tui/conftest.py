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
