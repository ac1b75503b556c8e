"""Used workflows while a run is under way: their scope, their conditions, ways back, forks, and what they give."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from superindividual.approvals import pinned
from superindividual.checks.check import CheckResult, Subject, Verdict
from superindividual.company import Company
from superindividual.errors import RunRefused
from superindividual.ids import RunId, StepId
from superindividual.journal.fingerprint import dumped
from superindividual.paths import CompanyPaths
from superindividual.tools.job import Job
from tests.engine.company import Desktop, Scripted
from tests.specs.using import whole, written

RUN = RunId("R-test")
STEP = "agent: scout, deliver: discovery, approve: never"
USED = f"""name: used
inputs:
  brief: {{type: file}}
  market: {{type: text, required: true, choices: [CN, EU]}}
  least: {{type: number, default: 2}}
steps:
  a: {{{STEP}, task: "In ${{{{ inputs.market }}}} at least ${{{{ inputs.least }}}}, ${{{{ inputs.brief }}}}"}}
  b: {{{STEP}, needs: [a], task: "After ${{{{ steps.a.summary }}}}"}}
outputs:
  said: {{value: "${{{{ steps.b.summary }}}}"}}
  more: {{value: "${{{{ steps.b.version > 1 }}}}"}}
"""


def calling(uses: str, *steps: str, outputs: str = "{}") -> str:
    lines = "".join(f"  {step}\n" for step in steps)
    return f"""name: w
inputs: {{brief: {{type: file}}, market: {{type: text, default: CN}}}}
steps:
  a: {{{STEP}}}
  legal: {{uses: used.yaml, {uses}}}
{lines}outputs: {outputs}
"""


AFTER = f'after: {{{STEP}, needs: [legal], task: "It says ${{{{ steps.legal.outputs.said }}}}."}}'
PLAIN = calling('with: {market: "${{ inputs.market }}"}, needs: [a]', AFTER)
INPUTS = {"brief": "plan.md", "market": "CN"}


async def ran(
    folder: Path, text: str, *, used: str = USED, more: dict[str, str] | None = None, **desk: Any
) -> Desktop:
    """The company, when only the founder can move anything in a run of the workflow."""
    company = folder / "company"
    company.mkdir(parents=True)
    desktop = Desktop(company, **desk)
    flow = whole(written(folder, used=used, w=text, **(more or {})))
    desktop.start(dumped(flow), inputs=INPUTS)
    await desktop.work()
    return desktop


def ends(desktop: Desktop, run: RunId = RUN) -> dict[str, str]:
    return {str(s): r.status for s, r in desktop.journal.runs.steps(run).items()}


def tasks(desktop: Desktop) -> dict[str, str]:
    return {str(job.step): job.task for job in desktop.agent.jobs}


async def test_a_used_workflow_is_run_and_read(tmp_path: Path) -> None:
    """In order, with what it is given, under its own names; what it gives is read later, and stands at the run's end."""
    given = '{said: {value: "${{ steps.legal.outputs.said }}"}, legal: {value: "${{ steps.legal }}"}}'
    desktop = await ran(tmp_path, PLAIN.replace("outputs: {}", f"outputs: {given}"))
    assert [str(job.step) for job in desktop.agent.jobs] == ["a", "legal/a", "legal/b", "after"]
    assert tasks(desktop) == {
        "a": "",
        "legal/a": "In CN at least 2, plan.md",
        "legal/b": "After legal/a attempt 1",
        "after": "It says legal/b attempt 1.",
    }
    run = desktop.journal.runs.get(RUN)
    said = {"said": "legal/b attempt 1", "more": False}
    assert run.outputs == {"said": said["said"], "legal": {"status": "done", "outputs": said}}
    [ended] = [e for e in desktop.journal.events.after(0, run=RUN) if e.kind == "run.ended"]
    assert ended.data["outputs"] == run.outputs
    assert desktop.journal.events.first_broken() is None


async def test_what_stands_nearest_comes_first(tmp_path: Path) -> None:
    """A step reads the deliverables of its own workflow before those of the one that uses it, and nothing twice."""
    desktop = await ran(tmp_path, PLAIN)
    read = {str(job.step): list(map(str, job.inputs)) for job in desktop.agent.jobs}
    assert read == {
        "a": [],
        "legal/a": ["a"],
        "legal/b": ["legal/a", "a"],
        "after": ["a", "legal/a", "legal/b"],
    }


@pytest.mark.parametrize(("market", "status"), [("CN", "skipped"), ("EU", "done")])
async def test_a_condition_of_the_use_holds_for_every_step_inside(
    tmp_path: Path, market: str, status: str
) -> None:
    """Left out as a whole, with the reason; what it would have given is null, and what needs it goes on."""
    condition = f"""if: "${{{{ '{market}' == 'EU' or inputs.market == 'EU' }}}}", needs: [a]"""
    told = (
        f"after: {{{STEP}, needs: [legal], if: \"${{{{ steps.legal.status == '{status}' }}}}\","
        ' task: "${{ default(steps.legal.outputs.said, inputs.market) }}"}'
    )
    given = '{more: {value: "${{ steps.legal.outputs.more }}"}}'
    desktop = await ran(tmp_path, calling(f"with: {{market: CN}}, {condition}", told, outputs=given))
    assert ends(desktop) == {"a": "done", "legal/a": status, "legal/b": status, "after": "done"}
    assert tasks(desktop)["after"] == ("CN" if status == "skipped" else "legal/b attempt 1")
    assert desktop.journal.runs.get(RUN).outputs == {"more": None if status == "skipped" else False}
    reason = desktop.journal.runs.steps(RUN)[StepId("legal/b")].reason
    assert ("inputs.market == 'EU'" in reason) == (status == "skipped")


async def test_what_is_given_is_data(tmp_path: Path) -> None:
    """An expression inside a value is not read; control: the same words in a task are."""
    sent = "${{ run.id }} ${{ steps.a.summary }}"
    facts = {"discovery/facts.json": json.dumps({"said": sent})}
    used = USED.replace(", choices: [CN, EU]", "")
    text = calling(
        'with: {market: "${{ steps.a.data.said }}"}, needs: [a]',
        f'after: {{{STEP}, needs: [a], task: "{sent}"}}',
    )
    desktop = await ran(tmp_path, text, used=used, agent=Scripted(files=lambda job: facts))
    assert tasks(desktop)["legal/a"] == f"In {sent} at least 2, plan.md"
    assert tasks(desktop)["after"] == "R-test a attempt 1"


async def test_what_turns_out_of_another_type_is_the_founder_s(tmp_path: Path) -> None:
    """Nothing is done on an input that does not fit."""
    desktop = await ran(tmp_path, calling('with: {market: "as ${{ inputs.market }}"}, needs: [a]'))
    [waiting] = desktop.journal.decisions.waiting(RUN)
    assert (waiting.step, waiting.version) == ("legal/a", 0)
    assert "“as CN” is no choice of market" in waiting.question["summary"]


def failing(*wrong: tuple[str, int]) -> Any:
    async def run(subject: Subject, names: Sequence[str]) -> list[CheckResult]:
        text = "".join(content.decode() for content in subject.bundle.files.values())
        bad = any(text.startswith(f"{step} {attempt} ") for step, attempt in wrong)
        return [CheckResult(check="looked", verdict=Verdict.FAIL if bad else Verdict.PASS, reason="seen")]

    return run


async def test_work_that_is_sent_back_to_a_used_workflow_is_done_anew_in_all_of_it(tmp_path: Path) -> None:
    """As often as the way back allows; then the founder is asked."""
    back = f"after: {{{STEP}, needs: [legal], attempts: 1, on_fail: {{goto: legal, at_most: 2}}}}"
    text = calling("with: {market: CN}, needs: [a]", back)
    desktop = await ran(tmp_path, text, checks=failing(("after", 1)))
    versions = {str(s): r.version for s, r in desktop.journal.runs.steps(RUN).items()}
    assert versions == {"a": 1, "legal/a": 2, "legal/b": 2, "after": 2}
    [again] = [job for job in desktop.agent.jobs if (job.step, job.attempt) == ("legal/a", 2)]
    assert [f.by for f in again.feedback] == ["step:after"]
    always = failing(*(("after", number) for number in range(1, 9)))
    desktop = await ran(tmp_path / "always", text, checks=always)
    [waiting] = desktop.journal.decisions.waiting(RUN)
    assert (waiting.step, waiting.version) == ("after", 3)


async def test_a_way_back_inside_stays_inside(tmp_path: Path) -> None:
    """The step of that name in the caller is not touched."""
    used = USED.replace("needs: [a],", "needs: [a], attempts: 1, on_fail: {goto: a},")
    desktop = await ran(tmp_path, PLAIN, used=used, checks=failing(("legal/b", 1)))
    versions = {str(s): r.version for s, r in desktop.journal.runs.steps(RUN).items()}
    assert versions == {"a": 1, "legal/a": 2, "legal/b": 2, "after": 1}


async def test_items_loops_and_deeper_uses_inside(tmp_path: Path) -> None:
    """All of the language works below a prefix; outputs are handed up from level to level."""
    inner = f"""name: inner
inputs: {{list: {{type: list, required: true}}}}
steps:
  each: {{{STEP}, foreach: "${{{{ inputs.list }}}}", task: "Do ${{{{ item }}}}"}}
  more: {{{STEP}, needs: [each], until: "${{{{ steps.more.version > 1 }}}}"}}
outputs: {{count: {{value: "${{{{ steps.more.version }}}}"}}}}
"""
    used = f"""name: used
inputs: {{market: {{type: text}}}}
steps:
  deep: {{uses: inner.yaml, with: {{list: "${{{{ [inputs.market, 'x'] }}}}"}}}}
  end: {{{STEP}, needs: [deep], if: "${{{{ steps.deep.outputs.count == 2 }}}}"}}
outputs: {{said: {{value: "${{{{ steps.deep.outputs.count }}}}"}}}}
"""
    desktop = await ran(tmp_path, PLAIN, used=used, more={"inner": inner})
    assert ends(desktop) == dict.fromkeys(
        ("a", "legal/deep/each", "legal/deep/more", "legal/end", "after"), "done"
    )
    assert tasks(desktop)["legal/deep/each[1]"] == "Do CN"
    assert tasks(desktop)["after"] == "It says 2."
    commits = desktop.paths.products / "thing" / "provenance" / "legal" / "deep"
    assert sorted(f.name for f in commits.iterdir()) == ["each.json", "more.json"]


async def test_side_by_side_the_same_workflow_is_two(tmp_path: Path) -> None:
    """Each with its own inputs, steps and outputs."""
    text = calling(
        "with: {market: CN}",
        "other: {uses: used.yaml, with: {market: EU, least: 5}}",
        f'both: {{{STEP}, needs: [legal, other], task: "${{{{ steps.legal.outputs.said }}}} and'
        ' ${{ steps.other.outputs.said }}"}',
    )
    desktop = await ran(tmp_path, text)
    assert tasks(desktop)["other/a"] == "In EU at least 5, plan.md"
    assert tasks(desktop)["both"] == "legal/b attempt 1 and other/b attempt 1"


async def test_an_output_that_cannot_be_told_is_null_and_said(tmp_path: Path) -> None:
    """The run ends all the same; the reason stands in the log."""
    given = '{wrong: {value: "${{ steps.a.data.x > 1 }}"}, right: {value: "${{ run.product }}"}}'
    desktop = await ran(tmp_path, calling("with: {market: CN}", outputs=given))
    run = desktop.journal.runs.get(RUN)
    assert (run.outcome, run.outputs) == ("done", {"wrong": None, "right": "thing"})
    [told] = [e for e in desktop.journal.events.after(0, run=RUN) if e.kind == "output.failed"]
    assert told.data["name"] == "wrong"
    assert "cannot be compared" in told.data["reason"]


async def test_a_later_worker_goes_on_inside(tmp_path: Path) -> None:
    """Parked at a request of a used step, taken up by another worker; nothing before it is made again."""
    used = USED.replace("approve: never, needs", "approve: always, needs")
    desktop = await ran(tmp_path, PLAIN, used=used)
    assert [r.step for r in desktop.journal.decisions.waiting(RUN)] == ["legal/b"]
    assert not desktop.journal.runs.get(RUN).outputs
    desktop.decide(step="legal/b")
    await desktop.work()
    assert [str(job.step) for job in desktop.agent.jobs] == ["a", "legal/a", "legal/b", "after"]
    assert desktop.journal.runs.get(RUN).outcome == "done"


async def test_a_fork_from_a_step_inside(tmp_path: Path) -> None:
    """What stands before it is shared, what it makes goes to a folder of its own."""
    desktop = await ran(tmp_path, PLAIN)
    company = Company(CompanyPaths(desktop.root))
    fork = company.fork(RUN, "legal/b")
    before = len(desktop.agent.jobs)
    desktop.agent.hook = lambda job: "otherwise"
    await desktop.work()
    assert [str(job.step) for job in desktop.agent.jobs[before:]] == ["legal/b", "after"]
    assert ends(desktop, fork.id) == dict.fromkeys(("a", "legal/a", "legal/b", "after"), "done")
    with pytest.raises(RunRefused, match="did you mean legal/a"):
        company.fork(RUN, "legal/aa")


async def test_moving_a_run_after_a_used_file_has_changed(tmp_path: Path) -> None:
    """An unfinished step follows the new text; what a finished one was given cannot become something else."""
    used = USED.replace("approve: never, needs", "approve: always, needs")
    desktop = await ran(tmp_path, PLAIN, used=used)

    def adopt(**files: str) -> Any:
        flow = whole(written(tmp_path, **files))
        return desktop.journal.adoptions.adopt(RUN, flow, inputs=INPUTS, file="", by="founder")

    assert adopt(used=used).changed == ()
    with pytest.raises(RunRefused, match="the step legal/a has ended, and its task differs"):
        adopt(used=used.replace("at least", "at most"))
    with pytest.raises(RunRefused, match="the step legal/a has ended, and its with of legal differs"):
        adopt(used=used, w=PLAIN.replace('"${{ inputs.market }}"', "EU"))
    with pytest.raises(RunRefused, match="the step legal/a has ended, and its inputs of legal differs"):
        adopt(used=used.replace("default: 2", "default: 3"), w=PLAIN)
    with pytest.raises(RunRefused, match="the step legal/a has ended, and the workflow no longer has it"):
        adopt(used=used, w=PLAIN.replace("legal", "law"))
    assert adopt(used=used.replace("steps.b.summary", "steps.a.summary"), w=PLAIN).changed == ("after",)
    shorter = used.replace("After ${{", "Shorter than ${{")
    assert adopt(used=shorter).changed == ("legal/b", "after")
    await desktop.work()
    assert [(str(j.step), j.attempt) for j in desktop.agent.jobs][-1] == ("legal/b", 2)
    desktop.decide(step="legal/b")
    await desktop.work()
    assert desktop.journal.runs.get(RUN).outcome == "done"


async def test_a_changed_used_file_is_told(tmp_path: Path) -> None:
    """The run goes on with what it began with; its status says that the file is another now."""
    (tmp_path / "company.yaml").write_text("name: Firm\n")
    (tmp_path / "plan.md").write_text("# Plan\n\nA tool that counts.\n")
    folder = tmp_path / "workflows"
    folder.mkdir()
    written(folder, used=USED, w=PLAIN)
    company = Company.open(tmp_path)
    run = company.start("w", brief=tmp_path / "plan.md")
    assert not pinned.changed(company.paths, run)
    written(folder, used=USED.replace("at least", "at most"))
    assert pinned.changed(company.paths, run)
    written(folder, used="name: [")
    assert pinned.changed(company.paths, run)
    (folder / "used.yaml").unlink()
    assert pinned.changed(company.paths, run)
    assert run.workflow.step(StepId("legal/a")).task.startswith("In")


@pytest.mark.parametrize("first", [True, False])
async def test_every_report_before_an_effect_counts(tmp_path: Path, first: bool) -> None:
    """One that blocks is enough, whether it stands in the used workflow or after it."""
    blocking = "legal/r" if first else "r"

    def report(job: Job) -> dict[str, str]:
        rules = ["EU-1"] if job.step == blocking else []
        reports = job.kind.name == "compliance_report"
        return {"compliance/report.json": json.dumps({"blocks": rules})} if reports else {}

    review = "agent: compliance, deliver: compliance_report, approve: never"
    used = f"name: used\nsteps:\n  r: {{{review}}}\n"
    text = calling(
        "needs: [a]", f"r: {{{review}, needs: [legal]}}", "out: {effect: publish, from: [a], needs: [a, r]}"
    )
    desktop = await ran(tmp_path, text, used=used, agent=Scripted(files=report))
    [waiting] = desktop.journal.decisions.waiting(RUN)
    version = desktop.journal.versions.get(RUN, waiting.step, waiting.version)
    answers = {r["check"]: (r["verdict"], r["reason"]) for r in version.results or ()}
    assert answers["compliance_reviewed"] == ("fail", "blocked by EU-1")
    assert not (desktop.root / "published").exists()
