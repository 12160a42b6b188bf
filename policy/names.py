"""Names of people and rooms: none that hides something or passes for somebody else (W3).

`Names` is worked out once for all people of the school; a check is then a few look-ups.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping

from policy.folding import bidi_controls, clean, invisible, merged, mixed_script_words
from policy.refusal import Refusal

_ROW = "W3"
_SETTING = "names"
LONGEST = 255
_WORD = re.compile(r"[^\W_]+")
# Stems of what staff are called, and the endings that still make that word: «учителя» and
# «учительница», and not the surname «Учителев».
_TITLES = (
    "директор", "администратор", "администраци", "завуч", "учител", "учительниц", "педагог",
    "преподавател", "воспитател", "модератор", "секретар", "психолог", "логопед", "классрук",
    "руководител", "методист", "замдиректор",
    "director", "headmaster", "headteacher", "principal", "administrator", "administration",
    "admin", "moderator", "teacher", "tutor", "staff", "secretary", "support",
)  # fmt: skip
_ENDINGS = (
    "", "а", "у", "ом", "е", "ы", "ов", "ам", "ами", "ах", "ь", "я", "ю", "ем", "и", "ей", "ям",
    "ями", "ях", "ша", "ши", "шу", "шей", "ка", "ки", "ку", "кой", "ий", "ию", "ией", "ии", "ия",
    "s",
)  # fmt: skip


class Names:
    """The names of all people: user id → display name, as the roster has them.

    >>> names = Names({"@anna:school.example": "Анна Петровна Котова"})
    >>> names.why_not_person("Aнна Петровна Котова", "@ben:school.example", staff=False).key
    'names-mixed-letters'
    """

    def __init__(self, people: Mapping[str, str]) -> None:
        self._people = people
        self._by_shape: dict[str, set[str]] = defaultdict(set)
        for user, name in people.items():
            self._by_shape[shape(name)].add(user)

    def why_not_person(self, name: str, user: str, *, staff: bool) -> Refusal | None:
        """Why `user` may not be shown as `name`; None if they may.

        One's own name of the roster is always fine: namesakes are not look-alikes.
        """
        if name == self._people.get(user):
            return None
        refusal = why_not(name)
        if refusal is not None:
            return refusal
        others = self._by_shape.get(shape(name), set())
        if others and user not in others:
            return Refusal("names-look-alike", {"name": self._shown(others)}, row=_ROW)
        return None if staff else _why_not_title(name)

    def why_not_room(self, name: str, *, staff: bool) -> Refusal | None:
        """Why a room may not be called `name` by somebody who is, or is not, of the staff."""
        refusal = why_not(name)
        if refusal is not None or staff:
            return refusal
        others = self._by_shape.get(shape(name))
        if others:
            return Refusal("names-look-alike", {"name": self._shown(others)}, row=_ROW)
        return _why_not_title(name)

    def _shown(self, users: Iterable[str]) -> str:
        return min(self._people[user] for user in users)


def why_not(name: str) -> Refusal | None:
    """Why nothing at all may be called `name`: it is empty, or hides what it really is."""
    if not name.strip() or not clean(name).strip():
        return Refusal("names-empty", setting=_SETTING)
    if len(name) > LONGEST:
        return Refusal("names-too-long", {"longest": LONGEST}, setting=_SETTING)
    hidden = [*bidi_controls(name), *invisible(name), *_controls(name)]
    if hidden:
        return Refusal("names-invisible", {"sign": f"U+{ord(hidden[0]):04X}"}, row=_ROW)
    mixed = mixed_script_words(name)
    if mixed:
        return Refusal("names-mixed-letters", {"word": mixed[0]}, row=_ROW)
    return None


def shape(name: str) -> str:
    """A name as it looks: the same for every name that a reader cannot tell from it."""
    plain = merged(clean(name)).replace("l", "i").replace("1", "i").replace("0", "о")
    return " ".join(_WORD.findall(plain))


def titles(name: str) -> tuple[str, ...]:
    """What in `name` is a title of the school's staff."""
    return tuple(word for word in _WORD.findall(name) if _is_title(merged(clean(word))))


def _controls(name: str) -> list[str]:
    return [sign for sign in name if unicodedata.category(sign) in ("Cc", "Co", "Zl", "Zp")]


def _why_not_title(name: str) -> Refusal | None:
    found = titles(name)
    return Refusal("names-title", {"word": found[0]}, row=_ROW) if found else None


_STEMS = frozenset(merged(clean(stem)) for stem in _TITLES)
_SHORTEST_STEM = min(map(len, _STEMS))


def _is_title(word: str) -> bool:
    return any(
        word[:length] in _STEMS and word[length:] in _MERGED_ENDINGS
        for length in range(_SHORTEST_STEM, len(word) + 1)
    )


_MERGED_ENDINGS = frozenset(merged(clean(ending)) for ending in _ENDINGS)
