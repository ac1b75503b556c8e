"""What can be typed after `memory`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from superindividual.text import gettext as _

Command = Callable[[object, str, str, str], argparse.ArgumentParser]
"""Adds one command: to which parsers, its name, its help, its handler."""

KINDS = ("fact", "decision", "lesson", "preference", "deliverable", "metric", "programme", "law")


def add(memory: argparse.ArgumentParser, command: Command) -> None:
    """All that the founder can do with the memory; alone it lists."""
    memory.set_defaults(kind=None, scope=None, all=False)
    parts = memory.add_subparsers(title=_("commands"), metavar="COMMAND")
    _looking(parts, command)
    _changing(parts, command)
    _learning(parts, command)
    _moving(parts, command)


def _looking(parts: object, command: Command) -> None:
    listing = command(parts, "list", _("what is valid, newest first"), "remembering:listing")
    _narrowing(listing)
    listing.add_argument(
        "--all", action="store_true", help=_("also what is superseded, expired or forgotten")
    )
    search = command(parts, "search", _("what fits some words, best first"), "remembering:search")
    search.add_argument("words", nargs="+", metavar="WORDS")
    _narrowing(search)
    search.add_argument(
        "--limit", type=int, default=10, metavar="N", help=_("how many at most (default: 10)")
    )
    search.add_argument("--since", metavar="DATE", help=_("only what was said on this day or later"))
    search.add_argument("--until", metavar="DATE", help=_("only what was said on this day or before"))
    search.add_argument(
        "--at",
        metavar="DATE",
        help=_("what stood here and was valid at the end of this day, also what was corrected since"),
    )
    show = command(parts, "show", _("one record with all it says about itself"), "remembering:show")
    show.add_argument("id", metavar="ID")
    why = command(
        parts, "why", _("where a record came from, and which deliverables used it"), "remembering:why"
    )
    why.add_argument("id", metavar="ID")


def _narrowing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--kind", choices=KINDS, help=_("only this kind"))
    parser.add_argument("--scope", metavar="SCOPE", help=_("only company, product:NAME or agent:NAME"))


def _changing(parts: object, command: Command) -> None:
    new = command(parts, "add", _("tell the company something"), "remembering:add")
    new.add_argument("words", nargs="+", metavar="WORDS")
    new.add_argument("--kind", choices=KINDS, default="fact", help=_("what it is (default: fact)"))
    new.add_argument(
        "--scope",
        default="company",
        metavar="SCOPE",
        help=_("company, product:NAME or agent:NAME (default: company)"),
    )
    new.add_argument(
        "--source",
        default="founder",
        metavar="URL|file:PATH:LINE",
        help=_("where it stands; what stands at a URL is marked as from outside"),
    )
    new.add_argument(
        "--as-of", metavar="DATE", help=_("the day on which the source said so (default: today)")
    )
    new.add_argument("--from", dest="valid_from", metavar="DATE", help=_("valid from the begin of this day"))
    new.add_argument("--until", metavar="DATE", help=_("valid until the end of this day"))
    new.add_argument(
        "--confidence", type=float, default=1.0, metavar="0…1", help=_("how sure it is (default: 1)")
    )
    correct = command(parts, "correct", _("put the right thing in a record's place"), "remembering:correct")
    correct.add_argument("id", metavar="ID")
    correct.add_argument("words", nargs="+", metavar="WORDS")
    forget = command(
        parts,
        "forget",
        _("tell a record to nobody any more, or erase a person for good"),
        "remembering:forget",
    )
    forget.add_argument("ids", nargs="*", metavar="ID")
    forget.add_argument(
        "--subject",
        action="append",
        default=[],
        metavar="NAME",
        help=_(
            "erase this person from everything that is kept, for good; once for each name, address or number"
        ),
    )
    forget.add_argument("--yes", action="store_true", help=_("with --subject: do not ask again"))
    undo = command(
        parts, "undo", _("bring records back, or take back what one source wrote"), "remembering:undo"
    )
    undo.add_argument("ids", nargs="*", metavar="ID")
    undo.add_argument("--run", metavar="RUN", help=_("forget everything that this run wrote"))
    undo.add_argument("--source", metavar="SOURCE", help=_("forget everything that came from this source"))


def _learning(parts: object, command: Command) -> None:
    lessons = command(
        parts, "lessons", _("what your corrections teach: keep it or not"), "remembering:lessons"
    )
    lessons.add_argument("action", choices=("list", "keep", "decline"), nargs="?", default="list")
    lessons.add_argument("ids", nargs="*", metavar="ID")
    lessons.add_argument("--all", action="store_true", help=_("also those that are kept or declined"))
    against = command(
        parts, "contradictions", _("records that cannot both be right"), "remembering:contradictions"
    )
    against.add_argument("action", choices=("list", "keep"), nargs="?", default="list")
    against.add_argument("id", nargs="?", metavar="ID")
    against.add_argument("record", nargs="?", metavar="RECORD", help=_("the one to keep"))


def _moving(parts: object, command: Command) -> None:
    export = command(parts, "export", _("everything as JSON lines, or as Markdown"), "carrying:export")
    export.add_argument(
        "--to", type=Path, metavar="FILE", help=_("a new file, .jsonl or .md (default: print JSON lines)")
    )
    bring = command(
        parts, "import", _("records of an export, or a launch's numbers from a CSV file"), "carrying:bring"
    )
    bring.add_argument("file", type=Path, metavar="FILE")
    bring.add_argument("--product", metavar="PRODUCT", help=_("CSV: the product that the numbers are about"))
    bring.add_argument(
        "--outside", action="store_true", help=_("mark all as from outside: the file is not yours")
    )
    command(parts, "rebuild", _("build the words anew, and let the index be built anew"), "carrying:rebuild")
