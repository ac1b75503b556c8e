"""The endpoint that the environment names."""

from __future__ import annotations

import pytest

from superindividual.errors import CompanyError
from superindividual.models.endpoint import OPENAI, Endpoint, without_key


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
    assert found == Endpoint(model="m", key="k", base_url=OPENAI)


def test_the_key_is_never_shown() -> None:
    """Neither repr nor str of an endpoint holds the key."""
    found = Endpoint(model="m", key="sk-secret")
    assert "sk-secret" not in f"{found!r} {found}"


@pytest.mark.parametrize(
    "key", ["sk-a\nb", "sk-a b", "Bearer sk-ab", "'sk-ab'", '"sk-ab"', "sk-\u00f6", "sk-a\x1b[2J"]
)
def test_a_key_that_was_not_copied_as_it_is_is_refused(key: str) -> None:
    """An endpoint would only say that it is wrong, and a library might repeat it in an error."""
    with pytest.raises(CompanyError, match="OPENAI_API_KEY holds") as caught:
        Endpoint.of_environment({"OPENAI_API_KEY": key, "OPENAI_MODEL": "m"})
    assert key not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("127.0.0.1:8000/v1", "begin with http"),
        ("ftp://a.example/v1", "begin with http"),
        ("http:///v1", "begin with http"),
        ("http://a.example:99999/v1", "cannot be read"),
        ("http://[::1/v1", "cannot be read"),
        ("https://a.example/v1 x", "begin with http"),
        ("https://me:secret@a.example/v1", "a name or a password"),
        ("https://a.example/v1?api-version=1", "a query"),
        ("https://a.example/v1/chat/completions/", "which is added to it"),
    ],
)
def test_an_address_that_is_none_says_why(address: str, why: str) -> None:
    """In the environment and in company.yaml alike, and never with a password that stands in it."""
    with pytest.raises(CompanyError, match="OPENAI_BASE_URL is no address") as caught:
        Endpoint.of_environment({"OPENAI_API_KEY": "k", "OPENAI_MODEL": "m", "OPENAI_BASE_URL": address})
    assert why in str(caught.value) and "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example",
        "http://127.0.0.1:8000/v1/",
        "http://[::1]:8000/v1",
        "https://a.example/api/llm/v1",
    ],
)
def test_control_an_address_is_taken_as_it_is(address: str) -> None:
    """Positive control: with and without a path, with a stroke at its end."""
    found = Endpoint.of_environment({"OPENAI_API_KEY": "k", "OPENAI_MODEL": "m", "OPENAI_BASE_URL": address})
    assert found and found.base_url == address


def test_a_model_without_a_key_is_told() -> None:
    """Who sets up a server that needs no key learns what is missing, and nobody else is told anything."""
    assert "any word will do" in without_key({"OPENAI_MODEL": "m"})
    assert without_key({"OPENAI_MODEL": "m", "OPENAI_API_KEY": "k"}) == without_key({}) == ""
