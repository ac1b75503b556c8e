"""Binding: the one hash that an approval is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from superindividual.ids import Digest, digest_of


def binding_of(
    action: Mapping[str, Any], artifacts: Mapping[str, str], policy_version: str, expires: str
) -> Digest:
    """The hash of what leaves, by which policy, and until when; each part under its name, so that none passes for another.

    `artifacts` are content hashes by path; `expires` is a stamp.
    """
    return digest_of(
        {
            "action": dict(action),
            "artifacts": dict(artifacts),
            "policy": policy_version,
            "expires": expires,
        }
    )
