"""Embedding: texts to vectors by the founder's endpoint, for the memory's index."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from langchain_openai import OpenAIEmbeddings
from pydantic import SecretStr

from superindividual.models.endpoint import Endpoint

_SECONDS = 30.0


def open_embedding(endpoint: Endpoint) -> Callable[[Sequence[str]], list[list[float]]]:
    """A function that embeds texts by the endpoint's model; raises openai.OpenAIError when the endpoint cannot."""
    client = OpenAIEmbeddings(
        model=endpoint.model,
        openai_api_key=SecretStr(endpoint.key),
        openai_api_base=endpoint.base_url,
        max_retries=0,  # the memory goes on with words alone and indexes what it missed later
        request_timeout=_SECONDS,
        check_embedding_ctx_length=False,  # texts go as texts: only OpenAI's own server takes token ids
    )
    return lambda texts: client.embed_documents(list(texts))
