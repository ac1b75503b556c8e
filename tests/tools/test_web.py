from __future__ import annotations

import asyncio
import gzip
from collections.abc import Iterator, Sequence

import pytest

from superindividual.errors import PolicyDenied
from superindividual.tools.web import MOST_BYTES, Web
from tests.tools.pages import LOOPBACK, Answer, Pages, loopback, serving

HTML = b"<title>Hi</title><style>p{}</style><body><h1>One</h1><script>evil()</script><p>Two</p>"


@pytest.fixture
def pages() -> Iterator[Pages]:
    with serving(
        {
            "/": Answer(HTML, headers={"content-type": "text/html; charset=utf-8"}),
            "/json": Answer(b'{"a": 1}', headers={"content-type": "application/json"}),
            "/latin": Answer("é".encode("latin-1"), headers={"content-type": "text/plain; charset=latin-1"}),
            "/odd": Answer(b"ok", headers={"content-type": "text/plain; charset=none-such"}),
        }
    ) as running:
        yield running


def web(pages: Pages, *hosts: str, **changes: object) -> Web:
    named = [f"{host}:{pages.port}" for host in hosts or ("docs.example",)]
    return Web(named, pages.resolver, loopback, **changes)  # type: ignore[arg-type]


def at(pages: Pages, path: str = "/", host: str = "docs.example") -> str:
    return f"http://{host}:{pages.port}{path}"


async def test_a_page_is_told_as_a_reader_sees_it(pages: Pages) -> None:
    """Title and text, without scripts and styles; labelled with where it came from, and asked for by its name."""
    found = await web(pages).fetch(at(pages) + "#part")
    assert found.content == f"{at(pages)}\n\nHi\n\nOne\nTwo"
    assert found.sources == (f"web:{at(pages)}",)
    assert pages.asked == [(f"docs.example:{pages.port}", "/")]


@pytest.mark.parametrize(("path", "text"), [("/json", '{"a": 1}'), ("/latin", "é"), ("/odd", "ok")])
async def test_other_text_comes_as_it_is(pages: Pages, path: str, text: str) -> None:
    """In the letters that the host names, or in UTF-8."""
    assert (await web(pages).fetch(at(pages, path))).content.endswith(f"\n\n{text}")


@pytest.mark.parametrize(
    "host", ["evil.example", "docs.example.evil.example", "xdocs.example", "docs.example."]
)
async def test_only_hosts_of_the_policy_are_asked(pages: Pages, host: str) -> None:
    """Others are not even looked up; a dot at the end changes nothing."""
    if host.endswith("."):
        assert await web(pages).fetch(at(pages, host=host))
        return
    with pytest.raises(PolicyDenied, match="not allowed"):
        await web(pages).fetch(at(pages, host=host))
    assert pages.looked_up == []


async def test_a_star_stands_for_what_is_below_a_host(pages: Pages) -> None:
    """Not for the host, nor for another one's; alone for every host, but for no other port."""
    below = web(pages, "*.docs.example")
    assert await below.fetch(at(pages, host="a.b.docs.example"))
    for other in ("docs.example", "evildocs.example"):
        with pytest.raises(PolicyDenied, match="not allowed"):
            await below.fetch(at(pages, host=other))
    assert await web(pages, "*").fetch(at(pages, host="any.example"))
    with pytest.raises(PolicyDenied, match="not allowed"):
        await Web(["*"], pages.resolver, loopback).fetch(at(pages))


async def test_a_private_address_is_not_connected_to(pages: Pages) -> None:
    """Although the host is allowed; the control is that the same one answers where its address may be reached."""
    with pytest.raises(PolicyDenied, match="no public address"):
        await Web([f"docs.example:{pages.port}"], pages.resolver).fetch(at(pages))
    assert pages.asked == []
    assert await web(pages).fetch(at(pages))


async def test_a_name_is_looked_up_once_and_connected_to_as_it_was_looked_at(pages: Pages) -> None:
    """A second answer of the DNS would lead elsewhere; one private address among public ones refuses all."""
    answers = iter([[LOOPBACK], ["169.254.169.254"], [LOOPBACK, "10.0.0.1"]])

    async def rebinding(host: str, port: int) -> Sequence[str]:
        del host, port
        return next(answers)

    fetching = Web([f"docs.example:{pages.port}"], rebinding, loopback)
    assert await fetching.fetch(at(pages))
    for _ in range(2):
        with pytest.raises(PolicyDenied, match="no public address"):
            await fetching.fetch(at(pages))


async def test_every_redirect_is_looked_at(pages: Pages) -> None:
    """To a host that is not allowed, to a private one, to another port, without end; each label names the way."""
    port = pages.port
    pages.answers |= {
        "/on": Answer(status=302, headers={"location": "/json"}),
        "/evil": Answer(status=302, headers={"location": f"http://evil.example:{port}/"}),
        "/port": Answer(status=307, headers={"location": "http://docs.example:1/"}),
        "/file": Answer(status=301, headers={"location": "file:///etc/passwd"}),
        "/self": Answer(status=302, headers={"location": "/self"}),
    }
    found = await web(pages).fetch(at(pages, "/on"))
    assert found.sources == (f"web:{at(pages, '/on')}", f"web:{at(pages, '/json')}")
    for path, words in {
        "/evil": "not allowed",
        "/port": "not allowed",
        "/file": "no http",
        "/self": "redirects",
    }.items():
        with pytest.raises(PolicyDenied, match=words):
            await web(pages).fetch(at(pages, path))
    assert ("evil.example", "/") not in pages.asked


async def test_what_is_no_text_or_too_much_is_refused(pages: Pages) -> None:
    """Type, size, compression nobody asked for, and errors of the host."""
    pages.answers |= {
        "/png": Answer(b"x", headers={"content-type": "image/png"}),
        "/none": Answer(b"x", headers={"content-type": ""}),
        "/long": Answer(b"x" * (MOST_BYTES + 1)),
        "/bomb": Answer(gzip.compress(b"x"), headers={"content-encoding": "gzip"}),
        "/error": Answer(b"x", status=500),
    }
    for path, words in {
        "/png": "image/png",
        "/none": "no known type",
        "/long": "longer than",
        "/bomb": "compressed",
        "/error": "answered 500",
        "/missing": "answered 404",
    }.items():
        with pytest.raises(PolicyDenied, match=words):
            await web(pages).fetch(at(pages, path))


async def test_a_host_that_never_answers_is_given_up() -> None:
    """The time counts for everything together."""
    hung_up = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n")
        await reader.read()
        writer.close()
        hung_up.set()

    server = await asyncio.start_server(silent, LOOPBACK, 0)
    port = server.sockets[0].getsockname()[1]

    async def here(host: str, _port: int) -> Sequence[str]:
        del host
        return [LOOPBACK]

    with pytest.raises(PolicyDenied, match="in time"):
        await Web([f"slow.example:{port}"], here, loopback, seconds=0.3).fetch(f"http://slow.example:{port}/")
    await hung_up.wait()
    server.close()


async def test_a_host_that_is_not_there_is_said(pages: Pages) -> None:
    """Neither a failing look-up nor a closed port ends an attempt."""

    async def nowhere(host: str, port: int) -> Sequence[str]:
        raise OSError

    with pytest.raises(PolicyDenied, match="cannot be found"):
        await Web(["docs.example"], nowhere).fetch("https://docs.example/")
    with pytest.raises(PolicyDenied, match="gave no answer"):
        await Web(["docs.example:1"], pages.resolver, loopback).fetch("http://docs.example:1/")


ODD = [
    "ftp://docs.example/",
    "docs.example",
    "http://user@docs.example/",
    "http://docs.example:x/",
    "http:///x",
    "http://docs.example\\@evil.example/",
    "http://docs.exämple/",
    "http://docs.example/\u202e",
    "http://2130706433/",
    "http://[::1/",
    "http://%31%32%37.0.0.1/",
]


@pytest.mark.parametrize("url", ODD)
async def test_an_odd_address_is_refused_before_it_is_looked_up(url: str) -> None:
    """Whatever two programs could read differently."""

    async def never(host: str, port: int) -> Sequence[str]:
        raise AssertionError(host)

    with pytest.raises(PolicyDenied):
        await Web(["*"], never).fetch(url)
