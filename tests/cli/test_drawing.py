"""`graph`: a picture, Mermaid or JSON of a workflow, with or without a company."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from superindividual.cli import main
from superindividual.paths import bundled


def test_a_shipped_workflow_is_drawn_without_a_company(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By its name, in all three forms."""
    monkeypatch.chdir(tmp_path)
    assert main(["graph", "product_loop"]) == 0
    assert "discover  " in capsys.readouterr().out
    assert main(["graph", "product_loop", "--mermaid"]) == 0
    assert capsys.readouterr().out.startswith("flowchart TD")
    assert main(["graph", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["name"] == "product-loop"


def test_a_workflow_with_faults_is_not_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its faults are told as `check` tells them."""
    file = tmp_path / "w.yaml"
    file.write_text("name: w\nsteps:\n  a: {agent: scut, deliver: discovery}\n")
    assert main(["graph", str(file)]) != 0
    assert "w.yaml:3:14: there is no agent scut, did you mean scout?" in capsys.readouterr().err


def test_a_used_workflow_is_drawn_in_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    """The shipped example, in both forms."""
    example = str(bundled("examples") / "workflows" / "with_review.yaml")
    assert main(["graph", example]) == 0
    shown = capsys.readouterr().out
    assert "legal/review" in shown
    assert "begins the workflow compliance-review" in shown
    assert main(["graph", example, "--mermaid"]) == 0
    assert 'subgraph p1["legal<br>compliance-review"]' in capsys.readouterr().out
