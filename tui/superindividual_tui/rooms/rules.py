"""Rules: what the founder lets pass without being asked again; a proposal is accepted or declined here."""

from __future__ import annotations

from superindividual.approvals import rule_wording
from superindividual.clock import stamp
from superindividual.ids import RuleId
from superindividual.journal.rules import DAYS, Rule
from superindividual.text import gettext as _
from superindividual_tui.entries import Entries
from superindividual_tui.line import lines_of
from superindividual_tui.rooms.room import Room
from superindividual_tui.stage import BY, Stage
from superindividual_tui.view import View


class Rules(Room):
    """Proposals first; the entries are what can be done about each."""

    name = "rules"

    def title(self) -> str:
        """As the tabs show it."""
        return _("Rules")

    def entries(self, view: View) -> Entries:
        """What each says in full: it decides only about what is equal to that."""
        entries, rules = Entries(), view.company.journal.rules.all()
        rules.sort(key=lambda rule: ("proposed", "accepted").index(rule.state) if _lives(rule) else 2)
        entries.section(
            _("Rules"),
            "" if rules else _("No rule. After three equal approvals in a row one is proposed here."),
        )
        for rule in rules:
            self._rule(entries, view, rule)
        return entries

    def _rule(self, entries: Entries, view: View, rule: Rule) -> None:
        journal = view.company.journal
        standing = rule_wording.standing(rule, journal.rules.uses(rule.id), stamp(view.moment))
        entries.add(*lines_of(f"{rule.id}  {standing}", "warn" if rule.state == "proposed" else "plain"))
        entries.add(*lines_of(rule_wording.says(rule.says), indent="    "))
        if rule.state == "proposed":
            accept = _("accept it for {days} days").format(days=DAYS)
            entries.entry(f"accept {rule.id}", [(f"    → {accept}", "plain")])
            entries.entry(f"decline {rule.id}", [(f"    → {_('decline it')}", "plain")])
        elif rule.state == "accepted":
            entries.entry(f"revoke {rule.id}", [(f"    → {_('revoke it')}", "plain")])

    def choose(self, key: str, stage: Stage) -> None:
        """Ask once more, with the whole rule."""
        move, _space, typed = key.partition(" ")
        rules, rule = stage.view.company.journal.rules, RuleId(typed)
        title = {
            "accept": _("Let drafts like these pass without asking, for {days} days?").format(days=DAYS),
            "decline": _("Decline {id}?").format(id=rule),
            "revoke": _("Revoke {id}? You are asked again.").format(id=rule),
        }[move]

        def write() -> str:
            settle = {"accept": rules.accept, "decline": rules.decline, "revoke": rules.revoke}[move]
            settle(rule, by=BY)
            return {
                "accept": _("{id} is accepted"),
                "decline": _("{id} is declined"),
                "revoke": _("{id} is revoked"),
            }[move].format(id=rule)

        stage.confirm(title, list(lines_of(rule_wording.says(rules.get(rule).says))), write)


def _lives(rule: Rule) -> bool:
    return rule.state in ("proposed", "accepted")
