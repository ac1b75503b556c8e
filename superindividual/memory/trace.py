"""Trace: where a record came from, what became of it, and which deliverables were made with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from superindividual.errors import RequestNotFound
from superindividual.ids import Digest, MemoryId, RequestId, RunId, StepId
from superindividual.journal.journal import Journal
from superindividual.memory.contradiction import Contradiction
from superindividual.memory.memory import Memory
from superindividual.memory.record import MemoryRecord

_MOST = 50
"""Links of a chain of corrections; a longer one is a circle."""


@dataclass(frozen=True)
class Use:
    """A version that was made by an agent which had been told the record."""

    digest: Digest
    run: RunId
    step: StepId
    version: int
    by: str
    at: str
    standing: bool
    """It is the version with which its step ended."""
    cites: bool
    """One of its claims names the record as its evidence."""


@dataclass(frozen=True)
class Origin:
    """What stands behind a record's source, as far as the journal knows it."""

    run: RunId | None = None
    step: StepId | None = None
    request: RequestId | None = None
    verb: str = ""
    by: str = ""
    words: str = ""
    """What the founder said in the decision."""


@dataclass(frozen=True)
class Trace:
    """All of it."""

    record: MemoryRecord
    origin: Origin
    earlier: tuple[MemoryRecord, ...]
    """What it superseded, the newest first."""
    later: tuple[MemoryRecord, ...]
    """What supersedes it, the oldest first."""
    uses: tuple[Use, ...]
    """In the order in which they were made."""
    contradictions: tuple[Contradiction, ...]


def trace(memory: Memory, journal: Journal, record: MemoryRecord) -> Trace:
    """Everything that the journal and the memory know about a record."""
    return Trace(
        record=record,
        origin=_origin(journal, record),
        earlier=tuple(_earlier(memory, record)),
        later=tuple(_later(memory, record)),
        uses=tuple(_uses(memory, journal, record.id)),
        contradictions=tuple(memory.contradictions.of(record.id)),
    )


def _origin(journal: Journal, record: MemoryRecord) -> Origin:
    kind, _colon, key = record.source.partition(":")
    if kind == "run":
        run, _slash, step = key.partition("/")
        return Origin(run=RunId(run), step=StepId(step), by=record.author)
    if kind != "decision":
        return Origin(run=record.run, by=record.author)
    try:
        request = journal.decisions.request(RequestId(key.split(" ")[0]))
    except RequestNotFound:
        return Origin(run=record.run, by=record.author)
    decision = journal.decisions.decision(request.id)
    told = (decision.verb, decision.by, decision.feedback) if decision else ("", "", "")
    return Origin(request.run, request.step, request.id, *told)


def _earlier(memory: Memory, record: MemoryRecord) -> Iterator[MemoryRecord]:
    one: MemoryRecord | None = record
    for _link in range(_MOST):
        one = memory.rows.read(one.supersedes) if one and one.supersedes else None
        if one is None:
            return
        yield one


def _later(memory: Memory, record: MemoryRecord) -> Iterator[MemoryRecord]:
    known, ahead = {record.id}, [record]
    while ahead and len(known) < _MOST:
        for one in memory.rows.later(ahead.pop(0).id):
            if one.id not in known:
                known.add(one.id)
                ahead.append(one)
                yield one


def _uses(memory: Memory, journal: Journal, memory_id: MemoryId) -> Iterator[Use]:
    sql = (
        "SELECT v.digest, v.run, v.step, v.version, v.by, v.at, v.claims, s.digest AS ended FROM memory_used u"
        " JOIN versions v ON v.digest = u.deliverable LEFT JOIN steps s ON s.run = v.run AND s.step = v.step"
        " WHERE u.memory = ? ORDER BY v.at, v.run, v.step, v.version"
    )
    for row in journal.store.rows(sql, (memory_id,)):
        yield Use(
            row["digest"],
            row["run"],
            row["step"],
            row["version"],
            row["by"],
            row["at"],
            standing=row["ended"] == row["digest"],
            cites=f'"memory:{memory_id}"' in (row["claims"] or ""),
        )
