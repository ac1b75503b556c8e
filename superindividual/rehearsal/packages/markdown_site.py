"""The recipe `markdown-site`: a command-line tool that turns a folder of Markdown notes into a static website.

The product's code stands in `markdown_site/`: `src` and `tests` are what is handed over, with the module's
name put in; `en` and `zh-CN` hold what people read. What the founder said of the site decides the package's
defaults, its example and what its README says first; see `SiteShape`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, timedelta

from superindividual.rehearsal.packages.handover import Handover, handover
from superindividual.rehearsal.packages.scaffold import (
    Mutation,
    markdown,
    templates,
)
from superindividual.rehearsal.packages.site_shape import SiteShape, shape_of
from superindividual.rehearsal.proposal import Proposal
from superindividual.tools.job import Job

RECIPE = "markdown-site@1"
FALLBACK_NAME = "markdown-site"
DEPENDENCIES = ("markdown-it-py>=4,<5", "ruamel.yaml>=0.18,<0.20")
"""MIT both, and so is what they need (mdurl): metadata of markdown-it-py 4.3 and ruamel.yaml 0.19, 2026-11."""

_DATA = "markdown_site"
_MODULE = "markdown_site"  # the templates' own name, replaced in the tests


_bug = Mutation.of_source

SEEDED_DEFECT = _bug("collection", "rest.sort(key=_newest, reverse=True)", "rest.sort(key=_newest)")
"""What the first version does wrong, on purpose: the oldest notes come first."""

PLANTED_BUGS = (
    SEEDED_DEFECT,
    _bug("addresses", 'unicodedata.normalize("NFC", spoken.lower())', "spoken.lower()"),
    _bug("build", "and path not in targets.used", "and False"),
    _bug("build", "place.casefold()", "place"),
    _bug("collection", "note.date.day >= self.today", "note.date.day > self.today"),
    _bug("dates", "day.month >= _SEASON_STARTS", "day.month > _SEASON_STARTS"),
    _bug("feeds", "moment.day > site.today", "False"),
    _bug("folder", "if entry.is_symlink():", "if False:"),
    _bug("markup", "escape(value)", "value"),
    _bug("note", "first_line=2", "first_line=1"),
    _bug("output", "if foreign:", "if False:"),
    _bug("output", "        old.rename(target)\n        raise", "        raise"),
    _bug("pages", "sponsor.until >= site.today", "sponsor.until > site.today"),
    _bug("rendering", '"html": False', '"html": True'),
    _bug("server", "state != self._state", "False"),
    _bug("settings", 'in ("http", "https")', 'in ("http", "https", "javascript")'),
    _bug("targets", '_ALLOWED = ("http",', '_ALLOWED = ("javascript", "http",'),
    _bug("values", "if key in made:", "if False:"),
    _bug("cli", "site.has_errors or", "False or"),
)
"""Faults that the produced tests must catch, one at a time."""


def markdown_site(job: Job) -> Proposal:
    """Hand over the package.

    Raises:
        StepFailed: the job has no facts.
    """
    work = handover(job, _DATA, _MODULE, FALLBACK_NAME)
    shape = shape_of(job, work.facts)
    promises = _promises(work, shape)
    notes = _notes(work, shape)
    return work.proposal(
        RECIPE,
        promises,
        SEEDED_DEFECT,
        sources=_sources(work, shape),
        tests=work.tests(),
        readme=_readme(work, shape, promises, notes),
        extra={
            **{f"examples/notes/{path}": text for path, text in notes.items()},
            "examples/faulty/note.md": work.texts["faulty"],
        },
        keywords=("feed", "markdown", "static site", "website"),
        dependencies=DEPENDENCIES,
    )


def _promises(work: Handover, shape: SiteShape) -> dict[str, str]:
    """What the README promises: of the features that depend on the brief, those that are on."""
    absent = {
        "next": not shape.next,
        "archive": shape.archive == "none",
        "sponsors": not shape.sponsors,
        "sidebar": not shape.sidebar,
        "feed": not shape.feeds,
        "sitemap": bool(shape.feeds),
    }
    absent["undated"], absent["front_matter"] = shape.dated, not shape.dated
    texts: Mapping[str, str] = work.texts["promises"]
    return {key: text.format(feeds=_feeds(work, shape)) for key, text in texts.items() if not absent.get(key)}


def _feeds(work: Handover, shape: SiteShape) -> str:
    return str(work.texts["feeds"]["both" if len(shape.feeds) > 1 else "atom"])


def _sources(work: Handover, shape: SiteShape) -> dict[str, str]:
    sources = work.sources(suffixes=(".py", ".css"))
    del sources["__init__.py"]  # the scaffold writes it
    return {**sources, "defaults.py": _defaults(shape)}


def _defaults(shape: SiteShape) -> str:
    """The template's constants, with what the brief decides."""
    text = templates(f"{_DATA}/src/{_MODULE}", ("defaults.py",))["defaults.py"]
    labels = "".join(f"    {_quoted(name)}: {_quoted(_label(name))},\n" for name in shape.fields)
    values = {
        "FIELDS": f"{{\n{labels}}}" if labels else "{}",
        "GROUPS": _tuple(shape.groups),
        "DATED": str(shape.dated),
        "ARCHIVE": _quoted(shape.archive),
        "LATEST": str(shape.latest),
        "HOME_BY": _quoted(shape.home_by),
        "NEXT": _quoted(shape.next),
        "FEEDS": _tuple(shape.feeds),
        "SIDEBAR": str(shape.sidebar),
    }
    for name, value in values.items():
        text = _assigned(text, name, value)
    return text


def _assigned(text: str, name: str, value: str) -> str:
    """Replace one constant's value; raises ValueError unless it stands there exactly once."""
    head, *rest = re.split(rf"^({name}\b[^=\n]* = ).*$", text, flags=re.MULTILINE)
    if len(rest) != 2:
        raise ValueError(f"defaults.py: {name} stands there {len(rest) // 2} times")
    return f"{head}{rest[0]}{value}{rest[1]}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _tuple(values: tuple[str, ...]) -> str:
    if not values:
        return "()"
    if len(values) == 1:
        return f"({_quoted(values[0])},)"
    return "(\n" + "".join(f"    {_quoted(value)},\n" for value in values) + ")"


def _label(name: str) -> str:
    return name[:1].upper() + name[1:]


def _notes(work: Handover, shape: SiteShape) -> dict[str, str]:
    """Notes to begin with: what a note looks like for this product."""
    words, today = work.texts["example"], work.job.today
    noun = shape.noun or words["noun_docs" if shape.sidebar else "noun"]
    if work.job.language == "zh-CN" and re.search("[a-z]", noun):
        noun = words["noun"]
    days = {"first": today - timedelta(days=400), "second": today - timedelta(days=35)}
    days["third"] = today + timedelta(days=28) if shape.next else today - timedelta(days=7)
    days["draft"] = today
    folder = "guide/" if shape.sidebar else ""
    titles = {key: words[key].format(noun=noun) for key in days}
    if shape.next:
        titles["third"] = words["coming"].format(noun=noun)
    notes = {
        f"{folder}{key}.md": _note(work, shape, number, titles[key], words[f"{key}_text"], day)
        for number, (key, day) in enumerate(days.items(), start=1)
    }
    notes["about.md"] = f"---\ntitle: {words['about']}\npage: true\n---\n\n{words['about_text']}\n"
    notes["site.yaml"] = _site(work, shape)
    if shape.sidebar:
        notes["index.md"] = words["index_text"]
    if shape.sponsors:
        notes["sponsors.md"] = (
            f"---\ntitle: {words['sponsors']}\npage: true\n---\n\n{words['sponsors_text']}\n"
        )
    return dict(sorted(notes.items()))


def _note(work: Handover, shape: SiteShape, number: int, title: str, text: str, day: date) -> str:
    """One note; number 4 is the draft."""
    words = work.texts["example"]
    lines = [f"title: {title}"]
    lines += [f"order: {number}"] if shape.sidebar else [f"date: {day.isoformat()}"]
    for name in shape.fields:
        lines.append(f"{_key(name)}: {_quoted(words['value'].format(label=_label(name), number=number))}")
    grouped = dict.fromkeys((*shape.groups, *((shape.home_by,) if shape.home_by else ())))
    for name in grouped:
        value = (
            words["tag"]
            if name == "tags"
            else words["value"].format(label=_label(name), number=1 + number % 2)
        )
        lines.append(f"{_key(name)}: [{_quoted(value) if name != 'tags' else value}]")
    lines += ["draft: true"] if number == 4 else []
    front = "\n".join(lines)
    return f"---\n{front}\n---\n\n{text}\n"


def _key(name: str) -> str:
    """Fields are letters and blanks; what YAML reads as something else is quoted."""
    return _quoted(name) if name.casefold() in {"null", "true", "false", "yes", "no", "on", "off"} else name


def _site(work: Handover, shape: SiteShape) -> str:
    words = work.texts["example"]
    lines = [
        f"title: {_quoted(work.facts.product)}",
        f"description: {_quoted(words['description'])}",
        "url: https://example.org/",
    ]
    if shape.sponsors:
        lines += ["sponsors:", f"  - name: {words['sponsor']}", f"    line: {words['sponsor_line']}"]
        lines += ["    url: https://example.org/", f"    until: {work.job.today.year + 1}-12-31"]
    return "\n".join(lines) + "\n"


def _readme(work: Handover, shape: SiteShape, promises: Mapping[str, str], notes: Mapping[str, str]) -> str:
    found = templates(f"{_DATA}/{work.job.language}", ("README.md", "faults.txt"))
    folder = "guide/" if shape.sidebar else ""
    count = sum(path.endswith(".md") for path in notes) - 1
    output = work.texts["written"].format(count=count)
    text = work.readme(
        found["README.md"],
        promises,
        output=f"{output}\n",
        note=notes[f"{folder}third.md"],
        faults=found["faults.txt"],
        fields=_fields(work, shape),
        site=notes["site.yaml"],
        **_described(work, shape),
    )
    return re.sub(r"\n{3,}", "\n\n", text)  # sections that this product has not


def _fields(work: Handover, shape: SiteShape) -> str:
    """Rows of the README's table for what this product's notes say beside the usual."""
    texts = work.texts
    rows = [f"| `{markdown(name)}` | {texts['field']} |\n" for name in shape.fields]
    further = [n for n in (*shape.groups, shape.home_by) if n and n != "tags"]
    rows += [f"| `{markdown(name)}` | {texts['grouped']} |\n" for name in dict.fromkeys(further)]
    return "".join(rows)


def _described(work: Handover, shape: SiteShape) -> dict[str, str]:
    """Give this product's defaults, for the README's table of settings."""
    none = work.texts["none"]
    return {
        "default_fields": work.joined(f"`{name}`" for name in shape.fields) or work.texts["any_field"],
        "default_groups": work.joined(f"`{name}`" for name in shape.groups),
        "default_dated": str(shape.dated).lower(),
        "default_archive": shape.archive,
        "default_latest": str(shape.latest),
        "default_home_by": f"`{shape.home_by}`" if shape.home_by else none,
        "default_next": f"`{shape.next}`" if shape.next else none,
        "default_feeds": work.joined(f"`{name}`" for name in shape.feeds) or none,
        "default_sidebar": str(shape.sidebar).lower(),
    }
