"""Finding people, classes and audiences by what somebody types."""

import difflib
import re
from collections.abc import Iterable, Sequence
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
    """Whom an announcement is for: groups, and roles within the whole school.

    `everybody` is the school's own announcements; `unknown` what nobody understood.
    """

    groups: tuple[GroupEntry, ...] = ()
    roles: frozenset[str] = frozenset()
    everybody: bool = False
    unknown: tuple[str, ...] = field(default=())


def find_audience(
    school: School, typed: str, everybody: Iterable[str], roles: dict[str, str]
) -> Audience:
    """Read «7А, 7Б», «5 классы», «учителя», «всем». `everybody` and `roles` are folded words."""
    groups: dict[str, GroupEntry] = {}
    found_roles: set[str] = set()
    unknown: list[str] = []
    all_of_them = False
    for part in filter(None, (folded(it) for it in re.split(r"[,;]", typed))):
        group = find_group(school, part)
        grade = re.fullmatch(r"(\d{1,2})(?: ?(?:класс\w*|е|grades?))*", part)
        if part in set(everybody):
            all_of_them = True
        elif part in roles:
            found_roles.add(roles[part])
        elif group is not None:
            groups[group.key] = group
        elif grade:
            same = [
                it for it in school.people.groups.values()
                if it.kind == "class" and it.grade == int(grade[1])
            ]  # fmt: skip
            if not same:
                unknown.append(part)
            groups |= {it.key: it for it in same}
        else:
            unknown.append(part)
    ordered = sorted(groups.values(), key=lambda it: (it.grade or 0, it.title))
    return Audience(tuple(ordered), frozenset(found_roles), all_of_them, tuple(unknown))
