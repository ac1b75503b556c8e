"""`rules`: what the founder lets pass without being asked again."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict

from superindividual.approvals import rule_wording
from superindividual.cli.output import company, emit
from superindividual.clock import stamp
from superindividual.company import Company
from superindividual.errors import RuleRefused
from superindividual.ids import RuleId
from superindividual.journal.rules import DAYS, Rule, state_word
from superindividual.text import gettext as _


def rules(options: Namespace) -> int:
    """List, accept, decline or revoke."""
    opened = company(options)
    if options.action == "list":
        found = opened.journal.rules.all()
        value = [{**asdict(r), "uses": opened.journal.rules.uses(r.id)} for r in found]
        return emit(options, value, lambda: _lines(opened, found))
    rule = _settled(options, opened)
    return emit(options, asdict(rule), lambda: _said(rule))


def _settled(options: Namespace, opened: Company) -> Rule:
    if not options.id:
        raise RuleRefused(_("say which rule"), remedy=_("see them: superindividual rules"))
    if options.days is not None and options.action != "accept":
        raise RuleRefused(_("--days belongs to accept"), remedy=_("leave it out"))
    journal, rule = opened.journal.rules, RuleId(options.id)
    if options.action == "accept":
        return journal.accept(rule, by="founder", days=DAYS if options.days is None else options.days)
    return (journal.decline if options.action == "decline" else journal.revoke)(rule, by="founder")


def _said(rule: Rule) -> Iterator[str]:
    yield f"{rule.id} {state_word(rule.state)}: {rule_wording.says(rule.says)}"
    if rule.state == "accepted":
        yield _("It decides until {at}. End it: superindividual rules revoke {id}").format(
            at=rule.expires, id=rule.id
        )


def _lines(opened: Company, found: list[Rule]) -> Iterator[str]:
    if not found:
        yield _("No rule. After three equal approvals in a row one is proposed here and in the inbox.")
    for rule in found:
        if rule.state == "proposed":
            yield from rule_wording.proposal(rule)
            continue
        moment = stamp(opened.journal.clock())
        yield f"{rule.id}  {rule_wording.standing(rule, opened.journal.rules.uses(rule.id), moment)}"
        yield f"    {rule_wording.says(rule.says)}"
