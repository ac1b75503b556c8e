"""Licences: what the package says of itself, and what it takes in."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, metadata

from superindividual.checks.check import Check, CheckResult, Finding, Subject, Verdict
from superindividual.text import gettext as _

_SETTINGS = "package/pyproject.toml"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_COPYLEFT = re.compile(r"(?i)\b(A?GPL|GNU (Affero )?General Public)")


async def licences_known(subject: Subject) -> CheckResult:
    """The package's licence is a valid SPDX expression, and those of its dependencies are known and fit."""
    try:
        project = tomllib.loads(subject.bundle.text(_SETTINGS))["project"]
        own = project["license"]
        dependencies = [m.group() for text in project.get("dependencies", []) if (m := _NAME.match(text))]
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        return _answer(
            Verdict.FAIL,
            _("the package names no licence"),
            (Finding(path=_SETTINGS, message=str(error), remedy='license = "MIT"'),),
        )
    if not isinstance(own, str) or not _valid(own):
        return _answer(
            Verdict.FAIL,
            _("{licence} is no SPDX licence expression").format(licence=own),
            (Finding(path=_SETTINGS, message=str(own)),),
        )
    return _held_against(own, {name: _installed(name) for name in dependencies})


def _valid(expression: str) -> bool:
    from license_expression import get_spdx_licensing

    reduced = re.sub(r"LicenseRef-[A-Za-z0-9.-]+", "MIT", expression)
    return not get_spdx_licensing().validate(reduced).errors


def _installed(name: str) -> str | None:
    """The licence that an installed distribution declares; None when it is not installed or says nothing."""
    try:
        found = metadata(name)
    except PackageNotFoundError:
        return None
    classifiers = [
        c.rpartition(" :: ")[2] for c in found.get_all("Classifier") or [] if c.startswith("License ::")
    ]
    declared = [found[name] for name in ("License-Expression", "License") if name in found]
    return "; ".join(classifiers) or (declared[0] if declared else None)


def _held_against(own: str, licences: Mapping[str, str | None]) -> CheckResult:
    evidence = {"own": own, "dependencies": dict(licences)}
    bad = [
        n
        for n, licence in licences.items()
        if licence and _COPYLEFT.search(licence) and not _COPYLEFT.search(own)
    ]
    if bad:
        findings = tuple(
            Finding(
                path=_SETTINGS,
                message=f"{n}: {licences[n]}",
                remedy=_("choose another library, or the same licence"),
            )
            for n in bad
        )
        return _answer(
            Verdict.FAIL, _("a copyleft licence does not fit {own}").format(own=own), findings, evidence
        )
    unknown = [n for n, licence in licences.items() if licence is None]
    if unknown:
        return _answer(
            Verdict.NOT_ASSESSED,
            _("licences not known here: {names}").format(names=", ".join(unknown)),
            (),
            evidence,
        )
    return _answer(
        Verdict.PASS,
        _("own licence {own}; {count} dependencies, all known").format(own=own, count=len(licences)),
        (),
        evidence,
    )


def _answer(
    verdict: Verdict,
    reason: str,
    findings: tuple[Finding, ...] = (),
    evidence: Mapping[str, object] | None = None,
) -> CheckResult:
    return CheckResult(
        check="licences_known", verdict=verdict, reason=reason, findings=findings, evidence=evidence or {}
    )


CHECKS: Mapping[str, Check] = {"licences_known": licences_known}
