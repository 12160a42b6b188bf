"""!объявления: what one has planned and announced, who has read it; and taking a plan back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.commands.announce import PLANNED, announce_with
from bot.commands.answer import in_private
from bot.commands.model import Call, Command, Param, Right, Sort, Told
from bot.commands.prompts import NUMBERS, Answer, edit_into, prompt, settled
from bot.commands.work import local
from bot.desk import Desk
from bot.effects import Cancel, Effect, Remember, Send
from bot.store.store import Fact
from bot.teaching.announcements import ACKNOWLEDGED, FACT
from bot.teaching.audience import readers_of
from bot.teaching.events import shown
from bot.text import Bullets, Line, Part, Text, clean
from policy.regulation import DIRECT
from templates import Message, message

UNPLAN = "unplan"
_MOST = 10
_LOOK_BACK_MS = 30 * 86_400_000


async def _planned(desk: Desk, user: str) -> list[Fact]:
    """What `user` has planned and did not take back, the next first."""
    found = await desk.memory.facts([PLANNED], since=desk.now, subject=user)
    return [
        it for it in found if await desk.memory.timer(str(it.data.get("timer", ""))) is not None
    ][:_MOST]


@dataclass(frozen=True, slots=True)
class Read:
    """How many have acknowledged an announcement, of how many whom it reached."""

    fact: Fact
    acknowledged: int
    people: int


async def _sent(desk: Desk, user: str) -> list[Read]:
    """What `user` announced lately, the newest first."""
    since = desk.now - _LOOK_BACK_MS
    sent = (await desk.memory.facts([FACT], since=since, subject=user))[-_MOST:]
    taps = await desk.memory.facts([ACKNOWLEDGED], since=since) if sent else []
    found = []
    for fact in reversed(sent):
        group = fact.data.get("group")
        kind = str(fact.data.get("kind"))
        people = readers_of(desk.school, kind, group if group else None) - {user}
        tapped = {it.subject for it in taps if it.data.get("announcement") == fact.id}
        found.append(Read(fact, len(tapped & people), len(people)))
    return found


async def _list(desk: Desk, call: Call) -> Sequence[Effect]:
    planned, sent = await _planned(desk, call.user), await _sent(desk, call.user)
    parts: list[Part] = []
    if planned:
        parts += [
            Line(message("announcements-planned"), bold=True),
            Bullets([_plan_line(desk, it) for it in planned], numbers=True),
        ]
    if sent:
        parts.append(Line(message("announcements-sent"), bold=True))
        parts.append(Bullets([_line(desk, it) for it in sent]))
    if not parts:
        return [in_private(call, message("announcements-none"))]
    if not planned:
        return [in_private(call, Text(parts))]
    parts.append(Line(message("announcements-cancel")))
    keys = NUMBERS[: len(planned)]
    where: dict[str, Any] = {"reply_to": call.event_id} if call.place.kind == DIRECT else {}
    return prompt(
        call.room.room_id if where else call.user, Text(parts), call.language, do=UNPLAN,
        by=call.user, choices=keys, each=True,
        payload={key: it.id for key, it in zip(keys, planned, strict=True)}, **where,
    )  # fmt: skip


def _plan_line(desk: Desk, fact: Fact) -> Message:
    return message(
        "announcements-planned-line",
        when=shown(local(desk, fact.at)),
        title=clean(str(fact.data.get("title", ""))),
        rooms=int(fact.data.get("rooms", 0)),
    )


def _line(desk: Desk, it: Read) -> Message:
    row = desk.rooms.by_key(it.fact.room_key)
    return message(
        "announcements-sent-line",
        title=clean(str(it.fact.data.get("title", ""))),
        room=row.name if row else it.fact.room_key,
        read=it.acknowledged,
        people=it.people,
    )


def _cancel(desk: Desk, fact: Fact) -> list[Effect]:
    """Take a plan back; its preview says so too."""
    data: Mapping[str, object] = {**fact.data, "timer": ""}
    preview, where = str(fact.data.get("preview", "")), str(fact.data.get("where", ""))
    gone = message("announcements-cancelled", title=clean(str(fact.data.get("title", ""))))
    return [
        *([Send(where, edit_into(preview, gone, desk.language))] if preview and where else ()),
        Cancel(str(fact.data.get("timer", ""))),
        Remember(fact.id, PLANNED, fact.at, subject=fact.subject, data=data),
    ]


async def _cancel_number(desk: Desk, call: Call) -> Sequence[Effect]:
    planned = await _planned(desk, call.user)
    number = int(call.args["number"])
    if not 1 <= number <= len(planned):
        raise Told(message("announcements-no-such", count=len(planned)))
    fact = planned[number - 1]
    done = message("announcements-cancelled", title=clean(str(fact.data.get("title", ""))))
    return [*_cancel(desk, fact), in_private(call, done)]


async def unplan(desk: Desk, given: Answer) -> Sequence[Effect]:
    """The number under the list of what is planned."""
    fact = await desk.memory.fact(str(given.payload.get(given.choice, "")))
    if fact is None or fact.kind != PLANNED or fact.subject != given.person.user:
        return ()
    if await desk.memory.timer(str(fact.data.get("timer", ""))) is None:
        return ()
    done = message("announcements-cancelled", title=clean(str(fact.data.get("title", ""))))
    return [*_cancel(desk, fact), settled(given, done)]


_CANCEL = Command(
    "announce-cancel",
    {"ru": ("отмена", "отменить"), "en": ("cancel",)},
    _cancel_number,
    feature="announcement.send",
    right=Right.SOMEWHERE,
    params=(Param("number", Sort.NUMBER),),
)
ANNOUNCEMENTS = Command(
    "announcements",
    {"ru": ("объявления",), "en": ("announcements",)},
    _list,
    feature="announcement.send",
    right=Right.SOMEWHERE,
    parts=(_CANCEL,),
)
ANNOUNCE = announce_with((_CANCEL,))
