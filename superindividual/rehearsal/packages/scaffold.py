"""The shell of a produced package, and what every code recipe needs around it.

Build backend: hatchling. No backend builds offline unless it is already there, and hatchling is wherever
superindividual is built from source; it understands a PEP 639 licence (since 1.27) and is pure Python.
Nobody needs it to install the product: the launch kit carries a wheel and an sdist that
`build_distributions` writes without any backend.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from typing import NamedTuple

from pydantic import ValidationError

from superindividual.errors import StepFailed
from superindividual.rehearsal.packages.asked import Answer, Asked, Feature, answer, asked_of
from superindividual.rehearsal.packages.licence import Licence, licence_of
from superindividual.rehearsal.packages.naming import PackageName, package_name
from superindividual.specs.facts import ProductFacts
from superindividual.text import Language, one_line
from superindividual.text import gettext as _
from superindividual.tools.job import Feedback, Job
from superindividual.workspace.distributions import build_distributions

__all__ = [
    "VERSION",
    "Answer",
    "Asked",
    "Feature",
    "Licence",
    "Mutation",
    "PackageName",
    "answer",
    "asked_of",
    "build_distributions",
    "changelog",
    "facts_of",
    "fill",
    "founder_feedback",
    "licence_of",
    "markdown",
    "package_name",
    "scaffold",
    "templates",
    "wants_defect",
]

VERSION = "0.1.0"
"""The version of every first package."""


class Mutation(NamedTuple):
    """One change that must make a package's tests fail; `{module}` in the path is the package's module."""

    path: str
    """Below `package/`."""
    old: str
    new: str

    @classmethod
    def of_source(cls, file: str, old: str, new: str) -> Mutation:
        """A change to one of the package's modules, named without its ending."""
        return cls(f"src/{{module}}/{file}.py", old, new)

    def apply(self, files: Mapping[str, bytes], module: str) -> dict[str, bytes]:
        """Plant it; raises ValueError unless `old` stands there exactly once."""
        path = "package/" + self.path.replace("{module}", module)
        text = files[path].decode()
        if text.count(self.old) != 1:
            raise ValueError(f"{path}: {self.old!r} stands there {text.count(self.old)} times")
        return {**files, path: text.replace(self.old, self.new).encode()}


def facts_of(job: Job) -> ProductFacts:
    """The product's facts, from the job's input of kind `discovery`.

    Raises:
        StepFailed: there is no such input, or it cannot be read.
    """
    discovery = job.input_of_kind("discovery")
    if discovery is None or "discovery/facts.json" not in discovery.files:
        raise StepFailed(
            _("This step needs the product's facts, and no earlier step hands them over"),
            remedy=_("let it need the step that delivers `discovery`"),
        )
    try:
        return ProductFacts.model_validate_json(discovery.files["discovery/facts.json"])
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise StepFailed(
            _("discovery/facts.json does not follow the form at {where}").format(where=where or "/"),
            remedy=_("send the discovery back"),
        ) from None


def wants_defect(job: Job) -> bool:
    """Whether this is the first version, which carries the planted defect."""
    return job.attempt == 1 and not job.feedback


def founder_feedback(job: Job) -> tuple[Feedback, ...]:
    """What the founder said when sending versions back, oldest first."""
    return tuple(feedback for feedback in job.feedback if feedback.by == "founder")


def templates(folder: str, suffixes: Sequence[str] = (".py",)) -> dict[str, str]:
    """Template files of a recipe, by name, sorted; `folder` lies beside this module (`a/tests`)."""
    root: Traversable = resources.files(__package__)
    for part in folder.split("/"):
        root = root / part
    files = sorted(
        (f for f in root.iterdir() if f.is_file() and f.name.endswith(tuple(suffixes))), key=lambda f: f.name
    )
    return {file.name: file.read_text(encoding="utf-8") for file in files}


def fill(template: str, values: Mapping[str, str]) -> str:
    """Replace every `{{name}}`; raises ValueError when one has no value. Values are not looked into again."""
    head, *rest = template.split("{{")
    pieces = [head]
    for piece in rest:
        name, closed, tail = piece.partition("}}")
        if not closed or name not in values:
            raise ValueError(f"the template has no value for {{{{{name}}}}}")
        pieces += [values[name], tail]
    return "".join(pieces)


def markdown(text: str) -> str:
    """Foreign text inside one line or cell of Markdown: no HTML, no table cells, no fences."""
    flat = one_line(text, 500)
    for sign, harmless in (
        ("&", "&amp;"),
        ("<", "&lt;"),
        ("|", "\\|"),
        ("`", "'"),
        ("[", "\\["),
        ("]", "\\]"),
        ("*", "\\*"),
    ):
        flat = flat.replace(sign, harmless)
    return flat


def changelog(job: Job, first: str, repaired: str) -> str:
    """Keep a Changelog: the first version, what was repaired, what the founder asked for and stays open.

    Args:
        job: the attempt; sent back by a check, it lists `repaired`.
        first: what the first version is, one line.
        repaired: the planted defect as a user would have met it, one line.
    """
    words = _WORDS[job.language]
    parts = [
        f"# {words['title']}",
        f"## {VERSION} - {job.today.isoformat()}",
        f"### {words['added']}\n\n- {first}",
    ]
    if any(feedback.by.startswith("check:") for feedback in job.feedback):
        parts.append(f"### {words['fixed']}\n\n- {repaired}")
    wishes = [f"- {wish.request or 'founder'}: {markdown(wish.text)}" for wish in founder_feedback(job)]
    if wishes:
        parts.append(f"### {words['open']}\n\n" + "\n".join(wishes))
    return "\n\n".join(parts) + "\n"


_WORDS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "title": "Changelog",
        "added": "Added",
        "fixed": "Fixed",
        "open": "Asked for by the founder, not done (a rehearsal cannot rewrite code by free text)",
    },
    "zh-CN": {
        "title": "更新日志",
        "added": "新增",
        "fixed": "修复",
        "open": "创始人提出、尚未完成（排演不能按自由文字改写代码）",
    },
}


def scaffold(
    facts: ProductFacts,
    *,
    module: str,
    sources: Mapping[str, str],
    tests: Mapping[str, str],
    readme: str,
    description: str,
    command: str,
    licence: Licence,
    changelog: str,
    language: Language | None = None,
    extra: Mapping[str, str] | None = None,
    author: str = "",
    email: str = "",
    keywords: Sequence[str] = (),
    dependencies: Sequence[str] = (),
) -> dict[str, bytes]:
    """Give a whole package, as paths below `package/` to content.

    Args:
        facts: the product; its name stands in the package.
        module: the package's import name; its `cli.py` has `main() -> int`, which the command calls.
        sources: file name to text, below `src/MODULE/`. `__init__.py` (PRODUCT, COMMAND, `__version__`) and
            `__main__.py` are added unless they are here.
        tests: file name to text, below `tests/`.
        readme: the whole README.
        description: one line for package indexes.
        command: what is typed to run it; the distribution has the same name.
        licence: see `licence_of`.
        changelog: see `changelog`.
        language: of what users read; the facts' when not given.
        extra: further files, by path below `package/`, such as `examples/bank.csv`.
        author: legal name, empty when unknown.
        email: its address, empty when unknown.
        keywords: for package indexes.
        dependencies: requirements at run time (PEP 508).
    """
    line = one_line(description, 200)
    files = {
        "pyproject.toml": _pyproject(
            module, command, line, licence, language or facts.language, author, email, keywords, dependencies
        ),
        "README.md": readme,
        "CHANGELOG.md": changelog,
        "LICENSE": licence.text,
        ".gitignore": "__pycache__/\n.coverage\n.pytest_cache/\n.ruff_cache/\nbuild/\ndist/\n",
        f"src/{module}/__init__.py": _init(facts.product, command),
        f"src/{module}/__main__.py": _MAIN,
        f"src/{module}/py.typed": "",
        **{f"src/{module}/{name}": text for name, text in sources.items()},
        **{f"tests/{name}": text for name, text in tests.items()},
        **(extra or {}),
    }
    return {f"package/{path}": text.encode() for path, text in sorted(files.items())}


_MAIN = '''"""`python -m`: the same as the command."""

from .cli import main

if __name__ == "__main__":
    raise SystemExit(main())
'''


def _init(product: str, command: str) -> str:
    """Values are written as Python literals, so that no product's name can be code."""
    return "\n".join(
        [
            '"""What the package is called."""',
            "",
            f"PRODUCT = {_literal(one_line(product, 60))}",
            f"COMMAND = {_literal(command)}",
            f"__version__ = {_literal(VERSION)}",
            "",
        ]
    )


def _literal(text: str) -> str:
    """A double-quoted literal that is the same in Python, TOML and JSON."""
    return json.dumps(one_line(text, 200), ensure_ascii=False)


def _list(values: Iterable[str]) -> str:
    return "[" + ", ".join(_literal(value) for value in values) + "]"


def _pyproject(
    module: str, command: str, description: str, licence: Licence, language: Language,
    author: str, email: str, keywords: Sequence[str], dependencies: Sequence[str],
) -> str:  # fmt: skip
    template = (resources.files(__package__) / "pyproject.toml.txt").read_text(encoding="utf-8")
    person = {"name": author, "email": email} if email else {"name": author}
    fields = ", ".join(f"{key} = {_literal(value)}" for key, value in person.items())
    return fill(
        template,
        {
            "name": _literal(command),
            "version": _literal(VERSION),
            "description": _literal(description),
            "license": _literal(licence.expression),
            "authors": f"authors = [{{ {fields} }}]\n" if author else "",
            "keywords": _list(keywords),
            "private": ""
            if licence.is_open
            else '    "Private :: Do Not Upload", # package indexes refuse it; remove to publish\n',
            "natural_language": "Chinese (Simplified)" if language == "zh-CN" else "English",
            "dependencies": _list(dependencies),
            "command": command,
            "module": module,
        },
    )
