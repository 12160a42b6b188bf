"""Reports, from Element's own «report» and from our command: both become the same card.

Element's reports lie in the homeserver, numbered; they are read every twenty seconds from the last
number on. The number is remembered with the cards in one transaction, so that after a restart none
is lost and none comes twice; after a lost database the cards themselves say how far we were.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from bot.commands.prompts import PROMPT
from bot.desk import Desk
from bot.effects import Effect, Remember, Schedule, Send
from bot.matrix.batch import Event, content_of, text_of
from bot.matrix.wire import MatrixError
from bot.moderation.case import REPORTED, Case, have_posted
from bot.moderation.incidents import WEIGH_ROOM
from bot.moderation.kinds import MODERATION, REPORT
from bot.moderation.untrusted import exact, mapping, words
from bot.school import place_of
from bot.text import content
from policy.people import Person
from templates import message

POLL = "poll_reports"
EVERY_MS = 20_000
_CURSOR = "reports:last"
_BY_ELEMENT = f"{REPORTED}:element:"
_LOOK_BACK = 200
_LONGEST_TEXT = 4_000
_LINK = re.compile(r"https://matrix\.to/#/(![^/?\s]+)/(\$[^/?\s]+)")
_NO_SUCH_ADDRESS = 404


async def poll(desk: Desk, _payload: Mapping[str, Any]) -> Sequence[Effect]:
    """The job: what people reported in their clients since the last time."""
    last = await _last(desk)
    try:
        found = await desk.look.reports(last)
    except MatrixError as error:
        if error.status == _NO_SUCH_ADDRESS:
            return ()  # a homeserver whose module is older than the assistant
        raise
    effects: list[Effect] = []
    for report in found:
        number = report.get("id")
        if isinstance(number, bool) or not isinstance(number, int) or number <= last:
            continue
        last = number
        effects += await _from_element(desk, report, number)
    if not effects and await desk.memory.fact(_CURSOR) is not None:
        return ()
    return [*effects, Remember(_CURSOR, "cursor", desk.now, data={"last": last})]


async def _last(desk: Desk) -> int:
    known = await desk.memory.fact(_CURSOR)
    if known is not None:
        return int(known.data["last"])
    room = desk.rooms.by_key(MODERATION)
    if room is None:
        return 0
    cards = await desk.look.recent(room.room_id, _LOOK_BACK)
    return max((_number_of(desk, it) for it in cards), default=0)


def _number_of(desk: Desk, event: Event) -> int:
    """The number of Element's report behind a card of ours; 0 for anything else."""
    if event.get("sender") != desk.me:
        return 0
    case = exact(mapping(mapping(content_of(event), PROMPT), "payload"), "id")
    number = case.removeprefix(_BY_ELEMENT)
    return int(number) if case.startswith(_BY_ELEMENT) and number.isdecimal() else 0


async def _from_element(desk: Desk, report: Mapping[str, Any], number: int) -> list[Effect]:
    reporter = desk.school.person(exact(report, "reporter"))
    if reporter is None:
        return []  # strangers are not heard
    room_id, event_id = exact(report, "room_id"), exact(report, "event_id")
    event = await desk.look.event(room_id, event_id) if room_id and event_id else None
    return filed(
        desk,
        reporter,
        f"{_BY_ELEMENT}{number}",
        room_id=room_id,
        event=event,
        about=exact(report, "sender"),
        reason=words(report, "reason", _LONGEST_TEXT),
        source="element",
    )


def filed(
    desk: Desk,
    reporter: Person,
    case_id: str,
    *,
    room_id: str = "",
    event: Event | None = None,
    about: str = "",
    reason: str = "",
    source: str = "command",
) -> list[Effect]:
    """One report: remembered, weighed with the others, made a card; a receipt to the reporter."""
    sender = str(event.get("sender")) if event else about
    # A report about a program is about what it was used for: nobody in particular.
    subject = sender if desk.school.person(sender) is not None else ""
    case = Case(
        case_id,
        REPORTED,
        subject,
        room_id,
        event_id=str(event.get("event_id", "")) if event else "",
        event_type=str(event.get("type", "")) if event else "",
        text=text_of(event)[:_LONGEST_TEXT] if event else "",
        reporter=reporter.user,
        reason=reason,
    )
    data = {
        "by": reporter.user, "source": source, "event_id": case.event_id, "room_id": room_id,
    }  # fmt: skip
    key = desk.room_key(room_id)
    return [
        Remember(f"{REPORT}:{case_id}", REPORT, desk.now, key, subject, data),
        have_posted(desk, case),
        Send(reporter.user, content(message("report-receipt"), desk.language)),
        *_weighed(desk, room_id, key),
    ]


def _weighed(desk: Desk, room_id: str, key: str) -> Iterable[Effect]:
    if key:
        yield Schedule(f"{WEIGH_ROOM}:{room_id}", desk.now, WEIGH_ROOM, {"room_id": room_id})


async def linked(desk: Desk, reporter: Person, text: str) -> tuple[str, Event | None]:
    """The room and message that a link in `text` points at, if the reporter belongs there."""
    match = _LINK.search(text)
    if match is None:
        return "", None
    room_id, event_id = unquote(match[1]), unquote(match[2])
    row = desk.rooms.get(room_id)
    place = place_of(row)
    if row is None or not row.key or not desk.school.roles_in(reporter, place.kind, place.group):
        return "", None
    return room_id, await desk.look.event(room_id, event_id)
