"""`grant`, `grants`: standing approvals, from any process, at any moment."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Collection, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from superindividual.approvals.granting import SCOPES, make
from superindividual.approvals.outward import MONEY, plain
from superindividual.cli.output import company, emit, named
from superindividual.company import Company
from superindividual.errors import GrantRefused
from superindividual.journal.decisions import BY_GRANT, Request
from superindividual.journal.grants import Grant, Money, Terms
from superindividual.text import gettext as _
from superindividual.text import ngettext, shown


def grant(options: Namespace) -> int:
    """Make a grant, from a request or from its arguments."""
    opened = company(options)
    request = opened.request(options.id) if options.id else None
    typed = named(options.field)
    fields = {**_fields_of(request, typed), **typed}
    effect_class, how = _what(options, request, opened)
    scope, limit = _scope(options, request, opened), _limit(options.amount)
    terms = Terms(effect_class, how, fields, scope, options.count, limit, expires="")
    made = make(opened.journal, terms, options.until, by="founder", request=request)
    return emit(options, _record(opened, made), lambda: _lines(opened, made))


def grants(options: Namespace) -> int:
    """List grants, or revoke one."""
    opened = company(options)
    if options.action == "revoke":
        if not options.id:
            raise GrantRefused(_("which grant?"), remedy=_("superindividual grants revoke ID"))
        revoked = opened.journal.grants.revoke(options.id, "founder")
        text = _("{id} is revoked; what it approved and has not started is asked for again")
        return emit(options, _record(opened, revoked), lambda: [text.format(id=revoked.id)])
    listed = opened.journal.grants.all()
    return emit(options, [_record(opened, g) for g in listed], lambda: _listing(opened, listed))


def _listing(opened: Company, listed: list[Grant]) -> Iterator[str]:
    if not listed:
        yield _(
            "No grants: you are asked about everything that leaves."
            " Make one from a request: superindividual grant ID --count 5 --until 2026-12-31"
        )
    for one in listed:
        yield from _lines(opened, one)


def _lines(opened: Company, one: Grant) -> Iterator[str]:
    used = opened.journal.grants.used(BY_GRANT + one.id)
    fault = opened.journal.grants.fault(one, None)
    state = {
        "": _("in force"),
        "revoked": _("revoked"),
        "expired": _("expired"),
        "count": _("used up"),
    }[fault]
    yield f"{one.id}  {state}  {one.effect_class} {one.how}  " + "  ".join(
        f"{name}={value}" for name, value in one.fields.items()
    )
    scope = ", ".join(f"{name} {value}" for name, value in one.scope.items()) or _("the whole company")
    money = (
        "  "
        + _("{left} of {amount} left").format(left=one.limit.amount - used.amount, amount=_money(one.limit))
        if one.limit
        else ""
    )
    yield (
        "    "
        + ngettext(
            "{left} of {count} use left, until {until}, for {scope}",
            "{left} of {count} uses left, until {until}, for {scope}",
            one.count,
        ).format(left=max(one.count - used.times, 0), count=one.count, until=one.expires, scope=scope)
        + money
    )


def _money(limit: Money) -> str:
    return f"{limit.amount} {limit.currency}"


def _record(opened: Company, one: Grant) -> dict[str, Any]:
    used = opened.journal.grants.used(BY_GRANT + one.id)
    return {
        "id": one.id,
        "state": opened.journal.grants.fault(one, None) or "in_force",
        "class": one.effect_class,
        "how": one.how,
        "fields": dict(one.fields),
        "scope": dict(one.scope),
        "count": one.count,
        "used": used.times,
        "amount": str(one.limit.amount) if one.limit else None,
        "currency": one.limit.currency if one.limit else None,
        "spent": str(used.amount),
        "expires": one.expires,
        "request": one.request,
        "requests": opened.journal.grants.requests_of(one.id),
        "by": one.by,
        "made": one.made,
        "revoked": one.revoked,
    }


def _fields_of(request: Request | None, typed: Collection[str]) -> dict[str, str]:
    """The arguments of what a request asks about but its price, each as it is, and without those that were typed."""
    action = plain(request.question["action"]) if request and request.kind == "effect" else {}
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


def _what(options: Namespace, request: Request | None, opened: Company) -> tuple[str, str]:
    if request is None:
        if not options.effect_class or not options.how:
            raise GrantRefused(
                _("a grant is for one class and one way out"),
                remedy=_("name a request, or add --class CLASS and --how WAY"),
            )
        return options.effect_class, options.how
    step = opened.journal.runs.get(request.run).workflow.step(request.step)
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


def _scope(options: Namespace, request: Request | None, opened: Company) -> dict[str, str]:
    """What was typed; for a request at least its product, workflow and step."""
    typed = {name: value for name in SCOPES if (value := getattr(options, name))}
    if request is None:
        return typed
    run = opened.journal.runs.get(request.run)
    return {"product": run.product, "workflow": run.plan.name, "step": str(request.step), **typed}


def _limit(typed: str | None) -> Money | None:
    """`20 USD`."""
    if typed is None:
        return None
    amount, _space, currency = typed.strip().partition(" ")
    try:
        value = Decimal(amount)
    except InvalidOperation:
        value = Decimal(-1)
    if (
        not value.is_finite()
        or value <= 0
        or not (len(currency) == 3 and currency.isascii() and currency.isupper())
    ):
        raise GrantRefused(
            _("{text} is no amount").format(text=typed), remedy=_("write it as “20 USD”, in quotes")
        )
    return Money(value, currency)
