"""kill -9 while an agent waits for the founder: the question stands once, and its answer reaches the same attempt."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from superindividual.company import Company
from superindividual.journal.decisions import Request
from superindividual.paths import bundled
from superindividual.specs.template import write_company
from superindividual.tools.sandbox import find_sandbox
from tests.models.server import ModelServer, calls, in_order, serving

BRIEF = bundled("examples") / "briefs" / "club-dues.md"
FLOW = """\
name: one
inputs: {brief: {type: file, required: true}}
steps:
  posts: {agent: writer, deliver: posts, task: "Write.", approve: always, attempts: 1}
"""
CARD = "---\nname: writer\ndescription: Writes.\nmcpServers: [words]\n---\nWrite.\n"
WORDS = Path(__file__).parent / "servers" / "words.py"
READ = ("mcp__words__count", {"text": "one two"})
WRITE = ("write_file", {"path": "marketing/posts/x.md", "content": "Hello\n"})
ASK = ("ask_founder", {"question": "May the post name Ada?"})
SUBMIT = ("submit", {"summary": "One post.", "claims": []})

pytestmark = pytest.mark.skipif(find_sandbox()[0] is None, reason="tool servers run contained only")


class Firm:
    """A company whose workers are processes of their own."""

    def __init__(self, root: Path, server: ModelServer) -> None:
        write_company(root, "firm", "en")
        self.company = Company.open(root)
        paths, words = (
            self.company.paths,
            {"command": "python3", "args": [str(WORDS)], "see": [str(WORDS.parent)]},
        )
        paths.workflows.mkdir(exist_ok=True)
        paths.agents.mkdir(exist_ok=True)
        (paths.workflows / "one.yaml").write_text(FLOW, encoding="utf-8")
        (paths.agents / "writer.md").write_text(CARD, encoding="utf-8")
        paths.servers.write_text(json.dumps({"mcpServers": {"words": words}}), encoding="utf-8")
        self.company = Company.open(root)
        self.company.start("one", brief=BRIEF)

    def worker(self) -> subprocess.Popen[bytes]:
        argv = [sys.executable, "-m", "superindividual", "up", "--company", str(self.company.paths.root)]
        return subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def waiting(self, *kinds: str) -> Request | None:
        found = [r for r in self.company.journal.decisions.waiting() if r.kind in kinds]
        assert len(found) <= 1, found
        return found[0] if found else None

    def started(self) -> int:
        """How often the attempt's tool server was started, by all workers together."""
        return sum(e.kind == "server.started" for e in self.company.journal.events.after(0))


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with serving(in_order(calls(READ), calls(WRITE), calls(ASK), calls(SUBMIT))) as found:
        yield found


@pytest.fixture
def firm(tmp_path: Path, server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Firm]:
    for name, value in {"API_KEY": "sk-x", "BASE_URL": server.url, "MODEL": "m"}.items():
        monkeypatch.setenv(f"OPENAI_{name}", value)
    made = Firm(tmp_path / "firm", server)
    yield made
    made.company.journal.close()


def until(holds: Callable[[], Any], worker: subprocess.Popen[bytes]) -> Any:
    """What the condition gives, once it gives something, while the worker lives."""
    ends = time.monotonic() + 60
    while not (found := holds()):
        assert worker.poll() is None, "the worker ended"
        assert time.monotonic() < ends, "nothing came in time"
        time.sleep(0.02)
    return found


def killed(firm: Firm, times: int) -> Request:
    """The question, after so many workers that waited for its answer were killed."""
    ids = set()
    for number in range(1, times + 1):
        worker = firm.worker()
        try:
            request = until(lambda: firm.waiting("question"), worker)
            until(lambda n=number: firm.started() == n, worker)  # type: ignore[misc]
        finally:
            worker.send_signal(signal.SIGKILL)
        assert worker.wait() == -signal.SIGKILL
        ids.add(request.id)
    (one,) = ids
    return firm.company.journal.decisions.request(one)


@pytest.mark.long
def test_a_killed_worker_leaves_one_question_whose_answer_reaches_the_agent(
    firm: Firm, server: ModelServer
) -> None:
    """Three workers killed; the model is asked nothing twice, and goes on with the founder's words."""
    request = killed(firm, 3)
    assert len(server.asked) == 3
    opened = [e for e in firm.company.journal.events.after(0) if e.kind == "request.opened"]
    assert len(opened) == 1
    firm.company.decide(request, "approve", form={"answer": "no, ask her first"})
    worker = firm.worker()
    try:
        draft = until(lambda: firm.waiting("draft", "failing"), worker)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    assert len(server.asked) == 4
    assert server.asked[3]["messages"][-1]["content"] == "The founder answers: no, ask her first"
    made = firm.company.shown(draft)
    assert made.files == {"marketing/posts/x.md": b"Hello\n"}
    assert made.deliverable.outside == ("mcp:words",), (
        "what was read before the kill labels what came after it"
    )
    assert [v.attempt for v in firm.company.journal.versions.of(draft.run, draft.step)] == [1]
