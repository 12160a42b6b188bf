"""!жалоба: anybody of the school, about a message or in words; nobody reported learns by whom."""

from collections.abc import Sequence

from bot.commands.model import Call, Command, Param, Right, Sort, Told
from bot.commands.people import find_person
from bot.desk import Desk
from bot.effects import Effect, Redact
from bot.moderation.case import REPORTED
from bot.moderation.reports import filed, linked
from policy.regulation import DIRECT
from templates import message


async def run(desk: Desk, call: Call) -> Sequence[Effect]:
    """File it; in a room where others read, the command disappears."""
    text = str(call.args.get("text", "")).strip()
    room_id, event = "", None
    if call.replied:
        room_id = call.room.room_id
        event = await desk.look.event(room_id, call.replied)
    else:
        room_id, event = await linked(desk, call.person, text)
    if not text and event is None:
        raise Told(message("report-how"))
    about = ""
    if event is None:
        named = find_person(desk.school, text.split())
        about = named.people[0].user if len(named.people) == 1 else ""
        room_id = room_id or (call.room.room_id if call.place.key else "")
    effects: list[Effect] = filed(
        desk,
        call.person,
        f"{REPORTED}:{call.event_id}",
        room_id=room_id,
        event=event,
        about=about,
        reason=text,
    )
    if call.place.kind != DIRECT:
        effects.append(Redact(call.room.room_id, call.event_id))
    return effects


REPORT = Command(
    "report",
    {"ru": ("жалоба", "пожаловаться"), "en": ("report",)},
    run,
    feature="person.report",
    right=Right.SERVER,
    params=(Param("text", Sort.TEXT, optional=True),),
)
