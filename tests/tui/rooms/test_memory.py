from __future__ import annotations

from superindividual.ids import MemoryId, StepId
from superindividual.memory.lesson import Correction
from superindividual_tui.rooms.memory import Memory
from tests.tui.firm import Firm, view_of
from tests.tui.rooms.stand_in import StandIn


def remember(firm: Firm, content: str) -> MemoryId:
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


def test_what_was_searched_leads_back_to_everything(firm: Firm) -> None:
    """By an entry, since nobody looks for a key that is not told."""
    remember(firm, "Members pay by bank transfer")
    room, stage = Memory(), StandIn(view_of(firm))
    assert "all" not in room.entries(stage.view).keys
    room.search("nothing like it")
    assert "bank transfer" not in text(room, firm)
    assert "all" in room.entries(stage.view).keys
    room.choose("all", stage)  # type: ignore[arg-type]
    assert "bank transfer" in text(room, firm)


def test_an_opened_record_says_where_it_is_from_and_what_used_it(firm: Firm) -> None:
    """The deliverables by run, step and version."""
    known = remember(firm, "Members pay by bank transfer")
    request = firm.ask(firm.run())
    firm.company.memory.record_use(request.binding, [known])
    room, stage = Memory(), StandIn(view_of(firm))
    room.choose(f"open {known}", stage)  # type: ignore[arg-type]
    found = text(room, firm)
    assert "by the founder, since" in found
    assert "used by 1 deliverable" in found
    assert f"R-one/{StepId('prd')} · version 1" in found
    room.choose(f"open {known}", stage)  # type: ignore[arg-type]
    assert "used by" not in text(room, firm)


def test_a_record_is_corrected_with_words(firm: Firm) -> None:
    """The wrong one is told to nobody any more, and stays readable."""
    known = remember(firm, "Members pay by bank transfer")
    room, stage = Memory(), StandIn(view_of(firm), answer="Members pay in cash")
    room.choose(f"open {known}", stage)  # type: ignore[arg-type]
    assert f"correct {known}" in room.entries(stage.view).keys
    room.choose(f"correct {known}", stage)  # type: ignore[arg-type]
    assert "bank transfer" in stage.asked[0][0]
    assert [r.content for r in firm.company.memory.rows.live()] == ["Members pay in cash"]
    assert firm.company.memory.show(known).content == "Members pay by bank transfer"


def test_forgetting_is_asked_once_more(firm: Firm) -> None:
    """With what is forgotten; without a yes it stands."""
    known = remember(firm, "Members pay by bank transfer")
    stage = StandIn(view_of(firm), yes=False)
    Memory().choose(f"forget {known}", stage)  # type: ignore[arg-type]
    assert firm.company.memory.rows.live()
    assert "bank transfer" in stage.asked[0][1][0].text
    stage.yes = True
    Memory().choose(f"forget {known}", stage)  # type: ignore[arg-type]
    assert firm.company.memory.rows.live() == []
    assert stage.calls[-1] == ("wrote", f"{known} is forgotten")


def test_two_records_that_contradict_each_other_wait_for_a_word(firm: Firm) -> None:
    """Both with their source; the one that is kept stands, the other is forgotten."""
    for content in ("The fee is 10 EUR", "The fee is 12 EUR"):
        remember(firm, content)
    room, stage = Memory(), StandIn(view_of(firm))
    keys = [key for key in room.entries(stage.view).keys if key.startswith("settle ")]
    assert len(keys) == 2
    assert "These cannot both be right" in text(room, firm)
    room.choose(keys[0], stage)  # type: ignore[arg-type]
    assert "These cannot both be right" not in text(room, firm)
    assert len(firm.company.memory.rows.live()) == 1


def test_a_lesson_is_kept_or_declined_after_its_words_were_shown(firm: Firm) -> None:
    """Not its number alone; what is kept is told to the agent, what is declined waits no more."""
    for words in ("No emojis.", "Shorter, please."):
        correction = Correction("", words, "agent:designer", "prd", f"decision:Q-{len(words)}", None)
        firm.company.memory.learning.correct(correction)
    room, stage = Memory(), StandIn(view_of(firm))
    keep, _decline, _keep, decline = room.entries(stage.view).keys[:4]
    room.choose(keep, stage)  # type: ignore[arg-type]
    assert [line.text for line in stage.asked[0][1]] == ["prd: No emojis."]
    room.choose(decline, stage)  # type: ignore[arg-type]
    assert [line.text for line in stage.asked[1][1]] == ["prd: Shorter, please."]
    assert "A lesson from your corrections" not in text(room, firm)
    assert [record.content for record in firm.company.memory.rows.live()] == ["prd: No emojis."]


def test_an_opened_record_says_what_it_contradicts(firm: Firm) -> None:
    """With the other's words and source; once the founder kept one, that it is settled."""
    one, other = remember(firm, "The price is 9 EUR"), remember(firm, "The price is 19 EUR")
    room, stage = Memory(), StandIn(view_of(firm))
    room.choose(f"open {one}", stage)  # type: ignore[arg-type]
    line = f"contradicts {other} (founder): The price is 19 EUR"
    assert line in text(room, firm)
    (waiting,) = firm.company.memory.contradictions.open()
    firm.company.memory.settle(waiting.id, one)
    assert f"{line}  [settled]" in text(room, firm)


def test_of_an_open_deliverable_it_says_what_it_was_made_with(firm: Firm) -> None:
    """That it was nothing, is said too."""
    request = firm.ask(firm.run())
    lines = Memory().entries(view_of(firm, request=request)).lines
    assert [line.text for line in lines][:2] == [
        "What prd was made with",
        "  It was made without anything from memory.",
    ]


def test_forgetting_a_correction_says_what_comes_back(firm: Firm) -> None:
    """And does so; for what stands in the place of nothing no such thing is said."""
    known = firm.company.memory
    first = remember(firm, "The fee is 10 EUR")
    second = known.correct(first, "The fee is 12 EUR", by="founder")
    stage = StandIn(view_of(firm))
    Memory().choose(f"forget {second.id}", stage)  # type: ignore[arg-type]
    assert stage.asked[0][0].endswith(f"is told again: {first}.")
    assert known.rows.get(first)
    Memory().choose(f"forget {first}", stage)  # type: ignore[arg-type]
    assert "told again" not in stage.asked[1][0]
