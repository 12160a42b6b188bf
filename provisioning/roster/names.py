"""Names as rosters have them, to names as Parta shows them; and names for comparison.

A name is checked letter by letter because it becomes the locked display name: what looks like
«Анна» must be «Анна», or a search for it fails and a stranger can look like a teacher.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from policy.folding import bidi_controls, invisible, mixed_script_words
from provisioning.roster.keys import LATIN_TO_CYRILLIC
from provisioning.roster.model import Name
from provisioning.roster.words import folded, is_one_of, relation_of, tidy, words

PALOCHKA = "Ӏ"
# How people type the palochka of Kabardian names who do not have it on the keyboard.
_PALOCHKA_STAND_INS = "1Il|ӀӏǀⅠ"
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_ALLOWED = re.compile(r"[^\W\d_]|[\-'’ʼ. ]|[\u0300-\u036f]")
_MOST_WORDS = 8
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Reading:
    """A name that was read; or None and the key of the message that says why not.

    `notes` are message keys of what was repaired on the way, `relation` the word that stood
    before the name («мама Анна Петровна»).
    """

    name: Name | None
    problem: str = ""
    notes: tuple[str, ...] = ()
    relation: str = ""


def read_name(text: str) -> Reading:
    """A name in one cell: «Фамилия Имя Отчество», with its particles and double surnames."""
    typed = tidy(text).split()
    relation = ""
    while len(typed) > 1 and (found := relation_of(typed[0].rstrip(":,-"))):
        relation, typed = found, typed[1:]
    spelled, notes, problem = _spelled(" ".join(typed))
    notes += _doubts(text, spelled)
    words_ = spelled.split()
    if not problem:
        problem = _objection(words_)
    if problem:
        return Reading(None, problem, relation=relation)
    if len(words_) == 1:
        notes = (*notes, "roster-name-single")
    return Reading(_arranged(words_), notes=notes, relation=relation)


def read_parts(family: str, given: str, patronymic: str) -> Reading:
    """A name in columns of its own."""
    parts: list[str] = []
    notes: list[str] = []
    for text in (family, given, patronymic):
        spelled, noted, problem = _spelled(text)
        problem = problem or (_objection(spelled.split()) if spelled else "")
        if problem:
            return Reading(None, problem)
        parts.append(spelled)
        notes.extend((*noted, *_doubts(text, spelled)))
    if not parts[0]:
        if not parts[1]:
            return Reading(None, "roster-name-missing")
        parts[:2] = [parts[1], ""]
    if not parts[1]:
        notes.append("roster-name-single")
    first, *rest = parts[1].split() or [""]
    if rest and not parts[2] and _is_patronymic(rest[-1]):
        # Formats without a column for it put the patronymic beside the given name.
        parts[1:] = [first, " ".join(rest)]
    return Reading(Name(*parts), notes=tuple(dict.fromkeys(notes)))


def name_key(name: Name | str) -> str:
    """A name for comparison: the same for every way of typing it."""
    text = name.full if isinstance(name, Name) else _spelled(name)[0]
    plain = folded(text).replace("'", "").replace("’", "").replace("ʼ", "")
    return re.sub(r"\s*-\s*", "-", plain).replace("ӏ", PALOCHKA)


def _doubts(text: str, spelled: str) -> tuple[str, ...]:
    """What a reader cannot see in a name: signs drawn as nothing, letters of a third alphabet."""
    hidden = invisible(text) or bidi_controls(text)
    # Cyrillic and Latin are what such lists are written in; a Greek «Α» only looks like it.
    strange = mixed_script_words(spelled) or any(
        unicodedata.category(sign) in ("Lu", "Ll", "Lo")
        and not unicodedata.name(sign, "").startswith(("CYRILLIC ", "LATIN "))
        for sign in spelled
    )
    return (
        *(("roster-name-invisible",) if hidden else ()),
        *(("roster-name-strange-letters",) if strange else ()),
    )


def _objection(words_: Sequence[str]) -> str:
    if not words_:
        return "roster-name-missing"
    if any(relation_of(word) for word in (" ".join(words_), *(words_ if len(words_) == 1 else ()))):
        return "roster-name-is-role-word"
    if len(words_) > _MOST_WORDS or sum(map(len, words_)) > _LONGEST:
        return "roster-name-too-long"
    return ""


def _spelled(text: str) -> tuple[str, tuple[str, ...], str]:
    """The text with its letters repaired; what was repaired; the problem with it or ""."""
    clean = re.sub(r"\s*-\s*", "-", tidy(unicodedata.normalize("NFC", text))).strip("-")
    notes: list[str] = []
    spelled = []
    all_words = clean.split()
    for word in all_words:
        repaired = _one_script(word, mostly_cyrillic=_mostly_cyrillic(all_words, word))
        if repaired is None:
            return clean, (), "roster-name-mixed-letters"
        if repaired != word:
            notes.append("roster-name-letters-folded")
        spelled.append(_cased(repaired))
    joined = " ".join(spelled)
    return joined, tuple(dict.fromkeys(notes)), _strange(joined)


def _strange(spelled: str) -> str:
    """The message key for signs that do not belong in a name; "" if there are none."""
    if _CYRILLIC.search(spelled) and _LATIN.search(spelled):
        return "roster-name-mixed-letters"
    if any(sign.isdigit() for sign in spelled):
        return "roster-name-digits"
    if any(sign in spelled for sign in ",;/"):
        return "roster-name-several"
    letters = all(_ALLOWED.fullmatch(sign) for sign in spelled)
    if spelled and not (letters and any(sign.isalpha() for sign in spelled)):
        return "roster-name-signs"
    return ""


def _mostly_cyrillic(all_words: Sequence[str], word: str) -> bool:
    rest = "".join(other for other in all_words if other != word)
    return bool(_CYRILLIC.search(rest)) and not _LATIN.search(rest)


def _one_script(word: str, *, mostly_cyrillic: bool) -> str | None:
    """The word in one script: look-alikes folded where the rest is Cyrillic; None if impossible."""
    cyrillic = bool(_CYRILLIC.search(word))
    if not cyrillic and not mostly_cyrillic:
        return word
    if not cyrillic and not _LATIN.search(word):
        return word
    folded_word = word.translate(LATIN_TO_CYRILLIC)
    if cyrillic:
        # Inside a Cyrillic word these can only be a palochka, except as a number at its end.
        body = folded_word.rstrip("0123456789")
        folded_word = (
            "".join(PALOCHKA if sign in _PALOCHKA_STAND_INS else sign for sign in body)
            + folded_word[len(body) :]
        )
    return None if _LATIN.search(folded_word) else folded_word


def _cased(word: str) -> str:
    if is_one_of("name_particles", word):
        return word.lower()
    if is_one_of("family_particles", word) and word.islower():
        return word
    letters = word.replace(PALOCHKA, "")
    if letters.islower() or (letters.isupper() and len(letters) > 1 and "." not in word):
        return "-".join(_capital(part) for part in word.split("-"))
    return word


def _capital(part: str) -> str:
    if is_one_of("name_particles", part):
        return part.lower()
    return part[:1].upper() + part[1:].lower().replace("ӏ", PALOCHKA)


def _arranged(words_: Sequence[str]) -> Name:
    lead = 0
    while lead < len(words_) - 2 and is_one_of("family_particles", words_[lead]):
        lead += 1
    head, rest = words_[: lead + 1], words_[lead + 1 :]
    # «Гарсия Лопес Мария Ивановна»: a patronymic at the end shows that the surname is double.
    spare = len(rest) - 2
    if spare > 0 and _is_patronymic(rest[-1]) and not is_one_of("name_particles", rest[-1]):
        head, rest = [*head, *rest[:spare]], rest[spare:]
    return Name(" ".join(head), rest[0] if rest else "", " ".join(rest[1:]))


def _is_patronymic(word: str) -> bool:
    return folded(word).endswith(tuple(words().patronymic_endings))
