"""Notices: what stands above all requests: a halt, a policy that cannot be read, a company that is only looked at, lessons that wait."""

from __future__ import annotations

from collections.abc import Iterator

from superindividual.journal.journal import Journal
from superindividual.text import gettext as _
from superindividual.text import ngettext, one_line


def notices(journal: Journal) -> Iterator[str]:
    """One line each, most urgent first; none when all goes its way. Read from the journal and the halt's file alone."""
    halt = journal.halts.standing()
    if halt:
        reason = f" ({one_line(halt.reason, 80)})" if halt.reason else ""
        yield _("HALTED{reason}: nothing leaves the company. Lift it: superindividual halt --lift").format(
            reason=reason
        )
    latest = journal.policies.latest()
    if latest and latest.policy is None:
        yield _("company.yaml cannot be read, so you are asked about everything: {fault}").format(
            fault=one_line(latest.fault, 160)
        )
    if latest and (latest.policy or {}).get("mode") == "readonly":
        yield _("company.yaml says mode: readonly, so no run goes on and nothing leaves")
    lessons = _lessons(journal)
    if lessons:
        yield ngettext(
            "{count} lesson from your corrections waits for a word: superindividual memory lessons",
            "{count} lessons from your corrections wait for a word: superindividual memory lessons",
            lessons,
        ).format(count=lessons)


def _lessons(journal: Journal) -> int:
    """How many are proposed; the memory has no tables yet where nothing was ever remembered."""
    if not journal.store.row("SELECT 1 FROM sqlite_master WHERE name = 'memory_lessons'"):
        return 0
    row = journal.store.row("SELECT count(*) FROM memory_lessons WHERE state = 'proposed'")
    return int(row[0]) if row else 0
