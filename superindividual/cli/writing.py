"""`init` and `check`: what a founder writes."""

from __future__ import annotations

import shlex
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from superindividual.cli.output import emit
from superindividual.clock import now
from superindividual.errors import SpecError, SpecErrors
from superindividual.text import gettext as _
from superindividual.text import language, shown


def init(options: Namespace) -> int:
    """Make a company folder."""
    from superindividual.company import Company

    folder = (options.company or Path()) / options.name
    # an empty name is a variable that was not set
    name = folder.resolve().name if options.name.strip() else ""
    Company.found(folder, name, options.language or language())
    return emit(
        options,
        {"company": shown(str(folder.absolute()))},
        lambda: [
            _("{folder} is a company now.").format(folder=folder.absolute()),
            _("Next: {command}").format(
                command=_into(folder) + "superindividual rehearse --brief briefs/example.md"
            ),
        ],
    )


def _into(folder: Path) -> str:
    return "" if folder.resolve() == Path.cwd() else f"cd {shlex.quote(str(folder))} && "


def check(options: Namespace) -> int:
    """Check files, or all that the company wrote; 1 when something is wrong."""
    from superindividual.cli.checking import check_file, scheduled, written_files

    files = options.files or written_files(options.company)
    faults: list[SpecError] = []
    warnings: list[SpecError] = []
    for path in files:
        try:
            warnings += check_file(path)
        except SpecErrors as several:
            faults += several.faults
        except SpecError as error:
            faults.append(error)
    faults = _once(faults)
    faulty = {fault.position.file for fault in faults}
    sound = [file for file in files if str(file) not in faulty]
    begins = {shown(str(file)): said for file in sound if (said := scheduled(file, now()))}
    value = {
        "files": [shown(str(file)) for file in files],
        "faults": [_record(fault) for fault in faults],
        "warnings": [_record(warning) for warning in warnings],
        "schedules": begins,
    }
    emit(options, value, lambda: _lines(len(files), faults, warnings, begins))
    return 1 if faults else 0


def _once(faults: list[SpecError]) -> list[SpecError]:
    """A fault of a workflow that others use is told once, however many of them were checked."""
    told: dict[tuple[Any, ...], SpecError] = {}
    for fault in faults:
        file, *place = fault.position
        told.setdefault((Path(file).resolve(), *place, fault.message), fault)
    return list(told.values())


def _lines(
    files: int, faults: list[SpecError], warnings: list[SpecError], begins: dict[str, str]
) -> Iterator[str]:
    yield from map(str, faults)
    for warning in warnings:
        yield f"{warning} ({_('a warning')})"
    yield from (f"{file}: {said}" for file, said in begins.items())
    yield _("files: {files}, faults: {faults}, warnings: {warnings}").format(
        files=files, faults=len(faults), warnings=len(warnings)
    )


def _record(fault: SpecError) -> dict[str, Any]:
    return {
        "file": shown(fault.position.file),
        "line": fault.position.line,
        "column": fault.position.column,
        "field": shown(fault.field),
        "message": fault.message,
        "remedy": fault.remedy,
        "text": str(fault),
    }
