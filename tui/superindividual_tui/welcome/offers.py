"""Offers: what a founder without a company can do; screens and the linear form call the same functions."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from superindividual.company import Company
from superindividual.errors import CompanyError
from superindividual.paths import bundled, find_company
from superindividual.recent import remember
from superindividual.specs.brief_reader import load_brief
from superindividual.specs.brief_writer import brief_text
from superindividual.specs.template import unwritable
from superindividual.text import Language, slug
from superindividual.text import gettext as _
from superindividual_tui.model_setup import set_up
from superindividual_tui.starting import begin
from superindividual_tui.welcome.questions import COMPANY, FOLDER, REHEARSE

LOOP = "product_loop"
"""The workflow that a first rehearsal goes through."""
_SAMPLES: Mapping[Language, str] = {"en": "club-dues.md", "zh-CN": "parcel-scale.zh.md"}


def rehearse_sample(beside: Path, lang: Language) -> Company:
    """Make a company with a brief that ships, and begin its rehearsal; raises CompanyError where nothing can be written."""
    company = _founded(beside, _("Sample company"), "sample", lang)
    shipped = bundled("examples") / "briefs" / _SAMPLES[lang]
    brief = company.paths.root / "briefs" / shipped.name
    try:
        shutil.copyfile(shipped, brief)
    except OSError as error:
        raise unwritable(brief.parent, error) from error
    begin(company, LOOP, {"brief": str(brief)})
    return company


def found_with_brief(beside: Path, given: Mapping[str, Any], lang: Language) -> Path:
    """Make a company with its first brief from what the questions gave, and begin a rehearsal of it where that is wished.

    Raises:
        CompanyError: nothing can be written here, or the name names nothing.
        SpecErrors: the brief cannot be read.
    """
    company = _founded(beside, given[COMPANY], slug(given[COMPANY]), lang)
    brief = write_brief(company, given, lang)
    if given.get(REHEARSE):
        begin(company, LOOP, {"brief": str(brief)})
    company.journal.close()
    return company.paths.root


def write_brief(company: Company, answers: Mapping[str, Any], lang: Language) -> Path:
    """Write a brief into the company, never over another; raises CompanyError and, where it cannot be read, SpecErrors."""
    folder = company.paths.root / "briefs"
    text = brief_text(answers, lang)
    try:
        folder.mkdir(exist_ok=True)
        file = _free(folder, slug(str(answers["product"])), ".md")
        with file.open("x", encoding="utf-8") as written:
            written.write(text)
    except OSError as error:
        raise unwritable(folder, error) from error
    load_brief(file)
    return file


def model_for(given: Mapping[str, Any]) -> tuple[Path, str]:
    """Set up a model for the company in a folder; gives both by name. Raises CompanyError and SpecErrors."""
    paths = open_company(str(given[FOLDER])).paths
    return paths.root, set_up(paths, given)


def open_company(typed: str) -> Company:
    """The company in a folder or around it, put first among the recent ones; raises CompanyError."""
    company = Company(find_company(Path(typed).expanduser()))
    remember(company.paths.root)
    return company


def _founded(beside: Path, name: str, folder: str, lang: Language) -> Company:
    company = Company.found(_free(beside, folder, ""), name, lang)
    remember(company.paths.root)
    return company


def _free(folder: Path, name: str, suffix: str) -> Path:
    """A path that nothing has yet: `name`, `name-2` and so on."""
    for number in range(1, 1000):
        path = folder / (f"{name}-{number}{suffix}" if number > 1 else f"{name}{suffix}")
        if not path.exists() and not path.is_symlink():
            return path
    raise CompanyError(
        _("{folder} holds a thousand of these").format(folder=folder), remedy=_("choose another name")
    )
