"""Codex itself, by its adapter from npm (400 MB), does a step's work against an endpoint on loopback that answers as OpenAI's."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from superindividual.approvals import wording
from superindividual.ids import StepId
from superindividual.specs.company import CompanySpec
from superindividual.specs.delegate import DelegateSpec
from superindividual.specs.policy import PolicySpec
from tests.engine.test_coding_agent import Shop
from tests.engine.test_permissions import asked, until, worker
from tests.npm import node_program

pytestmark = pytest.mark.campaign
VERSION = "2.6.0"
WRITE = (
    "mkdir -p package && echo '[project]' > package/pyproject.toml && echo '# It' > package/README.md"
    " && echo free > package/LICENSE"
)
LAST = "I made the package; nothing is missing."


def call(number: int, **arguments: Any) -> dict[str, Any]:
    given = json.dumps(arguments)
    return {
        "type": "function_call",
        "id": f"f{number}",
        "call_id": f"c{number}",
        "name": "exec_command",
        "arguments": given,
    }


def answer(asked_for: dict[str, Any]) -> dict[str, Any]:
    """Write the files; without Codex's own containment where that cannot start; and then say so."""
    outputs = [item for item in asked_for["input"] if item.get("type") == "function_call_output"]
    if not outputs:
        return call(1, cmd=WRITE)
    if len(outputs) == 1 and "bwrap" in str(outputs[0]["output"]):
        return call(2, cmd=WRITE, sandbox_permissions="require_escalated", justification="May I?")
    words = [{"type": "output_text", "text": LAST, "annotations": []}]
    return {"type": "message", "id": "m", "role": "assistant", "status": "completed", "content": words}


def streamed(item: dict[str, Any]) -> bytes:
    """One answer as the Responses API streams it."""
    usage = {
        "input_tokens": 100,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": 20,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": 120,
    }
    response = {"id": "r", "object": "response", "created_at": 1, "model": "m"}
    whole = {**response, "status": "completed", "output": [item], "usage": usage}
    events = [
        ("response.created", {"response": {**response, "status": "in_progress", "output": []}}),
        ("response.output_item.added", {"output_index": 0, "item": {**item, "status": "in_progress"}}),
        ("response.output_item.done", {"output_index": 0, "item": item}),
        ("response.completed", {"response": whole}),
    ]
    told = (
        f"event: {kind}\ndata: {json.dumps({'type': kind, 'sequence_number': n, **data})}\n\n"
        for n, (kind, data) in enumerate(events)
    )
    return "".join(told).encode()


@contextmanager
def endpoint() -> Iterator[str]:
    """An address whose `/responses` answers."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._send(b'{"models": [], "data": []}', "application/json")

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            self._send(streamed(answer(body)), "text/event-stream")

        def _send(self, body: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
        server.shutdown()
        thread.join()


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """A company whose build is Codex's; it is told where its model is as its documentation says."""
    program = node_program("@agentclientprotocol/codex-acp", VERSION, "dist/index.js")
    found = Shop(tmp_path / "company")
    with endpoint() as url:
        provider = {"name": "here", "base_url": url, "wire_api": "responses", "env_key": "CODEX_API_KEY"}
        config = {"model": "gpt-5-codex", "model_provider": "here", "model_providers": {"here": provider}}
        monkeypatch.setenv("CODEX_CONFIG", json.dumps(config))
        monkeypatch.setenv("CODEX_API_KEY", "sk-canary-4711")
        spec = DelegateSpec(
            command=tuple(program),
            env=("CODEX_CONFIG", "CODEX_API_KEY", "INITIAL_AGENT_MODE"),
            network=True,
            see=(program[1].partition("/node_modules/")[0],),
            minutes=3,
        )
        found.spec = CompanySpec(name="Test", policy=PolicySpec(undo="0s"), delegates={"codex": spec})
        step = {"id": "build", "agent": "developer", "deliver": "code", "via": "acp:codex", "attempts": 1}
        found.start({"name": "w", "steps": [step]}, engine="model")
        yield found
    found.journal.close()


def prove_made(shop: Shop) -> None:
    """A deliverable with its last words, labelled, its tokens among the run's, its key nowhere."""
    _version, deliverable = shop.made()
    assert (deliverable.summary, deliverable.produced_by) == (LAST, "acp/codex")
    assert {f.path for f in deliverable.files} == set(shop.catalog.kinds["code"].files) | {"package/LICENSE"}
    assert deliverable.outside == ("acp:codex",)
    (call,) = shop.journal.calls.of(step=StepId("build"))
    assert (call.outcome, call.input_tokens % 100, call.usd) == ("answered", 0, None)
    assert call.input_tokens > 0
    assert not any(b"sk-canary-4711" in p.read_bytes() for p in shop.root.rglob("*") if p.is_file())


async def test_codex_hands_over_what_it_made(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Contained by our sandbox alone, it asks nothing and runs what its model wants."""
    monkeypatch.setenv("INITIAL_AGENT_MODE", "agent-full-access")
    await shop.work()
    prove_made(shop)


async def test_what_codex_wants_to_run_is_asked_of_the_founder(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own containment cannot start inside ours, so in this mode each command needs a word."""
    monkeypatch.setenv("INITIAL_AGENT_MODE", "workspace-write")
    async with worker(shop) as (_context, task):
        request = await until(lambda: asked(shop))
        assert "mkdir -p package" in wording.question(request)
        shop.decide("approve")
        await task
    prove_made(shop)
