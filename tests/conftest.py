"""Parts that many tests share: a clock that stands where it is put, a journal, an object store."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from superindividual.journal.journal import Journal
from superindividual.workspace.objects import ObjectStore
from tests.effects.receivers import Deliveries, http_server


class SteppedClock:
    """Moves one second on each reading."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


_founders = itertools.count()


@pytest.fixture(autouse=True)
def english_and_no_keys(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Tests read English, and never find a model's key, nor the settings of whoever runs them."""
    monkeypatch.setenv("SUPERINDIVIDUAL_LANG", "en")
    founder = tmp_path_factory.getbasetemp() / "founders" / str(next(_founders))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(founder / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(founder / "state"))
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL", "OPENAI_EMBEDDING_MODEL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock()


@pytest.fixture
def journal(tmp_path: Path, clock: SteppedClock) -> Iterator[Journal]:
    opened = Journal(tmp_path / "state" / "journal.db", clock)
    yield opened
    opened.close()


@pytest.fixture
def objects(tmp_path: Path) -> ObjectStore:
    return ObjectStore(tmp_path / "objects")


@pytest.fixture
def deliveries(tmp_path: Path) -> Deliveries:
    """What receivers outside the company got."""
    (tmp_path / "receiver").mkdir()
    return Deliveries(tmp_path / "receiver")


@pytest.fixture
def url(deliveries: Deliveries) -> Iterator[str]:
    """An HTTP server on loopback that keeps its deliveries."""
    with http_server(deliveries) as address:
        yield address
