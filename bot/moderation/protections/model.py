"""What a protection looks at, what it finds, and the record that it looks into.

A predicate is pure: settings and what was seen lately decide, and the consequences are data.
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.moderation.untrusted import exact, words
from policy.safety import CONSEQUENCES, Protection

# More of one person is not remembered: no protection counts further (policy.safety).
MOST_OF_ONE = 60
_MOST_EVENTS = 20


@dataclass(frozen=True, slots=True)
class Seen:
    """A message, as far as protections need it; `same` tells equal texts, `at` milliseconds."""

    event_id: str
    room_id: str
    at: int
    same: int
    mentions: int


@dataclass(frozen=True, slots=True)
class Finding:
    """What a protection found: about whom, where, which events, and what follows."""

    protection: str
    user: str
    room_id: str
    events: tuple[tuple[str, str], ...]  # room id, event id
    count: int
    then: tuple[str, ...]  # names of policy.safety.CONSEQUENCES
    trial: bool

    def to_dict(self) -> dict[str, Any]:
        """For a job."""
        return {
            "protection": self.protection,
            "user": self.user,
            "room_id": self.room_id,
            "events": [list(it) for it in self.events],
            "count": self.count,
            "then": list(self.then),
            "trial": self.trial,
        }

    @staticmethod
    def from_dict(data: dict[str, Any]) -> "Finding":
        """Read it back."""
        return Finding(
            words(data, "protection"),
            exact(data, "user"),
            exact(data, "room_id"),
            tuple((str(room), str(event)) for room, event in data["events"]),
            int(data["count"]),
            tuple(it for it in map(str, data["then"]) if it in CONSEQUENCES),
            data["trial"] is True,
        )


# What of the messages of one person, newest last, is too much by these settings; () for nothing.
Predicate = Callable[[Protection, Sequence[Seen]], Sequence[Seen]]


def within(settings: Protection, seen: Iterable[Seen]) -> list[Seen]:
    """What counts: not older than the settings' time, seen from the newest."""
    messages = list(seen)
    if not messages:
        return []
    since = messages[-1].at - settings.seconds * 1000
    return [it for it in messages if it.at >= since]


def found(name: str, settings: Protection, user: str, seen: Sequence[Seen]) -> Finding:
    """The finding about these messages."""
    newest = seen[-1]
    return Finding(
        name,
        user,
        newest.room_id,
        tuple((it.room_id, it.event_id) for it in seen[-_MOST_EVENTS:]),
        len(seen),
        settings.then,
        settings.trial,
    )


Ring = deque[Seen]
