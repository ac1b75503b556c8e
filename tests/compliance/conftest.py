"""Products and deliverables to hold rules against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from superindividual.ids import RunId, StepId, digest
from superindividual.specs.agent import AgentSpec
from superindividual.specs.brief import Brief
from superindividual.specs.company import IdentitySpec
from superindividual.specs.facts import ProductFacts
from superindividual.specs.kind import Kind
from superindividual.tools.job import Job
from superindividual.workspace.artifact import Artifact, Bundle, Claim, Deliverable

IDENTITY = IdentitySpec(
    legal_name="Mira Vogt",
    postal_address="Lindenstr. 4, 10969 Berlin, Germany",
    email="mira@example.org",
    website="https://ledgerline.example",
)
SIGNALS = {
    "csv": {
        "markets": ("EU", "US"),
        "yes": "sells_to_consumers takes_payment ships_installable_software has_web_page bulk_mail",
        "no": "collects_personal_data data_leaves_device subscription has_accounts user_content"
        " generates_media chatbot uses_model_api targets_minors tracking advertising open_source mobile_app"
        " game health_or_finance_advice",
    },
    "converter": {
        "markets": ("CN",),
        "language": "zh-CN",
        "yes": "ships_installable_software has_web_page generates_media",
        "no": "collects_personal_data data_leaves_device takes_payment subscription has_accounts user_content"
        " chatbot uses_model_api targets_minors bulk_mail tracking advertising mobile_app game"
        " health_or_finance_advice",
    },
    "game": {
        "markets": ("CN", "EU"),
        "yes": "game mobile_app targets_minors takes_payment subscription sells_to_consumers has_accounts"
        " collects_personal_data data_leaves_device ships_installable_software user_content",
        "no": "generates_media chatbot uses_model_api advertising health_or_finance_advice",
    },
    "meetup": {
        "markets": ("US",),
        "yes": "has_web_page bulk_mail advertising",
        "no": "tracking collects_personal_data takes_payment game mobile_app chatbot uses_model_api"
        " generates_media health_or_finance_advice",
    },
    "thin": {"markets": (), "yes": "", "no": ""},
}


def facts(name: str = "thin", **changes: Any) -> ProductFacts:
    """The facts of one of the products above, with some fields changed."""
    entry = SIGNALS[name]
    signals = [
        {"name": signal, "value": value == "yes", "evidence": "brief:1"}
        for value in ("yes", "no")
        for signal in str(entry[value]).split()
    ]
    fields = {
        "product": name,
        "slug": name,
        "language": entry.get("language", "en"),
        "markets": entry["markets"],
        "signals": signals,
    }
    return ProductFacts.model_validate({**fields, **changes})


def with_signals(markets: Sequence[str], **signals: bool) -> ProductFacts:
    """Facts with these markets and signals only."""
    listed = [{"name": name, "value": value, "evidence": "brief:1"} for name, value in signals.items()]
    return facts(markets=tuple(markets), signals=listed)


def bundle(
    kind: str,
    files: Mapping[str, bytes | str],
    claims: Sequence[Claim] = (),
    produced_by: str = "model/test",
    language: str = "en",
) -> Bundle:
    """Files as a deliverable."""
    content = {path: data.encode() if isinstance(data, str) else data for path, data in files.items()}
    artifacts = tuple(Artifact(path=p, sha256=digest(b), size=len(b)) for p, b in sorted(content.items()))
    made = Deliverable.model_validate(
        {
            "kind": kind,
            "files": artifacts,
            "summary": kind,
            "claims": tuple(claims),
            "language": language,
            "produced_by": produced_by,
        }
    )
    return Bundle(made, content)


def discovery(known: ProductFacts) -> Bundle:
    """The facts as the discovery step hands them over."""
    return bundle("discovery", {"discovery/facts.json": known.model_dump_json()}, language=known.language)


def job(known: ProductFacts, brief: str = "A product.", *more: Bundle, **changes: Any) -> Job:
    """A job of the compliance officer."""
    bundles = [discovery(known), *more]
    fields: dict[str, Any] = {
        "run": RunId("R-test2345"),
        "step": StepId("review"),
        "attempt": 1,
        "agent": AgentSpec(name="compliance", description="reviews", prompt="Review."),
        "task": "",
        "kind": Kind(name="compliance_report", folder="compliance", contract="-"),
        "brief": Brief(text=brief, body_line=1, language=known.language),
        "language": known.language,
        "today": date(2026, 11, 23),
        "identity": IDENTITY,
        "inputs": {StepId(b.deliverable.kind): b for b in bundles},
    }
    return Job(**{**fields, **changes})


class Compliance:
    """What the tests use; a fixture, since tests cannot import a conftest by name."""

    facts = staticmethod(facts)
    with_signals = staticmethod(with_signals)
    bundle = staticmethod(bundle)
    discovery = staticmethod(discovery)
    job = staticmethod(job)
    identity = IDENTITY
    today = date(2026, 11, 23)
    products = tuple(SIGNALS)


@pytest.fixture(scope="session")
def compliance() -> Compliance:
    """Products and deliverables."""
    return Compliance()


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages of errors and checks are read in English."""
    monkeypatch.setenv("SUPERINDIVIDUAL_LANG", "en")
