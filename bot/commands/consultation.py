"""!консультация and !записаться: hours that a teacher offers and families take (M3).

Whoever taps or types is put in the lane of the card: one after another sees what the one before
was given, so that no hour is given twice.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.commands.answer import answer
from bot.commands.behalf import may_say, words, written_down
from bot.commands.model import Call, Command, Param, Right, Sort, Told
from bot.commands.people import find_group
from bot.commands.prompts import NO, NUMBERS, Answer
from bot.commands.rights import require_in
from bot.desk import Desk
from bot.effects import Do, Effect
from bot.store.store import RoomRow
from bot.teaching.consultations import FACT, card_text, hour_of, hours_of, offered
from bot.teaching.slots import read_slots
from bot.text import notice, plain
from policy.refusal import Refused
from templates import Message, message
from templates.refusals import sentence

WORK = "consultation"
_OFFER, _BOOK = "consultation.offer", "consultation.book"
KINDS = ("class_announcements", "parents", "pupils", "club")


async def _offer(desk: Desk, call: Call) -> Sequence[Effect]:
    row, typed = _target(desk, call, str(call.args["text"]))
    slots = read_slots(typed, desk.local_time)
    if isinstance(slots, Message):
        raise Told(slots)
    name = call.person.entry.full_name
    language = desk.language
    text = plain(card_text([], name, language, desk.zone), language)
    notes = may_say(desk, call.person, row, words(text), features=(_OFFER,))
    effects: list[Effect] = [
        *written_down(desk, notes, call.person, row),
        *offered(row.room_id, call.user, name, slots, language, desk.zone),
    ]
    if row.room_id != call.room.room_id:
        effects.append(answer(call, message("consultation-posted", room=row.name)))
    return effects


def _target(desk: Desk, call: Call, typed: str) -> tuple[RoomRow, str]:
    """The room where the command stands, or the board of the class that it names."""
    first, *rest = typed.split(maxsplit=1) or [""]
    group = find_group(desk.school, first.rstrip(":,"))
    key = group.key if group is not None else call.room.group
    if group is None and call.room.kind in KINDS:
        return call.room, typed
    for kind in ("class_announcements", "club"):
        for row in desk.rooms.of_kind(kind):
            if key is not None and row.group == key:
                return row, (rest[0] if rest else "") if group is not None else typed
    raise Told(message("consultation-where"))


async def _book(desk: Desk, call: Call) -> Sequence[Effect]:
    return [await _wanted(desk, call, "book", int(call.args["number"]))]


async def _cancel(desk: Desk, call: Call) -> Sequence[Effect]:
    return [await _wanted(desk, call, "cancel", 0)]


async def _withdraw(desk: Desk, call: Call) -> Sequence[Effect]:
    return [await _wanted(desk, call, "withdraw", 0)]


async def _wanted(desk: Desk, call: Call, what: str, number: int) -> Do:
    """The work on the card that is answered, or on the newest one of the room."""
    if what == "cancel" and not call.room.key:
        # Families do not write on the class's board: in private they give an hour back as well.
        return await _own(desk, call)
    require_in(desk.school, call.person, call.place, _OFFER if what == "withdraw" else _BOOK)
    for event_id in filter(None, (call.replied, call.thread)):
        event = await desk.look.event(call.room.room_id, event_id)
        if event is not None and hours_of(event, desk.me):
            return _work(call.room, event_id, what, number, call.user, call.language)
    ahead = [
        hour
        for fact in await desk.memory.facts([FACT], since=desk.now, room_key=call.room.key)
        if not (hour := hour_of(fact)).withdrawn and (what != "withdraw" or hour.by == call.user)
    ]
    if not call.room.key or not ahead:
        raise Told(message("consultation-none"))
    return _work(call.room, ahead[0].card, what, number, call.user, call.language)


async def _own(desk: Desk, call: Call) -> Do:
    """The hour that somebody took, in whichever room."""
    for fact in await desk.memory.facts([FACT], since=desk.now):
        hour = hour_of(fact)
        row = desk.rooms.get(str(fact.data.get("room_id", "")))
        if row is not None and hour.booked == call.user and not hour.withdrawn:
            return _work(row, hour.card, "cancel", 0, call.user, call.language)
    raise Told(message("consultation-have-none"))


def _work(row: RoomRow, card: str, what: str, number: int, user: str, language: str) -> Do:
    payload: Mapping[str, Any] = {
        "room_id": row.room_id, "card": card, "what": what, "number": number, "user": user,
        "language": language,
    }  # fmt: skip
    return Do(f"consultation:{card}", WORK, payload)


async def tapped(desk: Desk, given: Answer) -> Sequence[Effect]:
    """A keycap under the card takes an hour, ❌ gives one's own back."""
    try:
        require_in(desk.school, given.person, given.place, _BOOK)
    except Refused as refused:
        why = sentence(desk.school, refused.refusal, given.language)
        return [notice(given.person.user, why, given.language)]
    what = "cancel" if given.choice == NO else "book"
    number = NUMBERS.index(given.choice) + 1 if given.choice in NUMBERS else 0
    return [_work(given.room, given.prompt_id, what, number, given.person.user, given.language)]


async def given_back(desk: Desk, given: Answer) -> Sequence[Effect]:
    """❌ under the private confirmation."""
    row = desk.rooms.get(str(given.payload.get("room_id", "")))
    if row is None:
        return ()
    card = str(given.payload["card"])
    return [_work(row, card, "cancel", 0, given.person.user, given.language)]


_WITHDRAW = Command(
    "consultation-withdraw",
    {"ru": ("отмена", "отменить"), "en": ("cancel",)},
    _withdraw,
    feature=_OFFER,
    right=Right.SOMEWHERE,
)
CONSULTATION_COMMAND = Command(
    "consultation",
    {"ru": ("консультация",), "en": ("consultation",)},
    _offer,
    feature=_OFFER,
    right=Right.SOMEWHERE,
    params=(Param("text", Sort.TEXT, ask="consultation-ask"),),
    parts=(_WITHDRAW,),
)
_GIVE_BACK = Command(
    "book-cancel",
    {"ru": ("отмена", "отменить"), "en": ("cancel",)},
    _cancel,
    feature=_BOOK,
    right=Right.SOMEWHERE,
)
BOOK_COMMAND = Command(
    "book",
    {"ru": ("записаться",), "en": ("book",)},
    _book,
    feature=_BOOK,
    right=Right.SOMEWHERE,
    params=(Param("number", Sort.NUMBER),),
    parts=(_GIVE_BACK,),
)
