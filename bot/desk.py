"""What whoever does a job may look at: the school, the rooms, what is remembered, the homeserver.

Reading only. What shall happen is returned as effects.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from bot.matrix.batch import Event
from bot.school import Rooms, Watch
from bot.settings import Settings
from bot.store.store import Fact
from policy.school import School


class Memory(Protocol):
    """What is remembered (`bot.store.store.Store`)."""

    async def facts(
        self,
        kinds: Iterable[str] = (),
        *,
        since: int = 0,
        until: int | None = None,
        subject: str = "",
        room_key: str = "",
    ) -> list[Fact]:
        """What is remembered, in the order of time."""
        ...

    async def fact(self, fact_id: str) -> Fact | None:
        """One thing remembered."""
        ...

    async def timer(self, key: str) -> int | None:
        """When what was scheduled under `key` is due (milliseconds)."""
        ...

    async def question(self, user: str, room_id: str, now: int) -> Mapping[str, Any] | None:
        """What was asked of `user` in that room and waits for an answer."""
        ...

    async def note(self, name: str) -> str | None:
        """The word remembered under `name`."""
        ...

    async def counts(self) -> dict[str, int]:
        """Work that waits and work given up."""
        ...


class Look(Protocol):
    """What is read from the homeserver (`bot.matrix.look.Looker`).

    Each raises `MatrixError` where the homeserver refuses or does not answer.
    """

    async def event(self, room_id: str, event_id: str) -> Event | None:
        """One event, decrypted where it was encrypted; None if there is none of that id."""
        ...

    async def around(self, room_id: str, event_id: str, most: int) -> list[Event]:
        """The messages around an event, in order."""
        ...

    async def thread(self, room_id: str, root: str) -> list[Event]:
        """Every event of a thread, in order, without its root."""
        ...

    async def related(self, room_id: str, event_id: str, relation: str, kind: str) -> list[Event]:
        """Every event of type `kind` that relates to `event_id` by `relation`, in order."""
        ...

    async def recent(self, room_id: str, most: int) -> list[Event]:
        """The newest events of a room, newest first."""
        ...

    async def joined(self, room_id: str) -> frozenset[str]:
        """Who is in a room."""
        ...

    async def state(self, room_id: str, kind: str, key: str = "") -> Mapping[str, Any]:
        """The content of a state event, empty where there is none."""
        ...

    async def whole_state(self, room_id: str) -> list[Event]:
        """Every state event of a room."""
        ...

    async def reports(self, after: int) -> list[Mapping[str, Any]]:
        """What people reported in their clients since the report number `after`, oldest first.

        Each has `id`, `room_id`, `event_id`, `reporter`, `reason` and `sender` (whose event it is).
        There may be more than one answer holds.
        """
        ...

    async def last_seen(self) -> Mapping[str, int | None]:
        """User id → when the account was used last (milliseconds), None for never."""
        ...


@dataclass(frozen=True)
class Desk:
    """One job's desk. `now` is milliseconds since 1970, the same during the whole job."""

    me: str
    settings: Settings
    school: School
    registry: Watch
    rooms: Rooms
    memory: Memory
    look: Look
    now: int

    @property
    def zone(self) -> ZoneInfo:
        """The clocks by which the school lives."""
        return ZoneInfo(self.school.safety.timezone)

    @property
    def local_time(self) -> datetime:
        """Now, by the school's clocks."""
        return datetime.fromtimestamp(self.now / 1000, self.zone)

    @property
    def language(self) -> str:
        """The school's language."""
        return self.school.about.language

    def room_key(self, room_id: str) -> str:
        """The locator key of a room, empty for one between persons."""
        row = self.rooms.get(room_id)
        return row.key if row else ""
