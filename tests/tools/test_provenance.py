from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from superindividual.ids import MemoryId, RunId, StepId
from superindividual.specs.agent import AgentSpec
from superindividual.specs.brief import Brief
from superindividual.specs.kind import Kind
from superindividual.tools.job import Feedback, Job, Told
from superindividual.tools.provenance import Provenance
from superindividual.workspace.artifact import MATERIAL, Bundle, Deliverable


def job(**changes: Any) -> Job:
    card = AgentSpec(name="scout", description="Looks.", prompt="Start at https://card.example/.")
    usual: dict[str, Any] = {
        "run": RunId("R-23456789"),
        "step": StepId("look"),
        "attempt": 1,
        "agent": card,
        "task": "Read https://task.example/a?b=c, then write.",
        "kind": Kind(name="posts", folder="marketing/posts", contract=""),
        "brief": Brief(text="See (https://brief.example/page).", body_line=1, language="en"),
        "language": "en",
        "today": date(2026, 5, 4),
    }
    return Job(**{**usual, **changes})


def made(kind: str = "prd", outside: tuple[str, ...] = ()) -> Bundle:
    return Bundle(
        Deliverable(kind=kind, files=(), summary="", language="en", produced_by="x", outside=outside), {}
    )


FROM: Mapping[str, tuple[dict[str, Any], str]] = {
    "a file that was given": ({"inputs": {StepId("notes"): made(MATERIAL)}}, "inputs/notes"),
    "a deliverable made from outside": (
        {"inputs": {StepId("prd"): made(outside=("web:https://x.example/",))}},
        "web:https://x.example/",
    ),
    "its own last version": (
        {"previous": made(outside=("web:https://y.example/",))},
        "web:https://y.example/",
    ),
    "a memory from outside": (
        {"told": (Told(id=MemoryId("M-1"), kind="fact", content="", source="", tainted=True),)},
        "memory:M-1",
    ),
}


@pytest.mark.parametrize("source", FROM)
def test_what_came_from_outside_labels_what_comes_after_it(source: str) -> None:
    """From the first call on."""
    changes, label = FROM[source]
    found = Provenance.of(job(**changes))
    assert found.outside == (label,)
    assert found.taints("https://anywhere.example/")


def test_what_comes_from_the_company_labels_nothing() -> None:
    """Its own deliverables and memories among it."""
    told = Told(id=MemoryId("M-1"), kind="fact", content="", source="founder")
    found = Provenance.of(job(inputs={StepId("prd"): made()}, told=(told,), previous=made()))
    assert found.outside == ()
    assert not found.taints("https://anywhere.example/")


@pytest.mark.parametrize(
    "url",
    [
        "https://card.example/",
        "https://task.example/a?b=c",
        "https://brief.example/page",
        "https://said.example",
    ],
)
def test_what_the_founder_wrote_is_theirs(url: str) -> None:
    """Word for word: with anything after it, it may say what somebody else wants it to say."""
    said = Feedback(by="founder", text="Look at <https://said.example>!")
    found = Provenance.of(job(feedback=(said,))).with_sources(["web:https://x.example/"])
    assert not found.taints(url)
    for other in (f"{url}x", f"{url}?q=1", url.upper(), url[:-1], ["a"], None, {"url": url}):
        assert found.taints(other)


def test_what_a_check_says_is_not_the_founders() -> None:
    """Findings quote files."""
    found = Provenance.of(job(feedback=(Feedback(by="check:links", text="https://evil.example/"),)))
    assert found.with_sources(["x"]).taints("https://evil.example/")


def test_a_deliverable_without_labels_keeps_its_digest() -> None:
    """What was handed over before there were labels is what it was."""
    assert "outside" not in made().deliverable.model_dump(mode="json")
    assert made(outside=("web:x",)).deliverable.model_dump(mode="json")["outside"] == ["web:x"]
    again = Deliverable.model_validate_json(made(outside=("web:x",)).deliverable.model_dump_json())
    assert again.outside == ("web:x",)
