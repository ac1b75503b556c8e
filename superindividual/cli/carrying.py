"""`memory export`, `memory import`, `memory rebuild`: the memory as a whole."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from superindividual.cli.output import company, emit, say
from superindividual.errors import MemoryRefused
from superindividual.memory.metrics import decoded, read_metrics
from superindividual.memory.transfer import as_lines, as_markdown, read_lines
from superindividual.text import gettext as _
from superindividual.text import ngettext, one_line

_MOST = 200 * 2**20


def export(options: Namespace) -> int:
    """Everything, to a file or to the screen."""
    known = company(options).memory
    to: Path | None = options.to
    if to is None:
        for line in as_lines(known.rows.all()):
            print(line)
        return 0
    if to.suffix not in (".jsonl", ".md"):
        raise MemoryRefused(
            _("{file} is neither .jsonl nor .md").format(file=to), remedy=_("name it with one of these")
        )
    records = known.rows.all() if to.suffix == ".jsonl" else known.rows.live(limit=1_000_000)
    lines: Iterator[str] = as_lines(records) if to.suffix == ".jsonl" else as_markdown(records)
    _write(to, "".join(f"{line}\n" for line in lines))
    value = {"file": str(to), "records": len(records)}
    text = ngettext("{count} record is in {file}", "{count} records are in {file}", len(records)).format(
        count=len(records), file=to
    )
    return emit(options, value, lambda: [text])


def _write(to: Path, text: str) -> None:
    try:
        with to.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise MemoryRefused(
            _("{file} is there already").format(file=to), remedy=_("name a new file")
        ) from error
    except OSError as error:
        raise MemoryRefused(
            _("{file} cannot be written: {reason}").format(file=to, reason=error.strerror)
        ) from error


def bring(options: Namespace) -> int:
    """Records of an export, or numbers of a launch."""
    known = company(options).memory
    text, file = _read(options.file), str(options.file)
    if options.file.suffix == ".csv":
        if not options.product:
            raise MemoryRefused(_("whose numbers are these?"), remedy=_("add --product PRODUCT"))
        given = read_metrics(text, file)
        added = known.measure(given, options.product, options.file.name)
        count = len(given)
    else:
        records = read_lines(text, file)
        if options.outside:
            records = [record.model_copy(update={"tainted": True}) for record in records]
        added, count = known.restore(records), len(records)
    told = _("{added} of {count} are new; the others stood here already").format(
        added=len(added), count=count
    )
    return emit(
        options,
        {"added": [r.id for r in added], "read": count},
        lambda: [*(f"{r.id}  {one_line(r.content)}" for r in added[:20]), told],
    )


def _read(file: Path) -> str:
    try:
        if file.exists() and not file.is_file():
            raise MemoryRefused(
                _("{file} cannot be read: {reason}").format(file=file, reason=_("this is no file"))
            )
        if file.stat().st_size > _MOST:
            raise MemoryRefused(_("{file} is too large").format(file=file))
        return decoded(file.read_bytes()) if file.suffix == ".csv" else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise MemoryRefused(_("{file} cannot be read: {reason}").format(file=file, reason=error)) from error


def rebuild(options: Namespace) -> int:
    """Build the words anew; the index is thrown away and built by the next worker."""
    known = company(options).memory
    if not options.json:
        say(
            ngettext(
                "building the words of {count} record anew …",
                "building the words of {count} records anew …",
                known.rows.last(),
            ).format(count=known.rows.last())
        )
    count = known.rebuild()
    text = ngettext(
        "{count} record has its words again; the next worker builds the index anew",
        "{count} records have their words again; the next worker builds the index anew",
        count,
    )
    return emit(options, {"records": count}, lambda: [text.format(count=count)])
