from __future__ import annotations

from pathlib import Path

import pytest

from superindividual.cli import main
from superindividual.company import Company
from superindividual.journal.journal import Journal
from superindividual.memory.knowledge import Knowledge
from superindividual.paths import CompanyPaths
from superindividual.workspace.objects import ObjectStore


@pytest.fixture
def known(journal: Journal, tmp_path: Path, objects: ObjectStore, clock: object) -> Knowledge:
    """The memory in the founder's hands, without a company around it."""
    return Knowledge(journal, CompanyPaths(tmp_path), objects, clock)  # type: ignore[arg-type]


@pytest.fixture
def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Company:
    """A company on disk."""
    monkeypatch.chdir(tmp_path)
    assert main(["init", "firm"]) == 0
    return Company.open(tmp_path / "firm")
