"""Pattern: which values of an argument a standing approval fits: one exact text, or one `*` for a single plain word.

A pattern never means "contains": what stands around the `*` must stand there, and the `*` takes no `/`, `@`, comma,
space or quote, so that no second destination hides in it.
"""

from __future__ import annotations

import re

from superindividual.text import gettext as _

_PLAIN = r"(?!\.{1,2}(?:/|$))[\w.+=~-]+"
"""What `*` stands for: letters of any script, digits and a few signs; never `.` or `..` as a whole part of a path."""

_LEAST = 2
"""Letters or digits that a pattern must hold beside its `*`."""


_HOST = re.compile(r"(?:://|@)([^/?#]*)")
_UNDER = re.compile(r"\*(?:\.[\w-]+){2,}(?::\d+)?")
"""The only star in a host: whatever stands before a name that the founder knows, `*.example.com`."""


def _ends_elsewhere(pattern: str) -> bool:
    """Whether a star could make another host of the one that stands there: `https://example.com*`, `ann@exam*`."""
    return any("*" in host and not _UNDER.fullmatch(host) for host in _HOST.findall(pattern))


def pattern_fault(pattern: str) -> str:
    """What is wrong with a pattern; empty when nothing is."""
    if pattern.count("*") > 1:
        return _("it has more than one *")
    if "*" in pattern and len(re.findall(r"\w", pattern)) < _LEAST:
        return _("it fits nearly everything")
    if _ends_elsewhere(pattern):
        return _(
            "it fits other people's hosts: a * in one may only stand at its beginning, as in *.example.com"
        )
    return (
        "" if pattern.isprintable() and pattern.strip() == pattern != "" else _("it is empty, or hides signs")
    )


def fits(pattern: str, value: object) -> bool:
    """Whether a value, or every value of a list, is what the pattern says; what is no text never is."""
    if isinstance(value, list | tuple):
        return bool(value) and all(fits(pattern, one) for one in value)
    if not isinstance(value, str) or not value.isprintable() or "*" in value:
        return False
    before, star, after = pattern.partition("*")
    if not star:
        return value == pattern
    if _ends_elsewhere(pattern):
        return False
    return re.fullmatch(re.escape(before) + _part(before) + re.escape(after), value) is not None


def _part(before: str) -> str:
    """The expression for `*`; at the beginning of a path's part it must not be `.` or `..`."""
    return _PLAIN if before == "" or before.endswith("/") else r"[\w.+=~-]+"
