"""Receipts: what became of something that was to leave the company, as a sentence; and what it was, line by line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from superindividual.approvals.agreed import price
from superindividual.text import gettext as _
from superindividual.text import ngettext, one_line, shown

if TYPE_CHECKING:
    from superindividual.journal.outbox import Effect

Facts = Mapping[str, Any]


def settled(state: str, receipt: Facts) -> str:
    """How it went; what an effect says without a receipt is not more than that it is under way."""
    reason = one_line(str(receipt.get("reason", "")), 300)
    if state == "done":
        return _("let out: ") + arrived(receipt)
    if state == "failed" and receipt.get("refused"):
        return _("nothing was sent: ") + reason
    if state == "failed":
        return _("did not go out: ") + reason
    return _("unknown whether it went out: ") + reason if state == "unknown" else _("under way")


def arrived(receipt: Facts) -> str:
    """What a receipt says. What was agreed to be paid is told as that: the receiver alone knows what it charges."""
    words = next((say for name, say in _SAID.items() if name in receipt), None)
    told = one_line(words(receipt), 300) if words else ""
    agreed = receipt.get("agreed")
    return _("{told}; you agreed to pay {price}").format(told=told, price=price(agreed)) if agreed else told


def _count(receipt: Facts) -> int:
    """How many files; several where it does not say."""
    return int(receipt.get("files", 2))


def _mail(receipt: Facts) -> str:
    taken = _("the mail server took it for {to}").format(to=", ".join(receipt["accepted"]))
    refused = "; ".join(f"{address}: {why}" for address, why in receipt["refused"].items())
    return taken + (_(", and refused {refused}").format(refused=refused) if refused else "")


_SAID: Mapping[str, Callable[[Facts], str]] = {
    "said_by": lambda r: _("you said that it arrived"),
    "changed_since": lambda r: ngettext(
        "{files} file in {folder}, changed since",
        "{files} files in {folder}, where files were changed since",
        _count(r),
    ).format(**r),
    "folder": lambda r: ngettext(
        "{files} file in {folder}, its hash read back",
        "{files} files in {folder}, every hash read back",
        _count(r),
    ).format(**{"files": "?", **r}),
    "commit": lambda r: _("commit {commit} on the branch {branch} of {remote}").format(
        **{**r, "commit": str(r["commit"])[:10]}
    ),
    "accepted": _mail,
    "asked": lambda r: _(
        "{url} has it: the answer was lost, and the receiver says so when it is asked"
    ).format(**r),
    "url": lambda r: _("{url} answered {status}").format(**r),
    "path": lambda r: _("{path}, its hash read back").format(**r),
}
"""By the fact that tells the way out."""


def line(effect: Effect) -> str:
    """An effect in one line."""
    return settled(effect.state, effect.receipt or {})


def action_lines(action: Facts) -> Iterator[str]:
    """What would leave and where to, in full: an approval is about exactly this."""
    yield _("goes to: {target}").format(target=shown(str(action["destination"])))
    yield _("by: {how}").format(how=action["how"])
    if action.get("spends"):
        yield _("you agree to pay: {price} (what is charged, only the receiver knows)").format(
            price=price(action["spends"])
        )
    if action["how"] == "git_push":
        count = len(action["files"])
        yield ngettext(
            "the branch then holds this {count} file and no other",
            "the branch then holds these {count} files and no other",
            count,
        ).format(count=count)
    for name, value in action["arguments"].items():
        if value not in (None, ""):
            yield f"  {name}: {_value(value)}"
    seen = {name: value for name, value in action["seen"].items() if name not in ("words", "to")}
    if seen:
        yield _("found there when you were asked:")
    for name, value in seen.items():
        yield f"  {name}: {_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_value, value))
    if isinstance(value, dict):
        return ", ".join(
            f"{name} {_value(inner)}" for name, inner in value.items() if inner not in (None, "")
        )
    return _("nothing") if value is None else shown(str(value))
