"""Tracing: attempts, calls of models and calls of tools as OpenTelemetry spans, for whoever watches them elsewhere.

Off unless OTEL_EXPORTER_OTLP_ENDPOINT (or its form for traces) says where to. Spans tell names, numbers and hashes; what was said
stays here unless SUPERINDIVIDUAL_TRACE_CONTENT is `true`.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from superindividual.ids import RunId, StepId
from superindividual.tools.job import Job

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.trace import Tracer

_log = logging.getLogger(__name__)

_WHERE = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
CONTENT = "SUPERINDIVIDUAL_TRACE_CONTENT"

Mark = Callable[..., None]
"""Adds attributes to a span; `error` makes it one that failed."""


class Tracing:
    """Makes spans where there is somebody to tell, and nothing where there is not."""

    def __init__(self, tracer: Tracer | None = None, *, content: bool = False) -> None:
        self._tracer = tracer
        self.content = content
        self._attempts: dict[tuple[RunId, StepId, int], Context] = {}
        """A conversation runs in a context of its own, so the span around it is remembered by the attempt."""

    @contextmanager
    def attempt(self, job: Job) -> Iterator[None]:
        """One attempt at a step; the calls made in it lie within."""
        key = (job.run, job.step, job.attempt)
        told = {"step": job.step, "attempt": job.attempt, "agent": job.agent.name, "deliver": job.kind.name}
        with self._span(f"step {job.step}", None, _ours({"run": job.run, **told})) as (_mark, context):
            if context is not None:
                self._attempts[key] = context
            try:
                yield
            finally:
                self._attempts.pop(key, None)

    @contextmanager
    def within(self, job: Job, name: str, attributes: Mapping[str, Any]) -> Iterator[Mark]:
        """A call in an attempt."""
        around = self._attempts.get((job.run, job.step, job.attempt))
        with self._span(name, around, attributes) as (mark, _context):
            yield mark

    @contextmanager
    def _span(
        self, name: str, around: Context | None, attributes: Mapping[str, Any]
    ) -> Iterator[tuple[Mark, Context | None]]:
        if self._tracer is None:
            yield _unmarked, None
            return
        from opentelemetry.trace import Status, StatusCode, set_span_in_context

        span = self._tracer.start_span(name, context=around, attributes=dict(attributes))

        def mark(*, error: str = "", **more: Any) -> None:
            span.set_attributes(
                {key.replace("__", "."): value for key, value in more.items() if value is not None}
            )
            if error:
                span.set_attribute("error.type", error)
                span.set_status(Status(StatusCode.ERROR, error))

        try:
            yield mark, set_span_in_context(span, around)
        except BaseException as failed:
            mark(error=getattr(failed, "outcome", type(failed).__name__))
            raise
        finally:
            span.end()


def _unmarked(**_more: Any) -> None:
    pass


def _ours(told: Mapping[str, Any]) -> dict[str, Any]:
    return {f"superindividual.{name}": value for name, value in told.items()}


@contextmanager
def open_tracing(environment: Mapping[str, str] = os.environ) -> Iterator[Tracing]:
    """Tracing as the environment says; what was told last is sent at the end."""
    disabled = environment.get("OTEL_SDK_DISABLED", "").lower() == "true"
    if disabled or not any(environment.get(name) for name in _WHERE):
        yield Tracing()
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        _log.warning(
            "OTEL_EXPORTER_OTLP_ENDPOINT is set, but the extra otel is missing: superindividual[otel]"
        )
        yield Tracing()
        return
    provider = TracerProvider(resource=Resource.create({"service.name": "superindividual"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    try:
        content = environment.get(CONTENT, "").lower() == "true"
        yield Tracing(provider.get_tracer("superindividual"), content=content)
    finally:
        provider.shutdown()
