"""Which rooms an announcement goes to, and whom it reaches there. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.digest.model import DIRECTOR
from bot.school import Rooms
from bot.store.store import RoomRow
from policy.people import PARENT, PUPIL
from policy.school import School

_EVERYBODY = "announcements"
# Where everybody of a role reads. Families read where the class is, staff where the staff is.
_OF_ROLE: Mapping[str, str] = {
    PARENT: "parents",
    PUPIL: "pupils",
    "teacher": "staff_room",
    "additional_teacher": "staff_room",
    "director": "director",
    "administrator": "director",
    "secretary": "director",
}
_OF_CLASS = "class_announcements"
_CLUB = "club"


def rooms_for(school: School, rooms: Rooms, audience: Mapping[str, Any]) -> list[RoomRow]:
    """The rooms for what `Sort.AUDIENCE` parsed, each once, in the order of the classes.

    A role beside a group means that role in that group; a role alone that role everywhere.
    """
    if audience.get("everybody"):
        return rooms.of_kind(_EVERYBODY)
    groups: Sequence[str] = audience.get("groups", ())
    roles: Sequence[str] = audience.get("roles", ())
    kinds = list(dict.fromkeys(_OF_ROLE[it] for it in roles if it in _OF_ROLE))
    if not groups:
        return [row for kind in kinds for row in _in_order(school, rooms.of_kind(kind))]
    found: dict[str, RoomRow] = {}
    for key in groups:
        group = school.people.groups.get(key)
        wanted = kinds or [_OF_CLASS]
        if group is not None and group.kind == _CLUB:
            wanted = [_CLUB]
        for kind in wanted:
            found |= {it.key: it for it in rooms.of_kind(kind) if it.group in (key, None)}
    return list(found.values())


def _in_order(school: School, rooms: Iterable[RoomRow]) -> list[RoomRow]:
    def order(row: RoomRow) -> tuple[int, str]:
        group = school.people.groups.get(row.group or "")
        return (group.grade or 0, group.title) if group else (0, row.key)

    return sorted(rooms, key=order)


def people_in(school: School, rooms: Iterable[RoomRow], without: str = "") -> frozenset[str]:
    """User ids of everybody of the school whom it reaches in one of the rooms."""
    found: set[str] = set()
    for row in rooms:
        found |= readers_of(school, row.kind, row.group)
    return frozenset(found - {without})


def readers_of(school: School, kind: str, group: str | None) -> frozenset[str]:
    """For whom an announcement in a room is: of a class not for the head, who sees every room."""
    members = school.members(kind, group)
    watching = group is not None and school.is_for_families(kind)
    return (
        frozenset(
            user for user, roles in members.items() if not (watching and set(roles) == {DIRECTOR})
        )
        - school.about.services
    )
