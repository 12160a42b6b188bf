"""Power levels of a room of some kind, derived from the regulation and from nothing else.

Power levels are the coarse net that any homeserver keeps; the Synapse module decides exactly. An
event type's level is the lowest level among the roles that may send it, so nobody who may is shut
out, and a type that nobody may send needs the level of the provisioning user.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from policy.regulation import Feature, Regulation

# Above every role: only the room's creator (room version 12: infinite) and the bot reach it.
NOBODY = 100
TALK = "text.send"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The part of `m.room.power_levels` that depends on the kind of room only."""

    top: Mapping[str, int]  # "events_default", "invite", "kick", …
    events: Mapping[str, int]
    notifications: Mapping[str, int]

    @property
    def lowest_above_default(self) -> int:
        """The lowest level that opens anything; a person below it needs no entry."""
        levels = [*self.top.values(), *self.events.values(), *self.notifications.values()]
        return min((level for level in levels if level > 0), default=NOBODY)

    def content(self, users: Mapping[str, int]) -> dict[str, Any]:
        """What `m.room.power_levels` says with these levels of users."""
        return {
            **self.top,
            "events": dict(sorted(self.events.items())),
            "notifications": dict(self.notifications),
            "users": dict(users),
        }


def thresholds(regulation: Regulation, kind: str) -> Thresholds:
    """Derive what a room of `kind` asks for each event type and each membership action."""
    talk = _level(regulation, regulation.features[TALK], kind)
    top = {
        "users_default": 0,
        "state_default": NOBODY,
        "events_default": talk,
        "invite": NOBODY,
        "kick": NOBODY,
        "ban": NOBODY,
        "redact": NOBODY,
    }
    events: dict[str, int] = {}
    notifications = {"room": NOBODY}
    for feature in regulation.features.values():
        level = _level(regulation, feature, kind)
        for event in feature.events:
            events[event] = min(level, events.get(event, NOBODY))
        for key in feature.levels:
            if key.startswith("notifications."):
                name = key.removeprefix("notifications.")
                notifications[name] = min(level, notifications.get(name, NOBODY))
            else:
                top[key] = min(level, top[key])
    return Thresholds(top, events, notifications)


def user_levels(
    regulation: Regulation, kind: str, roles_of: Mapping[str, Iterable[str]]
) -> dict[str, int]:
    """Levels of the users that need an entry: user id → level.

    Only those whose level opens something in this kind of room. A whole-school room must not
    carry thousands of entries: an event holds 64 KiB (defect 1 of research, matrix-corporal).
    """
    floor = thresholds(regulation, kind).lowest_above_default
    levels = {
        user: max((regulation.roles[role].level for role in roles), default=0)
        for user, roles in roles_of.items()
    }
    return {user: level for user, level in sorted(levels.items()) if level >= floor}


def _level(regulation: Regulation, feature: Feature, kind: str) -> int:
    roles = regulation.roles_that_may(feature.id, kind)
    return min((regulation.roles[role].level for role in roles), default=NOBODY)
