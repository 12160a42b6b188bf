"""The school as one value: what is looked up is what the registry said, and nothing is changed."""

from dataclasses import replace

import pytest

from policy.regulation import DIRECT, Role
from policy.safety import Hours
from policy.school import About, QuietWord
from tests.unit.policy.school import BOT, ROOMS, A, example, person, room, user

SCHOOL = example()


class TestAbout:
    """What the school says of itself."""

    def test_it_can_be_read_back(self) -> None:
        about = About("s", "Школа", "ru", frozenset({BOT}))
        assert About.from_dict(about.to_dict()) == about

    @pytest.mark.parametrize(
        "change",
        [{"id": None}, {"name": 7}, {"language": []}, {"services": None}, {"services": "@a:b"},
         {"services": [1]}, {"services": {"@a:b": 1}}],
    )  # fmt: skip
    def test_a_damaged_one_is_not_guessed(self, change: dict[str, object]) -> None:
        with pytest.raises((KeyError, TypeError)):
            About.from_dict({**SCHOOL.about.to_dict(), **change})

    @pytest.mark.parametrize("key", ["id", "name", "language", "services"])
    def test_nothing_may_be_missing(self, key: str) -> None:
        content = SCHOOL.about.to_dict()
        del content[key]
        with pytest.raises(KeyError):
            About.from_dict(content)


class TestRoles:
    """The role in which somebody is in a room; between persons all that count today."""

    @pytest.mark.parametrize(
        ("name", "kind", "group", "roles"),
        [
            ("twin", "pupils", A, {"teacher"}),
            ("twin", DIRECT, None, {"teacher", "parent"}),
            ("twin", "staff_room", None, {"teacher"}),
            ("mum", "pupils", A, set()),
            ("newt", DIRECT, None, {"pending"}),
            ("newt", "pupils", A, set()),
            ("ann", "no such kind", A, set()),
            ("ann", "", None, set()),
        ],
    )
    def test_as_whom(self, name: str, kind: str, group: str | None, roles: set[str]) -> None:
        assert SCHOOL.roles_in(person(SCHOOL, name), kind, group) == roles

    def test_members_are_worked_out_once(self) -> None:
        assert SCHOOL.members("pupils", A) is SCHOOL.members("pupils", A)

    @pytest.mark.parametrize(
        ("name", "adult"),
        [("tess", True), ("twin", True), ("lee", True), ("head", True), ("newt", False),
         ("mum", False), ("ann", False)],
    )  # fmt: skip
    def test_who_is_an_adult_in_charge(self, name: str, adult: bool) -> None:
        assert person(SCHOOL, name).is_adult_in_charge is adult


def test_strangers_are_nobody() -> None:
    assert SCHOOL.person(user("stranger")) is None
    assert SCHOOL.person("") is None
    assert SCHOOL.person(BOT) is None


@pytest.mark.parametrize("where", ROOMS)
def test_rooms_of_families_are_those_with_pupils_or_parents(where: str) -> None:
    kind = room(SCHOOL, where).kind
    of_families = kind not in (
        "staff_room", "council", "meetings", "director", "moderation", "registry",
    )  # fmt: skip
    assert SCHOOL.is_for_families(kind) is of_families


def test_between_persons_is_for_families_and_nowhere_is_not() -> None:
    assert SCHOOL.is_for_families(DIRECT)
    assert not SCHOOL.is_for_families("no such kind")


@pytest.mark.parametrize("roles", [("teacher", "parent"), ("parent", "teacher")])
def test_of_several_quiet_hours_those_are_told_that_end_first(roles: tuple[str, ...]) -> None:
    """The same answer whatever the order of the roles: when may I write again?"""
    hours = {"teacher": Hours(20 * 60, 8 * 60), "parent": Hours(21 * 60, 7 * 60)}
    school = replace(SCHOOL, safety=replace(SCHOOL.safety, quiet_hours=hours))
    assert school.quiet_now(frozenset(roles), "", 23 * 60) == hours["parent"]
    assert school.quiet_now(frozenset(roles), "", 5 * 60) == hours["parent"]
    assert school.quiet_now(frozenset(roles), "", 20 * 60 + 30) is None


def test_somebody_without_a_role_does_not_rest() -> None:
    assert SCHOOL.quiet_now(frozenset(), "", 23 * 60) is None
    school = replace(SCHOOL, quiet={"": QuietWord(Hours(0, 1))})
    assert school.quiet_now(frozenset(), "", 0) == Hours(0, 1)


class TestRegulationInForce:
    """What people accept is the regulation of an order (T7)."""

    def test_the_version_names_the_order(self) -> None:
        assert SCHOOL.regulation.version == "№ 66 2024-08-29"

    def test_a_role_of_the_schools_own_has_no_rights_by_itself(self) -> None:
        regulation = replace(
            SCHOOL.regulation,
            roles={**SCHOOL.regulation.roles, "nurse": Role("nurse", {"ru": "", "en": ""}, 50)},
        )
        assert not any(
            regulation.decide(("nurse",), feature, kind).allowed
            for feature in regulation.features
            for kind in (*SCHOOL.kinds, DIRECT, "server")
        )


def test_a_registry_of_before_the_journal_is_read() -> None:
    """What older versions wrote names neither journal nor diary."""
    old = {"id": "s", "name": "Школа", "language": "ru", "services": []}
    assert About.from_dict(old) == About("s", "Школа", "ru")
    assert About("s", "Школа", "ru").to_dict() == old
    about = About(
        "s", "Школа", "ru", journal="https://j.example/{class}", diary="https://d.example/"
    )
    assert About.from_dict(about.to_dict()) == about


@pytest.mark.parametrize("value", [7, None, ["https://j.example/"]])
def test_a_journal_that_is_no_text_is_damage(value: object) -> None:
    with pytest.raises(TypeError):
        About.from_dict({"id": "s", "name": "", "language": "ru", "services": [], "journal": value})
