"""Recipients: who shall receive the e-mail, in the brief's own words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from superindividual.rehearsal.launch.patterns import pattern
from superindividual.rehearsal.launch.phrasing import plain
from superindividual.rehearsal.launch.pitch import Pitch
from superindividual.rehearsal.launch.price import about_sponsors
from superindividual.rehearsal.reading.vocabulary import phrase
from superindividual.specs.facts import Statement

Kind = Literal["users", "sponsors"]


@dataclass(frozen=True)
class Recipients:
    """Who receives it."""

    words: str
    """`my 40 beta users`."""
    evidence: str
    kind: Kind
    refused: bool = False
    """The brief says that they never agreed."""
    language: str = ""
    """A language the mail is asked for in, where the brief names one."""

    @property
    def firms(self) -> bool:
        """Whether a firm or a club is written to, and not a person."""
        return self.kind == "sponsors" or pattern("bodies").search(self.words) is not None

    @property
    def list_key(self) -> str:
        """Which list of the e-mail's front matter they stand on."""
        if self.kind == "sponsors":
            return "list_sponsors"
        return "list_beta" if pattern("trying").search(self.words) else "list_general"


def recipients_of(pitch: Pitch) -> Recipients | None:
    """The recipients that a statement of the facts names; None when none does."""
    facts = pitch.facts
    single = [s for s in (facts.summary, facts.problem) if s]
    for statement in (*facts.wanted, *facts.capabilities, *single, *facts.dates):
        found = _named(statement)
        if found:
            companies = pattern("companies").search(found) is not None
            sponsors = companies and (
                bool(pitch.sponsoring or pitch.sponsor_costs) or about_sponsors(statement.text)
            )
            asked = pattern("asked_language").search(statement.text)
            return Recipients(
                found,
                statement.evidence,
                "sponsors" if sponsors else "users",
                phrase("no_consent").search(statement.text) is not None,
                asked.group() if asked else "",
            )
    return None


def _named(statement: Statement) -> str:
    match = pattern("mail_to").search(plain(statement.text))
    if match is None:
        return ""
    who = next(word for word in match.groups() if word).strip()
    who = re.sub(r"\s*[（(][^（）()]*[)）]?\s*$", "", who)  # a remark in brackets is not part of them
    who = re.sub(rf"的(?:{pattern('asked_language').pattern})+$", "", who)
    return re.split(r"\s+(?:and|with|about|on|that|which|before|when)\s+", who)[0]
