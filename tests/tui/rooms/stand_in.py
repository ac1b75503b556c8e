"""A stage for rooms without a screen: it remembers what it was asked for, and answers yes when told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from superindividual.ids import RequestId, RunId
from superindividual_tui.fields import Field
from superindividual_tui.line import Line
from superindividual_tui.stage import Accept
from superindividual_tui.view import View

_T = TypeVar("_T")


@dataclass
class StandIn:
    """What rooms ask of the screen."""

    view: View
    calls: list[tuple[str, Any]] = field(default_factory=list)
    asked: list[tuple[str, list[Line]]] = field(default_factory=list)
    yes: bool = True
    answer: str = ""
    given: dict[str, Any] = field(default_factory=dict)
    """What is filled in where a form asks; what is not, has its default."""

    def say(self, text: str, tone: str = "") -> None:
        self.calls.append(("say", text))

    def go(self, room: str) -> None:
        self.calls.append(("go", room))

    def draw(self) -> None:
        self.calls.append(("draw", None))

    def choose_run(self, run: RunId | None) -> None:
        self.calls.append(("choose_run", run))

    def show_request(self, request: RequestId) -> None:
        self.calls.append(("show_request", request))

    def begin_batch(self, deliver: str) -> None:
        self.calls.append(("begin_batch", deliver))

    def words(self, title: str, then: Callable[[str], object]) -> None:
        self.asked.append((title, []))
        then(self.answer)

    def write(self, write: Callable[[], str]) -> bool:
        self.calls.append(("wrote", write()))
        return True

    def confirm(self, title: str, about: list[Line], write: Callable[[], str]) -> None:
        self.asked.append((title, about))
        if self.yes:
            self.calls.append(("wrote", write()))

    def aside(self, read: Callable[[], _T], show: Callable[[_T], None]) -> None:
        show(read())

    def form(
        self,
        title: str,
        fields: Sequence[Field],
        accept: Accept,
        then: Callable[[], object],
    ) -> None:
        self.asked.append((title, [Line(one.asks) for one in fields]))
        initial = {one.name: one.spec.default for one in fields if one.spec.default is not None}
        refused = accept({**initial, **self.given})
        if refused:
            self.calls.append(("refused", refused))
        else:
            then()
