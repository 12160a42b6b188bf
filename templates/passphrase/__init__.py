"""Passwords to suggest to those who would else take their own name: four words from our list.

Short words that a pupil of the first classes reads and types; nothing rude comes of any four.
"""

import secrets
from functools import cache
from pathlib import Path

from templates import DEFAULT_LANGUAGE, LANGUAGES

_WORDS = 4
_FOLDER = Path(__file__).parent


@cache
def words(language: str) -> tuple[str, ...]:
    """The list of a language."""
    known = language if language in LANGUAGES else DEFAULT_LANGUAGE
    return tuple((_FOLDER / f"{known}.txt").read_text(encoding="utf-8").split())


def suggested(language: str) -> str:
    """A password nobody had before: «лодка-сова-кубик-море»."""
    return "-".join(secrets.choice(words(language)) for _ in range(_WORDS))
