"""The command line."""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import NoReturn

from . import COMMAND, __version__, messages
from .batch import Units, read_batch
from .decoding import decode
from .errors import InputError
from .figures import NUMBER, parse_number
from .freight import Rule, work_out
from .item import fold, parse_item
from .render import as_json, as_text, batch_as_csv, batch_as_json, printable
from .units import KILOGRAM, Unit, unit_named

OK, BAD_LINES, UNUSABLE = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; gives the exit code that `--help` explains."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal may not know every letter
            stream.reconfigure(errors="backslashreplace")
    parser = _parser()
    arguments = parser.parse_args(argv)
    if bool(arguments.item) == (arguments.batch is not None):
        parser.error(messages.ITEM_OR_BATCH)
    try:
        return _many(arguments) if arguments.batch is not None else _one(arguments)
    except InputError as error:
        _say(str(error))
        return UNUSABLE


def _one(arguments: argparse.Namespace) -> int:
    text = " ".join(arguments.item)
    try:
        item = parse_item(text, arguments.length_unit, arguments.weight_unit)
    except ValueError as error:
        raise InputError(str(error)) from None
    render = as_json if arguments.json else as_text
    result = work_out(item, _rule(arguments))
    _write(render(result, explain=arguments.explain), arguments)
    return OK


def _many(arguments: argparse.Namespace) -> int:
    rule, name = _rule(arguments), arguments.batch
    units = Units(arguments.length_unit, arguments.weight_unit)
    text = _text(name, arguments.encoding)
    try:
        batch = read_batch(text, rule, units)
    except InputError as error:
        message = messages.IN_FILE.format(name=name, reason=error)
        raise InputError(message) from None
    if arguments.json:
        _write(batch_as_json(batch, explain=arguments.explain), arguments)
    else:
        _write(batch_as_csv(batch, rule, explain=arguments.explain), arguments)
    for bad in batch.bad:
        _say(messages.AT_LINE.format(line=bad.line, reason=bad.reason))
    if not batch.bad:
        return OK
    count, lines = len(batch.bad), len(batch.outcomes)
    _say(messages.BAD_LINES.format(count=count, lines=lines))
    return BAD_LINES


def _say(text: str) -> None:
    sys.stderr.write(f"{COMMAND}: {printable(text)}\n")


def _rule(arguments: argparse.Namespace) -> Rule:
    divisors = tuple(dict.fromkeys(arguments.divisor))
    return Rule(divisors or Rule.divisors, arguments.round_up)


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
        _say(messages.GUESSED.format(name=name, encoding=decoded.encoding))
    return decoded.text


def _write(text: str, arguments: argparse.Namespace) -> None:
    if arguments.output is None:
        sys.stdout.write(text)
        return
    target, source = Path(arguments.output), Path(arguments.batch or "-")
    if target.exists() and source.exists() and target.samefile(source):
        raise InputError(messages.SAME_FILE.format(name=target))
    # spreadsheets take CSV for UTF-8 only when it begins with a mark
    table = arguments.batch is not None and not arguments.json
    try:
        _replace(target, text, "utf-8-sig" if table else "utf-8")
    except OSError as error:
        message = messages.CANNOT_WRITE.format(name=target, reason=error.strerror)
        raise InputError(message) from None


def _replace(target: Path, text: str, encoding: str) -> None:
    """Write beside the target, then rename: a full disk leaves the old file whole."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "w", encoding=encoding, newline="\n") as file:
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
        self.exit(UNUSABLE, f"{COMMAND}: {printable(text)}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog=COMMAND,
        description=messages.ABOUT,
        epilog=messages.EPILOG,
        add_help=False,
        allow_abbrev=False,
    )
    what = parser.add_argument_group(messages.ARGUMENTS)
    what.add_argument("item", nargs="*", metavar="ITEM", help=messages.HELP_ITEM)
    what.add_argument("--batch", metavar="FILE", help=messages.HELP_BATCH)
    _add_options(parser.add_argument_group(messages.OPTIONS))
    return parser


def _add_options(group: argparse._ArgumentGroup) -> None:
    add, half = group.add_argument, Rule.step
    add(
        "--divisor",
        metavar="N",
        type=_divisor,
        action="append",
        default=[],
        help=messages.HELP_DIVISOR,
    )
    add(
        "--round-up",
        metavar="STEP",
        type=_step,
        default=half,
        help=messages.HELP_ROUND,
    )
    length, weight = messages.HELP_LENGTH_UNIT, messages.HELP_WEIGHT_UNIT
    add("--length-unit", metavar="UNIT", type=_length_unit, help=length)
    add("--weight-unit", metavar="UNIT", type=_weight_unit, help=weight)
    explain, alone = messages.HELP_EXPLAIN, messages.HELP_NO_EXPLAIN
    add("--explain", action="store_true", default=True, help=explain)
    add("--no-explain", dest="explain", action="store_false", help=alone)
    add("--json", action="store_true", help=messages.HELP_JSON)
    add("--output", metavar="FILE", help=messages.HELP_OUTPUT)
    add("--encoding", metavar="NAME", help=messages.HELP_ENCODING)
    version = f"{COMMAND} {__version__}"
    add("--version", action="version", version=version, help=messages.HELP_VERSION)
    add("--help", "-h", action="help", help=messages.HELP_HELP)


def _divisor(text: str) -> Fraction:
    return _number(text, text, messages.BAD_DIVISOR)


def _step(text: str) -> Fraction:
    """Read `0.5kg`, `100g`; a plain number is kilograms."""
    match = re.fullmatch(rf"({NUMBER})\s*(\D*)", fold(text.strip()))
    unit = unit_named(match[2], "weight") if match and match[2] else KILOGRAM
    if match is None or unit is None:
        raise argparse.ArgumentTypeError(messages.BAD_STEP.format(text=text))
    return _number(match[1], text, messages.BAD_STEP) * Fraction(unit.factor)


def _number(number: str, text: str, message: str) -> Fraction:
    folded = fold(number.strip())
    try:
        if re.fullmatch(NUMBER, folded):
            return parse_number(folded)
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(message.format(text=text))


def _length_unit(text: str) -> Unit:
    unit = unit_named(fold(text), "length")
    if unit is None:
        raise argparse.ArgumentTypeError(messages.BAD_LENGTH_UNIT.format(text=text))
    return unit


def _weight_unit(text: str) -> Unit:
    unit = unit_named(fold(text), "weight")
    if unit is None:
        raise argparse.ArgumentTypeError(messages.BAD_WEIGHT_UNIT.format(text=text))
    return unit
