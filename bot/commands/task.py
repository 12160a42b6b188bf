"""!задание: a task whose thread pupils answer in; its end, and who has not answered (N5, Z4)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.commands.answer import answer, in_private
from bot.commands.behalf import may_say, words, written_down
from bot.commands.model import Call, Command, Param, Right, Sort, Told
from bot.commands.people import find_group
from bot.commands.rights import require_in
from bot.commands.times import moment
from bot.commands.work import local
from bot.desk import Desk
from bot.effects import Cancel, Effect, Remember, Send
from bot.school import place_of
from bot.store.store import RoomRow
from bot.teaching.events import TASK, first_line, fits, own, shown
from bot.teaching.tasks import (
    FACT,
    KINDS,
    Task,
    answers,
    edited,
    root,
    task_of,
    timer,
)
from bot.text import Bullets, Line, Part, Text, content
from policy.regulation import DIRECT
from templates import message

_OPEN = "task.open"
_MOST_NAMES = 60
_UNTIL = frozenset({"до", "к", "на", "by", "until", "for"})


async def _run(desk: Desk, call: Call) -> Sequence[Effect]:
    room, due, text = _read(desk, call, str(call.args["text"]))
    if not text:
        raise Told(message("task-how-to"))
    if not fits(text):
        raise Told(message("teach-too-long"))
    if due is not None and due <= desk.now:
        raise Told(message("teach-past", when=shown(local(desk, due))))
    notes = may_say(desk, call.person, room, words(text), features=(_OPEN,))
    task = Task(call.user, first_line(text), text, due)
    sent = Send(room.room_id, _content(desk, task), mark="task")
    effects: list[Effect] = [*written_down(desk, notes, call.person, room), sent]
    if room.room_id != call.room.room_id:
        effects.append(answer(call, message("task-posted", room=room.name)))
    return effects


def _content(desk: Desk, task: Task) -> dict[str, Any]:
    person = desk.school.person(task.by)
    return root(
        desk.school,
        task,
        person.entry.full_name if person else "",
        shown(local(desk, task.due)) if task.due is not None else "",
    )


def _read(desk: Desk, call: Call, typed: str) -> tuple[RoomRow, int | None, str]:
    """«[7А] [до пятницы 18:00]: Решить №5»: the room, the deadline, the text."""
    rest = typed.split()
    group = None
    for count in range(min(4, len(rest)), 0, -1):
        group = find_group(desk.school, " ".join(rest[:count]).rstrip(":,;"))
        if group is not None:
            ends = rest[count - 1].endswith((":", ";"))
            typed = _after(typed, count)
            if ends:
                return _room(desk, call, group.key), None, typed
            break
    when = moment(typed.split(), desk.local_time)
    due = None
    if when is not None and _is_deadline(typed.split(), when[1]):
        due = int(when[0].timestamp() * 1000)
        typed = _after(typed, when[1])
    return _room(desk, call, group.key if group else None), due, typed.lstrip(":,; \n")


def _is_deadline(typed: Sequence[str], used: int) -> bool:
    """«до пятницы», or a time with a colon behind it: «завтра контрольная» names no deadline."""
    return typed[0].lower() in _UNTIL or typed[used - 1].endswith(":")


def _after(text: str, count: int) -> str:
    parts = re.split(r"\s+", text.lstrip(), maxsplit=count)
    return parts[count].strip() if len(parts) > count else ""


def _room(desk: Desk, call: Call, group: str | None) -> RoomRow:
    """The pupils' room of the class or the club's room; without a class that where one types."""
    if group is None:
        if call.room.kind in KINDS:
            return call.room
        group = call.room.group
    for kind in KINDS:
        for row in desk.rooms.of_kind(kind):
            if group is not None and row.group == group:
                return row
    raise Told(message("task-where"))


async def _task(desk: Desk, call: Call) -> tuple[str, Task]:
    """The task in whose thread, or in answer to which, the command stands.

    Raises:
        Told: there is none.
        Refused: the person may not open and close tasks here.
    """
    require_in(desk.school, call.person, call.place, _OPEN)
    for event_id in filter(None, (call.thread, call.replied)):
        event = await desk.look.event(call.room.room_id, event_id)
        found = own(event, desk.me, TASK) if event is not None else None
        if found is not None:
            fact = await desk.memory.fact(event_id)
            closed = fact is not None and fact.data.get("closed") is True
            return event_id, replace(task_of(found), closed=closed)
    raise Told(message("task-which"))


async def _close(desk: Desk, call: Call) -> Sequence[Effect]:
    return await _turn(desk, call, closed=True)


async def _reopen(desk: Desk, call: Call) -> Sequence[Effect]:
    return await _turn(desk, call, closed=False)


async def _turn(desk: Desk, call: Call, *, closed: bool) -> Sequence[Effect]:
    root_id, task = await _task(desk, call)
    task = replace(task, closed=closed)
    fact = await desk.memory.fact(root_id)
    data = {
        "title": task.title, "due": task.due, "kind": call.room.kind, "group": call.room.group,
        "closed": closed,
    }  # fmt: skip
    effects: list[Effect] = [
        Send(call.room.room_id, edited(root_id, _content(desk, task))),
        Remember(root_id, FACT, fact.at if fact else desk.now, call.room.key, task.by, data),
        answer(call, message("task-is-closed" if closed else "task-is-open")),
    ]
    if closed:
        effects.append(Cancel(timer(root_id)))
    return effects


async def _who(desk: Desk, call: Call) -> Sequence[Effect]:
    root_id, task = await _task(desk, call)
    thread = await desk.look.thread(call.room.room_id, root_id)
    wrote, missing = answers(desk.school, call.room, thread)
    parts: list[Part] = [
        Line(task.title, bold=True),
        Line(message("task-answered", count=len(wrote), of=len(wrote) + len(missing))),
    ]
    if missing:
        names = [it.entry.full_name for it in missing]
        parts.append(Line(message("task-missing")))
        parts.append(Bullets([*names[:_MOST_NAMES], *(["…"] if len(names) > _MOST_NAMES else [])]))
    return [in_private(call, Text(parts))]


async def remind(desk: Desk, payload: Mapping[str, Any]) -> Sequence[Effect]:
    """The day before, in the thread; not in quiet hours, nor of a task that is gone or closed."""
    room_id, root_id = str(payload["room_id"]), str(payload["root"])
    row, event = desk.rooms.get(room_id), await desk.look.event(room_id, str(payload["root"]))
    found = own(event, desk.me, TASK) if event is not None else None
    fact = await desk.memory.fact(root_id)
    if row is None or found is None or (fact is not None and fact.data.get("closed") is True):
        return ()
    task, place = task_of(found), place_of(row)
    now = desk.local_time
    resting = desk.school.quiet_now(frozenset({"pupil"}), place.key, now.hour * 60 + now.minute)
    if task.due is None or task.due <= desk.now or resting is not None:
        return ()
    said = message("task-reminder", when=shown(local(desk, task.due)))
    return [Send(room_id, content(said, desk.language, thread=root_id, more={"msgtype": "m.text"}))]


def _part(name: str, russian: tuple[str, ...], english: tuple[str, ...], run: Any) -> Command:
    return Command(
        f"task-{name}", {"ru": russian, "en": english}, run, feature=_OPEN, right=Right.SOMEWHERE
    )


TASK_COMMAND = Command(
    "task",
    {"ru": ("задание", "задача"), "en": ("task",)},
    _run,
    feature=_OPEN,
    right=Right.SOMEWHERE,
    params=(Param("text", Sort.TEXT, ask="task-ask"),),
    kinds=frozenset({*KINDS, "class_announcements", "materials", "parents", DIRECT}),
    parts=(
        _part("close", ("закрыть", "закрыто", "конец"), ("close",), _close),
        _part("reopen", ("открыть",), ("open",), _reopen),
        _part("who", ("кто", "ответы"), ("who",), _who),
    ),
)
