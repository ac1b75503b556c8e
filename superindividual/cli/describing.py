"""`schema`: what editors are told about the files of a company."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path

from superindividual.cli.output import emit
from superindividual.company import known_checks
from superindividual.errors import CompanyError
from superindividual.paths import CompanyPaths, find_company
from superindividual.specs.catalog import Catalog
from superindividual.specs.schema import Names
from superindividual.specs.schema_file import schema_file, schema_text, schema_texts
from superindividual.specs.template import unwritable
from superindividual.text import shown


def schema(options: Namespace) -> int:
    """Print JSON Schema, or write it into a folder."""
    made = texts(_company(options.company))
    wanted = {kind: made[kind] for kind in ([options.kind] if options.kind else made)}
    if options.output is None:
        print(wanted[options.kind] if options.kind else _together(wanted), end="")
        return 0
    written = [shown(str(file)) for file in _write(options.output, wanted)]
    return emit(options, {"files": written}, lambda: written)


def texts(paths: CompanyPaths | None = None) -> Mapping[str, str]:
    """Every schema as the text of its file; the company's own agents are offered beside those that ship."""
    catalog = Catalog(paths)
    names = Names(catalog.agent_files(), catalog.kinds, known_checks(), catalog.workflow_files())
    return schema_texts(names)


def _company(folder: Path | None) -> CompanyPaths | None:
    """The company around; a folder that was named must be one."""
    try:
        return find_company(folder or Path.cwd())
    except CompanyError:
        if folder is not None:
            raise
        return None


def _together(wanted: Mapping[str, str]) -> str:
    return schema_text({kind: json.loads(text) for kind, text in wanted.items()})


def _write(folder: Path, wanted: Mapping[str, str]) -> list[Path]:
    files = {folder / schema_file(kind): text for kind, text in wanted.items()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in files.items():
            file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise unwritable(folder, error) from error
    return list(files)
