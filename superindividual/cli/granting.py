"""`grant`, `grants`: standing approvals, from any process, at any moment."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from typing import Any

from superindividual.approvals.granting import SCOPES, make
from superindividual.approvals.terms import amount, of_request
from superindividual.cli.output import company, emit, named
from superindividual.company import Company
from superindividual.errors import GrantRefused
from superindividual.journal.decisions import BY_GRANT
from superindividual.journal.grants import Grant, Money, Terms
from superindividual.text import gettext as _
from superindividual.text import ngettext


def grant(options: Namespace) -> int:
    """Make a grant, from a request or from its arguments."""
    opened = company(options)
    request = opened.request(options.id) if options.id else None
    if request is None:
        terms = _of_class(options)
    else:
        terms = of_request(
            opened.journal,
            request,
            count=options.count,
            limit=amount(options.amount),
            typed=named(options.field),
            scope=_scope(options),
        )
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


def _of_class(options: Namespace) -> Terms:
    """Terms without a request: what was typed is all that they say."""
    if not options.effect_class or not options.how:
        raise GrantRefused(
            _("a grant is for one class and one way out"),
            remedy=_("name a request, or add --class CLASS and --how WAY"),
        )
    fields, limit = named(options.field), amount(options.amount)
    return Terms(options.effect_class, options.how, fields, _scope(options), options.count, limit, expires="")


def _scope(options: Namespace) -> dict[str, str]:
    return {name: value for name in SCOPES if (value := getattr(options, name))}
