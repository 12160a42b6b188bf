"""Reading contents that a client, or another version of ours, made up."""

from collections.abc import Mapping
from typing import Any

from bot.text import clean

# What a card quotes of one message.
LONGEST_QUOTE = 1_500
_LONGEST_WORD = 255
_LARGEST = 1_000_000


def words(data: Mapping[str, Any], key: str, most: int = _LONGEST_WORD) -> str:
    """A text, cleaned and not endless; empty for anything else."""
    value = data.get(key)
    return clean(value, most) if isinstance(value, str) else ""


def exact(data: Mapping[str, Any], key: str) -> str:
    """An identifier as it is; empty where it is none that Matrix allows (255 bytes)."""
    value = data.get(key)
    if not isinstance(value, str) or len(value.encode(errors="replace")) > _LONGEST_WORD:
        return ""
    return value


def number(data: Mapping[str, Any], key: str, default: int = 0) -> int:
    """A whole number from 0 to a million; `default` for anything else."""
    value = data.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _LARGEST:
        return default
    return value


def mapping(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """An object; empty for anything else."""
    value = data.get(key)
    return value if isinstance(value, Mapping) else {}
