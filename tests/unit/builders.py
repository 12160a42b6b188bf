"""Small schools in a few lines, and a data model of the server that a plan is carried out on.

`carried_out` does to plain data what `provisioning.apply` does to Synapse, so that whole lives of
a school (joiners, leavers, crashes in the middle) can be tried in milliseconds. That the model is
true is shown by tests/server, which does the same on a real Synapse.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from hypothesis import strategies as st

from policy import events
from policy.roster import StateKey
from provisioning.actions import Action, Verb
from provisioning.diff import parent_content, static_state
from provisioning.layouts.load import REGISTRY_KIND, Layouts, load_layouts
from provisioning.observe import Observed, ObservedAccount, ObservedRoom
from provisioning.planning import Inputs, Plan, make_plan
from provisioning.registry import Registry, read_registry
from provisioning.roster.model import (
    Group,
    GroupKind,
    Guardianship,
    Name,
    Part,
    Person,
    Role,
    Roster,
)
from provisioning.school import School

SERVER = "school.example"
SCHOOL = School(name="Школа", server_name=SERVER, school_year=2026)
DAY = date(2026, 9, 1)
ORDER = "№ 70 от 30.08.2026"
PLENTY = 1_000_000


@cache
def layouts() -> Layouts:
    """The shipped layouts, read once."""
    return load_layouts()


class RosterBuilder:
    """A roster in a few lines; people come into being when they are first named.

    >>> school = RosterBuilder()
    >>> school.class_("2024-a", "3А", pupils=["ann", "ben"], teachers=["tess"])
    >>> school.parent("mum", of=["ann", "ben"])
    """

    def __init__(self) -> None:
        self._people: dict[str, Person] = {}
        self._groups: dict[str, Group] = {}
        self._edges: set[Guardianship] = set()

    def person(self, person: str, *roles: Role, name: Name | None = None, order: str = "") -> None:
        known = self._people.get(person, Person(person, Name(person.title(), ""), frozenset()))
        self._people[person] = replace(
            known,
            roles=known.roles | frozenset(roles),
            name=name or known.name,
            order=order or known.order,
        )

    def class_(
        self,
        key: str,
        title: str = "",
        *,
        pupils: Iterable[str] = (),
        teachers: Iterable[str] = (),
        class_teacher: str = "",
        order: str = ORDER,
    ) -> None:
        members: dict[str, set[Part]] = defaultdict(set)
        for pupil in pupils:
            self.person(pupil, Role.PUPIL)
            members[pupil].add(Part.PUPIL)
        for teacher in [*teachers, *filter(None, [class_teacher])]:
            self.person(teacher, Role.TEACHER, order=order)
            members[teacher].add(Part.TEACHER)
        if class_teacher:
            members[class_teacher].add(Part.CLASS_TEACHER)
        self._group(f"class:{key}", GroupKind.CLASS, title or key, members)

    def club(self, key: str, leader: str, pupils: Iterable[str], order: str = ORDER) -> None:
        self.person(leader, Role.ADDITIONAL_TEACHER, order=order)
        members = {leader: {Part.LEADER}}
        for pupil in pupils:
            self.person(pupil, Role.PUPIL)
            members[pupil] = {Part.PUPIL}
        self._group(f"club:{key}", GroupKind.CLUB, key.title(), members)

    def council(self, key: str, **members: Part) -> None:
        self._group(
            f"council:{key}", GroupKind.COUNCIL, key, {who: {it} for who, it in members.items()}
        )

    def parent(self, parent: str, of: Iterable[str], relation: str = "") -> None:
        self.person(parent, Role.PARENT)
        self._edges |= {Guardianship(parent, child, relation) for child in of}

    def staff(self, person: str, *roles: Role, order: str = ORDER) -> None:
        self.person(person, *roles, order=order)

    def build(self) -> Roster:
        return Roster(dict(self._people), dict(self._groups), frozenset(self._edges))

    def _group(
        self, key: str, kind: GroupKind, title: str, members: Mapping[str, Iterable[Part]]
    ) -> None:
        frozen = {person: frozenset(parts) for person, parts in members.items()}
        self._groups[key] = Group(key, kind, title, None, frozen)


def two_classes() -> RosterBuilder:
    """Class 3А: ann, ben; 3Б: cal, dan; a teacher each, three families, the head, a chess club.

    mum is the mother of ann (3А) and cal (3Б); dad of ben; gran of dan.
    """
    school = RosterBuilder()
    school.class_("2024-a", "3А", pupils=["ann", "ben"], class_teacher="tess")
    school.class_("2024-b", "3Б", pupils=["cal", "dan"], teachers=["todd"])
    school.parent("mum", of=["ann", "cal"])
    school.parent("dad", of=["ben"])
    school.parent("gran", of=["dan"])
    school.staff("head", Role.DIRECTOR)
    school.club("chess", "lee", ["ann", "dan"])
    return school


def big_school(pupils: int = 1000, parents: int = 1700, staff: int = 120) -> Roster:
    """A whole school: 40 classes, two guardians for most children, a hundred and twenty staff."""
    school = RosterBuilder()
    size = 25
    classes = [f"{2016 + number // 4}-{'abcd'[number % 4]}" for number in range(pupils // size)]
    for person in range(staff):
        role = {0: Role.DIRECTOR, 1: Role.ADMINISTRATOR, 2: Role.SECRETARY}.get(
            person, Role.TEACHER if person % 8 else Role.ADDITIONAL_TEACHER
        )
        name = _full_name("Шогенцукова", "Александра", person)
        school.person(f"s-{person:04}", role, name=name, order=ORDER)
    for number, key in enumerate(classes):
        members = [f"u-{number * size + place:04}" for place in range(size)]
        teachers = [f"s-{(number * 3 + place) % staff:04}" for place in range(10)]
        school.class_(key, f"{number + 1}А", pupils=members, teachers=teachers)
        for pupil in members:
            name = _full_name("Карданова", "Анастасия", int(pupil[2:]))
            school.person(pupil, Role.PUPIL, name=name)
    for number in range(parents):
        school.person(f"g-{number:04}", name=_full_name("Карданов", "Мухамед", number))
        school.parent(f"g-{number:04}", of=[f"u-{number % pupils:04}"], relation="отец")
    return school.build()


def _full_name(family: str, given: str, number: int) -> Name:
    letters = "".join("абвгдежзик"[int(digit)] for digit in str(number))
    return Name(family + letters, given, "Мухамедовна")


# The model of a server


def empty_server(*strangers: str) -> Observed:
    """A server before the first apply: the provisioning user, and accounts of nobody's."""
    users = [SCHOOL.provisioner_id, *strangers]
    return Observed(accounts={user: account(user) for user in users})


def account(user: str, name: str | None = None, **flags: bool) -> ObservedAccount:
    return ObservedAccount(user, name, flags.get("locked", False), flags.get("deactivated", False))


def plan_for(
    roster: Roster,
    found: Observed | None = None,
    *,
    school: School = SCHOOL,
    day: date = DAY,
    allow: int = 0,
    with_layouts: Layouts | None = None,
) -> Plan:
    inputs = Inputs(school, with_layouts or layouts(), roster)
    return make_plan(inputs, empty_server() if found is None else found, day, allow)


def settled(*rosters: Roster, school: School = SCHOOL) -> Observed:
    """A server on which these rosters were applied one after the other, removals allowed."""
    found = empty_server()
    for roster in rosters:
        found = carried_out(plan_for(roster, found, school=school, allow=PLENTY), school=school)
    return found


def carried_out(
    plan: Plan, actions: Sequence[Action] | None = None, *, school: School = SCHOOL
) -> Observed:
    """The server after `plan`, or after only `actions` of it (a crash)."""
    server = _Server(plan, school)
    for action in plan.actions if actions is None else actions:
        server.do(action)
    return server.observed()


def changed(
    found: Observed, key: str, event_type: str, content: Mapping[str, Any], state_key: str = ""
) -> Observed:
    """`found` with one state event of the room `key` set to `content`."""
    room = found.rooms[key]
    state = {**room.state, (event_type, state_key): content}
    rooms = {**found.rooms, key: ObservedRoom(room.room_id, key, state)}
    registry = read_registry(state) if key == REGISTRY_KIND else found.registry
    return replace(found, rooms=rooms, registry=registry)


def members(found: Observed, key: str) -> set[str]:
    """Local parts of everybody joined in a room, without the provisioning user and programs."""
    return {
        user[1:].partition(":")[0]
        for user, how in found.rooms[key].members.items()
        if how == "join" and user not in (SCHOOL.provisioner_id, *SCHOOL.program_ids)
    }


def user_id(found: Observed, person: str) -> str:
    registry = found.registry
    return registry.users[person] if person in registry.users else registry.leavers[person].user


class _Server:
    def __init__(self, plan: Plan, school: School) -> None:
        found = plan.found
        self._plan = plan
        self._school = school
        self._accounts = dict(found.accounts)
        self._ids = {key: room.room_id for key, room in found.rooms.items()}
        self._state = {key: dict(room.state) for key, room in found.rooms.items()}
        self._spare = list(found.spare)
        self._mxc = {kind: mxc for kind, (_, mxc) in found.registry.avatars.items()}

    def do(self, action: Action) -> None:
        """Carry out one action; what it needs and is not there is an error of the order."""
        details: Mapping[str, Any] = action.details
        match action.verb:
            case Verb.ROOM_DISCARD:
                self._spare = [it for it in self._spare if it.room_id != details["room_id"]]
            case Verb.AVATAR_UPLOAD:
                self._mxc[action.target] = f"mxc://{SERVER}/{details['sha256'][:16]}"
            case Verb.ROOM_CREATE:
                self._create(action)
            case Verb.REGISTRY_SET:
                self._state[REGISTRY_KIND][details["type"], details["state_key"]] = (
                    self._registry_content(details)
                )
            case Verb.ROOM_SET:
                content = details["content"]
                if details["type"] == "m.room.avatar":
                    content = {"url": self._mxc[details["kind"]]}
                self._state[action.target][details["type"], details["state_key"]] = content
            case Verb.POWER_SET:
                self._state[action.target]["m.room.power_levels", ""] = details["content"]
            case Verb.SPACE_LINK:
                space, child = self._ids[action.target], self._ids[details["child"]]
                self._state[action.target]["m.space.child", child] = details["child_content"]
                self._state[details["child"]]["m.space.parent", space] = details["parent_content"]
            case Verb.SPACE_UNLINK:
                space, child = self._ids[action.target], self._ids[details["child"]]
                self._state[details["child"]]["m.space.parent", space] = {}
                self._state[action.target]["m.space.child", child] = {}
            case Verb.MEMBER_JOIN | Verb.MEMBER_LEAVE:
                how = "join" if action.verb is Verb.MEMBER_JOIN else "leave"
                for user in details["users"]:
                    assert how == "leave" or user in self._accounts, f"{user} has no account"
                    self._state[action.target]["m.room.member", user] = {"membership": how}
            case _:
                self._account(action)

    def _account(self, action: Action) -> None:
        user, name = action.target, action.details["name"]
        now = self._accounts.get(user, account(user))
        self._accounts[user] = {
            Verb.ACCOUNT_CREATE: replace(now, name=name),
            Verb.ACCOUNT_RENAME: replace(now, name=name),
            Verb.ACCOUNT_LOCK: replace(now, locked=True),
            Verb.ACCOUNT_ERASE: replace(now, name=None, deactivated=True),
            Verb.ACCOUNT_UNLOCK: replace(now, locked=False),
        }[action.verb]

    def _create(self, action: Action) -> None:
        details, key = action.details, action.target
        assert key not in self._ids, f"{key} is made twice"
        room = self._plan.wanted.rooms[key]
        state: dict[StateKey, Any] = dict(static_state(room, self._school))
        state["m.room.create", ""] = {
            events.OWNERSHIP: {"school": self._school.id, "key": key},
            **({"type": "m.space"} if room.space else {}),
        }
        state["m.room.member", self._school.provisioner_id] = {"membership": "join"}
        # Synapse lays our levels over those of the preset.
        state["m.room.power_levels", ""] = {"historical": 100, **details["power_levels"]}
        if details["avatar"] and room.kind in self._mxc:
            state["m.room.avatar", ""] = {"url": self._mxc[room.kind]}
        if details["parent"] is not None:
            parent = self._ids[details["parent"]]
            state["m.space.parent", parent] = parent_content(self._school)
        self._ids[key] = f"!{len(self._ids)}-{key}"
        self._state[key] = state

    def _registry_content(self, details: Mapping[str, Any]) -> Mapping[str, Any]:
        if details["type"] != events.AVATARS:
            return dict(details["content"])
        return {
            "kinds": {
                kind: {"sha256": sha, "mxc": self._mxc[kind]}
                for kind, sha in details["content"]["kinds"].items()
                if kind in self._mxc
            }
        }

    def observed(self) -> Observed:
        registry = self._state.get(REGISTRY_KIND)
        return Observed(
            accounts=self._accounts,
            rooms={
                key: ObservedRoom(self._ids[key], key, state) for key, state in self._state.items()
            },
            spare=tuple(self._spare),
            registry=read_registry(registry) if registry is not None else Registry(),
        )


# Random schools

WEIRD_NAMES = (
    "Карданов",
    "Къардэн",
    "ХьэтIохъущокъуэ",
    "Хьэтӏу",
    "О’Коннор",
    "O'Neill-Smith",
    "Ёлкин",
    "李",
    "🦊",
    "А" * 80,
    "User",
    "Parta",
    "Юсуф оглы 2",
)
_CLASSES = ("class:2024-a", "class:2024-b", "class:2025-a")
_PUPILS = tuple(f"u-{number}" for number in range(8))
_PARENTS = tuple(f"g-{number}" for number in range(5))
_STAFF = tuple(f"s-{number}" for number in range(5))
_STAFF_ROLES = (
    Role.DIRECTOR,
    Role.SECRETARY,
    Role.ADMINISTRATOR,
    Role.TEACHER,
    Role.ADDITIONAL_TEACHER,
)


def names() -> st.SearchStrategy[Name]:
    """Names as people have them and as files mangle them."""
    part = st.sampled_from(WEIRD_NAMES)
    return st.builds(Name, part, st.one_of(st.just(""), part), st.just(""))


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    """A random school over a fixed pool of people, so that two of them share many.

    Successive draws have joiners, leavers, returners, people who change class, name, role, order
    or family, and classes, clubs and councils that come and go.
    """
    people: dict[str, Person] = {}
    parts: dict[str, dict[str, frozenset[Part]]] = defaultdict(dict)
    edges: set[Guardianship] = set()
    classes = draw(st.sets(st.sampled_from(_CLASSES)))
    for pupil in draw(st.sets(st.sampled_from(_PUPILS))) if classes else ():
        people[pupil] = Person(pupil, _named(draw, pupil), frozenset({Role.PUPIL}))
        parts[draw(st.sampled_from(sorted(classes)))][pupil] = frozenset({Part.PUPIL})
    pupils = sorted(people)
    for person in draw(st.sets(st.sampled_from(_STAFF))):
        roles = draw(st.sets(st.sampled_from(_STAFF_ROLES), min_size=1))
        order = draw(st.sampled_from(["", ORDER]))
        people[person] = Person(person, _named(draw, person), frozenset(roles), order)
        teaches = draw(st.sets(st.sampled_from(sorted(classes)))) if classes else set()
        for key in teaches:
            parts[key][person] = frozenset(
                draw(st.sampled_from([{Part.TEACHER}, {Part.TEACHER, Part.CLASS_TEACHER}]))
            )
    for person in draw(st.sets(st.sampled_from((*_PARENTS, *_STAFF)))):
        children = draw(st.sets(st.sampled_from(pupils), min_size=1)) if pupils else set()
        if not children:
            continue
        known = people.get(person) or Person(person, _named(draw, person), frozenset())
        people[person] = replace(known, roles=known.roles | {Role.PARENT})
        edges |= {Guardianship(person, child, draw(_RELATIONS)) for child in children}
    everybody = sorted(people)
    for key, part in (("club:chess", Part.LEADER), ("council:work", Part.MEMBER)):
        if everybody and draw(st.booleans()):
            chosen = draw(st.sets(st.sampled_from(everybody)))
            parts[key] = {it: frozenset({Part.PUPIL if it in pupils else part}) for it in chosen}
    groups = {
        key: Group(
            key,
            GroupKind(key.partition(":")[0]),
            draw(st.sampled_from(["3А", "3Б", "4А"])),
            draw(st.sampled_from([None, 3, 4])),
            parts.get(key, {}),
        )
        for key in sorted(classes | (parts.keys() - set(_CLASSES)))
    }
    return Roster(people, groups, frozenset(edges))


def _named(draw: st.DrawFn, person: str) -> Name:
    """Family name and patronymic may change; the given name is the human being (identity.py)."""
    return replace(draw(names()), given=f"{person} {person}")


_RELATIONS = st.sampled_from(["", "мать", "отец"])
