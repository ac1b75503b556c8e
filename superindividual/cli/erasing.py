"""`memory forget --subject`: where a person stands, the founder's word, and the proof that they are gone."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from superindividual.cli.output import company, emit, say
from superindividual.errors import ErasureRefused
from superindividual.memory.erasure import Erased, Survey
from superindividual.text import gettext as _
from superindividual.text import shown

_SHOWN = 20


def erase(options: Namespace) -> int:
    """Show what would be erased, ask, erase, and prove it; 1 where the name still stands in the company's state."""
    if options.ids:
        raise ErasureRefused(
            _("either records or a person"), remedy=_("name records by their ids, or --subject NAME")
        )
    erasure = company(options).memory.erasure(*options.subject)
    if not options.yes:
        _confirm(erasure.survey())
    if not options.json:
        say(_("erasing, and searching every file …"))
    done = erasure.erase()
    emit(options, {**asdict(done), "proved": done.proved}, lambda: _told(done))
    return 0 if done.proved else 1


def _confirm(found: Survey) -> None:
    for line in _survey(found):
        print(shown(line), file=sys.stderr)
    if not sys.stdin.isatty():
        raise ErasureRefused(
            _("this cannot be undone, and nobody is here to be asked"), remedy=_("add --yes")
        )
    answer = input(_("Erase all this for good? Type yes: "))
    if answer.strip().casefold() not in ("yes", _("yes")):
        raise ErasureRefused(_("nothing was changed"))


def _survey(found: Survey) -> Iterator[str]:
    yield _(
        "{records} records, {rows} rows and entries, {objects} stored files, {files} drafts and logs"
    ).format(
        records=found.records, rows=found.journal.count, objects=len(found.objects), files=len(found.files)
    )
    yield from (f"    {name} ({len(keys)})" for name, keys in sorted(found.journal.rows.items()))
    yield from (f"    {path}" for path in found.files[:_SHOWN])
    if found.sent:
        yield _("{count} times it left the company; that stays where it is").format(count=len(found.sent))


def _told(done: Erased) -> Iterator[str]:
    if done.event:
        yield _(
            "erased: {records} records, {rows} rows and entries, {objects} stored files, {files} drafts and logs"
        ).format(records=done.records, rows=done.rows, objects=done.objects, files=done.files)
        yield _(
            "entry {event} of the ledger tells of it, without the name; hashes of what stood there are kept"
        ).format(event=done.event)
    else:
        yield _("nothing that is kept held the name")
    if done.proved:
        yield _(
            "proved: {count} files were searched, logs and free pages included, and none holds the name"
        ).format(count=done.searched)
    else:
        yield _("still there, since other rows and seals rest on it, or it could not be removed:")
        yield from (f"    {one}" for one in done.left[:_SHOWN])
    yield from _listed(_("your own files hold it, and are yours to change:"), done.own)
    yield from _listed(_("left the company with it, and nothing brings it back:"), done.sent)


def _listed(title: str, found: Sequence[str]) -> Iterator[str]:
    if found:
        yield title
        yield from (f"    {one}" for one in found[:_SHOWN])
    if len(found) > _SHOWN:
        yield "    " + _("and {count} more").format(count=len(found) - _SHOWN)
