"""The assistant is a program: it has an account, stands everywhere, and is nobody of the lists."""

from dataclasses import replace

import pytest

from policy import events
from provisioning.actions import Verb
from provisioning.observe import Observed, ObservedRoom, choose
from provisioning.planning import Plan
from provisioning.problems import InputError
from provisioning.render import PlanText
from provisioning.roster.model import Name, Role, Roster
from provisioning.school import School
from tests.unit.builders import (
    PLENTY,
    SCHOOL,
    SERVER,
    RosterBuilder,
    account,
    carried_out,
    changed,
    empty_server,
    members,
    plan_for,
    settled,
    two_classes,
)

ASSISTANT = f"@assistant:{SERVER}"
ROSTER = two_classes().build()
WITHOUT = SCHOOL.model_copy(update={"assistant": None})
OTHER = SCHOOL.model_copy(update={"assistant": "helper"})
PUPILS = "class:2024-a:pupils"


def levels(found: Observed, key: str) -> dict[str, int]:
    return dict(found.rooms[key].content("m.room.power_levels")["users"])


def shown(plan: Plan, language: str) -> list[str]:
    return [line.plain for line in PlanText(plan, language).lines()]


def told(roster: Roster, found: Observed, school: School = SCHOOL) -> list[str]:
    with pytest.raises(InputError) as caught:
        plan_for(roster, found, school=school)
    return [it.message.key for it in caught.value.problems]


class TestWhereItStands:
    @pytest.mark.parametrize("roster", [ROSTER, Roster({}, {}, frozenset())])
    def test_in_every_room_and_space_with_the_level_that_nobody_else_reaches(
        self, roster: Roster
    ) -> None:
        found = settled(roster)
        assert {"registry", "moderation", "school"} <= found.rooms.keys()
        for key, room in found.rooms.items():
            assert room.members[ASSISTANT] == "join", key
            users = levels(found, key)
            assert users.pop(ASSISTANT) == 100, key
            assert max(users.values(), default=0) < 100, key

    def test_in_the_registry_as_a_program(self) -> None:
        found = settled(ROSTER)
        assert found.registry_state[events.SCHOOL, ""]["services"] == [ASSISTANT]
        assert found.registry.programs == {ASSISTANT}
        assert ASSISTANT not in found.registry.users.values()

    @pytest.mark.parametrize(
        ("language", "name"), [("ru", "Помощник школы"), ("en", "School assistant")]
    )
    def test_under_a_name_in_the_schools_language(self, language: str, name: str) -> None:
        school = SCHOOL.model_copy(update={"language": language})
        assert settled(ROSTER, school=school).accounts[ASSISTANT].name == name

    def test_school_without_one_has_no_such_account(self) -> None:
        found = settled(ROSTER, school=WITHOUT)
        assert ASSISTANT not in found.accounts
        assert found.registry_state[events.SCHOOL, ""]["services"] == []
        assert not any(ASSISTANT in room.members for room in found.rooms.values())

    def test_an_existing_school_gets_the_account_the_levels_and_the_joins_and_nothing_else(
        self,
    ) -> None:
        before = settled(ROSTER, school=WITHOUT)
        plan = plan_for(ROSTER, before)
        rooms = sorted(before.rooms)
        assert sorted(it.target for it in plan.actions if it.verb is Verb.MEMBER_JOIN) == rooms
        assert sorted(it.target for it in plan.actions if it.verb is Verb.POWER_SET) == rooms
        rest = [it for it in plan.actions if it.verb not in (Verb.MEMBER_JOIN, Verb.POWER_SET)]
        assert [(it.verb, it.target) for it in rest] == [
            (Verb.REGISTRY_SET, "registry"),
            (Verb.ACCOUNT_CREATE, ASSISTANT),
        ]
        assert plan_for(ROSTER, carried_out(plan)).actions == ()

    @pytest.mark.parametrize("how", ["leave", "invite"])
    def test_it_comes_back_where_it_is_out(self, how: str) -> None:
        found = changed(settled(ROSTER), PUPILS, "m.room.member", {"membership": how}, ASSISTANT)
        (action,) = plan_for(ROSTER, found).actions
        assert (action.verb, action.details["users"]) == (Verb.MEMBER_JOIN, [ASSISTANT])

    def test_it_stays_in_the_room_of_a_class_that_is_no_more(self) -> None:
        fewer = RosterBuilder()
        fewer.class_("2024-b", "3Б", pupils=["cal", "dan"], teachers=["todd"])
        found = carried_out(plan_for(fewer.build(), settled(ROSTER), allow=PLENTY))
        assert found.rooms[PUPILS].members[ASSISTANT] == "join"
        assert members(found, PUPILS) == set()

    def test_its_level_and_name_and_login_are_mended(self) -> None:
        found = settled(ROSTER)
        now = found.rooms[PUPILS].content("m.room.power_levels")
        weak = {**now, "users": {**now["users"], ASSISTANT: 0}}
        found = changed(found, PUPILS, "m.room.power_levels", weak)
        renamed = replace(found.accounts[ASSISTANT], name="Директор", locked=True)
        found = replace(found, accounts={**found.accounts, ASSISTANT: renamed})
        plan = plan_for(ROSTER, found)
        assert [it.verb for it in plan.actions] == [
            Verb.ACCOUNT_UNLOCK,
            Verb.ACCOUNT_RENAME,
            Verb.POWER_SET,
        ]
        after = carried_out(plan)
        assert levels(after, PUPILS)[ASSISTANT] == 100
        assert after.accounts[ASSISTANT].name == "Помощник школы"

    def test_deactivated_account_is_told_and_joined_nowhere(self) -> None:
        found = settled(ROSTER, school=WITHOUT)
        gone = account(ASSISTANT, deactivated=True)
        found = replace(found, accounts={**found.accounts, ASSISTANT: gone})
        school = SCHOOL.model_copy(update={"services": ("assistant",)})
        plan = plan_for(ROSTER, found, school=school)
        assert [it.key for it in plan.warnings] == ["warning-deactivated"]
        assert not [it for it in plan.actions if it.verb is Verb.MEMBER_JOIN]


class TestAnotherName:
    @pytest.mark.parametrize("school", [OTHER, WITHOUT])
    def test_the_old_assistant_leaves_and_keeps_no_level(self, school: School) -> None:
        before = settled(ROSTER)
        found = carried_out(plan_for(ROSTER, before, school=school), school=school)
        for key in found.rooms:
            assert found.rooms[key].members[ASSISTANT] == "leave", key
            assert ASSISTANT not in levels(found, key), key
        assert plan_for(ROSTER, found, school=school).actions == ()

    def test_the_new_one_takes_its_place(self) -> None:
        found = carried_out(plan_for(ROSTER, settled(ROSTER), school=OTHER), school=OTHER)
        for key in found.rooms:
            assert found.rooms[key].members[f"@helper:{SERVER}"] == "join", key
            assert levels(found, key)[f"@helper:{SERVER}"] == 100, key

    def test_level_of_another_program_stays(self) -> None:
        bot = f"@bot:{SERVER}"
        school = SCHOOL.model_copy(update={"services": ("bot",)})
        found = settled(ROSTER, school=school)
        now = found.rooms[PUPILS].content("m.room.power_levels")
        content = {**now, "users": {**now["users"], bot: 100}}
        found = changed(found, PUPILS, "m.room.power_levels", content)
        found = replace(found, accounts={**found.accounts, bot: account(bot)})
        assert plan_for(ROSTER, found, school=school).actions == ()


class TestNobodyBecomesIt:
    def test_person_of_that_name_gets_another_user_name(self) -> None:
        roster = RosterBuilder()
        roster.person("x", Role.PUPIL, name=Name("Assistant", ""))
        found = plan_for(roster.build()).wanted
        assert found.accounts.keys() == {f"@assistant2:{SERVER}"}

    def test_person_who_has_the_user_name_keeps_it_and_the_plan_stops(self) -> None:
        roster = RosterBuilder()
        roster.person("x", Role.PUPIL, name=Name("Assistant", ""))
        roster.person("y", Role.PUPIL)
        found = settled(roster.build(), school=WITHOUT)
        assert found.registry.users["x"] == ASSISTANT
        assert told(roster.build(), found) == ["program-is-person"]
        left = RosterBuilder()
        left.person("y", Role.PUPIL)
        found = carried_out(plan_for(left.build(), found, school=WITHOUT, allow=PLENTY))
        assert found.accounts[ASSISTANT].locked
        assert told(left.build(), found) == ["program-is-person"]

    def test_no_other_program_becomes_a_person_either(self) -> None:
        school = SCHOOL.model_copy(update={"services": ("ann",)})
        assert told(ROSTER, settled(ROSTER), school) == ["program-is-person"]

    def test_account_of_a_stranger_is_not_adopted(self) -> None:
        assert told(ROSTER, empty_server(ASSISTANT)) == ["assistant-exists"]

    def test_account_that_the_school_calls_its_program_is(self) -> None:
        school = SCHOOL.model_copy(update={"services": ("assistant",)})
        plan = plan_for(ROSTER, empty_server(ASSISTANT), school=school)
        assert ASSISTANT in plan.actions[-1].details["users"]
        found = carried_out(plan, school=school)
        assert plan_for(ROSTER, found).actions == ()

    def test_after_a_crash_before_its_account_the_next_plan_makes_it(self) -> None:
        plan = plan_for(ROSTER)
        made = [it.verb is Verb.ACCOUNT_CREATE and it.target == ASSISTANT for it in plan.actions]
        for end in (made.index(True), made.index(True) + 1):
            found = carried_out(plan, plan.actions[:end])
            rest = plan_for(ROSTER, found)
            assert carried_out(rest).rooms[PUPILS].members[ASSISTANT] == "join"


class TestItIsNoPerson:
    def test_nothing_of_the_lists_counts_it(self) -> None:
        plan = plan_for(ROSTER)
        assert plan.wanted.assistant is not None
        assert plan.wanted.accounts.keys() == {f"@{who}:{SERVER}" for who in ROSTER.people}
        assert not any(ASSISTANT in room.roles for room in plan.wanted.rooms.values())

    def test_removal_guard_does_not_see_it(self) -> None:
        plan = plan_for(ROSTER, settled(ROSTER), school=WITHOUT)
        assert plan.held is None
        assert ASSISTANT in plan.actions[-1].details["users"]

    @pytest.mark.parametrize(
        ("language", "line", "people"),
        [
            ("ru", "Помощник войдёт: {} комнаты.", "  + в «3А · Ученики» войдут 4 человека: "),
            ("en", "The assistant enters {} rooms.", "  + 4 people enter “3А · Ученики”: "),
        ],
    )
    def test_plan_names_it_once_and_not_among_people(
        self, language: str, line: str, people: str
    ) -> None:
        lines = shown(plan_for(ROSTER, settled(ROSTER, school=WITHOUT)), language)
        rooms = len(settled(ROSTER).rooms)
        assert line.format(rooms) in lines
        first = shown(plan_for(ROSTER), language)
        (found,) = [it for it in first if it.startswith(people)]
        assert found == people + "Ann, Ben, Head, Tess"

    def test_room_made_twice_in_which_only_programs_are_is_spare(self) -> None:
        found = settled(ROSTER)
        room = found.rooms["registry"]
        twin = ObservedRoom("!twin", "registry", room.state)
        chosen, spare = choose([twin, room], SCHOOL)
        assert len(spare) == 1
        assert chosen.keys() == {"registry"}
