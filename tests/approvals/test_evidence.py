"""Stored bytes are proved: what models were asked and answered too, and what the ledger does not say was erased is damage."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from langchain_core.messages import AIMessage, HumanMessage

from superindividual.approvals.evidence import evidence_faults
from superindividual.cli import main
from superindividual.company import Company
from superindividual.engine.transcript import Transcript
from superindividual.ids import Digest, RequestId, RunId, StepId, canonical
from superindividual.journal.calls import Expected, Taken
from superindividual.journal.inquiries import Inquiry
from superindividual.journal.snapshot import snapshot
from superindividual.journal.verification import Fault
from tests.journal.flow import begin

NAME = "Margarethe Vogelsang"
MOST = Expected(1, 1, None, 1, 1, None, 1.0)


@dataclass
class Talk:
    """A company in which a model was asked once, and an agent waits for the founder."""

    company: Company
    request: Digest
    answer: Digest
    said: Digest

    @property
    def texts(self) -> Path:
        return self.company.paths.objects / "texts.db"

    def faults(self) -> list[Fault]:
        with snapshot(self.company.paths.journal) as taken:
            return list(evidence_faults(self.company.paths.objects, taken.connection))

    def change(self, sql: str, *values: object) -> None:
        """As a stranger would, past everything."""
        with closing(sqlite3.connect(self.texts)) as connection, connection:
            connection.execute(sql, values)


@pytest.fixture
def talk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Talk]:
    monkeypatch.chdir(tmp_path)
    main(["init", "firm"])
    company = Company.open(tmp_path / "firm")
    begin(company.journal)
    company.objects.put(canonical("brief"))
    transcript, run, step = Transcript(company.objects), RunId("R-a"), StepId("prd")
    request, _size = transcript.keep("m", [HumanMessage(f"ask {NAME}")], [{"name": "submit"}])
    answer = transcript.keep_message(AIMessage("done"))
    said = transcript.keep_message(HumanMessage("which colour?"))
    transcript.settle()
    calls = company.journal.calls
    number = calls.reserve(run, step, 1, agent="a", model="m", request=request, most=MOST)
    calls.settle(number, Taken(usd=Decimal(0)), "answered", answer=answer)
    company.journal.events.append("model.called", run=run, step=step, request=request)
    standing = company.objects.put(canonical({"messages": [said], "files": {}}))
    asked = company.journal.decisions.open(
        RequestId("Q-1"),
        run=run,
        step=step,
        version=0,
        kind="question",
        binding=standing,
        question={},
        risk=0,
    )
    company.journal.inquiries.add(run, step, Inquiry(asked.id, 1, 1, standing))
    yield Talk(company, request, answer, said)
    company.journal.close()


def test_what_models_were_told_is_proved(talk: Talk) -> None:
    """Sound as it was written, also while the worker's own connection is open."""
    assert talk.faults() == []


@pytest.mark.parametrize(
    ("which", "kind"), [("request", "model.called"), ("answer", ""), ("said", "")], ids=lambda w: w or "row"
)
def test_a_text_that_is_gone_is_named(talk: Talk, which: str, kind: str) -> None:
    """A request at the entry that tells of it; an answer and a waiting conversation, which rows name, with their run."""
    name = getattr(talk, which)
    talk.change("DELETE FROM texts WHERE hash = ?", name)
    (fault,) = talk.faults()
    assert (fault.kind, fault.run, fault.place) == (kind, "R-a", "objects")
    assert f"{name[:12]} is missing" in fault.what


def test_a_part_of_a_request_that_is_gone_is_named(talk: Talk) -> None:
    """Messages and tools stand apart from the request that lists them."""
    talk.change(
        "DELETE FROM texts WHERE CAST(content AS TEXT) LIKE '%Marg%' OR CAST(content AS TEXT) LIKE '[{%'"
    )
    found = talk.faults()
    assert [("missing" in f.what, f.kind) for f in found] == [(True, "model.called")] * 2


def test_a_text_that_was_changed_is_named(talk: Talk) -> None:
    """Also one that nothing names any more."""
    talk.change("UPDATE texts SET content = ? WHERE hash = ?", b"other words", talk.answer)
    talk.change("INSERT INTO texts VALUES (?, ?)", "f" * 64, b"forged")
    assert [f.what.rsplit(" ", 1)[1] for f in talk.faults()] == ["changed"] * 2


def test_a_file_of_texts_that_is_gone_or_no_database_is_told(talk: Talk) -> None:
    """One sentence for the file, and each entry that rests on it."""
    shutil.copyfile(talk.texts, talk.texts.with_name("kept"))
    for suffix in ("-wal", "-shm"):
        talk.texts.with_name(f"texts.db{suffix}").unlink(missing_ok=True)
    talk.texts.write_bytes(b"no database at all" * 1000)
    found = [f.what for f in talk.faults()]
    assert "objects/texts.db cannot be read" in found[0]
    assert sum("missing" in what for what in found) == 3
    talk.texts.unlink()
    assert [("missing" in f.what) for f in talk.faults()] == [True] * 3


def test_what_was_erased_by_the_founder_is_no_damage(
    talk: Talk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The prompt that named the person is gone, the ledger says so, and `ledger verify` finds nothing."""
    talk.company.journal.runs.end(RunId("R-a"), "done", reason="")
    talk.company.journal.close()
    monkeypatch.chdir(talk.company.paths.root)
    assert main(["memory", "forget", "--subject", NAME, "--yes"]) == 0
    assert main(["ledger", "verify"]) == 0, capsys.readouterr().out


def _file(talk: Talk) -> Digest:
    return talk.company.objects.put(canonical("brief"))


def _text(talk: Talk) -> Digest:
    return talk.answer


@pytest.mark.parametrize("which", [_file, _text])
def test_a_mark_of_erasure_that_no_entry_tells_of_is_damage(
    talk: Talk, which: Callable[[Talk], Digest]
) -> None:
    """Whoever removes evidence can lay a mark beside it; only the ledger says that the founder erased it. The control: it does."""
    name = which(talk)
    talk.company.objects.erase(name)
    (fault,) = talk.faults()
    assert f"{name[:12]} is marked as erased" in fault.what
    talk.company.journal.events.append("subject.erased", entries={}, rows={}, objects=[name], files=0)
    assert talk.faults() == []
