"""ProvedSerializer: what a checkpoint holds carries its hash, so that a changed one is never gone on with."""

from __future__ import annotations

import hashlib
from typing import Any

from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from superindividual.errors import CheckpointDamaged
from superindividual.text import gettext as _

_LENGTH = hashlib.sha256().digest_size


class ProvedSerializer(JsonPlusSerializer):
    """Plain data only: no class named in the file is ever loaded, and no byte that was not written."""

    def __init__(self) -> None:
        super().__init__(pickle_fallback=False, allowed_msgpack_modules=None, allowed_json_modules=None)

    def dumps_typed(self, obj: Any) -> tuple[str, bytes]:
        """Type and bytes, with the hash of both before them."""
        kind, content = super().dumps_typed(obj)
        return kind, _hash(kind, content) + content

    def loads_typed(self, data: tuple[str, bytes]) -> Any:
        """Read back.

        Raises:
            CheckpointDamaged: it is not what was written.
        """
        kind, proved = data
        content = bytes(proved[_LENGTH:])
        if bytes(proved[:_LENGTH]) != _hash(kind, content):
            raise CheckpointDamaged(_("a checkpoint is not what was written"))
        return super().loads_typed((kind, content))


def _hash(kind: str, content: bytes) -> bytes:
    return hashlib.sha256(kind.encode() + b"\0" + content).digest()
