from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from superindividual.ids import RequestId, RunId, StepId, digest_of
from superindividual.journal.decisions import Request
from superindividual.journal.journal import Journal
from superindividual.journal.schema import JOURNAL
from superindividual.journal.stake import Stake, stake_of
from superindividual.journal.store import Store
from tests.conftest import SteppedClock

STAKES = st.builds(Stake, st.decimals(0, 100_000, places=4), st.integers(min_value=0, max_value=3))


def opened(journal: Journal, name: str, stake: Stake | None = None, risk: int = 0) -> Request:
    return journal.decisions.open(
        RequestId(name),
        run=RunId("R-1"),
        step=StepId("prd"),
        version=1,
        kind="draft",
        binding=digest_of(name),
        question={},
        risk=risk,
        stake=stake,
    )


def magnitude(usd: Decimal) -> int:
    """The rule said another way: how often ten fits."""
    count = 0
    while usd >= 1:
        usd, count = usd / 10, count + 1
    return count


@settings(max_examples=40, deadline=None)
@given(st.lists(STAKES, max_size=12))
def test_the_inbox_follows_its_rule(stakes: list[Stake]) -> None:
    """Orders of magnitude of money, then what is hard to undo, then age, whatever is asked in which sequence."""
    with TemporaryDirectory() as folder:
        journal = Journal(Path(folder) / "journal.db", SteppedClock())
        names = {f"Q-{number:02}": stake for number, stake in enumerate(stakes)}
        for name, stake in names.items():
            opened(journal, name, stake)
        listed = [r.id for r in journal.decisions.waiting()]
        again = [r.id for r in journal.decisions.waiting()]
        journal.close()
    expected = sorted(names, key=lambda n: (-magnitude(names[n].usd), -names[n].irreversible, n))
    assert listed == again == expected


def test_cents_do_not_come_before_what_leaves(journal: Journal) -> None:
    """A draft of a run that cost a little more stays behind a publication; a dear spend comes before both."""
    opened(journal, "Q-draft", stake_of(Decimal("0.92"), 0, None))
    opened(journal, "Q-publish", stake_of(Decimal("0.41"), 2, "publish"))
    opened(journal, "Q-mail", stake_of(Decimal("0.10"), 2, "send"))
    opened(journal, "Q-spend", stake_of(Decimal(250), 2, "spend"))
    assert [r.id for r in journal.decisions.waiting()] == ["Q-spend", "Q-mail", "Q-publish", "Q-draft"]


def test_what_an_effect_spends_comes_before_what_its_run_cost(journal: Journal) -> None:
    """The amount of a small run's large payment orders it; a dear run's small payment keeps what the run cost."""
    opened(journal, "Q-run", stake_of(Decimal(80), 2, "spend", Decimal(5)))
    opened(journal, "Q-pay", stake_of(Decimal("0.10"), 2, "spend", Decimal(2000)))
    opened(journal, "Q-none", stake_of(Decimal("0.10"), 2, "spend"))
    assert [r.id for r in journal.decisions.waiting()] == ["Q-pay", "Q-run", "Q-none"]


def test_requests_of_one_moment_keep_their_order(tmp_path: Path, clock: SteppedClock) -> None:
    """With equal stake and equal age the id decides, so that no list ever turns."""
    moment = clock()
    journal = Journal(tmp_path / "journal.db", lambda: moment)
    for name in ("Q-b", "Q-c", "Q-a"):
        opened(journal, name)
    assert [r.id for r in journal.decisions.waiting()] == ["Q-a", "Q-b", "Q-c"]
    journal.close()


def test_the_list_is_read_in_the_order_of_an_index(journal: Journal) -> None:
    """Sorting would grow with everything that waits."""
    plan = journal.store.rows(
        "EXPLAIN QUERY PLAN SELECT * FROM requests WHERE closed IS NULL"
        " ORDER BY weight DESC, irreversible DESC, opened, id"
    )
    assert [row[3] for row in plan] == ["SCAN requests USING INDEX requests_waiting"]
    opened(journal, "Q-1", stake_of(Decimal("3.5"), 1, None))
    (request,) = journal.decisions.waiting()
    assert (request.usd, request.irreversible) == ("3.5", 1)
    assert request.record()["question"] == {}


def test_requests_of_an_older_journal_keep_their_place(tmp_path: Path) -> None:
    """What was opened before stakes were written is ordered by its risk, and can be decided."""
    before = next(number for number, script in enumerate(JOURNAL) if "requests_waiting" in script)
    old = Store(tmp_path / "journal.db")
    old.migrate("journal", JOURNAL[:before])
    for name, risk, at in (("Q-draft", 0, "1"), ("Q-effect", 2, "2")):
        old.connection.execute(
            "INSERT INTO requests (id, run, step, version, kind, binding, question, risk, opened)"
            " VALUES (?, 'R-1', 'prd', 1, 'draft', 'b', '{}', ?, ?)",
            (name, risk, at),
        )
    old.close()
    journal = Journal(tmp_path / "journal.db", SteppedClock())
    assert [(r.id, r.irreversible, r.usd) for r in journal.decisions.waiting()] == [
        ("Q-effect", 2, "0"),
        ("Q-draft", 0, "0"),
    ]
    journal.close()
