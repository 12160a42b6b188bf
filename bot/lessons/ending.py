"""Ends conferences: door shut, widget gone, who was there told to whom it concerns (M2, D4)."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.desk import Desk
from bot.effects import Dismiss, Effect, Send, Upload, marked
from bot.lessons.attendance import PRESENCE, Came, Stay, expected, minutes, stays_of
from bot.lessons.limits import screen_minutes
from bot.lessons.opening import place_with_people
from bot.lessons.record import MINUTE_MS, Record, here, record, since, written
from bot.lessons.say import became, heading, told
from bot.lessons.widget import taken_away
from bot.text import Bullets, Line, Part, Text, notice
from policy import events
from policy.conference import may_start
from policy.refusal import Refusal
from templates import Message, message, say
from templates.refusals import sentence

END, ATTENDANCE = "conference.end", "conference.attendance"
_MOST_NAMES = 60
# A spreadsheet takes what begins so for a formula.
_FORMULA = re.compile(r"^[=+\-@\t\r]")
_FILE = "attendance.csv"


async def stays_so_far(desk: Desk, it: Record) -> dict[str, tuple[Stay, ...]]:
    """User id → when they were there, until now or until the end."""
    known = it.conference
    facts = await desk.memory.facts([PRESENCE], room_key=it.name)
    return stays_of(facts, known.opened, known.ended or desk.now)


async def may_manage(desk: Desk, it: Record, user: str) -> Refusal | None:
    """May `user` end it and see who was there? Whoever might hold it in that room."""
    row, person = desk.rooms.get(it.room_id), desk.school.person(user)
    if row is None or person is None:
        return Refusal("policy-stranger", row="W5")
    if it.conference.form == "consultation" and user == it.conference.host:
        return None
    return may_start(desk.school, person, await place_with_people(desk, row), it.conference.form)


async def end(desk: Desk, payload: Mapping[str, Any]) -> Sequence[Effect]:
    """End one: on the word of `user`, or because of `why`: empty, time, alone, missed."""
    row = desk.rooms.get(str(payload["room_id"]))
    it = await _meant(desk, payload)
    if row is None or it is None:
        return told(payload, message("lesson-none-open"))
    user = str(payload.get("user", ""))
    refusal = await may_manage(desk, it, user) if user else None
    if refusal is not None:
        return told(payload, sentence(desk.school, refusal, desk.language))
    if it.conference.state == "planned":
        return [*await _called_off(desk, it), *told(payload, message("lesson-called-off"))]
    over = it.with_(state="ended", ended=desk.now)
    stays = await stays_so_far(desk, over)
    came = expected(
        desk.school, over.conference.form, over.kind, over.group, stays, over.conference.opened
    )
    over = replace(
        over,
        there={known: minutes(them) for known, them in stays.items()},
        screen=screen_minutes(desk, stays),
        present=sum(bool(one.stays) for one in came),
        of=len(came),
    )
    effects: list[Effect] = [*await written(desk, over), *taken_away(over), Dismiss(over.name)]
    effects += await _in_the_room(desk, over)
    effects += to_teacher(desk, over, came, over.conference.host, str(payload.get("why", "")))
    return [*effects, *told(payload, message("lesson-is-over"))]


async def attendance(desk: Desk, payload: Mapping[str, Any]) -> Sequence[Effect]:
    """Who was there, for whoever may hold it: of what is on, else of what was last."""
    it = await _meant(desk, payload) or await _last(desk, str(payload["room_id"]))
    user = str(payload["user"])
    if it is None or it.conference.state == "planned":
        return told(payload, message("lesson-none-yet"))
    refusal = await may_manage(desk, it, user)
    if refusal is not None:
        return told(payload, sentence(desk.school, refusal, desk.language))
    known = it.conference
    stays = await stays_so_far(desk, it)
    came = expected(desk.school, known.form, it.kind, it.group, stays, known.opened)
    return [*to_teacher(desk, it, came, user, ""), *told(payload, message("lesson-in-private"))]


async def _meant(desk: Desk, payload: Mapping[str, Any]) -> Record | None:
    name = str(payload.get("conference", ""))
    if name:
        found = await record(desk.memory, name)
        return found if found is not None and found.conference.state != "ended" else None
    row = desk.rooms.get(str(payload["room_id"]))
    if row is None:
        return None
    found_here = await here(desk, row, str(payload.get("state", "")))
    found_here.sort(key=lambda it: (it.conference.state != "open", it.conference.opens))
    return found_here[0] if found_here else None


async def _last(desk: Desk, room_id: str) -> Record | None:
    found = [it for it in await since(desk.memory, 0, desk.now + 1) if it.room_id == room_id]
    return found[-1] if found else None


async def _called_off(desk: Desk, it: Record) -> list[Effect]:
    before = await desk.look.state(it.room_id, events.CONFERENCE, it.name)
    gone = it.with_(state="ended", ended=desk.now)
    effects = await written(desk, gone)
    text = Text.of(Line(heading(it), bold=True), message("lesson-was-called-off"))
    if isinstance(before.get("announcement"), str):
        effects.append(Send(it.room_id, became(before["announcement"], text, desk.language)))
    return effects


async def _in_the_room(desk: Desk, it: Record) -> list[Effect]:
    """How long, and how many: names are nobody else's business."""
    known = it.conference
    lasted = max((known.ended - known.opened) // MINUTE_MS, 1)
    parts: list[Part | Message] = [
        Line(heading(it), bold=True), message("lesson-over", minutes=lasted)
    ]  # fmt: skip
    text = Text.of(*parts)
    before = await desk.look.state(it.room_id, events.CONFERENCE, it.name)
    effects: list[Effect] = []
    if isinstance(before.get("announcement"), str):
        effects.append(Send(it.room_id, became(before["announcement"], text, desk.language)))
    if known.form == "consultation":
        return effects
    if it.of:
        key = f"lesson-counted-{known.form.replace('_', '-')}"
        parts.append(message(key, present=it.present, of=it.of))
    return [*effects, notice(it.room_id, Text.of(*parts), desk.language)]


def to_teacher(desk: Desk, it: Record, came: Sequence[Came], user: str, why: str) -> list[Effect]:
    """Names, for whoever holds it alone, and the table."""
    parts: list[Part | Message] = [Line(heading(it), bold=True)]
    if why:
        parts.append(message(f"lesson-ended-{why}"))
    if not came:
        count = sum(known != it.conference.host for known in it.there)
        parts.append(message("lesson-came", count=count))
        return [notice(user, Text.of(*parts), desk.language)]
    there = [one for one in came if one.stays]
    parts.append(message("lesson-present", present=len(there), of=len(came)))
    for key, names in (
        ("lesson-missing", [one.name for one in came if not one.stays]),
        ("lesson-late", [one.name for one in there if one.late]),
    ):
        if names:
            parts.append(message(key, count=len(names)))
            more = ["…"] if len(names) > _MOST_NAMES else []
            parts.append(Bullets([*names[:_MOST_NAMES], *more]))
    text = table(it, came, desk)
    shown = {
        "msgtype": "m.file", "body": _FILE, "filename": _FILE, "url": marked("file"),
        "info": {"mimetype": "text/csv", "size": len(text.encode())}, "m.mentions": {},
    }  # fmt: skip
    return [
        notice(user, Text.of(*parts), desk.language),
        Upload(user, _FILE, "text/csv", text, "file"),
        Send(user, shown),
    ]


def table(it: Record, came: Sequence[Came], desk: Desk) -> str:
    """The list for a spreadsheet, with semicolons and a mark of UTF-8 as those in Russia want."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    title = heading(it)
    writer.writerow([_cell(say(title, desk.language) if isinstance(title, Message) else title)])
    heads = ["name", "was", "from", "until", "minutes", "late"]
    heads += ["by"] if it.conference.form == "parents_meeting" else []
    writer.writerow([_say(desk, f"lesson-column-{one}") for one in heads])
    for one in came:
        late = max((one.first - it.conference.opened) // MINUTE_MS, 0) if one.late else 0
        row = [
            _cell(one.name), _say(desk, "lesson-yes" if one.stays else "lesson-no"),
            _clock(desk, one.first), _clock(desk, one.last), str(one.minutes) if one.stays else "",
            str(late) if late else "",
        ]  # fmt: skip
        writer.writerow([*row, _cell(one.by)] if len(heads) > len(row) else row)
    return "\ufeff" + out.getvalue()


def _say(desk: Desk, key: str) -> str:
    return say(message(key), desk.language)


def _clock(desk: Desk, at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, desk.zone):%H:%M}" if at else ""


def _cell(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text
