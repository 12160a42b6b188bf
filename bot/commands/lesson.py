"""!урок, !собрание, !совещание, !мероприятие: conferences are planned, opened, ended (W7, D2, D4).

What changes the conferences of one room is done one after another, in the room's lane.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from bot.commands.answer import answer
from bot.commands.model import Call, Command, Param, Right, Run, Sort, Told
from bot.commands.people import find_group
from bot.desk import Desk
from bot.effects import Effect
from bot.lessons.drafts import Draft, read_lesson
from bot.lessons.ending import ATTENDANCE, END
from bot.lessons.forms import KINDS
from bot.lessons.longer import LONGER
from bot.lessons.opening import OPEN, START, wanted
from bot.lessons.say import reply_of
from bot.school import place_of
from bot.store.store import RoomRow
from bot.teaching.events import fits
from policy.conference import may_start
from policy.decision import Place
from policy.refusal import Refused
from policy.regulation import DIRECT
from templates import Message, message


def _begin(form: str) -> Run:
    async def run(desk: Desk, call: Call) -> Sequence[Effect]:
        if desk.settings.conference is None:
            raise Told(message("lesson-no-video"))
        row, typed = _room(desk, call, form, str(call.args.get("text", "")))
        draft = read_lesson(typed, desk.local_time)
        if isinstance(draft, Message):
            raise Told(draft)
        if KINDS[form].titled and not draft.subject:
            raise Told(message("lesson-how"))
        if not fits(f"{draft.title}\n{draft.task}\n{' '.join(draft.links)}"):
            raise Told(message("teach-too-long"))
        return [_work(desk, call, row, OPEN, form, {"draft": _data(draft)})]

    return run


def _data(draft: Draft) -> dict[str, Any]:
    return {**asdict(draft), "links": list(draft.links)}


def _room(desk: Desk, call: Call, form: str, typed: str) -> tuple[RoomRow, str]:
    """The room where it is typed, or that of the class or club it names: «7А математика»."""
    words = typed.split()
    for count in range(min(3, len(words)), 0, -1):
        group = find_group(desk.school, " ".join(words[:count]).rstrip(":,;"))
        if group is None:
            continue
        for kind in KINDS[form].rooms:
            for row in desk.rooms.of_kind(kind):
                if row.group == group.key:
                    return row, " ".join(words[count:]).lstrip(":,; ")
    if call.place.kind == DIRECT:
        raise Told(message("lesson-where"))
    return call.room, typed


def _work(
    desk: Desk, call: Call, row: RoomRow, what: str, form: str, more: Mapping[str, Any]
) -> Effect:
    """The work, after a first look at the right; the work asks again.

    Raises:
        Refused: the person may not hold such a conference there.
    """
    place = place_of(row)
    known = Place(place.kind, place.key, place.group, place.locked, frozenset({call.user}))
    refusal = may_start(desk.school, call.person, known, KINDS[form].form)
    if refusal is not None:
        raise Refused(refusal)
    payload = {"form": form, "user": call.user, "reply": reply_of(call), **more}
    return wanted(what, row.room_id, payload)


def _on(form: str, what: str, **more: Any) -> Run:
    async def run(desk: Desk, call: Call) -> Sequence[Effect]:
        if call.place.kind == DIRECT:
            raise Told(message("lesson-where"))
        return [_work(desk, call, call.room, what, form, {**more, **call.args})]

    return run


async def _record(desk: Desk, call: Call) -> Sequence[Effect]:
    """Nobody's consent is kept anywhere yet, and without everybody's nothing is recorded."""
    del desk
    return [answer(call, message("lesson-no-recording"))]


def _command(name: str, form: str, feature: str, ru: tuple[str, ...], en: tuple[str, ...],
             *params: Param) -> Command:  # fmt: skip
    def part(suffix: str, russian: tuple[str, ...], english: tuple[str, ...], run: Run,
             *own: Param) -> Command:  # fmt: skip
        return Command(
            f"{name}-{suffix}", {"ru": russian, "en": english}, run, feature=feature,
            right=Right.SOMEWHERE, params=own,
        )  # fmt: skip

    return Command(
        name,
        {"ru": ru, "en": en},
        _begin(form),
        feature=feature,
        right=Right.SOMEWHERE,
        params=params,
        parts=(
            part("start", ("начать", "начало", "старт"), ("start", "begin"), _on(form, START)),
            part("end", ("закончить", "закончен", "конец", "стоп"), ("end", "stop", "finish"),
                 _on(form, END, state="open")),
            part("cancel", ("отмена", "отменить"), ("cancel",), _on(form, END, state="planned")),
            part("longer", ("еще", "продлить"), ("longer", "extend"), _on(form, LONGER),
                 Param("minutes", Sort.NUMBER, ask="lesson-ask-minutes")),
            part("attendance", ("кто", "посещаемость", "явка"), ("who", "attendance"),
                 _on(form, ATTENDANCE)),
            part("record", ("запись", "записать"), ("record", "recording"), _record),
        ),
    )  # fmt: skip


COMMANDS: Sequence[Command] = (
    _command("lesson", "lesson", "lesson.start", ("урок", "занятие"), ("lesson",),
             Param("text", Sort.TEXT, ask="lesson-ask")),
    _command("meeting", "parents_meeting", "parents_meeting.hold", ("собрание",), ("meeting",),
             Param("text", Sort.TEXT, optional=True)),
    _command("staff-meeting", "staff_meeting", "conference.start", ("совещание",),
             ("staffmeeting", "briefing"), Param("text", Sort.TEXT, optional=True)),
    _command("event", "event", "school_event.hold", ("мероприятие",), ("event",),
             Param("text", Sort.TEXT, optional=True)),
)  # fmt: skip
