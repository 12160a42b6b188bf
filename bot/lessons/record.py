"""What the assistant remembers of a conference, beside what its room's state tells. Pure."""

import base64
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.desk import Desk, Memory
from bot.effects import Effect, Remember, SetState
from bot.store.store import Fact, RoomRow
from policy import events
from policy.conference_event import LONGEST_MS, Conference

FACT = "conference"
MINUTE_MS = 60_000
_RANDOM_BYTES = 16


@dataclass(frozen=True, slots=True)
class Record:
    """A conference with its room, how long it shall be, and how it went.

    `minutes` is the planned length, `device` what pupils look at (`policy.screen.DEVICES`).
    `there`: user id → whole minutes in the conference; `present` of `of` is what the form counts
    (pupils, children of parents, staff); both only once it has ended.
    """

    conference: Conference
    room_id: str
    key: str
    kind: str
    group: str | None
    minutes: int
    device: str = "computer"
    there: Mapping[str, int] = field(default_factory=dict)
    screen: int = 0  # minutes during which at least one pupil was there
    present: int = 0
    of: int = 0

    @property
    def name(self) -> str:
        """The conference's name in Jitsi, and the key of everything about it."""
        return self.conference.name

    @property
    def until(self) -> int:
        """When the planned time is over (milliseconds)."""
        return (self.conference.opened or self.conference.opens) + self.minutes * MINUTE_MS

    def with_(self, **changes: Any) -> "Record":
        """The record with another state of its conference."""
        return replace(self, conference=replace(self.conference, **changes))

    def remembered(self) -> Remember:
        """The fact: `at` is when it opens or opened, `subject` who holds it."""
        known = self.conference
        return Remember(
            fact_id(self.name), FACT, known.opened or known.opens, self.key, known.host,
            {
                "conference": known.to_dict(), "room_id": self.room_id, "kind": self.kind,
                "group": self.group, "minutes": self.minutes, "device": self.device,
                "there": dict(self.there), "screen": self.screen, "present": self.present,
                "of": self.of,
            },
        )  # fmt: skip


def fact_id(name: str) -> str:
    """The id of what is remembered of a conference."""
    return f"{FACT}:{name}"


def new_name() -> str:
    """A name that nobody guesses: one conference, one room of Jitsi."""
    letters = base64.b32encode(secrets.token_bytes(_RANDOM_BYTES)).decode().lower()
    return f"c{letters[:25]}"


def record_of(fact: Fact) -> Record | None:
    """The record of a fact; None where it is damaged."""
    data = fact.data
    found = Conference.read(fact.id.removeprefix(f"{FACT}:"), data.get("conference", {}))
    if found is None:
        return None
    group = data.get("group")
    return Record(
        found, str(data["room_id"]), fact.room_key, str(data["kind"]),
        str(group) if group is not None else None, int(data["minutes"]), str(data["device"]),
        {str(user): int(count) for user, count in data.get("there", {}).items()},
        int(data.get("screen", 0)), int(data.get("present", 0)), int(data.get("of", 0)),
    )  # fmt: skip


async def record(memory: Memory, name: str) -> Record | None:
    """The conference of that name."""
    fact = await memory.fact(fact_id(name))
    return record_of(fact) if fact is not None else None


async def standing(memory: Memory, now: int) -> list[Record]:
    """Conferences that are planned or open, in the order of time."""
    found = await since(memory, now - 2 * LONGEST_MS)
    return [it for it in found if not it.conference.is_over(now)]


async def since(memory: Memory, start: int, until: int | None = None) -> list[Record]:
    """Every conference from `start` on (milliseconds), ended ones too."""
    return list(_read(await memory.facts([FACT], since=start, until=until)))


def _read(facts: Iterable[Fact]) -> Iterable[Record]:
    return (found for it in facts if (found := record_of(it)) is not None)


async def here(desk: Desk, row: RoomRow, state: str = "") -> list[Record]:
    """What stands in this room, of that state; of everything that is not over where empty."""
    return [
        it
        for it in await standing(desk.memory, desk.now)
        if it.room_id == row.room_id and state in ("", it.conference.state)
    ]


async def written(desk: Desk, now: Record, **more: Any) -> list[Effect]:
    """Room's state and memory, both as `now` has them; `more` are ids not known before sending.

    What the room's state already names (announcement, task) stays.
    """
    before = await desk.look.state(now.room_id, events.CONFERENCE, now.name)
    kept = {key: before[key] for key in ("announcement", "task") if before.get(key)}
    content = {**now.conference.to_dict(), **kept, **more}
    return [SetState(now.room_id, events.CONFERENCE, now.name, content), now.remembered()]
