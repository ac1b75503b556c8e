"""Transfer: the memory as JSON lines, from which it can be restored, and as Markdown, to be read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby

from pydantic import ValidationError

from superindividual.clock import is_stamp
from superindividual.errors import Position, SpecError
from superindividual.ids import MemoryId, memory_id
from superindividual.journal.store import Store
from superindividual.memory.record import MemoryRecord
from superindividual.memory.rows import Rows
from superindividual.text import gettext as _
from superindividual.text import shown


def as_lines(records: Iterable[MemoryRecord]) -> Iterator[str]:
    """One JSON object for each record, superseded and forgotten ones too; what is not set is left out."""
    for record in records:
        yield json.dumps(record.model_dump(mode="json", exclude_none=True), ensure_ascii=False)


def as_markdown(records: Iterable[MemoryRecord]) -> Iterator[str]:
    """Headings for scopes, one item for each record that is valid, with where it came from."""
    yield f"# {_('What the company knows')}"
    for scope, found in groupby(sorted(records, key=lambda r: (r.scope, r.created, r.id)), lambda r: r.scope):
        yield ""
        yield f"## {_plain(scope)}"
        yield ""
        for record in found:
            marks = _(", from outside") if record.tainted else ""
            marks += (
                _(", data: {labels}").format(labels=_plain(", ".join(record.labels))) if record.labels else ""
            )
            yield f"- {_plain(record.content)} [{record.id}] ({record.kind}, {_plain(record.source)}{marks})"


def _plain(text: str) -> str:
    """Foreign text as one line of Markdown that begins no markup of its own."""
    flat = " ".join(shown(text).split())
    return "".join(f"\\{c}" if c in "\\`*_[]<>#|" else c for c in flat)


def read_lines(text: str, file: str) -> list[MemoryRecord]:
    """Records as `as_lines` wrote them, each once; raises SpecError with the first line that holds none."""
    found: dict[MemoryId, MemoryRecord] = {}
    for number, line in enumerate(
        text.removeprefix("\ufeff").split("\n"), 1
    ):  # content may hold other ends of lines
        if not line.strip():
            continue
        try:
            record = MemoryRecord.model_validate_json(line)
        except ValidationError as error:
            raise _no_record(file, number, _fault(error)) from error
        if fault := _forged(record, found.get(record.id, record)):
            raise _no_record(file, number, fault)
        found[record.id] = record
    return list(found.values())


def _no_record(file: str, line: int, fault: str) -> SpecError:
    return SpecError(
        Position(file, line),
        _("this is no record: {fault}").format(fault=fault),
        remedy=_("import what superindividual memory export wrote, or a CSV file with metrics"),
    )


def _forged(record: MemoryRecord, same: MemoryRecord) -> str:
    """What no export could say: ids are derived, times are stamps, and one id stands for one record."""
    parts = (record.content, record.scope, record.source, *filter(None, [record.supersedes]))
    if record.id != memory_id(*parts):
        return _("its id is not that of its content, scope and source")
    if record != same:
        return _("another line says something else of {id}").format(id=record.id)
    for name in ("created", "valid_from", "valid_until", "forgotten"):
        time = getattr(record, name)
        if time is not None and not is_stamp(time):
            return _("{name} is no time, such as 2026-11-20T09:00:00.000Z").format(name=name)
    return ""


def _fault(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, first['loc']))} {first['msg']}".strip()


def restore(store: Store, rows: Rows, records: Iterable[MemoryRecord]) -> list[MemoryRecord]:
    """Store those that never stood here, forgotten ones as forgotten, and give them. One transaction."""
    added = []
    with store.transaction() as tx:
        for record in records:
            if rows.add(record):
                added.append(record)
                tx.execute("UPDATE memory SET forgotten = ? WHERE id = ?", (record.forgotten, record.id))
    return added
