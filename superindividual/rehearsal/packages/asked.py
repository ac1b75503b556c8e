"""Asked: what the founder asked of the product, held against what a recipe's package can do.

A recipe cannot write new code, so a package must say which wishes it meets, which it does not, and which
a program cannot judge. Words decide, and a wish they do not settle goes to the founder's own eyes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from superindividual.specs.facts import ProductFacts
from superindividual.text import one_line
from superindividual.tools.job import Job
from superindividual.workspace.artifact import Bundle

_FLAGS = re.IGNORECASE | re.ASCII  # a Latin word ends where Chinese begins
_ROW = re.compile(r"^\|\s*(R\d+)\s*\|(.+)\|\s*$")
_NEGATED = re.compile(
    r"(?:\b(?:no|not|never|without|nothing|neither|nor|don't|must not)\b|不|无需|没有|无)[^.,;，。；]{0,24}$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Asked:
    """One wish: its id (`R3`, or `C3` where there is no PRD), its words, its evidence."""

    id: str
    text: str
    evidence: str


@dataclass(frozen=True)
class Feature:
    """What a package can do: `pattern` finds wishes for it, `answer` says where it is."""

    id: str
    pattern: str
    answer: str


@dataclass(frozen=True)
class Answer:
    """What becomes of a wish: the features that meet it, the words for which there is nothing here."""

    asked: Asked
    features: tuple[Feature, ...]
    missing: tuple[str, ...]

    @property
    def is_met(self) -> bool:
        """Whether something meets it and no word of it stays without an answer."""
        return bool(self.features) and not self.missing


def asked_of(job: Job, facts: ProductFacts) -> tuple[Asked, ...]:
    """The PRD's requirements, else the capabilities that the facts list."""
    prd = job.input_of_kind("prd")
    found = _requirements(prd) if prd else ()
    return found or tuple(
        Asked(f"C{i + 1}", one_line(statement.text, 300), f"fact:capabilities[{i}]")
        for i, statement in enumerate(facts.capabilities)
    )


def answer(asked: Sequence[Asked], features: Sequence[Feature], beyond: str) -> tuple[Answer, ...]:
    """Hold every wish against the features.

    Args:
        asked: the wishes.
        features: what the package can do.
        beyond: a pattern for what it cannot do, such as `pdf|bank connection`.
    """
    return tuple(Answer(wish, _meeting(wish.text, features), _missing(wish.text, beyond)) for wish in asked)


def _requirements(prd: Bundle) -> tuple[Asked, ...]:
    """Rows of the requirements table (see the contract of `prd`): id, requirement, …, evidence."""
    try:
        lines = prd.text("design/prd.md").splitlines()
    except (KeyError, UnicodeDecodeError):
        return ()
    rows = [match for line in lines if (match := _ROW.match(line))]
    cells = [(row[1], [cell.strip() for cell in re.split(r"(?<!\\)\|", row[2])]) for row in rows]
    return tuple(Asked(rid, one_line(parts[0].replace("\\|", "|"), 300), parts[-1]) for rid, parts in cells)


def _meeting(text: str, features: Sequence[Feature]) -> tuple[Feature, ...]:
    return tuple(feature for feature in features if re.search(feature.pattern, text, _FLAGS))


def _missing(text: str, beyond: str) -> tuple[str, ...]:
    """Words for what the package cannot do; what the wish itself rules out is no wish."""
    found = re.finditer(beyond, text, _FLAGS)
    return tuple(dict.fromkeys(match[0] for match in found if not _NEGATED.search(text[: match.start()])))
