"""The removal guard: who may leave without a question, and that holding back loses nobody."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from provisioning.guard import Held, check_removals, without_removals
from provisioning.roster.model import Role, Roster
from provisioning.school import RemovalGuard
from tests.unit.builders import (
    PLENTY,
    RosterBuilder,
    carried_out,
    members,
    plan_for,
    rosters,
    settled,
)

GUARD = RemovalGuard()


def school(**classes: int) -> RosterBuilder:
    """Classes by name and number of pupils: school(a=20, b=20)."""
    builder = RosterBuilder()
    for name, size in classes.items():
        builder.class_(name, name.upper(), pupils=[f"{name}{number}" for number in range(size)])
    return builder


def with_staff(builder: RosterBuilder, count: int) -> Roster:
    for number in range(count):
        builder.staff(f"staff{number}", Role.SECRETARY)
    return builder.build()


def reasons(held: Held | None) -> list[str]:
    return [it.key for it in held.reasons] if held else []


class TestThresholds:
    @pytest.mark.parametrize(
        ("stay", "expected"),
        [
            pytest.param(100, [], id="nobody leaves"),
            pytest.param(90, [], id="exactly 10 % may leave"),
            pytest.param(89, ["guard-accounts", "guard-staff"], id="more than 10 % may not"),
            pytest.param(0, ["guard-accounts", "guard-staff"], id="an empty list least of all"),
        ],
    )
    def test_of_accounts(self, stay: int, expected: list[str]) -> None:
        before = with_staff(RosterBuilder(), 100)
        after = with_staff(RosterBuilder(), stay)
        assert reasons(check_removals(before, after, GUARD)) == expected

    @pytest.mark.parametrize(
        ("stay", "expected"),
        [
            pytest.param(20, [], id="nobody leaves"),
            pytest.param(11, [], id="less than half may leave"),
            pytest.param(10, ["guard-class"], id="half a class may not"),
            pytest.param(0, ["guard-class"], id="nor all of it"),
        ],
    )
    def test_of_one_class(self, stay: int, expected: list[str]) -> None:
        before = with_staff(school(a=20, b=20), 300)
        after = with_staff(school(a=stay, b=20), 300)
        assert reasons(check_removals(before, after, GUARD)) == expected

    def test_class_that_is_no_longer_listed_is_counted(self) -> None:
        before, after = with_staff(school(a=20, b=20), 300), with_staff(school(b=20), 300)
        assert reasons(check_removals(before, after, GUARD)) == ["guard-class"]

    def test_pupils_who_keep_the_account_but_lose_the_class_are_counted(self) -> None:
        before = with_staff(school(a=20), 300)
        after = school(a=5)
        for number in range(20):
            after.person(f"a{number}", Role.PUPIL)
        held = check_removals(before, with_staff(after, 300), GUARD)
        assert reasons(held) == ["guard-class"]
        assert held is not None
        assert len(held.lost) == 15

    def test_each_class_and_the_whole_are_named_with_numbers(self) -> None:
        before, after = school(a=20, b=20, c=20).build(), school(a=2, b=10, c=20).build()
        held = check_removals(before, after, GUARD)
        assert held is not None
        assert [(it.key, dict(it.args)) for it in held.reasons] == [
            ("guard-accounts", {"lost": 28, "total": 60, "percent": 10}),
            ("guard-class", {"title": "A", "lost": 18, "total": 20, "percent": 50}),
            ("guard-class", {"title": "B", "lost": 10, "total": 20, "percent": 50}),
        ]
        assert len(held.lost) == 28

    def test_the_schools_own_thresholds_count(self) -> None:
        before, after = school(a=20).build(), school(a=1).build()
        assert check_removals(before, after, RemovalGuard(accounts_percent=100)) is not None
        lax = RemovalGuard(accounts_percent=100, class_percent=100)
        assert check_removals(before, after, lax) is None
        strict = RemovalGuard(accounts_percent=0)
        assert check_removals(before, school(a=18).build(), strict) is not None


class TestWhoMayLeave:
    @pytest.mark.parametrize("size", [1, 2, 3])
    def test_one_person_may_always_leave(self, size: int) -> None:
        before, after = school(a=size).build(), school(a=size - 1).build()
        assert check_removals(before, after, GUARD) is None

    def test_two_of_a_small_class_may_not(self) -> None:
        assert check_removals(school(a=3).build(), school(a=1).build(), GUARD) is not None

    @pytest.mark.parametrize(("allowed", "held"), [(0, True), (11, True), (12, False), (99, False)])
    def test_as_many_as_a_person_said(self, allowed: int, held: bool) -> None:
        before, after = school(a=20).build(), school(a=8).build()
        assert (check_removals(before, after, GUARD, allowed) is not None) is held

    def test_some_who_move_to_another_class_lose_nothing(self) -> None:
        before = school(a=20, b=20).build()
        after = RosterBuilder()
        after.class_("a", pupils=[f"a{number}" for number in range(11)])
        moved = [f"a{number}" for number in range(11, 20)]
        after.class_("b", pupils=[*moved, *(f"b{number}" for number in range(20))])
        assert check_removals(before, after.build(), GUARD) is None

    def test_half_a_class_that_moves_is_asked_about(self) -> None:
        """A wrong school year moves everybody, and nobody would be missing."""
        before = school(a=20).build()
        after = RosterBuilder()
        after.class_("b", pupils=[*before.people])
        assert reasons(check_removals(before, after.build(), GUARD)) == ["guard-class"]

    def test_new_title_of_a_class_is_no_removal(self) -> None:
        before = school(a=20).build()
        renamed = {key: replace(it, title="9А") for key, it in before.groups.items()}
        assert check_removals(before, replace(before, groups=renamed), GUARD) is None

    @settings(max_examples=50, deadline=None)
    @given(rosters())
    def test_first_apply_is_never_held(self, after: Roster) -> None:
        assert check_removals(Roster({}, {}, frozenset()), after, GUARD) is None

    @settings(max_examples=50, deadline=None)
    @given(rosters())
    def test_nothing_changed_is_never_held(self, roster: Roster) -> None:
        assert check_removals(roster, roster, RemovalGuard(accounts_percent=0)) is None

    @settings(max_examples=50, deadline=None)
    @given(rosters(), rosters())
    def test_held_names_a_reason_and_the_number_that_lets_it_go_on(
        self, before: Roster, after: Roster
    ) -> None:
        held = check_removals(before, after, GUARD)
        if held is not None:
            assert held.reasons
            assert check_removals(before, after, GUARD, len(held.lost)) is None
            assert check_removals(before, after, GUARD, len(held.lost) - 1) is not None


class TestWhatCounts:
    """More than accounts and classes can be taken away by a list that was cut."""

    def family(self, *children: str, relation: str = "") -> Roster:
        builder = school(a=20)
        for number in range(20):
            of = [f"a{number}"] if not children or f"a{number}" in children else []
            builder.parent(f"mum{number}", of=of, relation=relation)
        return builder.build()

    def test_parents_who_lose_a_child_that_is_still_there(self) -> None:
        held = check_removals(self.family(), self.family("a0", "a1"), GUARD)
        assert reasons(held) == ["guard-accounts"]
        assert held is not None
        assert held.lost == {f"mum{number}" for number in range(2, 20)}

    def test_another_word_for_the_relation_is_no_loss(self) -> None:
        after = self.family(relation="мать")
        assert check_removals(self.family(), after, RemovalGuard(accounts_percent=0)) is None

    def test_staff_who_lose_their_role(self) -> None:
        before, after = RosterBuilder(), RosterBuilder()
        for number in range(10):
            before.staff(f"t{number}", Role.TEACHER, Role.PARENT)
            after.person(f"t{number}", Role.PARENT)
        held = check_removals(before.build(), after.build(), GUARD)
        assert held is not None
        assert held.lost == before.build().people.keys()

    def test_who_was_held_back_before_is_asked_about_again(self) -> None:
        before = with_staff(school(a=20), 300)
        after = with_staff(school(a=18), 300)
        assert check_removals(before, after, GUARD) is None
        again = check_removals(before, after, GUARD, still_held=["a18", "a19", "stranger"])
        assert reasons(again) == ["guard-still"]
        assert check_removals(before, after, GUARD, 2, still_held=["a18", "a19"]) is None
        assert check_removals(before, before, GUARD, still_held=["a18"]) is None


class TestHeldBack:
    @settings(max_examples=50, deadline=None)
    @given(rosters(), rosters())
    def test_nothing_of_before_is_lost_and_nothing_of_after(
        self, before: Roster, after: Roster
    ) -> None:
        kept = without_removals(before, after)
        assert kept.people.keys() == before.people.keys() | after.people.keys()
        # A family tie is kept once, under the newer word for the relation.
        ties = {(it.guardian, it.child) for it in before.guardianships | after.guardianships}
        assert sorted((it.guardian, it.child) for it in kept.guardianships) == sorted(ties)
        assert after.guardianships <= kept.guardianships
        for roster in (before, after):
            for key, person in roster.people.items():
                assert person.roles <= kept.people[key].roles
            for key, group in roster.groups.items():
                for person, parts in group.members.items():
                    assert parts <= kept.groups[key].members[person]

    @settings(max_examples=50, deadline=None)
    @given(rosters(), rosters())
    def test_nothing_is_invented(self, before: Roster, after: Roster) -> None:
        kept = without_removals(before, after)
        for key, person in kept.people.items():
            seen = [it.people[key] for it in (before, after) if key in it.people]
            assert person.roles == frozenset().union(*(it.roles for it in seen))
            assert person.name == seen[-1].name
        for key, group in kept.groups.items():
            listed = [it.groups[key].members for it in (before, after) if key in it.groups]
            assert group.members.keys() == set().union(*listed)
            assert group.title == (after.groups.get(key) or before.groups[key]).title

    @settings(max_examples=50, deadline=None)
    @given(rosters())
    def test_same_roster_stays_as_it_is(self, roster: Roster) -> None:
        assert without_removals(roster, roster) == roster

    def test_order_that_vanished_with_the_list_still_confirms(self) -> None:
        before, after = RosterBuilder(), RosterBuilder()
        before.person("tess", Role.TEACHER, order="№ 70")
        after.person("tess", Role.TEACHER)
        assert without_removals(before.build(), after.build()).people["tess"].order == "№ 70"

    def test_newcomers_come_in_while_nobody_goes(self) -> None:
        before = school(a=20, b=20)
        found = settled(before.build())
        after = school(a=2, b=21)
        plan = plan_for(after.build(), found)
        assert plan.held is not None
        verbs = {it.verb.value for it in plan.actions}
        assert verbs == {"account.create", "member.join", "registry.set"}
        now = carried_out(plan)
        assert {"a0", "a19", "b20"} <= set(now.registry.roster.people)
        assert not [it for it in now.accounts.values() if it.locked]
        assert len(members(now, "class:a:pupils")) == 20
        assert len(members(now, "class:b:pupils")) == 21

    def test_the_same_list_is_held_again_every_night(self) -> None:
        found = settled(school(a=20, b=20).build())
        after = school(a=2, b=20).build()
        for _ in range(3):
            plan = plan_for(after, found)
            assert plan.held is not None
            assert plan.actions == ()
            found = carried_out(plan)

    def test_registry_notes_whom_it_kept_until_they_are_back_on_the_list(self) -> None:
        found = settled(school(a=20, b=20).build())
        first = plan_for(school(a=2, b=21).build(), found)
        assert first.held is not None
        found = carried_out(first)
        assert found.registry.held == first.held.lost
        whole = school(a=20, b=21).build()
        back = plan_for(whole, found)
        assert back.held is None
        assert carried_out(back).registry.held == frozenset()
        assert plan_for(whole, carried_out(back)).actions == ()

    def test_newcomers_do_not_outvote_those_who_are_missing(self) -> None:
        # The export gives 13 of 25 pupils new ids: 13 lost, 13 new, in a school of 300.
        def export(renumbered: str) -> Roster:
            builder = school(b=25, c=25, d=25)
            numbered = [f"{renumbered if number < 13 else 'a'}{number}" for number in range(25)]
            builder.class_("a", "A", pupils=numbered)
            return with_staff(builder, 200)

        found = settled(export("a"))
        first = plan_for(export("new"), found)
        assert first.held is not None
        assert plan_for(export("new"), carried_out(first)).held is not None

    def test_with_the_number_said_the_removals_go_on(self) -> None:
        found = settled(school(a=20, b=20).build())
        after = school(a=2, b=20).build()
        plan = plan_for(after, found, allow=18)
        assert plan.held is None
        locked = [it for it in carried_out(plan).accounts.values() if it.locked]
        assert len(locked) == 18
        assert plan_for(after, carried_out(plan), allow=PLENTY).actions == ()
