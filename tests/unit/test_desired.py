"""Who belongs where: the desired state, person by person."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from policy import events
from provisioning.actions import Verb
from provisioning.desired.state import Desired
from provisioning.layouts.load import REGISTRY_KIND
from provisioning.roster.model import Name, Part, Role, Roster
from provisioning.school import Confirmation
from tests.unit.builders import (
    DAY,
    PLENTY,
    SCHOOL,
    SERVER,
    RosterBuilder,
    carried_out,
    changed,
    layouts,
    members,
    plan_for,
    settled,
    two_classes,
)

A, B = "class:2024-a", "class:2024-b"
ROOMS_OF_A = {A, *(f"{A}:{it}" for it in ("announcements", "pupils", "parents", "materials"))}
OF_SCHOOL = {"school", "announcements", "documents"}
OF_STAFF = {"staff", "staff:room", "council:pedagogical"}


def wanted(roster: Roster, **settings: Any) -> Desired:
    school = SCHOOL.model_copy(update=settings)
    return plan_for(roster, school=school).wanted


def rooms_of(found: Desired, name: str) -> dict[str, set[str]]:
    user = f"@{name}:{SERVER}"
    return {key: set(room.roles[user]) for key, room in found.rooms.items() if user in room.roles}


class TestMembership:
    """One table: who is where, and as what, in the school of `two_classes`."""

    TABLE: Mapping[str, tuple[str, set[str]]] = {
        "ann": (
            "pupil",
            {"school", "announcements", "clubs", "club:chess"} | (ROOMS_OF_A - {f"{A}:parents"}),
        ),
        "ben": ("pupil", {"school", "announcements"} | (ROOMS_OF_A - {f"{A}:parents"})),
        "mum": (
            "parent",
            OF_SCHOOL
            | {
                key
                for group in (A, B)
                for key in (
                    group,
                    f"{group}:announcements",
                    f"{group}:parents",
                    f"{group}:materials",
                )
            },
        ),
        "tess": ("teacher", OF_SCHOOL | OF_STAFF | ROOMS_OF_A),
        "lee": ("additional_teacher", OF_SCHOOL | OF_STAFF | {"clubs", "club:chess"}),
    }

    @pytest.mark.parametrize("person", sorted(TABLE))
    def test_person_is_in_these_rooms_and_no_others(self, person: str) -> None:
        role, rooms = self.TABLE[person]
        assert rooms_of(wanted(two_classes().build()), person) == {key: {role} for key in rooms}

    def test_head_is_everywhere_but_in_the_registry(self) -> None:
        found = wanted(two_classes().build())
        assert rooms_of(found, "head").keys() == found.rooms.keys() - {REGISTRY_KIND}

    def test_nobody_is_in_the_registry(self) -> None:
        assert wanted(two_classes().build()).rooms[REGISTRY_KIND].roles == {}

    def test_parent_is_in_no_pupils_room(self) -> None:
        found = wanted(two_classes().build())
        for parent in ("mum", "dad", "gran"):
            assert not [key for key in rooms_of(found, parent) if key.endswith(":pupils")]

    def test_additional_teacher_is_in_no_class_room_without_teaching_the_class(self) -> None:
        found = wanted(two_classes().build())
        assert not [key for key in rooms_of(found, "lee") if key.startswith("class:")]

    def test_guardian_of_two_children_is_in_both_parents_rooms(self) -> None:
        found = wanted(two_classes().build())
        assert {f"{A}:parents", f"{B}:parents"} <= rooms_of(found, "mum").keys()

    def test_guardian_of_two_children_in_one_class_is_there_once(self) -> None:
        school = RosterBuilder()
        school.class_("2024-a", pupils=["ann", "ben"])
        school.parent("mum", of=["ann", "ben"])
        assert rooms_of(wanted(school.build()), "mum")[f"{A}:parents"] == {"parent"}

    def test_teacher_who_is_a_parent_has_both_roles_where_she_is_both(self) -> None:
        school = two_classes()
        school.parent("tess", of=["ben", "cal"])
        found = rooms_of(wanted(school.build()), "tess")
        assert found[f"{A}:parents"] == {"teacher", "parent"}
        assert found[f"{B}:parents"] == {"parent"}
        assert f"{B}:pupils" not in found

    def test_members_of_the_parents_committee_are_in_its_room(self) -> None:
        school = two_classes()
        school.council("parents", mum=Part.LEADER, dad=Part.MEMBER)
        found = wanted(school.build())
        room = found.rooms["council:parents"].roles
        assert {user[1:].partition(":")[0] for user in room} == {"mum", "dad", "head"}

    def test_councils_have_their_rooms_before_they_have_members(self) -> None:
        found = wanted(Roster({}, {}, frozenset()))
        assert {"council:pedagogical", "council:work", "council:parents"} <= found.rooms.keys()

    def test_club_that_nobody_leads_has_a_room(self) -> None:
        school = two_classes()
        school.council("x")
        assert "club:chess" in wanted(school.build()).rooms

    def test_every_member_has_an_account_and_every_parent_room_exists(self) -> None:
        found = wanted(two_classes().build())
        for room in found.rooms.values():
            assert set(room.roles) <= found.accounts.keys()
            assert set(room.levels) <= set(room.roles)
            assert room.parent is None or found.rooms[room.parent].space


class TestPendingStaff:
    """Clause 2.7: until an order names her, a teacher sees no pupils (row R4)."""

    PLACES = frozenset({"school", "announcements"})

    def roster(self, order: str = "") -> Roster:
        school = two_classes()
        school.class_("2024-c", "3В", pupils=["eve"], class_teacher="tilda", order=order)
        school.parent("pa", of=["eve"])
        return school.build()

    def test_unconfirmed_teacher_reads_the_schools_announcements_and_nothing_else(self) -> None:
        found = rooms_of(wanted(self.roster()), "tilda")
        assert found == {key: {"pending"} for key in self.PLACES}

    def test_pending_teacher_has_no_power_level_anywhere(self) -> None:
        found = wanted(self.roster())
        assert not [key for key, room in found.rooms.items() if f"@tilda:{SERVER}" in room.levels]

    def test_unconfirmed_club_leader_is_pending_too(self) -> None:
        school = two_classes()
        school.club("go", "lou", ["ann"], order="")
        assert rooms_of(wanted(school.build()), "lou") == {k: {"pending"} for k in self.PLACES}

    def test_order_in_the_roster_confirms(self) -> None:
        found = rooms_of(wanted(self.roster("№ 71")), "tilda")
        assert found["class:2024-c:pupils"] == {"teacher"}

    @pytest.mark.parametrize("people", ["all", ("tilda",)])
    def test_order_in_school_yaml_confirms(self, people: Any) -> None:
        orders = (Confirmation(order="№ 72", people=people),)
        found = rooms_of(wanted(self.roster(), confirmations=orders), "tilda")
        assert found["class:2024-c:pupils"] == {"teacher"}

    def test_order_in_school_yaml_for_others_does_not(self) -> None:
        orders = (Confirmation(order="№ 72", people=("tess", "nobody")),)
        found = rooms_of(wanted(self.roster(), confirmations=orders), "tilda")
        assert found.keys() == self.PLACES

    @pytest.mark.parametrize(
        ("order", "said", "teaches"),
        [
            pytest.param("", {"order": "№ 73", "confirmed": True}, True, id="confirmed"),
            pytest.param("", {"order": "№ 73", "confirmed": False}, False, id="not confirmed"),
            pytest.param("№ 71", {"order": "№ 74", "confirmed": False}, False, id="revoked"),
            pytest.param("№ 71", {"order": "№ 74", "confirmed": "yes"}, False, id="unclear is no"),
            pytest.param("№ 71", {}, True, id="emptied says nothing"),
        ],
    )
    def test_the_registrys_word_wins(self, order: str, said: dict[str, Any], teaches: bool) -> None:
        roster = self.roster(order)
        found = changed(
            settled(roster), REGISTRY_KIND, events.CONFIRMATION, said, f"tilda:{SERVER}"
        )
        after = carried_out(plan_for(roster, found))
        assert ("tilda" in members(after, "class:2024-c:pupils")) is teaches
        assert ("tilda" in members(after, "staff:room")) is teaches

    def test_confirmed_later_she_enters_and_revoked_she_leaves(self) -> None:
        found = settled(self.roster(), self.roster("№ 71"))
        assert "tilda" in members(found, "class:2024-c:pupils")
        back = plan_for(self.roster(), found)
        assert back.held is None
        assert members(carried_out(back), "class:2024-c:pupils") == {"head", "eve"}

    def test_head_and_secretary_need_no_order(self) -> None:
        school = RosterBuilder()
        school.staff("head", Role.DIRECTOR, order="")
        school.staff("sue", Role.SECRETARY, order="")
        found = wanted(school.build())
        assert rooms_of(found, "sue")["staff:room"] == {"secretary"}
        assert rooms_of(found, "head")["staff:room"] == {"director"}

    def test_pending_teacher_who_is_a_parent_keeps_the_parents_rooms(self) -> None:
        school = two_classes()
        school.class_("2024-c", pupils=["eve"], teachers=["tilda"], order="")
        school.parent("tilda", of=["ann"])
        found = rooms_of(wanted(school.build()), "tilda")
        assert found[f"{A}:parents"] == {"parent"}
        assert found["announcements"] == {"pending", "parent"}
        assert not [key for key in found if key.startswith("class:2024-c")]


def gone_dan(roster: Roster) -> Roster:
    """The two classes without dan, and without gran, who has no other child there."""
    left = two_classes()
    left.class_("2024-b", "3Б", pupils=["cal"], teachers=["todd"])
    left.club("chess", "lee", ["ann"])
    built = left.build()
    people = {it: who for it, who in roster.people.items() if it not in ("dan", "gran")}
    edges = frozenset(it for it in roster.guardianships if it.child != "dan")
    return Roster(people, built.groups, edges)


class TestLeavers:
    def test_leaver_is_locked_and_remembered_with_the_day(self) -> None:
        before = two_classes().build()
        after = RosterBuilder()
        after.class_("2024-a", pupils=["ann"])
        plan = plan_for(after.build(), settled(before), allow=PLENTY)
        user = f"@cal:{SERVER}"
        assert plan.wanted.accounts[user].locked
        entry = plan.wanted.registry[events.LEAVERS, "leavers"]["people"]["cal"]
        assert entry == {
            "user": user,
            "name": "Cal",
            "given": "",
            "since": DAY.isoformat(),
            "until": (DAY + timedelta(days=30)).isoformat(),
        }

    def test_day_of_leaving_does_not_move(self) -> None:
        before, after = two_classes().build(), RosterBuilder()
        after.class_("2024-a", pupils=["ann"])
        found = settled(before, after.build())
        later = plan_for(after.build(), found, day=DAY + timedelta(days=30))
        assert later.actions == ()

    def test_leaver_is_erased_and_forgotten_when_the_time_is_over(self) -> None:
        before, after = two_classes().build(), RosterBuilder()
        after.class_("2024-a", pupils=["ann"])
        found = settled(before, after.build())
        due = plan_for(after.build(), found, day=DAY + timedelta(days=31))
        gone = before.people.keys() - {"ann"}
        assert {it.target for it in due.actions if it.verb is Verb.ACCOUNT_ERASE} == {
            f"@{it}:{SERVER}" for it in gone
        }
        forgotten = carried_out(due)
        assert forgotten.registry.leavers == {}
        assert plan_for(after.build(), forgotten, day=DAY + timedelta(days=31)).actions == ()
        # Who comes back after that is a newcomer: an erased account is nobody's any more.
        back = plan_for(before, forgotten)
        assert {it.person: it.user for it in back.wanted.accounts.values()}["ben"] == (
            f"@ben2:{SERVER}"
        )

    def test_nobody_is_erased_while_the_lists_are_in_doubt(self) -> None:
        before = two_classes().build()
        found = settled(before, gone_dan(before))
        after = RosterBuilder()
        after.class_("2024-a", pupils=["ann"])
        doubtful = plan_for(after.build(), found, day=DAY + timedelta(days=31))
        assert doubtful.held
        assert not [it for it in doubtful.actions if it.verb is Verb.ACCOUNT_ERASE]

    def test_nobody_is_erased_on_the_day_of_leaving(self) -> None:
        before = two_classes().build()
        at_once = SCHOOL.model_copy(update={"leavers_grace_days": 0})
        gone = gone_dan(before)
        found = carried_out(plan_for(gone, settled(before), school=at_once), school=at_once)
        assert plan_for(gone, found, school=at_once).actions == ()

    def test_returner_gets_the_old_user_id_though_the_name_changed(self) -> None:
        before, nobody = two_classes().build(), RosterBuilder().build()
        married = two_classes()
        married.person("tess", name=Name("Новая", "Tess"))
        found = settled(before, nobody)
        assert found.registry.leavers["tess"].user == f"@tess:{SERVER}"
        back = plan_for(married.build(), found)
        assert not back.wanted.accounts[f"@tess:{SERVER}"].locked
        assert carried_out(back).registry.leavers == {}

    def test_newcomer_never_gets_a_leavers_user_id(self) -> None:
        found = settled(two_classes().build(), RosterBuilder().build())
        namesake = RosterBuilder()
        namesake.person("other", Role.PARENT, name=two_classes().build().people["ann"].name)
        plan = plan_for(namesake.build(), found)
        assert {it.person: user for user, it in plan.wanted.accounts.items()}["other"] == (
            f"@ann2:{SERVER}"
        )


class TestWords:
    @pytest.mark.parametrize(("language", "name"), [("ru", "3А · Ученики"), ("en", "3А · Pupils")])
    def test_rooms_are_named_in_the_schools_language(self, language: str, name: str) -> None:
        found = wanted(two_classes().build(), language=language)
        assert found.rooms[f"{A}:pupils"].name == name

    def test_longest_title_still_fits_a_room_name(self) -> None:
        school = RosterBuilder()
        school.class_("2024-a", "А" * 300, pupils=["ann"])
        for room in wanted(school.build()).rooms.values():
            assert len(room.name) <= 255

    def test_same_arguments_give_the_same_answer(self) -> None:
        one, two = (wanted(two_classes().build()) for _ in range(2))
        assert one == two

    def test_key_is_of_the_cohort_and_not_of_the_title(self) -> None:
        school = RosterBuilder()
        school.class_("2024-a", "11Ы", pupils=["ann"])
        assert A in wanted(school.build()).rooms

    def test_service_accounts_are_never_given_to_a_person(self) -> None:
        school = RosterBuilder()
        school.person("bot", Role.PARENT)
        school.person("parta", Role.PARENT)
        found = wanted(school.build(), services=("bot",))
        assert found.accounts.keys() == {f"@bot2:{SERVER}", f"@parta2:{SERVER}"}


def test_every_kind_of_room_is_made_by_a_whole_school() -> None:
    found = wanted(two_classes().build())
    assert {room.kind for room in found.rooms.values()} == set(layouts().kinds)
