"""The sign under an announcement: a link of one's own, or the reason why there is none yet."""

from collections.abc import Sequence

from bot.commands.prompts import Answer
from bot.desk import Desk
from bot.effects import Effect, MakeLink, Send, marked
from bot.lessons.opening import START, place_with_people, wanted
from bot.lessons.record import Record, record
from bot.lessons.say import heading
from bot.text import Line, Text, notice
from policy.conference import entry
from policy.people import Person
from policy.refusal import Refusal
from templates import message
from templates.refusals import sentence


async def asked(desk: Desk, given: Answer) -> Sequence[Effect]:
    """Somebody tapped the sign."""
    it = await record(desk.memory, str(given.payload.get("conference", "")))
    if it is None:
        return ()
    return await link_for(desk, it, given.person, given.language)


async def link_for(desk: Desk, it: Record, person: Person, language: str) -> Sequence[Effect]:
    """The person's own link in private, or a sentence that says what will open the door."""
    row = desk.rooms.get(it.room_id)
    if row is None:
        return ()
    found = entry(desk.school, person, await place_with_people(desk, row), it.conference, desk.now)
    if isinstance(found, Refusal):
        return [notice(person.user, sentence(desk.school, found, language), language)]
    if desk.settings.conference is None:
        return [notice(person.user, message("lesson-no-video"), language)]
    return linked(it, person.user, language)


def linked(it: Record, user: str, language: str, mark: str = "link") -> list[Effect]:
    """The words, and the address by itself: so every phone makes a link of it."""
    address = marked(mark[:64])
    text = Text.of(Line(heading(it), bold=True), message("lesson-your-link"))
    return [
        MakeLink(user, it.name, user, mark[:64]),
        notice(user, text, language),
        Send(user, {"msgtype": "m.text", "body": address, "m.mentions": {}}),
    ]


async def begun(_desk: Desk, given: Answer) -> Sequence[Effect]:
    """The sign under the reminder opens what was planned."""
    payload = {
        "conference": str(given.payload["conference"]), "user": given.person.user,
        "reply": {"room_id": given.room.room_id, "event_id": "", "language": given.language},
    }  # fmt: skip
    return [wanted(START, str(given.payload["room_id"]), payload)]
