"""Titles and names that somebody typed, made fit to stand in one line of a digest."""

import unicodedata

LONGEST_TITLE = 90
_MOST_MARKS = 2  # on one letter: more is not a language but a joke that covers other lines
_SPACES = frozenset({"Cc", "Zl", "Zp", "Zs"})
_GONE = frozenset({"Cf", "Cs", "Co", "Cn"})  # direction overrides and the like; no letters
_MARKS = frozenset({"Mn", "Me"})
NOTHING = "—"


def line(text: str, longest: int = LONGEST_TITLE) -> str:
    """`text` in one line, nothing invisible or turning the direction in it, at most `longest` long.

    >>> line("Сбор\\u202e в\\n 9:00")
    'Сбор в 9:00'
    """
    kept: list[str] = []
    marks = 0
    # Nobody reads a title of thousands of letters; whoever sends one wants to keep us busy.
    for sign in unicodedata.normalize("NFC", text[: 8 * longest]):
        category = unicodedata.category(sign)
        marks = marks + 1 if category in _MARKS else 0
        if category in _GONE or marks > _MOST_MARKS:
            continue
        kept.append(" " if category in _SPACES else sign)
    words = " ".join("".join(kept).split())
    if len(words) > longest:
        words = _cut(words, longest - 1) + "…"
    return words or NOTHING


def _cut(words: str, longest: int) -> str:
    """After a word, if that leaves most of the text; else inside it."""
    whole = words[: longest + 1].rpartition(" ")[0].rstrip()
    return whole if 2 * len(whole) > longest else words[:longest]
