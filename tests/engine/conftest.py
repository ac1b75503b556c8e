from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.company import Desktop


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desktop]:
    found = Desktop(tmp_path / "company")
    yield found
    found.journal.close()
