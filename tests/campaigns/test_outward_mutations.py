from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.campaigns.outward_mutations import KINDS, WAYS, Company, Mutation, mutations
from tests.effects.receivers import Deliveries, http_server, smtp_server


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    deliveries = Deliveries(tmp_path / "receiver")
    deliveries.folder.mkdir()
    with http_server(deliveries) as url, smtp_server(deliveries) as smtp:
        yield Company(tmp_path / "companies", url, smtp, deliveries)


async def campaign(company: Company, chosen: Sequence[Mutation]) -> Counter[tuple[str, str]]:
    """Play them; none leaves, all say why, and without the defence every one of them leaves."""
    for way in WAYS:
        await company.approve(way)
        left, outcome = await company.played(Mutation(way, "nothing", 0), defended=True)
        assert (left, outcome.state) == (True, "done"), (way, outcome)
    refused: Counter[tuple[str, str]] = Counter()
    for mutation in chosen:
        left, outcome = await company.played(mutation, defended=True)
        assert (left, outcome.state) == (False, "failed"), (str(mutation), outcome)
        assert outcome.reason, str(mutation)
        left, outcome = await company.played(mutation, defended=False)
        assert left, (f"without the defence nothing left: {mutation}", outcome)
        refused[mutation.way, mutation.kind] += 1
    return refused


@pytest.mark.long
async def test_what_was_changed_after_the_approval_is_not_executed(company: Company) -> None:
    """Each kind of change to each way out, once; the unchanged action of each is executed."""
    pairs = sum(len(ways) for _change, ways in KINDS.values())
    assert sum((await campaign(company, mutations(pairs))).values()) == pairs


@pytest.mark.campaign
@pytest.mark.timeout(3000)
async def test_a_thousand_changes(company: Company, capsys: pytest.CaptureFixture[str]) -> None:
    """The long form: 1,000 changes, 0 executed, and each of them executed with the defence off."""
    refused = await campaign(company, mutations(1000))
    assert sum(refused.values()) == 1000
    with capsys.disabled():
        print(
            "\n\nChanges between approval and execution: 1000; executed: 0; executed with the defence off: 1000"
        )
        print(f"{'':26}" + "".join(f"{way:>16}" for way in WAYS))
        for kind in KINDS:
            print(f"{kind:26}" + "".join(f"{refused[way, kind] or '-':>16}" for way in WAYS))
