"""ChromaServer: the server that the founder's environment names, where several workers share one index."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from superindividual.errors import CompanyError
from superindividual.text import gettext as _

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class ChromaServer:
    """An address, and the token that it asks for. It is sent ids and vectors, and no text."""

    url: str
    token: str = field(default="", repr=False)

    @classmethod
    def of_environment(cls, environment: Mapping[str, str] = os.environ) -> ChromaServer | None:
        """From SUPERINDIVIDUAL_CHROMA_URL and SUPERINDIVIDUAL_CHROMA_TOKEN; None where no address stands.

        Raises:
            CompanyError: it is no address, or one that vectors would reach unencrypted.
        """
        url = environment.get("SUPERINDIVIDUAL_CHROMA_URL", "").strip()
        if not url:
            return None
        parts = urlsplit(url)
        encrypted = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
        if not (encrypted and parts.hostname) or parts.username or parts.path.strip("/"):
            raise CompanyError(
                _("SUPERINDIVIDUAL_CHROMA_URL names no server that vectors may be sent to"),
                remedy=_("write https://HOST:PORT, or http://127.0.0.1:PORT for one on this machine"),
            )
        return cls(url, environment.get("SUPERINDIVIDUAL_CHROMA_TOKEN", "").strip())
