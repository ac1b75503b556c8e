"""The command line."""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from . import COMMAND, __version__, messages
from .columns import ROLES
from .currencies import currency_in
from .decoding import decode
from .errors import InputError
from .render import as_json, as_text
from .report import Report, make_report
from .rules import Rule, read_rules
from .statement import Options, Statement, read_statement

OK, BAD_LINES, UNUSABLE = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; gives the exit code that `--help` explains."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal may not know every letter
            stream.reconfigure(errors="backslashreplace")
    arguments = _parser().parse_args(argv)
    try:
        return _run(arguments)
    except InputError as error:
        sys.stderr.write(f"{COMMAND}: {error}\n")
        return UNUSABLE


def _run(arguments: argparse.Namespace) -> int:
    rules = _rules(arguments.rules)
    statement = _statement(arguments)
    report = make_report(statement, rules, arguments.month)
    _write(report, arguments)
    if not report.unreadable:
        return OK
    count = len(report.unreadable)
    sys.stderr.write(f"{COMMAND}: {messages.BAD_LINES.format(count=count)}\n")
    return BAD_LINES


def _rules(name: str) -> tuple[Rule, ...]:
    if not Path(name).exists():
        raise InputError(messages.RULES_MISSING.format(name=name))
    return read_rules(_text(name, None), name)


def _statement(arguments: argparse.Namespace) -> Statement:
    options = Options(
        order=arguments.order,
        mark={"point": ".", "comma": ",", None: None}[arguments.decimal],
        currency=arguments.currency or "",
        columns=dict(arguments.column),
    )
    text = _text(arguments.file, arguments.encoding)
    try:
        return read_statement(text, options)
    except InputError as error:
        message = messages.IN_FILE.format(name=arguments.file, reason=error)
        raise InputError(message) from None


def _text(name: str, encoding: str | None) -> str:
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        message = messages.CANNOT_READ.format(name=name, reason=error.strerror)
        raise InputError(message) from None
    try:
        decoded = decode(content, encoding)
    except InputError as error:
        message = messages.IN_FILE.format(name=name, reason=error)
        raise InputError(message) from None
    if decoded.guessed:
        note = messages.GUESSED.format(name=name, encoding=decoded.encoding)
        sys.stderr.write(f"{COMMAND}: {note}\n")
    return decoded.text


def _write(report: Report, arguments: argparse.Namespace) -> None:
    text = as_json(report) if arguments.json else as_text(report)
    if arguments.output is None:
        sys.stdout.write(text)
        return
    target = Path(arguments.output)
    for source in (arguments.file, arguments.rules):
        if target.exists() and Path(source).exists() and target.samefile(source):
            raise InputError(messages.SAME_FILE.format(name=target))
    try:
        _replace(target, text)
    except OSError as error:
        message = messages.CANNOT_WRITE.format(name=target, reason=error.strerror)
        raise InputError(message) from None


def _replace(target: Path, text: str) -> None:
    """Write beside the target, then rename: a full disk leaves the old report whole."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).replace(target)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


class _Parser(argparse.ArgumentParser):
    """An argument parser that speaks the language of `messages`."""

    def format_usage(self) -> str:
        return self._named(super().format_usage())

    def format_help(self) -> str:
        return self._named(super().format_help())

    def _named(self, text: str) -> str:
        return re.sub("^usage: ", messages.USAGE, text)

    def error(self, message: str) -> NoReturn:
        for pattern, replacement in messages.PARSER:
            message = re.sub(pattern, replacement, message)
        text = messages.TRY_HELP.format(reason=message, command=COMMAND)
        self.exit(UNUSABLE, f"{COMMAND}: {text}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog=COMMAND,
        description=messages.ABOUT,
        epilog=messages.EPILOG,
        add_help=False,
        allow_abbrev=False,
    )
    what = parser.add_argument_group(messages.ARGUMENTS)
    what.add_argument("file", metavar="FILE", help=messages.HELP_FILE)
    add = parser.add_argument_group(messages.OPTIONS).add_argument
    add("--rules", metavar="FILE", default="rules.txt", help=messages.HELP_RULES)
    add("--month", metavar="YYYY-MM", type=_month, help=messages.HELP_MONTH)
    add("--json", action="store_true", help=messages.HELP_JSON)
    add("--output", metavar="FILE", help=messages.HELP_OUTPUT)
    day, month = messages.HELP_DAY, messages.HELP_MONTH_FIRST
    add("--day-first", dest="order", action="store_const", const="day", help=day)
    add("--month-first", dest="order", action="store_const", const="month", help=month)
    add("--decimal", choices=["point", "comma"], help=messages.HELP_DECIMAL)
    add(
        "--currency",
        metavar="CODE",
        type=_currency,
        help=messages.HELP_CURRENCY,
    )
    add(
        "--column",
        metavar="ROLE=NAME",
        type=_column,
        action="append",
        default=[],
        help=messages.HELP_COLUMN,
    )
    add("--encoding", metavar="NAME", help=messages.HELP_ENCODING)
    version = f"{COMMAND} {__version__}"
    add("--version", action="version", version=version, help=messages.HELP_VERSION)
    add("--help", "-h", action="help", help=messages.HELP_HELP)
    return parser


def _month(text: str) -> str:
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text):
        raise argparse.ArgumentTypeError(messages.BAD_MONTH.format(text=text))
    return text


def _currency(text: str) -> str:
    code = currency_in(text)
    if not code:
        raise argparse.ArgumentTypeError(messages.BAD_CURRENCY.format(text=text))
    return code


def _column(text: str) -> tuple[str, str]:
    role, _, name = text.partition("=")
    if role not in ROLES or not name.strip():
        roles = ", ".join(ROLES)
        message = messages.BAD_COLUMN.format(text=text, roles=roles)
        raise argparse.ArgumentTypeError(message)
    return role, name
