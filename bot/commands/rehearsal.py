"""A command tried without consequences, for `parta conformance`: what would come of it?

Commands return what shall happen and do nothing themselves: here it is looked at and dropped. Only
throw-away people of a run try commands so, in rooms of that run.
"""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.commands.answer import answer
from bot.commands.model import Call, Command
from bot.commands.work import CommandWork
from bot.desk import Desk
from bot.effects import Effect
from bot.matrix.batch import Event
from bot.school import Rooms, Watch
from bot.store.store import RoomRow
from policy import events
from policy.refusal import Refusal, Refused
from policy.roster import probes
from policy.school import School
from templates import Message

# Rooms that commands write into, whoever gives them.
_OF_THE_SCHOOL = ("registry", "moderation")


class NoProbe(Exception):
    """Whoever is named is none of the throw-away people, or there is no such room."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: refused, or answered with a sentence (`told`) only, or `effects`."""

    school: School
    refusal: Refusal | None
    told: str  # key of the sentence, empty where the command would be carried out
    effects: Sequence[str]  # names of the effects


class _Rehearsal(CommandWork):
    def __init__(self, commands: Sequence[Command]) -> None:
        super().__init__(commands)
        self.refusal: Refusal | None = None
        self.key = ""

    def refused(self, desk: Desk, call: Call, refused: Refused) -> Effect:
        self.refusal = refused.refusal
        return super().refused(desk, call, refused)

    def told(self, call: Call, what: Message) -> Effect:
        self.key = what.key
        return answer(call, what)


class _Nothing:
    """Rooms of a run are not the assistant's: there is nothing to look at in them."""

    async def event(self, room_id: str, event_id: str) -> Event | None:
        del room_id, event_id
        return None

    async def around(self, room_id: str, event_id: str, most: int) -> list[Event]:
        del room_id, event_id, most
        return []

    async def thread(self, room_id: str, root: str) -> list[Event]:
        del room_id, root
        return []

    async def related(self, room_id: str, event_id: str, relation: str, kind: str) -> list[Event]:
        del room_id, event_id, relation, kind
        return []

    async def recent(self, room_id: str, most: int) -> list[Event]:
        del room_id, most
        return []

    async def joined(self, room_id: str) -> frozenset[str]:
        del room_id
        return frozenset()

    async def state(self, room_id: str, kind: str, key: str = "") -> Mapping[str, Any]:
        del room_id, kind, key
        return {}

    async def whole_state(self, room_id: str) -> list[Event]:
        del room_id
        return []

    async def reports(self, after: int) -> list[Mapping[str, Any]]:
        del after
        return []

    async def last_seen(self) -> Mapping[str, int | None]:
        return {}


async def rehearse(
    desk: Desk,
    watch: Watch,
    commands: Sequence[Command],
    user: str,
    rooms: Iterable[RoomRow],
    key: str,
    text: str,
) -> Outcome:
    """What would come of `text`, typed by `user` in the room `key` of `rooms`.

    `watch` has read the registry with the throw-away people in it.

    Raises:
        NoProbe: such a person or room there is not.
    """
    school = watch.school
    trying = {it.user for it in probes(watch.content(events.PROBES)).people}
    known = Rooms(rooms)
    row = known.by_key(key)
    if school is None or row is None or user not in trying:
        raise NoProbe
    for name in _OF_THE_SCHOOL:
        real = desk.rooms.by_key(name)
        if real is not None:
            known.put(real)
    tried = dataclasses.replace(desk, school=school, registry=watch, rooms=known, look=_Nothing())
    work = _Rehearsal(commands)
    content = {"body": text, "msgtype": "m.text", "m.mentions": {}}
    event = {"event_id": "$probe", "sender": user, "at": desk.now, "type": "m.room.message",
             "content": content}  # fmt: skip
    effects = await work.do(tried, {"room_id": row.room_id, "event": event})
    return Outcome(school, work.refusal, work.key, [type(it).__name__ for it in effects])
