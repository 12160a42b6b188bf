"""Cyrillic to plain ASCII, always the same way, for keys and addresses.

A key lives for years in the rooms of the server, so this table must never change for a letter
that a school may already have used. It favours what a reader expects («Карданов» → kardanov) over
being reversible; who needs two letters kept apart does so before asking (see roster/keys.py).
"""

import re
import unicodedata

# Russian, with the letters of Kabardian and Balkar spelling that Russian lacks, and Ukrainian.
_LETTERS = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh",
    "з": "z", "и": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
    "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "ts",
    "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu",
    "я": "ya", "ӏ": "i", "ў": "u", "і": "i", "ї": "i", "є": "e", "ґ": "g", "ң": "ng",
    "ғ": "g", "қ": "k", "ҡ": "k", "ө": "o", "ү": "u", "ұ": "u", "һ": "h", "ә": "a", "җ": "zh",
}  # fmt: skip
_NOT_KEY = re.compile(r"[^a-z0-9]+")
_LONGEST = 60


def ascii_letters(text: str) -> str:
    """`text` in lower-case ASCII; signs that have no ASCII form are left out."""
    lowered = unicodedata.normalize("NFC", text).lower()
    mapped = "".join(_LETTERS.get(letter, letter) for letter in lowered)
    plain = unicodedata.normalize("NFKD", mapped)
    return plain.encode("ascii", "ignore").decode("ascii")


def slug(text: str) -> str:
    """`text` as a part of a key: letters and digits of ASCII, one "-" for all between them.

    Text without a single such sign (Chinese, an emoji) gives "": the caller knows a better name.
    """
    return _NOT_KEY.sub("-", ascii_letters(text)).strip("-")[:_LONGEST].strip("-")
