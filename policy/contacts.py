"""Who may write to whom personally (C3, R1, R3): by role, and by who teaches whose child."""

from collections.abc import Iterable, Iterator

from policy.people import PARENT, PUPIL, Person
from policy.refusal import Refusal
from policy.regulation import PENDING, SERVER
from policy.rights import DENY, refused
from policy.school import School

TEACHERS = frozenset({"teacher", "additional_teacher"})
_LEADERS = frozenset({"director", "administrator", "secretary"})
_FEATURE = {
    **dict.fromkeys(TEACHERS, "direct.with_teacher"),
    **dict.fromkeys(_LEADERS, "direct.with_staff"),
    PENDING: "direct.with_staff",
    PARENT: "direct.with_parent",
    PUPIL: "direct.with_pupil",
}


def may_contact(school: School, one: Person, user: str) -> Refusal | None:
    """May `one` start to write to the account `user`, or bring it into a room between persons?

    With several roles on either side, one pair that may is enough.
    """
    other = school.person(user)
    if user in school.about.services:
        return None  # the assistant is there for everybody of the school
    if other is None:
        return Refusal("contacts-outsider", row="R1" if one.roles & TEACHERS else "W5")
    if other is one:
        return None
    nearest: Refusal | None = None
    for mine in sorted(one.roles):
        for theirs in sorted(other.roles):
            found = _pair(school, one, mine, other, theirs)
            if found is None:
                return None
            # «Not your pupil» says more than «teachers may».
            if nearest is None or found.key != "policy-may-not":
                nearest = found
    return nearest or Refusal("contacts-outsider", row="W5")


def _pair(school: School, one: Person, mine: str, other: Person, theirs: str) -> Refusal | None:
    if mine == theirs == PARENT and school.safety.parents_to_parents == "same_class":
        if set(_classes(school, one)) & set(_classes(school, other)):
            return None
        return Refusal("contacts-other-class", setting="parents_to_parents")
    feature = _FEATURE.get(theirs)
    if feature is None:  # a role of the school's own: nobody said who may write to it
        return Refusal("policy-may-not", {"feature": "direct.with_staff"}, setting=DENY)
    found = school.regulation.decide((mine,), feature, SERVER)
    if not found.allowed:
        return refused(feature, found)
    if _know_each_other(school, one, mine, other, theirs):
        return None
    return Refusal("contacts-not-yours", row="C3")


def _know_each_other(school: School, one: Person, mine: str, other: Person, theirs: str) -> bool:
    """Teachers and families belong together by a class or club; everybody else needs no tie."""
    if mine in TEACHERS and theirs == PUPIL:
        return school.people.teaches(one, other)
    if mine in TEACHERS and theirs == PARENT:
        return _teaches_child_of(school, one, other)
    if mine == PARENT and theirs in TEACHERS:
        return _teaches_child_of(school, other, one)
    return True


def _teaches_child_of(school: School, teacher: Person, parent: Person) -> bool:
    return any(school.people.teaches(teacher, child) for child in school.people.children(parent))


def _classes(school: School, parent: Person) -> Iterator[str]:
    for child in school.people.children(parent):
        for key, parts in child.entry.groups.items():
            if PUPIL in parts and school.people.groups[key].kind == "class":
                yield key


def needed_guardians(school: School, users: Iterable[str], present: Iterable[str]) -> list[str]:
    """Pupils among `users` none of whose guardians is among `present` (C3): their user ids."""
    here = frozenset(present)
    alone = []
    for user in users:
        person = school.person(user)
        if person is None or PUPIL not in person.roles:
            continue
        if not any(guardian in here for guardian in guardians_of(school, person)):
            alone.append(user)
    return alone


def is_with_programs(school: School, user: str, everybody: frozenset[str]) -> bool:
    """Is `user` alone with the school's own programs? To them a pupil may speak without a guardian:
    the assistant answers to the school, and a child must be able to call an adult at any time.
    """
    others = everybody - {user}
    return bool(others) and others <= school.about.services


def guardians_of(school: School, pupil: Person) -> list[str]:
    """User ids of a pupil's guardians."""
    return sorted(
        school.people.by_id[guardian].user for guardian in school.people.guardians.get(pupil.id, ())
    )


def are_family(school: School, user: str, other: str) -> bool:
    """A child and a guardian, or two guardians of one child."""
    one, two = school.person(user), school.person(other)
    if one is None or two is None:
        return False
    children = one.entry.children.keys() & two.entry.children.keys()
    return bool(children) or two.id in one.entry.children or one.id in two.entry.children
