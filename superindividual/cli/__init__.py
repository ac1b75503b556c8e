"""The command line; each group of commands is imported when one of it is called."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from superindividual.errors import SuperindividualError
from superindividual.text import gettext as _
from superindividual.text import safe_text


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code: 0 done, 1 the answer is no, 2 a mistake in what was typed or written."""
    from superindividual.cli.parser import build

    options = build().parse_args(arguments)
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
