"""What the command line says when it shows things."""

from __future__ import annotations

from pathlib import Path

import pytest

from superindividual.cli import main


def test_a_search_that_finds_nothing_says_no_more_than_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An empty memory teaches what goes into it; a full one that holds none of the words is not called empty."""
    monkeypatch.chdir(tmp_path)
    main(["init", "firm"])
    monkeypatch.chdir(tmp_path / "firm")
    capsys.readouterr()
    assert main(["memory"]) == 0
    assert "Nothing yet" in capsys.readouterr().out
    assert main(["memory", "add", "We never name competitors"]) == 0
    capsys.readouterr()
    assert main(["memory", "search", "freight"]) == 0
    assert capsys.readouterr().out.strip() == "Nothing fits these words."
    assert main(["memory", "search", "competitors"]) == 0
    assert "We never name competitors" in capsys.readouterr().out
