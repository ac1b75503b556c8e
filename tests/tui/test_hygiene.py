from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import superindividual_tui

MODULES = sorted(Path(superindividual_tui.__file__).parent.rglob("*.py"))
MARKUP = {
    "Static",
    "Label",
    "Button",
    "OptionList",
    "RichLog",
    "Markdown",
    "notify",
    "from_markup",
    "border_title",
}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_text_reaches_the_screen_in_two_places_only(module: Path) -> None:
    """Widgets that read strings as markup are used by `Plain` alone, and it gives them `Content`."""
    tree = ast.parse(module.read_text("utf-8"))
    names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    names |= {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
    assert not names & MARKUP - ({"Static"} if module.stem == "plain" else set())
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and _gives_text(call):
            assert module.stem == "plain"
            assert isinstance(call.args[0], ast.Call)
            assert ast.unparse(call.args[0]).startswith("Content(safe_text(")


def _gives_text(call: ast.Call) -> bool:
    """Whether it is `x.update(…)` of a widget, or `super().__init__(text, …)` of a Static."""
    name = ast.unparse(call.func)
    return name.endswith(".update") or (name == "super().__init__" and bool(call.args))


def test_the_cockpit_loads_no_engine() -> None:
    """Neither langgraph, langchain nor chromadb, nor what only the worker needs; nor dialogs before they open."""
    program = (
        "import sys, superindividual_tui.app, superindividual.company\n"
        "heavy = ('langgraph', 'langchain', 'langchain_core', 'chromadb', 'openai', 'superindividual.engine',\n"
        "         'superindividual_tui.dialogs', 'tree_sitter', 'markdown_it')\n"
        "print([m for m in heavy if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("company", [True, False], ids=["in a company", "elsewhere"])
def test_without_a_terminal_the_way_to_begin_is_printed(tmp_path: Path, company: bool) -> None:
    """In a pipe there is no screen, and textual is not loaded for it."""
    if company:
        (tmp_path / "company.yaml").write_text("name: Firm\n")
    program = (
        "import sys\nfrom superindividual.cli import main\n"
        "code = main([])\nassert 'textual' not in sys.modules\nraise SystemExit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "superindividual init NAME" in done.stdout


def test_the_command_without_a_terminal_says_what_to_use(tmp_path: Path) -> None:
    """One sentence, no traceback."""
    (tmp_path / "company.yaml").write_text("name: Firm\n")
    done = subprocess.run(
        [sys.executable, "-m", "superindividual", "cockpit"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 2
    assert (
        done.stderr
        == "the cockpit needs a terminal, use: superindividual inbox, or: superindividual --plain\n"
    )
