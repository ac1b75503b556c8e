from __future__ import annotations

import threading
from pathlib import Path

import pytest

from superindividual.errors import DecisionRefused, RequestNotFound
from superindividual.ids import Digest, RequestId, RunId, StepId, digest_of
from superindividual.journal.decisions import Request, RequestKind
from superindividual.journal.journal import Journal
from tests.conftest import SteppedClock
from tests.journal.flow import begin

BINDING = Digest(digest_of("version 1"))


def ask(journal: Journal, name: str = "Q-1", kind: RequestKind = "draft", run: str = "R-1") -> Request:
    return journal.decisions.open(
        RequestId(name),
        run=RunId(run),
        step=StepId("prd"),
        version=1,
        kind=kind,
        binding=BINDING,
        question={},
        risk=0,
    )


def test_asking_twice_is_one_request(journal: Journal) -> None:
    """A node that runs again after a crash finds the request it opened."""
    first, second = ask(journal), ask(journal)
    assert first == second
    assert len(journal.decisions.waiting()) == 1
    assert [e.kind for e in journal.events.after()] == ["request.opened"]


def test_the_second_decision_is_refused_by_name(journal: Journal) -> None:
    """The loser is told who decided what."""
    request = ask(journal)
    journal.decisions.decide(request.id, "approve", by="command line", binding=BINDING)
    with pytest.raises(DecisionRefused, match="already decided: approve by command line"):
        journal.decisions.decide(request.id, "stop", by="cockpit", binding=BINDING)


def test_a_run_that_is_being_stopped_takes_no_decision(journal: Journal) -> None:
    """Nothing would come of it; whether something arrived can be told all the same, and policy is not in the way."""
    run = begin(journal)
    kinds: tuple[RequestKind, ...] = ("draft", "arrival", "draft")
    requests = [ask(journal, f"Q-{n}", kind, run.id) for n, kind in enumerate(kinds, 1)]
    journal.runs.ask_to_stop(run.id, "founder")
    with pytest.raises(DecisionRefused, match="is being stopped"):
        journal.decisions.decide(requests[0].id, "approve", by="founder", binding=BINDING)
    assert journal.decisions.decision(requests[0].id) is None
    journal.decisions.decide(requests[1].id, "approve", by="founder", binding=BINDING)
    journal.decisions.decide(requests[2].id, "approve", by="policy:drafts", binding=BINDING)


def test_a_stale_decision_is_refused(journal: Journal) -> None:
    """A decision about other bytes than the request's is none."""
    request = ask(journal)
    with pytest.raises(DecisionRefused, match="another version"):
        journal.decisions.decide(request.id, "approve", by="founder", binding=Digest("0" * 64))
    assert journal.decisions.decision(request.id) is None


def test_a_rejection_needs_feedback(journal: Journal) -> None:
    """Nobody can act on a bare no."""
    request = ask(journal)
    with pytest.raises(DecisionRefused, match="feedback"):
        journal.decisions.decide(request.id, "reject", by="founder", binding=BINDING, feedback="  ")


def test_of_many_threads_exactly_one_decides(journal: Journal) -> None:
    """Compare-and-set holds between connections."""
    won: list[str] = []
    lost: list[str] = []
    for round_ in range(10):
        request = ask(journal, f"Q-race-{round_}")
        barrier = threading.Barrier(4)

        def race(name: str, target: Request = request, gate: threading.Barrier = barrier) -> None:
            gate.wait()
            try:
                journal.decisions.decide(target.id, "approve", by=name, binding=BINDING)
                won.append(name)
            except DecisionRefused:
                lost.append(name)

        threads = [threading.Thread(target=race, args=(str(n),)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (len(won), len(lost)) == (10, 30)


def test_what_leaves_the_company_comes_first(journal: Journal) -> None:
    """The inbox puts the irreversible before the old."""
    ask(journal, "Q-old")
    journal.decisions.open(
        RequestId("Q-effect"),
        run=RunId("R-1"),
        step=StepId("launch"),
        version=1,
        kind="effect",
        binding=BINDING,
        question={},
        risk=2,
    )
    assert [r.id for r in journal.decisions.waiting()] == ["Q-effect", "Q-old"]


def test_a_question_decides_nothing(journal: Journal) -> None:
    """Asking leaves the request open; the answer stands beside it, once."""
    request = ask(journal)
    journal.decisions.ask(request.id, "Why this price?", by="founder")
    question = journal.decisions.questions(request.id, open_only=True)[0]
    journal.decisions.answer(question, "From line 10.", by="designer")
    journal.decisions.answer(question, "Something else.", by="designer")
    assert journal.decisions.questions(request.id)[0].answer == "From line 10."
    assert journal.decisions.decision(request.id) is None


def test_an_unknown_request_is_named(journal: Journal) -> None:
    """The error says which id, and where to look."""
    with pytest.raises(RequestNotFound, match="Q-none"):
        journal.decisions.request(RequestId("Q-none"))


def test_an_effect_has_nobody_to_ask(journal: Journal) -> None:
    """A question there would wait for ever, and so would the run."""
    request = ask(journal, kind="effect")
    with pytest.raises(DecisionRefused, match="no agent stands behind"):
        journal.decisions.ask(request.id, "Why?", by="founder")
    assert journal.decisions.questions(request.id) == []


def test_the_founders_decisions_are_listed_newest_first(journal: Journal) -> None:
    """Those of policy are left out."""
    for name, by in (("Q-1", "founder"), ("Q-2", "policy:checks-passed"), ("Q-3", "founder (cockpit)")):
        request = ask(journal, name)
        journal.decisions.decide(request.id, "approve", by=by, binding=BINDING)
    assert [d.request for d in journal.decisions.taken()] == ["Q-3", "Q-1"]
    assert [d.request for d in journal.decisions.taken(1)] == ["Q-3"]


def test_a_refusal_first_leaves_the_connection_whole(tmp_path: Path, clock: SteppedClock) -> None:
    """What the first transaction of a connection is taken back with takes nothing that later ones need."""
    first = Journal(tmp_path / "state" / "journal.db", clock)
    request = ask(first)
    first.decisions.decide(request.id, "approve", by="founder", binding=BINDING)
    second = Journal(tmp_path / "state" / "journal.db", clock)
    with pytest.raises(DecisionRefused):
        second.decisions.decide(request.id, "stop", by="founder", binding=BINDING)
    assert ask(second, "Q-2").id == "Q-2"
    assert second.events.first_broken() is None
    first.close()
    second.close()
