"""Which of the parents that lists mention are one person.

Lists name a mother once for each child, with the phone or without it, and two mothers of one
school can have one name. One account too many is a nuisance; one account for two people shows a
stranger somebody else's children. So mentions are one person only for a reason that is listed in
`_same`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from provisioning.problems import Place
from provisioning.roster.cells import Identifiers
from provisioning.roster.model import Name
from provisioning.roster.names import name_key

_FEMALE_SURNAME = re.compile(r"(?<=[вн])а$|ая$")
_MALE_SURNAME = re.compile(r"(?:ий|ый|ой)$")
_PATRONYMIC = re.compile(r"(?:ович|евич|ич|овна|евна|ична|инична| оглы| оглу| кызы| гызы)$")


@dataclass(frozen=True, slots=True)
class Contact:
    """A parent as one row mentions them, beside the child's id."""

    name: Name
    child: str
    place: Place
    id: str = ""
    phones: frozenset[str] = frozenset()
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Guardian:
    """A parent: all mentions that are one person."""

    contacts: tuple[Contact, ...]

    @property
    def name(self) -> Name:
        """The fullest spelling of the name."""
        return max((c.name for c in self.contacts), key=lambda name: (len(name.full), name))

    @property
    def given_id(self) -> str:
        """The id that the school gave, if any row has one."""
        return next((contact.id for contact in self.contacts if contact.id), "")

    @property
    def phones(self) -> frozenset[str]:
        """All phones of all mentions."""
        return frozenset().union(*(contact.phones for contact in self.contacts))

    def identifier(self, identifiers: Identifiers) -> str:
        """The given id; else one from name and phone; else from name and child."""
        if self.given_id:
            return identifiers.given(self.given_id)
        told = min(self.phones) if self.phones else min(c.child for c in self.contacts)
        return identifiers.hashed("guardian", name_key(self.name), told)


def merge(contacts: Sequence[Contact], children: Mapping[str, Name]) -> list[Guardian]:
    """The parents behind `contacts`, in the order of their first mention."""
    people = [Guardian((contact,)) for contact in contacts]
    # Each merger can show that two children are siblings, which is a reason for the next one.
    while True:
        siblings = _siblings(people)
        merged = _merged_once(people, siblings, children)
        if len(merged) == len(people):
            return merged
        people = merged


def _merged_once(
    people: Iterable[Guardian], siblings: Mapping[str, set[str]], children: Mapping[str, Name]
) -> list[Guardian]:
    by_name: dict[str, list[Guardian]] = {}
    for person in people:
        alike = by_name.setdefault(_short_key(person.name), [])
        for index, other in enumerate(alike):
            if _same(other, person, siblings, children):
                alike[index] = Guardian(other.contacts + person.contacts)
                break
        else:
            alike.append(person)
    found = [person for alike in by_name.values() for person in alike]
    return sorted(found, key=lambda p: (str(p.contacts[0].place.path), p.contacts[0].place.line))


def _same(
    one: Guardian, other: Guardian, siblings: Mapping[str, set[str]], children: Mapping[str, Name]
) -> bool:
    if one.given_id and other.given_id:
        return one.given_id == other.given_id
    full = name_key(one.name) == name_key(other.name)
    if one.phones & other.phones:
        # The same phone and the same name, perhaps with the patronymic left out once.
        return full or not (one.name.patronymic and other.name.patronymic)
    if not full:
        return False
    ours = {contact.child for contact in one.contacts}
    theirs = {contact.child for contact in other.contacts}
    if ours & theirs or any(siblings.get(child, set()) & theirs for child in ours):
        return True
    if one.phones and other.phones:
        return False
    return any(_look_like_siblings(children[a], children[b]) for a in ours for b in theirs)


def _siblings(people: Iterable[Guardian]) -> Mapping[str, set[str]]:
    together: dict[str, set[str]] = {}
    for person in people:
        family = {contact.child for contact in person.contacts}
        for child in family:
            together.setdefault(child, set()).update(family)
    return together


def _look_like_siblings(one: Name, other: Name) -> bool:
    fathers = _PATRONYMIC.sub("", name_key(one.patronymic))
    same_father = bool(fathers) and fathers == _PATRONYMIC.sub("", name_key(other.patronymic))
    return same_father and _surname(one) == _surname(other)


def _surname(name: Name) -> str:
    key = _FEMALE_SURNAME.sub("", name_key(name.family))
    return _MALE_SURNAME.sub("", key)


def _short_key(name: Name) -> str:
    return name_key(Name(name.family, name.given))
