"""Skills in the form of agentskills.io: read as they are, and refused by name where they are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from superindividual.errors import SpecErrors
from superindividual.specs.skill import load_skill

FOREIGN = """\
---
name: pdf-processing
description: Extract text from PDFs. Use when the user mentions PDFs or forms.
license: Apache-2.0
metadata: {author: example-org, version: "1.0"}
allowed-tools: Bash(git:*) Read
---
# How
Read `references/FORMS.md`.
"""


def skill(folder: Path, text: str, name: str = "pdf-processing") -> Path:
    file = folder / name / "SKILL.md"
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_a_skill_of_another_tool_is_read_as_it_is(tmp_path: Path) -> None:
    """Keys that mean nothing here are no fault; the body is what instructs."""
    found = load_skill(skill(tmp_path, FOREIGN))
    assert found.name == "pdf-processing"
    assert found.body.startswith("# How")
    assert not hasattr(found, "allowed_tools")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# How\n", "name"),
        (FOREIGN.replace("pdf-processing", "Pdf Processing"), "name"),
        (FOREIGN.replace("name: pdf-processing", "name: other"), "lies in the folder pdf-processing"),
        (FOREIGN.split("# How")[0], "no instructions"),
        (FOREIGN.replace("description: Extract", "describe: Extract"), "description"),
        ("---\nname: [\n---\nx", "SKILL.md"),
        ("---\nname: pdf-processing\n", "not closed"),
    ],
    ids=["no front matter", "name", "folder", "body", "description", "yaml", "unclosed"],
)
def test_what_is_no_skill_is_refused_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    """File, line and what to do."""
    with pytest.raises(SpecErrors, match=said) as caught:
        load_skill(skill(tmp_path, text))
    assert caught.value.position.file.endswith("SKILL.md")
