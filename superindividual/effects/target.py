"""Target: where a request goes; an address that is a secret itself, such as a webhook's, is named and never written down."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import quote, urlsplit

from superindividual.effects.action import Action
from superindividual.effects.secret import secret
from superindividual.errors import EffectFailed, NotApproved
from superindividual.ids import Digest, digest_of
from superindividual.specs.webhook import holds_secret, is_reference
from superindividual.text import gettext as _


@dataclass(frozen=True)
class Target:
    """An address, and the name under which it may be told."""

    url: str
    named: str
    """The address itself, or where it is kept together with the host that it leads to."""
    secret: bool

    @classmethod
    def of(cls, written: str) -> Self:
        """What stands in a workflow: `https://…`, `env:NAME` or `keyring:SERVICE/USER`.

        Raises:
            EffectFailed: nothing stands there, or an address stands here that is a secret.
        """
        if is_reference(written):
            url = secret(written).strip()
            return cls(url, f"{_host(url)} ({written})", secret=True)
        if holds_secret(written):
            raise EffectFailed(
                _("whoever knows this address can use it: it is a secret and must not stand here"),
                remedy=_("put it into the environment and write url: env:NAME"),
            )
        return cls(written, written, secret=False)

    @classmethod
    def approved(cls, action: Action, name: str) -> Self:
        """The address that the founder approved.

        Raises:
            EffectFailed: nothing stands there any more.
            NotApproved: another one stands there now.
        """
        found = cls.of(action.arguments[name])
        if found.secret and action.seen.get(f"{name}_digest") != found.bound(action.key):
            raise NotApproved(
                _("{reference} holds another address than when you were asked").format(
                    reference=action.arguments[name]
                )
            )
        return found

    def bound(self, key: Digest) -> Digest:
        """What an approval binds in place of the address, another one for each effect."""
        return digest_of([key, self.url])

    def about(self, key: Digest) -> Self:
        """The same, with the key in its place."""
        return replace(self, url=self.url.replace("{key}", quote(key, safe="")))


def _host(url: str) -> str:
    """Where it leads, without what makes it a secret."""
    try:
        parts = urlsplit(url)
        return f"{parts.scheme}://{parts.hostname or '?'}/…"
    except ValueError:
        return "?"
