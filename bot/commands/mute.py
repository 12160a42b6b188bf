"""!тишина and !говори: somebody may not write for a while, and may again."""

from collections.abc import Sequence

from bot.commands.model import Call, Command, Param, Right, Sort, Told
from bot.commands.quiet import quietly
from bot.commands.warn import whom
from bot.desk import Desk
from bot.effects import Effect
from bot.moderation import mutes
from bot.moderation.kinds import HOUR_MS
from policy.rights import verdict_on_server
from templates import message

FEATURE = "person.mute"


async def mute(desk: Desk, call: Call) -> Sequence[Effect]:
    """Silence for the time named, else for an hour; in this room, or in the whole school."""
    person, where = whom(desk, call, FEATURE)
    seconds = call.args.get("length")
    length = int(seconds) * 1000 if seconds else HOUR_MS
    done = await mutes.mute(
        desk,
        person,
        call.user,
        length,
        str(call.args.get("reason", "")),
        call.event_id,
        where=where,
        room_id=call.room.room_id if call.place.key else "",
    )
    answer = message(
        "command-mute-done",
        name=person.entry.full_name,
        until=mutes.clock_of(desk, desk.now + min(length, mutes.LONGEST_MS)),
        where=mutes.said(desk, where),
    )
    return [*done, *quietly(call, answer)]


async def unmute(desk: Desk, call: Call) -> Sequence[Effect]:
    """Take it back, as far as the right reaches; who may everywhere ends it everywhere."""
    person, where = whom(desk, call, FEATURE)
    everywhere = verdict_on_server(desk.school, call.person, FEATURE).allowed
    done = await mutes.unmute(desk, person.user, call.user, where=None if everywhere else where)
    if not done:
        raise Told(message("unmute-already", name=person.entry.full_name))
    return [*done, *quietly(call, message("command-unmute-done", name=person.entry.full_name))]


MUTE = Command(
    "mute",
    {"ru": ("тишина",), "en": ("mute",)},
    mute,
    feature=FEATURE,
    right=Right.SOMEWHERE,
    params=(
        Param("person", Sort.PERSON),
        Param("length", Sort.DURATION, optional=True),
        Param("reason", Sort.TEXT, optional=True),
    ),
)
UNMUTE = Command(
    "unmute",
    {"ru": ("говори",), "en": ("unmute",)},
    unmute,
    feature=FEATURE,
    right=Right.SOMEWHERE,
    params=(Param("person", Sort.PERSON),),
)
