"""A list of words in all their forms, and the search for them in what somebody wrote.

Provisioning expands and folds the words (`provisioning.layouts.words`); here is the search, which
sees through look-alike letters, digits for letters, repeated letters, marks and invisible signs
(policy.folding), letters written apart («д у р а к») and letters masked («д*рак»). It is linear in
the text's length: tokens are looked up in dictionaries, and nothing is matched by backtracking.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple

from policy.folding import (
    SIGNS_AS_LETTERS,
    clean,
    collapsed,
    merged,
    readings,
    spelled_out,
)
from policy.markup import readable
from policy.packing import pack_pieces, unpack_pieces
from policy.refusal import Refusal

# The longest text that is looked at. A longer one has a tail that nobody looked at, so whoever
# asks refuses it (`too_long`).
LONGEST = 20_000
# What a message with a word of the list meets, from mild to strict.
ACTIONS = ("warn", "hold", "refuse")

_SETTING = "words"
_LARGEST = 16 * 1024 * 1024
_APOSTROPHE = re.compile(r"(?<=[^\W_])['’ʼ‘`′ʹ](?=[^\W_])")
_CHUNK = re.compile(r"\S+")
_TOKEN = re.compile(r"[^\W_]+")
_SIGN = re.compile(f"[{re.escape(''.join(map(chr, SIGNS_AS_LETTERS[0])))}]")
# Signs that stand between words as often as they hide a letter.
_WEAK = frozenset(".-_!?")
# Signs that never hide a letter.
_ONLY_RUSSIAN = re.compile(r"[бгджзийлпфцчшщъыьэюя]")
_NO_MASK = frozenset("\"'()[]{}<>«»„“”‘’,;:/\\")
# After these, the next word begins: «г.Ад» is two words, «г-ад» is one that hides.
_PAUSES = frozenset(" .,;:!?\n\t")
# A word written in single letters must be at least so long to be found inside a longer row of
# single letters: «б л я» stands in the middle of «п о т р е б л я т ь».
_SPELLED_INSIDE = 6
_MOST_HONEST = 4
# What is kept of tokens from one message to the next: people use few words, and often the same.
_USUAL = 24  # signs; a longer token is hardly a word
_MOST_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Word:
    """An entry of a list: the word or phrase as a person wrote it there, the list, the action."""

    id: str
    list: str
    action: str


@dataclass(frozen=True, slots=True)
class Hit:
    """What was found: the entry, and the place in the text, cleaned."""

    word: Word
    found: str


class _Token(NamedTuple):
    text: str
    gap: int  # how much stands between it and the token before
    pause: bool  # is that a pause, and no sign that binds?


class _Reading(NamedTuple):
    """One token, whoever writes it: its look, its sound, and the form of the list that it is."""

    merged: str
    folded: str
    form: str | None


def refusal_of(hit: Hit) -> Refusal | None:
    """What whoever wrote it is told; None for a word that is only noted."""
    if hit.word.action == "refuse":
        return Refusal("words-refused", setting=_SETTING)
    return Refusal("words-held", setting=_SETTING) if hit.word.action == "hold" else None


def too_long(text: str) -> Refusal | None:
    """Why a text is refused that is longer than what is looked at."""
    if len(text) <= LONGEST:
        return None
    return Refusal("words-too-long", {"longest": LONGEST}, setting=_SETTING, code="M_TOO_LARGE")


def form_of(text: str) -> str:
    """The key of a word or phrase in `WordList.forms`: cleaned, merged, words parted by a space."""
    return " ".join(merged(token) for token in _TOKEN.findall(_plain(text)))


@dataclass(frozen=True)
class WordList:
    """All forms (`form_of`) → their entry.

    `honest` are phrases (`form_of`) in which nothing is found: «лох несс», and neighbours that
    would be a word of the list if they were one: «у рода».
    """

    forms: Mapping[str, Word] = field(default_factory=dict)
    honest: frozenset[str] = frozenset()
    _words: dict[str, list[str]] = field(init=False, repr=False, compare=False)
    _phrases: dict[str, list[tuple[str, ...]]] = field(init=False, repr=False, compare=False)
    _ends: dict[tuple[str, str, int], list[str]] = field(init=False, repr=False, compare=False)
    _starts: dict[tuple[str, int], list[str]] = field(init=False, repr=False, compare=False)
    _longest: int = field(init=False, repr=False, compare=False)
    _kept: dict[str, _Reading] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        words: dict[str, list[str]] = defaultdict(list)
        phrases: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        ends: dict[tuple[str, str, int], list[str]] = defaultdict(list)
        starts: dict[tuple[str, int], list[str]] = defaultdict(list)
        for form, word in self.forms.items():
            if word.action not in ACTIONS:
                raise ValueError(f"no such action: {word.action!r}")
            first, *rest = form.split(" ")
            if rest:
                phrases[collapsed(first)].append((form, *map(collapsed, rest)))
            elif first:
                words[collapsed(form)].append(form)
                ends[form[0], form[-1], len(form)].append(form)
                starts[form[:3], len(form)].append(form)
        for name, table in (("words", words), ("ends", ends), ("starts", starts)):
            object.__setattr__(self, f"_{name}", dict(table))
        object.__setattr__(self, "_phrases", dict(phrases))
        object.__setattr__(self, "_longest", max(map(len, words), default=0))

    def find(self, text: str) -> Hit | None:
        """The strictest entry that stands in the first `LONGEST` signs of `text`, also as HTML."""
        if not self.forms:
            return None
        plain = _plain(readable(text[:LONGEST]))
        return None if self._is_harmless(plain) else _Search(self, plain).strictest()

    def _is_harmless(self, plain: str) -> bool:
        """Do whole words part by gaps alone, none of the list, and none that begins a phrase?

        False is no answer: then the search has to tell.
        """
        chunks = plain.split()
        if not "".join(chunks).isalnum():
            return False
        kept: dict[str, _Reading] = {}
        for chunk in chunks:
            reading = self.read(chunk, kept)
            if len(chunk) == 1 or reading.form is not None or reading.folded in self._phrases:
                return False
        return True

    def read(self, token: str, kept: dict[str, _Reading]) -> _Reading:
        """How a cleaned token reads; `kept` are those that were read before in the same text."""
        if len(token) <= _USUAL:
            kept = self._kept
        known = kept.get(token)
        if known is None:
            if len(kept) >= _MOST_KEPT:
                kept.clear()
            one = merged(token)
            form = next(filter(None, map(self.look_up, readings(token))), None)
            known = kept[token] = _Reading(one, collapsed(spelled_out(one)), form)
        return known

    def look_up(self, reading: str) -> str | None:
        """The form that one merged word is, with letters repeated at will."""
        for form in self._words.get(collapsed(reading), ()):
            if reading == form or _repeats(reading, form):
                return form
        return None

    def masked(self, pattern: str) -> Iterator[str]:
        """Forms that fit a word with hidden letters (" " for each)."""
        if pattern[-1] != " ":
            fitting = self._ends.get((pattern[0], pattern[-1], len(pattern)), ())
        else:
            fitting = self._starts.get((pattern[:3], len(pattern)), ())
        for form in fitting:
            if all(sign in (" ", letter) for sign, letter in zip(pattern, form, strict=True)):
                yield form

    def phrases_from(self, first: str) -> Sequence[tuple[str, ...]]:
        """(form, second token, …) of every phrase that begins with the collapsed token `first`."""
        return self._phrases.get(first, ())

    @property
    def longest(self) -> int:
        """How long the longest single word is."""
        return self._longest


class _Search:
    """One look through one text."""

    def __init__(self, words: WordList, plain: str) -> None:
        self._words = words
        self._text = plain
        self._kept: dict[str, _Reading] = {}
        self._best: Hit | None = None
        self._tokens: list[_Token] = []
        self._readings: list[_Reading] = []

    def strictest(self) -> Hit | None:
        """Look until the whole text is seen or nothing stricter can be found."""
        self._tokens = list(self._cut())
        self._readings = [self._words.read(token.text, self._kept) for token in self._tokens]
        for step in (self._single, self._in_phrases, self._apart, self._disguised):
            for form, start, end in step():
                self._take(form, start, end)
                if self._best is not None and self._best.word.action == ACTIONS[-1]:
                    return self._best
        return self._best

    def _take(self, form: str, start: int, end: int) -> None:
        word = self._words.forms[form]
        rank = ACTIONS.index(word.action)
        if self._best is not None and rank <= ACTIONS.index(self._best.word.action):
            return
        if not self._is_honest(start, end):
            found = " ".join(token.text for token in self._tokens[start:end])
            self._best = Hit(word, found or word.id)

    def _is_honest(self, start: int, end: int) -> bool:
        """Do the tokens lie within a phrase that is fine?

        Joined ones only with a pause between them: «у рода» is two words, «у_рода» is one.
        """
        if not all(token.pause for token in self._tokens[start + 1 : end]):
            return False
        return any(
            " ".join(it.merged for it in self._readings[left:right]) in self._words.honest
            for left in range(max(0, end - _MOST_HONEST), start + 1)
            for right in range(end, left + _MOST_HONEST + 1)
        )

    def _cut(self) -> Iterator[_Token]:
        end = 0
        for match in _TOKEN.finditer(self._text):
            between = self._text[end : match.start()]
            yield _Token(match[0], len(between), not _PAUSES.isdisjoint(between))
            end = match.end()

    def _form(self, token: str) -> str | None:
        """The form that a token is, in any of its readings."""
        return self._words.read(token, self._kept).form

    def _single(self) -> Iterator[tuple[str, int, int]]:
        for position, reading in enumerate(self._readings):
            if reading.form is not None:
                yield reading.form, position, position + 1

    def _in_phrases(self) -> Iterator[tuple[str, int, int]]:
        folded = [reading.folded for reading in self._readings]
        for position, first in enumerate(folded):
            for form, *rest in self._words.phrases_from(first):
                end = position + 1 + len(rest)
                if folded[position + 1 : end] == rest:
                    yield form, position, end

    def _apart(self) -> Iterator[tuple[str, int, int]]:
        """Words whose letters are written apart: at most one part has more than one letter."""
        tokens = self._tokens
        for start, token in enumerate(tokens):
            joined = token.text
            several = len(joined) > 1
            if several and not (start + 1 < len(tokens) and len(tokens[start + 1].text) == 1):
                continue
            widest = 0
            for end in range(start + 1, len(tokens)):
                part = tokens[end]
                widest = max(widest, part.gap)
                joined += part.text
                if len(part.text) > 1:
                    if several:
                        break
                    several = True
                if len(joined) > self._words.longest + 2:
                    break
                if several and (
                    (len(token.text) == 1 and joined[0] == joined[1])
                    or (len(part.text) == 1 and joined[-1] == joined[-2])
                ):
                    # «с котами и»: the letter at the edge would only repeat its neighbour.
                    continue
                form = self._form(joined)
                if form is not None and (
                    len(form) >= _SPELLED_INSIDE
                    or (self._ends_before(start, widest) and self._begins_after(end, widest))
                ):
                    yield form, start, end + 1

    def _ends_before(self, start: int, widest: int) -> bool:
        """Does no row of single letters reach over the start?"""
        if start == 0 or len(self._tokens[start].text) > 1:
            return True
        return len(self._tokens[start - 1].text) > 1 or self._tokens[start].gap > widest

    def _begins_after(self, end: int, widest: int) -> bool:
        """Does no row of single letters reach over the end?"""
        if end + 1 == len(self._tokens) or len(self._tokens[end].text) > 1:
            return True
        return len(self._tokens[end + 1].text) > 1 or self._tokens[end + 1].gap > widest

    def _disguised(self) -> Iterator[tuple[str, int, int]]:
        """Words with signs in them: signs for letters, between letters, over letters."""
        if "".join(self._text.split()).isalnum():
            return  # letters and gaps, as most texts are
        position = 0
        for match in _CHUNK.finditer(self._text):
            chunk = match[0]
            if chunk.isalnum():
                position += 1
                continue
            parts = _TOKEN.findall(chunk)
            start, position = position, position + len(parts)
            for form in self._in_chunk(chunk, parts):
                yield form, start, position

    def _in_chunk(self, chunk: str, parts: Sequence[str]) -> Iterator[str]:
        if _SIGN.search(chunk):
            for table in SIGNS_AS_LETTERS:
                for token in _TOKEN.findall(chunk.translate(table)):
                    form = self._form(token)
                    if form is not None:
                        yield form
        for start in range(len(parts)):
            joined = parts[start]
            for end in range(start + 1, len(parts)):
                joined += parts[end]
                if len(joined) > self._words.longest + 2:
                    break
                form = self._form(joined)
                if form is not None:
                    yield form
        pattern = _pattern(chunk)
        if pattern is not None:
            yield from self._words.masked(pattern)


def _plain(text: str) -> str:
    return _APOSTROPHE.sub("", clean(text))


def _pattern(chunk: str) -> str | None:
    """The chunk with each hiding sign as a space; None if it hides nothing, or leaves too little.

    Both ends must be seen, or the first three letters. Signs that also stand between words hide
    one letter at most, and leave three.
    """
    left = 0
    while left < len(chunk) and not chunk[left].isalnum():
        left += 1
    right = len(chunk)
    while right > left and not chunk[right - 1].isalnum():
        right -= 1
    core = chunk[left:right]
    tail = chunk[right:]
    hidden_end = len(tail) - len(tail.lstrip("*#"))
    if hidden_end and left == 0:
        core += "*" * hidden_end
    signs = [sign for sign in core if not sign.isalnum()]
    letters = len(core) - len(signs)
    if not signs or letters < 2 or any(sign in _NO_MASK for sign in signs):
        return None
    if any(sign in _WEAK for sign in signs) and (len(signs) > 1 or letters < 3):
        return None
    if not core[-1].isalnum() and not core[:3].isalpha():
        return None
    # «х*й» hides a letter, "x*y" is mathematics.
    if letters == 2 and not _ONLY_RUSSIAN.search(core):
        return None
    return merged("".join(sign if sign.isalnum() else " " for sign in core))


def _repeats(reading: str, form: str) -> bool:
    """Both collapse to the same: has each run of letters in `reading` at least the form's length?

    «дууурак» repeats, but the honest "as" does not become a word with two s.
    """
    mine = [len(list(run)) for _, run in groupby(reading)]
    theirs = [len(list(run)) for _, run in groupby(form)]
    return all(a >= b for a, b in zip(mine, theirs, strict=True))


def pack(words: WordList) -> list[dict[str, Any]]:
    """The contents of the registry's word events, in their order: "", "#2", …"""
    entries: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for form, word in words.forms.items():
        entries[word.list, word.id, word.action].append(form)
    return pack_pieces(
        {
            "words": [
                {"list": key[0], "id": key[1], "action": key[2], "forms": sorted(forms)}
                for key, forms in sorted(entries.items())
            ],
            "honest": sorted(words.honest),
        }
    )


def unpack(contents: Sequence[Mapping[str, Any]]) -> WordList:
    """Read what `pack` wrote.

    Raises:
        ValueError, KeyError, TypeError, AttributeError, zlib.error: it is damaged.
    """
    data = unpack_pieces(contents, _LARGEST)
    forms: dict[str, Word] = {}
    for entry in data["words"]:
        word = Word(_text(entry["id"]), _text(entry["list"]), _text(entry["action"]))
        for form in entry["forms"]:
            forms[_text(form)] = word
    return WordList(forms, frozenset(map(_text, data["honest"])))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a text expected: {value!r}")
    return value
