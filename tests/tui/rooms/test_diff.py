from __future__ import annotations

from superindividual_tui.rooms.diff import Diff
from tests.tui.firm import Firm, view_of
from tests.tui.rooms.stand_in import StandIn


def text(room: Diff, firm: Firm, request: object) -> str:
    return "\n".join(line.text for line in room.entries(view_of(firm, request=request)).lines)  # type: ignore[arg-type]


def test_it_compares_with_the_version_approved_last(firm: Firm) -> None:
    """Not with the one before it, which was rejected."""
    run = firm.run()
    approved = firm.ask(run, files={"a.md": b"one\n"})
    firm.company.decide(approved, "approve")
    rejected = firm.ask(run, files={"a.md": b"two\n"})
    firm.company.decide(rejected, "reject", feedback="no")
    last = firm.ask(run, files={"a.md": b"three\n"})
    found = text(Diff(), firm, last)
    assert "version 1 of R-one, approved, and version 3" in found
    assert "\n-one" in found
    assert "+three" in found
    assert "two" not in found


def test_an_earlier_run_of_the_product_counts(firm: Firm) -> None:
    """Of the same step; what another product made is left out."""
    earlier = firm.ask(firm.run(), files={"a.md": b"one\n"})
    firm.company.decide(earlier, "approve")
    firm.end_step(earlier)
    found = text(Diff(), firm, firm.ask(firm.run("R-two"), files={"a.md": b"two\n"}))
    assert "version 1 of R-one, approved, and version 1" in found
    assert "+two" in found
    other = firm.ask(firm.run("R-three", "another"))
    assert "No version of prd was approved before" in text(Diff(), firm, other)


def test_any_two_versions_can_be_chosen(firm: Firm) -> None:
    """In either order; by its own key it begins at the approved one again."""
    run = firm.run()
    for content in (b"one\n", b"two\n"):
        firm.ask(run, files={"a.md": content})
    last = firm.ask(run, files={"a.md": b"three\n"})
    room, stage = Diff(), StandIn(view_of(firm, request=last))
    room.pick()
    assert room.entries(stage.view).keys == ["1", "2", "3"]
    room.choose("2", stage)  # type: ignore[arg-type]
    room.choose("2", stage)  # type: ignore[arg-type]
    assert "Choose the second version" in text(room, firm, last)
    room.choose("1", stage)  # type: ignore[arg-type]
    found = text(room, firm, last)
    assert "version 1 and version 2" in found
    assert "\n-one" in found
    assert "+two" in found
    room.enter(stage.view)
    assert "was approved before" in text(room, firm, last)
