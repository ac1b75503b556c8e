"""http_post: one stored file in one POST request with an Idempotency-Key; no redirect is followed."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

from superindividual.effects.action import Action
from superindividual.effects.address import address_of
from superindividual.effects.carrier import Objects, Occasion, Prepared, Receipt, Recovery, Site
from superindividual.effects.choice import chosen
from superindividual.effects.deadline import Deadline
from superindividual.effects.secret import secret
from superindividual.effects.target import Target
from superindividual.errors import EffectFailed, EffectLost, NotApproved
from superindividual.ids import Digest, digest
from superindividual.text import gettext as _
from superindividual.text import shown

_TIMEOUT = httpx.Timeout(60.0, connect=10.0)
_MOST_ANSWER = 1_000_000
_TOTAL = 120.0
"""Seconds for one exchange in all, its head and its body together."""
_UNBEGUN = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
"""Faults after which the receiver cannot have seen the request."""


class HttpPost:
    """How a lost answer is recovered is the receiver's property, and the workflow declares it."""

    def __init__(self, site: Site) -> None:
        self._hosts = site.spec.policy.hosts

    def prepare(
        self, arguments: Mapping[str, Any], files: Mapping[str, Digest], occasion: Occasion
    ) -> Prepared:
        """Look whether the addresses may be reached; nothing is sent to them."""
        source = chosen(arguments, files)
        targets = {name: Target.of(arguments[name]) for name in ("url", "probe") if arguments.get(name)}
        for target in targets.values():
            address_of(target.url, self._hosts, named=target.named)
        kind = mimetypes.guess_type(source)[0] or "application/octet-stream"
        bound = {f"{n}_digest": t.bound(occasion.key) for n, t in targets.items() if t.secret}
        seen = {"file": source, "content_type": kind, **bound}
        return Prepared(f"POST {shown(targets['url'].named)}", {}, seen)

    def recovery(self, action: Action) -> Recovery:
        """As declared: the receiver acts once on a key, can be asked, or neither."""
        if action.arguments.get("idempotent"):
            return "resend"
        return "probe" if action.arguments.get("probe") else "ask"

    def perform(self, action: Action, objects: Objects, key: Digest) -> Receipt:
        """Send the approved bytes once."""
        content = objects.get(action.files[action.seen["file"]])
        headers = {"idempotency-key": key, "content-type": action.seen["content_type"]}
        target = Target.approved(action, "url")
        return self._settled(action, *self._asked("POST", action, target, headers, content))

    def probe(self, action: Action, key: Digest) -> Receipt | None:
        """Ask the address that the workflow names."""
        if not action.arguments.get("probe"):
            raise EffectLost(_("the receiver cannot be asked"))
        try:
            status, body = self._asked("GET", action, Target.approved(action, "probe").about(key), {}, None)
        except (EffectFailed, NotApproved) as failure:
            raise EffectLost(str(failure)) from failure
        if status == 404:
            return None
        if status != 200:
            raise EffectLost(_("the receiver answered {status} when asked").format(status=status))
        return {"url": action.arguments["url"], "status": status, "sha256": digest(body), "asked": "probe"}

    def _settled(self, action: Action, status: int, body: bytes) -> Receipt:
        """What a status means: done, surely not done, or nobody knows."""
        if 200 <= status < 300 or status == 303:
            return {"url": action.arguments["url"], "status": status, "sha256": digest(body)}
        again = bool(action.arguments.get("idempotent"))
        if status >= 500 or status in (301, 302) or (status == 409 and again):
            raise EffectLost(_("the receiver answered {status}").format(status=status))
        raise EffectFailed(_("the receiver answered {status}").format(status=status))

    def _asked(
        self, method: str, action: Action, to: Target, headers: Mapping[str, str], content: bytes | None
    ) -> tuple[int, bytes]:
        """Status and body, from the very address that was looked at."""
        address, parts = address_of(to.url, self._hosts, named=to.named), urlsplit(to.url)
        ip = f"[{address.ip}]" if ":" in address.ip else address.ip
        target = parts._replace(netloc=f"{ip}:{address.port}", fragment="").geturl()
        sent = {"host": parts.netloc, **headers, **_bearer(action, to)}
        deadline = Deadline(_TOTAL)
        try:
            with (
                deadline,
                httpx.Client(timeout=_TIMEOUT, follow_redirects=False, trust_env=False) as client,
                client.stream(
                    method,
                    target,
                    content=content,
                    headers=sent,
                    extensions={"sni_hostname": address.host, "trace": _watching(deadline)},
                ) as answer,
            ):
                return answer.status_code, _body(answer)
        except _UNBEGUN as error:
            raise EffectFailed(
                _("{host} cannot be reached: {reason}").format(host=address.host, reason=error)
            ) from error
        except httpx.InvalidURL as error:  # whose words may repeat it
            raise EffectFailed(_("{url} is no address").format(url=shown(to.named))) from error
        except httpx.HTTPError as error:
            if deadline.over:
                raise EffectLost(
                    _("no answer within {seconds:.0f} seconds").format(seconds=_TOTAL)
                ) from error
            raise EffectLost(
                _("the connection was lost: {reason}").format(reason=error or type(error).__name__)
            ) from error


def _bearer(action: Action, to: Target) -> dict[str, str]:
    """The token, for its receiver; whom else one asks is not told it."""
    token = action.arguments.get("token")
    if not token or _origin(to.url) != _origin(Target.of(action.arguments["url"]).url):
        return {}
    return {"authorization": f"Bearer {secret(token)}"}


def _watching(deadline: Deadline) -> Callable[[str, Mapping[str, Any]], None]:
    """Shows the deadline each connection, before TLS is spoken on it."""

    def watch(event: str, told: Mapping[str, Any]) -> None:
        if event == "connection.connect_tcp.complete":
            deadline.watch(told["return_value"].get_extra_info("socket"))

    return watch


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _body(answer: httpx.Response) -> bytes:
    """The beginning of the body; the status alone is the answer where it breaks off or does not end."""
    found = b""
    try:
        for piece in answer.iter_raw():
            found += piece
            if len(found) > _MOST_ANSWER:
                break
    except httpx.HTTPError:
        pass
    return found[:_MOST_ANSWER]
