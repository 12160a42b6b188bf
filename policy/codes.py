"""One-time codes of the letters: what a person types once, before there is a password.

A code is a truncated HMAC of the account and the number of the issue, so nothing is stored: who has
the secret can say the code of anybody again, and a new issue makes another one.

The signs are those that Latin, Russian and Kabardian hands write alike, and that are not mistaken
for one another in print: no 0 and O, no 1 and I. Whoever types the code with the Russian keyboard
types the same letters. Twelve of them are 50 bits. Guesses are counted by account and by address
(`policy.guessing`); at one a minute for each account of a big school, somebody would need
800,000 years for one account.
"""

import hashlib
import hmac
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from policy.roster import text, texts

ALPHABET = "ACEHKMPTXY23456789"
GROUP, GROUPS = 4, 3
LENGTH = GROUP * GROUPS
_BETWEEN = "-"
# How much may be typed before it is not even looked at: a code with anything between its signs.
LONGEST_TYPED = 60
# Left out wherever they stand: spaces, every kind of dash, what a telephone adds at the end.
_SKIPPED = frozenset(" \t\r\n-_.,·:;/\\|'\"`")
# What looks like a sign of a code, after upper case: letters of the Russian keyboard, and Latin
# letters and digits that stand in no code.
_LOOKS_LIKE = {
    **dict(zip("АСЕНКМРТХУ", "ACEHKMPTXY", strict=True)),
    "Ё": "E",
    "З": "3",
    "Б": "6",
    "Ч": "4",
    "В": "8",
    "Ү": "Y",
    "Ұ": "Y",
    "B": "8",
    "S": "5",
    "Z": "2",
    "G": "6",
}


@dataclass(frozen=True, slots=True)
class Login:
    """What the registry knows of somebody's letter: `events.LOGIN`.

    Times in milliseconds since 1970: `issued`; `until`, after which the code is not accepted (0:
    for ever); `used`, when the code was, or a password was set (0: not yet).
    """

    issue: int
    issued: int
    until: int = 0
    used: int = 0

    def is_open(self, now: int) -> bool:
        """Is the code of this issue still accepted?"""
        return not self.used and not self.is_over(now)

    def is_over(self, now: int) -> bool:
        """Has its time passed?"""
        return bool(self.until) and now >= self.until

    def to_dict(self) -> dict[str, Any]:
        """The form for the registry room, for one person's own event."""
        return {
            "issue": self.issue,
            "issued": self.issued,
            **({"until": self.until} if self.until else {}),
            **({"used": self.used} if self.used else {}),
        }


def read(state_key: str, content: Mapping[str, Any]) -> Mapping[str, Login]:
    """User id → login, of one event of the registry.

    The state key is a user id without its "@", or a name for many at once: then `users` names them.

    Raises:
        KeyError, TypeError, ValueError: it is something else.
    """
    if not content:
        return {}
    login = Login(
        _number(content["issue"], 1),
        _number(content["issued"]),
        _number(content.get("until", 0)),
        _number(content.get("used", 0)),
    )
    if "users" in content:
        return dict.fromkeys(texts(content["users"]), login)
    return {f"@{text(state_key)}": login}


def newer(one: Login | None, other: Login | None) -> Login | None:
    """Which of two counts: the higher issue; of the same issue the one that was used."""
    if one is None or other is None:
        return one or other
    return max(one, other, key=lambda it: (it.issue, bool(it.used), it.issued))


def code(secret: bytes, user: str, issue: int) -> str:
    """The code of `user` for this issue, as it is printed: «KA7M-3XPT-9HCE»."""
    said = f"org.parta.login\n{user}\n{issue}".encode()
    number = int.from_bytes(hmac.new(secret, said, hashlib.sha256).digest(), "big")
    signs = []
    for _ in range(LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[rest])
    return in_groups("".join(signs))


def in_groups(plain: str) -> str:
    """Twelve signs in groups."""
    return _BETWEEN.join(plain[at : at + GROUP] for at in range(0, len(plain), GROUP))


def normal(typed: str) -> str | None:
    """What somebody typed as a code is printed; None if it cannot be one."""
    if len(typed) > LONGEST_TYPED:
        return None
    found: list[str] = []
    for sign in unicodedata.normalize("NFKC", typed).upper():
        if sign in _SKIPPED or unicodedata.category(sign) in ("Pd", "Cf", "Zs"):
            continue
        sign = _LOOKS_LIKE.get(sign, sign)  # noqa: PLW2901
        if sign not in ALPHABET or len(found) == LENGTH:
            return None
        found.append(sign)
    return in_groups("".join(found)) if len(found) == LENGTH else None


def unknown_signs(typed: str) -> str:
    """Which of the typed signs no code has, each once, for telling whoever typed them."""
    shown = unicodedata.normalize("NFKC", typed[:LONGEST_TYPED]).upper()
    return "".join(
        dict.fromkeys(
            it
            for it in shown
            if _LOOKS_LIKE.get(it, it) not in ALPHABET
            and it not in _SKIPPED
            and unicodedata.category(it) not in ("Pd", "Cf", "Zs", "Cc")
        )
    )


def is_code(secret: bytes, user: str, issue: int, given: str) -> bool:
    """Is `given` (as `normal` returns it) the code? In a time that tells nothing."""
    return hmac.compare_digest(code(secret, user, issue).encode(), given.encode())


def _number(value: object, least: int = 0) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value < 2**53:
        raise TypeError(f"a number expected: {value!r}")
    return value
