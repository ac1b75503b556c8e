"""A long conversation is shortened without losing what was decided, and says so."""

from __future__ import annotations

from typing import Any

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

from superindividual.engine.compaction import Compaction, size


def call(number: int, name: str, **arguments: Any) -> AIMessage:
    return AIMessage("I look.", tool_calls=[{"name": name, "args": arguments, "id": f"c{number}"}])


def result(number: int, name: str, content: str, *, ok: bool = True) -> ToolMessage:
    status: Any = "success" if ok else "error"
    return ToolMessage(content, name=name, tool_call_id=f"c{number}", status=status)


def long_conversation(turns: int = 30) -> list[AnyMessage]:
    made: list[AnyMessage] = [HumanMessage("# Task\nBuild it.")]
    for n in range(turns):
        made += [call(n, "read_file", path=f"{n}.md"), result(n, "read_file", f"{n}" * 5000)]
    made[3:3] = [
        call(100, "ask_founder", question="Which?"),
        result(100, "ask_founder", "The founder answers: " + "blue " * 200),
    ]
    made[5:5] = [call(101, "write_file", path="a.md", content="w" * 9000), result(101, "write_file", "wrote")]
    made[7:7] = [
        call(102, "write_file", path="../x", content="x"),
        result(102, "write_file", "Refused: " + "no " * 200, ok=False),
    ]
    return made


def test_a_short_conversation_is_sent_as_it_is() -> None:
    """Nothing is cut or told before the limit."""
    told: list[Any] = []
    messages = long_conversation(2)
    assert Compaction(lambda *t: told.append(t)).shown(messages) == messages
    assert told == []


def test_what_was_decided_stays_and_what_can_be_read_again_goes() -> None:
    """The task, the founder's words, refusals and everything recent are whole; each call keeps its result."""
    told: list[tuple[int, int, int]] = []
    messages = long_conversation()
    shown = Compaction(lambda *t: told.append(t), limit=100_000).shown(messages)
    assert size(shown) < 100_000 < size(messages)
    assert [type(m) for m in shown] == [type(m) for m in messages]
    assert shown[0] == messages[0]
    assert shown[-8:] == messages[-8:]
    texts = [str(m.content) for m in shown]
    assert any("blue blue" in text for text in texts)
    assert any(text.startswith("Refused: no no") for text in texts)
    assert "5000 characters left out" in texts[2]
    writing = next(m for m in shown if isinstance(m, AIMessage) and m.tool_calls[0]["id"] == "c101")
    assert writing.tool_calls[0]["args"]["path"] == "a.md"
    assert "9000 characters left out" in writing.tool_calls[0]["args"]["content"]
    ((before, after, parts),) = told
    assert (before, after) == (size(messages), size(shown))
    assert parts > 0


def test_the_beginning_stays_the_same_from_turn_to_turn() -> None:
    """What was left out stays out and what was sent stays, so a provider's cache holds until the next cut."""
    told: list[Any] = []
    compaction = Compaction(lambda *t: told.append(t), limit=100_000)
    messages = long_conversation()
    before = compaction.shown(messages)
    messages += [call(200, "list_files"), result(200, "list_files", "a.md")]
    after = compaction.shown(messages)
    assert after[: len(before)] == before
    assert len(told) == 1


def test_the_conversation_itself_is_never_changed() -> None:
    """Only the copy that is sent is shortened: what is kept to go on from is whole."""
    messages = long_conversation()
    whole = [m.model_dump() for m in messages]
    Compaction(lambda *_: None, limit=50_000).shown(messages)
    assert [m.model_dump() for m in messages] == whole


def test_a_model_that_takes_less_gets_half_until_nothing_is_left_to_cut() -> None:
    """An overflow is answered by less, and the end is said."""
    compaction = Compaction(lambda *_: None)
    messages = long_conversation()
    assert compaction.harder(messages)
    assert size(compaction.shown(messages)) <= size(messages) // 2
    rounds = 0
    while compaction.harder(messages):
        rounds += 1
        assert rounds < 20


def test_what_was_refused_to_be_handed_over_does_not_pile_up() -> None:
    """A model that submits a summary of any length again and again is not sent all of them each time; claims stay."""
    claims = [{"text": "It counts.", "evidence": ["brief:1"]}]
    made: list[AnyMessage] = [HumanMessage("# Task")]
    for n in range(20):
        made += [
            call(n, "submit", summary="s" * 20_000, claims=claims),
            result(n, "submit", "Refused: too long", ok=False),
        ]
    shown = Compaction(lambda *_: None, limit=200_000).shown(made)
    assert size(shown) < 200_000 < size(made)
    first = next(m for m in shown if isinstance(m, AIMessage))
    assert first.tool_calls[0]["args"] == {
        "summary": "(20000 characters left out; they were refused)",
        "claims": claims,
    }


def test_control_what_was_handed_over_stays_whole() -> None:
    """Positive control: the same summary, not refused, is never cut."""
    made: list[AnyMessage] = [call(0, "submit", summary="s" * 20_000), result(0, "submit", "handed over")]
    for n in range(1, 20):
        made += [call(n, "read_file", path="a"), result(n, "read_file", "r" * 20_000)]
    assert Compaction(lambda *_: None, limit=200_000).shown(made)[0] == made[0]


def test_after_an_overflow_it_is_not_shortened_at_every_turn() -> None:
    """Recent messages that are long keep it above half: what was sent stays the same, and the log has one line of it."""
    told: list[Any] = []
    compaction = Compaction(lambda *t: told.append(t))
    messages = long_conversation(12)
    assert compaction.harder(messages) and len(told) == 1
    for n in range(300, 303):
        messages += [call(n, "list_files"), result(n, "list_files", "a.md")]
        compaction.shown(messages)
    assert len(told) == 1
