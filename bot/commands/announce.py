"""!объявить: to classes, roles, everybody; at once or later; shown before it is sent (D6, C4).

What goes out is decided for each room when it goes out, also hours later: whoever lost a right in
between announces nothing.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.commands.answer import answer
from bot.commands.behalf import may_say, words, written_down
from bot.commands.model import Call, Command, Param, Right, Sort, Told
from bot.commands.prompts import YES, Answer, prompt, same_choice, settled
from bot.commands.rights import may_in
from bot.commands.work import local
from bot.desk import Desk
from bot.effects import Effect, Remember, Schedule
from bot.matrix.batch import Event, relation_of
from bot.school import place_of
from bot.store.store import RoomRow
from bot.teaching.announcements import acknowledged, announced
from bot.teaching.audience import people_in, rooms_for
from bot.teaching.events import at, first_line, fits, shown
from bot.text import Bullets, Line, Part, Quote, Text, notice
from bot.work.readers import View
from policy.people import Person
from policy.refusal import Refused
from policy.school import School
from templates import message
from templates.refusals import sentence

PLANNED = "announcement.planned"
SEND = "announce"
# Rooms that are made for announcements take a right of their own. In other rooms of families it
# takes being responsible for them: a teacher who is a parent there writes as a parent.
_ANNOUNCING = frozenset({"announcements", "class_announcements"})
_ACKNOWLEDGE = "document.acknowledge"
_MOST_ROOMS_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Reach:
    """The rooms that it goes to, and the sentences why it does not go to others."""

    rooms: Sequence[RoomRow]
    effects: Sequence[Effect]
    refused: Sequence[tuple[RoomRow, str]]


def reach(
    desk: Desk, person: Person, rooms: Sequence[RoomRow], text: str, language: str, due: int | None
) -> Reach:
    """Ask for each room whether `person` may announce `text` there at `due`."""
    allowed: list[RoomRow] = []
    effects: list[Effect] = []
    refused: list[tuple[RoomRow, str]] = []
    for row in rooms:
        try:
            notes = may_say(desk, person, row, words(text), features=_features(desk, row), at=due)
        except Refused as error:
            refused.append((row, sentence(desk.school, error.refusal, language)))
        else:
            allowed.append(row)
            effects += written_down(desk, notes, person, row)
    return Reach(allowed, effects, refused)


def _features(desk: Desk, row: RoomRow) -> tuple[str, ...]:
    if row.kind in _ANNOUNCING:
        return ("announcement.send",)
    return ("everyone.notify",) if desk.school.is_for_families(row.kind) else ()


async def _run(desk: Desk, call: Call) -> Sequence[Effect]:
    text, due = str(call.args["text"]), call.args.get("when")
    if not fits(text):
        raise Told(message("teach-too-long"))
    if due is not None and due <= desk.now:
        raise Told(message("announce-past", when=shown(local(desk, due))))
    rooms = rooms_for(desk.school, desk.rooms, call.args["audience"])
    if not rooms:
        raise Told(message("announce-no-room"))
    found = reach(desk, call.person, rooms, text, call.language, due)
    if not found.rooms:
        return [answer(call, _all_refused(found, call.language))]
    where: dict[str, Any] = {"reply_to": call.event_id}
    if call.place.key:
        where["thread"] = call.thread or call.event_id
    return prompt(
        call.room.room_id, _preview(desk, call, found, text, due), call.language,
        do=SEND, by=call.user,
        payload={"keys": [it.key for it in found.rooms], "text": text, "due": due},
        **where,
    )  # fmt: skip


def _preview(desk: Desk, call: Call, found: Reach, text: str, due: int | None) -> Text:
    people = people_in(desk.school, found.rooms, call.user)
    parts: list[Part] = [
        Line(message("announce-preview", rooms=len(found.rooms), people=len(people)), bold=True),
        Bullets([it.name for it in found.rooms[:_MOST_ROOMS_SHOWN]]),
        Quote(text),
    ]
    if due is not None:
        parts.append(Line(message("announce-preview-when", when=shown(local(desk, due)))))
    parts += _not_there(found)
    parts.append(Line(message("announce-confirm")))
    return Text(parts)


def _not_there(found: Reach) -> list[Part]:
    if not found.refused:
        return []
    lines = [
        message("announce-refused-line", room=row.name, why=why)
        for row, why in found.refused[:_MOST_ROOMS_SHOWN]
    ]
    return [Line(message("announce-refused"), bold=True), Bullets(lines)]


def _all_refused(found: Reach, _language: str) -> Text:
    """One sentence where all rooms are refused for one reason."""
    reasons = list(dict.fromkeys(why for _, why in found.refused))
    return Text.of(*reasons) if len(reasons) == 1 else Text(_not_there(found))


async def decided(desk: Desk, given: Answer) -> Sequence[Effect]:
    """The tap under the preview."""
    if given.choice != YES:
        return [settled(given, message("command-cancelled"))]
    text, due = str(given.payload["text"]), given.payload.get("due")
    keys = [str(it) for it in given.payload["keys"]]
    if isinstance(due, int) and due > desk.now:
        title = first_line(text)
        plan = {"user": given.person.user, "keys": keys, "text": text, "language": given.language}
        return [
            Schedule(f"{SEND}:{given.prompt_id}", due, SEND, plan),
            Remember(
                f"{given.prompt_id}:planned", PLANNED, due, subject=given.person.user,
                data={"title": title, "rooms": len(keys), "timer": f"{SEND}:{given.prompt_id}",
                      "preview": given.prompt_id, "where": given.room.room_id},
            ),
            settled(
                given,
                message("announce-planned", when=shown(local(desk, due)), title=title),
            ),
        ]  # fmt: skip
    found = _send(desk, given.person, keys, text, given.language)
    return [*found[0], settled(given, found[1])]


def _send(
    desk: Desk, person: Person, keys: Sequence[str], text: str, language: str
) -> tuple[Sequence[Effect], Text]:
    """The announcements, and what whoever sends them is told."""
    rooms = [row for key in keys if (row := desk.rooms.by_key(key)) is not None]
    found = reach(desk, person, rooms, text, language, None)
    effects = list(found.effects)
    for number, row in enumerate(found.rooms):
        effects += announced(desk.school, person, row, text, f"announcement-{number}")
    if not found.rooms:
        return effects, _all_refused(found, language)
    told = message(
        "announce-sent",
        title=first_line(text),
        rooms=len(found.rooms),
        people=len(people_in(desk.school, found.rooms, person.user)),
    )
    return effects, Text.of(told, *_not_there(found))


async def due(desk: Desk, payload: Mapping[str, Any]) -> Sequence[Effect]:
    """The time of a planned announcement has come."""
    person = desk.school.person(str(payload["user"]))
    if person is None:
        return ()  # gone since
    language = str(payload["language"])
    keys = [str(it) for it in payload["keys"]]
    effects, told = _send(desk, person, keys, str(payload["text"]), language)
    return [*effects, notice(person.user, told, language)]


async def acknowledge(desk: Desk, given: Answer) -> Sequence[Effect]:
    """Somebody tapped the sign under an announcement.

    A read receipt is no acknowledgement. Where the regulation speaks of acknowledging it is asked;
    in other rooms it is enough to be one of theirs.
    """
    if not _may_acknowledge(desk.school, given.person, given.room):
        return ()
    return [acknowledged(given.room, given.prompt_id, given.person.user, desk.now)]


def _may_acknowledge(school: School, person: Person, row: RoomRow) -> bool:
    if person.user not in school.members(row.kind, row.group):
        return False
    if not school.regulation.is_granted(_ACKNOWLEDGE, row.kind):
        return True
    return may_in(school, person, place_of(row), _ACKNOWLEDGE)


def taps(
    view: View, row: RoomRow, event: Event, announcements: Collection[str]
) -> Iterable[Remember]:
    """The same of a reaction that is read again, after a lost database."""
    relation, user = relation_of(event), str(event.get("sender"))
    target, key = relation.get("event_id"), relation.get("key")
    person = view.school.person(user)
    if target not in announcements or not isinstance(key, str) or same_choice(key) != YES:
        return
    if person is not None and _may_acknowledge(view.school, person, row):
        yield acknowledged(row, str(target), user, at(event))


ANNOUNCE_PARAMS = (
    Param("when", Sort.MOMENT, optional=True),
    Param("audience", Sort.AUDIENCE),
    Param("text", Sort.TEXT, ask="announce-ask-text"),
)


def announce_with(parts: tuple[Command, ...]) -> Command:
    """The command; `parts` are those that list and cancel what is planned."""
    return Command(
        "announce",
        {"ru": ("объявить", "объявление"), "en": ("announce",)},
        _run,
        feature="announcement.send",
        right=Right.SOMEWHERE,
        params=ANNOUNCE_PARAMS,
        parts=parts,
    )
