"""What the assistant says for somebody is what that person could say there.

The homeserver lets a program of the school send everything. So the policy is asked here as the
homeserver asks it when people write: rights, locked rooms, quiet hours, links and words, each with
the same refusal.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.desk import Desk
from bot.effects import Send
from bot.school import place_of
from bot.store.store import RoomRow
from policy import events
from policy.decision import Actor, Media, Moment, Note, Sent, Standing
from policy.messages import decide_event
from policy.people import Person
from policy.refusal import Refused
from policy.rights import refused, verdict
from templates import message, say
from templates.refusals import clause, sentence

MESSAGE = "m.room.message"


def may_say(
    desk: Desk,
    person: Person,
    row: RoomRow,
    content: Mapping[str, Any],
    *,
    features: Sequence[str] = (),
    event_type: str = MESSAGE,
    media: Mapping[str, Media] | None = None,
    at: int | None = None,
) -> tuple[Note, ...]:
    """May `person` send this into that room at `at` (milliseconds; None: now)?

    `features` are rights that it takes beside those of the event itself. Returns what is to be
    written down (`written_down`).

    Raises:
        Refused: no; with the clause or setting behind it.
    """
    place = place_of(row)
    for feature in features:
        found = verdict(desk.school, person, place, feature)
        if not found.allowed:
            raise Refused(refused(feature, found))
    at_ms = desk.now if at is None else at
    when = datetime.fromtimestamp(at_ms / 1000, desk.zone)
    return decide_event(
        desk.school,
        Moment(when.hour * 60 + when.minute, at_ms),
        Actor(person.user, Standing.PERSON, person, desk.registry.has_accepted(person.user)),
        place,
        Sent(event_type, content, media=media or {}),
    )


def words(text: str) -> dict[str, Any]:
    """A message of words, as a person would send it."""
    return {"msgtype": "m.text", "body": text}


def written_down(desk: Desk, notes: Sequence[Note], person: Person, row: RoomRow) -> list[Send]:
    """Notes as incidents of the moderation room, as the homeserver writes them."""
    moderation = desk.rooms.by_key("moderation")
    if moderation is None:
        return []
    return [
        Send(
            moderation.room_id,
            {
                "msgtype": "m.notice",
                "body": say(
                    message(
                        "incident-noted",
                        who=person.entry.full_name,
                        where=row.name or row.key,
                        why=sentence(desk.school, note, desk.language),
                        count=1,
                    ),
                    desk.language,
                ),
                "m.mentions": {},
                events.INCIDENT: {
                    "kind": "noted",
                    "rule": note.key,
                    "row": note.row,
                    "clause": clause(desk.school, note),
                    "setting": note.setting,
                    "user": person.user,
                    "room_id": row.room_id,
                    "key": row.key,
                    "event_type": MESSAGE,
                    "count": 1,
                    "args": dict(note.args),
                },
            },
        )
        for note in notes
    ]
