"""Traces: off unless asked for, sent as OpenTelemetry's own collector takes them, and without what was said."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from superindividual.engine.budget import Budget
from superindividual.engine.meter import Meter
from superindividual.engine.model_agent import ModelAgent
from superindividual.engine.tracing import CONTENT, Tracing, open_tracing
from superindividual.engine.transcript import Transcript
from superindividual.engine.worker import Worker
from superindividual.models.chat import open_chat
from superindividual.models.endpoint import Endpoint
from superindividual.specs.workflow import BudgetSpec
from tests.engine.company import Desktop
from tests.engine.test_model_agent import ONE_STEP, SUBMIT, WRITE
from tests.models.server import calls, in_order, serving

Sent = list[bytes]


@pytest.fixture
def collector() -> Iterator[tuple[str, Sent]]:
    """What OTLP over HTTP is sent to."""
    sent: Sent = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            sent.append(gzip.decompress(body) if self.headers.get("content-encoding") == "gzip" else body)
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}", sent
        server.shutdown()
        thread.join()


def spans(sent: Sent) -> list[Any]:
    read = [ExportTraceServiceRequest.FromString(body) for body in sent]
    return [s for one in read for r in one.resource_spans for scope in r.scope_spans for s in scope.spans]


async def traced(desk: Desktop, tracing: Tracing) -> None:
    """A step done by a model, with a refused call."""
    wrong = calls(("no_such_tool", {}))
    with serving(in_order(wrong, calls(WRITE), calls(SUBMIT))) as server:
        async with open_chat(Endpoint("m", "sk-secret-key", server.url), first_wait=0.001) as chat:
            transcript = Transcript(desk.objects)
            budget = Budget((BudgetSpec(),))
            meter = Meter(desk.journal, transcript, "m", lambda _: budget, tracing=tracing)
            agent = ModelAgent(chat, "m", meter, transcript)
            desk.start(ONE_STEP, engine="model")
            context = replace(desk.context(), agents={"model": agent}, tracing=tracing)
            await Worker(context).serve(forever=False)


async def test_a_step_is_a_trace_with_its_calls(
    desk: Desktop, collector: tuple[str, Sent], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each call lies within its attempt, with model, tokens and outcome, and none of the words."""
    url, sent = collector
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", url)
    with open_tracing() as tracing:
        await traced(desk, tracing)
    found = spans(sent)
    names = [s.name for s in found]
    assert sorted(names) == sorted(
        [
            "step posts",
            *["chat m"] * 3,
            "execute_tool no_such_tool",
            "execute_tool write_file",
            "execute_tool submit",
        ]
    )
    step = next(s for s in found if s.name == "step posts")
    assert {s.parent_span_id for s in found if s is not step} == {step.span_id}
    assert {s.trace_id for s in found} == {step.trace_id}
    chat = next(s for s in found if s.name == "chat m")
    told = {a.key: a.value for a in chat.attributes}
    assert told["gen_ai.usage.input_tokens"].int_value == 11
    assert (
        told["superindividual.request"].string_value
        == desk.journal.calls.of(desk.journal.runs.only().id)[0].request
    )
    refused = next(s for s in found if s.name == "execute_tool no_such_tool")
    assert refused.status.code == 2
    assert b"Hello" not in b"".join(sent)
    assert b"sk-secret-key" not in b"".join(sent)


async def test_nothing_is_sent_unless_it_is_asked_for(
    desk: Desktop, collector: tuple[str, Sent], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without an address, or disabled, there is no exporter at all. The test above is the control."""
    url, sent = collector
    for environment in ({}, {"OTEL_EXPORTER_OTLP_ENDPOINT": url, "OTEL_SDK_DISABLED": "true"}):
        with open_tracing(environment) as tracing:
            assert tracing._tracer is None
    with open_tracing({}) as tracing:
        await traced(desk, tracing)
    assert sent == []
    assert desk.journal.decisions.waiting()[0].version == 1


@pytest.mark.parametrize(("wanted", "there"), [("true", True), ("", False)])
def test_words_are_sent_only_where_the_founder_wants_it(
    collector: tuple[str, Sent], monkeypatch: pytest.MonkeyPatch, wanted: str, there: bool
) -> None:
    """Off by default."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector[0])
    with open_tracing({"OTEL_EXPORTER_OTLP_ENDPOINT": collector[0], CONTENT: wanted}) as tracing:
        assert tracing.content is there
