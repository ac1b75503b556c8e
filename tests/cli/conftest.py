from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from superindividual.cli import main
from superindividual.company import Company
from tests.cli.attended import Attended


@pytest.fixture
def attended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Attended]:
    monkeypatch.chdir(tmp_path)
    assert main(["init", "firm"]) == 0
    monkeypatch.chdir(tmp_path / "firm")
    monkeypatch.setattr(Company, "ensure_worker", lambda self: False)
    made = Attended(tmp_path / "firm", capsys)
    yield made
    made.company.journal.close()
