"""The one way out of a sandbox: to the hosts of the policy, looked at before they are connected to."""

from __future__ import annotations

import asyncio
import io
import shutil
from pathlib import Path

import pytest
from PIL import Image

from superindividual.errors import PolicyDenied
from superindividual.tools.gate import SOCKET, Gate
from superindividual.tools.photograph import BROWSERS, photograph_address
from superindividual.tools.sandbox import find_sandbox
from superindividual.tools.web import Web
from tests.tools.pages import Answer, Pages, loopback, serving

HTML = {"content-type": "text/html"}
STYLE = b"html { background: #00ff00 }"

seen = pytest.mark.skipif(
    not any(map(shutil.which, BROWSERS)) or find_sandbox()[0] is None,
    reason="no browser is installed, or nothing can be contained",
)


def web(pages: Pages, *hosts: str) -> Web:
    """The web as the gate sees it: every name lies on the loopback."""
    return Web([f"{host}:{pages.port}" for host in hosts], pages.resolver, loopback)


async def asked(gate: Gate, folder: Path, *lines: str) -> bytes:
    """What a program in the sandbox is answered."""
    async with gate.open(folder), asyncio.timeout(20):
        came, there = await asyncio.open_unix_connection(folder / SOCKET)
        there.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
        answer = await came.read()
        there.close()
        return answer


async def test_an_allowed_host_is_asked_as_itself(tmp_path: Path) -> None:
    """For the path alone, without the fields that are a proxy's."""
    with serving({"/a?b=c": Answer(b"hello")}) as pages:
        gate = Gate(web(pages, "docs.test"))
        url = f"http://docs.test:{pages.port}/a?b=c"
        answer = await asked(gate, tmp_path, f"GET {url} HTTP/1.1", "Host: other.test", "Proxy-X: 1")
    assert answer.endswith(b"hello")
    assert pages.asked == [(f"docs.test:{pages.port}", "/a?b=c")]
    assert gate.passed == [f"http://docs.test:{pages.port}/"]


@pytest.mark.parametrize(
    "line",
    [
        "GET http://other.test:{port}/ HTTP/1.1",
        "GET http://127.0.0.1:{port}/ HTTP/1.1",
        "GET http://docs.test:{port}@other.test:{port}/ HTTP/1.1",
        "GET http://docs.test/ HTTP/1.1",
        "CONNECT other.test:{port} HTTP/1.1",
        "CONNECT docs.test:1 HTTP/1.1",
        "POST http://docs.test:{port}/ HTTP/1.1",
        "GET https://docs.test:{port}/ HTTP/1.1",
        "GET /etc/passwd HTTP/1.1",
        "GET file:///etc/passwd HTTP/1.1",
        "hello",
    ],
)
async def test_everything_else_is_refused(tmp_path: Path, line: str) -> None:
    """Other hosts, ports and schemes, whatever sends something, and what is no request."""
    with serving({"/": Answer(b"inside")}) as pages:
        answer = await asked(Gate(web(pages, "docs.test")), tmp_path, line.format(port=pages.port))
    assert answer.startswith(b"HTTP/1.1 403")
    assert pages.asked == []


async def test_a_private_address_behind_an_allowed_name_is_refused(tmp_path: Path) -> None:
    """As `web_fetch` refuses it; the control is the test before, where the address counts as public."""
    with serving({"/": Answer(b"inside")}) as pages:
        gate = Gate(Web([f"docs.test:{pages.port}"], pages.resolver))
        answer = await asked(gate, tmp_path, f"GET http://docs.test:{pages.port}/ HTTP/1.1")
    assert answer.startswith(b"HTTP/1.1 403") and pages.asked == []


async def test_a_tunnel_carries_both_ways(tmp_path: Path) -> None:
    """What TLS is spoken through."""
    with serving({"/": Answer(b"through")}) as pages:
        gate = Gate(web(pages, "docs.test"))
        async with gate.open(tmp_path), asyncio.timeout(20):
            came, there = await asyncio.open_unix_connection(tmp_path / SOCKET)
            there.write(f"CONNECT docs.test:{pages.port} HTTP/1.1\r\n\r\n".encode())
            assert await came.readuntil(b"\r\n\r\n") == b"HTTP/1.1 200 OK\r\n\r\n"
            there.write(b"GET / HTTP/1.0\r\nhost: docs.test\r\n\r\n")
            assert (await came.read()).endswith(b"through")
            there.close()


@seen
@pytest.mark.parametrize(
    ("hosts", "red"),
    [(("docs.test",), False), (("docs.test", "evil.test"), True)],
    ids=["allowed only", "control"],
)
async def test_a_page_of_the_web_loads_from_allowed_hosts_only(hosts: tuple[str, ...], red: bool) -> None:
    """A style of its own host paints it green; one of another host would paint it red, and does where that is allowed."""
    with serving({"/own.css": Answer(STYLE, headers={"content-type": "text/css"})}) as pages:
        pages.answers["/evil.css"] = Answer(
            b"html { background: #ff0000 !important }", headers={"content-type": "text/css"}
        )
        evil = f"http://evil.test:{pages.port}/evil.css"
        body = f'<!doctype html><link rel=stylesheet href="/own.css"><link rel=stylesheet href="{evil}"><p>x'
        pages.answers["/"] = Answer(body.encode(), headers=HTML)
        url = f"http://docs.test:{pages.port}/"
        png, sources = await photograph_address(url, web(pages, *hosts), width=200, height=100)
    painted = Image.open(io.BytesIO(png)).convert("RGB").getpixel((150, 90))
    assert painted == ((255, 0, 0) if red else (0, 255, 0))
    assert sources[0] == f"web:{url}"
    asked_of = {host.partition(":")[0] for host, _path in pages.asked}
    assert asked_of == set(hosts)


@seen
async def test_a_redirect_to_another_host_is_not_followed() -> None:
    """Nothing is asked of it."""
    with serving({}) as pages:
        pages.answers["/"] = Answer(status=302, headers={"location": f"http://evil.test:{pages.port}/secret"})
        await photograph_address(
            f"http://docs.test:{pages.port}/", web(pages, "docs.test"), width=200, height=100
        )
    assert [path for _host, path in pages.asked] == ["/"]


async def test_an_address_that_is_not_allowed_starts_no_browser() -> None:
    """It is told which hosts are."""
    with serving({}) as pages, pytest.raises(PolicyDenied, match="is not allowed"):
        await photograph_address("https://evil.test/", web(pages, "docs.test"))
