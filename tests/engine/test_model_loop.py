"""The whole product loop with a model: a loopback endpoint that works as a model would, mistakes included.

What the model writes was made by the rehearsal beforehand, so that it is worth checking; how it gets into the company is
the model's way: tools, wrong calls, a refusal, a rate limit, a cut-off answer, a broken first version of the code.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from superindividual.cli import main
from superindividual.company import Company
from superindividual.paths import bundled
from superindividual.tools.sandbox import find_sandbox
from superindividual.workspace.artifact import Bundle
from tests.engine.rehearsed import rehearsed
from tests.models.server import Reply, calls, says, serving

BRIEF = bundled("examples") / "briefs" / "club-dues.md"
COLOURS = {
    "background": "#ffffff",
    "text": "#111111",
    "muted": "#555555",
    "accent": "#005a9c",
    "surface": "#eeeeee",
}
KEY = "sk-loop-secret-0123456789"


class Author:
    """Answers requests as a model would, by the kind of deliverable that the system message asks for."""

    def __init__(self, versions: Mapping[str, list[Bundle]]) -> None:
        self._versions = versions
        self._attempts: dict[str, int] = {}
        self._limited = False
        self._lock = threading.Lock()

    def __call__(self, body: dict[str, Any]) -> Reply:
        messages = body["messages"]
        kind = re.findall(r"# What you hand over: (\w+)", str(messages[0]["content"]))[0]
        turn = sum(message["role"] == "assistant" for message in messages)
        with self._lock:
            if turn == 0:
                self._attempts[kind] = self._attempts.get(kind, 0) + 1
            attempt = self._attempts[kind]
            if kind == "design" and turn == 1 and not self._limited:
                self._limited = True
                return Reply({"error": {"message": "slow down"}}, 429, {"retry-after": "0"})
        if kind == "positioning" and attempt == 1:
            return says(None, refusal="I cannot help with marketing.")
        if kind == "finance" and attempt == 1:
            return says("The plan is: do NOT ", reason="length")
        script = self._script(kind, attempt)
        return script[min(turn, len(script) - 1)]

    def _script(self, kind: str, attempt: int) -> list[Reply]:
        versions = self._versions[kind]
        bundle = versions[min(attempt, len(versions)) - 1]
        texts = {path: content.decode() for path, content in bundle.files.items() if _text(kind, path)}
        writes = calls(*(("write_file", {"path": p, "content": c}) for p, c in sorted(texts.items())))
        claims = [{"text": c.text, "evidence": list(c.evidence)} for c in bundle.deliverable.claims]
        submit = calls(("submit", {"summary": bundle.deliverable.summary, "claims": claims}))
        looks = calls(("list_files", {}), ("search_memory", {"query": kind}))
        before = {
            "prd": [calls(("write_file", {"path": "../escape.md", "content": "x"}), ("no_such_tool", {}))],
            "compliance_report": [calls(("evaluate_rules", {}))],
            "launch_kit": [calls(("assemble_kit", {}))],
            "site": [calls(("draw_card", {"name": "Duesbook", "line": "Who has paid", **COLOURS}))],
            "posts": [says("I am done thinking about the posts.")],
        }.get(kind, [])
        after = [calls(("run_tests", {}), ("run_linter", {}))] if kind == "code" else []
        return [looks, *before, writes, *after, submit]


def _text(kind: str, path: str) -> bool:
    """What a model types; pictures it cannot, and what tools compute it does not."""
    if kind == "launch_kit":
        return path == "launch/README.md"
    return path != "compliance/report.json" and not path.endswith(".png")


@pytest.fixture
def company(tmp_path: Path) -> Company:
    assert main(["init", str(tmp_path / "firm")]) == 0
    return Company.open(tmp_path / "firm")


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def use(url: str) -> None:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_BASE_URL", url)
        monkeypatch.setenv("OPENAI_MODEL", "made-for-this-test")

    return use


@pytest.mark.long
@pytest.mark.skipif(
    find_sandbox()[0] is None, reason="bubblewrap is missing: the package's tests cannot be run"
)
def test_a_model_takes_a_brief_to_its_launch(
    tmp_path: Path, company: Company, endpoint: Callable[[str], None]
) -> None:
    """Every step is the model's, every check is the real one, mistakes are mended, and only approved bytes go out."""
    with serving(Author(rehearsed(tmp_path / "beforehand", BRIEF))) as server:
        endpoint(server.url)
        run = company.start("product_loop", brief=BRIEF, approve="never")
        company.work()
    journal = company.journal
    steps = journal.runs.steps(run.id)
    (request,) = journal.decisions.waiting()
    assert (run.engine, request.kind, request.step) == ("model", "effect", "launch")
    assert {s.status for s in steps.values()} == {"done"}, {s: r.reason for s, r in steps.items()}
    made = {s: company.objects.deliverable(r.digest).produced_by for s, r in steps.items() if r.digest}
    assert set(made.values()) == {"model/made-for-this-test"}
    assert len(made) == len(run.workflow.steps) - 1

    happened = [e for e in journal.events.after(0) if e.run == run.id]
    failed = {e.step for e in happened if e.kind == "attempt.failed"}
    assert failed == {"positioning", "finance"}
    refused = [(e.step, e.data["tool"]) for e in happened if e.kind == "tool.called" and not e.data["ok"]]
    assert {("prd", "write_file"), ("prd", "no_such_tool")} <= set(refused)
    assert [bool(v.failed) for v in journal.versions.of(run.id, "build")] == [True, False]

    used = journal.usage.of(run.id)
    assert used.calls == len(server.asked) - 1, "one request was repeated after the rate limit"
    failed = [c for c in journal.calls.of(run.id) if c.outcome != "answered"]
    assert {c.outcome for c in failed} == {"refused", "truncated"}
    assert used.input_tokens == 11 * (used.calls - 2) + sum(c.input_tokens for c in failed)

    company.decide(request, "approve")
    company.work()
    assert journal.runs.get(run.id).outcome == "done"
    launch = company.paths.products / run.product / "launch"
    published = next(company.paths.published.rglob("manifest.json")).parent
    assert (published / "README.md").read_bytes() == (launch / "README.md").read_bytes()
    assert list(launch.glob("dist/*.whl"))
    holding = [p for p in company.paths.root.rglob("*") if p.is_file() and KEY.encode() in p.read_bytes()]
    assert holding == []
