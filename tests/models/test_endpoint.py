"""The endpoint that the environment names."""

from __future__ import annotations

import pytest

from superindividual.errors import CompanyError
from superindividual.models.endpoint import OPENAI, Endpoint


def test_no_key_no_endpoint() -> None:
    """Without a key there is no model, whatever else is set."""
    assert Endpoint.of_environment({"OPENAI_MODEL": "m", "OPENAI_BASE_URL": "http://x"}) is None
    assert Endpoint.of_environment({"OPENAI_API_KEY": "  "}) is None


def test_a_key_without_a_model_is_refused_with_the_remedy() -> None:
    """No model is guessed: prices differ a hundredfold."""
    with pytest.raises(CompanyError, match="OPENAI_MODEL"):
        Endpoint.of_environment({"OPENAI_API_KEY": "k"})


def test_what_is_not_named_has_its_default() -> None:
    """The base URL defaults to OpenAI's; no embedding model means none."""
    found = Endpoint.of_environment({"OPENAI_API_KEY": "k", "OPENAI_MODEL": "m"})
    assert found == Endpoint(model="m", key="k", base_url=OPENAI, embedding_model="")


def test_the_key_is_never_shown() -> None:
    """Neither repr nor str of an endpoint holds the key."""
    found = Endpoint(model="m", key="sk-secret")
    assert "sk-secret" not in f"{found!r} {found}"
