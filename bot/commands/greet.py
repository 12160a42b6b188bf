"""Says hello to whoever accepted the regulation: from then on there is a room to call an adult in.

A child may start no conversation (C2), and must be able to ask for help when the class room is
closed or no teacher is there. So the room with the assistant is there from the first day on.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.desk import Desk
from bot.effects import Effect, Kept, Once, Send
from bot.matrix.batch import Event, content_of
from bot.store.store import Job, RoomRow
from bot.text import content
from bot.work.inbox import kind_of
from bot.work.readers import View
from policy import events
from policy.people import PUPIL
from templates import message

GREET = "greet"
# Many at once are a demo's or a migration's, not people who tapped «accept».
_ONE = 1


def acceptances_in(view: View, row: RoomRow, event: Event) -> Iterable[Kept | Job]:
    """Reader: somebody accepted the regulation."""
    if row.key != "registry" or kind_of(event) != events.ACCEPTANCE:
        return
    if not view.is_program(str(event.get("sender"))):
        return
    users = content_of(event).get("users")
    if isinstance(users, list) and len(users) == _ONE and view.school.person(str(users[0])):
        yield Job(GREET, {"user": str(users[0])}, f"greet:{users[0]}")


async def greet(desk: Desk, payload: Mapping[str, Any]) -> Sequence[Effect]:
    """Once a person."""
    person = desk.school.person(str(payload["user"]))
    if person is None:
        return ()
    key = "greeting-pupil" if PUPIL in person.roles else "greeting"
    text = message(key, school=desk.school.about.name)
    return [
        Once(f"{GREET}:{person.user}"),
        Send(person.user, content(text, desk.language)),
    ]
