"""Edits, deletions, additions, reorderings, truncations and rollbacks by the thousand: each is found and rightly named."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from superindividual.journal.journal import Journal
from superindividual.journal.verification import verify
from tests.campaigns.ledger_attacks import Attacker
from tests.journal.attacks import filled, foreign, recomputed

OLDER = 12


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Path]]:
    """A journal, and its database as it was before each of its last commits."""
    folder = tmp_path_factory.mktemp("whole")
    path, olders = filled(folder / "state" / "journal.db"), []
    for number in range(OLDER):
        olders.append(Path(shutil.copyfile(path, folder / f"older-{number}")))
        journal = Journal(path)
        journal.events.append("run.noted", number=number)
        journal.close()
    assert verify(path).faults == ()
    return path, olders


def campaign(whole: tuple[Path, list[Path]], folder: Path, count: int) -> None:
    """So many attacks, each on a fresh copy."""
    path, olders = whole
    missed, done = [], Counter[str]()
    for seed in range(count):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(path.parent, folder)
        attack = Attacker(folder / path.name, olders, seed).attack()
        found = verify(folder / path.name)
        done[attack.what.split()[0].split(".")[0]] += 1
        if not attack.named(found):
            missed.append((seed, attack.what, found.faults[:3]))
    assert not missed, missed[:5]
    assert len(done) >= 12


def test_a_hundred_attacks_are_found(whole: tuple[Path, list[Path]], tmp_path: Path) -> None:
    """Each named at its entry or row."""
    campaign(whole, tmp_path / "state", 150)


@pytest.mark.campaign
@pytest.mark.timeout(3600)
def test_a_thousand_attacks_are_found(whole: tuple[Path, list[Path]], tmp_path: Path) -> None:
    """The long form."""
    campaign(whole, tmp_path / "state", 1200)


def test_without_the_anchor_a_recomputed_journal_passes(
    whole: tuple[Path, list[Path]], tmp_path: Path
) -> None:
    """Control: chains alone do not hold against one who recomputes them; it is the anchor that does."""
    shutil.copytree(whole[0].parent, tmp_path / "state")
    path = tmp_path / "state" / whole[0].name
    with foreign(path) as connection:
        connection.execute("UPDATE decisions SET feedback = 'forged' WHERE request = 'Q-R-a-build-2'")
        connection.execute(
            "UPDATE events SET data = replace(data, 'not yet 2', 'forged') WHERE kind = 'decision.made'"
        )
        recomputed(connection)
    assert {fault.place for fault in verify(path).faults} == {"anchor"}
