"""What one person may do in one room, each line with its clause: asked of the policy itself.

The homeserver decides by the same functions and the same registry, so the two cannot disagree
(tests/server/test_explain_agrees.py).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policy import events, mute
from policy.decision import Moment, Place
from policy.people import Person
from policy.registry import read_school
from policy.regulation import Feature, Verdict
from policy.rights import verdict
from policy.roster import State
from policy.safety import MINUTES_A_DAY, clock
from policy.school import School
from provisioning.desired.state import Desired, DesiredRoom
from provisioning.registry import RegistryError
from templates import Message, message


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer: as whom somebody is in the room, and the verdict on every feature of it."""

    user: str
    name: str
    room: DesiredRoom
    roles: tuple[str, ...]
    verdicts: Sequence[tuple[Feature, Verdict]] = ()
    settings: Sequence[Message] = ()


def find_user(wanted: Desired, asked: str) -> list[str]:
    """User ids that `asked` may mean: a user id, a user name, a person id, or (part of) a name."""
    for user, account in wanted.accounts.items():
        localpart = user[1:].partition(":")[0]
        if asked in (user, account.person) or asked.lstrip("@") == localpart:
            return [user]
    words = asked.casefold().split()
    return [
        user
        for user, account in wanted.accounts.items()
        if words and all(word in account.name.casefold() for word in words)
    ]


def find_room(wanted: Desired, room_ids: dict[str, str], asked: str) -> list[str]:
    """Locator keys that `asked` may mean: a key, a room id, or (part of) a room's name."""
    for key in wanted.rooms:
        if asked in (key, room_ids.get(key)):
            return [key]
    words = asked.casefold().replace("·", " ").split()
    return [
        key
        for key, room in wanted.rooms.items()
        if words and all(word in room.name.casefold() for word in words)
    ]


def explain(
    wanted: Desired,
    registry: State,
    user: str,
    key: str,
    moment: Moment,
) -> Explanation:
    """What the homeserver will answer to `user` in the room `key` at `moment`.

    `registry` is the registry room's state as it is on the server: what people in charge said, on
    quiet hours, on roles, on who does not write for a time, stands there.
    """
    words = {key: it for key, it in registry.items() if key[0] in events.BY_PROGRAMS}
    try:
        school = read_school({**words, **wanted.registry}, user.partition(":")[2])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RegistryError(repr(error)) from error
    room = wanted.rooms[key]
    place = Place(room.kind, room.key, room.group, joined=frozenset(room.roles))
    person = school.person(user)
    name = wanted.accounts[user].name
    if person is None or not school.roles_in(person, room.kind, room.group):
        return Explanation(user, name, room, ())
    verdicts = [
        (feature, found)
        for feature in school.regulation.features.values()
        if (found := verdict(school, person, place, feature.id)).allowed
        or school.regulation.is_granted(feature.id, room.kind)
    ]
    return Explanation(
        user,
        name,
        room,
        tuple(sorted(school.roles_in(person, room.kind, room.group))),
        verdicts,
        tuple(_settings(school, person, place, moment)),
    )


def _settings(school: School, person: Person, place: Place, moment: Moment) -> Iterator[Message]:
    """What the school's settings add to the rights, for this person in this room."""
    if school.safety.acceptance:
        yield message("explain-acceptance", version=school.regulation.version)
    until = mute.muted_until(school, person, place, moment)
    if until is not None:
        yield Message("explain-muted", mute.said(school, until))
    yield _quiet_hours(school, person, place, moment.minute)
    roles = school.roles_in(person, place.kind, place.group)
    if school.words.forms and roles <= school.safety.words_for:
        yield message("explain-words")
    limits = [school.safety.flood.get(role) for role in person.roles]
    if limits and all(limits):
        most = max((it for it in limits if it is not None), key=lambda it: it.messages)
        yield message("explain-flood", messages=most.messages, seconds=most.seconds)
    uploads = [it for role in sorted(person.roles) if (it := school.safety.uploads.get(role))]
    largest: dict[str, int] = {}
    for limit in uploads:
        for group in limit.groups:
            largest[group] = max(limit.megabytes, largest.get(group, 0))
    for group, megabytes in sorted(largest.items()):
        yield message("explain-upload", group=group, megabytes=megabytes)
    if not largest:
        yield message("explain-no-uploads")


def _quiet_hours(school: School, person: Person, place: Place, minute: int) -> Message:
    roles = school.roles_in(person, place.kind, place.group)
    quiet = [school.quiet_now(roles, place.key, it) is not None for it in range(MINUTES_A_DAY)]
    if not any(quiet):
        return message("explain-quiet-never")
    found = verdict(school, person, place, "quiet_hours.write")
    if found.allowed:
        return message("explain-quiet-exempt", hours=_hours(quiet))
    return message("explain-quiet-now" if quiet[minute] else "explain-quiet", hours=_hours(quiet))


def _hours(quiet: Sequence[bool]) -> str:
    """«21:00–07:00»; several of them where two roles have hours that overlap twice."""
    if all(quiet):
        return "00:00–24:00"
    starts = [it for it in range(MINUTES_A_DAY) if quiet[it] and not quiet[it - 1]]
    ends = [it for it in range(MINUTES_A_DAY) if not quiet[it] and quiet[it - 1]]
    return ", ".join(
        f"{clock(start)}–{clock(min(ends, key=lambda end: (end - start) % MINUTES_A_DAY))}"
        for start in starts
    )
