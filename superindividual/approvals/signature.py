"""Signature: the company's key, and a folder whose files it vouches for.

Ed25519. The private key is made at first use, stands in one file that only its owner reads, and goes nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from superindividual.errors import DossierRefused
from superindividual.ids import Digest, canonical, digest
from superindividual.journal.store import write_private
from superindividual.text import gettext as _
from superindividual.text import one_line

FILE = "signature.json"
_FORM = "superindividual-signature/1"


@dataclass(frozen=True)
class Signed:
    """What a folder's signature says, once it is proved."""

    public: str
    """The public key, 32 bytes in hex."""
    at: str
    files: Mapping[str, Digest]

    @property
    def fingerprint(self) -> str:
        """The public key's SHA-256, which two people can read to each other."""
        return fingerprint_of(self.public)


def fingerprint_of(public: str) -> str:
    """SHA-256 of a public key given in hex."""
    return digest(bytes.fromhex(public))


class SigningKey:
    """The key in a file of the company."""

    def __init__(self, path: Path) -> None:
        """Read the key, or make it.

        Raises:
            DossierRefused: the file is no key.
        """
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        try:
            self._private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text().strip()))
        except FileNotFoundError:
            self._private = Ed25519PrivateKey.generate()
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_private(path, self._private.private_bytes_raw().hex().encode() + b"\n")
        except ValueError as error:
            raise DossierRefused(
                _("{path} is no signing key").format(path=path),
                remedy=_("restore it from a backup; without it nobody can tell your next dossier is yours"),
            ) from error

    @property
    def public(self) -> str:
        """The public key in hex."""
        return self._private.public_key().public_bytes_raw().hex()

    def sign(self, files: Mapping[str, bytes], at: str) -> bytes:
        """The signature's file for a folder with these files."""
        told = _told(self.public, at, {path: digest(content) for path, content in files.items()})
        signature = self._private.sign(canonical(told)).hex()
        return (json.dumps({**told, "signature": signature}, indent=1, sort_keys=True) + "\n").encode()


def _told(public: str, at: str, files: Mapping[str, Digest]) -> dict[str, Any]:
    return {"form": _FORM, "public": public, "at": at, "files": dict(files)}


def proved(folder: Path) -> tuple[Signed, tuple[str, ...]]:
    """What a folder's signature says, and a sentence for each file that is not what was signed.

    Raises:
        DossierRefused: there is no signature, or it does not hold.
    """
    signed = _read(folder / FILE)
    found = {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if (path.is_symlink() or not path.is_dir()) and path != folder / FILE
    }
    faults = [
        *(
            _("{file} was removed").format(file=one_line(name))
            for name in sorted(signed.files.keys() - found.keys())
        ),
        *(
            _("{file} was added").format(file=one_line(name))
            for name in sorted(found.keys() - signed.files.keys())
        ),
        *(
            _("{file} was changed").format(file=one_line(name))
            for name in sorted(signed.files.keys() & found.keys())
            if found[name].is_symlink() or digest(found[name].read_bytes()) != signed.files[name]
        ),
    ]
    return signed, tuple(faults)


def _read(path: Path) -> Signed:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        told = json.loads(path.read_bytes())
        signed = Signed(told["public"], told["at"], told["files"])
        message = canonical(_told(signed.public, signed.at, signed.files))
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signed.public))
        key.verify(bytes.fromhex(told["signature"]), message)
    except FileNotFoundError as error:
        raise DossierRefused(_("{folder} holds no signature").format(folder=path.parent)) from error
    except (InvalidSignature, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DossierRefused(
            _("the signature of {folder} does not hold").format(folder=path.parent),
            remedy=_("ask the company for the dossier again"),
        ) from error
    return signed
