from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.effects.out import Out
from tests.effects.receivers import Deliveries, smtp_server


@pytest.fixture
def smtp(deliveries: Deliveries) -> Iterator[int]:
    with smtp_server(deliveries) as port:
        yield port


@pytest.fixture
def out(tmp_path: Path) -> Out:
    return Out(tmp_path / "company")
