from __future__ import annotations

from superindividual.journal.grants import Terms
from superindividual_tui.rooms.grants import Grants
from tests.tui.firm import Firm, view_of
from tests.tui.rooms.stand_in import StandIn

TERMS = Terms("publish", "folder", {"target": "published/*"}, {"product": "duesbook"}, 5, None, "2999-01-01")


def test_a_grant_says_what_it_allows(firm: Firm) -> None:
    """Its arguments, how often, until when and for what."""
    grant = firm.journal.grants.make(TERMS, by="founder")
    text = "\n".join(line.text for line in Grants().entries(view_of(firm)).lines)
    for part in (grant.id, "in force", "target = published/*", "5 of 5 uses left", "product duesbook"):
        assert part in text


def test_revoking_is_asked_once_more_and_then_holds(firm: Firm) -> None:
    """With the whole grant; without a yes it stands."""
    grant = firm.journal.grants.make(TERMS, by="founder")
    stage = StandIn(view_of(firm), yes=False)
    Grants().choose(grant.id, stage)  # type: ignore[arg-type]
    assert firm.journal.grants.get(grant.id).revoked is None
    assert any("published/*" in line.text for line in stage.asked[0][1])
    stage.yes = True
    Grants().choose(grant.id, stage)  # type: ignore[arg-type]
    assert firm.journal.grants.get(grant.id).revoked
    Grants().choose(grant.id, stage)  # type: ignore[arg-type]
    assert stage.calls[-1] == ("say", f"{grant.id} lets nothing out any more")
