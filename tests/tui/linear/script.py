"""A founder who has written down what they will answer, and keeps what was said to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from superindividual.approvals.editor import Editor
from superindividual.ids import Digest, request_id
from superindividual.journal.decisions import Request
from superindividual_tui.linear import Inbox, Left, Talk
from tests.tui.firm import Firm, _no_editor


@dataclass
class Script:
    """Answers in their order; an answer may be made from what was said so far, and None ends the input."""

    answers: Iterator[str | Callable[[str], str]]
    said: list[str] = field(default_factory=list)
    discarded: int = 0

    @classmethod
    def of(cls, *answers: str | Callable[[str], str]) -> Script:
        return cls(iter(answers))

    def talk(self) -> Talk:
        def discard() -> None:
            self.discarded += 1

        return Talk(self._read, self.said.append, discard)

    def _read(self) -> str:
        answer = next(self.answers, None)
        if answer is None:
            return ""
        line = (answer if isinstance(answer, str) else answer(self.text)) + "\n"
        self.said.append(line)
        return line

    @property
    def text(self) -> str:
        return "".join(self.said)


def option(words: str) -> Callable[[str], str]:
    """Choose the last option that says this, by its number."""

    def number(text: str) -> str:
        found = [line for line in text.splitlines() if words in line and line.split(".")[0].isdigit()]
        assert found, f"nothing offers {words!r}:\n{text}"
        return found[-1].split(".")[0]

    return number


def speak(firm: Firm, *answers: str | Callable[[str], str], editor: Editor = _no_editor) -> Script:
    """Talk about a firm until the answers end; whether the founder left or the input ended is all the same."""
    script = Script.of(*answers)
    try:
        Inbox(firm.company, script.talk(), clock=firm.clock, editor=editor).run()
    except Left:
        script.said.append("LEFT")
    return script


def arrival(firm: Firm, request: Request) -> Request:
    """The question whether what was let out arrived, as the executor asks it."""
    return firm.journal.decisions.open(
        request_id(request.run, request.step, "a" * 64),
        run=request.run,
        step=request.step,
        version=request.version,
        kind="arrival",
        binding=Digest("a" * 64),
        question={
            **request.question,
            "reason": "unknown",
            "verdicts": {},
            "of": request.id,
            "said": "no answer",
        },
        risk=2,
    )
