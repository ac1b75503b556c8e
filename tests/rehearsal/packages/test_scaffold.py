"""The shell of produced packages."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Callable
from dataclasses import replace

import pytest

from superindividual.errors import StepFailed
from superindividual.rehearsal.packages.scaffold import (
    Mutation,
    changelog,
    facts_of,
    fill,
    founder_feedback,
    licence_of,
    markdown,
    scaffold,
    templates,
    wants_defect,
)
from superindividual.tools.job import Feedback, Job

SENT_BACK = Feedback(by="check:tests_pass", text="2 failed")
WISH = Feedback(by="founder", text="Add <b>charts</b> |\nplease", request="Q-0123456789")
HOSTILE = 'Evil"""\n[project]\nname = "x" \\ \u202e'


def package(job: Job, product: str = "Tiny Tool") -> dict[str, bytes]:
    """A package without content of its own."""
    facts = facts_of(job).model_copy(update={"product": product})
    return scaffold(
        facts,
        module="tiny_tool",
        command="tiny-tool",
        sources={},
        tests={},
        readme="# Tiny\n",
        description=product,
        licence=licence_of(job, facts),
        changelog="# Changelog\n",
        author=product,
    )


def test_what_a_package_has(job_with: Callable[..., Job]) -> None:
    """Metadata by PEP 621 and 639, a command, a licence, and settings for the tools."""
    files = package(job_with())
    project = tomllib.loads(files["package/pyproject.toml"].decode())
    assert project["project"]["license"] == "LicenseRef-Proprietary"
    assert project["project"]["license-files"] == ["LICENSE"]
    assert project["project"]["scripts"] == {"tiny-tool": "tiny_tool.cli:main"}
    assert project["project"]["dependencies"] == []
    assert "Private :: Do Not Upload" in project["project"]["classifiers"]
    assert {"pytest", "coverage", "ruff"} <= set(project["tool"])
    assert project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == ["src/tiny_tool"]
    assert {"package/LICENSE", "package/CHANGELOG.md", "package/src/tiny_tool/__main__.py"} <= set(files)


def test_an_open_package_may_be_published(job_with: Callable[..., Job]) -> None:
    """The mark that keeps a proprietary package off public indexes is not on an open one."""
    job = job_with(signals=[{"name": "open_source", "value": True, "evidence": "brief:1"}])
    project = tomllib.loads(package(job)["package/pyproject.toml"].decode())["project"]
    assert project["license"] == "MIT"
    assert "Private :: Do Not Upload" not in project["classifiers"]


def test_a_hostile_name_stays_text(job_with: Callable[..., Job]) -> None:
    """Quotes, newlines, backslashes and hidden characters of a name end no literal."""
    files = package(job_with(), HOSTILE)
    project = tomllib.loads(files["package/pyproject.toml"].decode())["project"]
    shown = 'Evil""" [project] name = "x" \\ <U+202E>'
    assert (project["name"], project["description"], project["authors"]) == (
        "tiny-tool",
        shown,
        [{"name": shown}],
    )
    tree = ast.parse(files["package/src/tiny_tool/__init__.py"])
    values = {node.targets[0].id: node.value.value for node in tree.body if isinstance(node, ast.Assign)}  # type: ignore[attr-defined]
    assert values == {"PRODUCT": shown, "COMMAND": "tiny-tool", "__version__": "0.1.0"}


def test_facts_are_needed(job_with: Callable[..., Job]) -> None:
    """Without readable facts the step fails with a remedy, not with a traceback."""
    job = job_with()
    with pytest.raises(StepFailed, match="needs the product's facts"):
        facts_of(replace(job, inputs={}))
    discovery = job.input_of_kind("discovery")
    assert discovery is not None
    broken = replace(discovery, files={"discovery/facts.json": b'{"product": 1}'})
    with pytest.raises(StepFailed, match=r"facts\.json"):
        facts_of(replace(job, inputs={next(iter(job.inputs)): broken}))


@pytest.mark.parametrize(
    ("attempt", "feedback", "planted"),
    [(1, (), True), (2, (SENT_BACK,), False), (2, (), False), (1, (WISH,), False)],
)
def test_only_the_first_version_has_a_defect(
    attempt: int, feedback: tuple[Feedback, ...], planted: bool, job_with: Callable[..., Job]
) -> None:
    """Once sent back, or once the founder spoke, nothing is planted any more."""
    assert wants_defect(job_with(attempt=attempt, feedback=feedback)) == planted


def test_the_changelog_keeps_what_was_said(job_with: Callable[..., Job]) -> None:
    """Repairs and the founder's wishes stand there, the wishes with their request and as harmless text."""
    job = job_with(attempt=3, feedback=[SENT_BACK, WISH])
    assert founder_feedback(job) == (WISH,)
    text = changelog(job, "First.", "Sums.")
    assert text.startswith(
        "# Changelog\n\n## 0.1.0 - 2026-05-04\n\n### Added\n\n- First.\n\n### Fixed\n\n- Sums.\n"
    )
    assert "- Q-0123456789: Add &lt;b>charts&lt;/b> \\| please\n" in text
    assert "Sums" not in changelog(job_with(), "First.", "Sums.")


def test_templates_are_filled_once() -> None:
    """Every mark is replaced, values are not looked into again, and an unknown mark is an error."""
    assert fill("a {{x}} b {{y}}", {"x": "{{y}}", "y": "2"}) == "a {{y}} b 2"
    with pytest.raises(ValueError, match="no value"):
        fill("{{x}}", {})
    with pytest.raises(ValueError, match="no value"):
        fill("{{x", {"x": "1"})


def test_foreign_text_in_markdown() -> None:
    """It ends no cell, opens no tag, and breaks no line."""
    assert markdown("a|b\n<i>`c`[d]*") == "a\\|b &lt;i>'c'\\[d\\]\\*"


def test_templates_are_found() -> None:
    """Template files come by name, in a fixed order."""
    found = templates("csv_reporter/src/csv_report")
    assert list(found) == sorted(found)
    assert "money.py" in found


def test_a_mutation_must_fit() -> None:
    """A planted bug that is not there, or there twice, is an error and never passes for caught."""
    files = {"package/src/m/a.py": b"x = 1\ny = 1\n"}
    assert Mutation("src/{module}/a.py", "x = 1", "x = 2").apply(files, "m") == {
        "package/src/m/a.py": b"x = 2\ny = 1\n"
    }
    for old in ("z", "= 1"):
        with pytest.raises(ValueError, match="times"):
            Mutation("src/{module}/a.py", old, "").apply(files, "m")
