"""`init` and `check`: what a founder writes."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from superindividual.cli.output import emit, say
from superindividual.errors import SpecErrors, SuperindividualError
from superindividual.specs.template import write_company
from superindividual.text import gettext as _
from superindividual.text import language


def init(options: Namespace) -> int:
    """Make a company folder."""
    folder = (options.company or Path.cwd()) / options.name
    write_company(folder, options.name, options.language or language())
    return emit(
        options,
        {"company": str(folder)},
        lambda: [
            _("{folder} is a company now.").format(folder=folder),
            _("Next: cd {name} && superindividual rehearse --brief briefs/example.md").format(
                name=options.name
            ),
        ],
    )


def check(options: Namespace) -> int:
    """Check files, or all that the company wrote; 1 when something is wrong."""
    from superindividual.cli.checking import check_file, written_files

    files = options.files or written_files(options.company)
    faults: list[str] = []
    for path in files:
        try:
            check_file(path)
        except SpecErrors as several:
            faults += [str(fault) for fault in several.faults]
        except SuperindividualError as error:
            faults.append(str(error))
    if options.json:
        return emit(options, {"files": [str(f) for f in files], "faults": faults}, list) or bool(faults)
    for fault in faults:
        say(fault)
    say(_("{faults} faults in {files} files").format(faults=len(faults), files=len(files)))
    return 1 if faults else 0
