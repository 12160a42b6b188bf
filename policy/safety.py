"""The school's safety settings: what the regulation is silent on, as data.

Hours, sizes, floods and the like are the school's own settings with safe defaults; a refusal names
them as a setting and never as a clause. The YAML is `room_layouts/safety.yaml`, read by
`provisioning.layouts.safety`; homeserver and bot get the compiled form from the registry room.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from policy.screen import Norm, from_list, to_list

MINUTES_A_DAY = 24 * 60
# What the assistant watches over (bot.moderation.protections), and what may follow.
PROTECTIONS = ("same_text", "mentions", "across", "raid", "refusals")
CONSEQUENCES = ("card", "remove", "mute", "lock")
# Digests that come by themselves (bot.commands.digest): of the day and of the week, and for whom.
DIGESTS = ("daily", "weekly")
DIGEST_READERS = ("director", "class_teacher", "parent")
WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class Hours:
    """A time of the day from `start` until `end`, minutes after midnight; may span midnight."""

    start: int
    end: int

    def covers(self, minute: int) -> bool:
        """Is `minute` (0 to 1439) within? Equal ends mean the whole day."""
        if self.start < self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end


@dataclass(frozen=True, slots=True)
class Flood:
    """At most `messages` within `seconds`; the rest is refused, not delayed."""

    messages: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Uploads:
    """What somebody may upload: the largest file, and names of `policy.media.TYPES` groups."""

    megabytes: int
    groups: frozenset[str]  # "photo", "audio", "video", "document", "archive"


@dataclass(frozen=True, slots=True)
class Protection:
    """From `count` of something within `seconds` on, in at least `rooms` rooms, `then` follows.

    `trial`: nothing follows, but the moderation room is told what would have.
    """

    count: int
    seconds: int
    rooms: int = 1
    then: tuple[str, ...] = ("card",)  # of CONSEQUENCES
    trial: bool = False


@dataclass(frozen=True, slots=True)
class DigestTime:
    """When a digest comes: the minute of the day, on these days (0 is Monday), to whom."""

    minute: int
    days: frozenset[int]
    to: frozenset[str]  # of DIGEST_READERS


@dataclass(frozen=True)
class Safety:
    """All settings. Roles that a mapping does not name have no limit of that sort.

    `uploads` is the exception: who is not named there uploads nothing.
    """

    timezone: str = "Europe/Moscow"
    quiet_hours: Mapping[str, Hours] = field(default_factory=dict)  # role → hours
    flood: Mapping[str, Flood] = field(default_factory=dict)  # role → limit
    uploads: Mapping[str, Uploads] = field(default_factory=dict)  # role → limit
    words_for: frozenset[str] = frozenset()  # roles whose words are looked at
    parents_to_parents: str = "same_class"  # "never" or "same_class"
    acceptance: bool = True  # the regulation has to be accepted before the first message (T7)
    # Where conferences may be: hosts, with a port where it is not 443. Empty: not set up yet.
    conference_hosts: frozenset[str] = frozenset()
    # Name of PROTECTIONS → settings; one that is not named is off.
    protections: Mapping[str, Protection] = field(default_factory=dict)
    # Name of DIGESTS → when and to whom; one that is not named does not come by itself.
    digests: Mapping[str, DigestTime] = field(default_factory=dict)
    # Norms for time before screens, each with its days (policy.screen).
    screen_time: tuple[Norm, ...] = ()


def to_dict(safety: Safety) -> dict[str, Any]:
    """The compiled form, JSON without floats, for the registry room."""
    return {
        "timezone": safety.timezone,
        "quiet_hours": {
            role: [it.start, it.end] for role, it in sorted(safety.quiet_hours.items())
        },
        "flood": {role: [it.messages, it.seconds] for role, it in sorted(safety.flood.items())},
        "uploads": {
            role: {"megabytes": it.megabytes, "groups": sorted(it.groups)}
            for role, it in sorted(safety.uploads.items())
        },
        "words_for": sorted(safety.words_for),
        "parents_to_parents": safety.parents_to_parents,
        "acceptance": safety.acceptance,
        "conference_hosts": sorted(safety.conference_hosts),
        "protections": {
            name: {
                "count": it.count,
                "seconds": it.seconds,
                "rooms": it.rooms,
                "then": list(it.then),
                "trial": it.trial,
            }
            for name, it in sorted(safety.protections.items())
        },
        "digests": {
            name: {"minute": it.minute, "days": sorted(it.days), "to": sorted(it.to)}
            for name, it in sorted(safety.digests.items())
        },
        "screen_time": to_list(safety.screen_time),
    }


def from_dict(data: Mapping[str, Any]) -> Safety:
    """Read the compiled form back.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: it is not what `to_dict` wrote.
    """
    parents = data["parents_to_parents"]
    if parents not in ("never", "same_class"):
        raise ValueError(f"parents_to_parents: {parents!r}")
    if not isinstance(data["acceptance"], bool):
        raise TypeError("acceptance")
    zone = str(data["timezone"])
    ZoneInfo(zone)  # one that nobody knows would make every decision fail
    return Safety(
        timezone=zone,
        quiet_hours={role: hours(it) for role, it in data["quiet_hours"].items()},
        flood={role: _flood(it) for role, it in data["flood"].items()},
        uploads={
            role: Uploads(_count(it["megabytes"]), frozenset(map(str, it["groups"])))
            for role, it in data["uploads"].items()
        },
        words_for=frozenset(map(str, data["words_for"])),
        parents_to_parents=parents,
        acceptance=data["acceptance"],
        conference_hosts=frozenset(map(str, data["conference_hosts"])),
        # A registry that an older version wrote has none.
        protections={
            str(name): _protection(it) for name, it in data.get("protections", {}).items()
        },
        digests={str(name): _digest(it) for name, it in data.get("digests", {}).items()},
        screen_time=from_list(data.get("screen_time", ())),
    )


def hours(pair: Any) -> Hours:
    """Hours from two minute numbers.

    Raises:
        TypeError, ValueError: not two whole numbers of a day.
    """
    start, end = map(_count, pair)
    if start >= MINUTES_A_DAY or end >= MINUTES_A_DAY:
        raise ValueError(f"no time of the day: {pair!r}")
    return Hours(start, end)


def clock(minute: int) -> str:
    """A minute of the day as people write it."""
    return f"{minute // 60:02}:{minute % 60:02}"


def _flood(pair: Any) -> Flood:
    messages, seconds = map(_count, pair)
    if not seconds:
        raise ValueError(f"no time: {pair!r}")
    return Flood(messages, seconds)


def _protection(data: Mapping[str, Any]) -> Protection:
    found = Protection(
        _count(data["count"]),
        _count(data["seconds"]),
        _count(data["rooms"]),
        tuple(map(str, data["then"])),
        data["trial"] is True,
    )
    if not found.count or not found.seconds or not set(found.then) <= set(CONSEQUENCES):
        raise ValueError(f"no protection: {data!r}")
    return found


def _digest(data: Mapping[str, Any]) -> DigestTime:
    found = DigestTime(
        _count(data["minute"]), frozenset(map(_count, data["days"])), frozenset(data["to"])
    )
    if (
        found.minute >= MINUTES_A_DAY
        or not all(it < WEEK_DAYS for it in found.days)
        or not found.to <= set(DIGEST_READERS)
    ):
        raise ValueError(f"no time of a digest: {data!r}")
    return found


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError(f"a whole number expected: {value!r}")
    return value
