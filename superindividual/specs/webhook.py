"""Webhooks: addresses that are secrets themselves, and the references under which they are kept."""

from __future__ import annotations

import re

_REFERENCE = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]*|keyring:[^\s/:]+/\S+")
_SERVICES = re.compile(
    r"https?://(hooks\.slack(-gov)?\.com/(services|workflows|triggers)/\S"
    r"|(\w+\.)?discord(app)?\.com/api/(v\d+/)?webhooks/\S"
    r"|open\.(feishu\.cn|larksuite\.com)/open-apis/bot/\S"
    r"|oapi\.dingtalk\.com/robot/\S"
    r"|qyapi\.weixin\.qq\.com/cgi-bin/webhook/\S"
    r"|api\.telegram\.org/bot\S"
    r"|[\w.-]+\.webhook\.office\.com/\S"
    r"|hooks\.zapier\.com/hooks/\S"
    r"|maker\.ifttt\.com/\S+/key/\S)",
    re.IGNORECASE,
)
_PARAMETER = re.compile(
    r"[?&;](access_?token|auth|token|key|api_?key|secret|sig|signature|password|passwd)=[^&#{]", re.IGNORECASE
)


def is_reference(text: str) -> bool:
    """Whether it names where a secret is kept: `env:NAME` or `keyring:SERVICE/USER`."""
    return _REFERENCE.fullmatch(text) is not None


def holds_secret(url: str) -> bool:
    """Whether whoever knows the address can use it: the webhook of a known service, or one with a key in it."""
    return bool(_SERVICES.match(url.strip()) or _PARAMETER.search(url))
