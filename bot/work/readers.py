"""What an event means to the assistant. A reader is pure: event in, effects and jobs out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.effects import Kept
from bot.matrix.batch import Event
from bot.school import Rooms
from bot.store.store import Job, RoomRow
from policy.school import School


@dataclass(frozen=True, slots=True)
class View:
    """What a reader may know besides the event."""

    me: str
    provisioner: str
    school: School
    rooms: Rooms

    def is_program(self, user: str) -> bool:
        """Is that one of the school's programs and no person?"""
        return user in {self.me, self.provisioner} or user in self.school.about.services


# Only what is kept: effects on Matrix are a job's business, which can be tried again.
Reader = Callable[[View, RoomRow, Event], Iterable[Kept | Job]]
