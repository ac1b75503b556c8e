from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from superindividual.journal.decisions import Decision, Request
from superindividual.text import showing
from tests.tui.firm import Alone, Firm, intended
from tests.tui.linear.script import Script, arrival, option, speak


def decision(firm: Firm, request: Request) -> Decision | None:
    return firm.journal.decisions.decision(request.id)


@pytest.mark.parametrize("word", ["", "y", "yes", "ok", "a", "appro", "approve it", "1"])
def test_nothing_but_the_word_in_full_approves(firm: Firm, word: str) -> None:
    """Numbers alone never decide."""
    request = firm.ask(firm.run())
    said = speak(firm, "1", option("Approve this version"), word, "0")
    assert "Nothing is decided." in said.text
    assert decision(firm, request) is None


def test_the_word_approves_exactly_what_was_read_out(firm: Firm) -> None:
    """What was typed before it was asked for is thrown away; a worker is called."""
    request, before = firm.ask(firm.run()), Alone.started
    script = speak(firm, "1", option("Approve this version"), "Approve", "0")
    taken = decision(firm, request)
    assert taken is not None
    assert (taken.verb, taken.binding, taken.by) == ("approve", request.binding, "founder (plain)")
    assert script.discarded == 1
    assert Alone.started > before


def test_the_word_is_chinese_too(firm: Firm) -> None:
    """In a Chinese conversation; the English one is understood there as well."""
    request = firm.ask(firm.run())
    with showing("zh-CN"):
        script = speak(firm, "1", option("批准这一版"), "批准", "0")
    assert decision(firm, request) is not None, script.text


def test_what_was_decided_elsewhere_meanwhile_is_refused_by_name(firm: Firm) -> None:
    """The first decision stands."""
    request = firm.ask(firm.run())

    def elsewhere(_text: str) -> str:
        firm.other_process().decide(request, "reject", feedback="no")
        return "approve"

    said = speak(firm, "1", option("Approve this version"), elsewhere, "0").text
    assert "decided" in said
    taken = decision(firm, request)
    assert taken is not None
    assert taken.verb == "reject"


def test_what_leaves_is_read_to_the_end_and_named(firm: Firm) -> None:
    """All bytes are said before the name is asked for; another name lets nothing out."""
    request = firm.ask(firm.run(), "launch", files={"index.html": b"<p>first</p>\n<p>last line</p>\n"})
    for name in ("", "approve", "Duesbook", "dues"):
        said = speak(firm, "1", option("Let it out"), name, "0").text
        assert said.index("last line") < said.index("Type the product's name")
        assert decision(firm, request) is None
    script = speak(firm, "1", option("Let it out"), "duesbook", "0")
    taken = decision(firm, request)
    assert taken is not None
    assert (taken.verb, script.discarded) == ("approve", 1)


def test_an_approval_of_what_leaves_is_withdrawn(firm: Firm) -> None:
    """As long as it has not begun."""
    request = firm.ask(firm.run(), "launch")
    speak(firm, "1", option("Let it out"), "duesbook", "0")
    said = speak(firm, "1", option("Withdraw the approval"), "0").text
    assert "waits for you again; nothing went out" in said
    assert decision(firm, request) is None


def test_feedback_is_required_and_kept_whole(firm: Firm) -> None:
    """Several lines; none means nothing is decided."""
    request = firm.ask(firm.run())
    assert "Nothing is decided." in speak(firm, "1", option("Send back"), "", "0").text
    speak(firm, "1", option("Send back"), "写得更短。", "保留“会费”。", "", "0")
    taken = decision(firm, request)
    assert taken is not None
    assert (taken.verb, taken.feedback) == ("reject", "写得更短。\n保留“会费”。")


def test_a_question_decides_nothing(firm: Firm) -> None:
    """It stands with the request."""
    request = firm.ask(firm.run())
    speak(firm, "1", option("Ask the agent"), "Why so long?", "", "0")
    assert decision(firm, request) is None
    assert [q.text for q in firm.journal.decisions.questions(request.id)] == ["Why so long?"]


def test_stopping_needs_the_runs_name(firm: Firm) -> None:
    """In full."""
    request = firm.ask(firm.run())
    assert "Nothing is decided." in speak(firm, "1", option("Stop the run"), "yes", "0").text
    speak(firm, "1", option("Stop the run"), "R-one", "0")
    taken = decision(firm, request)
    assert taken is not None
    assert taken.verb == "stop"


def test_an_edit_is_shown_before_it_is_taken(firm: Firm) -> None:
    """From the editor: the changes are said, then the word is asked for."""
    request = firm.ask(firm.run(), files={"a.md": b"old\n", "b.md": b"other\n"})
    answers = ["1", option("Edit a file"), option("a.md"), ""]
    editor = lambda _path, content: content.replace(b"old", b"mine")  # noqa: E731
    assert "Nothing is decided." in speak(firm, *answers, "no", "0", editor=editor).text
    said = speak(firm, *answers, "approve", "0", editor=editor).text
    assert said.index("mine") < said.index("Take this as your version")
    taken = decision(firm, request)
    assert taken is not None
    assert taken.edited is not None
    assert firm.company.bundle(taken.edited).files == {"a.md": b"mine\n", "b.md": b"other\n"}


def test_an_edit_can_be_taken_from_a_file(firm: Firm, tmp_path: Path) -> None:
    """Where there is no editor, as in a pipe; one that is not there decides nothing."""
    request = firm.ask(firm.run(), files={"a.md": b"old\n"})
    (tmp_path / "new.md").write_text("mine\n")
    answers: list[Any] = ["1", option("Edit a file")]
    assert "cannot be read" in speak(firm, *answers, "/nowhere", "0").text
    assert "nothing was changed" in speak(firm, *answers, "", "0", editor=lambda _p, c: c).text
    assert decision(firm, request) is None
    speak(firm, *answers, str(tmp_path / "new.md"), "approve", "0")
    taken = decision(firm, request)
    assert taken is not None
    assert taken.verb == "edit"


def test_whether_it_arrived_is_answered(firm: Firm) -> None:
    """Yes and no are named as what they mean, and yes is asked once more."""
    request = firm.ask(firm.run(), "launch")
    firm.company.decide(request, "approve", final=True)
    intended(firm.journal, request)
    asked = arrival(firm, request)
    said = speak(firm, "1", option("Yes, it arrived"), "approve", "0").text
    assert "No: send it again" in said
    taken = decision(firm, asked)
    assert taken is not None
    assert taken.verb == "approve"


def test_that_it_did_not_arrive_needs_no_feedback_but_the_word(firm: Firm) -> None:
    """It is sent again, which is no small thing."""
    request = firm.ask(firm.run(), "launch")
    firm.company.decide(request, "approve", final=True)
    intended(firm.journal, request)
    asked = arrival(firm, request)
    assert "Nothing is decided." in speak(firm, "1", option("No: send it again"), "yes", "0").text
    speak(firm, "1", option("No: send it again"), "approve", "0")
    taken = decision(firm, asked)
    assert taken is not None
    assert taken.verb == "reject"


def test_a_form_is_filled_in_before_the_word(firm: Firm) -> None:
    """With the step's own types and choices; the values stand in the decision."""
    form = {
        "price": {"type": "number", "required": True, "min": 1.0},
        "plan": {"type": "text", "choices": ["free", "paid"], "default": "free"},
    }
    request = firm.ask(firm.run(), form=form)
    said = speak(
        firm, "1", option("Approve this version"), "nothing", "0.5", "12", option("paid"), "approve", "0"
    ).text
    assert "price must be at least 1" in said
    assert "price = 12" in said
    taken = decision(firm, request)
    assert taken is not None
    assert taken.form == {"price": 12, "plan": "paid"}


def test_a_closed_request_offers_no_verb(firm: Firm) -> None:
    """It is read out and that is all."""
    request = firm.ask(firm.run())
    firm.company.decide(request, "stop")
    script: Script = speak(firm, "1", "0", "0")
    assert "Approve this version" not in script.text
    assert "Withdraw" not in script.text


def test_an_approval_may_carry_a_comment(firm: Firm) -> None:
    """It stands in the record; without one nothing is decided."""
    request = firm.ask(firm.run())
    assert "Nothing is decided." in speak(firm, "1", option("Approve with a comment"), "", "0").text
    speak(firm, "1", option("Approve with a comment"), "Well done.", "", "approve", "0")
    taken = decision(firm, request)
    assert taken is not None
    assert (taken.verb, taken.feedback) == ("approve", "Well done.")
