"""Template: what `init` writes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from superindividual.errors import CompanyError
from superindividual.paths import COMPANY_FILE
from superindividual.text import Language, shown
from superindividual.text import gettext as _

SCHEMAS = Path("schemas")
"""Where the templates tell editors to look for the schemas: among the company's own files, so that a clone has them."""

_FOLDERS = ("agents", "workflows", "briefs", "products", str(SCHEMAS))
_LONGEST = 80  # CompanySpec.name


def write_company(folder: Path, name: str, lang: Language, schemas: Mapping[Path, str] = {}) -> None:
    """Make a company in `folder`, with texts for its `schemas`; what is there already is never overwritten.

    Raises:
        CompanyError: a company is there, the folder holds other things or cannot be written, or `name` names nothing.
    """
    _refuse(folder, name)
    templates = Path(__file__).parent / "templates" / lang
    files = {
        source.relative_to(templates): source.read_text(encoding="utf-8").replace(
            '"{{name}}"', json.dumps(name, ensure_ascii=False)
        )
        for source in sorted(templates.rglob("*"))
        if source.is_file()
    }
    settings = files.pop(Path(COMPANY_FILE))
    try:
        for part in _FOLDERS:
            (folder / part).mkdir(parents=True)
        for path, text in {**files, **schemas, Path(".gitignore"): ".superindividual/\n"}.items():
            _write(folder / path, text)
        _write(folder / COMPANY_FILE, settings)  # last, since this file makes the folder a company
    except OSError as error:
        raise unwritable(folder, error) from error


def unwritable(folder: Path, error: OSError) -> CompanyError:
    """The error for a folder that a command was to write into."""
    return CompanyError(
        _("{folder} cannot be written: {reason}").format(folder=shown(str(folder)), reason=error.strerror),
        remedy=_("choose a folder that is yours"),
    )


def _refuse(folder: Path, name: str) -> None:
    place = shown(str(folder))
    if name != shown(name) or not name.strip() or len(name) > _LONGEST:
        raise CompanyError(
            _("{name} cannot name a company").format(name=shown(name)[:_LONGEST] or "“”"),
            remedy=_("use at most {most} characters that can be seen").format(most=_LONGEST),
        )
    try:
        holds = [entry.name for entry in folder.iterdir()]
    except FileNotFoundError:
        return
    except OSError as error:
        raise CompanyError(
            _("{folder} is no folder that can be read").format(folder=place), remedy=_("choose another name")
        ) from error
    if COMPANY_FILE in holds:
        raise CompanyError(
            _("{folder} is a company already").format(folder=place),
            remedy=_("go there, or choose another name"),
        )
    if holds:
        raise CompanyError(_("{folder} is not empty").format(folder=place), remedy=_("choose another name"))


def _write(path: Path, text: str) -> None:
    with path.open("x", encoding="utf-8") as file:  # never over what is there
        file.write(text)
