"""Class titles, and the keys of groups that stay the same from year to year.

«3А» of the year that starts in 2026 is «4А» a year later, and must remain the same group with the
same rooms. Its key therefore holds the year in which these children entered grade 1: class:2024-a.
"""

import re
from dataclasses import dataclass
from hashlib import blake2b

from provisioning.roster.words import council_of, folded, tidy, words
from provisioning.translit import slug

# Signs that look alike on the two keyboards; what is typed in a class title is meant in Cyrillic.
LATIN_TO_CYRILLIC = str.maketrans("ABCEHKMOPTXYabceopxyk", "АВСЕНКМОРТХУавсеорхук")
HIGHEST_GRADE = 12
_TITLE = re.compile(r"(\d{1,2})[\s\-_.]*([^\W\d_]{0,20}(?:[\s\-][^\W\d_]{1,20}){0,3})")
_QUOTES = re.compile("[«»\"'“”„`()]")
# Letters that a plain transliteration would make the same as another class letter.
_LETTER_KEYS = {"э": "eh", "ё": "yo", "й": "j", "ы": "yi", "ь": "soft", "ъ": "hard"}


@dataclass(frozen=True, slots=True)
class ClassTitle:
    """A class as written: grade, letter (or the name of its profile) and the one way to show it."""

    grade: int | None
    letter: str
    title: str

    def key(self, school_year: int) -> str:
        """The cohort key, for the school year that starts in `school_year`."""
        if self.grade is None:
            return "class:" + _named(self.title)
        cohort = f"class:{school_year - self.grade + 1}"
        if not self.letter:
            return cohort
        letter = self.letter.lower()
        return f"{cohort}-{_LETTER_KEYS.get(letter) or _named(letter)}"


def parse_class(text: str, letter: str = "") -> ClassTitle:
    """A class title in any of its spellings: «7-А», «7 "а" класс», «7A» in Latin letters.

    `letter` comes from a column of its own, where there is one. A title that has no grade keeps
    its words and gets `grade` None.
    """
    if letter and folded(parse_class(text).letter.translate(LATIN_TO_CYRILLIC)) == folded(
        letter.translate(LATIN_TO_CYRILLIC)
    ):
        letter = ""
    shown = tidy(f"{text} {letter}" if letter else text)
    plain = tidy(_QUOTES.sub(" ", shown))
    kept = " ".join(word for word in plain.split() if folded(word) not in words().class_words)
    found = _TITLE.fullmatch(kept)
    grade = int(found[1]) if found else 0
    if not found or not 1 <= grade <= HIGHEST_GRADE:
        return ClassTitle(None, "", shown)
    letters = tidy(found[2]).translate(LATIN_TO_CYRILLIC)
    if len(letters) <= 1:
        return ClassTitle(grade, letters.upper(), f"{grade}{letters.upper()}")
    return ClassTitle(grade, letters.lower(), f"{grade} {letters}")


def club_key(title: str) -> str:
    """The key of a club: "club:shahmaty"."""
    return "club:" + _named(folded(_QUOTES.sub(" ", title)))


def council_key(title: str) -> str:
    """The key of a council: a fixed one for those that every school has."""
    return "council:" + (council_of(_QUOTES.sub(" ", title)) or _named(folded(title)))


def _named(title: str) -> str:
    # A title without any letter or digit we can write still needs a key of its own.
    return slug(title) or blake2b(folded(title).encode(), digest_size=4).hexdigest()
