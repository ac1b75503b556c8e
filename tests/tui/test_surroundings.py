from __future__ import annotations

from dataclasses import replace

from superindividual.ids import StepId
from superindividual_tui.surroundings import surroundings
from tests.tui.firm import Firm, view_of


def test_a_version_is_by_whom_it_was_made(firm: Firm) -> None:
    """The agent's by the agent, the founder's own edit by the founder."""
    run = firm.run()
    request = firm.ask(run)
    first = firm.journal.versions.get(run.id, StepId("prd"), 1)
    firm.journal.versions.add(
        run.id, StepId("prd"), attempt=1, digest=first.digest, by="founder", summary="edited"
    )
    edited = replace(request, version=2)
    told = {r: [line.text for line in surroundings(view_of(firm), r)] for r in (request, edited)}
    assert ("by designer" in told[request], "by the founder" in told[request]) == (True, False)
    assert ("by designer" in told[edited], "by the founder" in told[edited]) == (False, True)


def test_a_question_without_a_version_is_by_the_agent_that_asks(firm: Firm) -> None:
    """Whatever number it has: nothing on record is no reason to end."""
    request = replace(firm.ask(firm.run()), version=7)
    assert "by designer" in [line.text for line in surroundings(view_of(firm), request)]
