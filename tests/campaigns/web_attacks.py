"""Requests that try to reach what listens on the founder's own machine: forms of its address, names, redirects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

FORMS = (
    *("127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7F.1", "017700000001", "0177.0.0.1"),
    *(
        "0x7f.0.0.1",
        "0x7f.0x0.0x0.0x1",
        "127.0.0.1.",
        "127.0x0.0.1",
        "0177.0.0.0x1",
        "localhost",
        "LOCALHOST",
    ),
    *("localhost.", "LocalHost", "0.0.0.0", "0", "00", "0x0", "0.0", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]"),
    *(
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
    ),
    *("[2002:7f00:1::]", "[::ffff:0:127.0.0.1]", "[::1%25lo]", "user@127.0.0.1", "front.example@127.0.0.1"),
    *("front.example:80@127.0.0.1", "%31%32%37.0.0.1", "127。0。0。1", "①②⑦.0.0.1", "ⓛocalhost"),
)
ADDRESSES = (
    *("127.0.0.1", "127.0.0.2", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254"),
    *(
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "::1",
        "fd00:ec2::254",
        "fe80::1",
        "::ffff:127.0.0.1",
    ),
    *(
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "::7f00:1",
        "fec0::1",
    ),
)
SCHEMES = (
    "file:///etc/passwd",
    "gopher://127.0.0.1:{port}/_x",
    "ftp://127.0.0.1:{port}/",
    "dict://127.0.0.1:{port}/x",
)


@dataclass(frozen=True)
class Attack:
    """A URL, what the name in it stands for at each look-up, and where the first answer leads on to."""

    kind: str
    url: str
    answers: tuple[tuple[str, ...], ...] = ()
    leads_to: str = ""


def attacks(front: str) -> Iterator[Attack]:
    """All of them; `{port}` is the port of the secret. `front` is the address of a host that may be asked."""
    secret = "http://{host}:{{port}}/secret"
    yield from (Attack("forms", secret.format(host=form)) for form in FORMS)
    for ip in ADDRESSES:
        yield Attack("names", secret.format(host="evil.example"), ((ip,),))
        yield Attack("names among others", secret.format(host="evil.example"), ((front, ip),))
    for ip in ADDRESSES[:10]:
        yield Attack("second answers", secret.format(host="evil.example"), ((front,), (ip,)))
    for form in FORMS:
        yield Attack("redirects", "http://front.example:{front}/on", leads_to=secret.format(host=form))
    yield from (Attack("redirects", "http://front.example:{front}/on", leads_to=url) for url in SCHEMES)
    yield from (Attack("schemes", url) for url in SCHEMES)
