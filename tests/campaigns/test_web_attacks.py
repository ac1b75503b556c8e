"""A hundred requests that try to reach the founder's own machine; and the same ones by a client that looks at nothing."""

from __future__ import annotations

import asyncio
import http.client
import ipaddress
import socket
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest

from superindividual.errors import PolicyDenied
from superindividual.tools.internet import is_public
from superindividual.tools.web import Web
from tests.campaigns.web_attacks import FORMS, Attack, attacks
from tests.tools.pages import LOOPBACK, Answer, Pages, serving

FRONT = "127.0.0.9"
"""The one address of the loopback that stands for the open internet here."""
SECRET = b"canary-4711"


@pytest.fixture
def servers() -> Iterator[tuple[Pages, Pages]]:
    """A host that may be asked, and the secret on 127.0.0.1."""
    with ExitStack() as opened:
        front = opened.enter_context(serving({}, address=FRONT))
        yield front, opened.enter_context(serving({"/secret": Answer(SECRET)}))


def answering(attack: Attack) -> Callable[[str], Sequence[str]]:
    """The DNS as the attacker has it: each look-up the next answer, the last one for ever."""
    left = list(attack.answers)

    def look_up(host: str) -> Sequence[str]:
        if host == "front.example":
            return [FRONT]
        if host == "evil.example":
            return left.pop(0) if len(left) > 1 else left[0]
        return _without_dns(host)

    return look_up


def _without_dns(host: str) -> list[str]:
    """What the system makes of the forms of a number, and localhost; no name is asked of a server."""
    plain = host.encode("idna").decode("ascii").lower()
    if plain.rstrip(".") == "localhost":
        return [LOOPBACK]
    found = socket.getaddrinfo(plain, None, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    return [str(entry[4][0]) for entry in found]


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here connects to another machine, also where the defence is broken."""
    connect = socket.socket.connect

    def connected(self: socket.socket, address: tuple[str, int]) -> None:
        if self.family != socket.AF_UNIX and not _of_this_machine(address[0]):
            raise OSError("a test stays on the loopback")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connected)


async def test_no_test_here_leaves_the_machine() -> None:
    """Neither by a socket nor by asyncio's."""
    with pytest.raises(OSError, match="stays on the loopback"):
        socket.create_connection(("192.0.2.1", 9), 1)
    with pytest.raises(OSError, match="stays on the loopback"):
        await asyncio.wait_for(asyncio.open_connection("192.0.2.1", 9), 1)


def test_no_name_is_asked_of_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system is asked about the forms of numbers only."""
    look_up, seen = socket.getaddrinfo, list[int]()

    def noted(host: str, port: None, **named: Any) -> object:
        seen.append(named.get("flags", 0))
        return look_up(host, port, **named)

    monkeypatch.setattr(socket, "getaddrinfo", noted)
    for form in (*FORMS, "name.example"):
        with suppress(OSError, ValueError):
            _without_dns(urlsplit(f"http://{form}:1/").hostname or "")
    assert set(seen) == {socket.AI_NUMERICHOST}


async def by_web_fetch(attack: Attack, url: str, port: int, front: int) -> str:
    """What agents have, where every host is allowed; the front's address is as good as public."""
    look_up = answering(attack)

    async def resolver(host: str, _port: int) -> Sequence[str]:
        return await asyncio.to_thread(look_up, host)

    hosts = [f"*:{port}", f"*:{front}", "*"]
    web = Web(hosts, resolver, lambda ip: ip == FRONT or is_public(ip), seconds=10)
    found = ""
    for _time in range(2):  # a second answer of the DNS comes at the second look-up
        with suppress(PolicyDenied):
            found += (await web.fetch(url)).content
    return found


async def by_looking_at_nothing(attack: Attack, url: str, _port: int, _front: int) -> str:
    """What many programs do: look up, connect, follow."""
    return await asyncio.to_thread(_naive, url, answering(attack))


def _naive(url: str, look_up: Callable[[str], Sequence[str]]) -> str:
    found = ""
    for _time in range(4):
        with suppress(OSError, ValueError, UnicodeError, http.client.HTTPException):
            parts = urlsplit(url)
            if parts.scheme == "file":
                return "canary-4711 of a file"
            for ip in filter(_of_this_machine, look_up(parts.hostname or "")):
                connection = http.client.HTTPConnection(ip, parts.port, timeout=2)
                with suppress(OSError):
                    connection.request("GET", parts.path)
                    answer = connection.getresponse()
                    found += answer.read().decode()
                    url = urljoin(url, answer.headers.get("location", url))
                connection.close()
    return found


def _of_this_machine(ip: str) -> bool:
    """What a control may connect to: tests reach no other machine, whatever an attack names."""
    parsed = ipaddress.ip_address(ip.partition("%")[0])
    inner = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return parsed.is_loopback or parsed.is_unspecified or (inner is not None and inner.is_loopback)


async def struck(servers: tuple[Pages, Pages], fetch: object) -> tuple[Counter[str], Counter[str], list[str]]:
    front, secret = servers
    made, out, urls = Counter[str](), Counter[str](), list[str]()
    for attack in attacks(FRONT):
        leads = attack.leads_to.format(port=secret.port)
        with suppress(UnicodeEncodeError):
            leads.encode("latin-1")
            front.answers["/on"] = Answer(status=302, headers={"location": leads})
        secret.asked.clear()
        url = attack.url.format(port=secret.port, front=front.port)
        told = await fetch(attack, url, secret.port, front.port)  # type: ignore[operator]
        escaped = SECRET.decode() in told or bool(secret.asked)
        made[attack.kind] += 1
        out[attack.kind] += escaped
        urls += [f"{attack.kind}: {url} {attack.answers} {leads}"] * escaped
    return made, out, urls


async def test_no_request_reaches_the_machine(servers: tuple[Pages, Pages]) -> None:
    """Although the founder allowed every host of the web."""
    made, _out, urls = await struck(servers, by_web_fetch)
    print("web_fetch:", dict(made), "escapes:", len(urls))
    assert urls == []
    assert made.total() >= 100


async def test_a_client_that_looks_at_nothing_reaches_it(servers: tuple[Pages, Pages]) -> None:
    """Control: every kind of request does."""
    made, out, _urls = await struck(servers, by_looking_at_nothing)
    print("looking at nothing:", dict(out), "of", dict(made))
    assert {kind for kind, count in out.items() if count} == set(made)


async def test_the_front_can_be_asked(servers: tuple[Pages, Pages]) -> None:
    """Control: the defence refuses these requests, not all of them."""
    front, secret = servers
    front.answers["/on"] = Answer(b"hello")
    attack = Attack("forms", "")
    url = f"http://front.example:{front.port}/on"
    assert "hello" in await by_web_fetch(attack, url, secret.port, front.port)
    assert LOOPBACK != FRONT
