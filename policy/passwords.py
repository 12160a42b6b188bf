"""Which password somebody may choose; a suggestion is made by `templates.passphrase`."""

from policy import codes
from policy.refusal import Refusal

SHORTEST, LONGEST = 8, 256


def refused(password: str, user: str) -> Refusal | None:
    """Why `password` is no password for `user`; None: it is one.

    No signs are prescribed: long is better than odd, and a child has to remember it.
    """
    if len(password) < SHORTEST:
        return _why("login-password-short", {"least": SHORTEST})
    if len(password) > LONGEST:
        return _why("login-password-long", {"most": LONGEST})
    if codes.normal(password) is not None:
        return _why("login-password-is-code")
    name = user.removeprefix("@").partition(":")[0]
    if name in password.lower() or len(set(password)) < 4:
        return _why("login-password-plain")
    return None


def _why(key: str, args: dict[str, str | int] | None = None) -> Refusal:
    return Refusal(key, args or {}, code="M_WEAK_PASSWORD")
