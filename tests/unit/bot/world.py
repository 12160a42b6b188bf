"""A school with its assistant in memory: whoever types is answered, effects happen at once.

Only our own protocols are played (Memory, Look): what the homeserver does is tested on a real one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.commands.prompts import REACTION, PromptWork
from bot.commands.table import ANSWERERS, COMMANDS, DOERS, READERS
from bot.commands.work import COMMAND, CommandWork
from bot.desk import Desk
from bot.effects import (
    Ask,
    Cancel,
    Dismiss,
    Do,
    Effect,
    MakeLink,
    Once,
    Redact,
    Remember,
    Schedule,
    Send,
    SetState,
    Upload,
    mark_of,
)
from bot.matrix.batch import Event, relation_of
from bot.school import Rooms, Watch
from bot.settings import Settings, Web
from bot.store.store import Fact, Job, RoomRow
from bot.text import clean
from bot.work.readers import View
from policy.people import People
from policy.school import School
from tests.unit.builders import SERVER
from tests.unit.policy.school import BOT, CHESS, A, B, example, user

PROVISIONER = f"@parta:{SERVER}"
# A Tuesday, half past two in the afternoon.
NOW = datetime(2026, 11, 24, 14, 30, tzinfo=ZoneInfo("Europe/Moscow"))
HOUR = 3_600_000
_SETTINGS = Settings(data=Path("nowhere"), web=Web(port=1, homeserver="http://x", server_name="x"))
_ROOMS = {
    "school board": ("announcements", "announcements", None, "Объявления школы"),
    "3А board": (f"{A}:announcements", "class_announcements", A, "3А · Объявления"),
    "3А pupils": (f"{A}:pupils", "pupils", A, "3А · Ученики"),
    "3А parents": (f"{A}:parents", "parents", A, "3А · Родители"),
    "3А materials": (f"{A}:materials", "materials", A, "3А · Материалы"),
    "3Б board": (f"{B}:announcements", "class_announcements", B, "3Б · Объявления"),
    "3Б pupils": (f"{B}:pupils", "pupils", B, "3Б · Ученики"),
    "3Б parents": (f"{B}:parents", "parents", B, "3Б · Родители"),
    "3Б materials": (f"{B}:materials", "materials", B, "3Б · Материалы"),
    "chess": (CHESS, "club", CHESS, "Кружок «Шахматы»"),
    "staff": ("staff:room", "staff_room", None, "Учительская"),
    "office": ("staff:director", "director", None, "Кабинет директора"),
    "moderation": ("moderation", "moderation", None, "Модерация"),
}


class _Accepted(Watch):
    """Everybody has accepted the regulation."""

    def has_accepted(self, user: str) -> bool:
        return True


def room_id(name: str) -> str:
    """The id of a room of `_ROOMS`, or of the room between somebody and the assistant."""
    return f"!{name.replace(' ', '-')}:{SERVER}"


@dataclass
class World:
    """Every room, what is remembered, and a clock that only tests move."""

    school: School = field(default_factory=example)
    now: int = int(NOW.timestamp() * 1000)
    events: list[dict[str, Any]] = field(default_factory=list)
    known: dict[str, Fact] = field(default_factory=dict)
    timers: dict[str, Schedule] = field(default_factory=dict)
    asked: dict[tuple[str, str], Ask] = field(default_factory=dict)
    once: set[str] = field(default_factory=set)
    uploads: list[Upload] = field(default_factory=list)
    waiting: list[Job] = field(default_factory=list)
    states: dict[tuple[str, str, str], Mapping[str, Any]] = field(default_factory=dict)
    dismissed: list[tuple[str, str]] = field(default_factory=list)  # conference, user
    left: set[tuple[str, str]] = field(default_factory=set)  # room id, user id
    settings: Settings = field(default_factory=lambda: _SETTINGS)

    def __post_init__(self) -> None:
        self.rooms = Rooms(
            RoomRow(room_id(name), key, kind, group, title)
            for name, (key, kind, group, title) in _ROOMS.items()
        )
        self._commands = CommandWork(COMMANDS)
        self._doers = {
            **DOERS,
            COMMAND: self._commands.do,
            REACTION: PromptWork(ANSWERERS).do,
        }

    @property
    def desk(self) -> Desk:
        """The desk of the next job."""
        watch = _Accepted(SERVER, PROVISIONER)
        return Desk(BOT, self.settings, self.school, watch, self.rooms, self, self, self.now)

    # What people do

    async def types(self, who: str, where: str, text: str, **more: Any) -> dict[str, Any]:
        """Somebody writes; everything that follows has happened when this returns."""
        return await self.sends(who, where, {"msgtype": "m.text", "body": text, **more})

    async def asks(self, who: str, where: str, text: str, **more: Any) -> str:
        """What the assistant says to somebody's command, wherever it says it."""
        before = len(self.events)
        await self.types(who, where, text, **more)
        return "\n\n".join(
            str(it["content"]["body"])
            for it in self.events[before:]
            if it["sender"] == BOT and "body" in it["content"] and not _is_edit(it)
        )

    async def sends(
        self, who: str, where: str, content: Mapping[str, Any], kind: str = "m.room.message"
    ) -> dict[str, Any]:
        """Somebody sends an event."""
        if where == "private":
            self._private(user(who))
        event = self._happened(self._room(who, where), user(who), content, kind)
        await self._settle()
        return event

    async def taps(self, who: str, event: Event, key: str) -> None:
        """Somebody reacts."""
        relation = {"rel_type": "m.annotation", "event_id": event["event_id"], "key": key}
        content = {"m.relates_to": relation}
        self._happened(str(event["room_id"]), user(who), content, "m.reaction")
        await self._settle()

    async def passes(self, milliseconds: int) -> None:
        """Time goes by, and what is due happens."""
        self.now += milliseconds
        for timer in [it for it in self.timers.values() if it.due <= self.now]:
            del self.timers[timer.key]
            self.waiting.append(Job(timer.name, {**timer.payload, "due": timer.due}, timer.key))
        await self._settle()

    # What is to be seen

    def last(self, where: str, who: str = "", *, edits: bool = False) -> dict[str, Any]:
        """The assistant's newest event in a room that is no reaction."""
        wanted = self._room(who, where)
        return next(
            it
            for it in reversed(self.events)
            if it["room_id"] == wanted
            and it["sender"] == BOT
            and it["type"] != "m.reaction"
            and (edits or not _is_edit(it))
        )

    def bodies(self, where: str, who: str = "") -> list[str]:
        """Everything that the assistant said in a room."""
        wanted = self._room(who, where)
        return [
            str(it["content"].get("body", ""))
            for it in self.events
            if it["room_id"] == wanted and it["sender"] == BOT and it["type"] == "m.room.message"
        ]

    def now_reads(self, event: Event) -> str:
        """What a message was edited into."""
        edits = [
            it["content"]["m.new_content"]["body"]
            for it in self.events
            if _is_edit(it) and relation_of(it).get("event_id") == event["event_id"]
        ]
        return str(edits[-1]) if edits else str(event["content"]["body"])

    def _room(self, who: str, where: str) -> str:
        return self._private(user(who)) if where == "private" else room_id(where)

    def _private(self, somebody: str) -> str:
        row = self.rooms.with_person(somebody)
        if row is None:
            row = RoomRow(room_id(f"with {somebody[1:]}"), person=somebody)
            self.rooms.put(row)
        return row.room_id

    # What the inbox, the jobs and the outbox do

    def _happened(
        self, where: str, sender: str, content: Mapping[str, Any], kind: str
    ) -> dict[str, Any]:
        event = {
            "event_id": f"$e{len(self.events)}", "room_id": where, "sender": sender, "type": kind,
            "content": dict(content), "origin_server_ts": self.now + len(self.events),
        }  # fmt: skip
        self.events.append(event)
        row = self.rooms.get(where)
        assert row is not None
        view = View(BOT, PROVISIONER, self.school, self.rooms)
        for reader in READERS:
            for found in reader(view, row, event):
                if isinstance(found, Job):
                    self.waiting.append(found)
                else:
                    self._apply([found])
        return event

    async def _settle(self) -> None:
        while self.waiting:
            job = self.waiting.pop(0)
            self._apply(await self._doers[job.name](self.desk, job.payload))

    def _apply(self, wanted: Iterable[Effect]) -> None:
        marks: dict[str, str] = {}
        for effect in wanted:
            if isinstance(effect, Once):
                if effect.name in self.once:
                    return
                self.once.add(effect.name)
            elif isinstance(effect, Send | Upload | Redact | SetState | MakeLink):
                self._carry_out(effect, marks)
            else:
                self._keep(effect)

    def _keep(self, effect: Effect) -> None:
        match effect:
            case Remember(it, kind, at, room_key, subject, data):
                self.known[it] = Fact(it, kind, at, room_key, subject, data)
            case Schedule():
                self.timers[effect.key] = effect
            case Cancel():
                self.timers.pop(effect.key, None)
            case Ask():
                self.asked[effect.user, effect.room_id] = effect
            case Dismiss(conference, somebody):
                self.dismissed.append((conference, somebody))
            case Do():
                self.waiting.append(Job(effect.name, effect.payload, effect.lane))
            case _:
                raise AssertionError(effect)

    def _carry_out(
        self, effect: Send | Upload | Redact | SetState | MakeLink, marks: dict[str, str]
    ) -> None:
        match effect:
            case Upload():
                self.uploads.append(effect)
                marks[effect.mark] = f"mxc://{SERVER}/{len(self.uploads)}"
            case Send():
                where = effect.room_id
                where = self._private(where) if where.startswith("@") else where
                content = _resolved(effect.content, marks)
                sent = self._happened(where, BOT, content, effect.type)
                marks[effect.mark] = str(sent["event_id"])
            case SetState(where, kind, key, content):
                self.states[where, kind, key] = _resolved(content, marks)
            case MakeLink():
                marks[effect.mark] = f"https://link.example/{effect.user}/{len(self.events)}"
            case Redact():
                for event in self.events:
                    if event["event_id"] == effect.event_id:
                        event["content"] = {}

    # Memory

    async def facts(
        self,
        kinds: Iterable[str] = (),
        *,
        since: int = 0,
        until: int | None = None,
        subject: str = "",
        room_key: str = "",
    ) -> list[Fact]:
        wanted = set(kinds)
        return sorted(
            (
                it
                for it in self.known.values()
                if (not wanted or it.kind in wanted)
                and it.at >= since
                and (until is None or it.at < until)
                and subject in ("", it.subject)
                and room_key in ("", it.room_key)
            ),
            key=lambda it: (it.at, it.id),
        )

    async def fact(self, fact_id: str) -> Fact | None:
        return self.known.get(fact_id)

    async def timer(self, key: str) -> int | None:
        return self.timers[key].due if key in self.timers else None

    async def question(self, user: str, room_id: str, now: int) -> Mapping[str, Any] | None:
        found = self.asked.get((user, room_id))
        return found.payload if found is not None and found.until > now else None

    async def note(self, name: str) -> str | None:
        return "1" if name in self.once else None

    async def counts(self) -> dict[str, int]:
        return {}

    # Look

    async def event(self, room_id: str, event_id: str) -> Event | None:
        return next(
            (it for it in self.events if it["event_id"] == event_id and it["room_id"] == room_id),
            None,
        )

    async def around(self, room_id: str, event_id: str, most: int) -> list[Event]:
        raise NotImplementedError

    async def thread(self, room_id: str, root: str) -> list[Event]:
        return await self.related(room_id, root, "m.thread", "")

    async def related(self, room_id: str, event_id: str, relation: str, kind: str) -> list[Event]:
        return [
            it
            for it in self.events
            if it["room_id"] == room_id
            and relation_of(it).get("event_id") == event_id
            and relation_of(it).get("rel_type") == relation
            and kind in ("", it["type"])
        ]

    async def recent(self, room_id: str, most: int) -> list[Event]:
        return [it for it in reversed(self.events) if it["room_id"] == room_id][:most]

    async def joined(self, room_id: str) -> frozenset[str]:
        row = self.rooms.get(room_id)
        assert row is not None
        known = self.school.members(row.kind, row.group)
        return frozenset(it for it in known if (room_id, it) not in self.left)

    async def state(self, room_id: str, kind: str, key: str = "") -> Mapping[str, Any]:
        return self.states.get((room_id, kind, key), {})

    async def last_seen(self) -> Mapping[str, int | None]:
        return {}


def without_order(school: School, who: str) -> School:
    """The school after somebody's role was revoked."""
    changed = replace(school.people.by_id[who], roles=frozenset({"pending"}))
    return replace(
        school, people=People({**school.people.by_id, who: changed}, school.people.groups)
    )


def answering(event: Event) -> dict[str, Any]:
    """More content: it answers that event."""
    return {"m.relates_to": {"m.in_reply_to": {"event_id": event["event_id"]}}}


def in_thread(root: Event) -> dict[str, Any]:
    """More content: it is in that thread."""
    return {"m.relates_to": {"rel_type": "m.thread", "event_id": root["event_id"]}}


def is_clean(event: Event) -> bool:
    """Nothing of what somebody typed is markup or a sign that nobody sees."""
    formatted = str(event["content"].get("formatted_body", ""))
    body = str(event["content"].get("body", ""))
    return "<script" not in formatted and "<img" not in formatted and clean(body) == body


def _is_edit(event: Event) -> bool:
    return relation_of(event).get("rel_type") == "m.replace"


def _resolved(value: Any, marks: Mapping[str, str]) -> Any:
    mark = mark_of(value)
    if mark is not None:
        return marks[mark]
    if isinstance(value, Mapping):
        return {key: _resolved(it, marks) for key, it in value.items()}
    if isinstance(value, list | tuple):
        return [_resolved(it, marks) for it in value]
    return value
