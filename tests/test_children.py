"""No child is given the worker's environment, in which keys stand; read from the sources, so that none is forgotten."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import superindividual

ROOT = Path(superindividual.__file__).parent
STARTS = {
    *(f"subprocess.{name}" for name in ("Popen", "run", "call", "check_call", "check_output")),
    *(f"asyncio.create_subprocess_{name}" for name in ("exec", "shell")),
}
THE_FOUNDERS_OWN = {"approvals/editor.py"}
"""Their editor."""


def started(source: str) -> Iterator[ast.Call]:
    """Every call that starts a process."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in STARTS:
            yield node


def bare(source: str) -> list[int]:
    """Lines that start a process with the environment as it is."""
    return [n.lineno for n in started(source) if not any(k.arg == "env" for k in n.keywords)]


def test_every_child_gets_an_environment_of_its_own() -> None:
    """Of all sources but those of products, which run nothing here."""
    files = [f for f in ROOT.rglob("*.py") if "packages" not in f.parts and "_bundled" not in f.parts]
    found = {str(f.relative_to(ROOT)): bare(f.read_text(encoding="utf-8")) for f in files}
    assert {f for f, lines in found.items() if lines} <= THE_FOUNDERS_OWN
    assert sum(len(list(started(f.read_text(encoding="utf-8")))) for f in files) > 3


def test_control_a_child_without_one_is_found() -> None:
    """Positive control: the usual way to start a process gives it all."""
    assert bare("import subprocess\nsubprocess.run(['env'])\nsubprocess.run(['env'], env={})\n") == [2]
