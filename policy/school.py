"""Everything a decision needs to know about the school, as one value that never changes.

The Synapse module builds a new one when the registry room changes; `parta explain` builds the same
from a plan. A decision is then dictionary look-ups.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from policy.catalogue import Catalogue
from policy.membership import RoomKind, members
from policy.names import Names
from policy.people import PARENT, PUPIL, TEACHING_PARTS, People, Person
from policy.regulation import DIRECT, Regulation
from policy.roster import text, texts
from policy.safety import MINUTES_A_DAY, Hours, Safety
from policy.safety import hours as read_hours
from policy.words import WordList


@dataclass(frozen=True, slots=True)
class About:
    """What the school says of itself: the registry's event `events.SCHOOL`."""

    id: str
    name: str
    language: str
    services: frozenset[str] = frozenset()  # user ids of programs, the assistant for one
    # Addresses of the electronic journal and diary, with places to fill in (`provisioning.school`).
    journal: str = ""
    diary: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The form for the registry room."""
        return {
            "id": self.id,
            "name": self.name,
            "language": self.language,
            "services": sorted(self.services),
            **({"journal": self.journal} if self.journal else {}),
            **({"diary": self.diary} if self.diary else {}),
        }

    @staticmethod
    def from_dict(content: Mapping[str, Any]) -> "About":
        """Read what `to_dict` wrote.

        Raises:
            KeyError, TypeError: it is something else.
        """
        return About(
            text(content["id"]),
            text(content["name"]),
            text(content["language"]),
            frozenset(texts(content["services"])),
            text(content.get("journal", "")),
            text(content.get("diary", "")),
        )


@dataclass(frozen=True, slots=True)
class QuietWord:
    """A director's word on quiet hours: `hours` for everybody who is not exempt, None for «off»."""

    hours: Hours | None

    @staticmethod
    def from_dict(content: Mapping[str, Any]) -> "QuietWord | None":
        """Read the registry's event; empty content takes the word back.

        Raises:
            KeyError, TypeError, ValueError: it is something else.
        """
        if not content:
            return None
        if content.get("off") is True:
            return QuietWord(None)
        return QuietWord(read_hours((content["from"], content["to"])))


@dataclass(frozen=True)
class School:
    """The school as the registry room tells it."""

    about: About
    server_name: str
    regulation: Regulation
    kinds: Mapping[str, RoomKind]
    people: People
    safety: Safety = field(default_factory=Safety)
    catalogue: Catalogue = field(default_factory=Catalogue)
    words: WordList = field(default_factory=WordList)
    quiet: Mapping[str, QuietWord] = field(default_factory=dict)  # locator key or "" → word
    # User id → locator key or "" → until when (milliseconds) somebody does not write (policy.mute).
    muted: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    leavers: frozenset[str] = frozenset()  # user ids
    hurried: frozenset[str] = frozenset()  # person ids of probes that try everything at once
    _members: dict[tuple[str, str | None], dict[str, frozenset[str]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    _in_charge: dict[tuple[str, str | None], frozenset[str]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @cached_property
    def names(self) -> Names:
        """Everybody's name, for telling look-alikes."""
        return Names({it.user: it.entry.full_name for it in self.people.by_id.values()})

    def person(self, user: str) -> Person | None:
        """Who has the account `user`; None for a stranger."""
        return self.people.by_user.get(user)

    def members(self, kind: str, group: str | None) -> Mapping[str, frozenset[str]]:
        """User id → roles for the managed room of `kind` and `group`; worked out once."""
        key = (kind, group)
        found = self._members.get(key)
        if found is None:
            known = self.kinds.get(kind)
            found = members(self.people, known, group) if known else {}
            self._members[key] = found
        return found

    def roles_in(self, person: Person, kind: str, group: str | None) -> frozenset[str]:
        """The roles in which `person` is in a room; between persons, all that count today."""
        if kind == DIRECT:
            return person.roles
        return self.members(kind, group).get(person.user, frozenset())

    def in_charge(self, kind: str, group: str | None) -> frozenset[str]:
        """User ids of the adults that pupils need in a room of `kind` and `group`.

        In a room of a class or club that is who teaches there: the head belongs to all of them and
        sits in none. Worked out once.
        """
        key = (kind, group)
        found = self._in_charge.get(key)
        if found is None:
            found = frozenset(
                person.user
                for person in self.people.by_id.values()
                if person.is_adult_in_charge and self._teaches_in(person, kind, group)
            )
            self._in_charge[key] = found
        return found

    def _teaches_in(self, person: Person, kind: str, group: str | None) -> bool:
        known = self.kinds.get(kind)
        if known is None or not known.per_group or group is None:
            return True
        parts = person.entry.groups.get(group, frozenset())
        roles = self.roles_in(person, kind, group)
        return bool(parts & TEACHING_PARTS) and bool(roles - {PUPIL, PARENT})

    def quiet_now(self, roles: frozenset[str], key: str, minute: int) -> Hours | None:
        """The quiet hours that hold at `minute` for somebody who is `roles` in the room `key`.

        The director's word for the room goes before that for the school, and both before the
        settings. Somebody with several roles rests only while all of them do.
        """
        word = self.quiet.get(key) or self.quiet.get("")
        if word is not None:
            return word.hours if word.hours and word.hours.covers(minute) else None
        resting = []
        for role in roles:
            hours = self.safety.quiet_hours.get(role)
            if hours is None or not hours.covers(minute):
                return None
            resting.append(hours)
        return min(resting, key=lambda it: (it.end - minute) % MINUTES_A_DAY, default=None)

    def is_for_families(self, kind: str) -> bool:
        """Do pupils or parents belong to rooms of `kind`?"""
        known = self.kinds.get(kind)
        return kind == DIRECT or bool(known and known.roles & {PUPIL, PARENT})
