"""send_email: one message, whose bytes the founder approved, handed to the company's mail server.

Up to the command DATA nothing has been sent, and whatever breaks is safe to try again. From the first byte of the
message on only the server's answer tells what became of it; SMTP has no way to ask later.
"""

from __future__ import annotations

import ipaddress
import re
import smtplib
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from superindividual.effects.action import Action
from superindividual.effects.carrier import Objects, Occasion, Prepared, Receipt, Recovery, Site
from superindividual.effects.choice import chosen
from superindividual.effects.deadline import Deadline
from superindividual.effects.message import checked_recipients, message_of
from superindividual.effects.secret import secret
from superindividual.errors import EffectFailed, EffectLost
from superindividual.ids import Digest
from superindividual.specs.company import MailSpec
from superindividual.text import gettext as _
from superindividual.text import shown

_TIMEOUT = 60.0
_TOTAL = 180.0
"""Seconds for one message in all, however slowly the server speaks."""


class SendEmail:
    """A lost answer is the founder's question."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def prepare(
        self, arguments: Mapping[str, Any], files: Mapping[str, Digest], occasion: Occasion
    ) -> Prepared:
        """Make the message; raises EffectFailed where it cannot be sent like this."""
        mail, source = self._mail(), chosen(arguments, files)
        to = checked_recipients(arguments["to"])
        message = message_of(
            self._site.objects.get(files[source]),
            source,
            sender=mail.sender,
            company=self._site.spec.name,
            to=to,
            subject=str(arguments["subject"]),
            occasion=occasion,
        )
        server = mail.model_dump(mode="json")
        return Prepared(", ".join(to), {"message.eml": message}, {"file": source, "to": to, "server": server})

    def recovery(self, action: Action) -> Recovery:
        """Nobody can look it up, and a second message is a second message."""
        del action
        return "ask"

    def perform(self, action: Action, objects: Objects, key: Digest) -> Receipt:
        """One transaction with the server; every recipient's answer stands in the receipt."""
        del key
        message = objects.get(action.made["message.eml"])
        with Deadline(_TOTAL) as deadline:
            with _before_data():
                mail = MailSpec.model_validate(action.seen["server"])
                password = secret(mail.password) if mail.password else ""
                smtp = _connected(mail, password, deadline)
            try:
                with _before_data():
                    refused = _envelope(smtp, mail.sender, action.seen["to"])
                accepted = [address for address in action.seen["to"] if address not in refused]
                answer = _handed_over(smtp, message)
            finally:
                smtp.close()
        return {"accepted": accepted, "refused": refused, "answer": answer, "bytes": len(message)}

    def probe(self, action: Action, key: Digest) -> Receipt | None:
        """SMTP cannot tell."""
        raise EffectLost(_("a mail server cannot be asked what became of a message"))

    def _mail(self) -> MailSpec:
        mail = self._site.spec.mail
        if mail is None:
            raise EffectFailed(_("company.yaml names no mail server: add mail: {host: …, sender: …}"))
        if mail.security == "none" and not _loopback(mail.host):
            raise EffectFailed(_("mail: security: none is accepted for this machine only"))
        return mail


def _loopback(host: str) -> bool:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return False
    return all(ipaddress.ip_address(str(entry[4][0]).partition("%")[0]).is_loopback for entry in found)


@contextmanager
def _before_data() -> Iterator[None]:
    """Whatever breaks here, nothing was sent."""
    try:
        yield
    except (smtplib.SMTPException, OSError, ValueError) as error:  # the last: what no command can hold
        raise EffectFailed(
            _("the mail server did not take it: {reason}").format(reason=_plain(error))
        ) from error


class _Plain(smtplib.SMTP):
    """A connection that ends when its time is over, from its first byte on."""

    def __init__(self, mail: MailSpec, deadline: Deadline, **options: Any) -> None:
        self._deadline = deadline
        super().__init__(mail.host, mail.port, timeout=_TIMEOUT, **options)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        connected: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        self._deadline.watch(connected)
        return connected


class _Secured(smtplib.SMTP_SSL, _Plain):
    """The same with TLS from the beginning; the connection is watched before TLS is spoken on it."""

    def __init__(self, mail: MailSpec, deadline: Deadline) -> None:
        self._deadline = deadline
        context = ssl.create_default_context()
        smtplib.SMTP_SSL.__init__(self, mail.host, mail.port, timeout=_TIMEOUT, context=context)


def _connected(mail: MailSpec, password: str, deadline: Deadline) -> smtplib.SMTP:
    if mail.security == "none" and not _loopback(mail.host):
        raise smtplib.SMTPException(_("mail: security: none is accepted for this machine only"))
    smtp: smtplib.SMTP = (_Secured if mail.security == "ssl" else _Plain)(mail, deadline)
    try:
        if mail.security == "starttls":
            smtp.starttls(context=ssl.create_default_context())
        if mail.user:
            smtp.login(mail.user, password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _envelope(smtp: smtplib.SMTP, sender: str, to: list[str]) -> dict[str, str]:
    """Sender and recipients, then DATA; the recipients that the server refused, with its words."""
    smtp.ehlo_or_helo_if_needed()
    code, words = smtp.mail(sender)
    if code != 250:
        raise smtplib.SMTPSenderRefused(code, words, sender)
    answers = {address: smtp.rcpt(address) for address in to}
    refused = {address: _words(*answer) for address, answer in answers.items() if answer[0] not in (250, 251)}
    if len(refused) == len(to):
        raise smtplib.SMTPException("; ".join(f"{a}: {why}" for a, why in refused.items()))
    code, words = smtp.docmd("data")
    if code != 354:
        raise smtplib.SMTPDataError(code, words)
    return refused


def _handed_over(smtp: smtplib.SMTP, message: bytes) -> str:
    """The message, then the server's answer."""
    try:
        smtp.send(re.sub(rb"(?m)^\.", b"..", message).rstrip(b"\r\n") + b"\r\n.\r\n")
        code, words = smtp.getreply()
    except (smtplib.SMTPException, OSError) as error:
        raise EffectLost(
            _("the connection was lost after the message: {reason}").format(reason=_plain(error))
        ) from error
    if code != 250:
        raise EffectFailed(_("the mail server did not take it: {reason}").format(reason=_words(code, words)))
    return _words(code, words)


def _words(code: int, words: bytes) -> str:
    return shown(f"{code} {words.decode('utf-8', 'replace')}")[:300]


def _plain(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"{error.smtp_code} login refused"
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error
        return _words(error.smtp_code, words if isinstance(words, bytes) else str(words).encode())
    return shown(str(error) or type(error).__name__)[:300]
