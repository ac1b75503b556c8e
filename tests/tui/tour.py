"""Tour: one robot at one terminal, from a folder without a company to what was launched, with every verb once.

`make tour` keeps its log, each key with the screen that came of it, where a reviewer finds it.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from superindividual.company import Company
from superindividual.ids import RequestId
from superindividual.journal.decisions import Decision
from superindividual.paths import bundled
from tests.tui.robot import Robot, robot

FLOW = """\
name: a-tour
description: discovery, requirements, launch
inputs:
  brief: {type: file, required: true}
steps:
  discover: {agent: scout, deliver: discovery, approve: always, task: "Read ${{ inputs.brief }}."}
  prd: {agent: designer, deliver: prd, needs: [discover], approve: always, task: Write the requirements.}
  review: {agent: compliance, deliver: compliance_report, needs: [prd], approve: never, task: Review it.}
  launch: {effect: publish, from: [discover], needs: [review]}
"""
ARMED = r"a approve|a let out"


class Tour:
    """The robot's way, with what it saw."""

    def __init__(self, hand: Robot, log: Path | None) -> None:
        self.hand = hand
        self.company = Company.open(hand.folder)
        self._log = log
        self._places = {str(hand.folder.parent): "~", str(Path.home()): "~"}
        if log:
            log.write_text("", encoding="utf-8")

    def tell(self, heading: str) -> None:
        """Write down what was done, and the screen as it stands then."""
        if self._log:
            told = f"\n=== {heading}\n{self.hand.screen().rstrip()}\n"
            for place, short in self._places.items():
                told = told.replace(place, short)
            with self._log.open("a", encoding="utf-8") as log:
                log.write(told)

    def see(self, pattern: str, heading: str) -> None:
        """Wait for something on the screen, and tell it."""
        self.hand.await_text(pattern)
        self.tell(heading)

    def decision(self, request: RequestId) -> Decision:
        """Wait until a request is decided."""
        decisions = self.company.journal.decisions
        self.hand.await_that(lambda: decisions.decision(request) is not None, what=f"a decision of {request}")
        found = decisions.decision(request)
        assert found is not None
        return found

    def asked(self, step: str, version: int) -> RequestId:
        """Wait until a step's version waits, then open it and wait until the panel is armed."""

        def waiting() -> list[RequestId]:
            return [r.id for r in self.company.inbox() if (r.step, r.version) == (step, version)]

        self.hand.await_that(lambda: bool(waiting()), limit=180, what=f"{step} {version}")
        self.hand.press("i")
        self.hand.await_text("⚑ 1 waiting")
        self.hand.press("g", "Enter")
        self.see(ARMED, f"{step}, version {version}, waits: i g enter")
        return waiting()[0]

    def worker(self) -> int:
        """The worker's process; waits until there is one."""
        found: list[int] = []

        def look() -> bool:
            for place in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    words = place.read_bytes().split(b"\0")
                except OSError:
                    continue
                if b"--until-idle" in words and str(self.hand.folder).encode() in words:
                    found.append(int(place.parent.name))
            return bool(found)

        self.hand.await_that(look, what="a worker")
        return found[0]


@contextmanager
def toured(tmp_path: Path, log: Path | None) -> Iterator[Tour]:
    """A company with the tour's workflow and one brief, and a robot that stands beside it."""
    with robot(tmp_path) as hand:
        (hand.folder / "workflows" / "short.yaml").unlink()
        (hand.folder / "workflows" / "a_tour.yaml").write_text(FLOW)
        spec = hand.folder / "company.yaml"
        spec.write_text(re.sub(r"undo: 5s", "undo: 30s", spec.read_text()))
        shutil.copyfile(bundled("examples") / "briefs" / "club-dues.md", hand.folder / "briefs" / "dues.md")
        made = Tour(hand, log)
        try:
            yield made
        finally:
            made.company.journal.close()


def begin(tour: Tour, elsewhere: Path) -> None:
    """Through the door into the company, and start a run with the form."""
    hand, inside = tour.hand, tour.hand.folder
    hand.folder = elsewhere
    hand.open()
    hand.folder = inside
    tour.see(r"Rehearse a sample", "superindividual, in a folder without a company")
    hand.press("j", "j", "Enter")
    hand.await_text(r"Which company\?")
    hand.type(str(inside))
    tour.tell("Open a company: its folder is typed")
    hand.press("C-s")
    tour.see(r"Nothing waits for you", "ctrl+s: the cockpit")
    hand.press("s")
    hand.await_text(r"discovery, requirements, launch")
    hand.press("g", "Enter")
    tour.see(r"dues\.md", "s, enter: the form of the workflow")
    hand.press("C-s")
    tour.see(r"has begun", "ctrl+s: the run has begun")


def discover(tour: Tour, editor_mark: str) -> None:
    """Ask, resize, reject in Chinese, edit in an editor; the worker is killed meanwhile."""
    hand, first = tour.hand, tour.asked("discover", 1)
    hand.decide("q", r"decides nothing")
    hand.type("Which line names the price?")
    hand.press("C-s")
    hand.await_that(lambda: any(q.answer for q in tour.company.journal.decisions.questions(first)))
    tour.see(ARMED, "q: asked, and answered; nothing is decided")
    for width, height in ((50, 12), (70, 20), (110, 30)):
        hand.resize(width, height)
        tour.see(
            r"superindividual inbox" if width < 60 else r"waiting|arming", f"resized to {width}x{height}"
        )
    hand.press("2")
    hand.decide("r", r"ctrl\+s")
    hand.type("请写得更短；保留“会费”一词。")
    hand.await_text("保留")
    tour.tell("r: feedback in Chinese")
    hand.press("C-s")
    assert tour.decision(first).feedback == "请写得更短；保留“会费”一词。"
    os.kill(tour.worker(), signal.SIGKILL)
    tour.tell("the worker is killed: kill -9")
    second = tour.asked("discover", 2)
    hand.press("BTab", "g", "j", "j")
    hand.decide("e", rf"\+{editor_mark}")
    tour.tell("e: the change that the editor made")
    hand.decide("y", r"yes…|Decided")
    taken = tour.decision(second)
    assert taken.verb == "edit"
    assert taken.edited is not None
    assert any(editor_mark.encode() in c for c in tour.company.bundle(taken.edited).files.values())


def crash(tour: Tour, editor: str) -> None:
    """The cockpit is killed, and opened again where it stood."""
    hand = tour.hand
    os.kill(hand.process(), signal.SIGKILL)
    hand.await_that(hand.ended)
    hand.close()
    hand.open(EDITOR=editor)
    tour.see(r"Inbox", "the cockpit is killed (kill -9) and opened again")


def launch(tour: Tour) -> RequestId:
    """Approve with a comment, let it out, take that back, and let it out again."""
    hand, request = tour.hand, tour.asked("prd", 1)
    hand.decide("c", r"ctrl\+s")
    hand.type("Clear and short.")
    hand.press("C-s")
    assert (tour.decision(request).verb, tour.decision(request).feedback) == ("approve", "Clear and short.")
    effect = tour.asked("launch", 1)
    let_out(tour)
    assert tour.decision(effect).verb == "approve"
    hand.press("i", "u")
    hand.await_that(lambda: tour.company.journal.decisions.decision(effect) is None)
    tour.see(r"⚑ 1 waiting", "u: taken back; it waits again")
    tour.asked("launch", 1)
    let_out(tour)
    tour.decision(effect)
    hand.press("i")
    hand.await_that(
        lambda: bool(tour.company.journal.runs.get(tour.company.journal.runs.all()[0].id).outcome)
    )
    tour.see(r"✓ done  launch", "the receipt")
    return effect


def let_out(tour: Tour) -> None:
    """Scroll to the end, type the product's name."""
    hand = tour.hand
    hand.decide("a", r"Read it to the end")
    hand.press("G")
    tour.see(r"type the product's name", "a: all of it, to the end")
    hand.to_the_field()
    hand.type("duesbook")
    tour.tell("the product's name is typed")
    hand.press("Enter")


def together(tour: Tour) -> None:
    """Two more runs; their drafts of one kind are approved as one list that was read and counted."""
    hand = tour.hand
    for _run in range(2):
        hand.press("s")
        hand.await_text(r"discovery, requirements, launch")
        hand.press("g", "Enter")
        hand.await_text(r"dues\.md")
        hand.press("C-s")
        hand.await_text(r"has begun")

    def waiting() -> list[RequestId]:
        return [r.id for r in tour.company.inbox() if r.step == "discover"]

    hand.await_that(lambda: len(waiting()) == 2, limit=180, what="two drafts")
    asked = waiting()
    hand.press("b")
    hand.await_text(r"approve all 2…")
    hand.press("g", "Enter")
    hand.await_text(r"Approve all 2\?")
    hand.press("G")
    tour.see(r"type how many these are, 2", "b, enter: the list, read to its end")
    hand.to_the_field()
    hand.type("2")
    hand.press("Enter")
    tour.see(r"2 of 2 approved", "2, enter: approved together")
    assert {tour.decision(request).verb for request in asked} == {"approve"}
    hand.await_that(
        lambda: len([r for r in tour.company.inbox() if r.step == "prd"]) == 2, limit=180, what="two drafts"
    )
    for run in [r for r in tour.company.journal.runs.all() if not r.outcome]:
        tour.company.stop(run.id, by="the tour")
    hand.await_that(lambda: not tour.company.inbox(), limit=180, what="the end of both")


def second_run(tour: Tour) -> None:
    """Approve with the plain key, then stop, then leave the terminal; the run's end stands."""
    hand = tour.hand
    hand.press("s")
    hand.await_text(r"discovery, requirements, launch")
    hand.press("g", "Enter")
    hand.await_text(r"dues\.md")
    hand.press("C-s")
    hand.await_text(r"has begun")
    request = tour.asked("discover", 1)
    hand.decide("a", r"approving|Decided")
    tour.tell("a: held for a moment, then decided")
    assert tour.decision(request).verb == "approve"
    last = tour.asked("prd", 1)
    hand.decide("x", r"Stop the run")
    hand.decide("y", r"yes…|Decided: stopped")
    assert tour.decision(last).verb == "stop"
    hand.press("C-d")
    hand.await_that(hand.ended)
    hand.await_that(lambda: all(run.outcome for run in tour.company.journal.runs.all()))
