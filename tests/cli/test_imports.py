from __future__ import annotations

import fcntl
import subprocess
import sys
from pathlib import Path

import pytest

from superindividual.cli import main
from superindividual.company import Company
from superindividual.ids import Digest, RequestId, RunId, StepId

HEAVY = ("langgraph", "langchain", "langchain_core", "chromadb", "textual", "openai")
DEAR = (
    "pydantic",
    "ruamel",
    "rich",
    "asyncio",
    "superindividual.specs",
    "superindividual.memory",
    "secrets",
    "cronsim",
)
"""Hundreds of milliseconds together; only what reads a founder's files or the memory needs them."""
UNUSED_BY_HELP = (*HEAVY, *DEAR, "superindividual.journal", "superindividual.company", "sqlite3", "hashlib")


def loads(folder: Path, command: list[str], unwanted: tuple[str, ...]) -> None:
    """Run the command in a process of its own, and see what it has loaded at its end."""
    program = (
        "import sys\nfrom superindividual.cli import main\n"
        f"try:\n    main({command!r})\nexcept SystemExit:\n    pass\n"
        f"loaded = [m for m in {unwanted!r} if m in sys.modules]\nassert not loaded, loaded\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture
def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A company with a run under way, whose first request waits."""
    monkeypatch.chdir(tmp_path)
    assert main(["init", "firm"]) == 0
    opened = Company.open(tmp_path / "firm")
    run = RunId("R-test")
    opened.journal.runs.begin(
        run,
        opened.catalog.workflow("product_loop")[0],
        inputs={},
        brief=Digest("0" * 64),
        product="thing",
        language="en",
        engine="rehearsal",
        approve=None,
    )
    opened.journal.decisions.open(
        RequestId("Q-1"),
        run=run,
        step=StepId("discover"),
        version=1,
        kind="draft",
        binding=Digest("1" * 64),
        question={"product": "thing", "step": "discover", "verdicts": {"pass": 3}},
        risk=0,
    )
    opened.journal.close()
    return tmp_path / "firm"


@pytest.mark.parametrize(
    "command",
    [
        ["inbox"],
        ["inbox", "--json"],
        ["status"],
        ["status", "R-test", "--json"],
        ["log"],
        ["decide", "Q-none", "stop"],
        ["ledger"],
        ["ledger", "status"],
    ],
)
def test_looking_loads_only_what_it_shows(firm: Path, command: list[str]) -> None:
    """A run and a request are shown without the models of specifications, YAML, colours or an event loop."""
    loads(firm, command, HEAVY + DEAR)


def test_deciding_loads_no_more_than_looking(firm: Path) -> None:
    """A decision is taken, and the worker that runs already carries it out."""
    opened = Company.open(firm)
    with opened.paths.lock.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        loads(firm, ["decide", "Q-1", "approve"], HEAVY + DEAR)
    decision = opened.journal.decisions.decision(RequestId("Q-1"))
    opened.journal.close()
    assert decision is not None
    assert decision.verb == "approve"


def test_the_memory_is_read_without_its_index(firm: Path) -> None:
    """Records are searched by words; meaning belongs to the worker."""
    loads(firm, ["memory"], HEAVY)


def test_schedules_are_told_without_the_engine(firm: Path) -> None:
    """They are read from the company's files; what begins runs is not needed."""
    loads(firm, ["schedules"], HEAVY)


def test_the_ledger_is_verified_without_what_validates(firm: Path) -> None:
    """Of the memory only how its words are cut; neither its index nor its records' models."""
    unwanted = tuple(module for module in DEAR if module != "superindividual.memory")
    loads(firm, ["ledger", "verify"], (*HEAVY, *unwanted, "superindividual.memory.memory"))


@pytest.mark.parametrize("command", [["--help"], ["--version"], ["decide", "--help"]])
def test_help_opens_nothing(firm: Path, command: list[str]) -> None:
    """What can be typed is known without a journal."""
    loads(firm, command, UNUSED_BY_HELP)


def test_a_start_without_a_word_makes_no_parser(firm: Path) -> None:
    """The cockpit's first picture would wait for that of all commands; where no screen is, there is the help as ever."""
    program = (
        "import sys\nfrom superindividual import cli\n"
        "cli._without_command = lambda plain: (lambda options: 7)\n"
        "assert cli.main([]) == 7\nassert 'argparse' not in sys.modules\n"
        "cli._without_command = lambda plain: None\n"
        "assert cli.main([]) == 0\nassert 'argparse' in sys.modules\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=firm, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "usage" in done.stdout.lower()
