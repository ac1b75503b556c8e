"""Grants: the founder's standing approvals; choosing one that is in force asks whether to revoke it."""

from __future__ import annotations

from collections.abc import Iterator

from superindividual.approvals import wording
from superindividual.clock import parse
from superindividual.ids import RequestId
from superindividual.journal.decisions import BY_GRANT
from superindividual.journal.grants import Grant
from superindividual.text import gettext as _
from superindividual.text import ngettext, one_line
from superindividual_tui.entries import Entries
from superindividual_tui.line import Line, Tone, lines_of
from superindividual_tui.rooms.room import Room
from superindividual_tui.stage import BY, Stage
from superindividual_tui.view import View

_LIKE = "like "
"""Begins the keys of entries that make a grant like a request."""


class Grants(Room):
    """All that were made, the newest first."""

    name = "grants"

    def title(self) -> str:
        """As the tabs show it."""
        return _("Grants")

    def entries(self, view: View) -> Entries:
        """What each allows, how much of it is left, and until when."""
        entries, grants = Entries(), list(reversed(view.company.journal.grants.all()))
        entries.section(
            _("Grants"), "" if grants else _("No grants: you are asked about everything that leaves.")
        )
        for grant in grants:
            entries.entry(grant.id, _rows(view, grant))
        leaving = [request for request in view.board.waiting if request.kind == "effect"]
        entries.section(
            _("Make one"), "" if leaving else _("One can be made here while something waits to leave.")
        )
        for request in leaving:
            entries.entry(f"{_LIKE}{request.id}", [(f"  → {wording.question(request)}", "plain")])
        told = _("for a kind, before anything waits: {command}")
        entries.add(Line(""), Line(f"  {told.format(command='superindividual grant --class …')}", "dim"))
        return entries

    def choose(self, key: str, stage: Stage) -> None:
        """Make one like a request, or ask whether to revoke one; nothing more leaves under it then."""
        if key.startswith(_LIKE):
            from superindividual_tui.granting import begin_grant

            begin_grant(stage, RequestId(key.removeprefix(_LIKE)))
        else:
            _revoke(key, stage)


def _revoke(key: str, stage: Stage) -> None:
    view = stage.view
    grant = view.company.journal.grants.get(key)
    if view.company.journal.grants.fault(grant, None):
        stage.say(_("{id} lets nothing out any more").format(id=grant.id), "warn")
        return

    def revoke() -> str:
        view.company.journal.grants.revoke(grant.id, BY)
        return _("{id} is revoked").format(id=grant.id)

    about = [line for text, _tone in _rows(view, grant) for line in lines_of(text)]
    title = _("Revoke {id}? Nothing more leaves under it, not even what it approved and has not begun.")
    stage.confirm(title.format(id=grant.id), about, revoke)


def _rows(view: View, grant: Grant) -> Iterator[tuple[str, Tone]]:
    grants = view.company.journal.grants
    fault = grants.fault(grant, None)
    words: dict[str, tuple[str, str, Tone]] = {
        "": ("●", _("in force"), "good"),
        "revoked": ("■", _("revoked"), "dim"),
        "expired": ("■", _("expired"), "dim"),
        "count": ("■", _("used up"), "dim"),
    }
    glyph, word, tone = words[fault]
    yield f"{glyph} {grant.id}  {word}  {grant.effect_class} {one_line(grant.how, 40)}", tone
    for name, value in grant.fields.items():
        yield f"    {one_line(name, 40)} = {one_line(value, 200)}", "plain"
    used = grants.used(BY_GRANT + grant.id)
    scope = ", ".join(f"{name} {one_line(value, 40)}" for name, value in grant.scope.items())
    left = ngettext(
        "{left} of {count} use left, until {until}, for {scope}",
        "{left} of {count} uses left, until {until}, for {scope}",
        grant.count,
    ).format(
        left=max(grant.count - used.times, 0),
        count=grant.count,
        until=wording.moment(parse(grant.expires)),
        scope=scope or _("the whole company"),
    )
    yield f"    {left}", "dim"
    if grant.limit:
        money = _("{left} of {amount} left").format(
            left=grant.limit.amount - used.amount, amount=f"{grant.limit.amount} {grant.limit.currency}"
        )
        yield f"    {money}", "dim"
