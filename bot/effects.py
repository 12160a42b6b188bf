"""What the assistant wants to happen, as data.

Whoever works on an event returns effects and does nothing. They are written into the database in
the same transaction that notes the work as done, and carried out afterwards, each once: a process
that is killed in between neither forgets an effect nor repeats one.
"""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Send:
    """An event into a room. `mark` is a name by which later effects of the same work mean it.

    `room_id` may be a user id ("@…"): then the event goes into the room between that person and
    the assistant, which is made where there is none.
    """

    room_id: str
    content: Mapping[str, Any]
    type: str = "m.room.message"
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on the server. `marked(mark)` then stands for its `mxc://` address.

    `text` is what stands in it, `base64` says that it is that form of bytes which are no text.

    `room_id` is where the message goes that shows it: both are carried out in that order. A file
    that was uploaded twice, because the answer was lost, is shown by nobody and does no harm.
    """

    room_id: str
    name: str
    mimetype: str
    text: str
    mark: str
    base64: bool = False

    @property
    def data(self) -> bytes:
        """What stands in the file."""
        return b64decode(self.text) if self.base64 else self.text.encode()


@dataclass(frozen=True, slots=True)
class SetState:
    """A state event."""

    room_id: str
    type: str
    state_key: str
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Redact:
    """Remove an event's content; `event_id` may be a `marked` one."""

    room_id: str
    event_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SetMembership:
    """Ban, unban or kick: `action` as in the client-server API; `join` brings somebody back."""

    room_id: str
    user: str
    action: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """A letter by e-mail, whole, as RFC 5322 text."""

    to: str
    message: str


@dataclass(frozen=True, slots=True)
class MakeLink:
    """A link of one's own into a conference. `marked(mark)` then stands for its address.

    `room_id` is where the message goes that shows it: both are carried out in that order.
    """

    room_id: str
    conference: str
    user: str
    mark: str


@dataclass(frozen=True, slots=True)
class NewLetter:
    """A new login letter for `user`; `marked(mark)` then stands for its code.

    `after` is the issue that it replaces: where that is replaced already, by this effect whose
    answer was lost, it is the same letter again. `days` is how long it holds; `to` who gets it.
    """

    user: str
    after: int
    days: int
    to: str
    mark: str


@dataclass(frozen=True, slots=True)
class Dismiss:
    """Take `user` out of a video conference; everybody, and end it, where empty.

    It is a wanted state and may be asked for twice: who is not there any more is no error.
    """

    conference: str
    user: str = ""


@dataclass(frozen=True, slots=True)
class Remember:
    """Something for digests and records. `id` is the event that it is known from.

    `kind` is the sort of fact, `subject` the user whom it is about; remembering the same id again
    replaces what was known of it.
    """

    id: str
    kind: str
    at: int  # milliseconds
    room_key: str = ""
    subject: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Do the work `name` with `payload` at `due` (milliseconds). `key` replaces one of that key."""

    key: str
    due: int
    name: str
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cancel:
    """Take back what was scheduled under `key`; nothing is no error."""

    key: str


@dataclass(frozen=True, slots=True)
class Ask:
    """The next message of `user` in `room_id` is the answer to a question; `until` milliseconds."""

    user: str
    room_id: str
    until: int
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Once:
    """What follows it among the effects of one piece of work happens the first time only."""

    name: str


@dataclass(frozen=True, slots=True)
class Do:
    """Do the work `name` with `payload`; what stands in one `lane` is done one after another.

    For what people compete for: each sees what the one before was given.
    """

    lane: str
    name: str
    payload: Mapping[str, Any] = field(default_factory=dict)


Outgoing = Send | Upload | SetState | Redact | SetMembership | Mail | Dismiss | MakeLink | NewLetter
Kept = Remember | Schedule | Cancel | Ask | Once | Do
Effect = Outgoing | Kept

_MARK = "org.parta.marked"


def marked(mark: str) -> str:
    """The id, not known yet, of the event that another effect of the same work sends as `mark`."""
    return f"{_MARK}:{mark}"


def mark_of(value: object) -> str | None:
    """The mark that stands in the place of an event id, None if it is something else."""
    if isinstance(value, str) and value.startswith(f"{_MARK}:"):
        return value.removeprefix(f"{_MARK}:")
    return None
