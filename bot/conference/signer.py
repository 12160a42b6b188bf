"""Signs who enters a conference: a JSON Web Token for one room of Jitsi, good for minutes.

Claims as Prosody's `token_verification` and Jitsi read them (`iss`, `aud`, `sub`, `room`,
`context`). Nothing in it comes from a client.
"""

import secrets
from typing import Any

import jwt

from bot.settings import Conference
from policy.conference import Entry

# Clocks of two machines differ a little; a token is good from just before it was signed.
_SKEW_SECONDS = 10


class Signer:
    """Signs with the first key. The others are Prosody's to accept, until their tokens ran out.

    Raises (when it is built):
        OSError, ValueError: a key cannot be read, or is too short.
    """

    def __init__(self, settings: Conference) -> None:
        self._settings = settings
        first = settings.keys[0]
        self._kid = first.kid
        self._algorithm = first.algorithm
        algorithm = jwt.get_algorithm_by_name(first.algorithm)
        # Reading a private key costs more than signing with it.
        self._key: Any = algorithm.prepare_key(first.value().get_secret_value())

    @property
    def domain(self) -> str:
        """Jitsi's host."""
        return self._settings.domain

    def address(self, name: str) -> str:
        """Where the conference is; nobody enters there without a token."""
        return f"https://{self._settings.domain}/{name}"

    def sign(self, entry: Entry, avatar: str, now_ms: int) -> str:
        """The token with which `entry` is made; `avatar` is the address of a picture."""
        now = now_ms // 1000
        claims = {
            "iss": self._settings.app_id,
            "aud": self._settings.audience,
            "sub": self._settings.domain,
            "room": entry.conference.name,
            "iat": now,
            "nbf": now - _SKEW_SECONDS,
            "exp": now + self._settings.minutes * 60,
            "jti": secrets.token_hex(16),
            "context": {
                "user": {
                    "id": entry.person.user,
                    "name": entry.person.entry.full_name,
                    "avatar": avatar,
                    "moderator": entry.moderator,
                    "affiliation": entry.affiliation,
                },
                "features": dict(entry.features),
            },
        }
        return jwt.encode(claims, self._key, algorithm=self._algorithm, headers={"kid": self._kid})
