"""Labelled: what a sentence is about when a label or a heading announces it and its words say more."""

from __future__ import annotations

import re

from superindividual.rehearsal.reading.amount import amounts
from superindividual.rehearsal.reading.days import names_day
from superindividual.rehearsal.reading.evidence import aside, asks, is_contact, is_paper, tells
from superindividual.rehearsal.reading.prices import is_running_cost
from superindividual.rehearsal.reading.source import Sentence
from superindividual.rehearsal.reading.vocabulary import Role, pattern

_PRODUCT = re.compile(
    r"(?:an?|one|some)\s+(?:[\w-]+\s+){0,4}?(?:tool|app|service|program|script|command|bot|website|site|game|extension|plug-?in)\b"
    r".*?\b(?:that|which|to)\b|(?:一|两)?(?:个|款|套).{0,30}(?:工具|应用|软件|程序|平台|机器人|小程序|命令|脚本)",
    re.IGNORECASE,
)
_WORD = 4
"""Characters; a shorter sentence such as `no.` says nothing by itself."""


def pain(text: str) -> bool:
    """Whether the sentence tells what is bad today, not what the product must do."""
    told_of_today = pattern("pain").search(text) and pattern("today").search(text)
    return bool(told_of_today) and not pattern("modal").search(text)


def relabelled(sentence: Sentence, role: Role | None, *, told: bool) -> Role | None:
    """Where the words say more than the label: a promise among features, a vague wish anywhere."""
    text = sentence.text
    if role in {"capability", "summary"} and pattern("roles", "vague").search(text):
        return "vague"
    if role != sentence.role or role is None:
        return role
    if told or sentence.form in {"heading", "topic"}:
        return _inner(sentence, role)
    if sentence.told_by == "above" and (other := _below(sentence, role)):
        return other
    if role == "summary" and (asks(text) or len(text) < _WORD):
        return "remark"
    return _inner(sentence, role)


def _inner(sentence: Sentence, role: Role) -> Role:
    """What the words of a labelled sentence say beyond the label."""
    text = sentence.text
    if role == "summary" and sentence.role and pain(text):
        return "problem"
    if role in {"capability", "summary"}:
        found = next((r for r in ("naming", "promise", "not_now") if pattern("roles", r).search(text)), None)
        return found or role  # type: ignore[return-value]
    if role == "wanted" and _PRODUCT.match(text):
        return "want"
    if (
        role == "wanted"
        and not is_paper(text)
        and not asks(text)
        and (tells(text) or sentence.form == "item")
    ):
        return "capability"
    return role


def _below(sentence: Sentence, role: Role) -> Role | None:
    """What a sentence below a heading or lead-in is, when it is not what that announces."""
    text = sentence.text
    if is_contact(text):
        return "contact"
    if role in {"budget", "price", "market", "channel"} and not amounts(text) and names_day(text):
        return "date" if not _speaks_of_money(text) and role != "channel" else None
    if asks(text) and role in {"capability", "wanted", "summary", "price", "budget", "date"}:
        return "wanted" if role != "summary" else "remark"
    if role == "capability":
        detail = sentence.topic and sentence.form == "prose" and (bool(sentence.label) or not tells(text))
        return "remark" if detail or (aside(text) and not tells(text)) else None
    if role == "price" and amounts(text) and is_running_cost(text):
        return "remark" if pattern("price", "unit_cost").search(text) else "budget"
    if role in {"price", "budget"} and not amounts(text) and not _speaks_of_money(text):
        return "remark"
    return None


def _speaks_of_money(text: str) -> bool:
    return any(pattern("price", key).search(text) for key in ("words", "free", "gratis", "budget"))
