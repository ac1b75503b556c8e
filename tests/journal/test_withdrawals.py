from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from superindividual.errors import DecisionRefused
from superindividual.ids import Digest, RequestId, RunId, StepId
from superindividual.journal.decisions import Request, RequestKind
from superindividual.journal.journal import Journal
from superindividual.journal.verification import verify
from superindividual.specs.workflow import WorkflowSpec

RUN, STEP = RunId("R-test"), StepId("out")
FLOW = {"name": "w", "steps": [{"id": "out", "effect": "publish", "from": ["a"]}]}


@pytest.fixture(autouse=True)
def run(journal: Journal) -> None:
    journal.runs.begin(
        RUN,
        WorkflowSpec.model_validate(FLOW),
        inputs={},
        brief=Digest("0" * 64),
        product="thing",
        language="en",
        engine="rehearsal",
        approve=None,
    )


def asked(journal: Journal, name: str = "Q-1", kind: RequestKind = "effect") -> Request:
    return journal.decisions.open(
        RequestId(name),
        run=RUN,
        step=STEP,
        version=1,
        kind=kind,
        binding=Digest("b" * 64),
        question={},
        risk=2,
    )


def approved(journal: Journal, name: str = "Q-1", *, final: bool = False) -> Request:
    request = asked(journal, name)
    journal.decisions.decide(request.id, "approve", by="founder", binding=request.binding, final=final)
    return request


def intended(journal: Journal, request: Request) -> Digest:
    return journal.outbox.intend(
        request.id,
        RUN,
        STEP,
        key=Digest(request.id),
        effect_class="publish",
        action={},
        binding=request.binding,
    ).key


def refused(journal: Journal, request: Request, told: str) -> None:
    with pytest.raises(DecisionRefused, match=told):
        journal.withdrawals.withdraw(request.id, by="founder")


def test_a_withdrawn_approval_waits_again(journal: Journal) -> None:
    """The request is open as before, both events stand in the ledger, and it can be decided once more."""
    request = approved(journal)
    assert journal.withdrawals.withdraw(request.id, by="founder") == request
    assert journal.decisions.waiting() == [request]
    journal.decisions.decide(request.id, "reject", by="founder", binding=request.binding, feedback="no")
    told = [e.kind for e in journal.events.after() if e.kind.startswith("decision")]
    assert told == ["decision.made", "decision.withdrawn", "decision.made"]
    assert journal.events.first_broken() is None


def test_a_withdrawal_is_no_damage(journal: Journal) -> None:
    """The ledger verifies with the decision's row gone, and with another one in its place; gone untold it does not."""
    request = approved(journal)
    journal.withdrawals.withdraw(request.id, by="founder")
    assert verify(journal.store.path).faults == ()
    journal.decisions.decide(request.id, "reject", by="founder", binding=request.binding, feedback="no")
    assert verify(journal.store.path).faults == ()
    with journal.transaction() as tx:
        tx.execute("DELETE FROM decisions")
    assert "the decision has no row" in str(verify(journal.store.path).faults)


def test_what_was_withdrawn_does_not_start(journal: Journal) -> None:
    """The executor finds no approval, and leaves what it intended."""
    request = approved(journal)
    key = intended(journal, request)
    journal.withdrawals.withdraw(request.id, by="founder")
    assert journal.outbox.start(key, lambda _effect: None) == ""
    assert journal.outbox.get(key).state == "intent"


def test_what_has_started_is_not_withdrawn(journal: Journal) -> None:
    """It is under way, and afterwards it has happened."""
    request = approved(journal)
    key = intended(journal, request)
    assert journal.outbox.start(key, lambda _effect: None) is None
    refused(journal, request, "too late")
    journal.outbox.settle(key, "done", {"folder": "x"})
    refused(journal, request, "too late")


def test_what_cannot_be_withdrawn(journal: Journal) -> None:
    """Nothing decided, a rejection, an approval for good, a draft, and what belongs to an ended run."""
    refused(journal, asked(journal, "Q-open"), "nothing is decided")
    rejected = asked(journal, "Q-no")
    journal.decisions.decide(rejected.id, "reject", by="founder", binding=rejected.binding, feedback="no")
    refused(journal, rejected, "only an approval")
    refused(journal, approved(journal, "Q-final", final=True), "given for good")
    draft = asked(journal, "Q-draft", "draft")
    journal.decisions.decide(draft.id, "approve", by="founder", binding=draft.binding)
    refused(journal, draft, "only an approval")
    last = approved(journal, "Q-last")
    journal.runs.end(RUN, "stopped")
    refused(journal, last, "its run has ended")


def test_a_refusal_inside_the_transaction_holds_it(journal: Journal) -> None:
    """What is looked at there counts: nothing starts, with the reason."""
    key = intended(journal, approved(journal))
    assert journal.outbox.start(key, lambda effect: f"{effect.effect_class} is denied") == "publish is denied"
    assert journal.outbox.get(key).state == "intent"


def test_nothing_is_done_without_a_receipt(journal: Journal) -> None:
    """An empty one is none."""
    key = intended(journal, approved(journal))
    with pytest.raises(ValueError, match="receipt"):
        journal.outbox.settle(key, "done", {})


def raced(path: Path, requests: list[RequestId], *control: str) -> Counter[tuple[str, str]]:
    """Two processes go for each approval at once; how often which of (withdraw, start) said that it won."""
    script = [sys.executable, "-m", "tests.journal.racing"]
    pipes = {
        "stdin": subprocess.PIPE,
        "stdout": subprocess.PIPE,
        "text": True,
        "cwd": Path(__file__).parents[2],
    }
    roles = [
        subprocess.Popen([*script, role, str(path), *control], **pipes)  # type: ignore[call-overload]
        for role in ("withdraw", "start")
    ]
    found: Counter[tuple[str, str]] = Counter()
    for role in roles:
        assert role.stdout.readline() == "ready\n"
    for request in requests:
        for role in roles:
            role.stdin.write(request + "\n")
            role.stdin.flush()
        withdrawn, started = (role.stdout.readline().strip() for role in roles)
        found[withdrawn, started] += 1
    for role in roles:
        role.communicate()
        assert role.returncode == 0
    return found


@pytest.mark.parametrize("control", [False, True])
def test_of_undo_and_start_exactly_one_wins(journal: Journal, control: bool) -> None:
    """In two processes, again and again; without the comparison both would have won."""
    requests = [approved(journal, f"Q-{n}") for n in range(200)]
    for request in requests:
        intended(journal, request)
    found = raced(journal.store.path, [r.id for r in requests], *(["control"] if control else []))
    both = found["1", "1"]
    assert sum(found.values()) == 200
    assert found["0", "0"] == 0
    assert both > 0 if control else both == 0, found
