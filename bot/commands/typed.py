"""Recognises commands in messages: «!объявить 7А: …».

Pure; turning a recognised command into effects is `bot.commands.work`'s business.
"""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.commands.model import Command

SIGN = "!"
_HEAD = re.compile(r"\s*[!！]\s*([^\s:,.;!?]+)[:,.]?\s?(.*)", re.DOTALL)
_FALLBACK = re.compile(r"^> <@[^>]*>.*?\n\n", re.DOTALL)
_ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Typed:
    """The word after the sign, small letters, and what stands behind it."""

    word: str
    rest: str


def read(body: str) -> Typed | None:
    """A command, or None for any other message («!!!» is none)."""
    match = _HEAD.match(_FALLBACK.sub("", body, count=1) if body.startswith("> <") else body)
    if match is None or not any(it.isalpha() for it in match[1]):
        return None
    return Typed(match[1].casefold().replace("ё", "е"), match[2])


class Words:
    """Every name of every command."""

    def __init__(self, commands: Iterable[Command]) -> None:
        self._by_word: dict[str, tuple[Command, str]] = {}
        for command in commands:
            for language, words in command.words.items():
                for word in words:
                    known = self._by_word.setdefault(word.replace("ё", "е"), (command, language))
                    if known[0] is not command:
                        raise ValueError(f"{word!r} names two commands")

    def find(self, word: str) -> tuple[Command, str] | None:
        """The command of that name, and the language of the name."""
        return self._by_word.get(word)

    def alike(self, word: str, allowed: Mapping[str, Command]) -> tuple[Command, str] | None:
        """What a mistyped word may mean, among what the person may use."""
        usable = [it for it, (command, _) in self._by_word.items() if command.name in allowed]
        close = difflib.get_close_matches(word, usable, 1, _ALIKE)
        return self._by_word[close[0]] if close else None
