from __future__ import annotations

import re
from pathlib import Path

import pytest

from superindividual.company import Company
from superindividual.memory.lesson import Correction
from tests.memory.tracing import alike, transcript

DOCS = Path(__file__).parents[2] / "docs" / "memory.md"


@pytest.mark.checkout
@pytest.mark.skipif(not DOCS.is_file(), reason="the documentation is no part of the wheel")
def test_the_documented_trace_is_what_happens(tmp_path: Path) -> None:
    """From its source through recall to the deliverable, then corrected; after a change: python -m tests.memory.tracing."""
    (written,) = re.findall(r"```console\n(.*?)\n```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    happened = "\n".join(transcript(tmp_path)).rstrip()
    print(happened)
    assert alike(happened) == alike(written)
    for told in ("used in R-", "superseded by", "from outside"):
        assert told in happened


def test_a_lesson_leads_back_to_the_decision_and_its_words(firm: Company) -> None:
    """The origin of what came from a decision is the decision; of one that is not on record, nothing is made up."""
    known = firm.memory
    lesson = known.learning.correct(
        Correction("", "no emojis", "agent:marketer", "posts", "decision:Q-1", None)
    )
    record = str(known.keep_lesson(lesson.id).memory)
    assert known.why(record).origin.request is None
    assert known.why(record).record.source == "decision:Q-1"
    assert known.why(record).uses == ()
