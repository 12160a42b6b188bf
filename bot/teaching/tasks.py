"""Tasks: what their first message looks like, who has answered, when to remind. Pure (N5, Z4)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.effects import Kept, Remember, Schedule
from bot.matrix.batch import Event, thread_of
from bot.store.store import Job, RoomRow
from bot.teaching.events import TASK, at, event_id, fact_id, own
from bot.text import Line, Text, content
from bot.work.inbox import is_edit, is_state, kind_of
from bot.work.readers import View
from policy.people import PUPIL, Person
from policy.school import School
from templates import message

KINDS = ("pupils", "club")
FACT, ANSWERED = "task", "task.answer"
REMIND = "task-remind"
_HOUR_MS = 3_600_000
# The reminder comes the day before, or for what is due sooner two hours before.
_DAY_BEFORE, _SOON_BEFORE = 24 * _HOUR_MS, 2 * _HOUR_MS
_ENOUGH_TIME = 1.5


@dataclass(frozen=True, slots=True)
class Task:
    """A task as its first message has it. `due` is milliseconds, None without a deadline."""

    by: str
    title: str
    text: str
    due: int | None
    closed: bool = False


def task_of(data: Mapping[str, Any]) -> Task:
    """The task under the key of the assistant's own message."""
    due = data.get("due")
    return Task(
        str(data.get("by", "")),
        str(data.get("title", "")),
        str(data.get("text", "")),
        due if isinstance(due, int) else None,
        data.get("closed") is True,
    )


def root(school: School, task: Task, name: str, when: str) -> dict[str, Any]:
    """The content of the thread's first message. `name` is the teacher's, `when` the deadline's."""
    parts: list[Line | Any] = [Line(message("task-heading"), bold=True), task.text]
    if when:
        parts.append(message("task-due", when=when))
    parts.append(message("task-by", name=name))
    parts.append(message("task-closed" if task.closed else "task-how"))
    data = {
        "by": task.by, "title": task.title, "text": task.text, "due": task.due,
        "closed": task.closed,
    }  # fmt: skip
    return content(Text.of(*parts), school.about.language, more={"msgtype": "m.text", TASK: data})


def edited(root_id: str, fresh: Mapping[str, Any]) -> dict[str, Any]:
    """The edit of the first message into `fresh`: people read it, the homeserver decides by it."""
    return {
        "msgtype": "m.text",
        "body": f"* {fresh['body']}",
        "m.mentions": {},
        "m.new_content": dict(fresh),
        "m.relates_to": {"rel_type": "m.replace", "event_id": root_id},
    }


def remind_at(sent: int, due: int) -> int | None:
    """When to remind of what is due: None where that would come right after the task itself."""
    for before in (_DAY_BEFORE, _SOON_BEFORE):
        if due - sent >= before * _ENOUGH_TIME:
            return due - before
    return None


def timer(root_id: str) -> str:
    """The key of a task's reminder."""
    return f"{REMIND}:{root_id}"


def tasks_in(view: View, row: RoomRow, event: Event) -> Iterable[Kept | Job]:
    """Reader: tasks of the assistant's own messages, and what pupils write into threads."""
    found = own(event, view.me, TASK)
    if found is not None:
        task, root_id = task_of(found), str(event["event_id"])
        yield Remember(
            root_id, FACT, at(event), row.key, task.by,
            {"title": task.title, "due": task.due, "kind": row.kind, "group": row.group},
        )  # fmt: skip
        when = remind_at(at(event), task.due) if task.due is not None else None
        if when is not None:
            yield Schedule(timer(root_id), when, REMIND, {"room_id": row.room_id, "root": root_id})
        return
    sender, thread = str(event.get("sender", "")), event_id(thread_of(event))
    if row.kind not in KINDS or not thread or not _is_answer(event):
        return
    if PUPIL in view.school.members(row.kind, row.group).get(sender, ()):
        yield Remember(
            fact_id(thread, sender), ANSWERED, at(event), row.key, sender, {"task": thread}
        )


def _is_answer(event: Event) -> bool:
    return kind_of(event) == "m.room.message" and not is_state(event) and not is_edit(event)


def answers(
    school: School, row: RoomRow, thread: Iterable[Event]
) -> tuple[Sequence[Person], Sequence[Person]]:
    """Pupils of the room who wrote into the thread, and who did not: by name, without a rank."""
    wrote = {it.get("sender") for it in thread if _is_answer(it)}
    pupils = sorted(
        (
            person
            for user, roles in school.members(row.kind, row.group).items()
            if PUPIL in roles and (person := school.person(user)) is not None
        ),
        key=lambda it: (it.entry.full_name, it.id),
    )
    return (
        [it for it in pupils if it.user in wrote],
        [it for it in pupils if it.user not in wrote],
    )
