"""Rules: a plain text file that says which category a description belongs to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from . import messages
from .errors import InputError


@dataclass(frozen=True)
class Rule:
    """One rule; `pattern` is searched in the folded description."""

    category: str
    pattern: re.Pattern[str]

    def matches(self, description: str) -> bool:
        """Say whether the rule holds for a description, whatever its case."""
        return self.pattern.search(folded(description)) is not None


class _Fault(NamedTuple):
    line: int
    reason: str


def read_rules(text: str, name: str) -> tuple[Rule, ...]:
    """Read rules, in the file's order; `name` stands in the messages.

    Raises:
        InputError: with every faulty line as `name:line: reason`, or when there is
            no rule at all.
    """
    rules: list[Rule] = []
    faults: list[_Fault] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            rules.append(_rule(line))
        except ValueError as error:
            faults.append(_Fault(number, str(error)))
    if faults:
        lines = (f"{name}:{fault.line}: {fault.reason}" for fault in faults)
        raise InputError("\n".join(lines))
    if not rules:
        raise InputError(messages.NO_RULES.format(name=name))
    return tuple(rules)


def category_of(description: str, rules: Sequence[Rule]) -> str | None:
    """Give the category of the first rule that matches; None when none does."""
    return next((rule.category for rule in rules if rule.matches(description)), None)


def folded(text: str) -> str:
    """Fold width, case and spaces, so that what looks the same compares the same."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _rule(line: str) -> Rule:
    """Read `category: words` or `category: /regular expression/`."""
    category, colon, pattern = line.replace("：", ":", 1).partition(":")
    category, pattern = " ".join(category.split()), pattern.strip()
    if not colon or not category or not pattern:
        raise ValueError(messages.RULE_FORM)
    if category == messages.NO_CATEGORY:
        raise ValueError(messages.RESERVED_CATEGORY.format(name=category))
    if not (len(pattern) > 1 and pattern.startswith("/") and pattern.endswith("/")):
        return Rule(category, re.compile(re.escape(folded(pattern))))
    try:
        expression = re.compile(pattern[1:-1], re.IGNORECASE)
    except re.error as error:
        message = messages.RULE_EXPRESSION.format(reason=error)
        raise ValueError(message) from None
    if not pattern[1:-1] or expression.search(""):
        raise ValueError(messages.RULE_MATCHES_ALL)
    return Rule(category, expression)
