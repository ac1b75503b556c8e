"""Granting: a standing approval like a request that waits, from its form to the question that is asked once more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from superindividual.approvals import wording
from superindividual.approvals.granting import ended
from superindividual.approvals.outward import named
from superindividual.approvals.terms import amount, of_request, what_leaves
from superindividual.clock import parse
from superindividual.company import Company
from superindividual.errors import GrantRefused
from superindividual.ids import RequestId
from superindividual.journal.decisions import Request
from superindividual.journal.grants import Terms
from superindividual.specs.pattern import pattern_fault
from superindividual.specs.workflow import FieldSpec
from superindividual.text import gettext as _
from superindividual.text import ngettext, one_line
from superindividual_tui.fields import Field
from superindividual_tui.line import Line, lines_of
from superindividual_tui.stage import BY, Stage

_COUNT, _UNTIL, _AMOUNT = "count", "until", "amount"


def begin_grant(stage: Stage, request_id: RequestId) -> None:
    """Ask what is to be granted; nothing is written before all of it was shown and confirmed."""
    company, made = stage.view.company, list[Terms]()
    request = company.journal.decisions.request(request_id)
    try:
        what_leaves(company.journal, request)
    except GrantRefused as error:
        stage.say(str(error), "bad")
        return

    def accept(given: dict[str, Any]) -> Mapping[str, str]:
        try:
            made.append(_terms(company, request, given))
        except _Unfit as unfit:
            return {unfit.field: unfit.why}
        return {}

    def write() -> str:
        grant = company.journal.grants.make(made[-1], by=BY, request=request.id)
        return _("{id} is in force").format(id=grant.id)

    def follow() -> None:
        title = _("Let what is like this leave from now on without asking you?")
        stage.confirm(title, list(told(made[-1])), write)

    stage.form(_("Approve equal things in advance"), [*_own(), *_arguments(request)], accept, follow)


def _own() -> Iterator[Field]:
    yield Field(_COUNT, FieldSpec(type="number", min=1, required=True), title=_("How often?"))
    until = FieldSpec(required=True, description=_("a day, such as 2026-12-31, to its end (UTC)"))
    yield Field(_UNTIL, until, title=_("Until when?"))
    cost = FieldSpec(description=_("such as 20 USD; nothing means: only what costs nothing"))
    yield Field(_AMOUNT, cost, title=_("What may all of it cost together?"))


def _arguments(request: Request) -> Iterator[Field]:
    """A field for each argument, as it is in the request; a list of several texts must be written anew."""
    about = _("exactly, or with one * for a single word")
    for name, value in named(request.question["action"]).items():
        default = value if isinstance(value, str) else None
        spec = FieldSpec(description=about, default=default, required=default is None)
        yield Field(_key(name), spec, title=one_line(name, 40))


def _key(argument: str) -> str:
    """An argument's field, whose name is no other field's."""
    return f"argument {argument}"


def _terms(company: Company, request: Request, given: Mapping[str, Any]) -> Terms:
    """The terms with their end; an argument left as it was is taken from the request. Raises _Unfit."""
    count = given[_COUNT]
    if count != int(count):
        raise _Unfit(_COUNT, _("{count} is no count").format(count=count))
    asked = named(request.question["action"])
    typed = {n: given[_key(n)] for n in asked if given.get(_key(n), asked[n]) != asked[n]}
    with _about(_AMOUNT):
        limit = amount(given.get(_AMOUNT))
    with _about(next(map(_key, asked), _COUNT)):
        terms = of_request(company.journal, request, count=int(count), limit=limit, typed=typed)
    for name, pattern in terms.fields.items():
        if fault := pattern_fault(pattern):
            raise _Unfit(_key(name), _("this fits too much or nothing: {fault}").format(fault=fault))
    with _about(_AMOUNT if terms.effect_class == "spend" and not limit else _UNTIL):
        return ended(company.journal, terms, str(given[_UNTIL]).strip())


class _Unfit(Exception):
    """What was typed into a field is no term of a grant."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__()
        self.field, self.why = field, why


@contextmanager
def _about(field: str) -> Iterator[None]:
    """What is refused here is wrong in that field; how a command would mend it is no help in a form."""
    try:
        yield
    except GrantRefused as error:
        raise _Unfit(field, error.message) from error


def told(terms: Terms) -> Iterator[Line]:
    """All that terms allow."""
    yield Line(f"{terms.effect_class} {one_line(terms.how, 40)}", "head")
    for name, value in terms.fields.items():
        yield from lines_of(f"{one_line(name, 40)} = {value}")
    scope = ", ".join(f"{name} {one_line(value, 40)}" for name, value in terms.scope.items())
    times = ngettext("{count} time", "{count} times", terms.count).format(count=terms.count)
    until = _("until {at}").format(at=wording.moment(parse(terms.expires)))
    yield Line(f"{times}, {until}, {_('for {scope}').format(scope=scope)}", "warn")
    limit = f"{terms.limit.amount} {terms.limit.currency}" if terms.limit else _("only what costs nothing")
    yield Line(limit)
