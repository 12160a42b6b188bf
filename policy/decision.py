"""What is decided about: who acts, where, when, what is sent, and what is noted down."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from policy.people import Person


class Standing(Enum):
    """As what somebody acts."""

    SYSTEM = "system"  # the provisioning user and server administrators: never locked out
    SERVICE = "service"  # a program of the school (the assistant): bound by its own code
    PERSON = "person"  # somebody of the roster
    STRANGER = "stranger"  # anybody else, leavers too: may do nothing


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `person` is there exactly for `Standing.PERSON`."""

    user: str
    standing: Standing
    person: Person | None = None
    accepted: bool = True  # the regulation in force (T7)


@dataclass(frozen=True, slots=True)
class Place:
    """Where: a room, as far as a decision needs to know it.

    `kind` is a managed kind or `DIRECT`; `key` and `group` are those of the locator. `joined` and
    `invited` are user ids.
    """

    kind: str
    key: str = ""
    group: str | None = None
    locked: bool = False
    joined: frozenset[str] = frozenset()
    invited: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Moment:
    """When: minutes after midnight in the school's own time, and milliseconds since 1970."""

    minute: int
    at: int = 0


@dataclass(frozen=True, slots=True)
class Target:
    """The event that another one replaces, removes or answers in a thread.

    `is_task`: the root of a task's thread (N5), `is_closed`: that takes no more answers.
    """

    sender: str
    type: str
    is_state: bool = False
    by_service: bool = False
    is_task: bool = False
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Media:
    """A file on this server that a message shows; `group` as in `policy.media`."""

    uploader: str
    group: str
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Sent:
    """An event that a client wants to send; `content` is whatever the client made up.

    `target` is the event it relates to, None where there is none of that id in the room; `media`
    has what is known of each `mxc://` address in the content, without those that are not here.
    """

    type: str
    content: Mapping[str, Any]
    state_key: str | None = None
    target: Target | None = None
    media: Mapping[str, Media] = field(default_factory=dict)
    redacts: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Something allowed that is written down: an override, a link with its reason, a warning."""

    key: str  # message key
    args: Mapping[str, str | int] = field(default_factory=dict)
    row: str = ""
    setting: str = ""
