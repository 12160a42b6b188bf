"""How people and rooms are called in cards and records: by the roster, never by a display name."""

from bot.desk import Desk
from policy.people import PARENT, PUPIL, Person
from policy.school import School
from templates import Argument, Message, message, say


def person_name(school: School, user: str) -> str:
    """«Иванов Петя»; the user id of somebody who is not on the lists."""
    found = school.person(user)
    return found.entry.full_name if found else user


def described(school: School, user: str, language: str) -> str:
    """The name with the class, so that nobody is taken for a namesake."""
    found = school.person(user)
    if found is None:
        return user or say(message("moderation-nobody"), language)
    titles = sorted(
        group.title
        for key, parts in found.entry.groups.items()
        if PUPIL in parts and (group := school.people.groups.get(key)) and group.kind == "class"
    )
    return f"{found.entry.full_name} ({', '.join(titles)})" if titles else found.entry.full_name


def room_name(desk: Desk, room_id: str, language: str) -> str:
    """What a room is called; one between persons has no name."""
    row = desk.rooms.get(room_id)
    if row is None or not row.key:
        return say(message("moderation-private-room"), language)
    return row.name or row.key


def is_family(person: Person) -> bool:
    """A pupil or a parent and nothing that counts as staff: who may be warned, silenced, excluded.

    Those on the lists whose role waits for an order are no staff yet.
    """
    return not person.is_adult_in_charge


def is_pupil(person: Person) -> bool:
    """A pupil of the school."""
    return PUPIL in person.roles


def to_whom(key: str, person: Person | None, **args: Argument) -> Message:
    """The sentence `key` as it is said to that person: pupils are not addressed as adults are."""
    pupil = person is not None and is_pupil(person)
    return message(f"{key}-pupil" if pupil else key, **args)


def is_parent(person: Person) -> bool:
    """A parent or guardian."""
    return PARENT in person.roles
