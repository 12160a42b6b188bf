"""Plans and opens conferences: announcement, materials, task thread, widget, room's state (W7)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.commands.behalf import may_say, words, written_down
from bot.commands.material import say_material
from bot.commands.rights import may_in
from bot.desk import Desk
from bot.effects import Do, Effect, Send, marked
from bot.lessons import limits
from bot.lessons.drafts import Draft
from bot.lessons.forms import KINDS, has_pupils
from bot.lessons.record import Record, here, new_name, record, written
from bot.lessons.say import announcement, became, heading, told, when
from bot.lessons.widget import placed
from bot.school import place_of
from bot.store.store import RoomRow
from bot.teaching.materials import FACT as MATERIAL
from bot.teaching.materials import PLACES, matching, permalink
from bot.teaching.tasks import Task, root
from bot.text import Line, Link, Text
from policy import events
from policy.conference import may_start
from policy.conference_event import Conference
from policy.decision import Place
from policy.links import refusal_of
from policy.people import Person
from policy.refusal import Refused
from templates import message, say
from templates.refusals import sentence

OPEN, START = "conference.open", "conference.start"
_MOST_MATERIALS = 5
_TASKS = "task.open"


def lane(room_id: str) -> str:
    """What changes the conferences of one room is done one after another."""
    return f"conference:{room_id}"


def wanted(name: str, room_id: str, payload: Mapping[str, Any]) -> Do:
    """Work on the conferences of a room."""
    return Do(lane(room_id), name, {"room_id": room_id, **payload})


async def place_with_people(desk: Desk, row: RoomRow) -> Place:
    """The room with who is in it by its state."""
    return replace(place_of(row), joined=await desk.look.joined(row.room_id))


async def start(desk: Desk, payload: Mapping[str, Any]) -> Sequence[Effect]:
    """Plan a conference, or open one at once. Rights are asked here, when it is done."""
    row, person = desk.rooms.get(str(payload["room_id"])), _person(desk, payload)
    if row is None or person is None:
        return ()
    draft = _draft(payload["draft"])
    try:
        notes = await _allowed(desk, row, person, str(payload["form"]), draft)
    except Refused as refused:
        return told(payload, sentence(desk.school, refused.refusal, _language(desk, payload)))
    if not draft.opens and await here(desk, row, "open"):
        return told(payload, message("lesson-already", room=row.name))
    it = _record(desk, row, person, str(payload["form"]), draft)
    effects: list[Effect] = [*written_down(desk, notes, person, row)]
    effects += await _shown(desk, row, person, it, draft)
    if draft.opens:
        said = message("lesson-planned", room=row.name, when=_when(desk, it))
    else:
        said = message("lesson-opened", room=row.name, form=it.conference.form)
        effects += await limits.at_the_beginning(desk, it)
    return [*effects, *told(payload, said)]


async def open_planned(desk: Desk, payload: Mapping[str, Any]) -> Sequence[Effect]:
    """Open what was planned: the one that is named, or the room's next, of one's own first."""
    row, person = desk.rooms.get(str(payload["room_id"])), _person(desk, payload)
    if row is None or person is None:
        return ()
    it = await _planned(desk, row, person, str(payload.get("conference", "")))
    if it is None:
        return told(payload, message("lesson-none-planned", room=row.name))
    draft = Draft(it.conference.title, "", 0, it.minutes, it.device, (), "")
    try:
        notes = await _allowed(desk, row, person, it.conference.form, draft)
    except Refused as refused:
        return told(payload, sentence(desk.school, refused.refusal, _language(desk, payload)))
    if await here(desk, row, "open"):
        return told(payload, message("lesson-already", room=row.name))
    before = await desk.look.state(row.room_id, events.CONFERENCE, it.name)
    opened = it.with_(state="open", opened=desk.now, host=person.user)
    effects: list[Effect] = [*written_down(desk, notes, person, row)]
    if isinstance(before.get("announcement"), str):
        old = Text.of(Line(heading(it), bold=True), message("lesson-began"))
        effects.append(Send(row.room_id, became(before["announcement"], old, desk.language)))
    effects += await _shown(desk, row, person, opened, draft)
    effects += await limits.at_the_beginning(desk, opened)
    return [
        *effects,
        *told(payload, message("lesson-opened", room=row.name, form=it.conference.form)),
    ]


async def _planned(desk: Desk, row: RoomRow, person: Person, name: str) -> Record | None:
    if name:
        found = await record(desk.memory, name)
        return found if found is not None and found.conference.state == "planned" else None
    planned = await here(desk, row, "planned")
    planned.sort(key=lambda it: (it.conference.host != person.user, it.conference.opens))
    return planned[0] if planned else None


async def _allowed(desk: Desk, row: RoomRow, person: Person, form: str, draft: Draft) -> Any:
    """Notes to write down.

    Raises:
        Refused: the person may not hold it here, or not show there what is not verified.
    """
    refusal = may_start(desk.school, person, await place_with_people(desk, row), KINDS[form].form)
    if refusal is not None:
        raise Refused(refusal)
    if has_pupils(desk.school, row.kind):
        # A link with a reason may be written; what a lesson shows to pupils is verified (N2).
        for link in draft.links:
            if desk.school.catalogue.entry_of(link) is None:
                raise Refused(refusal_of(link, "N2" if row.kind != "club" else "Z2"))
    text = "\n".join([draft.title, *draft.links, draft.task]).strip()
    return may_say(desk, person, row, words(text or "…"), at=draft.opens or None)


def _record(desk: Desk, row: RoomRow, person: Person, form: str, draft: Draft) -> Record:
    kind = KINDS[form]
    found = Conference(
        new_name(), kind.form, draft.title, person.user, "planned" if draft.opens else "open",
        subject=draft.subject, opens=draft.opens, opened=0 if draft.opens else desk.now,
    )  # fmt: skip
    return Record(
        found, row.room_id, row.key, row.kind, row.group, draft.minutes or kind.minutes,
        draft.device,
    )  # fmt: skip


async def _shown(
    desk: Desk, row: RoomRow, person: Person, it: Record, draft: Draft
) -> list[Effect]:
    """What everybody in the room sees of it, and the room's state."""
    name, language = person.entry.full_name, desk.language
    materials = await _materials(desk, row, it)
    it = it.with_(materials=tuple(event_id for event_id, _ in materials))
    effects: list[Effect] = [
        *announcement(
            it, name, language, desk.zone, links=draft.links,
            materials=[link for _, link in materials],
        )
    ]  # fmt: skip
    ids: dict[str, Any] = {"announcement": marked("announcement")}
    if it.conference.state == "open":
        if it.conference.form == "lesson" and may_in(desk.school, person, place_of(row), _TASKS):
            effects.append(_task(desk, row, person, it, draft))
            ids["task"] = marked("task")
        effects += placed(it, desk.me, desk.settings, language)
    return [*effects, *await written(desk, it, **ids)]


def _task(desk: Desk, row: RoomRow, person: Person, it: Record, draft: Draft) -> Send:
    """The thread in which pupils answer during the lesson and after it."""
    usual = say(message("lesson-task", title=it.conference.title), desk.language)
    text = draft.task or usual
    task = Task(person.user, it.conference.title, text, None)
    name = person.entry.full_name
    return Send(row.room_id, root(desk.school, task, name, ""), mark="task")


async def _materials(desk: Desk, row: RoomRow, it: Record) -> list[tuple[str, Link]]:
    """Materials of the class on the lesson's topic, else on its subject: event id and link."""
    where, known = PLACES.get(row.kind), it.conference
    if where is None or known.form != "lesson":
        return []
    rooms = {one.key: one for one in desk.rooms.of_kind(where) if one.group == row.group}
    facts = [fact for key in rooms for fact in await desk.memory.facts([MATERIAL], room_key=key)]
    topic = known.title.removeprefix(known.subject).strip(" :")
    found = matching(facts, topic) if topic else []
    found = found or (matching(facts, known.subject) if known.subject else [])
    return [
        (fact.id, Link(say_material(desk, fact), permalink(rooms[fact.room_key].room_id, fact.id)))
        for fact in found[:_MOST_MATERIALS]
    ]


def _draft(data: Mapping[str, Any]) -> Draft:
    return Draft(
        str(data["subject"]), str(data["topic"]), int(data["opens"]), int(data["minutes"]),
        str(data["device"]), tuple(map(str, data["links"])), str(data["task"]),
    )  # fmt: skip


def _person(desk: Desk, payload: Mapping[str, Any]) -> Person | None:
    return desk.school.person(str(payload["user"]))


def _language(desk: Desk, payload: Mapping[str, Any]) -> str:
    return str(payload.get("reply", {}).get("language", desk.language))


def _when(desk: Desk, it: Record) -> str:
    return when(it, desk.zone)[0]
