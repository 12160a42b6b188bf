"""!урок ещё 15: the time is not over yet."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.desk import Desk
from bot.effects import Effect
from bot.lessons.ending import may_manage
from bot.lessons.record import here
from bot.lessons.say import told, when
from templates import message
from templates.refusals import sentence

LONGER = "conference.longer"
_MOST = 120  # minutes at once


async def longer(desk: Desk, payload: Mapping[str, Any]) -> Sequence[Effect]:
    """So many minutes more for what is on in the room."""
    row = desk.rooms.get(str(payload["room_id"]))
    found = await here(desk, row, "open") if row is not None else []
    if not found:
        return told(payload, message("lesson-none-open"))
    it = found[0]
    refusal = await may_manage(desk, it, str(payload["user"]))
    if refusal is not None:
        return told(payload, sentence(desk.school, refusal, desk.language))
    asked = int(payload.get("minutes", 0))
    if not 0 < asked <= _MOST:
        return told(payload, message("lesson-ask-minutes"))
    it = replace(it, minutes=it.minutes + asked)
    return [it.remembered(), *told(payload, message("lesson-longer", until=when(it, desk.zone)[1]))]
