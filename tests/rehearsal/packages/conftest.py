"""Jobs for code recipes, made from facts as a discovery hands them over."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from superindividual.ids import RunId, StepId
from superindividual.specs.agent import AgentSpec
from superindividual.specs.brief import Brief
from superindividual.specs.company import IdentitySpec
from superindividual.specs.facts import ProductFacts
from superindividual.specs.kind import Kind
from superindividual.text import Language
from superindividual.tools.job import Feedback, Job
from superindividual.workspace.artifact import Bundle, Deliverable

FACTS: dict[str, Any] = {
    "product": "Pennywise Ledger",
    "slug": "pennywise-ledger",
    "language": "en",
    "summary": {"text": "Sorts what the bank exports.", "evidence": "brief:2"},
    "capabilities": [
        {"text": "Read the CSV export of a bank", "evidence": "brief:3"},
        {"text": "Sort each line into a category by rules in a text file", "evidence": "brief:3"},
        {"text": "Print a monthly report per currency", "evidence": "brief:4"},
        {"text": "Export the report as PDF", "evidence": "brief:5"},
    ],
    "promises": [{"text": "Data never leaves the computer", "evidence": "brief:6"}],
}


def bundle(kind: str, files: Mapping[str, bytes], language: Language = "en") -> Bundle:
    """A deliverable of an earlier step."""
    made = Deliverable(kind=kind, files=(), summary="", language=language, produced_by="founder")
    return Bundle(made, files)


def make_job(
    *,
    attempt: int = 1,
    feedback: Sequence[Feedback] = (),
    brief: str = "A brief.",
    legal_name: str = "",
    prd: str = "",
    **facts: Any,
) -> Job:
    """A job for the step that builds; `facts` replace those of FACTS."""
    known = ProductFacts.model_validate({**FACTS, **facts})
    inputs = {
        StepId("discover"): bundle("discovery", {"discovery/facts.json": known.model_dump_json().encode()})
    }
    if prd:
        inputs[StepId("prd")] = bundle("prd", {"design/prd.md": prd.encode()})
    return Job(
        run=RunId("R-23456789"),
        step=StepId("build"),
        attempt=attempt,
        agent=AgentSpec(name="developer", description="Works.", prompt="Build."),
        task="",
        kind=Kind(name="code", folder="package", contract=""),
        brief=Brief(text=brief, body_line=1, language=known.language),
        language=known.language,
        today=date(2026, 5, 4),
        identity=IdentitySpec(legal_name=legal_name),
        inputs=inputs,
        feedback=tuple(feedback),
    )


@pytest.fixture(scope="session")
def job_with() -> Callable[..., Job]:
    """The factory of jobs."""
    return make_job


def write_files(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write a proposal's files; gives the package's folder."""
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return folder / "package"


@pytest.fixture(scope="session")
def written() -> Callable[[Path, Mapping[str, bytes]], Path]:
    """The writer of proposals."""
    return write_files


def run_python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run this interpreter in a folder, without bytecode left behind."""
    command = [sys.executable, "-B", *arguments]
    environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # the produced tests need no plugin
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.fixture(scope="session")
def python_in() -> Callable[..., subprocess.CompletedProcess[str]]:
    """The runner of commands."""
    return run_python
