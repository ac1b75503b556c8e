"""Pinned: the file that a run's workflow was read from, and whether it says something else today."""

from __future__ import annotations

from pathlib import Path

from superindividual.errors import RunRefused, SuperindividualError
from superindividual.journal.runs import Run
from superindividual.paths import CompanyPaths
from superindividual.text import gettext as _


def kept(paths: CompanyPaths, file: Path) -> str:
    """A file's path as the journal keeps it: below the company's folder relative to it, so that that can move."""
    file, root = file.resolve(), paths.root.resolve()
    return str(file.relative_to(root) if file.is_relative_to(root) else file)


def workflow_file(paths: CompanyPaths, run: Run) -> Path:
    """The file that a run's workflow was read from; raises RunRefused when that is not known."""
    if not run.file:
        raise RunRefused(
            _("the workflow file of {run} is not known").format(run=run.id),
            remedy=_("name it: superindividual adopt {run} --workflow FILE").format(run=run.id),
        )
    return paths.root / run.file


def changed(paths: CompanyPaths, run: Run) -> bool:
    """Whether the file of an unfinished run, or one that it uses, says something else now, or cannot be read."""
    if run.outcome or not run.file:
        return False
    from superindividual.journal.fingerprint import fingerprint_of
    from superindividual.specs.catalog import Catalog
    from superindividual.specs.files import read_file
    from superindividual.specs.validate import followed

    file = workflow_file(paths, run)
    try:
        whole = followed(read_file(file), str(file), Catalog(paths))
    except SuperindividualError:
        return True
    return fingerprint_of(whole) != fingerprint_of(run.workflow)
