"""Terms: what a grant of a request says, argument by argument, and an amount as a founder types it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from superindividual.approvals.outward import MONEY, plain
from superindividual.errors import GrantRefused
from superindividual.journal.grants import Money, Terms
from superindividual.text import gettext as _
from superindividual.text import shown

if TYPE_CHECKING:
    from superindividual.journal.decisions import Request
    from superindividual.journal.journal import Journal


def of_request(
    journal: Journal,
    request: Request,
    *,
    count: int,
    limit: Money | None = None,
    typed: Mapping[str, str] | None = None,
    scope: Mapping[str, str] | None = None,
) -> Terms:
    """Terms that fit what a request asks about: each argument as it is, but those typed; at least for its step.

    They have no end yet. Raises:
        GrantRefused: no grant could answer the request, or an argument of it is more than one text.
    """
    effect_class, how = what_leaves(journal, request)
    run = journal.runs.get(request.run)
    own = {"product": run.product, "workflow": run.plan.name, "step": str(request.step)}
    fields = {**_fields(request, typed or {}), **(typed or {})}
    return Terms(effect_class, how, fields, {**own, **(scope or {})}, count, limit, expires="")


def what_leaves(journal: Journal, request: Request) -> tuple[str, str]:
    """Class and way of what a request asks about; raises GrantRefused where no grant could answer it."""
    step = journal.runs.get(request.run).workflow.step(request.step)
    if step.effect is None:
        raise GrantRefused(
            _("{id} is about something that stays inside").format(id=request.id),
            remedy=_("grants are for what leaves the company"),
        )
    if step.approve == "always":
        raise GrantRefused(
            _("the workflow says approve: always for {step}, so no grant could answer").format(step=step.id),
            remedy=_("write approve: policy there first"),
        )
    return step.effect, str(request.question.get("action", {}).get("how", ""))


def _fields(request: Request, typed: Mapping[str, str]) -> dict[str, str]:
    """The arguments of what a request asks about but its price, each as it is, and without those that were typed."""
    action = plain(request.question["action"]) if request.kind == "effect" else {}
    return {n: _text(value) for n, value in action.items() if n not in {"how", *MONEY, *typed}}


def _text(value: Any) -> str:
    if isinstance(value, list) and len(set(map(str, value))) == 1:
        value = value[0]
    if not isinstance(value, str):
        raise GrantRefused(
            _("{value} is not one text, so a grant must say what it may be").format(value=value),
            remedy=_("add --field NAME=VALUE, where one * stands for a single word"),
        )
    if "*" in value:  # of a request, it is a sign like any other, and in a grant it would fit more than that
        raise GrantRefused(
            _("{value} holds a *, which in a grant stands for a word").format(value=shown(value)),
            remedy=_("decide about this one yourself, or add --field NAME=VALUE"),
        )
    return value


def amount(typed: str | None) -> Money | None:
    """`20 USD`; None where nothing was typed."""
    if typed is None:
        return None
    number, _space, currency = typed.strip().partition(" ")
    try:
        value = Decimal(number)
    except InvalidOperation:
        value = Decimal(-1)
    known = len(currency) == 3 and currency.isascii() and currency.isupper()
    if not value.is_finite() or value <= 0 or not known:
        raise GrantRefused(
            _("{text} is no amount").format(text=typed), remedy=_("write it as “20 USD”, in quotes")
        )
    return Money(value, currency)
