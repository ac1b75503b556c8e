from __future__ import annotations

from dataclasses import replace

import pytest

from superindividual.errors import MemoryRefused
from superindividual.memory.knowledge import Knowledge
from superindividual.memory.lesson import Correction

FIRST = Correction(
    "A page with a countdown", "No countdown timers on the landing page", "agent:designer", "site",
    "decision:Q-1", None,
)  # fmt: skip
EDIT = Correction("utilize", "use", "agent:marketer", "posts", "decision:Q-7", None, edit=True)


def told(known: Knowledge, agent: str = "designer") -> list[str]:
    return [r.content for r in known.recall("anything at all", agent=agent, product="p")]


def test_a_correction_is_proposed_and_told_to_nobody(known: Knowledge) -> None:
    """One rejection may have been about one page; the founder is asked in one line, where the agent and the source stand."""
    lesson = known.learning.correct(FIRST)
    assert (lesson.state, lesson.line) == ("proposed", "site: No countdown timers on the landing page")
    assert [one.id for one in known.lessons()] == [lesson.id]
    assert told(known) == []


def test_a_confirmed_lesson_is_told(known: Knowledge) -> None:
    """Its record says which decision it came from, and a settled one is not settled again."""
    lesson = known.learning.correct(FIRST)
    kept = known.keep_lesson(lesson.id)
    assert told(known) == ["site: No countdown timers on the landing page"]
    assert told(known, "marketer") == []
    assert known.why(str(kept.memory)).record.source == "decision:Q-1"
    assert known.lessons() == []
    with pytest.raises(MemoryRefused, match="settled already"):
        known.decline_lesson(lesson.id)


def test_the_same_said_twice_is_kept_by_itself(known: Knowledge) -> None:
    """Other words for the same count; the same decision seen twice, as after a crash, does not."""
    known.learning.correct(FIRST)
    assert known.learning.correct(FIRST).state == "proposed"
    again = replace(FIRST, wanted="please, no countdown timer on landing pages", source="decision:Q-2")
    lesson = known.learning.correct(again)
    assert (lesson.state, lesson.by) == ("kept", "twice")
    assert told(known) == ["site: No countdown timers on the landing page"]


@pytest.mark.parametrize(
    "other",
    [
        replace(FIRST, wanted="Put countdown timers on the landing page", source="decision:Q-2"),
        replace(FIRST, wanted="No stock photos in the header", source="decision:Q-2"),
        replace(FIRST, scope="agent:marketer", source="decision:Q-2"),
        replace(FIRST, kind="design", source="decision:Q-2"),
    ],
)
def test_something_else_does_not_confirm_it(known: Knowledge, other: Correction) -> None:
    """The opposite, another subject, another agent and another kind of work are lessons of their own."""
    known.learning.correct(FIRST)
    assert known.learning.correct(other).state == "proposed"
    assert len(known.lessons()) == 2


def test_a_declined_lesson_is_not_proposed_again(known: Knowledge) -> None:
    """A founder who said no is not asked the same for each rejection."""
    known.decline_lesson(known.learning.correct(FIRST).id)
    assert known.learning.correct(replace(FIRST, source="decision:Q-2")).state == "declined"
    assert known.lessons() == []
    assert told(known) == []


def test_a_replaced_word_is_a_lesson(known: Knowledge) -> None:
    """An edit says exactly what was wrong and what is wanted; the same replacement twice is meant."""
    assert known.learning.correct(EDIT).line == "posts: write “use” instead of “utilize”"
    assert known.learning.correct(replace(EDIT, wanted="employ", source="decision:Q-8")).state == "proposed"
    assert known.learning.correct(replace(EDIT, source="decision:Q-9")).state == "kept"
    assert told(known, "marketer") == ["posts: write “use” instead of “utilize”"]


def test_a_lesson_of_foreign_words_stays_tainted_until_it_is_confirmed(known: Knowledge) -> None:
    """The words that an edit replaced may be a stranger's; the line that the founder confirmed is the founder's."""
    tainted = replace(EDIT, tainted=True)
    known.learning.correct(tainted)
    twice = known.learning.correct(replace(tainted, source="decision:Q-9"))
    confirmed = known.keep_lesson(known.learning.correct(replace(tainted, wrong="leverage")).id)
    assert [known.show(str(one.memory)).tainted for one in (twice, confirmed)] == [True, False]


def test_there_is_no_such_lesson(known: Knowledge) -> None:
    """A wrong id is refused by name."""
    with pytest.raises(MemoryRefused, match="no lesson L-none"):
        known.keep_lesson("L-none")


def test_the_same_correction_again_writes_nothing(known: Knowledge) -> None:
    """As when a crash lets a decision be seen twice; one with another label does write."""
    known.learning.correct(FIRST)
    connection = known.learning.lessons._store.connection
    before = connection.total_changes
    known.learning.correct(FIRST)
    assert connection.total_changes == before
    known.learning.correct(replace(FIRST, labels=("client",)))
    assert connection.total_changes > before
