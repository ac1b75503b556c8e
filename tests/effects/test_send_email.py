from __future__ import annotations

import ssl
import subprocess
from contextlib import nullcontext
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from superindividual.effects import send_email
from superindividual.errors import EffectFailed, EffectLost, JournalCorrupt
from superindividual.specs.company import MailSpec
from tests.effects.out import Out
from tests.effects.receivers import Deliveries, smtp_server

TEXT = {"marketing/email/message.txt": "Hello,\n.a dot first\nIt is there: 你好\n".encode()}
TO = ["ann@example.com", "bo@example.com"]


def mail(port: int, **more: Any) -> dict[str, Any]:
    server = {"host": "127.0.0.1", "port": port, "security": "none", "sender": "me@example.org"}
    return {"mail": {**server, **more}}


@pytest.fixture
def mailing(out: Out, smtp: int) -> Out:
    out.allow(**mail(smtp))
    return out


def test_the_message_is_the_one_that_was_approved(mailing: Out, deliveries: Deliveries) -> None:
    """Made once, with its date and id; every recipient gets these bytes and sees no other."""
    action = mailing.action("send_email", TEXT, to=TO, subject="It is there")
    again = mailing.action("send_email", TEXT, to=TO, subject="It is there")
    assert action == again
    receipt = mailing.perform(action)
    assert (receipt["accepted"], receipt["refused"]) == (TO, {})
    (arrived,) = deliveries.all()
    assert arrived["to"] == TO
    sent = (deliveries.folder / "message.eml").read_bytes()
    assert sent == mailing.objects.get(action.made["message.eml"])
    message = message_from_bytes(sent, policy=policy.default)
    assert message["Message-ID"] == f"<{action.key[:40]}@example.org>"
    assert message["Date"] == "Sun, 01 Mar 2026 09:30:00 +0000"
    assert "example.com" not in sent.decode()
    assert message.get_content().replace("\r\n", "\n").encode() == TEXT["marketing/email/message.txt"]  # type: ignore[attr-defined]


def test_every_recipient_has_an_answer(mailing: Out, deliveries: Deliveries) -> None:
    """Whom the server refuses stands in the receipt with its words; where it refuses all, nothing is sent."""
    receipt = mailing.perform(mailing.action("send_email", TEXT, to=[*TO, "nobody@example.com"], subject="x"))
    assert receipt["accepted"] == TO
    assert receipt["refused"] == {"nobody@example.com": "550 no such person"}
    with pytest.raises(EffectFailed, match="550 no such person"):
        mailing.perform(mailing.action("send_email", TEXT, to=["nobody@example.com"], subject="x"))
    assert len(deliveries.all()) == 1


@pytest.mark.parametrize("status", ["451", "554"])
def test_a_refused_message_is_a_failure(mailing: Out, deliveries: Deliveries, status: str) -> None:
    """The server's word after the message is clear: it does not have it."""
    deliveries.fault(status)
    with pytest.raises(EffectFailed, match=status):
        mailing.perform(mailing.action("send_email", TEXT, to=TO, subject="x"))
    assert deliveries.all() == []


@pytest.mark.parametrize(("fault", "arrived"), [("drop-after", 1), ("drop-before", 0)])
def test_a_connection_lost_after_the_message_is_unknown(
    mailing: Out, deliveries: Deliveries, fault: str, arrived: int
) -> None:
    """It may have been taken or not, and nobody can be asked."""
    deliveries.fault(fault)
    action = mailing.action("send_email", TEXT, to=TO, subject="x")
    with pytest.raises(EffectLost):
        mailing.perform(action)
    assert len(deliveries.all()) == arrived
    assert mailing.way("send_email").recovery(action) == "ask"
    with pytest.raises(EffectLost):
        mailing.probe(action)


def test_no_server_is_a_failure(out: Out, deliveries: Deliveries) -> None:
    """Before the message nothing was sent."""
    with smtp_server(deliveries) as port:
        out.allow(**mail(port))
        action = out.action("send_email", TEXT, to=TO, subject="x")
    with pytest.raises(EffectFailed):
        out.perform(action)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"to": ["a@b.c\nBcc: x@y.z"]}, "is no e-mail address"),
        ({"to": ["a b@c.d"]}, "is no e-mail address"),
        ({"subject": "Hi\r\nBcc: x@y.z"}, "cannot be written"),
    ],
)
def test_no_header_can_be_smuggled_in(mailing: Out, given: dict[str, Any], told: str) -> None:
    """Addresses and subjects are one line of what they are."""
    with pytest.raises(EffectFailed, match=told):
        mailing.action("send_email", TEXT, **{"to": TO, "subject": "x", **given})


def test_a_gap_is_never_sent(mailing: Out) -> None:
    """A placeholder that nobody filled in stops the e-mail before it is asked about."""
    with pytest.raises(EffectFailed, match=r"the gap \{\{company.postal_address\}\}"):
        mailing.action("send_email", {"m.txt": b"{{company.postal_address}}"}, to=TO, subject="x")


def test_changed_bytes_are_never_sent(mailing: Out, deliveries: Deliveries) -> None:
    """The message is hashed once more right before."""
    action = mailing.action("send_email", TEXT, to=TO, subject="x")
    mailing.damage(action.made["message.eml"])
    with pytest.raises(JournalCorrupt):
        mailing.perform(action)
    assert deliveries.all() == []


def test_without_tls_only_this_machine_is_reached(out: Out) -> None:
    """`security: none` names no other server."""
    out.allow(**mail(25, host="93.184.215.14"))
    with pytest.raises(EffectFailed, match="this machine only"):
        out.action("send_email", TEXT, to=TO, subject="x")


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate of its own for localhost."""
    made, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", made],
        check=True, capture_output=True,
    )  # fmt: skip
    return made, key


def test_a_login_goes_through_tls_only(
    out: Out, deliveries: Deliveries, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """STARTTLS with a certificate that is known; an unknown one gets neither password nor message."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    given: list[tuple[bytes, bytes]] = []

    def login(_mechanism: str, user: bytes, password: bytes) -> bool:
        given.append((user, password))
        return True

    options = {
        "tls_context": context,
        "require_starttls": True,
        "auth_required": True,
        "auth_callback": login,
    }
    monkeypatch.setenv("MAIL_PASSWORD", "canary-secret")
    with smtp_server(deliveries, **options) as port:
        server = {"host": "localhost", "security": "starttls", "user": "me", "password": "env:MAIL_PASSWORD"}
        out.allow(**mail(port, **server))
        action = out.action("send_email", TEXT, to=TO, subject="x")
        with pytest.raises(EffectFailed, match=r"(?i)certificate"):
            out.perform(action)
        assert given == deliveries.all() == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        receipt = out.perform(action)
    assert given == [(b"me", b"canary-secret")]
    assert len(deliveries.all()) == 1
    assert "canary" not in str((action, receipt))


@pytest.mark.parametrize("user", ["andré", "me\r\nMAIL", "a b", "我"])
def test_a_user_that_no_login_takes_is_refused_before_anything_is_sent(user: str) -> None:
    """The setting is refused; where it stands in an action from before, nothing leaves and it is no question."""
    server = {"host": "127.0.0.1", "sender": "me@example.org", "user": user}
    with pytest.raises(ValidationError, match="user"):
        MailSpec.model_validate(server)
    assert MailSpec.model_validate({**server, "user": "me+x@example.org"}).user == "me+x@example.org"


@pytest.mark.parametrize("field", ["user", "sender"])
def test_what_no_command_can_hold_is_a_failure_and_no_question(
    mailing: Out, deliveries: Deliveries, monkeypatch: pytest.MonkeyPatch, field: str
) -> None:
    """It breaks before the first byte of the message. Control: where only the library's own faults count, nobody knows."""
    action = mailing.action("send_email", TEXT, to=TO, subject="x")
    action.seen["server"][field] = "andré@example.org"
    with pytest.raises(EffectFailed, match="did not take it"):
        mailing.perform(action)
    assert deliveries.all() == []
    monkeypatch.setattr(send_email, "_before_data", nullcontext)
    with pytest.raises(ValueError, match=r"user|ascii"):
        mailing.perform(action)
