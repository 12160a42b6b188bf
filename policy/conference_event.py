"""A video conference as the state of its room tells it: `events.CONFERENCE`.

Only the assistant writes it; whoever reads it asks for the sender first.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

Form = Literal["lesson", "parents_meeting", "staff_meeting", "consultation", "event"]
State = Literal["planned", "open", "ended"]
FORMS: tuple[Form, ...] = get_args(Form)
_STATES: tuple[State, ...] = get_args(State)

# One conference, one room of Jitsi; whoever does not know the name cannot guess it (125 bits).
_NAME = re.compile(r"c[a-z2-7]{25}")
_USER = re.compile(r"@[^\s:]{1,200}:[^\s]{1,230}")
_LONGEST_TEXT = 300
_MOST_GUESTS = 100
_MOST_MATERIALS = 100
_LATEST = 253_370_764_799_000  # as in policy.mute
# A conference that nobody ended is over after this: its door does not stay open for ever.
LONGEST_MS = 12 * 3_600_000


@dataclass(frozen=True, slots=True)
class Conference:
    """A conference as its room's state tells it; times in milliseconds, 0 where not yet.

    `guests` are the user ids that a consultation is for; `announcement`, `task` and `materials`
    are ids of the assistant's messages about it.
    """

    name: str
    form: Form
    title: str
    host: str  # user id of who started or planned it
    state: State
    subject: str = ""
    opens: int = 0
    opened: int = 0
    ended: int = 0
    recording: bool = False
    guests: frozenset[str] = frozenset()
    announcement: str = ""
    task: str = ""
    materials: tuple[str, ...] = ()

    @staticmethod
    def read(name: str, content: Mapping[str, Any]) -> "Conference | None":
        """The conference of a state event; None for anything that the assistant does not write."""
        try:
            return _read(name, content)
        except (KeyError, TypeError, ValueError):
            return None

    def is_over(self, now: int) -> bool:
        """Has it ended, or been forgotten?"""
        return self.state == "ended" or (self.state == "open" and now - self.opened > LONGEST_MS)

    def to_dict(self) -> dict[str, Any]:
        """The state event's content."""
        found: dict[str, Any] = {
            "form": self.form, "title": self.title, "host": self.host, "state": self.state,
            "recording": self.recording, "materials": list(self.materials),
        }  # fmt: skip
        for key in ("subject", "opens", "opened", "ended", "announcement", "task"):
            if value := getattr(self, key):
                found[key] = value
        if self.guests:
            found["guests"] = sorted(self.guests)
        return found


def _read(name: str, content: Mapping[str, Any]) -> Conference:
    if not _NAME.fullmatch(name):
        raise ValueError("no name of a conference")
    form, state = content["form"], content["state"]
    if form not in FORMS or state not in _STATES:
        raise ValueError("no such form or state")
    guests = content.get("guests", [])
    materials = content.get("materials", [])
    if not isinstance(guests, list | tuple) or not isinstance(materials, list | tuple):
        raise TypeError("a list expected")
    if len(guests) > _MOST_GUESTS or len(materials) > _MOST_MATERIALS:
        raise ValueError("too many")
    return Conference(
        name=name,
        form=form,
        title=_text(content["title"]),
        host=_user(content["host"]),
        state=state,
        subject=_text(content.get("subject", "")),
        opens=_time(content.get("opens", 0)),
        opened=_time(content.get("opened", 0)),
        ended=_time(content.get("ended", 0)),
        recording=content.get("recording") is True,
        guests=frozenset(map(_user, guests)),
        announcement=_text(content.get("announcement", "")),
        task=_text(content.get("task", "")),
        materials=tuple(map(_text, materials)),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text expected")
    if len(value) > _LONGEST_TEXT:
        raise ValueError("too long")
    return value


def _user(value: object) -> str:
    if not _USER.fullmatch(_text(value)):
        raise ValueError("no user id")
    return str(value)


def _time(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("a time in milliseconds expected")
    if not 0 <= value <= _LATEST:
        raise ValueError("no such time")
    return value
