"""The command line; each group of commands is imported when one of it is called."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from superindividual.errors import SuperindividualError
from superindividual.text import gettext as _
from superindividual.text import safe_text, showing

if TYPE_CHECKING:
    from argparse import Namespace


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code: 0 done, 1 the answer is no, 2 a mistake in what was typed or written."""
    from superindividual.cli.language import founders_language

    typed = list(sys.argv[1:] if arguments is None else arguments)
    with showing(founders_language(typed)):
        return _run(typed)


def _run(arguments: Sequence[str]) -> int:
    if not arguments and (shown := _without_command(plain=False)):
        options = cast("Namespace", SimpleNamespace(handler=shown, company=None, plain=False))
        return _called(
            options
        )  # the screen waits for no parser: to make it takes as long as to read the journal
    from superindividual.cli.parser import build

    parser = build()
    options = parser.parse_args(arguments)
    if options.handler is None:
        handler = _without_command(plain=options.plain)
        if handler is None:
            parser.print_help()
            return 0
        options.handler, options.company = handler, None
    return _called(options)


def _called(options: Namespace) -> int:
    """Call what was asked for; what is wrong with it is told, never raised."""
    try:
        code: int = options.handler(options)
        sys.stdout.flush()
    except SuperindividualError as error:
        _complain(error, as_json=getattr(options, "json", False))
        return 2
    except KeyboardInterrupt:
        print(
            _("interrupted; runs stand where they are, and go on with: superindividual up"), file=sys.stderr
        )
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    return code


def _without_command(*, plain: bool) -> Callable[[Namespace], int] | None:
    """What no command at all means: the cockpit in a company, the welcome elsewhere; None without a terminal."""
    from superindividual.cli.cockpit import cockpit, on_terminal, welcome
    from superindividual.paths import find_company

    if not plain and not on_terminal():
        return None
    try:
        find_company(Path.cwd())
    except SuperindividualError:
        return welcome
    return cockpit


def _complain(error: SuperindividualError, *, as_json: bool) -> None:
    if as_json:
        import json  # here, since most commands need none

        print(
            json.dumps(
                {
                    "error": type(error).__name__,
                    "message": error.message,
                    "remedy": error.remedy,
                    "text": str(error),
                },
                ensure_ascii=False,
            )
        )
    else:
        print(safe_text(str(error)), file=sys.stderr)
