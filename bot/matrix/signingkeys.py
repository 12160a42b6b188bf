"""The assistant's three cross-signing keys, and the file that keeps them.

A key is kept as its 32-byte seed in unpadded base64, the form that Matrix itself gives to secrets
(m.cross_signing.master and its sisters), so that a person could enter it in another client.
"""

import base64
import binascii
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

from Crypto.PublicKey import ECC
from Crypto.Signature import eddsa
from nio import Api

from files.private import write_private

_SEED_BYTES = 32


class KeysLost(Exception):
    """The file is missing, unreadable or another account's; the text says which."""


class SigningKey:
    """One Ed25519 key."""

    def __init__(self, seed: bytes) -> None:
        self.seed = seed
        self._key = ECC.construct(curve="Ed25519", seed=seed)
        self.public = to_base64(self._key.public_key().export_key(format="raw"))

    @property
    def id(self) -> str:
        """The name of the key and of its signatures."""
        return f"ed25519:{self.public}"

    def sign(self, signed: Mapping[str, Any]) -> str:
        """The signature of an object as the specification has it ("Signing JSON")."""
        return to_base64(eddsa.new(self._key, "rfc8032").sign(_signed_bytes(signed)))


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """Master, self-signing (for the own devices) and user-signing (for others) key."""

    master: SigningKey
    self_signing: SigningKey
    user_signing: SigningKey

    @classmethod
    def new(cls) -> Self:
        """Three new keys."""
        return cls(*(SigningKey(secrets.token_bytes(_SEED_BYTES)) for _ in fields(cls)))

    def published(self, user: str) -> dict[str, dict[str, Any]]:
        """What the homeserver gets: name → public key, the lower two signed by the master."""
        found = {}
        for usage, key in (
            ("master", self.master),
            ("self_signing", self.self_signing),
            ("user_signing", self.user_signing),
        ):
            public = {"user_id": user, "usage": [usage], "keys": {key.id: key.public}}
            if usage != "master":
                public["signatures"] = {user: {self.master.id: self.master.sign(public)}}
            found[f"{usage}_key"] = public
        return found

    def save(self, file: Path, user: str) -> None:
        """Write them so that only the owner of `file` can read them.

        Raises:
            OSError: the folder is missing or cannot be written.
        """
        seeds = {it.name: to_base64(getattr(self, it.name).seed) for it in fields(self)}
        write_private(file, json.dumps({"user": user, **seeds}))

    @classmethod
    def load(cls, file: Path, user: str) -> Self:
        """The keys of `user` from `file`.

        Raises:
            KeysLost: there are none.
            OSError: the file is there and cannot be read.
        """
        try:
            kept = json.loads(file.read_text(encoding="ascii"))
            if kept["user"] != user:
                raise KeysLost("the file is another account's")
            seeds = [_from_base64(kept[it.name]) for it in fields(cls)]
        except FileNotFoundError:
            raise KeysLost("there is no file") from None
        except (ValueError, TypeError, KeyError):
            raise KeysLost("the file cannot be understood") from None
        if any(len(seed) != _SEED_BYTES for seed in seeds):
            raise KeysLost("the file holds something else")
        return cls(*map(SigningKey, seeds))


def is_signed(signed: object, user: str, key_id: str, public: str) -> bool:
    """Does `signed` carry a valid signature of `user` by the key `key_id`, which is `public`?"""
    if not isinstance(signed, Mapping):
        return False
    try:
        signature = _from_base64(signed["signatures"][user][key_id])
        key = eddsa.import_public_key(_from_base64(public))
        eddsa.new(key, "rfc8032").verify(_signed_bytes(signed), signature)
    except (ValueError, TypeError, KeyError):
        return False
    return True


def to_base64(raw: bytes) -> str:
    """Matrix's base64: without padding."""
    return base64.b64encode(raw).decode("ascii").rstrip("=")


def unsigned(signed: Mapping[str, Any]) -> dict[str, Any]:
    """The part of an object that signatures are about."""
    return {key: it for key, it in signed.items() if key not in {"signatures", "unsigned"}}


def _signed_bytes(signed: Mapping[str, Any]) -> bytes:
    return str(Api.to_canonical_json(unsigned(signed))).encode()


def _from_base64(text: object) -> bytes:
    """Raises TypeError or ValueError where it is none."""
    if not isinstance(text, str):
        raise TypeError
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from None
