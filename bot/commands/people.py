"""Finding people, classes and audiences by what somebody types."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from policy.people import Person
from policy.roster import GroupEntry
from policy.school import School

_SIGNS = re.compile(r"[^\w\s-]+")
_ALIKE = 0.75
_MOST_ALIKE = 5
# Words of a name that may stand in the command, in any order.
_LONGEST_NAME = 4
# «Ив» is too little to mean somebody by.
_SHORTEST = 3


def folded(text: str) -> str:
    """For comparing: small letters, ё as е, one space."""
    return " ".join(_SIGNS.sub(" ", text.casefold().replace("ё", "е")).split())


@dataclass(frozen=True, slots=True)
class Match:
    """Who is meant by the first `words` words; several where that is not clear."""

    people: Sequence[Person]
    words: int


def find_person(school: School, words: Sequence[str]) -> Match:
    """Who is meant at the beginning of `words`: by user id, or by as many words of a name as fit.

    A name that fits one person wholly wins over one that fits more people in part.
    """
    if words and words[0].startswith("@"):
        user = words[0].rstrip(",:;")
        person = school.person(user) or school.person(f"{user}:{school.server_name}")
        return Match((person,) if person else (), 1)
    best = Match((), 0)
    for count in range(1, min(_LONGEST_NAME, len(words)) + 1):
        asked = folded(" ".join(words[:count])).split()
        if not asked:
            continue
        found = _having(school, asked)
        if not found:
            break
        best = Match(found, count)
    return best


def _having(school: School, asked: Iterable[str]) -> list[Person]:
    """People whose names hold each word wholly; else those of whose words it is the beginning."""
    wanted = list(asked)
    whole: list[Person] = []
    begun: list[Person] = []
    for person in school.people.by_id.values():
        names = folded(person.entry.full_name).split()
        if all(word in names for word in wanted):
            whole.append(person)
        elif all(
            any(name.startswith(word) and len(word) >= _SHORTEST for name in names)
            for word in wanted
        ):
            begun.append(person)
    return sorted(whole or begun, key=lambda it: (it.entry.full_name, it.id))


def alike(school: School, typed: str) -> list[Person]:
    """Who might be meant by a mistyped name."""
    names: dict[str, Person] = {}
    for person in school.people.by_id.values():
        names.setdefault(folded(person.entry.full_name), person)
        names.setdefault(folded(person.entry.full_name).partition(" ")[0], person)
    close = difflib.get_close_matches(folded(typed), names, _MOST_ALIKE, _ALIKE)
    return list({names[it].id: names[it] for it in close}.values())


def find_group(school: School, typed: str) -> GroupEntry | None:
    """The class or club of that title: «7А», «7 а», «Шахматы»."""
    wanted = folded(typed).replace(" ", "")
    for group in school.people.groups.values():
        if wanted in (folded(group.title).replace(" ", ""), folded(group.key).replace(" ", "")):
            return group
    return None


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom an announcement is for: groups, roles, or with both the roles within the groups.

    `everybody` is the school's own announcements; `unknown` what nobody understood.
    """

    groups: tuple[GroupEntry, ...] = ()
    roles: frozenset[str] = frozenset()
    everybody: bool = False
    unknown: tuple[str, ...] = field(default=())


_GRADE = re.compile(r"(\d{1,2})(?: ?(?:класс\w*|е|grades?))*")
_AND = re.compile(r"\s(?:и|and)\s")


def find_audience(
    school: School, typed: str, everybody: Iterable[str], roles: Mapping[str, str]
) -> Audience:
    """Read «7А, 7Б», «5 классы», «учителя», «родителям 7А и 7Б», «всем».

    `everybody` and `roles` are folded words.
    """
    reading = _Reading(school, frozenset(everybody), roles)
    for part in filter(None, (folded(it) for it in re.split(r"[,;]", typed))):
        if reading.take(part):
            continue
        for smaller in _AND.split(part):
            if not (reading.take(smaller) or reading.take_pair(smaller)):
                reading.unknown.append(smaller)
    ordered = sorted(reading.groups.values(), key=lambda it: (it.grade or 0, it.title))
    return Audience(
        tuple(ordered), frozenset(reading.roles), reading.everybody, tuple(reading.unknown)
    )


class _Reading:
    """What is understood so far of an audience."""

    def __init__(
        self, school: School, everybody_words: frozenset[str], role_words: Mapping[str, str]
    ) -> None:
        self._school = school
        self._everybody_words = everybody_words
        self._role_words = role_words
        self.groups: dict[str, GroupEntry] = {}
        self.roles: set[str] = set()
        self.everybody = False
        self.unknown: list[str] = []

    def take(self, part: str) -> bool:
        """One class, grade, role, or everybody; False if it is none of them."""
        found = self._groups_of(part)
        if part in self._everybody_words:
            self.everybody = True
        elif part in self._role_words:
            self.roles.add(self._role_words[part])
        else:
            self.groups |= {it.key: it for it in found}
            return bool(found)
        return True

    def take_pair(self, part: str) -> bool:
        """«родителям 7а», «7а родители»: a role within a class or grade."""
        words = part.split()
        for cut in range(1, len(words)):
            first, second = " ".join(words[:cut]), " ".join(words[cut:])
            for role, where in ((first, second), (second, first)):
                if role in self._role_words and self._groups_of(where):
                    return self.take(role) and self.take(where)
        return False

    def _groups_of(self, part: str) -> list[GroupEntry]:
        group = find_group(self._school, part)
        if group is not None:
            return [group]
        grade = _GRADE.fullmatch(part)
        return [
            it for it in self._school.people.groups.values()
            if grade and it.kind == "class" and it.grade == int(grade[1])
        ]  # fmt: skip
