"""Message: an e-mail's bytes, made once; the same arguments give the same bytes."""

from __future__ import annotations

import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from superindividual.effects.carrier import Occasion
from superindividual.errors import EffectFailed
from superindividual.text import gettext as _
from superindividual.text import shown

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,190}")
_GAP = re.compile(r"\{\{\s*[\w.]+\s*\}\}")
_SUBTYPES = {"html": "html", "htm": "html"}


def message_of(
    content: bytes, path: str, *, sender: str, company: str, to: list[str], subject: str, occasion: Occasion
) -> bytes:
    """The whole message; several recipients stand in the envelope only, so that none sees the others.

    Raises:
        EffectFailed: an address or the subject cannot be sent, or the text still has a gap.
    """
    text = _text(content, path)
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = Address(display_name=company, addr_spec=sender)
        message["To"] = to[0] if len(to) == 1 else "undisclosed-recipients:;"
        message["Subject"] = subject
        message["Date"] = format_datetime(occasion.when)
        message["Message-ID"] = f"<{occasion.key[:40]}@{sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "no"
        subtype = _SUBTYPES.get(path.rpartition(".")[2].lower(), "plain")
        message.set_content(text, subtype=subtype, charset="utf-8", cte="quoted-printable")
        return message.as_bytes()
    except ValueError as error:  # a line break in a header
        raise EffectFailed(_("the message cannot be written: {reason}").format(reason=error)) from error


def _text(content: bytes, path: str) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise EffectFailed(_("{path} is not text").format(path=shown(path))) from error
    gap = _GAP.search(text)
    if gap:
        raise EffectFailed(_("{path} still has the gap {gap}").format(path=shown(path), gap=gap.group()))
    return text


def checked_recipients(addresses: list[str]) -> list[str]:
    """The addresses, each once; raises EffectFailed for one that is none."""
    for address in addresses:
        if not isinstance(address, str) or not _ADDRESS.fullmatch(address):
            raise EffectFailed(_("{address} is no e-mail address").format(address=shown(str(address))))
    return list(dict.fromkeys(addresses))
