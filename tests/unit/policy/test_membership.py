"""Who belongs to which room and as what: the same table for provisioning and homeserver."""

from dataclasses import replace

import pytest
from hypothesis import given

from policy.membership import RoomKind, Selector, from_dict, members, to_dict
from policy.people import Person
from provisioning.roster.model import Role, Roster
from tests.unit.builders import layouts, rosters
from tests.unit.policy.school import (
    CHESS,
    ROOMS,
    A,
    B,
    example,
    person,
    room,
    roster,
    school_of,
    user,
    with_newcomer,
)

SCHOOL = example()
KINDS = {name: kind.compiled() for name, kind in layouts().kinds.items()}
# room → person → as what; who is not named is not in it
TABLE: dict[str, dict[str, str]] = {
    "3А pupils": {
        "ann": "pupil", "ben": "pupil", "lone": "pupil", "tess": "teacher", "twin": "teacher",
        "head": "director",
    },
    "3А parents": {
        "mum": "parent", "pa": "parent", "dad": "parent", "tess": "teacher", "twin": "teacher",
        "head": "director",
    },
    "3Б pupils": {
        "cal": "pupil", "dan": "pupil", "eve": "pupil", "todd": "teacher", "head": "director",
    },
    "3Б parents": {
        "mum": "parent", "gran": "parent", "twin": "parent", "todd": "teacher",
        "head": "director",
    },
    "chess": {"ann": "pupil", "dan": "pupil", "lee": "additional_teacher", "head": "director"},
    "moderation": {"head": "director", "adm": "administrator"},
    "registry": {},
    "committee": {"mum": "parent", "head": "director"},
    "meetings": {"head": "director", "adm": "administrator", "tess": "teacher"},
}  # fmt: skip


@pytest.mark.parametrize("where", TABLE)
def test_who_is_where(where: str) -> None:
    place = room(SCHOOL, where)
    found = SCHOOL.members(place.kind, place.group)
    assert found == {user(who): {role} for who, role in TABLE[where].items()}


@pytest.mark.parametrize("where", ROOMS)
def test_a_teacher_whom_no_order_names_is_with_everybody_only(where: str) -> None:
    """R4: newt sees the announcements and no room with pupils or parents."""
    here = user("newt") in SCHOOL.members(room(SCHOOL, where).kind, room(SCHOOL, where).group)
    assert here is (where in ("announcements", "school"))


class TestConfirmation:
    """The director's word goes before the lists, both ways (R4)."""

    def test_confirmed(self) -> None:
        school = school_of(with_newcomer(roster()), confirmations={user("newt"): True})
        assert school.members("pupils", A)[user("newt")] == {"teacher"}
        assert person(school, "newt").roles == {"teacher"}

    def test_revoked(self) -> None:
        school = school_of(with_newcomer(roster()), confirmations={user("tess"): False})
        assert user("tess") not in school.members("pupils", A)
        assert person(school, "tess").roles == {"pending"}

    def test_who_is_also_a_parent_stays_one(self) -> None:
        school = school_of(with_newcomer(roster()), confirmations={user("twin"): False})
        assert person(school, "twin").roles == {"pending", "parent"}
        assert user("twin") not in school.members("pupils", A)
        assert school.members("parents", B)[user("twin")] == {"parent"}

    def test_a_head_needs_no_confirmation(self) -> None:
        school = school_of(with_newcomer(roster()), confirmations={user("head"): False})
        assert person(school, "head").roles == {"director"}


def test_a_part_without_the_role_brings_nobody_in() -> None:
    """A pupil whom a list names as the teacher of a class is no teacher there."""
    built = roster().build()
    group = built.groups[A]
    odd = {**group.members, "cal": group.members["tess"]}
    built = replace(built, groups={**built.groups, A: replace(group, members=odd)})
    assert user("cal") not in school_of(built).members("pupils", A)


def test_a_group_that_is_gone_has_nobody() -> None:
    assert SCHOOL.members("pupils", "class:gone") == {user("head"): {"director"}}
    assert SCHOOL.members("pupils", None) == {user("head"): {"director"}}
    assert SCHOOL.members("no such kind", A) == {}


def test_the_form_for_the_registry_can_be_read_back() -> None:
    assert from_dict(to_dict(KINDS)) == KINDS


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"kinds": None},
        {"kinds": []},
        {"kinds": {"x": {}}},
        {"kinds": {"x": {"for": "school", "space": True, "members": [{}]}}},
        {"kinds": {"x": {"for": "school", "space": True, "members": [{"role": None}]}}},
    ],
)
def test_a_damaged_form_is_not_guessed(content: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
        from_dict(content)


@given(rosters())
def test_everybody_is_where_they_are_by_a_role_that_counts_today(built: Roster) -> None:
    school = school_of(built)
    for kind in KINDS:
        for group in (None, *school.people.groups):
            for who, roles in school.members(kind, group).items():
                found = school.person(who)
                assert isinstance(found, Person)
                assert roles <= found.roles
                assert roles


@given(rosters())
def test_a_pupil_is_in_rooms_of_the_own_groups_only(built: Roster) -> None:
    school = school_of(built)
    for group in school.people.groups:
        for kind in ("pupils", "class", "class_announcements", "materials", "club"):
            for who, roles in school.members(kind, group).items():
                if Role.PUPIL in roles:
                    found = school.person(who)
                    assert found is not None
                    assert Role.PUPIL in found.entry.groups[group]


def test_several_selectors_add_up() -> None:
    kind = RoomKind(
        "club",
        space=False,
        members=(
            Selector(part=("leader",), as_role="additional_teacher"),
            Selector(role=("additional_teacher",), as_role="parent"),
        ),
    )
    assert members(SCHOOL.people, kind, CHESS) == {user("lee"): {"additional_teacher", "parent"}}
