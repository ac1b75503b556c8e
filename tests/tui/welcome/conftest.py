from __future__ import annotations

from pathlib import Path

import pytest

from superindividual.company import Company


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Companies for which a worker was called; none is started."""
    called: list[Path] = []

    def ensure_worker(company: Company) -> bool:
        called.append(company.paths.root)
        return True

    monkeypatch.setattr(Company, "ensure_worker", ensure_worker)
    return called
