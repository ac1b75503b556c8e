"""Workflows held against what exists; the single mistakes stand in data/malformed.toml."""

from __future__ import annotations

from pathlib import Path

import pytest

from superindividual.company import known_checks
from superindividual.engine.state import RunState
from superindividual.errors import SpecErrors
from superindividual.journal.fingerprint import fingerprint_of
from superindividual.paths import CompanyPaths, bundled
from superindividual.specs.catalog import Catalog
from superindividual.specs.validate import checked
from superindividual.specs.workflow import MOST_STEPS, RESERVED
from superindividual.specs.workflow_reader import load_workflow, read_workflow

STEP = "{agent: scout, deliver: discovery}"


def faults(text: str, catalog: Catalog | None = None) -> list[str]:
    try:
        checked(text.encode(), "w.yaml", catalog or Catalog(), known_checks())
    except SpecErrors as error:
        return [str(fault) for fault in error.faults]
    return []


@pytest.mark.parametrize("path", sorted(bundled("workflows").glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_workflows_are_valid(path: Path) -> None:
    """Read alone and held against everything that exists."""
    workflow, _document = load_workflow(path)
    whole = checked(path.read_bytes(), str(path), Catalog(), known_checks())
    assert fingerprint_of(whole) == fingerprint_of(workflow)


def test_a_company_can_use_its_own_agent(tmp_path: Path) -> None:
    """A card in its folder is an agent, under the name of its file."""
    text = "name: w\nsteps:\n  a: {agent: critic, deliver: discovery}\n"
    assert len(faults(text)) == 1
    (tmp_path / "agents").mkdir()
    (tmp_path / "agents" / "critic.md").write_text("---\nname: critic\ndescription: d\n---\nDo it.\n")
    assert faults(text, Catalog(CompanyPaths(tmp_path))) == []


def test_steps_in_any_language() -> None:
    """A founder names steps and inputs in their own words."""
    text = (
        "name: w\ninputs: {需求: {type: file}}\nsteps:\n"
        "  调研: {agent: scout, deliver: discovery, task: '读 ${{ inputs.需求 }}'}\n"
        "  需求文档: {agent: designer, deliver: prd, needs: [调研]}\n"
    )
    assert faults(text) == []


def test_one_name_stands_for_a_list_of_one() -> None:
    """`needs: a` says the same as `needs: [a]`, and is held to the same."""
    assert faults(f"name: w\nsteps:\n  a: {STEP}\n  b: {{agent: designer, deliver: prd, needs: a}}\n") == []
    (fault,) = faults(f"name: w\nsteps:\n  a: {STEP}\n  b: {{agent: designer, deliver: prd, needs: c}}\n")
    assert fault.startswith("w.yaml:4:45: there is no step c")


def test_faults_of_form_and_meaning_come_together() -> None:
    """A founder mends a file once, not once for every stage of reading."""
    text = "name: w\nsteps:\n  a: {agent: scot, deliver: discovery, attempts: 0}\n  b: {agent: x, deliver: prd, needs: [c]}\n"
    assert [fault.split(": ")[1].split(",")[0] for fault in faults(text)] == [
        "there is no agent scot",
        "attempts must be at least 1",
        "there is no agent x",
        "there is no step c",
    ]


def test_a_step_with_a_fault_still_exists_for_others() -> None:
    """What needs it is not told that it is missing, nor that what it lets out is not made."""
    text = (
        "name: w\nsteps:\n"
        "  a: {agent: scout, deliver: discovery, attempts: often}\n"
        "  Ready: {agent: scout, deliver: discovery}\n"
        "  b: {agent: designer, deliver: prd, needs: [a, Ready]}\n"
        "  c: {effect: publish, from: [b], needs: 7}\n"
    )
    assert [fault.split(":")[1] for fault in faults(text)] == ["3", "4", "6"]


def test_the_engine_has_no_names_that_steps_may_have() -> None:
    """LangGraph refuses a node named like a channel of the state or like another node."""
    assert {*RunState.__annotations__, "ready"} <= RESERVED


def test_as_many_steps_as_allowed() -> None:
    """The limit itself is allowed."""
    steps = [f"  s{n}: {STEP}\n" for n in range(MOST_STEPS + 1)]
    assert faults("name: w\nsteps:\n" + "".join(steps[:-1])) == []
    (fault,) = faults("name: w\nsteps:\n" + "".join(steps))
    assert fault.endswith("steps must have at most 100 entries, remove some")


def test_a_need_of_a_name_with_a_fault() -> None:
    """A workflow whose faults are all told reads in no other way either."""
    with pytest.raises(SpecErrors, match="cannot name a step"):
        read_workflow(f"name: w\nsteps:\n  a b: {STEP}\n".encode(), "w.yaml")


def test_no_agent_reviews_its_own_work() -> None:
    """Told at the reviewing step's agent; another agent, another order, or a review of reviews is fine."""
    build = "name: w\nsteps:\n  build: {agent: developer, deliver: code}\n"
    own = build + "  review: {agent: developer, deliver: compliance_report, needs: [build]}\n"
    assert faults(own) == [
        "w.yaml:4:19: developer would review its own work: it makes build, let another agent review it"
    ]
    assert faults(own.replace("review: {agent: developer", "review: {agent: compliance")) == []
    assert faults(own.replace(", needs: [build]", "")) == []
    twice = own.replace("review: {agent: developer", "review: {agent: compliance")
    assert faults(twice + "  again: {agent: compliance, deliver: compliance_report, needs: [review]}\n") == []
    through = twice.replace("agent: compliance", "agent: scout") + (
        "  last: {agent: developer, deliver: compliance_report, needs: [review]}\n"
    )
    assert len(faults(through)) == 1


def test_names_that_are_refused_are_not_told_as_missing() -> None:
    """Whoever wrote one step whose name is no word is not told as well that there are no steps."""
    assert faults(f"name: w\nsteps: {{[a, b]: {STEP}}}\n") == [
        "w.yaml:2:9: a key must be a word, write KEY: value"
    ]
    assert faults("name: w\nsteps: {}\n") == [
        "w.yaml:2:1: there are no steps, write NAME: {agent: …, deliver: …} below steps:"
    ]


LET_OUT = """name: w
steps:
  a: {agent: scout, deliver: discovery}
  r: {agent: compliance, deliver: compliance_report, needs: [a]}
  p: {agent: marketer, deliver: posts, needs: [NEEDS]}
  out: {effect: publish, from: [a, p], needs: [a, p, r]}
"""


@pytest.mark.parametrize(
    ("needs", "remedy"),
    [
        ("a", "add p to the needs of r"),
        ("a, r", "let a step after p deliver compliance_report, and name that step in needs"),
    ],
)
def test_what_is_made_beside_or_after_every_review_is_told_where_it_would_leave(
    needs: str, remedy: str
) -> None:
    """A report clears only what it was made over, so the run would always be told that nothing covers it."""
    text = LET_OUT.replace("NEEDS", needs)
    assert faults(text) == [f"w.yaml:6:36: no review looks at p before out lets it out, {remedy}"]
    assert faults(text.replace("  out:", REVIEW_AGAIN + "  out:").replace("p, r]", "p, r, again]")) == []


def test_a_report_may_leave_without_a_report_about_it() -> None:
    """It covers its own bytes."""
    assert faults(LET_OUT.replace("NEEDS", "a").replace("from: [a, p]", "from: [a, r]")) == []


REVIEW_AGAIN = "  again: {agent: compliance, deliver: compliance_report, needs: [a, p]}\n"
