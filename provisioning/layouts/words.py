"""The list of words as the YAML file has it (room_layouts/words.yaml), and all forms of its words.

What is costly is done here, so that the homeserver only looks up: pymorphy3 gives the forms of a
Russian word, and tells which honest words would be mistaken for one of them.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Annotated, Literal

import pymorphy3
from pydantic import Field, StringConstraints

from policy.words import ACTIONS, Word, WordList, form_of
from provisioning.layouts.kinds import Strict, Words
from provisioning.problems import Problem
from provisioning.yamlfile import KeyPath, YamlFile
from templates import message

# Shorter words stand in too many honest ones.
_SHORTEST = 3
_SHORTEST_LATIN = 4
_LONGEST_LATIN = 9
_MOST_WORDS = 4
# How sure pymorphy must be that an entry is this word, too (its scores add up to 1).
_SURE = 0.25
# Words of one letter, which stand beside others in honest sentences: prepositions with the cases
# that they take, other words with anything. The English ones are "a", "I", and ends like "it's".
_CASES = {
    "в": frozenset({"accs", "loct"}),
    "к": frozenset({"datv"}),
    "о": frozenset({"accs", "loct"}),
    "с": frozenset({"gent", "accs", "ablt"}),
    "у": frozenset({"gent"}),
}
_ONE_LETTER = frozenset("абжиэя") | _CASES.keys()
_ONE_LETTER_ENGLISH = frozenset(map(form_of, "aisut"))
_DOUBLED = frozenset("бвгджзклмнпрстфцчш")
_LONGEST_DOUBLED = 8
_RUSSIAN = re.compile(r"[а-я]+")
# How Russian letters are typed in Latin ones: one way, and another.
_LATIN = (
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z",
        "и": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
        "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "ch", "ш": "sh",
        "щ": "sch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    },
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "j", "з": "z",
        "и": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
        "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
        "щ": "shch", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia",
    },
)  # fmt: skip

Entry = Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]


class ListEntry(Strict):
    """One list: what it is called, what happens to a message, and its words in two languages."""

    title: Words
    action: Literal["warn", "hold", "refuse"]
    latin: bool = False
    ru: tuple[Entry, ...] = ()
    en: tuple[Entry, ...] = ()


class WordsFile(Strict):
    """The whole of words.yaml."""

    schema_version: Annotated[Literal[1, "1"], Field(alias="schema")]
    lists: dict[str, ListEntry]
    honest: tuple[Entry, ...] = ()

    def compiled(self) -> WordList:
        """The form that decides; call only after `check_words` found nothing."""
        return _compiled(self.model_dump_json(by_alias=True))


def check_words(words: WordsFile, file: YamlFile) -> Iterator[Problem]:
    """Entries that cannot be found, would be found everywhere, or stand there twice."""
    seen: set[str] = set()
    for name, entries in words.lists.items():
        for language, texts in (("ru", entries.ru), ("en", entries.en)):
            for number, text in enumerate(texts):
                form = form_of(text)
                key = _objection(form, language)
                if key is None and form in seen:
                    key = "layout-word-twice"
                seen.add(form)
                if key is not None:
                    place: KeyPath = ("lists", name, language, number)
                    yield Problem(file.place(place), message(key, word=text))


def _objection(form: str, language: str) -> str | None:
    if len(form) < _SHORTEST:
        return "layout-word-short"
    if len(form.split(" ")) > _MOST_WORDS:
        return "layout-word-long"
    # "pot" looks like «рот»: whoever lists the one refuses the other.
    if language == "en" and " " not in form and is_word(form):
        return "layout-word-honest"
    return None


@cache
def _russian() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer(lang="ru")


def is_word(text: str) -> bool:
    """Is it a word of Russian?"""
    return bool(_russian().word_is_known(text))


@lru_cache(maxsize=4)
def _compiled(text: str) -> WordList:
    words = WordsFile.model_validate_json(text)
    forms: dict[str, Word] = {}
    english: set[str] = set()
    honest = {form_of(phrase) for phrase in words.honest}
    # The strictest last, so that it stays where a form is in two lists.
    for name, entries in sorted(words.lists.items(), key=lambda it: ACTIONS.index(it[1].action)):
        for entry in entries.ru:
            found = _russian_entry(entry, latin=entries.latin)
            forms.update(dict.fromkeys(found, Word(entry, name, entries.action)))
        for entry in entries.en:
            found = _english_entry(entry)
            english |= found
            forms.update(dict.fromkeys(found, Word(entry, name, entries.action)))
    for phrase in honest & forms.keys():
        del forms[phrase]
    for form in forms:
        mistaken = _mistaken_english(form) if form in english else _mistaken(form)
        # What holds a word of the list is not honest.
        honest.update(it for it in mistaken if forms.keys().isdisjoint({it, *it.split(" ")}))
    return WordList(forms, frozenset(honest))


def _russian_entry(entry: str, *, latin: bool) -> set[str]:
    """All forms of an entry, folded. A phrase stays as it is written."""
    if " " in form_of(entry):
        return {form_of(entry)}
    written = russian_forms(entry)
    forms = set(map(form_of, written))
    if latin:
        forms.update(form for it in written for form in _in_latin(it))
    return {form for form in forms if len(form) >= _SHORTEST and " " not in form}


def _english_entry(entry: str) -> set[str]:
    form = form_of(entry)
    return {form} if " " in form else set(map(form_of, english_forms(entry)))


def russian_forms(word: str) -> frozenset[str]:
    """The word in all cases, numbers, persons and tenses, if it stands there in its first form."""
    plain = word.lower().replace("ё", "е")
    parsed = [it for it in _russian().parse(word) if it.normal_form.replace("ё", "е") == plain]
    likely = [it for number, it in enumerate(parsed) if not number or it.score >= _SURE]
    return frozenset(form.word for it in likely for form in it.lexeme) | {word}


def english_forms(word: str) -> frozenset[str]:
    """The word and its plural; other forms are entries of their own."""
    plural = f"{word}es" if word.endswith(("s", "x", "z", "ch", "sh")) else f"{word}s"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        plural = f"{word[:-1]}ies"
    return frozenset({word, plural})


def _in_latin(word: str) -> Iterator[str]:
    """A Russian word as it is typed in Latin letters, unless that looks like a Russian word."""
    if len(word) > _LONGEST_LATIN:
        return
    for letters in _LATIN:
        form = form_of("".join(letters.get(sign, sign) for sign in word.lower()))
        if len(form) >= _SHORTEST_LATIN and not (_RUSSIAN.fullmatch(form) and is_word(form)):
            yield form


def _mistaken(form: str) -> Iterator[str]:
    """Honest texts in which the search would see `form`: neighbours, and words with two letters."""
    if not _RUSSIAN.fullmatch(form):
        return
    first, rest, last, start = form[0], form[1:], form[-1], form[:-1]
    if first in _ONE_LETTER and _may_follow(rest, _CASES.get(first)):
        yield f"{first} {rest}"
    if last in _ONE_LETTER and _may_follow(start, None):
        yield f"{start} {last}"
    if len(form) <= _LONGEST_DOUBLED:
        for position, letter in enumerate(form):
            if letter in _DOUBLED and form[position - 1 : position] != letter:
                doubled = form[:position] + letter + form[position:]
                if is_word(doubled):
                    yield doubled


def _mistaken_english(form: str) -> Iterator[str]:
    if " " not in form:
        if form[0] in _ONE_LETTER_ENGLISH:
            yield f"{form[0]} {form[1:]}"
        if form[-1] in _ONE_LETTER_ENGLISH:
            yield f"{form[:-1]} {form[-1]}"


def _may_follow(word: str, cases: frozenset[str] | None) -> bool:
    """Is it a word, in one of the cases if any are asked for?"""
    if not is_word(word):
        return False
    return any(
        len(it.normal_form) >= _SHORTEST and (cases is None or it.tag.case in cases)
        for it in _russian().parse(word)
    )
