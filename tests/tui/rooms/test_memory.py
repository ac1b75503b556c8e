from __future__ import annotations

from superindividual.ids import StepId
from superindividual_tui.rooms.memory import Memory
from tests.tui.firm import Firm, view_of
from tests.tui.rooms.stand_in import StandIn


def remember(firm: Firm, content: str) -> str:
    record = firm.company.memory.compose(
        content, kind="fact", scope="company", source="founder", author="founder"
    )
    firm.company.memory.add(record)
    return record.id


def text(room: Memory, firm: Firm) -> str:
    return "\n".join(line.text for line in room.entries(view_of(firm)).lines)


def test_it_is_searched_by_words(firm: Firm) -> None:
    """What does not fit is left out; no words show all again."""
    remember(firm, "Members pay by bank transfer")
    remember(firm, "The logo is green")
    room = Memory()
    assert room.search("transfer")
    assert "bank transfer" in text(room, firm)
    assert "green" not in text(room, firm)
    room.search("zebra")
    assert "Nothing fits these words." in text(room, firm)
    room.search("")
    assert "green" in text(room, firm)


def test_an_opened_record_says_where_it_is_from_and_what_used_it(firm: Firm) -> None:
    """The deliverables by run, step and version."""
    known = remember(firm, "Members pay by bank transfer")
    request = firm.ask(firm.run())
    firm.company.memory.record_use(request.binding, [known])  # type: ignore[list-item]
    room, stage = Memory(), StandIn(view_of(firm))
    room.choose(known, stage)  # type: ignore[arg-type]
    found = text(room, firm)
    assert "by founder, since" in found
    assert "used by 1 deliverables" in found
    assert f"R-one/{StepId('prd')} · version 1" in found
    room.choose(known, stage)  # type: ignore[arg-type]
    assert "used by" not in text(room, firm)


def test_of_an_open_deliverable_it_says_what_it_was_made_with(firm: Firm) -> None:
    """That it was nothing, is said too."""
    request = firm.ask(firm.run())
    lines = Memory().entries(view_of(firm, request=request)).lines
    assert [line.text for line in lines][:2] == [
        "What prd was made with",
        "  It was made without anything from memory.",
    ]
