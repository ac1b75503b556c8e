"""What leaves, as a run drives it: addresses that are secrets, and folders that changed before a recovery."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from superindividual.approvals.receipt import line
from superindividual.effects.action import action_of
from superindividual.effects.carrier import Site
from superindividual.effects.registry import carrier
from tests.effects.receivers import Deliveries
from tests.engine.outward import OUT, RUN, Outward


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Outward]:
    found = Outward(tmp_path / "company")
    yield found
    found.journal.close()


async def test_a_webhook_stands_in_no_file_of_the_company(
    desk: Outward, url: str, deliveries: Deliveries, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its name and its host do, from the question to the receipt. Control: a written address is found in the journal."""

    def found(text: bytes) -> bool:
        desk.journal.store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return any(text in f.read_bytes() for f in desk.root.rglob("*") if f.is_file())

    monkeypatch.setenv("MY_HOOK", f"{url}/neither?canary-1")
    await desk.offered(effect="send", how="http_post", **{"with": {"url": "env:MY_HOOK"}})
    desk.decide()
    await desk.work()
    assert desk.outcome == "done"
    assert deliveries.all()[0]["path"] == "/neither?canary-1"
    assert line(desk.effects()[0]) == "let out: env:MY_HOOK answered 201"
    assert found(b"env:MY_HOOK")
    assert not found(b"canary-1")


async def test_a_written_address_is_found_in_the_journal(desk: Outward, url: str) -> None:
    """Control: the search finds what is there."""
    await desk.offered(effect="send", how="http_post", **{"with": {"url": f"{url}/neither?canary-1"}})
    desk.journal.store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"canary-1" in desk.paths.journal.read_bytes()


async def test_what_was_worked_out_names_no_secret(
    desk: Outward, url: str, deliveries: Deliveries, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An agent's words that look like a reference are refused, so that no page can choose which secret is used."""
    monkeypatch.setenv("MY_HOOK", f"{url}/neither")
    given = {"url": "${{ 'env:MY_HOOK' }}"}
    request = await desk.offered(effect="send", how="http_post", **{"with": given})
    assert (request.version, request.kind) == (0, "failing")
    assert "url names a secret, but was worked out" in request.question["summary"]
    assert deliveries.all() == []


@pytest.mark.parametrize(("mark", "state", "asked"), [("", "done", 0), ("putting", "unknown", 1)])
async def test_a_folder_that_the_founder_changed_before_the_recovery(
    desk: Outward, mark: str, state: str, asked: int
) -> None:
    """It has arrived, and is not let out again; killed before it was known which folder it is, there is one question."""
    request = await desk.offered(effect="publish")
    desk.decide()
    action = action_of(request.question["action"])
    outbox = desk.journal.outbox
    facts = {"effect_class": "publish", "action": action.as_json(), "binding": request.binding}
    outbox.intend(request.id, RUN, OUT, key=action.key, **facts)  # type: ignore[arg-type]
    outbox.start(action.key, lambda _effect: None)
    way = carrier("publish_folder", Site(desk.paths, desk.spec, desk.objects))
    way.perform(action, desk.objects, action.key)
    (desk.root / action.destination / "marketing" / "calendar.ics").write_text("mine now")
    if mark:
        (desk.paths.state / "placed" / action.key).write_text(mark)
    await desk.work()
    (effect,) = desk.effects()
    assert effect.state == state
    assert [r.kind for r in desk.journal.decisions.waiting()] == ["arrival"] * asked
    assert ("changed since" in line(effect)) == (state == "done")
