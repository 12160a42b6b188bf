"""!предупредить: the person alone reads it, the moderation room has the record."""

from collections.abc import Sequence

from bot.commands.model import Call, Command, Param, Right, Sort, Told
from bot.commands.quiet import quietly
from bot.desk import Desk
from bot.effects import Effect
from bot.matrix.batch import text_of
from bot.moderation.naming import is_family
from bot.moderation.reach import require_over
from bot.moderation.warnings import warn
from policy.people import Person
from templates import message

FEATURE = "person.warn"


def whom(desk: Desk, call: Call, feature: str) -> tuple[Person, list[str]]:
    """The pupil or parent that a command means, and where the right reaches (`require_over`).

    Raises:
        Told, Refused: nobody, or staff; or the right does not reach.
    """
    person = desk.school.person(str(call.args["person"]))
    if person is None:
        raise Told(message("moderation-no-person"))
    where = require_over(desk, call.person, call.place, feature, person)
    if not is_family(person):
        raise Told(message("moderation-staff"))
    return person, where


async def run(desk: Desk, call: Call) -> Sequence[Effect]:
    """Warn; as an answer to a message it quotes what for."""
    person, _ = whom(desk, call, FEATURE)
    event = await desk.look.event(call.room.room_id, call.replied) if call.replied else None
    text = text_of(event) if event and event.get("sender") == person.user else ""
    done = await warn(
        desk,
        person,
        call.user,
        str(call.args.get("reason", "")),
        call.event_id,
        room_id=call.room.room_id if call.place.key else "",
        text=text,
    )
    return [*done, *quietly(call, message("command-warn-done", name=person.entry.full_name))]


WARN = Command(
    "warn",
    {"ru": ("предупредить", "предупреждение"), "en": ("warn",)},
    run,
    feature=FEATURE,
    right=Right.SOMEWHERE,
    params=(Param("person", Sort.PERSON), Param("reason", Sort.TEXT, optional=True)),
)
