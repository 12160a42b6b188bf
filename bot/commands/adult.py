"""!взрослый, and the plain words «позови взрослого»: a child asks for help."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.commands.model import Call, Command, Right
from bot.desk import Desk
from bot.effects import Effect, Kept
from bot.matrix.batch import Event, text_of
from bot.moderation.calls import called
from bot.moderation.naming import is_pupil
from bot.store.store import Job, RoomRow
from bot.work.inbox import is_edit, is_state, kind_of
from bot.work.readers import View

CRY = "adult_cry"
# The whole message is the cry: whoever writes about it does not call.
_CRY = re.compile(
    r"[\W_]*(?:пожалуйста[\W_]+)?(?:позови(?:те)?[\W_]+взросл(?:ого|ых)|call[\W_]+an[\W_]+adult)"
    r"(?:[\W_]+(?:пожалуйста|please))?[\W_]*",
    re.IGNORECASE,
)
_LONGEST = 100


async def run(desk: Desk, call: Call) -> Sequence[Effect]:
    """The command."""
    return await called(desk, call.person, call.room, call.event_id)


def cries_in(view: View, row: RoomRow, event: Event) -> Iterable[Kept | Job]:
    """Reader: a pupil writes nothing but «позови взрослого»."""
    if kind_of(event) != "m.room.message" or is_state(event) or is_edit(event):
        return
    body, sender = text_of(event), str(event.get("sender"))
    if len(body) > _LONGEST or not _CRY.fullmatch(body):
        return
    person = view.school.person(sender)
    if person is None or not is_pupil(person):
        return
    payload = {"room_id": row.room_id, "user": sender, "event_id": event["event_id"]}
    yield Job(CRY, payload, f"person:{sender}")


async def cried(desk: Desk, payload: Mapping[str, Any]) -> Sequence[Effect]:
    """The job of a plain cry."""
    row = desk.rooms.get(str(payload["room_id"]))
    child = desk.school.person(str(payload["user"]))
    if row is None or child is None:
        return ()
    return await called(desk, child, row, str(payload["event_id"]))


ADULT = Command(
    "call-adult",
    {"ru": ("взрослый", "взрослого"), "en": ("call-adult", "adult")},
    run,
    feature="person.report",
    right=Right.SERVER,
)
