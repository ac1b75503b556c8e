"""What models took, as the command line tells it."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

from superindividual.cli import main
from superindividual.engine.transcript import Transcript
from superindividual.ids import StepId
from superindividual.journal.calls import Expected, Taken
from superindividual.journal.runs import Run
from superindividual.paths import bundled
from tests.cli.attended import Attended

BRIEF = bundled("examples") / "briefs" / "club-dues.md"
Said = dict[str, Any]


@pytest.fixture
def run(attended: Attended) -> Run:
    return attended.company.start("product_loop", brief=BRIEF)


def spend(
    attended: Attended,
    run: Run,
    step: str,
    agent: str,
    model: str,
    usd: str | None,
    outcome: str = "answered",
    credit: str = "",
) -> None:
    """One call of 1,000 tokens read and 100 written, expected to take 900 and half the money."""
    company = attended.company
    transcript = Transcript(company.objects)
    told = [SystemMessage("You are the scout."), HumanMessage(f"Work on {step}: \x1b[2J find out.")]
    request, _size = transcript.keep(model, told, ())
    amount = None if usd is None else Decimal(usd)
    half = None if amount is None else amount / 2
    call = company.journal.calls.reserve(
        run.id,
        StepId(step),
        1,
        agent=agent,
        model=model,
        request=request,
        most=Expected(800, 100, half, 9, 9, half, 1),
    )
    answer = AIMessage("", tool_calls=[{"name": "submit", "args": {"summary": step}, "id": "1"}])
    company.journal.calls.settle(
        call,
        Taken(1000, 100, amount, 2.0, 400),
        outcome,
        answer=transcript.keep_message(answer),
        called={"credit": credit},
    )
    transcript.settle()


@pytest.fixture
def spent(attended: Attended, run: Run) -> Run:
    spend(attended, run, "prd", "designer", "big", "0.30")
    spend(attended, run, "posts[1]", "marketer", "small", "0.01")
    spend(attended, run, "posts[2]", "marketer", "small", None)
    spend(attended, run, "posts[2]", "marketer", "small", "0.02", "truncated")
    return run


def told(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    capsys.readouterr()
    assert main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("by", "names"),
    [
        ("step", ["prd", "posts"]),
        ("agent", ["designer", "marketer"]),
        ("model", ["big", "small"]),
        ("product", ["duesbook"]),
        ("run", None),
    ],
)
def test_the_parts_make_up_the_whole(
    spent: Run, capsys: pytest.CaptureFixture[str], by: str, names: list[str] | None
) -> None:
    """Whatever it is summed up by, no call is lost or counted twice, and the dearest part stands first."""
    said: Said = told(capsys, "cost", spent.id, "--by", by)
    assert [part["name"] for part in said["parts"]] == (names or [spent.id])
    for field in ("calls", "failed", "unpriced", "input_tokens", "output_tokens", "expected_tokens"):
        assert sum(part[field] for part in said["parts"]) == said["total"][field], field
    assert sum(Decimal(part["usd"]) for part in said["parts"]) == Decimal("0.33")
    assert (said["total"]["calls"], said["total"]["failed"], said["total"]["unpriced"]) == (4, 1, 1)
    assert said["total"]["expected_tokens"] == 4 * 900
    assert Decimal(said["total"]["expected_usd"]) == Decimal("0.165")
    assert said["limits"]["usd"] == 5


def test_the_estimate_stands_beside_what_it_cost(spent: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """A person reads both, which calls failed, and that a price is not known."""
    capsys.readouterr()
    assert main(["cost", spent.id]) == 0
    shown = capsys.readouterr().out
    prd = next(line for line in shown.splitlines() if line.startswith("prd"))
    assert "$0.3000 ($0.1500 expected)" in prd
    assert "900 tokens expected" in prd
    assert "price of 1 call unknown" in shown
    assert "1 call gave no usable answer" in shown


def test_what_is_guessed_is_said_to_be(
    attended: Attended, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """An endpoint that tells no tokens leaves a guess in the sum: the report says of how many calls, and else nothing."""
    spend(attended, run, "prd", "designer", "big", "0.30")
    assert main(["cost", run.id]) == 0
    assert "they are guessed" not in capsys.readouterr().out
    call = attended.company.journal.calls.of(run.id)[0]
    guessed = Taken(1000, 100, Decimal("0.30"), estimated=True)
    attended.company.journal.calls.settle(call.id, guessed, "answered")
    assert main(["cost", run.id]) == 0
    assert "of 1 call the endpoint told no tokens" in capsys.readouterr().out


def test_what_credits_paid_is_told_apart(
    attended: Attended, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """A part of the sum, never added to it."""
    spend(attended, run, "prd", "designer", "big", "0.30", credit="voucher")
    spend(attended, run, "prd", "designer", "big", "0.20")
    said: Said = told(capsys, "cost", run.id)
    assert (said["total"]["usd"], said["total"]["credited"]) == ("0.50", "0.30")
    assert main(["cost", run.id]) == 0
    assert "$0.3000 of it paid by credits" in capsys.readouterr().out


def test_the_companys_limit_is_told_by_what_all_runs_left_of_it(
    attended: Attended, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """`cost` of one run and the plan of the next one: neither has the whole limit to itself; used up is said to be so."""
    other = attended.company.start("product_loop", brief=BRIEF)
    spend(attended, other, "prd", "designer", "big", "1.75")
    spend(attended, run, "prd", "designer", "big", "0.10")
    file = attended.company.paths.spec
    file.write_text("name: Firm\nbudget: {usd: 2.0, calls: 20}\n")
    capsys.readouterr()
    assert main(["cost", run.id]) == 0
    assert "limits of all runs together: 18 of 20 calls, 0.15 of 2 usd" in capsys.readouterr().out
    assert main(["rehearse", "product_loop", "--plan"]) == 0
    shown = capsys.readouterr().out
    assert "the run stops at $0.15, which is left of the company's limit" in shown
    assert "for all runs together: 18 of 20 calls, 0.15 of 2 usd" in shown
    assert "Model calls: at most 18" in shown
    assert "No model can be called" not in shown
    spend(attended, run, "prd", "designer", "big", "0.20")
    planned: Said = told(capsys, "rehearse", "product_loop", "--plan")
    assert (planned["left"], planned["company_limits"]) == ({"usd": 0, "calls": 17}, {"usd": 2, "calls": 20})
    assert main(["rehearse", "product_loop", "--plan"]) == 0
    assert "No model can be called until you raise them" in capsys.readouterr().out


def test_a_call_under_way_is_no_cost_yet(
    attended: Attended, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is reserved stands apart from what was taken."""
    most = Expected(1, 1, None, 10, 10, None, 1)
    request, _size = Transcript(attended.company.objects).keep("m", [HumanMessage("x")], ())
    attended.company.journal.calls.reserve(
        run.id, StepId("prd"), 1, agent="designer", model="m", request=request, most=most
    )
    said: Said = told(capsys, "cost", run.id)
    assert (said["total"]["calls"], said["total"]["under_way"], said["total"]["input_tokens"]) == (0, 1, 0)


def test_nothing_spent_is_said(attended: Attended, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """A rehearsal costs nothing, and an empty table would not say so."""
    whole = "No run has called a model yet. What doctor --probe asks is not counted here."
    for words, said in ((["cost"], whole), (["cost", run.id], "This run has called no model.")):
        capsys.readouterr()
        assert main(words) == 0
        assert capsys.readouterr().out.strip() == said


def test_what_models_were_told_is_read_back_by_its_hash(
    spent: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every message once, with the answer; what a message holds cannot reach the terminal."""
    capsys.readouterr()
    assert main(["log", spent.id, "--prompts"]) == 0
    shown = capsys.readouterr().out
    assert shown.count("You are the scout.") == 1
    assert "Work on prd" in shown
    assert '→ submit {"summary": "prd"}' in shown
    assert "\x1b" not in shown
    said = told(capsys, "log", spent.id, "--prompts")
    assert [m["role"] for m in said[0]["messages"]] == ["system", "human"]
    assert said[0]["answered"]["calls"] == [{"tool": "submit", "arguments": {"summary": "prd"}}]


def test_prompts_of_a_run_that_is_none_are_refused(
    attended: Attended, capsys: pytest.CaptureFixture[str]
) -> None:
    """That no model was called would be said of a name that was mistyped."""
    assert main(["log", "R-nope", "--prompts"]) == 2
    assert "no run R-nope" in capsys.readouterr().err
