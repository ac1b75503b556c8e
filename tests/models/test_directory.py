"""Which endpoint embeds: one of company.yaml's, or the environment's, and never one that is only half there."""

from __future__ import annotations

import pytest

from superindividual.errors import CompanyError
from superindividual.models.directory import embedding
from superindividual.models.endpoint import Endpoint
from superindividual.specs.models import ModelsSpec

NAMED = ModelsSpec.model_validate(
    {
        "endpoints": {
            "deepseek": {"preset": "deepseek"},
            "flow": {"base_url": "https://api.siliconflow.cn/v1", "key": "env:FLOW_KEY", "region": "CN"},
        },
        "embedding": "flow/BAAI/bge-m3",
    }
)


def test_nothing_embeds_where_nothing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that answers is none that embeds."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-ab")
    monkeypatch.setenv("OPENAI_MODEL", "m")
    assert embedding(ModelsSpec()) is None


def test_the_environments_needs_no_model_that_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who only wants the memory to know meaning pays for no other model; where it is, is known."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-ab")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_EMBEDDING_MODEL", "e5")
    assert embedding(ModelsSpec()) == Endpoint("e5", "sk-ab", "http://127.0.0.1:9/v1")


def test_another_server_can_embed_than_the_one_that_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """DeepSeek embeds nothing: what company.yaml names goes before the environment, with its own key and region."""
    monkeypatch.setenv("FLOW_KEY", "sk-flow")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-ab")
    monkeypatch.setenv("OPENAI_EMBEDDING_MODEL", "e5")
    found = embedding(NAMED)
    assert found == Endpoint("BAAI/bge-m3", "sk-flow", "https://api.siliconflow.cn/v1", "flow", "CN")


def test_the_environments_can_be_named_with_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the lists of tiers."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-ab")
    found = embedding(ModelsSpec(embedding="environment/e5"))
    assert found == Endpoint("e5", "sk-ab", region="US")


@pytest.mark.parametrize(
    ("spec", "named", "why"),
    [(ModelsSpec(), "e5", "OPENAI_API_KEY is not set"), (NAMED, "", "FLOW_KEY")],
    ids=["environment", "company.yaml"],
)
def test_what_lacks_its_key_is_told(
    monkeypatch: pytest.MonkeyPatch, spec: ModelsSpec, named: str, why: str
) -> None:
    """By its name."""
    monkeypatch.setenv("OPENAI_EMBEDDING_MODEL", named)
    with pytest.raises(CompanyError, match=why):
        embedding(spec)
