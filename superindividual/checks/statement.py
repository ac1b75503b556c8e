"""Statement: what a check's pass means, in one sentence, which a deliverable may claim by citing the check."""

from __future__ import annotations

from superindividual.text import Language
from superindividual.text import gettext as _
from superindividual.workspace.artifact import Claim

LANGUAGES: tuple[Language, ...] = ("en", "zh-CN")


def statement(check: str, language: Language) -> str:
    """The sentence; empty for a check that has none."""
    return {
        "tests_pass": _("The tests pass.", language),
        "tests_bite": _("The tests fail where the code is broken on purpose.", language),
        "lint_clean": _("The linter finds nothing.", language),
        "rules_answered": _("Every compliance rule is answered, and none is left out.", language),
        "no_external_requests": _("The pages load nothing from other servers.", language),
        "links_resolve": _("Every link inside the pages leads somewhere.", language),
        "cash_flow_balances": _("The cash flow adds up in every month.", language),
        "stories_parse": _("Every story is written so that a program can read it.", language),
        "screens_reachable": _("Every screen can be reached.", language),
        "posts_within_limits": _("Every post keeps to its channel's limits.", language),
        "manifest_matches": _("The manifest names every file with its hash.", language),
    }.get(check, "")


def statements(check: str) -> str:
    """The sentence in all languages, so that a claim is weighed the same whoever reads it."""
    return " ".join(statement(check, language) for language in LANGUAGES)


def claimed(checks: tuple[str, ...], language: Language) -> tuple[Claim, ...]:
    """The sentences of checks as claims that cite them."""
    said = {check: statement(check, language) for check in checks}
    return tuple(Claim(text=text, evidence=(f"check:{check}",)) for check, text in said.items() if text)


def is_statement(claim: Claim) -> bool:
    """Whether a claim only says what a check's pass means: it is about the version that was checked, and no other."""
    if len(claim.evidence) != 1 or not claim.evidence[0].startswith("check:"):
        return False
    check = claim.evidence[0].removeprefix("check:")
    return claim.text in [statement(check, language) for language in LANGUAGES]
