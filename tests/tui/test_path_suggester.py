from __future__ import annotations

from pathlib import Path

import pytest

from superindividual_tui.path_suggester import PathSuggester


@pytest.mark.parametrize(
    ("typed", "folders", "expected"),
    [
        ("{}/br", False, "{}/brief.md"),
        ("{}/si", False, "{}/site/"),
        ("{}/b", True, None),
        ("{}/s", True, "{}/site/"),
        ("{}/", True, "{}/site/"),
        ("{}/.h", False, "{}/.hidden"),
        ("{}/x", False, None),
        ("{}/nowhere/x", False, None),
        ("", False, None),
    ],
)
async def test_how_a_path_goes_on(tmp_path: Path, typed: str, folders: bool, expected: str | None) -> None:
    """The first that fits; hidden ones only when a dot was typed; names that hide something never."""
    (tmp_path / "brief.md").touch()
    (tmp_path / ".hidden").touch()
    (tmp_path / "x\u202eevil").touch()
    (tmp_path / "site").mkdir()
    found = await PathSuggester(folders=folders).get_suggestion(typed.format(tmp_path))
    assert found == (expected.format(tmp_path) if expected else None)
