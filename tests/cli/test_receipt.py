"""Approve, kill -9 in the midst of the delivery, restart, receipt: as `make receipt` prints it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.receipt import approve_kill_restart


@pytest.mark.long
def test_what_was_approved_arrives_once_though_the_worker_died_meanwhile(tmp_path: Path) -> None:
    """The receiver hears the same key again and acts once; the founder sees the receipt, and the ledger holds."""
    lines, receiver = approve_kill_restart(tmp_path / "dues")
    said = "\n".join(lines)
    assert "# the worker died of signal 9; arrived at the receiver so far: 1" in lines
    assert len(receiver.keys) == 2
    assert receiver.acted == 1
    assert said.count("answered 201") == 2
    assert said.index("no worker: superindividual up") < said.index("3/3  done")
    assert "anchored at" in lines[-2]
