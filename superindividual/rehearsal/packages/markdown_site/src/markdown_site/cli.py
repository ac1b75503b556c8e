"""The command line."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NoReturn

from . import COMMAND, __version__, messages
from .build import Site, build
from .dates import parse_moment
from .errors import SiteError
from .layout import ATOM, RSS
from .output import publish
from .server import Preview, PreviewServer, serve

OK, FAULTS, UNUSABLE = 0, 1, 2
_LAST_PORT = 65535


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; gives the exit code that `--help` explains."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal may not know every letter
            stream.reconfigure(errors="backslashreplace")
    arguments = _parser().parse_args(argv)
    run = {"build": _build, "check": _check, "serve": _serve}[arguments.command]
    try:
        return run(arguments)
    except SiteError as error:
        _say(str(error))
        return UNUSABLE


def _build(arguments: argparse.Namespace) -> int:
    root, target = Path(arguments.notes), Path(arguments.output)
    site = build(root, arguments.today, drafts=arguments.drafts)
    _report(site, root)
    if site.has_errors or (site.faults and arguments.strict):
        _say(messages.NOT_WRITTEN.format(name=target))
        return FAULTS
    publish(site.files, target, root)
    if not site.settings.url:
        _say(messages.NO_URL)
    elif site.settings.feeds and not site.files.keys() & {ATOM, RSS}:
        _say(messages.NO_FEED)
    _write(messages.WRITTEN.format(name=target, notes=site.notes, drafts=site.drafts))
    return OK


def _check(arguments: argparse.Namespace) -> int:
    root = Path(arguments.notes)
    site = build(root, arguments.today, drafts=arguments.drafts)
    for fault in site.faults:
        _write(f"{root.as_posix()}/{fault}")
    errors = sum(fault.is_error for fault in site.faults)
    warnings = len(site.faults) - errors
    text = messages.CHECKED.format(notes=site.notes, errors=errors, warnings=warnings)
    _write(text)
    return FAULTS if site.faults else OK


def _serve(arguments: argparse.Namespace) -> int:
    root = Path(arguments.notes)
    preview = Preview(
        root,
        arguments.today,
        drafts=arguments.drafts,
        say=lambda site: _report(site, root),
    )
    preview.current()
    host, port = arguments.host, arguments.port
    try:
        server = PreviewServer(host, port, preview)
    except OSError as error:
        reason = error.strerror or str(error)
        message = messages.CANNOT_SERVE.format(host=host, port=port, reason=reason)
        raise SiteError(message) from None
    _write(messages.SERVING.format(host=host, port=server.server_address[1]))
    sys.stdout.flush()
    serve(server)
    return OK


def _report(site: Site, root: Path) -> None:
    for fault in site.faults:
        _say(f"{root.as_posix()}/{fault}", named=False)


def _say(text: str, *, named: bool = True) -> None:
    prefix = f"{COMMAND}: " if named else ""
    sys.stderr.write(f"{prefix}{text}\n")


def _write(text: str) -> None:
    sys.stdout.write(f"{text}\n")


class _Parser(argparse.ArgumentParser):
    """An argument parser that speaks the language of `messages`."""

    def format_help(self) -> str:
        return re.sub("^usage: ", messages.USAGE, super().format_help())

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
    options = parser.add_argument_group(messages.OPTIONS)
    _add_help(options)
    version = f"{COMMAND} {__version__}"
    options.add_argument(
        "--version", action="version", version=version, help=messages.HELP_VERSION
    )
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="COMMAND", title=messages.COMMANDS
    )
    for name, text, further in (
        ("build", messages.HELP_BUILD, _add_build),
        ("check", messages.HELP_CHECK, None),
        ("serve", messages.HELP_SERVE, _add_serve),
    ):
        command = commands.add_parser(
            name, help=text, description=text, add_help=False, allow_abbrev=False
        )
        what = command.add_argument_group(messages.ARGUMENTS)
        what.add_argument("notes", metavar="NOTES", help=messages.HELP_NOTES)
        group = command.add_argument_group(messages.OPTIONS)
        if further:
            further(group)
        _add_common(group)
    return parser


def _add_build(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("--output", metavar="FOLDER", default="site", help=messages.HELP_OUTPUT)
    add("--strict", action="store_true", help=messages.HELP_STRICT)


def _add_serve(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("--host", metavar="HOST", default="127.0.0.1", help=messages.HELP_HOST)
    add("--port", metavar="PORT", type=_port, default=8000, help=messages.HELP_PORT)


def _add_common(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("--drafts", action="store_true", help=messages.HELP_DRAFTS)
    today = datetime.now(tz=UTC).astimezone().date()
    add("--today", metavar="DATE", type=_day, default=today, help=messages.HELP_TODAY)
    _add_help(group)


def _add_help(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--help", "-h", action="help", help=messages.HELP_HELP)


def _day(text: str) -> date:
    try:
        return parse_moment(text).day
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _port(text: str) -> int:
    if re.fullmatch(r"\d{1,5}", text, re.ASCII) and int(text) <= _LAST_PORT:
        return int(text)
    raise argparse.ArgumentTypeError(messages.BAD_PORT.format(text=text))
