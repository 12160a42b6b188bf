"""Tokens as Parta's web side signs them, and as somebody signs who would like to be let in."""

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from typing import Any

DOMAIN = "meet.ruchei.example"
FIRST = ("2026-1", "a" * 43)
SECOND = ("2026-2", "b" * 43)
FOREIGN = ("2026-1", "z" * 43)


def conference() -> str:
    """A name as the assistant gives it: nobody guesses it."""
    return "c" + base64.b32encode(secrets.token_bytes(16)).decode().lower()[:25]


def plain(data: bytes) -> str:
    """Base64 for addresses, without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def claims(
    room: str, user: str = "@pupil:ruchei.example", /, *, owner: bool = False, **other: Any
) -> dict[str, Any]:
    """What a token says; `other` replaces claims, None leaves one out."""
    now = int(time.time())
    features = {"send-groupchat": owner, "send-private-message": False, "moderation": owner}
    told: dict[str, Any] = {
        "iss": "parta",
        "aud": "parta",
        "sub": DOMAIN,
        "room": room,
        "iat": now,
        "nbf": now,
        "exp": now + 240,
        "jti": secrets.token_urlsafe(16),
        "context": {
            "user": {
                "id": user,
                "name": f"Имя {user[1:].split(':', maxsplit=1)[0]}",
                "moderator": owner,
                "affiliation": "owner" if owner else "member",
            },
            "features": features,
        },
    }
    return {key: value for key, value in (told | other).items() if value is not None}


def sign(
    told: Mapping[str, Any], key: tuple[str, str] = FIRST, header: Mapping[str, Any] | None = None
) -> str:
    """The token; `header` replaces what its head says."""
    head = {"alg": "HS256", "typ": "JWT", "kid": key[0]} | dict(header or {})
    head = {name: value for name, value in head.items() if value is not None}
    signed = ".".join(plain(json.dumps(part).encode()) for part in (head, told))
    mac = hmac.new(key[1].encode(), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{plain(mac)}"


def token(
    room: str, user: str = "@pupil:ruchei.example", /, *, owner: bool = False, **other: Any
) -> str:
    """A genuine token, but for what `other` changes."""
    return sign(claims(room, user, owner=owner, **other))
