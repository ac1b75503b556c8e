"""The registry: every check by name, each loaded when it is first asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from importlib import import_module

from superindividual.checks.check import Check, CheckResult, Subject, Verdict
from superindividual.text import gettext as _
from superindividual.text import one_line

_MODULES: Mapping[str, tuple[str, ...]] = {
    "discovery": ("facts_valid", "facts_cited", "questions_asked"),
    "documents": ("prd_sections", "requirements_complete", "personas_complete"),
    "positioning": ("positioning_complete",),
    "evidence": ("claims_cited",),
    "stories": ("stories_parse",),
    "design": ("flow_valid", "screens_reachable"),
    "tokens": ("tokens_valid",),
    "readable": ("files_readable",),
    "code": ("tests_pass", "lint_clean", "coverage_measured"),
    "biting": ("tests_bite",),
    "secrets": ("secrets_absent",),
    "personal_data": ("personal_data_absent",),
    "licences": ("licences_known",),
    "html": ("html_valid",),
    "landing": ("landing_page",),
    "site": ("images_described", "links_resolve", "no_external_requests", "page_weight"),
    "posts": ("posts_within_limits", "posts_cover_channels"),
    "advertising": ("advertising_words",),
    "message": ("email_complete",),
    "campaign": ("calendar_valid",),
    "finance": ("cash_flow_balances",),
    "launch": ("manifest_matches", "gaps_named"),
    "learning": ("metrics_defined",),
}

NAMES: Mapping[str, str] = {name: module for module, names in _MODULES.items() for name in names}
"""Every check of this package, with the module it lives in."""


def load_check(name: str) -> Check:
    """A check by name.

    Raises:
        KeyError: there is none of that name.
    """
    module = import_module(f"superindividual.checks.{NAMES[name]}")
    check: Check = module.CHECKS[name]
    return check


async def run_checks(
    subject: Subject, names: Sequence[str], extra: Mapping[str, Check] | None = None
) -> tuple[CheckResult, ...]:
    """Run checks and answer in the order of `names`.

    A check that breaks, and one that passes without a figure to show for it, count as `not_assessed`.

    Args:
        subject: what is checked.
        names: of checks here or in `extra`.
        extra: checks that live in other packages.

    Raises:
        KeyError: a name is unknown; nothing was run.
    """
    checks = [(name, (extra or {}).get(name) or load_check(name)) for name in names]
    return tuple([await _answer(name, check, subject) for name, check in checks])


async def _answer(name: str, check: Check, subject: Subject) -> CheckResult:
    try:
        result = await check(subject)
    except asyncio.CancelledError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a check dies of, its answer is that it gave none
        reason = _("The check broke and gave no answer: {error}")
        said = one_line(f"{type(error).__name__}: {error}", 200)
        return CheckResult(check=name, verdict=Verdict.NOT_ASSESSED, reason=reason.format(error=said))
    if result.verdict is Verdict.PASS and not any(_figure(value) for value in result.evidence.values()):
        reason = _("The check said pass without a figure to show for it, so it does not count.")
        return result.model_copy(update={"verdict": Verdict.NOT_ASSESSED, "reason": reason})
    return result


def _figure(value: object) -> bool:
    """Whether a piece of evidence shows that something was looked at."""
    return bool(value) and value is not True
