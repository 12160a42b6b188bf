"""The safety settings as the YAML file has them (room_layouts/safety.yaml)."""

import re
from collections.abc import Collection, Iterator
from typing import Annotated, Literal, get_args
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from policy.safety import DigestTime, Flood, Hours, Protection, Safety, Uploads
from provisioning.layouts.kinds import Strict
from provisioning.problems import Problem
from provisioning.yamlfile import KeyPath, YamlFile
from templates import message

_HOST = r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$"
_Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_DAYS = get_args(_Day)
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


def _unknown(file: YamlFile, keys: KeyPath, role: str) -> Problem:
    return Problem(file.place(keys), message("layout-role-unknown", role=role))
