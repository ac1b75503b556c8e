from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from superindividual.cli import main

HEAVY = ("langgraph", "langchain", "langchain_core", "chromadb", "textual", "openai")
DEAR = ("pydantic", "ruamel", "rich", "asyncio")
"""Hundreds of milliseconds together; only what reads a founder's files or the memory needs them."""


@pytest.mark.parametrize(
    "command", [["--help"], ["inbox"], ["status"], ["memory"], ["log"], ["decide", "Q-none", "approve"]]
)
def test_front_ends_load_nothing_heavy(
    tmp_path: Path, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looking and deciding never pay for the engine, the memory's index or the cockpit."""
    monkeypatch.chdir(tmp_path)
    assert main(["init", "firm"]) == 0
    unwanted = HEAVY if command == ["memory"] else HEAVY + DEAR
    program = (
        "import sys\nfrom superindividual.cli import main\n"
        f"try:\n    main({command!r})\nexcept SystemExit:\n    pass\n"
        f"loaded = [m for m in {unwanted!r} if m in sys.modules]\nassert not loaded, loaded\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path / "firm", capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
