"""Transport: one request to an endpoint and what comes back, bounded in time and size, over connections that are kept."""

from __future__ import annotations

import asyncio
import json
import os
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import aiohttp
import certifi

from superindividual.errors import CompanyError, ModelError
from superindividual.models.endpoint import Endpoint
from superindividual.models.fault import fault_of_status, unreachable
from superindividual.models.mask import Mask, Pieces
from superindividual.models.outcome import another_try, malformed, see_address
from superindividual.models.proxy import Proxy, proxy_for
from superindividual.models.stream import DONE, Assembly, EventLines
from superindividual.text import gettext as _

MOST_BYTES = 32 * 1024 * 1024
"""No answer of a model is larger."""
_MOST_OF_ERROR = 64 * 1024
_SENT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class Patience:
    """How long an endpoint is waited for, in seconds."""

    connect: float = 10.0
    first: float = 120.0
    """Until the first bytes of a streamed answer; models that reason are silent for long."""
    idle: float = 30.0
    """Between two pieces of a streamed answer."""
    whole: float = 300.0
    """Until an answer that is not streamed is there, and between two events of one that is: a server can keep a connection
    alive for ever and say nothing."""
    longest: float = 3600.0
    """Until the end of a streamed answer, whatever comes."""


class Transport:
    """Posts JSON to `/chat/completions` and the like of one endpoint. The key goes into a header and nowhere else."""

    def __init__(self, connections: aiohttp.ClientSession, endpoint: Endpoint, patience: Patience) -> None:
        self._connections = connections
        self._base = endpoint.base_url.rstrip("/")
        self._headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if endpoint.key:
            self._headers["Authorization"] = f"Bearer {endpoint.key}"
        self._mask = Mask(endpoint.key)
        """Some servers repeat the key in their errors: nothing that keeps or shows an answer gets it."""
        self._streaming = {**self._headers, "Accept": "text/event-stream"}
        self._patience = patience

    @cached_property
    def _proxy(self) -> Proxy | None:
        """Looked up once; raises ModelError where what the environment names is none."""
        return proxy_for(self._base)

    def _sent(self, headers: Mapping[str, str]) -> dict[str, Any]:
        """How every request is sent."""
        if self._proxy is None:
            return {"headers": headers, "allow_redirects": False}
        told = {**headers, **self._proxy.headers}
        return {"headers": told, "allow_redirects": False, **self._proxy.options}

    async def ask(self, payload: Mapping[str, Any], *, path: str = "/chat/completions") -> Any:
        """The answer's JSON.

        Raises:
            ModelError: no answer, or one that is none.
        """
        with _typed():
            async with (
                asyncio.timeout(self._patience.whole),
                self._post(path, payload, self._headers) as response,
            ):
                await self._prove_status(response)
                return _json(await _body(response, MOST_BYTES), self._mask)

    async def stream(
        self, payload: Mapping[str, Any], on_text: Callable[[str], None], assembly: Assembly | None = None
    ) -> Any:
        """The same answer streamed: words go to `on_text` while they come, and all of it comes back at the end.

        `assembly` is given where the caller wants to know how much came before it broke off.

        Raises:
            ModelError: no answer, or one that is none; `stalled` when nothing comes any more, `cut` at an early end.
        """
        with _typed():
            async with (
                asyncio.timeout(self._patience.first) as limit,
                self._post("/chat/completions", payload, self._streaming) as response,
            ):
                await self._prove_status(response)
                if "json" in response.content_type:  # a server that cannot stream answers as a whole
                    return _json(await _body(response, MOST_BYTES), self._mask)
                return await self._assembled(response, limit, on_text, assembly or Assembly())

    async def get(self, path: str) -> Any:
        """What the endpoint says of itself below `path`; raises ModelError."""
        with _typed():
            async with (
                asyncio.timeout(self._patience.connect),
                self._connections.get(self._base + path, **self._sent(self._headers)) as response,
            ):
                await self._prove_status(response)
                return _json(await _body(response, MOST_BYTES), self._mask)

    def _post(
        self, path: str, payload: Mapping[str, Any], headers: Mapping[str, str]
    ) -> aiohttp.client._RequestContextManager:
        body = _SENT.encode(payload).encode("utf-8", "replace")
        return self._connections.post(self._base + path, data=body, **self._sent(headers))

    async def _assembled(
        self,
        response: aiohttp.ClientResponse,
        limit: asyncio.Timeout,
        on_text: Callable[[str], None],
        assembly: Assembly,
    ) -> Any:
        lines, size = EventLines(), 0
        now, patience = asyncio.get_running_loop().time, self._patience
        seen, shown = False, Pieces(self._mask)
        hidden, added, told = self._mask.body, assembly.add, shown.add  # an answer has fifty events
        last, end = now(), now() + patience.longest
        async for chunk in response.content.iter_any():
            limit.reschedule(min(now() + patience.idle, last + patience.whole, end))
            size += len(chunk)
            if size > MOST_BYTES:
                raise _too_large()
            words, done = [], False
            for data in lines.feed(chunk):
                if done := data.strip() == DONE:
                    break
                words.append(told(added(hidden(data))))
            if any(words):
                on_text("".join(words))  # once for all that came at once
            if done:
                return self._whole(assembly, shown, on_text)
            if words:
                seen, last = True, now()
        if not seen:
            raise malformed(_("the endpoint streamed no answer"), see_address())
        return self._whole(assembly, shown, on_text)

    def _whole(self, assembly: Assembly, shown: Pieces, on_text: Callable[[str], None]) -> Any:
        whole = self._mask.value(assembly.whole())
        if rest := shown.rest():
            on_text(rest)
        return whole

    async def _prove_status(self, response: aiohttp.ClientResponse) -> None:
        if response.status != 200:
            body = await _body(response, _MOST_OF_ERROR, cut=True)
            raise fault_of_status(response.status, response.headers, self._mask.body(body))


@asynccontextmanager
async def open_connections() -> AsyncIterator[aiohttp.ClientSession]:
    """Connections for all endpoints, closed at the end; no cookie is kept, and nothing is read from the environment.

    Through which proxy an endpoint is asked, its transport says.
    """
    connector = aiohttp.TCPConnector(limit=0, ssl=_trusted())
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=Patience.connect)
    async with aiohttp.ClientSession(
        connector=connector, timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()
    ) as connections:
        yield connections


@cache
def _trusted() -> ssl.SSLContext:
    """Whom connections trust; read once, since that takes longer than a call."""
    named = os.environ.get("SSL_CERT_FILE")
    try:
        return ssl.create_default_context(cafile=named or certifi.where())
    except OSError as error:  # of which ssl's own are some
        raise CompanyError(
            _("the file of certificates that SSL_CERT_FILE names cannot be read: {why}").format(why=error),
            remedy=_("name another one, or take SSL_CERT_FILE out of the environment"),
        ) from error


class _typed:  # noqa: N801 - read as a phrase: with _typed()
    """Whatever the library raises in the block becomes a ModelError."""

    def __enter__(self) -> None:
        """Nothing is held."""

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, TimeoutError) and not isinstance(error, aiohttp.ClientError):
            raise ModelError(
                _("the endpoint went silent"), outcome="stalled", remedy=another_try()
            ) from error
        if isinstance(error, aiohttp.ClientPayloadError):
            raise ModelError(
                _("the stream broke off before the answer was whole"), outcome="cut", remedy=another_try()
            ) from error
        if isinstance(error, aiohttp.InvalidURL):
            raise ModelError(
                _("the endpoint's address is none"),
                outcome="refused_request",
                remedy=_("see OPENAI_BASE_URL, or base_url in company.yaml"),
            ) from error
        if isinstance(error, aiohttp.ClientError | OSError):
            raise _unreached(error) from error
        if isinstance(error, ValueError):
            raise malformed(_("the endpoint answered in no form that is known")) from error


def _unreached(error: aiohttp.ClientError | OSError) -> ModelError:
    """Who or what stands in the way: each is mended in another place."""
    if isinstance(error, aiohttp.ClientProxyConnectionError | aiohttp.ClientHttpProxyError):
        return unreachable(
            _("the proxy that the environment names lets nothing through: {why}").format(why=error),
            _("see HTTP_PROXY and HTTPS_PROXY, or leave this endpoint out by NO_PROXY"),
        )
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return unreachable(
            _("its certificate is not trusted: {why}").format(why=error.certificate_error),
            _("if you trust it, name a file with its certificate and all others you need in SSL_CERT_FILE"),
        )
    if isinstance(error, aiohttp.ClientConnectorSSLError):
        return unreachable(
            _("no encrypted connection comes about"), _("write http:// where the server has no certificate")
        )
    if isinstance(error, aiohttp.ClientResponseError):  # its status is the library's own, not the endpoint's
        return unreachable(_("what answers there is no HTTP that can be read"))
    return unreachable(_where(error) or str(error) or type(error).__name__)


def _where(error: aiohttp.ClientError | OSError) -> str:
    """Host, port and the system's reason of a connection that does not come about; else nothing."""
    number = error.os_error.errno if isinstance(error, aiohttp.ClientConnectorError) else None
    if not isinstance(error, aiohttp.ClientConnectorError) or not number or number < 0:
        return ""
    return f"{error.host}:{error.port}: {os.strerror(number)}"


async def _body(response: aiohttp.ClientResponse, most: int, *, cut: bool = False) -> bytes:
    parts, size = [], 0
    async for chunk in response.content.iter_any():
        parts.append(chunk)
        size += len(chunk)
        if size > most:
            if cut:
                break
            raise _too_large()
    return b"".join(parts)[:most]


def _too_large() -> ModelError:
    return malformed(
        _("the endpoint answered with more than {megabytes} MB").format(megabytes=MOST_BYTES >> 20)
    )


def _json(body: bytes, mask: Mask) -> Any:
    try:
        return mask.value(json.loads(body))
    except (ValueError, RecursionError) as error:
        raise malformed(
            _("the endpoint answered in no form that is known: {why}").format(why=type(error).__name__),
            see_address(),
        ) from error
