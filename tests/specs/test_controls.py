"""Controls of a workflow: each fault where it stands, with what to write instead."""

from __future__ import annotations

import pytest

from superindividual.errors import SpecErrors
from superindividual.specs.catalog import Catalog
from superindividual.specs.validate import checked
from superindividual.specs.workflow import MOST_FOREACH

HEAD = """name: w
inputs:
  brief: {type: file, required: true}
  markets: {type: list, default: [CN]}
steps:
  a: {agent: scout, deliver: discovery}
"""
REVIEWED = "  r: {agent: compliance, deliver: compliance_report, needs: [a]}\n"


def faults(lines: str) -> list[str]:
    """What is wrong with the lines after the head, without the file's name."""
    try:
        checked((HEAD + lines).encode(), "w.yaml", Catalog(), frozenset())
    except SpecErrors as error:
        return [str(fault).removeprefix("w.yaml:") for fault in error.faults]
    return []


@pytest.mark.parametrize(
    "step",
    [
        "if: \"${{ 'CN' in inputs.markets }}\"",
        'foreach: "${{ inputs.markets }}", at_once: 8, task: "${{ item }}"',
        "foreach: [a, b]",
        'until: "${{ steps.b.data.ok }}", at_most: 5',
        "on_fail: {goto: a, at_most: 3}",
        'approve: {if: "${{ steps.b.version > 1 }}"}',
        "timeout: {after: 24h, then: approve}",
        "timeout: {after: 30s, then: default}, form: {p: {type: number, default: 3, min: 1, max: 5}}",
        "retry: {at_most: 3, wait: 5m}, budget: {calls: 3}",
        "form: {price: {type: number, required: true, choices: [9, 19]}}",
    ],
)
def test_every_control_is_accepted(step: str) -> None:
    """Written as a founder would."""
    assert faults(f"  b: {{agent: scout, deliver: discovery, needs: [a], {step}}}\n") == []


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("if: inputs.markets", "if must be one expression"),
        ('if: "see ${{ inputs.markets == null }}"', "if must be one expression"),
        ('if: "${{ inputs.markets }}"', "this is a list, where true or false is needed"),
        ('if: "${{ 1 == 1 }}"', "is always the same"),
        ('if: "${{ steps.b.version > 1 }}"', "there is no earlier step b, choose one of: a"),
        ('if: "${{ inputs.market == null }}"', "there is no input market, did you mean markets?"),
        ('if: "${{ 1 < "', "cannot be read"),
        ('task: "${{ item }}"', "there is no item in an expression here"),
        ("foreach: []", "there is nothing to work on: the list is empty"),
        ("foreach: 3", "foreach must be a list, not 3"),
        ('foreach: "${{ inputs.brief }}"', "this is text, where a list is needed"),
        ("at_once: 3", "at_once means nothing without foreach"),
        ("at_most: 3", "at_most means nothing without until"),
        ('foreach: [a], until: "${{ steps.b.data.ok }}"', "foreach and until cannot stand in one step"),
        ("on_fail: {goto: c}", "there is no step c"),
        ("on_fail: {goto: b}", "b does not end before b begins"),
        ("on_fail: {goto: a, at_most: 99}", "at_most must be at most 20"),
        ("timeout: {after: soon}", "“soon” does not fit after"),
        ("timeout: {after: 1h, then: wait}", "“wait” is not a value of then"),
        ("timeout: {after: 1h, then: default}", "there is no form whose defaults could be taken"),
        ("timeout: {after: 1h, then: approve}, form: {p: {required: true}}", "only you can fill in"),
        ('if_: "${{ steps.a.version > 1 }}"', "there is no field if_ here, did you mean if?"),
        ("form: {p-q: {}}", "p-q cannot name a field"),
        ("form: {p: {type: number, default: x}}", "the default of p must be of the type number"),
        ("form: {p: {type: number, default: 7, max: 5}}", "the default of p must be at most 5"),
        ("form: {p: {min: 5, max: 1}}", "min is larger than max"),
        ("form: {p: {choices: [a, b], default: c}}", "is no choice of the default of p"),
        ("approve: {iff: x}", "there is no field iff here"),
    ],
)
def test_what_cannot_be_meant_is_told(step: str, told: str) -> None:
    """One line of text, on the step's line, that names the thing."""
    found = faults(f"  b: {{agent: scout, deliver: discovery, needs: [a], {step}}}\n")
    assert any(told in line for line in found), found
    assert all(line.startswith("7:") and "\n" not in line for line in found)


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("timeout: {after: 1h, then: approve}", "time never lets anything out of the company"),
        ("approve: never", "nothing leaves the company without a decision"),
        ("approve: {if: \"${{ run.language == 'en' }}\"}", "what leaves the company is always asked for"),
        ("foreach: [a]", "an effect has no foreach"),
        ("on_fail: {goto: a}", "an effect has no on_fail"),
        ("form: {p: {}}", "an effect has no form"),
    ],
)
def test_an_effect_has_no_way_around_the_founder(field: str, told: str) -> None:
    """Neither time, nor a condition, nor a list lets anything out."""
    assert faults(REVIEWED + "  e: {effect: publish, from: [a], needs: [a, r]}\n") == []
    found = faults(REVIEWED + f"  e: {{effect: publish, from: [a], needs: [a, r], {field}}}\n")
    assert any(told in line for line in found), found


@pytest.mark.parametrize(("calls", "wrong"), [(3, True), (4, False)])
def test_a_budget_that_cannot_be_enough_is_told(calls: int, wrong: bool) -> None:
    """Each agent's step takes a call at least, each item of a list one; what may be left out takes none."""
    steps = (
        "  b: {agent: scout, deliver: discovery, foreach: [x, y, z]}\n"
        '  c: {agent: scout, deliver: discovery, needs: [a], if: "${{ steps.a.version > 1 }}"}\n'
    )
    found = faults(f"{steps}budget: {{calls: {calls}}}\n")
    assert bool(found) == wrong
    assert all("the cheapest way through takes 4" in line for line in found)


GIVEN = """name: w
inputs:
  brief: {type: file}
  shop: {type: folder}
  terms: {type: file}
steps:
  a: {agent: scout, deliver: discovery, %s}
"""


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (
            'task: "${{ inputs.shop }} ${{ inputs.shop.count }} ${{ inputs.terms.name }} ${{ inputs.brief }}"',
            [],
        ),
        ("if: \"${{ inputs.shop.count > 2 and 'a.html' in inputs.shop.files }}\"", []),
        ('foreach: "${{ inputs.shop.files }}", task: "${{ item }}"', []),
        ('if: "${{ inputs.shop.name > 2 }}"', ["cannot be compared so"]),
        ('if: "${{ inputs.shop.size > 2 }}"', ["inputs.shop has no part size"]),
        ('if: "${{ inputs.brief.count > 2 }}"', ["inputs.brief has no part count"]),
        ("form: {x: {type: folder}}", ["7:58: a form cannot take a folder"]),
    ],
)
def test_what_is_known_of_a_file_or_folder_is_checked_before_a_run(step: str, told: list[str]) -> None:
    """Its parts have names and types; the brief is a text as ever; a form takes no folder."""
    try:
        checked((GIVEN % step).encode(), "w.yaml", Catalog(), frozenset())
        said = ""
    except SpecErrors as error:
        said = str(error)
    assert bool(said) == bool(told), said
    assert not told or any(one in said for one in told), said


def test_a_folder_and_a_step_cannot_share_a_name() -> None:
    """Both would lie below `inputs/NAME`; an input of another type may."""
    text = "name: w\ninputs: {a: {type: TYPE}}\nsteps:\n  A: {agent: scout, deliver: discovery}\n"
    with pytest.raises(SpecErrors, match=r"2:10: a names a step too"):
        checked(text.replace("TYPE", "folder").encode(), "w.yaml", Catalog(), frozenset())
    checked(text.replace("TYPE", "number").encode(), "w.yaml", Catalog(), frozenset())


def test_a_written_list_is_no_longer_than_a_run_works_on() -> None:
    """Told before the run, as the run would tell it."""
    items = ", ".join(map(str, range(MOST_FOREACH + 1)))
    found = faults(f"  b: {{agent: scout, deliver: discovery, needs: [a], foreach: [{items}]}}\n")
    assert found == ["7:62: 1001 items are too many, at most 1000"]
    items = items.removesuffix(", 1000")
    assert faults(f"  b: {{agent: scout, deliver: discovery, needs: [a], foreach: [{items}]}}\n") == []
