from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.tui.tour import begin, crash, discover, launch, second_run, together, toured

MARK = "founder was here"


@pytest.mark.campaign
@pytest.mark.timeout(1800)
def test_from_no_company_to_what_was_launched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every verb once, at a real terminal; kills of worker and cockpit lose nothing, and the ledger is whole."""
    editor = tmp_path / "editor.sh"
    editor.write_text(f'#!/bin/sh\necho "{MARK}" >> "$1"\n')
    editor.chmod(0o700)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    log = os.environ.get("TOUR_LOG")
    monkeypatch.setenv("EDITOR", str(editor))
    with toured(tmp_path, Path(log) if log else None) as tour:
        begin(tour, elsewhere)
        discover(tour, MARK)
        crash(tour, str(editor))
        effect = launch(tour)
        together(tour)
        second_run(tour)
        journal = tour.company.journal
        assert {d.verb for d in journal.decisions.taken(50)} == {"approve", "reject", "edit", "stop"}
        done = journal.outbox.of_request(effect)
        assert done is not None
        assert done.state == "done"
        assert sorted(str(run.outcome) for run in journal.runs.all()) == ["done", *["stopped"] * 3]
        assert journal.events.first_broken() is None
