from __future__ import annotations

import pytest

from superindividual.errors import DecisionRefused
from superindividual.ids import Digest, RequestId, RunId, StepId, digest_of
from superindividual.journal.binding import binding_of
from superindividual.journal.decisions import Request
from superindividual.journal.journal import Journal

POLICY = Digest(digest_of("policy"))


def ask(journal: Journal) -> Request:
    return journal.decisions.open(
        RequestId("Q-1"),
        run=RunId("R-1"),
        step=StepId("launch"),
        version=1,
        kind="effect",
        binding=Digest(digest_of("bytes")),
        question={"product": "thing"},
        risk=2,
        policy=POLICY,
        expires="2026-11-30T00:00:00.000Z",
    )


def renew(journal: Journal, request: Request) -> Request:
    return journal.renewals.renew(
        request,
        "policy-changed",
        changed=["drafts: a → b"],
        policy=Digest("p2"),
        expires="2026-12-09T00:00:00.000Z",
    )


def test_a_renewed_request_takes_the_place_of_the_old(journal: Journal) -> None:
    """Once, however often; the old one decides nothing, and says which one does."""
    request = ask(journal)
    new = renew(journal, request)
    assert renew(journal, request) == new
    assert journal.renewals.current(request.id) == new.id
    assert (new.binding, new.question["changed"]) == (request.binding, ["drafts: a → b"])
    assert [r.id for r in journal.decisions.waiting()] == [new.id]
    with pytest.raises(DecisionRefused, match=new.id):
        journal.decisions.decide(request.id, "approve", by="founder", binding=request.binding)


def test_an_approval_of_the_old_one_is_void(journal: Journal) -> None:
    """It stays on record, and what is asked now is open."""
    request = ask(journal)
    journal.decisions.decide(request.id, "approve", by="founder", binding=request.binding)
    new = renew(journal, request)
    assert journal.decisions.decision(journal.renewals.current(request.id)) is None
    assert journal.decisions.decision(request.id)
    assert new.closed is None


def test_every_part_is_bound() -> None:
    """Another action, artifact, policy or expiry is another binding; the order of keys is none."""
    action, artifacts = {"how": "post", "to": "a"}, {"a.md": "1", "b.md": "2"}
    one = binding_of(action, artifacts, "p", "e")
    assert one == binding_of(dict(reversed(action.items())), dict(reversed(artifacts.items())), "p", "e")
    others = {
        binding_of({**action, "to": "b"}, artifacts, "p", "e"),
        binding_of(action, {**artifacts, "b.md": "3"}, "p", "e"),
        binding_of(action, artifacts, "q", "e"),
        binding_of(action, artifacts, "p", "f"),
        binding_of(action, artifacts, "e", "p"),
    }
    assert len(others | {one}) == 6


def test_an_approval_of_the_old_one_cannot_be_withdrawn(journal: Journal) -> None:
    """Nor does the old request wait again beside the new one."""
    request = ask(journal)
    journal.decisions.decide(request.id, "approve", by="founder", binding=request.binding)
    new = renew(journal, request)
    with pytest.raises(DecisionRefused, match="is closed"):
        journal.withdrawals.withdraw(request.id, by="founder")
    assert [r.id for r in journal.decisions.waiting()] == [new.id]
