"""`ledger`: list it, verify it, anchor it elsewhere."""

from __future__ import annotations

import json
import sqlite3
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

from superindividual.approvals.event_wording import event_line
from superindividual.cli.output import company, emit
from superindividual.errors import JournalCorrupt
from superindividual.ids import RunId
from superindividual.journal.anchor import Anchor
from superindividual.journal.snapshot import snapshot
from superindividual.journal.verification import Fault, Verification, verify
from superindividual.paths import CompanyPaths, find_company
from superindividual.text import gettext as _
from superindividual.text import ngettext, one_line

_SHOWN = 20


def entries(options: Namespace) -> int:
    """Every entry with its hash, oldest first."""
    opened = company(options)
    run = opened.journal.runs.get(RunId(options.run)).id if options.run else None
    found = [e for e in opened.journal.events.after(run=run, limit=1_000_000) if e.hash]
    return emit(
        options,
        [asdict(entry) for entry in found],
        lambda: (
            (f"{e.seq:>5}  {e.at}  {(e.hash or '')[:12]}  {event_line(e) or e.kind}" for e in found)
            if found
            else [_("The ledger has no entry yet.")]
        ),
    )


def status(options: Namespace) -> int:
    """Length and anchor, without reading it all."""
    opened = company(options)
    sealed, line = opened.journal.store.last_seal(), opened.journal.store.anchor.last()
    entries = sealed.entries if sealed else 0
    value = {
        "entries": entries,
        "head": sealed.head if sealed else "",
        "commits": sealed.number if sealed else 0,
        "anchored": line.number if line else 0,
        "anchored_at": line.at if line else "",
    }
    return emit(
        options,
        value,
        lambda: [
            ngettext(
                "{entries} entry, head {head}, anchored at {anchored_at}",
                "{entries} entries, head {head}, anchored at {anchored_at}",
                entries,
            ).format(**value),
            _("Prove it: superindividual ledger verify"),
        ],
    )


def verified(options: Namespace) -> int:
    """Exit 0 when all is as it was written, else 1 with the first that is not."""
    paths = find_company(options.company or Path.cwd())
    found = _verified(paths)
    faults = found.faults
    if options.git:
        faults = (*faults, *_unlike_told(paths, options.git))
    value = {
        "sound": not faults,
        **asdict(found),
        "faults": [asdict(fault) for fault in faults],
    }
    beside = paths.objects.is_dir() or not found.entries
    emit(options, value, lambda: _fault_lines(faults) if faults else _sound_lines(found, beside=beside))
    return 1 if faults else 0


def _verified(paths: CompanyPaths) -> Verification:
    """The answer; a database that SQLite cannot read is one fault, and one that was never made is none."""
    from superindividual.memory.word_index import agrees  # here, since only verify reads words

    if not any(paths.journal.with_suffix(suffix).exists() for suffix in (".db", ".id", ".anchor")):
        return Verification(0, "", 0, "", 0, (), ())
    try:
        found = verify(paths.journal)
        with snapshot(paths.journal) as taken:
            searched = agrees(taken.connection)
            unproved = _unproved(paths, taken.connection)
    except JournalCorrupt as error:
        return Verification(0, "", 0, "", 0, (), (Fault(error.message, "pages"),))
    words = Fault(_("the words by which the memory is searched are not those of its rows"), "memory_words")
    return replace(found, faults=(*found.faults, *unproved, *(() if searched else (words,))))


def _unproved(paths: CompanyPaths, journal: sqlite3.Connection) -> tuple[Fault, ...]:
    """The stored bytes that are not what the ledger says; none where they do not lie beside it."""
    from superindividual.approvals.evidence import evidence_faults

    return tuple(evidence_faults(paths.objects, journal)) if paths.objects.is_dir() else ()


def _unlike_told(paths: CompanyPaths, repository: Path) -> Iterator[Fault]:
    """What the repository was told and the anchor does not say."""
    from superindividual.workspace.witness import Witness

    lines = {line.number: line for line in Anchor(paths.journal.with_suffix(".anchor")).lines()}
    for text in reversed(Witness(repository).told(_name(paths))):
        told = json.loads(text)
        found = lines.get(told["number"])
        if found is None or vars(found) != told:
            what = _("the repository was told another head of commit {number}").format(number=told["number"])
            yield Fault(what, "git", told["seq"], told["at"])


def _name(paths: CompanyPaths) -> str:
    """The file in which a repository keeps this company's head: one may keep those of several."""
    return f"{json.loads(paths.journal.with_suffix('.id').read_text())['store']}.json"


def _sound_lines(found: Verification, *, beside: bool) -> Iterator[str]:
    yield ngettext(
        "{entries} entry, head {head}, anchored at {anchored_at}",
        "{entries} entries, head {head}, anchored at {anchored_at}",
        found.entries,
    ).format(entries=found.entries, head=found.head, anchored_at=found.anchored_at or _("no time yet"))
    if found.unanchored:
        yield _(
            "The last commit has no line in the anchor: the process that made it was killed. The next commit writes it."
        )
    if found.late:
        listed = ", ".join(map(str, found.late))
        yield _("Anchored late, after a process was killed: entries {entries}").format(entries=listed)
    if not beside:
        yield _("The stored files do not lie beside the journal and were not looked at.")
    yield _("Progress events (a step began, a tool was called) are no part of the ledger.")


def _fault_lines(faults: tuple[Fault, ...]) -> Iterator[str]:
    yield _("The journal is not what was written. The first that differs:")
    for fault in faults[:_SHOWN]:
        entry = f"{fault.seq}  {fault.at}  {fault.kind}  {fault.run or ''}".strip() if fault.seq else ""
        yield "  ".join(filter(None, (f"  {entry}".rstrip(), f"[{fault.place}]", one_line(fault.what, 300))))
    if len(faults) > _SHOWN:
        yield _("  and {count} more: superindividual ledger verify --json").format(count=len(faults) - _SHOWN)
    yield _(
        "What to do: stop the worker, keep a copy of the folder .superindividual as it is, and restore that whole"
        " folder from a backup made before this entry. Decisions after it are to be taken again."
    )


def anchor(options: Namespace) -> int:
    """Commit the head into a repository of the founder's."""
    from superindividual.workspace.witness import Witness

    opened = company(options)
    line = opened.journal.store.anchor.last()
    text = json.dumps(vars(line), indent=1) + "\n" if line else ""
    commit = Witness(options.git).record(_name(opened.paths), text, opened.journal.clock()) if line else ""
    return emit(
        options,
        {"commit": commit, "repository": str(options.git), "entries": line.entries if line else 0},
        lambda: [
            _("head {head} committed to {folder}: {commit}").format(
                head=line.head[:12], folder=options.git, commit=commit[:12]
            )
            if line
            else _("The ledger has no entry yet.")
        ],
    )
