"""!исключить and !вернуть: out of a room, and back."""

from collections.abc import Sequence

from bot.commands.model import Call, Command, Param, Right, Sort, Told
from bot.commands.people import find_group
from bot.commands.quiet import quietly
from bot.commands.rights import require_in
from bot.desk import Desk
from bot.effects import Effect, Remember, Send, SetMembership
from bot.moderation.actions import recorded
from bot.moderation.kinds import EXCLUSION
from bot.moderation.naming import is_family, to_whom
from bot.moderation.reach import FAMILIES
from bot.school import place_of
from bot.store.store import RoomRow
from bot.text import Text, clean, content
from policy.people import Person
from policy.rights import verdict_on_server
from templates import Message, message

FEATURE = "person.exclude"
_LONGEST = 300


async def exclude(desk: Desk, call: Call) -> Sequence[Effect]:
    """Ban somebody from the room where it is typed, or from that of the class named."""
    person, room, reason = _meant(desk, call)
    if not is_family(person):
        raise Told(message("moderation-staff"))
    parts = [to_whom("exclude-private", person, room=room.name or room.key)]
    if reason:
        parts.append(message("action-why", why=clean(reason, _LONGEST)))
    return [
        SetMembership(room.room_id, person.user, "ban", clean(reason, _LONGEST)),
        Send(person.user, content(Text.of(*parts), desk.language)),
        _fact(desk, call, room, person, excluded=True),
        *recorded(
            desk, "exclude", call.user, of=person.user, room_id=room.room_id, why=reason,
            undo="return",
        ),
        *quietly(call, _done("command-exclude-done", person, room)),
    ]  # fmt: skip


async def bring_back(desk: Desk, call: Call) -> Sequence[Effect]:
    """Lift the ban, and bring back who belongs there by the lists."""
    person, room, _ = _meant(desk, call)
    member = await desk.look.state(room.room_id, "m.room.member", person.user)
    if member.get("membership") != "ban":
        raise Told(message("return-already", name=person.entry.full_name))
    joins: list[Effect] = []
    if person.user in desk.school.members(room.kind, room.group):
        joins.append(SetMembership(room.room_id, person.user, "join"))
    said = to_whom("return-private", person, room=room.name or room.key)
    return [
        SetMembership(room.room_id, person.user, "unban"),
        *joins,
        Send(person.user, content(said, desk.language)),
        _fact(desk, call, room, person, excluded=False),
        *recorded(desk, "return", call.user, of=person.user, room_id=room.room_id),
        *quietly(call, _done("command-return-done", person, room)),
    ]


def _meant(desk: Desk, call: Call) -> tuple[Person, RoomRow, str]:
    """Whom, from which room, and the rest of the words.

    Raises:
        Told, Refused: that is not clear, or may not be done.
    """
    person = desk.school.person(str(call.args["person"]))
    if person is None:
        raise Told(message("moderation-no-person"))
    words = str(call.args.get("reason", ""))
    room: RoomRow | None = call.room
    if call.place.kind not in FAMILIES:
        named, _, words = words.partition(" ")
        group = find_group(desk.school, named) if named else None
        room = _room_of(desk, person, group.key) if group else None
    if not verdict_on_server(desk.school, call.person, FEATURE).allowed:
        require_in(desk.school, call.person, place_of(room) if room else call.place, FEATURE)
    if room is None:
        raise Told(message("exclude-where"))
    return person, room, words.strip()


def _room_of(desk: Desk, person: Person, group: str) -> RoomRow | None:
    """The room of a class or club in which somebody is a pupil or a parent."""
    for row in sorted(desk.rooms, key=lambda it: it.key):
        here = row.group == group and row.kind in FAMILIES
        if here and person.user in desk.school.members(row.kind, row.group):
            return row
    return None


def _done(key: str, person: Person, room: RoomRow) -> Message:
    return message(key, name=person.entry.full_name, room=room.name or room.key)


def _fact(desk: Desk, call: Call, room: RoomRow, person: Person, *, excluded: bool) -> Effect:
    return Remember(
        f"{EXCLUSION}:{call.event_id}", EXCLUSION, desk.now, room.key, person.user,
        {"by": call.user, "room_id": room.room_id, "excluded": excluded},
    )  # fmt: skip


_PERSON = Param("person", Sort.PERSON)
EXCLUDE = Command(
    "exclude",
    {"ru": ("исключить",), "en": ("exclude",)},
    exclude,
    feature=FEATURE,
    right=Right.SOMEWHERE,
    params=(_PERSON, Param("reason", Sort.TEXT, optional=True)),
)
RETURN = Command(
    "return",
    {"ru": ("вернуть",), "en": ("return",)},
    bring_back,
    feature=FEATURE,
    right=Right.SOMEWHERE,
    params=(_PERSON, Param("reason", Sort.TEXT, optional=True)),
)
