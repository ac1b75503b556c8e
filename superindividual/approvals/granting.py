"""Granting: which effects a grant fits, what a grant may say, and answering a request by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from superindividual.approvals.outward import Outward
from superindividual.approvals.policy import Policy, Ruling, allowing, denied, rule_effect, under
from superindividual.clock import stamp
from superindividual.errors import GrantRefused
from superindividual.journal.decisions import BY_GRANT
from superindividual.journal.grants import Grant, Terms
from superindividual.journal.journal import Journal
from superindividual.text import gettext as _
from superindividual.text import one_line

if TYPE_CHECKING:
    from superindividual.journal.decisions import Decision, Request

ALLOWED = "policy:allowed"
"""How a decision is signed that a threshold of the policy took."""

SCOPES = ("product", "workflow", "step", "agent")


def covers(grant: Grant, outward: Outward) -> bool:
    """Whether a grant fits an effect: class, way, scope and every argument; never one that it does not name.

    An argument that an agent or the outside had a hand in fits nothing, and neither does a price that cannot be told.
    """
    from superindividual.specs.pattern import fits

    if (grant.effect_class, grant.how) != (outward.effect_class, outward.how) or outward.tainted:
        return False
    if outward.costs and outward.money is None:
        return False
    arguments = outward.arguments
    if arguments.keys() != grant.fields.keys():
        return False
    return _in_scope(grant.scope, outward) and all(fits(grant.fields[n], v) for n, v in arguments.items())


def _in_scope(scope: Mapping[str, str], outward: Outward) -> bool:
    own = {"product": outward.product, "workflow": outward.workflow, "step": outward.step}
    agents = set(outward.makers)
    return all(agents == {said} if name == "agent" else own.get(name) == said for name, said in scope.items())


def answered(
    journal: Journal,
    policy: Policy,
    request: Request,
    outward: Outward,
    results: Sequence[Mapping[str, object]],
    *,
    always: bool,
) -> Ruling:
    """Let a grant or a threshold of the policy answer an open request about an effect, or say why the founder is asked.

    All in one transaction: what counts a use is what decides, so that no count and no amount can be passed.
    """
    with journal.transaction():
        must = rule_effect(always, policy, results, halted=journal.halts.standing() is not None)
        if must:
            return must
        if denied(policy, outward):
            return Ruling(True, "denied")
        if request.closed or journal.decisions.decision(request.id):
            return Ruling(True, "settled")
        if journal.grants.counted(request.id):  # answered once, and taken back
            return Ruling(True, "used")
        for grant in journal.grants.all():
            if covers(grant, outward) and not journal.grants.fault(grant, outward.money):
                _decide(journal, policy, request, BY_GRANT + grant.id)
                journal.grants.record_use(request.id, BY_GRANT + grant.id, outward.money)
                return Ruling(False, BY_GRANT + grant.id)
        return _by_threshold(journal, policy, request, outward)


def _by_threshold(journal: Journal, policy: Policy, request: Request, outward: Outward) -> Ruling:
    rules = dict(allowing(policy, outward))
    if not rules or not all(_room(journal, name, policy, outward) for name in rules):
        return Ruling(True, "effect")
    _decide(journal, policy, request, ALLOWED)
    for name in rules:
        journal.grants.record_use(request.id, name, outward.money)
    return Ruling(False, "allowed")


def _room(journal: Journal, name: str, policy: Policy, outward: Outward) -> bool:
    from superindividual.specs.policy import PERIOD_DAYS

    rule = dict(allowing(policy, outward))[name]
    days = PERIOD_DAYS.get(rule.allow.per or "", 0)
    since = stamp(journal.clock() - timedelta(days=days)) if days else ""
    times = journal.grants.used(name, since).times
    spent = journal.grants.used(name, since, rule.allow.currency).amount
    return under(rule, outward, times, spent)


def _decide(journal: Journal, policy: Policy, request: Request, by: str) -> Decision:
    return journal.decisions.decide(
        request.id, "approve", by=by, binding=request.binding, policy=policy.version
    )


def make(journal: Journal, terms: Terms, until: str, *, by: str, request: Request | None = None) -> Grant:
    """Make a grant of these terms, as `ended` takes them.

    Raises:
        GrantRefused: they fit too much, or have no end or no count.
    """
    return journal.grants.make(ended(journal, terms, until), by=by, request=request.id if request else None)


def ended(journal: Journal, terms: Terms, until: str) -> Terms:
    """Terms with their end: `until` is a date, which counts to its end, or a moment with its time zone.

    Raises:
        GrantRefused: a pattern fits too much, it has no end, or no count.
    """
    _refuse_loose(terms)
    expires = _end(until)
    if expires <= stamp(journal.clock()):
        raise GrantRefused(_("{until} is over").format(until=until), remedy=_("name a later day"))
    return replace(terms, expires=expires)


def _refuse_loose(terms: Terms) -> None:
    """Refuse what has no count, names no argument, fits nearly everything, or could never fit since it costs money."""
    from superindividual.specs.pattern import pattern_fault

    if terms.count < 1:
        raise GrantRefused(_("a grant needs a count"), remedy=_("say how often: --count 5"))
    if terms.effect_class == "spend" and terms.limit is None:
        raise GrantRefused(
            _("a grant for what costs money needs an amount"),
            remedy=_("say what all of it may cost together: --amount “20 USD”, in quotes"),
        )
    if not terms.fields:
        raise GrantRefused(
            _("a grant names every argument of the action"), remedy=_("add --field NAME=VALUE")
        )
    for name, pattern in terms.fields.items():
        fault = pattern_fault(pattern)
        if fault:
            raise GrantRefused(
                _("{name}={pattern} fits too much or nothing: {fault}").format(
                    name=name, pattern=one_line(pattern, 40), fault=fault
                ),
                remedy=_("write the value exactly, or with one * for a single word in it"),
            )


def _end(until: str) -> str:
    try:
        return _moment(until)
    except (ValueError, OverflowError) as error:  # the latter past the last day that there is
        raise GrantRefused(
            _("{until} is no day").format(until=one_line(until, 40)), remedy=_("write it as 2026-12-31")
        ) from error


def _moment(until: str) -> str:
    from datetime import UTC, datetime

    moment = datetime.fromisoformat(until)
    if len(until.strip()) <= len("2026-12-31"):
        return stamp(moment.replace(tzinfo=UTC) + timedelta(days=1))
    if moment.tzinfo is None:
        raise GrantRefused(
            _("{until} has no time zone").format(until=one_line(until, 40)),
            remedy=_("write it as 2026-12-31, or with a time and its zone: 2026-12-31T18:00+08:00"),
        )
    return stamp(moment)
