"""!удалить: the message answered, or the last ones of somebody in this room, after a look at them.

What was removed is kept in the moderation room.
"""

from collections.abc import Sequence
from typing import Any

from bot.commands.model import Call, Command, Param, Right, Sort, Told
from bot.commands.prompts import YES, Answer, prompt, settled
from bot.commands.quiet import quietly
from bot.commands.rights import may_in, require_in
from bot.desk import Desk
from bot.effects import Effect, Redact, Remember
from bot.matrix.batch import Event, content_of, text_of
from bot.moderation.actions import recorded
from bot.moderation.cardtext import quoted
from bot.moderation.kinds import REMOVAL
from bot.moderation.naming import person_name
from bot.text import Quote, Text
from bot.work.inbox import is_edit, is_state, kind_of
from policy import events
from templates import message

FEATURE = "message.remove"
_REMOVABLE = frozenset(
    {"m.room.message", "m.sticker", "m.poll.start", "org.matrix.msc3381.poll.start"}
)
_MOST = 20
_LOOK_BACK = 200
_SHOWN = 10


async def run(desk: Desk, call: Call) -> Sequence[Effect]:
    """Remove the message answered at once; ask before several."""
    require_in(desk.school, call.person, call.place, FEATURE)
    count = call.args.get("count") or call.args.get("last")
    if call.replied and not count:
        event = await desk.look.event(call.room.room_id, call.replied)
        if event is None or not is_removable(desk, event):
            raise Told(message("remove-cannot"))
        done = _removed(desk, call.room.room_id, call.user, [event], call.event_id)
        return [*done, *quietly(call, message("remove-done", count=1))]
    user = call.args.get("person")
    if not user:
        raise Told(message("remove-how"))
    found = [
        it
        for it in await desk.look.recent(call.room.room_id, _LOOK_BACK)
        if it.get("sender") == user and is_removable(desk, it) and not is_edit(it)
    ][: min(int(count or 1), _MOST)]
    if not found:
        raise Told(message("remove-nothing", name=person_name(desk.school, str(user))))
    shown = [Quote(quoted(desk, it)) for it in reversed(found[:_SHOWN])]
    text = Text.of(
        message("remove-ask", count=len(found), name=person_name(desk.school, str(user))), *shown
    )
    payload = {
        "room_id": call.room.room_id, "events": [it["event_id"] for it in found], "user": user,
    }  # fmt: skip
    where: dict[str, Any] = {"reply_to": call.event_id}
    if call.place.key:
        where["thread"] = call.thread or call.event_id
    return prompt(
        call.room.room_id, text, call.language, do=REMOVE.name, payload=payload, by=call.user,
        **where,
    )  # fmt: skip


def is_removable(desk: Desk, event: Event) -> bool:
    """A message of a person, or one let through in a person's name; no state, none of ours."""
    if kind_of(event) not in _REMOVABLE or is_state(event) or not content_of(event):
        return False
    sender = str(event.get("sender"))
    if sender == desk.me:
        return events.RELEASED in content_of(event)
    return desk.school.person(sender) is not None


async def confirmed(desk: Desk, given: Answer) -> Sequence[Effect]:
    """The reaction to the preview; the right may have gone since."""
    if not may_in(desk.school, given.person, given.place, FEATURE):
        return ()
    if given.choice != YES:
        return [settled(given, message("command-cancelled"))]
    ids = given.payload.get("events")
    found = []
    for event_id in ids if isinstance(ids, list) else ():
        event = await desk.look.event(given.room.room_id, str(event_id))
        if event is not None and is_removable(desk, event):
            found.append(event)
    return [
        *_removed(desk, given.room.room_id, given.person.user, found, given.prompt_id),
        settled(given, message("remove-done", count=len(found))),
    ]


def _removed(desk: Desk, room_id: str, by: str, found: Sequence[Event], cause: str) -> list[Effect]:
    if not found:
        return []
    sender = str(found[0].get("sender"))
    kept = [quoted(desk, it) if text_of(it) else kind_of(it) for it in reversed(found)]
    data = {"by": by, "room_id": room_id, "count": len(found)}
    return [
        *(Redact(room_id, str(it["event_id"])) for it in found),
        Remember(
            f"{REMOVAL}:{cause}", REMOVAL, desk.now, desk.room_key(room_id), sender, data
        ),
        *recorded(
            desk, "remove", by, of=sender, room_id=room_id, quotes=kept,
            more={"events": [str(it["event_id"]) for it in found]},
        ),
    ]  # fmt: skip


REMOVE = Command(
    "remove",
    {"ru": ("удалить",), "en": ("remove", "delete")},
    run,
    feature=FEATURE,
    right=Right.HERE,
    params=(
        Param("count", Sort.NUMBER, optional=True),
        Param("person", Sort.PERSON, optional=True),
        Param("last", Sort.NUMBER, optional=True),
    ),
)
