"""Recipients: who shall receive the e-mail, in the brief's own words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from superindividual.rehearsal.launch.phrasing import plain
from superindividual.rehearsal.launch.pitch import Pitch
from superindividual.rehearsal.launch.price import about_sponsors
from superindividual.specs.facts import Statement

_TO = re.compile(
    r"\b(?:e-?mails?|mail(?:ing)?|newsletter|write|writing|announcement)\s+(?:it\s+)?(?:(?:to|for)\s+|(?=(?:my|our|all|the)\s+[\w ]{0,30}(?:users?|customers?|clients?|members?|readers?|subscribers?|companies|sellers?|teachers?|parents?)\b))(?P<who>[^.;,:]{3,80})",
    re.IGNORECASE,
)
_TO_ZH = re.compile(
    r"(?:发?给|发送给|寄给|通知)(?P<who>[^，。；：、]{2,30}?)(?:的|发|写|群发|一封|一份)*(?:邮件|电邮|信|邮箱)|邮件(?:发?给|通知)(?P<who2>[^，。；：]{2,30})"
)
_COMPANIES = re.compile(
    r"\bcompan|\bbusiness|\bfirms?\b|\bagenc|\bstartups?\b|公司|企业|商家|品牌", re.IGNORECASE
)
_TRYING = re.compile(r"\bbeta\b|\btest(?:er|user)|\bearly\b|内测|种子|试用", re.IGNORECASE)

Kind = Literal["users", "sponsors"]


@dataclass(frozen=True)
class Recipients:
    """Who receives it."""

    words: str
    """`my 40 beta users`."""
    evidence: str
    kind: Kind

    @property
    def list_key(self) -> str:
        """Which list of the e-mail's front matter they stand on."""
        if self.kind == "sponsors":
            return "list_sponsors"
        return "list_beta" if _TRYING.search(self.words) else "list_general"


def recipients_of(pitch: Pitch) -> Recipients | None:
    """The recipients that a statement of the facts names; None when none does."""
    facts = pitch.facts
    single = [s for s in (facts.summary, facts.problem) if s]
    for statement in (*facts.wanted, *facts.capabilities, *single, *facts.dates):
        found = _named(statement)
        if found:
            companies = _COMPANIES.search(found) is not None
            sponsors = companies and (
                bool(pitch.sponsoring or pitch.sponsor_prices) or about_sponsors(statement.text)
            )
            return Recipients(found, statement.evidence, "sponsors" if sponsors else "users")
    return None


def _named(statement: Statement) -> str:
    text = plain(statement.text)
    match = _TO.search(text)
    if match:
        return re.split(r"\s+(?:and|with|about|on|that|which|before|when)\s+", match["who"].strip())[0]
    match = _TO_ZH.search(text)
    return (match["who"] or match["who2"]).strip() if match else ""
