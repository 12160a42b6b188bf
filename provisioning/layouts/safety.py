"""The safety settings as the YAML file has them (room_layouts/safety.yaml)."""

import re
from collections.abc import Collection, Iterator
from datetime import date
from typing import Annotated, Literal, get_args
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from policy.safety import DigestTime, Flood, Hours, Protection, Safety, Uploads
from policy.screen import LAST_GRADE, Limit, Norm
from provisioning.layouts.kinds import Strict
from provisioning.problems import Problem
from provisioning.yamlfile import KeyPath, YamlFile
from templates import message

_HOST = r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$"
_Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_DAYS = get_args(_Day)
_GRADES = r"^[1-9]\d?(-[1-9]\d?)?$"
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})")


def _minutes(value: object) -> int:
    """«21:00», also without quotes, as minutes after midnight."""
    match = _TIME.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise PydanticCustomError("layout-time-wrong", "a time like 21:00 expected")
    return int(match[1]) * 60 + int(match[2])


def _known_zone(name: object) -> object:
    if isinstance(name, str):
        try:
            ZoneInfo(name)
        except (KeyError, OSError, ValueError) as error:
            raise PydanticCustomError("layout-timezone-unknown", "no such time zone") from error
    return name


Minutes = Annotated[int, BeforeValidator(_minutes)]


class HoursEntry(Strict):
    """From when to when; over midnight as well."""

    start: Annotated[Minutes, Field(alias="from")]
    end: Annotated[Minutes, Field(alias="to")]


class FloodEntry(Strict):
    """So many messages in so many seconds."""

    messages: Annotated[int, Field(ge=1, le=10_000)]
    seconds: Annotated[int, Field(ge=1, le=3600)]


class UploadsEntry(Strict):
    """The largest file, and which sorts."""

    megabytes: Annotated[int, Field(ge=1, le=2000)]
    types: Annotated[
        tuple[Literal["photo", "audio", "video", "document", "archive", "encrypted"], ...],
        Field(min_length=1),
    ]


class ProtectionEntry(Strict):
    """From how many within how many seconds on what follows."""

    count: Annotated[int, Field(ge=1, le=1000)]
    seconds: Annotated[int, Field(ge=1, le=86_400)]
    rooms: Annotated[int, Field(ge=1, le=1000)] = 1
    then: tuple[Literal["card", "remove", "mute", "lock"], ...] = ("card",)
    trial: bool = False

    def compiled(self) -> Protection:
        """The form that decides."""
        return Protection(self.count, self.seconds, self.rooms, self.then, self.trial)


class ProtectionsEntry(Strict):
    """What the assistant watches over; what is left out is off."""

    same_text: ProtectionEntry | None = None
    mentions: ProtectionEntry | None = None
    across: ProtectionEntry | None = None
    raid: ProtectionEntry | None = None
    refusals: ProtectionEntry | None = None

    def compiled(self) -> dict[str, Protection]:
        """Name → settings of those that are on."""
        return {name: it.compiled() for name, it in self if it is not None}


class DigestEntry(Strict):
    """At what time, on which days, to whom."""

    at: Minutes
    days: Annotated[tuple[_Day, ...], Field(min_length=1)]
    to: tuple[Literal["director", "class_teacher", "parent"], ...]

    def compiled(self) -> DigestTime:
        """The form that decides."""
        days = frozenset(_DAYS.index(it) for it in self.days)
        return DigestTime(self.at, days, frozenset(self.to))


class DigestsEntry(Strict):
    """Digests that come by themselves; what is left out does not."""

    daily: DigestEntry | None = None
    weekly: DigestEntry | None = None

    def compiled(self) -> dict[str, DigestTime]:
        """Name → settings of those that come."""
        return {name: it.compiled() for name, it in self if it is not None}


class LimitEntry(Strict):
    """Minutes at most, in one lesson and in a day, for grades like «1-2» or «4»."""

    grades: Annotated[str, Field(pattern=_GRADES)]
    lesson: Annotated[int, Field(ge=1, le=600)]
    day: Annotated[int, Field(ge=1, le=1440)]

    def compiled(self) -> Limit:
        """The form that decides."""
        first, _, last = self.grades.partition("-")
        return Limit(int(first), int(last or first), self.lesson, self.day)


class LimitsEntry(Strict):
    """The limits of each device; what is left out has none."""

    computer: tuple[LimitEntry, ...] = ()
    tablet: tuple[LimitEntry, ...] = ()
    board: tuple[LimitEntry, ...] = ()
    panel: tuple[LimitEntry, ...] = ()


class NormEntry(Strict):
    """A norm with its days: `until` is the first day on which it holds no longer."""

    norm: Annotated[str, Field(min_length=1, max_length=200)]
    source: Annotated[str, Field(min_length=1, max_length=300)]
    since: Annotated[date, Field(alias="from")]
    until: date
    limits: LimitsEntry

    def compiled(self) -> Norm:
        """The form that decides."""
        limits = {name: tuple(one.compiled() for one in them) for name, them in self.limits if them}
        return Norm(self.norm, self.source, self.since, self.until, limits)


class SafetyFile(Strict):
    """The whole of safety.yaml."""

    schema_version: Annotated[Literal[1, "1"], Field(alias="schema")]
    timezone: Annotated[str, BeforeValidator(_known_zone)]
    quiet_hours: dict[str, HoursEntry]
    flood: dict[str, FloodEntry]
    uploads: dict[str, UploadsEntry]
    words_for: tuple[str, ...]
    parents_to_parents: Literal["never", "same_class"]
    acceptance: bool
    conference_hosts: tuple[Annotated[str, Field(pattern=_HOST)], ...] = ()
    protections: ProtectionsEntry = ProtectionsEntry()
    digests: DigestsEntry = DigestsEntry()
    screen_time: tuple[NormEntry, ...] = ()

    def compiled(self) -> Safety:
        """The form that decides; call only after `check_safety` found nothing."""
        return Safety(
            timezone=self.timezone,
            quiet_hours={role: Hours(it.start, it.end) for role, it in self.quiet_hours.items()},
            flood={role: Flood(it.messages, it.seconds) for role, it in self.flood.items()},
            uploads={
                role: Uploads(it.megabytes, frozenset(it.types))
                for role, it in self.uploads.items()
            },
            words_for=frozenset(self.words_for),
            parents_to_parents=self.parents_to_parents,
            acceptance=self.acceptance,
            conference_hosts=frozenset(self.conference_hosts),
            protections=self.protections.compiled(),
            digests=self.digests.compiled(),
            screen_time=tuple(it.compiled() for it in self.screen_time),
        )


def check_safety(safety: SafetyFile, file: YamlFile, roles: Collection[str]) -> Iterator[Problem]:
    """What the settings alone cannot show: roles that are not, hours that are none."""
    for name, table in (
        ("quiet_hours", safety.quiet_hours),
        ("flood", safety.flood),
        ("uploads", safety.uploads),
    ):
        for role in table:
            if role not in roles:
                yield _unknown(file, (name, role), role)
    for number, role in enumerate(safety.words_for):
        if role not in roles:
            yield _unknown(file, ("words_for", number), role)
    for role, hours in safety.quiet_hours.items():
        if hours.start == hours.end:
            yield Problem(file.place(("quiet_hours", role)), message("layout-hours-empty"))
    for number, norm in enumerate(safety.screen_time):
        yield from _check_norm(norm, file, ("screen_time", number))


def _check_norm(norm: NormEntry, file: YamlFile, where: KeyPath) -> Iterator[Problem]:
    if norm.since >= norm.until:
        yield Problem(file.place((*where, "until")), message("layout-norm-days"))
    for device, entries in norm.limits:
        known: set[int] = set()
        for number, entry in enumerate(entries):
            limit, place = entry.compiled(), (*where, "limits", device, number)
            grades = set(range(limit.first, limit.last + 1))
            if not grades or limit.last > LAST_GRADE:
                yield Problem(file.place((*place, "grades")), message("layout-norm-grades"))
            if grades & known:
                yield Problem(file.place((*place, "grades")), message("layout-norm-twice"))
            if limit.lesson > limit.day:
                yield Problem(file.place((*place, "lesson")), message("layout-norm-lesson"))
            known |= grades


def _unknown(file: YamlFile, keys: KeyPath, role: str) -> Problem:
    return Problem(file.place(keys), message("layout-role-unknown", role=role))
