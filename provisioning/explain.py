"""What one person may do in one room, each line with its clause; from the data of the rights."""

from collections.abc import Sequence
from dataclasses import dataclass

from policy.regulation import Feature, Verdict
from provisioning.desired.state import Desired, DesiredRoom
from provisioning.layouts.load import Layouts


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer: as whom somebody is in the room, and the verdict on every feature of it."""

    user: str
    name: str
    room: DesiredRoom
    roles: tuple[str, ...]
    verdicts: Sequence[tuple[Feature, Verdict]]


def find_user(wanted: Desired, asked: str) -> list[str]:
    """User ids that `asked` may mean: a user id, a user name, a person id, or (part of) a name."""
    for user, account in wanted.accounts.items():
        localpart = user[1:].partition(":")[0]
        if asked in (user, account.person) or asked.lstrip("@") == localpart:
            return [user]
    words = asked.casefold().split()
    return [
        user
        for user, account in wanted.accounts.items()
        if words and all(word in account.name.casefold() for word in words)
    ]


def find_room(wanted: Desired, room_ids: dict[str, str], asked: str) -> list[str]:
    """Locator keys that `asked` may mean: a key, a room id, or (part of) a room's name."""
    for key in wanted.rooms:
        if asked in (key, room_ids.get(key)):
            return [key]
    words = asked.casefold().replace("·", " ").split()
    return [
        key
        for key, room in wanted.rooms.items()
        if words and all(word in room.name.casefold() for word in words)
    ]


def explain(wanted: Desired, layouts: Layouts, user: str, key: str) -> Explanation:
    """Every feature that somebody may do in this kind of room, and whether this person may."""
    room = wanted.rooms[key]
    roles = tuple(sorted(room.roles.get(user, ())))
    regulation = layouts.regulation
    verdicts = [
        (feature, regulation.decide(roles, feature.id, room.kind))
        for feature in regulation.features.values()
        if regulation.roles_that_may(feature.id, room.kind)
        or regulation.decide(roles, feature.id, room.kind).allowed
    ]
    return Explanation(user, wanted.accounts[user].name, room, roles, verdicts)
