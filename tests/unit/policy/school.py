"""A small school for decisions, made as provisioning makes it: layouts, roster, registry, people.

Class 3А: ann, ben, and lone, who has no guardian; 3Б: cal, dan, eve. tess teaches 3А, todd 3Б, and
twin teaches 3А while being the parent of eve in 3Б. newt teaches 3А but no order names him yet. lee
leads the chess club of ann and dan. mum is the mother of ann and cal, pa the father of ann; dad's
child is ben, gran's is dan. head, adm and sec run the school.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from policy.decision import Actor, Media, Moment, Note, Place, Sent, Standing, Target
from policy.messages import decide_event
from policy.people import Person
from policy.refusal import Refusal, Refused
from policy.regulation import DIRECT, Regulation
from policy.safety import Flood, Hours, Safety
from policy.school import About, School
from provisioning.desired.state import people_of
from provisioning.registry import write_roster
from provisioning.roster.model import Part, Role, Roster
from tests.unit.builders import SERVER, RosterBuilder, layouts

A, B, CHESS = "class:2024-a", "class:2024-b", "club:chess"
DAY, NIGHT = Moment(12 * 60), Moment(23 * 60)
BOT = f"@assistant:{SERVER}"
SAFETY = Safety(
    quiet_hours={
        "pupil": Hours(21 * 60, 7 * 60),
        "parent": Hours(21 * 60, 7 * 60),
        "teacher": Hours(20 * 60, 7 * 60),
    },
    flood={"pupil": Flood(10, 60), "parent": Flood(20, 60)},
    words_for=frozenset({"pupil", "parent"}),
)
# What each decision is about, in rooms by short names.
_ROOMS: Mapping[str, tuple[str, str | None]] = {
    "announcements": ("announcements", None),
    "documents": ("documents", None),
    "school": ("school", None),
    "3А": ("class", A),
    "3А news": ("class_announcements", A),
    "3А pupils": ("pupils", A),
    "3А parents": ("parents", A),
    "3А materials": ("materials", A),
    "3Б news": ("class_announcements", B),
    "3Б pupils": ("pupils", B),
    "3Б parents": ("parents", B),
    "chess": ("club", CHESS),
    "staff room": ("staff_room", None),
    "council": ("council", "council:pedagogical"),
    "meetings": ("meetings", "council:work"),
    "committee": ("parents_committee", "council:parents"),
    "head's office": ("director", None),
    "moderation": ("moderation", None),
    "registry": ("registry", None),
}
ROOMS = tuple(_ROOMS)
PEOPLE = (
    "ann", "ben", "lone", "cal", "dan", "eve", "mum", "pa", "dad", "gran", "tess", "todd", "twin",
    "newt", "lee", "head", "adm", "sec",
)  # fmt: skip


def roster() -> RosterBuilder:
    """The school above."""
    found = RosterBuilder()
    found.class_(
        "2024-a", "3А", pupils=["ann", "ben", "lone"], teachers=["twin"], class_teacher="tess"
    )
    found.class_("2024-b", "3Б", pupils=["cal", "dan", "eve"], teachers=["todd"])
    found.club("chess", "lee", ["ann", "dan"])
    found.parent("mum", of=["ann", "cal"])
    found.parent("pa", of=["ann"])
    found.parent("dad", of=["ben"])
    found.parent("gran", of=["dan"])
    found.parent("twin", of=["eve"])
    found.staff("head", Role.DIRECTOR)
    found.staff("adm", Role.ADMINISTRATOR)
    found.staff("sec", Role.SECRETARY)
    found.council("parents", mum=Part.LEADER)
    found.council("work", tess=Part.MEMBER)
    found.council("pedagogical", head=Part.LEADER)
    return found


def with_newcomer(found: RosterBuilder) -> Roster:
    """And newt, whom no order names."""
    built = found.build()
    newt = RosterBuilder()
    newt.class_("2024-a", teachers=["newt"], order="")
    added = newt.build()
    group = built.groups[A]
    group = replace(group, members={**group.members, **added.groups[A].members})
    return Roster({**built.people, **added.people}, {**built.groups, A: group}, built.guardianships)


@cache
def example() -> School:
    """The school above with the settings `SAFETY`."""
    return school_of(with_newcomer(roster()), safety=SAFETY)


def school_of(
    people: Roster,
    *,
    confirmations: Mapping[str, bool] | None = None,
    regulation: Regulation | None = None,
    **more: Any,
) -> School:
    """The school as the homeserver sees it after provisioning wrote the registry."""
    users = {person: user(person) for person in people.people}
    state = write_roster(people, users)
    regulation = regulation or layouts().regulation
    return School(
        about=About("school", "Школа", "ru", frozenset({BOT})),
        server_name=SERVER,
        regulation=regulation,
        kinds={name: kind.compiled() for name, kind in layouts().kinds.items()},
        people=people_of(state, confirmations or {}, regulation),
        **more,
    )


def user(name: str) -> str:
    """The user id of somebody of the school."""
    return f"@{name}:{SERVER}"


def person(school: School, name: str) -> Person:
    """Somebody of the school."""
    return school.people.by_id[name]


def actor(school: School, name: str, *, accepted: bool = True) -> Actor:
    """Somebody of the school, or a stranger where nobody has that name."""
    found = school.people.by_id.get(name)
    standing = Standing.PERSON if found else Standing.STRANGER
    return Actor(user(name), standing, found, accepted)


def room(school: School, name: str, **more: Any) -> Place:
    """A managed room with everybody in it who belongs there."""
    kind, group = _ROOMS[name]
    joined = frozenset(school.members(kind, group))
    key = layouts().kinds[kind].key.format(group=group)
    return Place(kind, key, group, **{"joined": joined, **more})


def between(*names: str, invited: tuple[str, ...] = ()) -> Place:
    """A room between persons."""
    return Place(
        DIRECT,
        joined=frozenset(map(user, names)),
        invited=frozenset(map(user, invited)),
    )


def text(body: Any = "Здравствуйте", **more: Any) -> Sent:
    """A message of words."""
    return Sent("m.room.message", {"msgtype": "m.text", "body": body, **more})


def file(msgtype: str, group: str, *, sha256: str | None = None, **more: Any) -> Sent:
    """A message with a file that is `group` by its bytes."""
    address = f"mxc://{SERVER}/abc"
    return Sent(
        "m.room.message",
        {"msgtype": msgtype, "body": "x", "url": address, **more},
        media={address: Media(user("ann"), group, sha256)},
    )


def in_thread(sent: Sent, target: Target | None) -> Sent:
    """The same in the thread that `target` began."""
    relation = {"rel_type": "m.thread", "event_id": "$root"}
    return replace(sent, content={**sent.content, "m.relates_to": relation}, target=target)


def edit(sent: Sent, target: Target | None, **more: Any) -> Sent:
    """An edit to `sent` of the message `target`."""
    relation = {"rel_type": "m.replace", "event_id": "$old"}
    content = {**sent.content, "m.new_content": sent.content, "m.relates_to": relation, **more}
    return replace(sent, content=content, target=target)


def state(event_type: str, content: Mapping[str, Any] | None = None, key: str = "") -> Sent:
    """A state event."""
    return Sent(event_type, {"x": 1} if content is None else content, key)


def widget(kind: Any, **more: Any) -> Sent:
    """A widget, as Element places it."""
    return state("im.vector.modular.widgets", {"type": kind, **more}, "w")


def refusal(decide: Callable[[], object]) -> Refusal:
    """The refusal that a decision ends with; that it is refused is asserted."""
    with pytest.raises(Refused) as caught:
        decide()
    return caught.value.refusal


def outcome(decide: Callable[[], object]) -> Refusal | None:
    """None if it may be, else why not."""
    try:
        decide()
    except Refused as refused:
        return refused.refusal
    return None


def decided(
    school: School, name: str, place: Place, sent: Sent, moment: Moment = DAY
) -> Refusal | None:
    """None if somebody may send it there, else why not."""
    return outcome(lambda: decide_event(school, moment, actor(school, name), place, sent))


def noted(
    school: School, name: str, place: Place, sent: Sent, moment: Moment = DAY
) -> tuple[Note, ...]:
    """What is written down of something allowed."""
    return decide_event(school, moment, actor(school, name), place, sent)
