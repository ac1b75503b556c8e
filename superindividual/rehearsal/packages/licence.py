"""Licence: under which terms a produced package is handed over."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import resources

from superindividual.specs.facts import ProductFacts
from superindividual.tools.job import Job

_NAMED = re.compile(r"\b(Apache|L?A?GPL|MPL|BSD|ISC|EUPL|Unlicense|CC0|CC[- ]BY|Mulan)\b|木兰", re.ASCII)
_MIT = re.compile(r"\bMIT\b", re.ASCII)


@dataclass(frozen=True)
class Licence:
    """The terms a package is handed over under."""

    expression: str
    """SPDX."""
    text: str
    """The LICENSE file."""
    unfilled: str = ""
    """A licence that the brief names and whose text is not filled in."""

    @property
    def is_open(self) -> bool:
        """Whether anyone may use, change and pass on the package."""
        return self.expression == "MIT"


def licence_of(job: Job, facts: ProductFacts) -> Licence:
    """MIT where the brief says MIT or just open source; otherwise proprietary.

    Another open licence that the brief names, alone or beside MIT, is not replaced by MIT: the package stays
    proprietary until the founder puts that licence's text in, and `unfilled` names it.
    """
    holder = job.identity.legal_name or _holder(facts, job)
    if not facts.signal("open_source"):
        return Licence("LicenseRef-Proprietary", _proprietary(holder, job))
    named = [match[0] for pattern in (_MIT, _NAMED) for match in pattern.finditer(job.brief.text)]
    if set(named) <= {"MIT"}:
        return Licence("MIT", _text("MIT.txt", holder, job))
    unfilled = " / ".join(dict.fromkeys(named))
    return Licence("LicenseRef-Proprietary", _proprietary(holder, job), unfilled=unfilled)


def _holder(facts: ProductFacts, job: Job) -> str:
    return f"{facts.product} 的权利人" if job.language == "zh-CN" else f"the owner of {facts.product}"


def _proprietary(holder: str, job: Job) -> str:
    return _text(f"proprietary.{job.language}.txt", holder, job)


def _text(name: str, holder: str, job: Job) -> str:
    text = (resources.files(__package__) / "licences" / name).read_text(encoding="utf-8")
    return text.replace("{year}", str(job.today.year)).replace("{holder}", holder)
