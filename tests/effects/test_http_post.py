from __future__ import annotations

import json

import pytest

from superindividual.effects import http_post
from superindividual.effects.address import address_of
from superindividual.effects.deadline import Deadline
from superindividual.errors import EffectFailed, EffectLost, JournalCorrupt, NotApproved
from superindividual.ids import digest
from superindividual.specs.webhook import holds_secret
from tests.effects.dripping import dripping
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


HOOK = "canary-secret"


@pytest.fixture
def hook(url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The reference of an address that is a secret."""
    monkeypatch.setenv("MY_HOOK", f"{url}/probe?to={HOOK}")
    return "env:MY_HOOK"


def test_an_address_that_is_a_secret_is_named_and_kept_nowhere(
    out: Out, hook: str, deliveries: Deliveries
) -> None:
    """Action, destination and receipt name where it is kept and the host it leads to; the request goes there."""
    action = out.action("http_post", BODY, url=hook)
    receipt = out.perform(action)
    assert action.destination == "POST http://127.0.0.1/… (env:MY_HOOK)"
    assert receipt["url"] == hook
    assert deliveries.all()[0]["path"] == f"/probe?to={HOOK}"
    assert HOOK not in json.dumps([action.as_json(), receipt])


def test_a_written_address_stands_in_the_action(out: Out, url: str) -> None:
    """Control: what the workflow says itself the journal keeps, and so everybody who can read it has it."""
    action = out.action("http_post", BODY, url=f"{url}/probe?to={HOOK}")
    assert HOOK in json.dumps(action.as_json())


def test_another_address_than_the_approved_one_gets_nothing(
    out: Out, hook: str, url: str, deliveries: Deliveries, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The approval binds what the reference held; where it is exchanged or gone nothing is sent, and it is not told."""
    action = out.action("http_post", BODY, url=hook, probe=hook)
    monkeypatch.setenv("MY_HOOK", f"{url}/neither?to={HOOK}2")
    with pytest.raises(NotApproved, match="env:MY_HOOK holds another address") as told:
        out.perform(action)
    assert HOOK not in str(told.value)
    with pytest.raises(EffectLost, match="holds another address"):
        out.probe(action)
    monkeypatch.delenv("MY_HOOK")
    with pytest.raises(EffectFailed, match="env:MY_HOOK is not there"):
        out.perform(action)
    assert deliveries.all() == []


@pytest.mark.parametrize(
    "held", [HOOK, f"ftp://h/{HOOK}", f"https://[{HOOK}", f"http://h:x/{HOOK}", f"http://10.0.0.1/{HOOK}"]
)
def test_no_fault_tells_an_address_that_is_a_secret(
    out: Out, monkeypatch: pytest.MonkeyPatch, held: str
) -> None:
    """What is wrong with it is told by its name, and at most its host. Control: a written one is told in full."""
    monkeypatch.setenv("MY_HOOK", held)
    with pytest.raises(EffectFailed) as told:
        out.action("http_post", BODY, url="env:MY_HOOK")
    assert HOOK not in str(told.value)
    if not held.startswith("http://10."):
        with pytest.raises(EffectFailed, match=HOOK):
            out.action("http_post", BODY, url=held)


WEBHOOKS = [
    "https://hooks.slack.com/services/T0/B0/x",
    "https://discord.com/api/webhooks/1/x",
    "https://open.feishu.cn/open-apis/bot/v2/hook/x",
    "https://oapi.dingtalk.com/robot/send?access_token=x",
    "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x",
    "https://api.telegram.org/bot1:x/sendMessage",
    "https://example.com/in?a=1&token=x",
]


@pytest.mark.parametrize("written", WEBHOOKS)
def test_a_webhook_never_stands_in_an_action(out: Out, written: str) -> None:
    """An address that opens by itself is refused where it was worked out; the founder is told where to put it."""
    with pytest.raises(EffectFailed, match="env:NAME") as told:
        out.action("http_post", BODY, url=written)
    assert written not in str(told.value)


@pytest.mark.parametrize(
    "written", ["https://example.com/keys?page=2", "https://slack.com/services", "http://127.0.0.1:1/x"]
)
def test_an_address_without_a_secret_is_none(written: str) -> None:
    """Control: other addresses may stand in a workflow."""
    assert not holds_secret(written)


ANSWER = b"HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\nok"


def test_a_receiver_that_drips_its_head_is_given_up(out: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every byte comes in time, and all together are too slow. Control: not watched, the answer is waited for."""
    with dripping(http_post, monkeypatch, ANSWER, at=20) as port:
        action = out.action("http_post", BODY, url=f"http://127.0.0.1:{port}/")
        with pytest.raises(EffectLost, match="no answer within 120 seconds"):
            out.perform(action)
    monkeypatch.setattr(Deadline, "watch", lambda *_: None)
    with dripping(http_post, monkeypatch, ANSWER, at=20) as port:
        action = out.action("http_post", BODY, url=f"http://127.0.0.1:{port}/")
        assert out.perform(action)["status"] == 201


def test_a_body_that_never_ends_holds_nobody_up(out: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    """The status is the answer; of a body that drips only what came in time is read."""
    whole = ANSWER.replace(b"content-length: 2\r\n", b"").replace(b"ok", b"xxxxxx")
    with dripping(http_post, monkeypatch, whole, at=len(whole) - 3) as port:
        receipt = out.perform(out.action("http_post", BODY, url=f"http://127.0.0.1:{port}/"))
    assert receipt["status"] == 201


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
