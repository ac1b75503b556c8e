"""Several drafts approved together: a list that was looked at, exactly that list, and nothing that leaves or fails."""

from __future__ import annotations

import io

import pytest

from superindividual.company import Company
from superindividual.errors import DecisionRefused
from tests.cli.attended import Attended

NEVER = {
    "Q-effect": {"kind": "effect", "risk": 2, "step": "out"},
    "Q-failing": {"kind": "failing", "risk": 1, "verdicts": {"pass": 2, "fail": 1}},
    "Q-open": {"verdicts": {"pass": 2, "not_assessed": 1}},
    "Q-unchecked": {"verdicts": {}},
    "Q-form": {"form": {"why": {"type": "text"}}},
    "Q-questions": {"reason": "questions-open"},
    "Q-other": {"deliver": "prd", "step": "prd"},
}
BATCH = ("decide", "--batch", "posts", "approve")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def batch(attended: Attended) -> Attended:
    """Two drafts that can be approved together among many that cannot."""
    for name in ("Q-1", "Q-2"):
        attended.ask(name)
    for name, facts in NEVER.items():
        attended.ask(name, **facts)  # type: ignore[arg-type]
    return attended


def test_only_low_risk_drafts_of_the_kind_are_listed(batch: Attended) -> None:
    """Neither effects nor failing, open, unchecked or form-bound ones, whatever their kind; and nothing is decided."""
    found = batch.answers(*BATCH, code=1)
    assert [r["id"] for r in found["requests"]] == ["Q-1", "Q-2"]
    assert len(batch.waiting) == 2 + len(NEVER)


def test_the_digest_of_the_list_approves_each_of_it(batch: Attended) -> None:
    """Each is a decision of its own, bound to its own bytes, in the founder's name."""
    digest = batch.answers(*BATCH, code=1)["digest"]
    said = batch.types(*BATCH, "--yes-to", digest[:16])
    assert "2 of 2 approved" in said
    assert batch.waiting == sorted(NEVER)
    for name in ("Q-1", "Q-2"):
        request = batch.company.request(name)
        taken = batch.company.journal.decisions.decision(request.id)
        assert taken
        assert (taken.verb, taken.by, taken.binding) == ("approve", "founder", request.binding)


@pytest.mark.parametrize("typed", ["", "0" * 16, "short"])
def test_a_list_that_changed_meanwhile_is_refused(batch: Attended, typed: str) -> None:
    """Another request, another list: nothing is decided, and the new digest is told."""
    digest = batch.answers(*BATCH, code=1)["digest"]
    batch.ask("Q-3")
    before = batch.waiting
    said = batch.types(*BATCH, "--yes-to", typed or digest, code=2)
    assert "the list is another one than you saw" in said
    assert batch.waiting == before


def test_a_digest_too_short_to_name_a_list_is_refused(batch: Attended) -> None:
    """Even where it is the beginning of the right one."""
    digest = batch.answers(*BATCH, code=1)["digest"]
    batch.types(*BATCH, "--yes-to", digest[:8], code=2)
    assert "Q-1" in batch.waiting


@pytest.mark.parametrize(("typed", "left"), [("2\n", 0), ("3\n", 2), ("y\n", 2), ("\n", 2), ("", 2)])
def test_the_founder_types_how_many(
    batch: Attended, monkeypatch: pytest.MonkeyPatch, typed: str, left: int
) -> None:
    """The list is shown with each digest; any other answer than its length decides nothing."""
    monkeypatch.setattr("sys.stdin", Terminal(typed))
    said = batch.types(*BATCH, code=1 if left else 0)
    assert batch.company.request("Q-1").binding[:12] in said
    assert "the summary of Q-2" in said
    assert len([name for name in batch.waiting if name in ("Q-1", "Q-2")]) == left
    assert ("Nothing is decided" in said) == bool(left)


def test_one_that_somebody_decided_meanwhile_is_reported(
    batch: Attended, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are approved, the loser is named, and the exit code says so."""
    digest = batch.answers(*BATCH, code=1)["digest"]
    decide = Company.decide

    def late(self: Company, request, verb, **other):  # type: ignore[no-untyped-def]
        if request.id == "Q-1":
            self.journal.decisions.decide(request.id, "approve", by="cockpit", binding=request.binding)
        return decide(self, request, verb, **other)

    monkeypatch.setattr(Company, "decide", late)
    said = batch.types(*BATCH, "--yes-to", digest, code=1)
    assert "already decided: approve by cockpit" in said
    assert "1 of 2 approved" in said
    with pytest.raises(DecisionRefused):
        batch.company.decide(batch.company.request("Q-2"), "approve")


def test_only_approving_is_done_in_batches(batch: Attended) -> None:
    """A rejection needs words of its own."""
    assert "only an approval" in batch.types("decide", "--batch", "posts", "reject", "No.", code=2)
    assert "--yes-to belongs to --batch" in batch.types("decide", "Q-1", "approve", "--yes-to", "0", code=2)


def test_an_empty_batch_says_what_there_is(batch: Attended) -> None:
    """With the kinds that could be approved together."""
    said = batch.types("decide", "--batch", "code", "approve", code=1)
    assert "No code waits" in said
    assert "Kinds that could: posts, prd" in said
