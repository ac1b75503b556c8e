"""A credit's cap: two workers' processes never spend it over by more than the call that crosses it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from superindividual.ids import RunId, StepId
from superindividual.journal.journal import Journal
from tests.engine.company import Desktop
from tests.engine.paying import CAP, ONE_CALL
from tests.models.server import says, serving

REPOSITORY = Path(__file__).parents[2]


@contextmanager
def two_workers(desk: Desktop, calls: int, how: str) -> Iterator[list[subprocess.Popen[str]]]:
    """Both at work, on one endpoint; when the block ends they have ended well."""
    with serving(lambda _asked: says("done")) as server:
        path, objects = str(desk.journal.store.path), str(desk.root / "objects")
        running = [
            subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "tests.engine.paying",
                    path,
                    objects,
                    server.url,
                    run,
                    str(calls),
                    how,
                ],
                cwd=REPOSITORY,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for run in ("R-one", "R-two")
        ]
        try:
            yield running
            assert [worker.wait(60) for worker in running] == [0, 0]
        finally:
            for worker in running:
                worker.kill()
                worker.communicate()


def hear(workers: list[subprocess.Popen[str]]) -> list[str]:
    """What each says next; then they all go on."""
    heard = []
    for worker in workers:
        assert worker.stdout
        heard.append(worker.stdout.readline().strip())
    for worker in workers:
        assert worker.stdin
        print(file=worker.stdin, flush=True)
    return heard


def paid(journal: Journal) -> Decimal:
    return journal.usage.of_credit("voucher").usd


def nearly_use_up(journal: Journal) -> None:
    """Leave a cent of the credit."""
    amounts: dict[str, Any] = {"input_tokens": 1, "output_tokens": 1, "usd": Decimal("0.09"), "seconds": 1.0}
    journal.usage.add(RunId("R-old"), StepId("a"), 1, "lab/m", **amounts)
    (call,) = journal.calls.of()
    journal.calls.assign(call.id, "voucher", Decimal("0.09"))


def test_two_workers_claim_what_is_left_one_after_the_other(desk: Desktop) -> None:
    """Both look while a cent is left: one is granted it and may go over by its call, the founder pays the other and is told why."""
    nearly_use_up(desk.journal)
    with two_workers(desk, 1, "gated") as workers:
        assert hear(workers) == ["looks", "looks"]
        assert sorted(hear(workers)) == ["granted", "refused"]
    assert paid(desk.journal) == Decimal("0.09") + ONE_CALL
    (own,) = [call for call in desk.journal.calls.of() if not call.credit]
    assert "calls under way may use up what is left of the credit voucher" in own.chosen
    assert own.priced == ONE_CALL


def test_a_look_outside_the_transaction_lets_both_have_it(desk: Desktop) -> None:
    """The control: where looking and writing are two things, both calls are paid by the same cent."""
    nearly_use_up(desk.journal)
    with two_workers(desk, 1, "loose") as workers:
        assert hear(workers) == ["looks", "looks"]
        assert hear(workers) == ["granted", "granted"]
    assert paid(desk.journal) == Decimal("0.09") + 2 * ONE_CALL


def test_however_they_run_the_cap_holds_and_is_used_up(desk: Desktop) -> None:
    """Thirty calls of two workers at once: the credit pays to its end, and over it by less than one call."""
    with two_workers(desk, 15, "free"):
        pass
    cap = Decimal(str(CAP))
    assert cap <= paid(desk.journal) < cap + ONE_CALL
    assert len(desk.journal.calls.of()) == 30


def test_a_claim_is_no_spending_until_the_call_has_ended(desk: Desktop) -> None:
    """What `models` shows as spent leaves calls under way out; one whose worker was killed stays with its credit."""
    nearly_use_up(desk.journal)
    (call,) = desk.journal.calls.of()
    desk.journal.store.connection.execute(
        "UPDATE usage SET outcome = 'reserved', expected_usd = '0.01' WHERE id = ?", (call.id,)
    )
    assert paid(desk.journal) == 0
    assert desk.journal.usage.of_credit("voucher", reserved=True).usd == Decimal("0.09")
    desk.journal.calls.lose_open()
    assert paid(desk.journal) == Decimal("0.01")
