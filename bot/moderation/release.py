"""A held text that a moderator lets through is posted by the assistant in the author's name.

Why not have the author send it again: the homeserver would have to let through that one text once,
and a child whose message was held for an hour is told again that it was wrong. So everybody reads
exactly what the moderator read; the author's name comes from the roster.
"""

from collections.abc import Sequence

from bot.desk import Desk
from bot.effects import Effect, Redact, Send
from bot.matrix.batch import content_of
from bot.moderation.actions import recorded
from bot.moderation.case import Case
from bot.moderation.naming import person_name
from bot.text import Quote, Text, clean, content
from policy import events
from templates import message

_LOOK_BACK = 100


def release(desk: Desk, case: Case, by: str) -> Sequence[Effect]:
    """Post it, and tell the author."""
    mark = {"author": case.user, "case": case.id}
    text = Text.of(
        message("release-in-the-name-of", name=person_name(desk.school, case.user)),
        Quote(clean(once(case.text))),
    )
    return [
        Send(case.room_id, content(text, desk.language, more={events.RELEASED: mark})),
        Send(case.user, content(message("release-private"), desk.language)),
        *recorded(desk, "release", by, of=case.user, room_id=case.room_id, case=case.id),
    ]


def once(text: str) -> str:
    """The homeserver hands over every text of a message, plain and formatted: each line once."""
    return "\n".join(dict.fromkeys(text.split("\n")))


async def take_back(desk: Desk, case: Case, by: str) -> Sequence[Effect]:
    """Remove what was posted; who has read it has read it."""
    found: list[Effect] = []
    for event in await desk.look.recent(case.room_id, _LOOK_BACK):
        mark = content_of(event).get(events.RELEASED)
        ours = event.get("sender") == desk.me and isinstance(mark, dict)
        if ours and isinstance(mark, dict) and mark.get("case") == case.id:
            found.append(Redact(case.room_id, str(event["event_id"])))
    return [
        *found,
        *recorded(desk, "unrelease", by, of=case.user, room_id=case.room_id, case=case.id),
    ]
