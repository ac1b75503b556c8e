"""Wording of rules: what one says, and how to answer a proposal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from superindividual.journal.rules import DAYS, Rule, state_word
from superindividual.text import gettext as _
from superindividual.text import ngettext, one_line


def says(pattern: Mapping[str, Any]) -> str:
    """A rule's pattern in one sentence: everything that must be equal."""
    engine = _("rehearsal, no AI") if pattern["engine"] == "rehearsal" else _("model")
    sentence = _(
        "{deliver} of the step {step} ({agent}, workflow {workflow}, {engine}) for {product}: files {files};"
        " the same {checks} checks, none failing or open; step and role card as they are written now"
    )
    return sentence.format(
        deliver=pattern["deliver"],
        step=pattern["step"],
        agent=pattern["agent"],
        workflow=pattern["workflow"],
        engine=engine,
        product=pattern["product"],
        files=one_line(", ".join(pattern["files"]), 200),
        checks=len(pattern["checks"]),
    )


def proposal(rule: Rule) -> Iterator[str]:
    """A proposal with how to answer it."""
    yield _("{id}: {count} equal approvals in a row. Let drafts like these pass without asking?").format(
        id=rule.id, count=len(rule.requests)
    )
    yield f"    {says(rule.says)}"
    yield "    " + _(
        "Accept for {days} days: superindividual rules accept {id}   Decline: superindividual rules decline {id}"
    ).format(days=DAYS, id=rule.id)


def standing(rule: Rule, uses: int, moment: str) -> str:
    """How a rule stands, in a few words; `moment` is the stamp of now."""
    if rule.state != "accepted":
        return state_word(rule.state)
    if rule.expires and rule.expires <= moment:
        return ngettext("expired {at}, used {uses} time", "expired {at}, used {uses} times", uses).format(
            at=rule.expires, uses=uses
        )
    return ngettext(
        "accepted until {at}, used {uses} time", "accepted until {at}, used {uses} times", uses
    ).format(at=rule.expires, uses=uses)
