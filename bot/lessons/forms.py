"""What lessons and meetings differ in: length, home, whom one counts. Rights are policy's. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from policy.conference_event import Form
from policy.people import PUPIL
from policy.school import School


@dataclass(frozen=True, slots=True)
class Kind:
    """A form of conference: its usual length and how long it may go on after it (minutes)."""

    form: Form
    minutes: int
    grace: int
    # Kinds of room where it is at home, for a class that is only named: the first that is there.
    rooms: tuple[str, ...]
    titled: bool = False  # it takes a subject


KINDS: Mapping[str, Kind] = {
    it.form: it
    for it in (
        Kind("lesson", 40, 10, ("pupils", "club"), titled=True),
        Kind("parents_meeting", 60, 30, ("parents", "parents_committee")),
        Kind("staff_meeting", 60, 30, ("meetings", "staff_room", "council", "director")),
        Kind("event", 60, 30, ("announcements",)),
        Kind("consultation", 30, 10, ()),
    )
}


def has_pupils(school: School, kind: str) -> bool:
    """Are there pupils in rooms of `kind`? There only what is verified is shown (N2)."""
    known = school.kinds.get(kind)
    return known is None or PUPIL in known.roles
