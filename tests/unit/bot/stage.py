"""The school of tests/unit/policy with the assistant in it, in memory: effects happen at once.

Only our own protocols are played here (`bot.desk.Memory`, `bot.desk.Look`, what the store does with
effects); whether a homeserver does what is asked of it is tests/server's question.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.commands.prompts import REACTION, PromptWork
from bot.commands.table import ANSWERERS, COMMANDS, DOERS, READERS
from bot.commands.work import COMMAND, CommandWork
from bot.desk import Desk
from bot.effects import (
    Ask,
    Cancel,
    Effect,
    Mail,
    NewLetter,
    Once,
    Redact,
    Remember,
    Schedule,
    Send,
    SetMembership,
    SetState,
    mark_of,
)
from bot.matrix.batch import Event
from bot.matrix.wire import MatrixError
from bot.school import Rooms, Watch
from bot.settings import Account, Settings, Web
from bot.store.store import Fact, Job, RoomRow
from bot.work.jobs import Doer
from bot.work.readers import View
from policy import events
from policy.safety import Protection
from policy.school import School
from tests.unit.builders import SERVER
from tests.unit.policy.school import (
    BOT,
    CHESS,
    SAFETY,
    A,
    B,
    roster,
    school_of,
    user,
    with_newcomer,
)

PROVISIONER = f"@parta:{SERVER}"
NOON = 1_790_000_000_000
A_ROOM, A_PARENTS, B_ROOM, CLUB, MODERATION, REGISTRY = (
    "!3a:x", "!3a-parents:x", "!3b:x", "!chess:x", "!moderation:x", "!registry:x",
)  # fmt: skip
_ROWS = (
    RoomRow(A_ROOM, f"{A}:pupils", "pupils", A, "3А · Ученики"),
    RoomRow(A_PARENTS, f"{A}:parents", "parents", A, "3А · Родители"),
    RoomRow(B_ROOM, f"{B}:pupils", "pupils", B, "3Б · Ученики"),
    RoomRow(CLUB, CHESS, "club", CHESS, "Кружок «Chess»"),
    RoomRow(MODERATION, "moderation", "moderation", None, "Модерация"),
    RoomRow(REGISTRY, "registry", "registry", None, "Реестр"),
)


def school(**protections: Protection) -> School:
    """The school of tests/unit/policy/school.py."""
    safety = replace(SAFETY, protections=protections)
    return school_of(with_newcomer(roster()), safety=safety)


@dataclass
class Stage:
    """Everything in one place. `now` only moves when a test says so."""

    school: School = field(default_factory=school)
    now: int = NOON
    facts_by_id: dict[str, Fact] = field(default_factory=dict)
    timers: dict[str, Schedule] = field(default_factory=dict)
    asked: dict[tuple[str, str], Ask] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    said: list[dict[str, Any]] = field(default_factory=list)  # every event, with its room_id
    states: dict[tuple[str, str, str], Mapping[str, Any]] = field(default_factory=dict)
    members: dict[str, set[str]] = field(default_factory=dict)
    waiting_reports: list[dict[str, Any]] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    rooms: Rooms = field(default_factory=lambda: Rooms(_ROWS))
    readers: Sequence[Any] = READERS
    count: int = 0

    def __post_init__(self) -> None:
        self.watch = Watch(SERVER, PROVISIONER)
        for row in _ROWS:
            known = self.school.members(row.kind, row.group)
            self.members[row.room_id] = {*known, BOT, PROVISIONER}
        prompts = PromptWork(ANSWERERS)
        self.doers: dict[str, Doer] = {
            **DOERS, COMMAND: CommandWork(COMMANDS).do, REACTION: prompts.do,
        }  # fmt: skip

    @property
    def desk(self) -> Desk:
        account = Account(
            homeserver="http://x", user=BOT, provisioner=PROVISIONER, password_file=Path("p")
        )
        web = Web(port=1, homeserver="http://x", server_name=SERVER)
        settings = Settings(account=account, data=Path("d"), web=web)
        return Desk(
            BOT, settings, self.school, self.watch, self.rooms, self, self, self.now
        )  # fmt: skip

    # Happening

    def new_event(self, room_id: str, sender: str, content: Any, kind: str = "m.room.message",
              state_key: str | None = None) -> dict[str, Any]:  # fmt: skip
        """An event that is in the room from now on."""
        self.count += 1
        found = {
            "event_id": f"$e{self.count}", "room_id": room_id, "sender": sender, "type": kind,
            "content": content, "origin_server_ts": self.now,
        }  # fmt: skip
        if state_key is not None:
            found["state_key"] = state_key
            self.states[room_id, kind, state_key] = content
        self.said.append(found)
        return found

    async def happens(self, event: Event) -> None:
        """The assistant reads an event, and does whatever follows at once."""
        row = self.rooms.get(str(event["room_id"]))
        assert row is not None
        view = View(BOT, PROVISIONER, self.school, self.rooms)
        jobs: list[Job] = []
        kept: list[Any] = []
        for reader in self.readers:
            for found in reader(view, row, event):
                (jobs if isinstance(found, Job) else kept).append(found)
        self.apply(kept)
        for job in jobs:
            await self.do(job.name, job.payload)

    async def do(self, name: str, payload: Mapping[str, Any]) -> None:
        """One job, then whatever is due at once."""
        self.apply(await self.doers[name](self.desk, payload))
        await self.work_off()

    async def work_off(self) -> None:
        """Whatever is due."""
        while due := [it for it in self.timers.values() if it.due <= self.now]:
            for timer in due:
                self.timers.pop(timer.key, None)
                payload = {**timer.payload, "due": timer.due}
                self.apply(await self.doers[timer.name](self.desk, payload))

    async def later(self, milliseconds: int) -> None:
        """Time passes."""
        self.now += milliseconds
        await self.work_off()

    async def says(self, who: str, room_id: str, body: str, **more: Any) -> dict[str, Any]:
        """Somebody writes, and the assistant reads it."""
        content = {"msgtype": "m.text", "body": body, **more}
        event = self.new_event(room_id, user(who), content)
        await self.happens(event)
        return event

    async def replies(self, who: str, room_id: str, to: Event, body: str) -> dict[str, Any]:
        relation = {"m.in_reply_to": {"event_id": to["event_id"]}}
        return await self.says(who, room_id, body, **{"m.relates_to": relation})

    async def reacts(self, who: str, to: Event, key: str) -> None:
        """Somebody taps a reaction, and the assistant reads it."""
        relation = {"rel_type": "m.annotation", "event_id": to["event_id"], "key": key}
        content = {"m.relates_to": relation}
        await self.happens(self.new_event(str(to["room_id"]), user(who), content, "m.reaction"))

    # What the store and the outbox do with effects

    def apply(self, wanted: Iterable[Effect]) -> None:
        marks: dict[str, str] = {}
        for effect in wanted:
            if isinstance(effect, Once):
                if effect.name in self.done:
                    return
                self.done.add(effect.name)
                continue
            self.effects.append(effect)
            self._carry_out(effect, marks)

    def _carry_out(self, effect: Effect, marks: dict[str, str]) -> None:
        match effect:
            case Remember():
                self.facts_by_id[effect.id] = Fact(**asdict(effect))
            case Schedule():
                self.timers[effect.key] = effect
            case Cancel():
                self.timers.pop(effect.key, None)
            case Ask():
                self.asked[effect.user, effect.room_id] = effect
            case Send():
                self._send(effect, marks)
            case SetState():
                self.new_event(effect.room_id, BOT, effect.content, effect.type, effect.state_key)
                self._follow(effect)
            case Redact():
                self._redact(effect)
            case SetMembership():
                self._set_membership(effect)
            case NewLetter():
                marks[effect.mark] = f"code-after-{effect.after}"
            case Mail() | Once():
                raise AssertionError(effect)

    def _send(self, effect: Send, marks: dict[str, str]) -> None:
        content = _resolved(effect.content, marks)
        sent = self.new_event(self.room_with(effect.room_id), BOT, content, effect.type)
        if effect.mark:
            marks[effect.mark] = sent["event_id"]

    def _redact(self, effect: Redact) -> None:
        for event in self.said:
            if event["event_id"] == effect.event_id:
                event["content"] = {}

    def _set_membership(self, effect: SetMembership) -> None:
        membership = {"ban": "ban", "unban": "leave", "join": "join"}[effect.action]
        self.states[effect.room_id, "m.room.member", effect.user] = {"membership": membership}
        if effect.action == "ban":
            self.members[effect.room_id].discard(effect.user)

    def _follow(self, effect: SetState) -> None:
        if effect.room_id == REGISTRY:
            event = {"type": effect.type, "state_key": effect.state_key, "sender": BOT,
                     "content": effect.content}  # fmt: skip
            self.watch.follow([event], self.now)
        row = self.rooms.get(effect.room_id)
        if effect.type == events.LOCK and row is not None:
            self.rooms.put(replace(row, locked=effect.content.get("locked") is True))

    def room_with(self, room_id: str) -> str:
        """A room; for a user id the private one."""
        if not room_id.startswith("@"):
            return room_id
        if self.rooms.with_person(room_id) is None:
            self.rooms.put(RoomRow(f"!with-{room_id}", person=room_id))
        return f"!with-{room_id}"

    # bot.desk.Memory

    async def facts(self, kinds: Iterable[str] = (), *, since: int = 0, until: int | None = None,
                    subject: str = "", room_key: str = "") -> list[Fact]:  # fmt: skip
        wanted = list(kinds)
        return sorted(
            (
                it
                for it in self.facts_by_id.values()
                if (not wanted or it.kind in wanted)
                and it.at >= since
                and (until is None or it.at < until)
                and (not subject or it.subject == subject)
                and (not room_key or it.room_key == room_key)
            ),
            key=lambda it: (it.at, it.id),
        )

    async def fact(self, fact_id: str) -> Fact | None:
        return self.facts_by_id.get(fact_id)

    async def timer(self, key: str) -> int | None:
        return self.timers[key].due if key in self.timers else None

    async def question(self, user: str, room_id: str, now: int) -> Mapping[str, Any] | None:
        asked = self.asked.get((user, room_id))
        return asked.payload if asked and asked.until > now else None

    async def note(self, name: str) -> str | None:
        return "1" if name in self.done else None

    async def counts(self) -> dict[str, int]:
        return {"jobs": 0, "outgoing": 0, "failed": 0}

    # bot.desk.Look

    async def event(self, room_id: str, event_id: str) -> Event | None:
        found = [it for it in self.said if (it["room_id"], it["event_id"]) == (room_id, event_id)]
        return found[0] if found else None

    async def around(self, room_id: str, event_id: str, most: int) -> list[Event]:
        here = self._in(room_id)
        place = next((i for i, it in enumerate(here) if it["event_id"] == event_id), len(here))
        return here[max(place - most // 2, 0) : place + most // 2]

    async def thread(self, room_id: str, root: str) -> list[Event]:
        return await self.related(room_id, root, "m.thread", "")

    async def related(self, room_id: str, event_id: str, relation: str, kind: str) -> list[Event]:
        found = []
        for it in self._in(room_id):
            about = it["content"].get("m.relates_to", {})
            if (about.get("event_id"), about.get("rel_type")) == (event_id, relation):
                found.append(it)
        return [it for it in found if not kind or it["type"] == kind]

    async def recent(self, room_id: str, most: int) -> list[Event]:
        return list(reversed(self._in(room_id)))[:most]

    def _in(self, room_id: str) -> list[Event]:
        return [it for it in self.said if it["room_id"] == room_id]

    async def joined(self, room_id: str) -> frozenset[str]:
        return frozenset(self.members.get(room_id, ()))

    async def state(self, room_id: str, kind: str, key: str = "") -> Mapping[str, Any]:
        return self.states.get((room_id, kind, key), {})

    async def whole_state(self, room_id: str) -> list[Event]:
        found = [
            {"type": kind, "state_key": key, "content": content}
            for (room, kind, key), content in self.states.items()
            if room == room_id
        ]
        if not found and self.rooms.get(room_id) is None:
            raise MatrixError(403, "M_FORBIDDEN", "not in this room")
        return found

    async def reports(self, after: int) -> list[Mapping[str, Any]]:
        # Those before `after` as well: whoever asks does not rely on it.
        assert after >= 0
        return list(self.waiting_reports)

    async def last_seen(self) -> Mapping[str, int | None]:
        return {}

    # Looking at what came of it

    def bodies(self, room_id: str) -> list[str]:
        """What the assistant said there, edits too."""
        return [
            it["content"].get("m.new_content", it["content"]).get("body", "")
            for it in self._in(self.room_with(room_id))
            if it["sender"] == BOT and it["type"] == "m.room.message" and it["content"]
        ]

    def told(self, who: str) -> str:
        """Everything that the assistant told somebody in private."""
        return "\n".join(self.bodies(user(who)))

    def cards(self, room_id: str = MODERATION) -> list[Event]:
        """Cards and other questions there."""
        return [
            it for it in self._in(self.room_with(room_id)) if "org.parta.prompt" in it["content"]
        ]

    def actions(self) -> list[Mapping[str, Any]]:
        """The audit trail."""
        return [
            it["content"][events.ACTION]
            for it in self._in(MODERATION)
            if events.ACTION in it["content"]
        ]

    def kinds(self, kind: str) -> list[Fact]:
        """Facts of a kind."""
        return [it for it in self.facts_by_id.values() if it.kind == kind]


def _resolved(value: Any, marks: Mapping[str, str]) -> Any:
    mark = mark_of(value)
    if mark is not None:
        return marks[mark]
    if isinstance(value, Mapping):
        return {key: _resolved(it, marks) for key, it in value.items()}
    if isinstance(value, list | tuple):
        return [_resolved(it, marks) for it in value]
    return value
