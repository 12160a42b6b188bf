"""!сбросить: a new login code for a pupil or parent of one's own class, for the teacher to hand on.

The old letter, the password and every device of that person stop to work. Staff are not reset here:
whoever holds the telephone of an administrator must not become the director; for them there is
`parta letters --reissue`. The code is told to who asked, alone, and holds for three days.
"""

from collections.abc import Sequence

from bot.commands.answer import in_private
from bot.commands.model import Call, Command, Param, Right, Sort, Told
from bot.commands.quiet import quietly
from bot.desk import Desk
from bot.effects import Effect, NewLetter, Send, marked
from bot.moderation.actions import recorded
from bot.moderation.naming import is_family
from bot.text import Text, content
from policy.people import PUPIL, Person
from policy.rights import verdict_on_server
from policy.school import School
from templates import message

FEATURE = "login.reset"
DAYS = 3
_CLASS_TEACHER = "class_teacher"
_MARK = "code"


async def run(desk: Desk, call: Call) -> Sequence[Effect]:
    """Make a new letter, write down who asked, tell the person, give the code to who asked."""
    person = desk.school.person(str(call.args["person"]))
    if person is None:
        raise Told(message("moderation-no-person"))
    everywhere = verdict_on_server(desk.school, call.person, FEATURE).allowed
    if not everywhere and not is_own(desk.school, call.person, person):
        raise Told(message("reset-not-own"))
    if not is_family(person) or person.user == call.user:
        raise Told(message("reset-staff"))
    known = desk.registry.login(person.user)
    name = person.entry.full_name
    user = person.user.removeprefix("@").partition(":")[0]
    done = message("command-reset-done", name=name, user=user, days=DAYS)
    code = in_private(call, "")
    return [
        *recorded(desk, "reset", call.user, of=person.user),
        NewLetter(person.user, known.issue if known else 0, DAYS, call.user, _MARK),
        *quietly(call, done),
        # By itself, so that it is copied whole.
        Send(code.room_id, {"msgtype": "m.text", "body": marked(_MARK), "m.mentions": {}}),
        Send(person.user, content(Text.of(message("reset-told")), desk.language)),
    ]


def is_own(school: School, teacher: Person, person: Person) -> bool:
    """Is `person` a pupil of a class that `teacher` leads, or the parent of one?"""
    led = {
        key
        for key, parts in teacher.entry.groups.items()
        if _CLASS_TEACHER in parts and teacher.is_adult_in_charge
    }
    concerned = [person.id, *person.entry.children]
    pupils = (school.people.by_id.get(it) for it in concerned)
    return any(
        key in led and PUPIL in parts
        for pupil in pupils
        if pupil is not None
        for key, parts in pupil.entry.groups.items()
    )


RESET = Command(
    "reset",
    {"ru": ("сбросить", "сброс"), "en": ("reset",)},
    run,
    feature=FEATURE,
    right=Right.SOMEWHERE,
    params=(Param("person", Sort.PERSON),),
)
