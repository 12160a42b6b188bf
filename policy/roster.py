"""The roster as the registry room's state has it: the one reader of its format.

Provisioning turns entries back into its `Roster`; homeserver and bot index them (policy.people).
Values are checked as they are read: an event that somebody damaged must raise and not be guessed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from policy import events

Json = Mapping[str, Any]
StateKey = tuple[str, str]  # (event type, state key)
State = Mapping[StateKey, Json]

# What an event holds whose group, home or part is no more: state cannot be deleted.
GONE: Mapping[str, Json] = {
    events.ROSTER: {"people": {}},
    events.LEAVERS: {"people": {}},
    events.GROUP: {"gone": True},
    events.WORDS: {},
    events.CATALOGUE: {},
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A person: permanent user id, name, roles as the lists have them, groups, children."""

    id: str
    user: str
    name: tuple[str, str, str]  # family, given, patronymic; the latter two may be empty
    roles: frozenset[str]
    groups: Mapping[str, frozenset[str]]  # group key → parts played
    children: Mapping[str, str]  # person id → relation
    order: str = ""  # the order that confirms a staff role, where the lists name it
    held: bool = False

    @property
    def full_name(self) -> str:
        """«Фамилия Имя Отчество»: the display name, locked to the roster (clause 2.5)."""
        return " ".join(part for part in self.name if part)


@dataclass(frozen=True, slots=True)
class GroupEntry:
    """A class, club or council without its members."""

    key: str
    kind: str  # "class", "club", "council"
    title: str
    grade: int | None = None


def entries(content: Json) -> Iterator[Entry]:
    """The people of one roster event.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: it is not as provisioning writes it. An
            event that lost its content must not read as «nobody»: those people would be strangers.
    """
    for person_id, it in content["people"].items():
        family, given, patronymic = texts(it["name"])
        yield Entry(
            id=text(person_id),
            user=text(it["user"]),
            name=(family, given, patronymic),
            roles=frozenset(texts(it["roles"])),
            groups={
                text(group): frozenset(texts(parts))
                for group, parts in it.get("groups", {}).items()
            },
            children={text(c): text(r) for c, r in it.get("children", {}).items()},
            order=text(it.get("order", "")),
            held=it.get("held") is True,
        )


def group(key: str, content: Json) -> GroupEntry | None:
    """The group of one group event, None if it is gone; errors as in `entries`."""
    if content == GONE[events.GROUP]:
        return None
    grade = content.get("grade")
    if grade is not None and (not isinstance(grade, int) or isinstance(grade, bool)):
        raise TypeError(f"number expected: {grade!r}")
    return GroupEntry(key, text(content["kind"]), text(content["title"]), grade)


@dataclass(frozen=True, slots=True)
class Probes:
    """Throw-away people and groups, in force until `until` (milliseconds since 1970).

    `hurried` are ids of those of them who try everything at once: no limit on speed binds them,
    and their refusals are no incidents.
    """

    people: tuple[Entry, ...]
    groups: tuple[GroupEntry, ...]
    until: int
    hurried: frozenset[str] = frozenset()


def probes(content: Json) -> Probes:
    """The people of a run of `parta conformance`; errors as in `entries`."""
    until = content["until"]
    if not isinstance(until, int) or isinstance(until, bool):
        raise TypeError(f"a time in milliseconds expected: {until!r}")
    found = (group(text(key), it) for key, it in content["groups"].items())
    return Probes(
        tuple(entries(content)),
        tuple(it for it in found if it is not None),
        until,
        frozenset(texts(content.get("hurried", ()))),
    )


def confirmation(content: Json) -> bool | None:
    """A director's word on a staff role: confirmed, revoked, or None where nothing is said."""
    return content["confirmed"] is True if content else None


def text(value: object) -> str:
    """The value, if it is a text.

    Raises:
        TypeError: it is something else.
    """
    if not isinstance(value, str):
        raise TypeError(f"text expected: {value!r}")
    return value


def texts(value: object) -> tuple[str, ...]:
    """The texts of a list; a text by itself is no list of its letters.

    Raises:
        TypeError: it is something else.
    """
    if not isinstance(value, list | tuple):
        raise TypeError(f"list expected: {value!r}")
    return tuple(map(text, value))
