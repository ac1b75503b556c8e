"""Questions: what a brief must say, asked one by one; each is a question that the discovery would ask later."""

from __future__ import annotations

from superindividual.recent import recent
from superindividual.specs.channels import load_channels
from superindividual.specs.workflow import FieldSpec
from superindividual.text import gettext as _
from superindividual_tui.fields import Field

COMPANY = "company"
REHEARSE = "rehearse"
FOLDER = "folder"
"""Fields that are about the company, and no part of the brief."""


def company_fields() -> tuple[Field, ...]:
    """What is asked beside the brief where there is no company yet."""
    name = FieldSpec(required=True, min=1, max=80, description=_("its folder is named after it"))
    return (Field(COMPANY, name, title=_("What is your company called?")),)


def folder_field() -> Field:
    """Which company; the one opened last where nothing is typed."""
    last = next(iter(recent()), None)
    spec = FieldSpec(
        type="folder",
        required=True,
        default=str(last) if last else None,
        description=_("its folder, or one inside it"),
    )
    return Field(FOLDER, spec, title=_("Which company?"))


def rehearse_field() -> Field:
    """Whether to go on at once."""
    spec = FieldSpec(type="boolean", default=True, description=_("no AI, no cost; you see the whole loop"))
    return Field(REHEARSE, spec, title=_("Begin a rehearsal of it now?"))


def brief_fields() -> tuple[Field, ...]:
    """The brief, from the name to the day."""
    return (
        _text("product", _("What is the product called?"), _("a working name will do"), most=80),
        _text(
            "what",
            _("What is it, and what is wrong today without it?"),
            _("a command-line tool, a web page, a mini program …; two or three sentences"),
            rows=4,
        ),
        _points("abilities", _("What shall it do?"), _("what a user can do with it on the first day")),
        _text(
            "audience", _("Who exactly is it for?"), _("and what these people use today"), rows=2, must=False
        ),
        _points("not_now", _("What shall it not do, for now?"), "", rows=3),
        _text(
            "price",
            _("What will it cost?"),
            _("how much, in which currency, once, per month or per year; or free"),
            must=False,
        ),
        Field(
            "markets",
            FieldSpec(type="list", description=_("codes of countries, and EU: CN, US, EU")),
            title=_("In which countries will you offer it?"),
        ),
        Field(
            "channels",
            FieldSpec(type="list", choices=tuple(load_channels())),
            title=_("Where shall it be announced?"),
        ),
        _points(
            "wanted", _("What do you need in the end?"), _("a package, a page, posts, an e-mail …"), rows=4
        ),
        _points("promises", _("What is true and shall be said in public?"), "", rows=2),
        _text("launch", _("On which day do you want to launch?"), _("such as 14 September 2027"), must=False),
        Field(
            "budget_usd",
            FieldSpec(type="number", min=0.0, description=_("US dollars for models")),
            title=_("What may one run cost at most?"),
        ),
    )


def _text(
    name: str, title: str, about: str, *, rows: int = 1, must: bool = True, most: float | None = None
) -> Field:
    return Field(name, FieldSpec(required=must, description=about, max=most), rows=rows, title=title)


def _points(name: str, title: str, about: str, *, rows: int = 5) -> Field:
    per_line = _("one on each line")
    description = f"{about}; {per_line}" if about else per_line
    return Field(
        name, FieldSpec(required=name == "abilities", description=description), rows=rows, title=title
    )
