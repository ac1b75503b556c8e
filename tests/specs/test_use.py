"""A step that uses a workflow: what is given to it and read from it, held against that workflow before a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.specs.using import STEP, USED, calling, faults, written

MARKETS = 'markets: "${{ inputs.markets }}"'


@pytest.mark.parametrize(
    "step",
    [
        f"with: {{{MARKETS}}}",
        "with: {markets: [CN, EU]}",
        f'with: {{{MARKETS}, brief: "${{{{ inputs.brief }}}}"}}',
        f"with: {{{MARKETS}, price: 5, tone: dry, quick: true}}",
        f'with: {{{MARKETS}, price: "${{{{ steps.first.version }}}}"}}, needs: [first]',
        f'with: {{{MARKETS}, tone: "as ${{{{ inputs.markets }}}} want"}}',
        f'with: {{{MARKETS}, paper: "${{{{ inputs.terms }}}}"}}',
        f'with: {{{MARKETS}, quick: "${{{{ len(inputs.markets) > 1 }}}}"}}',
        f'with: {{{MARKETS}}}, needs: [first], if: "${{{{ steps.first.version > 1 }}}}"',
        'with: {markets: "${{ steps.first.data.markets }}"}, needs: first',
    ],
)
def test_what_can_be_given(tmp_path: Path, step: str) -> None:
    """Values, expressions of the right type, texts with expressions, and what only the run can tell."""
    assert faults(written(tmp_path, used=USED, w=calling(step))) == []


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("needs: [first]", "the input markets of used.yaml is not given, add with: {markets: …}"),
        ("with: {market: [CN]}", "used.yaml has no input market, did you mean markets?"),
        ("with: {markets: CN}", "markets must be of the type list, not “CN”"),
        ("with: {markets: ~}", "markets must be of the type list"),
        ('with: {markets: "${{ inputs.brief }}"}', "this is text, where a list is needed"),
        ('with: {markets: "${{ inputs.market }}"}', "there is no input market, did you mean markets?"),
        ('with: {markets: "${{ steps.first.files }}"}', "there is no earlier step first"),
        ('with: {markets: "${{ item }}"}', "there is no item in an expression here"),
        ('with: {markets: "${{ loop.number }}"}', "there is no loop in an expression here"),
        ('with: {markets: "${{ 1 < "}', "cannot be read"),
        ('with: {markets: "see ${{ inputs.markets }}"}', "markets must be one expression"),
        ('with: {markets: ["${{ inputs.brief }}"]}', "markets has an expression inside a list or mapping"),
        (f"with: {{{MARKETS}, price: 12}}", "price must be at most 9"),
        (f'with: {{{MARKETS}, price: "3"}}', "price must be of the type number, not “3”"),
        (f'with: {{{MARKETS}, price: "${{{{ run.id }}}}"}}', "this is text, where a number is needed"),
        (f"with: {{{MARKETS}, tone: loud}}", "“loud” is no choice of tone, choose one of: warm, dry"),
        (f"with: {{{MARKETS}, quick: 1}}", "quick must be of the type boolean"),
        (f"with: {{{MARKETS}, brief: other.md}}", "the brief is that of the run, whatever workflow reads it"),
        (f"with: {{{MARKETS}, paper: secret.txt}}", "paper must be an input of the type file"),
        (f'with: {{{MARKETS}, paper: "${{{{ run.id }}}}"}}', "paper must be an input of the type file"),
        (f'with: {{{MARKETS}, paper: "${{{{ inputs.brief }}}}"}}', "paper must be an input of the type file"),
        ("with: [markets]", "with must be a mapping"),
        (f"with: {{{MARKETS}}}, agent: scout", "a step that uses a workflow has no agent"),
        (f"with: {{{MARKETS}}}, deliver: prd", "a step that uses a workflow has no deliver"),
        (f"with: {{{MARKETS}}}, approve: always", "a step that uses a workflow has no approve"),
        (f"with: {{{MARKETS}}}, foreach: [a]", "a step that uses a workflow has no foreach"),
        (f"with: {{{MARKETS}}}, at_once: 2", "a step that uses a workflow has no at_once"),
        (f"with: {{{MARKETS}}}, on_fail: {{goto: first}}", "a step that uses a workflow has no on_fail"),
        (f"with: {{{MARKETS}}}, budget: {{usd: 1}}", "a step that uses a workflow has no budget"),
        (f"with: {{{MARKETS}}}, effect: publish", "a step that uses a workflow has no effect"),
        (f"with: {{{MARKETS}}}, from: [first]", "a step that uses a workflow has no from"),
        (f'with: {{{MARKETS}}}, if: "${{{{ loop.number > 1 }}}}"', "there is no loop in an expression here"),
    ],
)
def test_what_cannot_be_given_is_told_once_on_the_line_of_the_caller(
    tmp_path: Path, step: str, told: str
) -> None:
    """One fault, at the calling place, with what to write instead."""
    [found] = faults(written(tmp_path, used=USED, w=calling(step)))
    assert found.startswith("w.yaml:7:")
    assert told in found


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("steps.legal.outputs.said == 'x'", ""),
        ("steps.legal.outputs.count > 1", ""),
        ("steps.legal.outputs.ok", ""),
        ("steps.legal.outputs.data.anything", ""),
        ("steps.legal.status == 'skipped'", ""),
        ("steps.legal.outputs.sad == 'x'", "has no part sad, did you mean said?"),
        ("steps.legal.outputs.said > 3", "text and a number cannot be compared so"),
        ("steps.legal.outputs.count", "this is a number, where true or false is needed"),
        ("steps.legal.summary == 'x'", "steps.legal has no part summary, choose one of: outputs, status"),
        ("steps.b.version > 1", "there is no earlier step b"),
        ("steps['legal/b'].version > 1", "there is no earlier step legal/b"),
    ],
)
def test_outputs_are_held_against_their_types(tmp_path: Path, expression: str, told: str) -> None:
    """A later step reads what the used workflow gives, and nothing of what happens inside."""
    after = f'  after: {{agent: scout, deliver: discovery, needs: legal, if: "${{{{ {expression} }}}}"}}\n'
    found = faults(written(tmp_path, used=USED, w=calling(f"with: {{{MARKETS}}}", after)))
    assert [told in line and line.startswith("w.yaml:8:") for line in found] == ([True] if told else [])


@pytest.mark.parametrize(
    ("outputs", "told"),
    [
        ('{x: {value: "${{ steps.legal.status }}"}}', ""),
        ('{x: {value: "${{ steps.nobody.status }}"}}', "9:23: there is no earlier step nobody"),
        ("{x: {value: words}}", "9:22: value must be one expression"),
        ('{x: {value: "so ${{ run.id }}"}}', "9:22: value must be one expression"),
        ('{x-y: {value: "${{ run.id }}"}}', "9:11: x-y cannot name an output"),
        ("{x: {}}", "9:14: the field value is missing"),
        ("{x: 3}", "9:14: x must be a mapping"),
        ('{x: {value: "${{ run.id }}", type: text}}', "there is no field type here"),
        ('{x: {value: "${{ loop.number }}"}}', "there is no loop in an expression here"),
        ("[x]", "outputs must be a mapping"),
    ],
)
def test_the_outputs_of_a_workflow(tmp_path: Path, outputs: str, told: str) -> None:
    """They see all steps; what is wrong with one is told where it stands."""
    text = calling(f"with: {{{MARKETS}}}", f"# the end\noutputs: {outputs}\n")
    found = faults(written(tmp_path, used=USED, w=text))
    assert [told in line and line.startswith("w.yaml:9:") for line in found] == ([True] if told else [])


def test_a_brief_that_the_caller_does_not_have_cannot_be_passed_on(tmp_path: Path) -> None:
    """A used workflow that must have a brief is not run without one."""
    without = calling(f"with: {{{MARKETS}}}").replace("brief: {type: file, required: true}, ", "")
    [told] = faults(written(tmp_path, used=USED, w=without))
    assert told == "w.yaml:7:17: the input brief of used.yaml is not given, add it to inputs:"


def test_with_belongs_to_uses(tmp_path: Path) -> None:
    """An agent's step takes no inputs."""
    agent = f"name: w\nsteps:\n  a: {STEP[:-1]}, with: {{x: 1}}}}\n"
    assert faults(written(tmp_path, w=agent)) == [
        "w.yaml:3:47: only an effect, or a step that uses a workflow, takes with, remove it"
    ]


def test_what_leaves_is_reviewed_also_inside_and_from_names_a_step(tmp_path: Path) -> None:
    """A used review counts for the effect after it; a whole workflow is nothing that could leave."""
    used = USED.replace("deliver: prd", "deliver: compliance_report")
    effect = "  out: {effect: publish, from: [first], needs: [first, legal]}\n"
    text = calling(f"with: {{{MARKETS}}}, needs: [first]", effect)
    assert faults(written(tmp_path, used=used, w=text)) == []
    [beside] = faults(written(tmp_path, used=used, w=calling(f"with: {{{MARKETS}}}", effect)))
    assert beside.startswith("w.yaml:8:33: no review looks at first before out lets it out")
    assert beside.endswith("add first to the needs of legal")
    [unreviewed] = faults(written(tmp_path, used=USED, w=text))
    assert unreviewed.startswith("w.yaml:8:3: nothing reviews what out lets out")
    [unsaid] = faults(written(tmp_path, used=used, w=text.replace("from: [first]", "from: [legal]")))
    assert unsaid.startswith("w.yaml:8:33: legal is a whole workflow, and does not say what of it leaves")
    [alone] = faults(
        written(
            tmp_path,
            used=f"{USED}".replace("outputs:", "  out: {effect: publish, from: [b], needs: [b]}\noutputs:"),
            w=calling(f"with: {{{MARKETS}}}"),
        )
    )
    assert alone.startswith("used.yaml:12:3: nothing reviews what out lets out")


def test_a_used_review_by_the_maker_is_told_where_it_is_used(tmp_path: Path) -> None:
    """The agent that made what comes before may not review it inside a used workflow either, nor the other way round."""
    used = USED.replace("agent: scout", "agent: designer")
    used = used.replace("agent: designer, deliver: prd", "agent: scout, deliver: compliance_report")
    text = calling(f"with: {{{MARKETS}}}, needs: [first]")
    [own] = faults(written(tmp_path, used=used, w=text))
    assert own.startswith("w.yaml:7:")
    assert "scout would review its own work: it makes first" in own
    other = used.replace(
        "agent: scout, deliver: compliance_report", "agent: compliance, deliver: compliance_report"
    )
    assert faults(written(tmp_path, used=other, w=text)) == [], "another agent is the control"
