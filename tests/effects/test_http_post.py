from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count

import httpx
import pytest

from superindividual.effects import http_post
from superindividual.effects.address import address_of
from superindividual.errors import EffectFailed, EffectLost, JournalCorrupt
from superindividual.ids import digest
from tests.effects.out import Out
from tests.effects.receivers import Deliveries, http_server

BODY = {"post.json": b'{"text": "It is there"}'}


@pytest.fixture(autouse=True)
def allowed(out: Out) -> None:
    out.allow("127.0.0.1")


def test_the_bytes_arrive_under_their_key(out: Out, url: str, deliveries: Deliveries) -> None:
    """The receipt holds the status and the hash of the answer."""
    action = out.action("http_post", BODY, url=f"{url}/neither")
    assert out.perform(action) == {"url": f"{url}/neither", "status": 201, "sha256": digest(b"ok")}
    (arrived,) = deliveries.all()
    assert (arrived["key"], arrived["body"]) == (action.key, digest(BODY["post.json"]))


def test_a_secret_is_sent_and_kept_nowhere(
    out: Out, url: str, deliveries: Deliveries, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The action names it; only the receiver sees it, and a missing one is told by its name."""
    action = out.action("http_post", BODY, url=f"{url}/neither", token="env:POST_TOKEN")
    with pytest.raises(EffectFailed, match="env:POST_TOKEN is not there"):
        out.perform(action)
    monkeypatch.setenv("POST_TOKEN", "canary-secret")
    receipt = out.perform(action)
    assert deliveries.all()[0]["authorization"] == "Bearer canary-secret"
    assert "canary" not in json.dumps([action.as_json(), receipt])


@pytest.mark.parametrize("own", [True, False])
def test_the_token_goes_to_its_receiver_only(
    out: Out, url: str, deliveries: Deliveries, monkeypatch: pytest.MonkeyPatch, own: bool
) -> None:
    """Asked whether it arrived, the receiver itself is shown the token again, and no other host is."""
    used: list[str] = []
    monkeypatch.setattr(http_post, "secret", lambda name: used.append(name) or "canary")
    with http_server(deliveries) as other:
        probe = f"{url if own else other}/probe/{{key}}"
        action = out.action("http_post", BODY, url=f"{url}/probe", probe=probe, token="env:POST_TOKEN")
        out.perform(action)
        assert out.probe(action)
    assert used == ["env:POST_TOKEN"] * (2 if own else 1)


def test_a_body_that_never_ends_holds_nobody_up(out: Out, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The status is the answer; of a body that drips only the first minute is read."""
    ticks, pulled = count(0, 25), count()

    def dripping(_answer: httpx.Response) -> Iterator[bytes]:
        while next(pulled) < 100:
            yield b"x"

    monkeypatch.setattr(http_post, "monotonic", lambda: next(ticks))
    monkeypatch.setattr(httpx.Response, "iter_raw", dripping)
    receipt = out.perform(out.action("http_post", BODY, url=f"{url}/neither"))
    assert (receipt["status"], receipt["sha256"]) == (201, digest(b"xxx"))


@pytest.mark.parametrize("looked_at", [True, False])
def test_no_error_repeats_a_secret(
    out: Out, url: str, deliveries: Deliveries, monkeypatch: pytest.MonkeyPatch, looked_at: bool
) -> None:
    """The HTTP library repeats a header that it cannot send, as the control shows; such a secret never comes so far."""
    monkeypatch.setenv("POST_TOKEN", "canary-secret\n")
    if not looked_at:
        monkeypatch.setattr("superindividual.effects.http_post.secret", lambda _name: "canary-secret\n")
    action = out.action("http_post", BODY, url=f"{url}/neither", token="env:POST_TOKEN")
    with pytest.raises(EffectFailed if looked_at else EffectLost) as told:
        out.perform(action)
    assert ("canary" in str(told.value)) != looked_at
    assert deliveries.all() == []


@pytest.mark.parametrize(("fault", "arrived"), [("drop-before", 0), ("drop-after", 1), ("fail-after", 1)])
def test_a_lost_answer_is_never_taken_for_an_answer(
    out: Out, url: str, deliveries: Deliveries, fault: str, arrived: int
) -> None:
    """Whether it arrived or not, nobody said so; whom one can ask says it."""
    deliveries.fault(fault)
    action = out.action("http_post", BODY, url=f"{url}/probe", probe=f"{url}/probe/{{key}}")
    with pytest.raises(EffectLost):
        out.perform(action)
    assert len(deliveries.all()) == arrived
    assert (out.probe(action) is not None) == bool(arrived)


def test_what_cannot_be_asked_answers_nothing(out: Out, url: str, deliveries: Deliveries) -> None:
    """Without an address to ask, and where it does not answer, it stays unknown."""
    with pytest.raises(EffectLost, match="cannot be asked"):
        out.probe(out.action("http_post", BODY, url=f"{url}/neither"))
    deliveries.fault("always-mute")
    with pytest.raises(EffectLost, match="503"):
        out.probe(out.action("http_post", BODY, url=f"{url}/probe", probe=f"{url}/probe/{{key}}"))


@pytest.mark.parametrize("status", ["400", "401", "404", "422", "429"])
def test_a_refusal_is_a_failure(out: Out, url: str, deliveries: Deliveries, status: str) -> None:
    """The receiver said no, so it may be tried again after a new decision."""
    deliveries.fault(status)
    with pytest.raises(EffectFailed, match=status):
        out.perform(out.action("http_post", BODY, url=f"{url}/neither"))
    assert deliveries.all() == []


def test_no_redirect_is_followed(out: Out, url: str, deliveries: Deliveries) -> None:
    """What was approved for one host never goes to another."""
    other = Deliveries(deliveries.folder.parent / "other")
    other.folder.mkdir()
    with http_server(other) as elsewhere:
        deliveries.fault(f"redirect {elsewhere}/neither")
        with pytest.raises(EffectFailed, match="307"):
            out.perform(out.action("http_post", BODY, url=f"{url}/neither"))
    assert other.all() == deliveries.all() == []


def test_nothing_listens_is_a_failure(out: Out) -> None:
    """Nothing was sent, so nothing is unknown."""
    deliveries = Deliveries(out.root)
    with http_server(deliveries) as gone:
        action = out.action("http_post", BODY, url=f"{gone}/neither")
    with pytest.raises(EffectFailed, match="cannot be reached"):
        out.perform(action)


def test_changed_bytes_are_never_sent(out: Out, url: str, deliveries: Deliveries) -> None:
    """They are hashed once more right before."""
    action = out.action("http_post", BODY, url=f"{url}/neither")
    out.damage(action.files["post.json"])
    with pytest.raises(JournalCorrupt):
        out.perform(action)
    assert deliveries.all() == []


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("https://127.0.0.1/x", "private address"),
        ("https://localhost/x", "private address"),
        ("https://[::1]/x", "private address"),
        ("https://[::ffff:10.0.0.1]/x", "private address"),
        ("https://10.1.2.3/x", "private address"),
        ("https://169.254.169.254/latest", "private address"),
        ("https://192.168.1.1/", "private address"),
        ("https://100.64.0.1/", "private address"),
        ("https://0.0.0.0/", "private address"),
        ("https://224.0.0.1/", "private address"),
        ("https://[::ffff:127.0.0.1]/", "private address"),
        ("https://[64:ff9b::7f00:1]/", "private address"),  # a gateway to 127.0.0.1
        ("https://[64:ff9b:1::a00:1]/", "private address"),
        ("https://[2002:7f00:1::]/", "private address"),  # a tunnel to 127.0.0.1
        ("https://[::127.0.0.1]/", "private address"),
        ("https://[fec0::1]/", "private address"),
        ("https://\u0430pple.com/", "write xn--pple-43d.com"),  # the first letter is Cyrillic
        ("https://\uff41pple.com/", "write apple.com"),  # a wide letter
        (f"https://\u0430{'x' * 70}.com/", "no address"),
        ("https://a..b/", "cannot be found"),
        (f"https://{'x' * 70}.example/", "cannot be found"),
        ("http://93.184.215.14/", "without TLS"),
        ("https://user:secret@93.184.215.14/", "must hold no password"),
        ("file:///etc/passwd", "no https address"),
        ("https://", "no https address"),
        ("https://a:99999/", "no address"),
    ],
)
def test_private_hosts_are_refused(given: str, told: str) -> None:
    """Unless company.yaml allows them; the other tests here are the control."""
    with pytest.raises(EffectFailed, match=told) as refused:
        address_of(given, ())
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("ip", ["93.184.215.14", "[2606:2800:220:1::1]", "[64:ff9b::5db8:d70e]"])
def test_public_hosts_are_reached(ip: str) -> None:
    """Control of the test before, through a gateway too."""
    assert address_of(f"https://{ip}/", ()).ip == ip.strip("[]")


def test_an_allowed_port_is_no_allowed_host(url: str) -> None:
    """`HOST:PORT` allows exactly that."""
    host = url.removeprefix("http://")
    assert address_of(url, [host]).ip == "127.0.0.1"
    with pytest.raises(EffectFailed, match="without TLS"):
        address_of("http://127.0.0.1:1/", [host])
