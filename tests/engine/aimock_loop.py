"""The whole product loop against aimock, scripted as a real model would answer, its mistakes included.

What it writes was made by the rehearsal beforehand, so that it is worth checking; how it gets into the company is the
model's way, streamed by a server that nobody here wrote. `make loop` prints the transcript.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from superindividual.approvals import wording
from superindividual.approvals.event_wording import event_line
from superindividual.cli import main
from superindividual.company import Company
from superindividual.ids import RunId
from superindividual.paths import bundled
from superindividual.workspace.artifact import Bundle
from tests.engine.rehearsed import rehearsed
from tests.engine.test_model_loop import COLOURS, _text
from tests.models.aimock import aimock

BRIEF = bundled("examples") / "briefs" / "club-dues.md"
KEY = "sk-aimock-secret-0123456789"
MODEL = "made-for-this-test"
QUESTION = "May the posts name the club that tried it first?"
ANSWER = "no, not without their written word"

Fixture = dict[str, Any]
Calls = list[tuple[str, Any]]


def fixture(kind: str, turn: int, response: Fixture, *, once: bool = False, again: bool = False) -> Fixture:
    """One answer: to the step that hands over `kind`, after so many answers; `again` where a version was sent back."""
    match: Fixture = {"systemMessage": f"# What you hand over: {kind}\n", "turnIndex": turn}
    if once:
        match["sequenceIndex"] = 0
    if again:
        match["userMessage"] = "# Your last version lies in your folder"
    return {"match": match, "response": response, "chunkSize": 4000}


def said(text: str, reason: str = "stop", tokens: int = 40) -> Fixture:
    return {"content": text, "finishReason": reason, "usage": usage(900, tokens)}


def called(calls: Calls, tokens: int = 300) -> Fixture:
    made = [{"name": name, "arguments": json.dumps(given)} for name, given in calls]
    return {"toolCalls": made, "usage": usage(2000, tokens)}


def usage(read: int, written: int) -> Fixture:
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}


MISTAKES: list[Fixture] = [
    fixture(
        "prd", 1, called([("write_file", {"path": "../escape.md", "content": "x"}), ("no_such_tool", {})])
    ),
    fixture("positioning", 0, said("I", "content_filter"), once=True),
    fixture("email", 0, said("I cannot help with that."), once=True),
    fixture("finance", 0, said("The plan is: do NOT ", "length", 4000), once=True),
    fixture(
        "design",
        1,
        {"error": {"message": "slow down", "type": "rate_limit_error"}, "status": 429, "retryAfter": 0},
        once=True,
    ),
    fixture("posts", 1, called([("ask_founder", {"question": QUESTION})])),
]
"""A wrong call, a filtered answer, a refusal in words, an over-long answer, a rate limit, and a question to the founder."""


def script(kind: str, bundle: Bundle) -> list[Calls]:
    """A version as a model makes it: it looks round, writes, tries out, hands over."""
    texts = {p: content.decode() for p, content in bundle.files.items() if _text(kind, p)}
    claims = [{"text": c.text, "evidence": list(c.evidence)} for c in bundle.deliverable.claims]
    extra: Mapping[str, Calls] = {
        "compliance_report": [("evaluate_rules", {})],
        "launch_kit": [("assemble_kit", {})],
        "site": [("draw_card", {"name": "Duesbook", "line": "Who has paid", **COLOURS})],
    }
    tries: Calls = [("run_tests", {}), ("run_linter", {})] if kind == "code" else [("list_files", {})]
    return [
        [("list_files", {}), ("search_memory", {"query": kind})],
        extra.get(kind, [("search_files", {"pattern": "Duesbook"})]),
        [("write_file", {"path": p, "content": c}) for p, c in sorted(texts.items())],
        tries,
        [("submit", {"summary": bundle.deliverable.summary, "claims": claims})],
    ]


def fixtures(versions: Mapping[str, list[Bundle]]) -> list[Fixture]:
    """The mistakes first: aimock takes the first fixture of a turn that matches.

    Two steps hand over the same kind: the first is answered once, the other from then on.
    """
    found, forever = [*MISTAKES], {_place(one) for one in MISTAKES if "sequenceIndex" not in one["match"]}
    made_by_agents = {kind: bundles for kind, bundles in versions.items() if not kind.startswith("effect:")}
    for kind, bundles in made_by_agents.items():
        mended = [(bundles[-1], False, True)] if kind == "code" else []
        for bundle, once, again in [*mended, (bundles[0], True, False), (bundles[-1], False, False)]:
            made = [
                fixture(kind, turn, called(calls), once=once, again=again)
                for turn, calls in enumerate(script(kind, bundle))
            ]
            found += [one for one in made if again or _place(one) not in forever]
    return found


def _place(one: Fixture) -> tuple[str, int]:
    return one["match"]["systemMessage"], one["match"]["turnIndex"]


@dataclass
class Played:
    """A company after the loop, and what the server was asked."""

    company: Company
    run: RunId
    requests: list[dict[str, Any]]


PRICES = f"prices: {{{MODEL}: {{input: 1.0, output: 4.0, context: 128000}}}}\n"


@contextmanager
def played(folder: Path, *, launch: bool = False) -> Iterator[Played]:
    """Play the loop up to the request about the launch folder, or past its approval; the founder answers the one question."""
    assert main(["init", str(folder / "firm")]) == 0
    spec = folder / "firm" / "company.yaml"
    spec.write_text(spec.read_text() + PRICES)
    company = Company.open(folder / "firm")
    (folder / "beforehand").mkdir()
    scripted = fixtures(rehearsed(folder / "beforehand", BRIEF))
    with aimock(scripted, folder) as server:
        named = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": server.url, "OPENAI_MODEL": MODEL}
        with patch.dict(os.environ, named):
            run = company.start("product_loop", brief=BRIEF, approve="never")
            company.work()
            for question in [r for r in company.inbox() if r.kind == "question"]:
                company.decide(question, "approve", form={"answer": ANSWER})
                company.work()
            for request in company.inbox() if launch else ():
                company.decide(request, "approve")
                company.work()
        yield Played(company, run.id, server.requests())
    company.journal.close()


def transcript(played: Played) -> Iterator[str]:
    """What happened, each call of a model and each of a tool on a line."""
    for event in played.company.journal.events.after(0, run=played.run, limit=100_000):
        line = event_line(event)
        if event.kind == "model.called":
            line = f"{event.step}: the model {event.data['outcome']}, {event.data['output_tokens']} tokens written"
        if event.kind == "tool.called":
            line = f"{event.step}: {event.data['tool']} {'done' if event.data['ok'] else 'REFUSED'}"
        if line:
            yield f"{event.seq:>5}  {line}"
    for request in played.company.inbox():
        yield f"waits: {wording.question(request)}"


def _print() -> int:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
        try:
            with redirect_stdout(sys.stderr):  # where the company is, which is gone afterwards
                found = opened.enter_context(played(Path(folder), launch=True))
        except pytest.skip.Exception as skipped:
            print(f"not played: {skipped}", file=sys.stderr)
            return 1
        print("\n".join(transcript(found)))
        print(f"$ superindividual cost {found.run}")
        return main(["cost", found.run, "--company", str(found.company.paths.root)])


if __name__ == "__main__":
    sys.exit(_print())
