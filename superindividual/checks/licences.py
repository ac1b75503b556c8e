"""Licences: what the package says of itself, and what it takes in."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.metadata import PackageNotFoundError, metadata, packages_distributions
from typing import Any

from superindividual.checks.answer import Answer, Unreadable, checks_of, not_assessed
from superindividual.checks.check import Check, Finding, Subject, Verdict
from superindividual.text import gettext as _
from superindividual.text import one_line

_PACKAGE = "package/"
_SETTINGS = "package/pyproject.toml"
_NAME = re.compile(r"\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)")
_LONGEST_EXPRESSION = 500
_COPYLEFT = re.compile(r"(?i)^(?:A?GPL|SSPL|OSL|EUPL|CC-BY-SA|CECILL-[12])")
_CLASSIFIED = re.compile(r"(?i)GNU (?:Affero )?General Public|\bA?GPL")


@dataclass(frozen=True)
class Project:
    """What the package's settings say."""

    licence: str
    files: tuple[str, ...]
    dependencies: tuple[str, ...]
    """Names as PEP 503 normalises them."""


def licences_known(subject: Subject) -> Answer:
    """The licence is a valid SPDX expression; what the source imports is declared; those licences are known and fit."""
    project = _project(subject)
    licences = {name: _installed(name) for name in project.dependencies}
    evidence = {"own": project.licence, "dependencies": licences}
    faults = (*_missing_texts(subject, project), *_undeclared(subject, project), *_unfit(project, licences))
    if faults:
        return Answer(Verdict.FAIL, faults[0].message, faults, evidence)
    unknown = [name for name, licence in licences.items() if licence is None]
    if unknown:
        reason = _("not installed here, so their licences were not read: {names}")
        return not_assessed(reason.format(names=", ".join(unknown)), **evidence)
    reason = _("own licence {own}; {count} dependencies, all known").format(
        own=project.licence, count=len(licences)
    )
    return Answer(Verdict.PASS, reason, (), evidence)


def _unfit_settings(message: str, remedy: str) -> Unreadable:
    return Unreadable(Finding(path=_SETTINGS, message=one_line(message, 300), remedy=remedy))


def _project(subject: Subject) -> Project:
    try:
        project = tomllib.loads(subject.bundle.text(_SETTINGS))["project"]
        licence, named = project.get("license"), [*project.get("dependencies", [])]
        files = tuple(map(str, project.get("license-files", ())))
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise _unfit_settings(
            _("pyproject.toml cannot be read: {error}").format(error=error), _("write it anew")
        ) from error
    for extra in _values(project.get("optional-dependencies")):
        named += extra
    if not isinstance(licence, str) or not licence.strip():
        raise _unfit_settings(_("the package names no licence"), _('as PEP 639 says: license = "Apache-2.0"'))
    if fault := invalid_licence(licence):
        message = _("{licence} is no SPDX licence expression: {fault}").format(licence=licence, fault=fault)
        raise _unfit_settings(
            message, _("take an identifier from spdx.org/licenses, or LicenseRef-Proprietary")
        )
    return Project(licence, files, tuple(dict.fromkeys(normal_name(str(text)) for text in named)))


def _values(table: Any) -> list[list[Any]]:
    return [value for value in table.values() if isinstance(value, list)] if isinstance(table, dict) else []


def normal_name(requirement: str) -> str:
    """The name that a requirement names, as PEP 503 normalises it."""
    match = _NAME.match(requirement)
    return re.sub(r"[-_.]+", "-", match.group(1)).lower() if match else requirement


def invalid_licence(expression: str) -> str:
    """What is wrong with an SPDX expression, or nothing; `LicenseRef-…` stands for any text of one's own."""
    from license_expression import ExpressionError, get_spdx_licensing

    if len(expression) > _LONGEST_EXPRESSION:
        return _("it is too long")
    reduced = re.sub(r"\bLicenseRef-[A-Za-z0-9.-]+", "MIT", expression)
    try:
        errors = get_spdx_licensing().validate(reduced, strict=True).errors
    except (ExpressionError, ValueError, AttributeError, TypeError, RecursionError):
        return _("it cannot be read")  # the library breaks on some, such as one that ends in AND
    return "; ".join(map(str, errors))


def _missing_texts(subject: Subject, project: Project) -> list[Finding]:
    """Licence texts that the settings name and the package lacks; a licence of one's own needs its text."""
    own = [path.removeprefix(_PACKAGE) for path in subject.bundle.files if path.startswith(_PACKAGE)]
    wanted = project.files or (("LICEN*",) if "LicenseRef-" in project.licence else ())
    return [
        Finding(
            path=_SETTINGS,
            message=_("there is no licence text {pattern}").format(pattern=one_line(pattern)),
            remedy=_("hand over the text, or do not name it"),
        )
        for pattern in wanted
        if not any(fnmatchcase(path, pattern) for path in own)
    ]


def _undeclared(subject: Subject, project: Project) -> list[Finding]:
    """Imports of the source that neither Python, nor the package, nor a declared dependency provides."""
    sources = {p: c for p, c in sorted(subject.bundle.files.items()) if p.startswith(f"{_PACKAGE}src/")}
    own = {path.split("/")[2].removesuffix(".py") for path in sources}
    known = own | set(sys.stdlib_module_names) | {"__future__"}
    found = []
    for path, content in sources.items():
        for line, module in _imports(path, content):
            if module not in known and not (_providers(module) & set(project.dependencies)):
                message = _("{module} is imported and not declared as a dependency").format(module=module)
                remedy = _("declare it in pyproject.toml, or do without")
                found.append(Finding(path=path, line=line, message=message, remedy=remedy))
    return found


def _imports(path: str, content: bytes) -> list[tuple[int, str]]:
    """Line and top-level name of each import that must succeed; those inside `try` or `if` may be missing."""
    if not path.endswith(".py"):
        return []
    try:
        tree = ast.parse(content)
    except (SyntaxError, ValueError, RecursionError):
        return []
    optional = {
        id(inner) for node in ast.walk(tree) if isinstance(node, ast.Try | ast.If) for inner in ast.walk(node)
    }
    found = []
    for node in ast.walk(tree):
        if id(node) in optional:
            continue
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name.split(".")[0]) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            found.append((node.lineno, node.module.split(".")[0]))
    return found


def _providers(module: str) -> set[str]:
    """Distributions that provide a module, by normal name; its own name where none is installed."""
    return {normal_name(name) for name in _distributions().get(module, (module,))}


@cache
def _distributions() -> Mapping[str, list[str]]:
    return packages_distributions()


def _installed(name: str) -> str | None:
    """The licence that an installed distribution declares; None when it is not installed or says nothing."""
    try:
        found = metadata(name)
    except PackageNotFoundError:
        return None
    if "License-Expression" in found:
        return str(found["License-Expression"])
    classifiers = [
        c.rpartition(" :: ")[2] for c in found.get_all("Classifier") or [] if c.startswith("License ::")
    ]
    return "; ".join(classifiers) or (one_line(found["License"], 80) if "License" in found else None)


def _unfit(project: Project, licences: Mapping[str, str | None]) -> list[Finding]:
    """Dependencies whose licence asks for the same licence, in a package that has another one."""
    if is_copyleft(project.licence):
        return []
    return [
        Finding(
            path=_SETTINGS,
            message=_("{name} is under {licence}, which does not fit {own}").format(
                name=name, licence=licence, own=project.licence
            ),
            remedy=_("choose another library, or the same licence"),
        )
        for name, licence in licences.items()
        if licence and is_copyleft(licence)
    ]


def is_copyleft(licence: str) -> bool:
    """Whether every way to take the licence is strong copyleft; the LGPL and the MPL are none for a library in use."""
    from license_expression import ExpressionError, get_spdx_licensing

    try:
        parsed = get_spdx_licensing().parse(licence, validate=True)
    except (ExpressionError, ValueError, AttributeError, TypeError):
        return bool(_CLASSIFIED.search(licence))
    return _demands(parsed)


def _demands(node: Any) -> bool:
    if type(node).__name__ == "OR":
        return all(_demands(part) for part in node.args)
    if type(node).__name__ == "AND":
        return any(_demands(part) for part in node.args)
    key = str(getattr(node, "license_symbol", node))
    exempt = "exception" in str(getattr(node, "exception_symbol", "")).lower()  # such as Classpath and GCC's
    return bool(_COPYLEFT.search(key)) and not exempt


CHECKS: Mapping[str, Check] = checks_of(licences_known)
