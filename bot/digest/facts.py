"""What a digest counts: facts that the store, the roster and the health check know, as values.

`None` in place of facts means that nobody measured them: a digest then leaves them out, or says
that they are not known, and never shows them as zero. An empty tuple means measured, and none.
People are permanent user ids, times are aware datetimes, groups are keys of the registry. No fact
carries the words of a message; titles are whatever somebody typed and are treated as hostile.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Users = frozenset[str]


@dataclass(frozen=True, slots=True)
class Room:
    """A room as its locator has it; a room between persons is `Room("", DIRECT)`."""

    key: str
    kind: str
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """A refusal, a held message, a note or a report (`org.parta.incident`).

    It does not say whose: a digest counts by kind and never by person. `rule` is the message key
    of the refusal, `setting` the setting behind it. `at` is when it began. Held messages and
    reports wait for a decision until `decided`.
    """

    kind: Literal["refused", "held", "noted", "report"]
    at: datetime
    rule: str = ""
    setting: str = ""
    room: Room | None = None
    count: int = 1
    decided: datetime | None = None


@dataclass(frozen=True, slots=True)
class Announcement:
    """An announcement to `to`; `seen` is who confirmed or whose read receipt passed it."""

    id: str
    title: str
    room: Room
    sent: datetime
    to: Users
    seen: Users | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A document that `to` have to acknowledge (a read receipt is no acknowledgement)."""

    id: str
    title: str
    room: Room
    published: datetime
    to: Users
    acknowledged: Users | None = None  # by tap or on paper
    deadline: date | None = None
    unsigned: bool = False  # waits for the director's approval or signature
    valid_until: date | None = None  # of the document or of its signature


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll; `answers` are (text, votes) in the order of the poll, `voters` who answered."""

    id: str
    question: str
    room: Room
    opened: datetime
    answers: tuple[tuple[str, int], ...] = ()
    voters: Users | None = None
    closes: datetime | None = None
    closed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson or a club's lesson held online; it is a club's where its room's group is one."""

    title: str
    room: Room
    start: datetime
    end: datetime | None = None  # None: it still goes on
    present: Users | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A pedagogical council, staff meeting, parents' meeting or school event.

    `present` and `of` count what the quorum counts: persons, or children at a parents' meeting.
    `minutes` is None where no minutes are due.
    """

    id: str
    kind: Literal["council", "staff", "parents", "event"]
    title: str
    room: Room
    start: datetime
    end: datetime | None = None
    present: int | None = None
    of: int | None = None
    quorum: bool | None = None
    minutes: Literal["missing", "draft", "signed"] | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A task thread: `of` is who has to answer, `answered` who did."""

    id: str
    title: str
    room: Room
    due: datetime | None
    of: Users
    answered: Users | None = None
    opened: datetime | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """A material published for a class or club."""

    title: str
    room: Room
    at: datetime
    subject: str = ""


@dataclass(frozen=True, slots=True)
class RoleRequest:
    """Since when `user` waits for the order that confirms a staff role (R4).

    Who waits at all is what the school's registry says; without this fact the age is not known.
    """

    user: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a pupil or parent. `about` is its class where the room has none (personal)."""

    id: str
    room: Room
    asked: datetime
    answered: datetime | None = None
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Consultation:
    """A slot for consultations; `booked` are the users who come, of `places`."""

    title: str
    room: Room | None
    start: datetime
    end: datetime
    booked: Users
    places: int = 1


@dataclass(frozen=True, slots=True)
class ScreenTime:
    """Minutes before a screen of one class on one day and sort of device, over all teachers."""

    group: str
    day: date
    device: str  # "computer", "tablet", "board", "panel"
    minutes: int
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """Somebody came to a class, club or "staff", or left."""

    group: str
    at: datetime
    came: bool


@dataclass(frozen=True, slots=True)
class Upcoming:
    """Something ahead; `room` None is for the whole school. `to`: only for these users."""

    title: str
    start: datetime
    kind: Literal["council", "staff", "parents", "event", "lesson", "deadline", "consultation"]
    room: Room | None = None
    place: str = ""
    to: Users | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """How the server does; each value may be unknown. Shares are between 0 and 1."""

    uptime: float | None = None  # share of the period
    backup: datetime | None = None  # the last one that succeeded
    restore_test: datetime | None = None  # the last time a backup was restored
    restore_passed: bool | None = None
    disk: float | None = None  # share in use
    certificate: date | None = None  # last day of the certificate


@dataclass(frozen=True)
class Facts:
    """Everything the digests of one period are counted from."""

    incidents: tuple[Incident, ...] | None = None
    announcements: tuple[Announcement, ...] | None = None
    documents: tuple[Document, ...] | None = None
    polls: tuple[Poll, ...] | None = None
    lessons: tuple[Lesson, ...] | None = None
    meetings: tuple[Meeting, ...] | None = None
    tasks: tuple[Task, ...] | None = None
    materials: tuple[Material, ...] | None = None
    role_requests: tuple[RoleRequest, ...] = ()
    questions: tuple[Question, ...] | None = None
    consultations: tuple[Consultation, ...] | None = None
    screen_time: tuple[ScreenTime, ...] | None = None
    moves: tuple[Move, ...] | None = None
    upcoming: tuple[Upcoming, ...] | None = None
    # Who has entered at least once and accepted the rules.
    connected: Users | None = None
    health: Health | None = None
    holidays: frozenset[date] = frozenset()  # beside weekends
