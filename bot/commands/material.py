"""!материал and !материалы: the catalogue of learning materials of a class or club (M1, N4, F3)."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.commands.answer import answer, in_private
from bot.commands.behalf import may_say, words, written_down
from bot.commands.model import Call, Command, Param, Right, Sort, Told
from bot.commands.people import find_group
from bot.commands.rights import may_in, require_in
from bot.desk import Desk
from bot.effects import Effect, Redact, Remember, Send
from bot.matrix.batch import content_of
from bot.school import place_of
from bot.store.store import Fact, RoomRow
from bot.teaching.events import MATERIAL, fits, own
from bot.teaching.materials import (
    FACT,
    PLACES,
    Draft,
    file_of,
    matching,
    permalink,
    posted,
    read_draft,
    said,
    with_file,
)
from bot.text import Line, Link, Part, Text
from policy.decision import Media
from templates import Message, message, say

_PUBLISH, _FIND = "material.publish", "material.find"
_MOST_SHOWN = 15
_GROUPS = {"m.image": "photo", "m.audio": "audio", "m.video": "video", "m.file": "document"}


async def _publish(desk: Desk, call: Call) -> Sequence[Effect]:
    row, typed = _target(desk, call, str(call.args["text"]))
    file = await _file(desk, call)
    draft = read_draft(typed, has_file=file is not None)
    if isinstance(draft, Message):
        raise Told(draft)
    if not fits(said(draft)):
        raise Told(message("teach-too-long"))
    notes = may_say(desk, call.person, row, words(said(draft)), features=(_PUBLISH,))
    effects: list[Effect] = [*written_down(desk, notes, call.person, row)]
    if file is not None:
        effects += _file_effects(desk, call, row, draft, file)
    else:
        name = call.person.entry.full_name
        effects.append(
            Send(row.room_id, posted(draft, call.user, name, desk.language), mark="material")
        )
    return [*effects, answer(call, message("material-posted", room=row.name))]


def _file_effects(
    desk: Desk, call: Call, row: RoomRow, draft: Draft, file: Mapping[str, object]
) -> list[Effect]:
    """The file once more, where the materials are; it takes the right to send such a file there."""
    kind, url = str(file["msgtype"]), str(file["url"])
    media = {url: Media(call.user, _GROUPS[kind], None)}
    notes = may_say(desk, call.person, row, file, media=media)
    title = message("material-title", subject=draft.subject, topic=draft.topic or "—")
    caption = "\n".join(filter(None, (say(title, desk.language), draft.words)))
    return [
        *written_down(desk, notes, call.person, row),
        Send(row.room_id, with_file(file, caption, draft, call.user), mark="material"),
    ]


async def _file(desk: Desk, call: Call) -> Mapping[str, object] | None:
    """The file that the command answers. A link in the message answered is typed again by hand."""
    if not call.replied:
        return None
    event = await desk.look.event(call.room.room_id, call.replied)
    return file_of(content_of(event)) if event is not None else None


def _target(desk: Desk, call: Call, typed: str) -> tuple[RoomRow, str]:
    """Where the material goes, and what is left of the words: «7А математика: …» names a class."""
    first = re.split(r"[\s:,]+", typed.strip(), maxsplit=1)
    group = find_group(desk.school, first[0])
    kind, key = PLACES.get(call.room.kind, "materials"), call.room.group
    if group is not None and len(first) > 1:
        typed, key = first[1], group.key
        kind = "club" if group.kind == "club" else kind if kind == "parents" else "materials"
    for row in desk.rooms.of_kind(kind):
        if key is not None and row.group == key:
            return row, typed
    raise Told(message("material-where"))


async def _remove(desk: Desk, call: Call) -> Sequence[Effect]:
    """One's own; somebody else's whoever keeps order may."""
    for event_id in filter(None, (call.replied, call.thread)):
        event = await desk.look.event(call.room.room_id, event_id)
        found = own(event, desk.me, MATERIAL) if event is not None else None
        if found is None:
            continue
        if found.get("by") != call.user:
            require_in(desk.school, call.person, call.place, "message.remove")
        else:
            require_in(desk.school, call.person, call.place, _PUBLISH)
        fact = await desk.memory.fact(event_id)
        gone = {**(fact.data if fact else {}), "removed": True}
        return [
            Redact(call.room.room_id, event_id),
            Remember(
                event_id, FACT, fact.at if fact else desk.now, call.room.key,
                str(found.get("by", "")), gone,
            ),
            in_private(call, message("material-removed")),
        ]  # fmt: skip
    raise Told(message("material-which"))


async def _find(desk: Desk, call: Call) -> Sequence[Effect]:
    rows = _readable(desk, call)
    facts: list[Fact] = []
    for row in rows:
        facts += await desk.memory.facts([FACT], room_key=row.key)
    found = matching(facts, str(call.args.get("words", "")))
    if not found:
        return [answer(call, message("material-none"))]
    # The link leads to the material in its room and not to where that leads: what may be shared
    # in one room is not repeated in another.
    parts: list[Part] = [Line(message("material-list", count=len(found)), bold=True)]
    by_key = {row.key: row for row in rows}
    for fact in found[:_MOST_SHOWN]:
        row = by_key[fact.room_key]
        parts.append(Link(say_material(desk, fact), permalink(row.room_id, fact.id)))
    if len(found) > _MOST_SHOWN:
        parts.append(Line(message("material-more")))
    return [answer(call, Text(parts))]


def say_material(desk: Desk, fact: Fact) -> Message:
    """A material in a list: subject, topic, day."""
    day = datetime.fromtimestamp(fact.at / 1000, desk.zone)
    data = fact.data
    return message(
        "material-line",
        subject=str(data.get("subject", "")),
        topic=str(data.get("topic") or data.get("words") or data.get("file") or "—"),
        day=f"{day:%d.%m.%Y}",
    )


def _readable(desk: Desk, call: Call) -> list[RoomRow]:
    """The rooms whose materials may be found from here: the class's own, in private all of one's.

    Raises:
        Refused: none, by the clause that gives the right to others.
    """
    wanted = PLACES.get(call.room.kind)
    if wanted is not None:
        require_in(desk.school, call.person, call.place, _FIND)
        return [it for it in desk.rooms.of_kind(wanted) if it.group == call.room.group]
    rows = [
        row
        for kind in dict.fromkeys(PLACES.values())
        for row in desk.rooms.of_kind(kind)
        if may_in(desk.school, call.person, place_of(row), _FIND)
    ]
    if not call.place.key:
        return rows
    require_in(desk.school, call.person, call.place, _FIND)
    return rows


_REMOVE = Command(
    "material-remove",
    {"ru": ("удалить", "убрать"), "en": ("remove", "delete")},
    _remove,
    feature=_PUBLISH,
    right=Right.SOMEWHERE,
)
MATERIAL_COMMAND = Command(
    "material",
    {"ru": ("материал",), "en": ("material",)},
    _publish,
    feature=_PUBLISH,
    right=Right.SOMEWHERE,
    params=(Param("text", Sort.TEXT, ask="material-ask"),),
    parts=(_REMOVE,),
)
MATERIALS = Command(
    "materials",
    {"ru": ("материалы",), "en": ("materials",)},
    _find,
    feature=_FIND,
    right=Right.SOMEWHERE,
    params=(Param("words", Sort.TEXT, optional=True),),
)
