"""Silence for a time: a registry event that the homeserver obeys until its time is over.

In one room on the word of who keeps order there, in the whole school on that of the moderators.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.commands.model import Told
from bot.desk import Desk
from bot.effects import Cancel, Effect, Remember, Schedule, Send, SetState
from bot.moderation.actions import recorded
from bot.moderation.kinds import MUTE
from bot.moderation.naming import is_family, to_whom
from bot.store.store import Fact
from bot.text import Text, clean, content
from policy import events
from policy.people import Person
from templates import message, say

REGISTRY = "registry"
MUTE_OVER = "mute_over"
SCHOOL = ""  # in the place of a room's key: the whole school
LONGEST_MS = 30 * 86_400_000
_LONGEST = 500
Rooms = Mapping[str, int]  # locator key or SCHOOL → until when (milliseconds)


async def muted(desk: Desk, user: str) -> Rooms:
    """Where and until when somebody may not write, now.

    Our own facts know what was written a second ago; after a lost database the registry does.
    """
    facts = await _facts(desk, user)
    told = desk.registry.content(events.MUTE, _key(user)).get("rooms")
    rooms: dict[str, int] = {}
    for words in [it.data.get("rooms") for it in facts] if facts else [told]:
        for key, until in words.items() if isinstance(words, Mapping) else ():
            if isinstance(until, int) and until > max(desk.now, rooms.get(key, 0)):
                rooms[key] = until
    return rooms


async def mute(
    desk: Desk,
    of: Person,
    by: str,
    length_ms: int,
    reason: str,
    cause: str,
    *,
    where: Iterable[str] = (SCHOOL,),
    room_id: str = "",
    case: str = "",
) -> list[Effect]:
    """Silence `of` for so long `where` (locator keys), and tell them how long and why.

    Raises:
        Told: staff are not silenced, or there is no registry to write into.
    """
    if not is_family(of):
        raise Told(message("mute-staff"))
    registry = desk.rooms.by_key(REGISTRY)
    if registry is None:
        raise Told(message("moderation-no-registry"))
    until = desk.now + min(length_ms, LONGEST_MS)
    new = dict.fromkeys(where, until)
    words = {"rooms": {**await muted(desk, of.user), **new}, "by": by, "why": reason[:_LONGEST]}
    parts = [
        to_whom("mute-private", of, until=clock_of(desk, until), where=said(desk, new)),
        *([message("action-why", why=clean(reason, _LONGEST))] if reason else ()),
        to_whom("mute-private-what-now", of),
    ]
    return [
        SetState(registry.room_id, events.MUTE, _key(of.user), words),
        Send(of.user, content(Text.of(*parts), desk.language)),
        Schedule(f"{MUTE_OVER}:{cause}", until, MUTE_OVER, {"user": of.user}),
        Remember(
            f"{MUTE}:{cause}", MUTE, desk.now, desk.room_key(room_id), of.user,
            {"by": by, "reason": clean(reason, _LONGEST), "rooms": new, "until": until,
             "over": None},
        ),
        *recorded(
            desk, "mute", by, of=of.user, room_id=room_id, why=reason, undo="unmute", case=case,
            more={"rooms": new},
            words={"where": said(desk, new), "until": clock_of(desk, until)},
        ),
    ]  # fmt: skip


async def unmute(
    desk: Desk, of: str, by: str, *, where: Iterable[str] | None = None, case: str = ""
) -> list[Effect]:
    """Let somebody speak again `where`, or everywhere; nothing where nobody is silenced.

    Raises:
        Told: there is no registry to write into.
    """
    registry = desk.rooms.by_key(REGISTRY)
    if registry is None:
        raise Told(message("moderation-no-registry"))
    rooms = await muted(desk, of)
    ended = set(rooms) if where is None else set(where) & set(rooms)
    if not ended:
        return []
    rest = {key: until for key, until in rooms.items() if key not in ended}
    words = {"rooms": rest, "by": by, "why": ""} if rest else {}
    changed: list[Effect] = []
    for it in await _facts(desk, of):
        left = {key: until for key, until in it.data["rooms"].items() if key not in ended}
        data = {**it.data, "rooms": left, "over": None if left else desk.now}
        changed.append(Remember(it.id, MUTE, it.at, it.room_key, of, data))
        if not left:
            changed.append(Cancel(f"{MUTE_OVER}:{it.id.removeprefix(f'{MUTE}:')}"))
    return [
        SetState(registry.room_id, events.MUTE, _key(of), words),
        Send(of, content(to_whom("mute-over", desk.school.person(of)), desk.language)),
        *changed,
        *recorded(desk, "unmute", by, of=of, case=case),
    ]


async def _facts(desk: Desk, user: str) -> list[Fact]:
    facts = await desk.memory.facts((MUTE,), since=desk.now - LONGEST_MS, subject=user)
    return [it for it in facts if it.data.get("over") is None and "rooms" in it.data]


async def mute_is_over(desk: Desk, payload: Mapping[str, Any]) -> Sequence[Effect]:
    """The time came: the homeserver lets them write by itself; the person is told."""
    user = str(payload["user"])
    person = desk.school.person(user)
    if person is None or await muted(desk, user):
        return ()
    return [Send(user, content(to_whom("mute-over", person), desk.language))]


def said(desk: Desk, where: Iterable[str]) -> str:
    """The rooms as people call them."""
    keys = sorted(where)
    if SCHOOL in keys:
        return say(message("mute-everywhere"), desk.language)
    rows = [desk.rooms.by_key(it) for it in keys]
    return ", ".join(f"«{row.name or row.key}»" for row in rows if row is not None)


def clock_of(desk: Desk, at: int) -> str:
    """A time by the school's clocks: «25.11 14:30»."""
    return desk.local_time.fromtimestamp(at / 1000, desk.zone).strftime("%d.%m %H:%M")


def _key(user: str) -> str:
    return user.removeprefix("@")
