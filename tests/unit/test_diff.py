"""The plan is exactly what is missing: nothing for others, nothing twice, nothing of strangers."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy import events
from policy.power_levels import NOBODY
from policy.roster import GONE
from provisioning.actions import Action, Verb, atoms
from provisioning.diff import diff
from provisioning.layouts.load import REGISTRY_KIND
from provisioning.observe import Observed, ObservedRoom
from provisioning.planning import SavedPlan, is_covered
from provisioning.roster.model import Name, Roster
from tests.unit.builders import (
    DAY,
    PLENTY,
    SCHOOL,
    SERVER,
    account,
    carried_out,
    changed,
    empty_server,
    members,
    plan_for,
    rosters,
    settled,
    two_classes,
    user_id,
)

PUPILS_A = "class:2024-a:pupils"
TAKEN_AWAY = {Verb.MEMBER_LEAVE, Verb.ACCOUNT_LOCK, Verb.SPACE_UNLINK, Verb.ROOM_DISCARD}


def at(name: str) -> str:
    return f"@{name}:{SERVER}"


def brief(actions: Iterable[Action]) -> list[tuple[str, ...]]:
    """Actions as short rows: verb, target and what matters of the details."""
    rows = []
    for action in actions:
        details = action.details
        extra = details.get("users") or [
            details[key] for key in ("state_key", "child", "type") if key in details
        ]
        rows.append((action.verb.value, action.target, *extra))
    return rows


class TestFirstBuild:
    def test_makes_every_room_once_and_the_registry_first(self) -> None:
        plan = plan_for(two_classes().build())
        made = [it.target for it in plan.actions if it.verb is Verb.ROOM_CREATE]
        assert sorted(made) == sorted(plan.wanted.rooms)
        assert made[0] == REGISTRY_KIND

    def test_makes_a_space_before_what_hangs_in_it(self) -> None:
        made: list[str] = []
        for action in plan_for(two_classes().build()).actions:
            if action.verb is Verb.ROOM_CREATE:
                assert action.details["parent"] in (None, *made)
                made.append(action.target)

    def test_makes_every_account_and_locks_none(self) -> None:
        plan = plan_for(two_classes().build())
        accounts = {it.target for it in plan.actions if it.verb.startswith("account.")}
        assert accounts == set(plan.wanted.everybody)
        assert not TAKEN_AWAY & {it.verb for it in plan.actions}

    def test_writes_the_registry_before_it_makes_accounts(self) -> None:
        verbs = [it.verb for it in plan_for(two_classes().build()).actions]
        last_entry = max(i for i, verb in enumerate(verbs) if verb is Verb.REGISTRY_SET)
        assert last_entry < verbs.index(Verb.ACCOUNT_CREATE)

    def test_phases_come_in_the_order_of_the_verbs(self) -> None:
        order = list(Verb)
        found = settled(two_classes().build())
        for plan in (plan_for(two_classes().build()), plan_for(Roster({}, {}, frozenset()), found)):
            numbers = [order.index(it.verb) for it in plan.actions]
            assert numbers == sorted(numbers)

    def test_no_action_speaks_of_the_provisioning_user(self) -> None:
        plan = plan_for(two_classes().build())
        assert not any(SCHOOL.provisioner_id in atom for atom in atoms(plan.actions))

    def test_uploads_each_picture_once(self) -> None:
        plan = plan_for(two_classes().build())
        uploads = [it.target for it in plan.actions if it.verb is Verb.AVATAR_UPLOAD]
        kinds = {room.kind for room in plan.wanted.rooms.values() if room.avatar_sha256}
        assert sorted(uploads) == sorted(kinds)


class TestSettledServer:
    def test_nothing_is_planned(self) -> None:
        roster = two_classes().build()
        plan = plan_for(roster, settled(roster))
        assert plan.actions == ()
        assert plan.held is None
        assert plan.warnings == ()

    def test_an_empty_school_settles_too(self) -> None:
        nobody = Roster({}, {}, frozenset())
        assert plan_for(nobody, settled(nobody)).actions == ()

    @settings(max_examples=30, deadline=None)
    @given(st.lists(rosters(), min_size=1, max_size=4))
    def test_a_second_plan_after_apply_is_empty(self, years: list[Roster]) -> None:
        found = empty_server()
        for roster in years:
            found = carried_out(plan_for(roster, found, allow=PLENTY))
            again = plan_for(roster, found, allow=PLENTY)
            assert brief(again.actions) == []

    @settings(max_examples=30, deadline=None)
    @given(rosters(), rosters())
    def test_a_second_plan_under_the_same_guard_is_empty_and_as_held_as_the_first(
        self, before: Roster, after: Roster
    ) -> None:
        first = plan_for(after, settled(before))
        again = plan_for(after, carried_out(first))
        assert brief(again.actions) == []
        assert (again.held is None) is (first.held is None)

    @settings(max_examples=30, deadline=None)
    @given(rosters(), rosters(), st.data())
    def test_wherever_an_apply_dies_the_next_plan_is_the_rest_of_it(
        self, before: Roster, after: Roster, data: st.DataObject
    ) -> None:
        found = settled(before)
        plan = plan_for(after, found, allow=PLENTY)
        entries = sum(it.verb is Verb.REGISTRY_SET for it in plan.actions)
        # Most apply time is spent on people; most can go wrong among the registry's few events.
        done = data.draw(st.integers(0, entries + 3) | st.integers(0, len(plan.actions)))
        crashed = carried_out(plan, plan.actions[:done])
        rest = plan_for(after, crashed, allow=PLENTY)
        assert is_covered(rest, SavedPlan(DAY, PLENTY, atoms(plan.actions)))
        assert carried_out(rest).accounts == carried_out(plan).accounts
        assert plan_for(after, carried_out(rest), allow=PLENTY).actions == ()

    @settings(max_examples=30, deadline=None)
    @given(st.lists(rosters(), min_size=2, max_size=4))
    def test_a_person_has_one_account_for_ever(self, years: list[Roster]) -> None:
        found = empty_server()
        users: dict[str, str] = {}
        for roster in years:
            found = carried_out(plan_for(roster, found, allow=PLENTY))
            for person in roster.people:
                assert users.setdefault(person, user_id(found, person)) == user_id(found, person)
            unlocked = {user for user, it in found.accounts.items() if not it.locked}
            programs = {SCHOOL.provisioner_id, at("assistant")}
            assert unlocked == {*(users[it] for it in roster.people), *programs}
        assert len(set(users.values())) == len(users)


class TestRegistryIsNeverWithoutAPerson:
    """Between any two writes the registry knows everybody; the forgotten get second accounts."""

    def moved(self, *moves: tuple[str, str]) -> tuple[Observed, Roster]:
        found = settled(two_classes().build())
        school = two_classes()
        homes = {"ann": "2024-a", "ben": "2024-a", "cal": "2024-b", "dan": "2024-b"}
        homes.update(moves)
        for key, title, teacher in (("2024-a", "3А", "tess"), ("2024-b", "3Б", "todd")):
            pupils = [pupil for pupil, home in homes.items() if home == key]
            if key == "2024-a":
                school.class_(key, title, pupils=pupils, class_teacher=teacher)
            else:
                school.class_(key, title, pupils=pupils, teachers=[teacher])
        return found, school.build()

    @pytest.mark.parametrize(
        "moves",
        [
            pytest.param([("ann", "2024-b")], id="to the later class"),
            pytest.param([("dan", "2024-a")], id="to the earlier class"),
            pytest.param([("ann", "2024-b"), ("dan", "2024-a")], id="two pupils swap"),
        ],
    )
    def test_while_pupils_change_class(self, moves: list[tuple[str, str]]) -> None:
        found, after = self.moved(*moves)
        self.assert_known_throughout(found, after)

    def test_while_somebody_leaves_and_while_she_returns(self) -> None:
        with_ann = two_classes().build()
        without = without_people(with_ann, "ann")
        self.assert_known_throughout(settled(with_ann), without)
        self.assert_known_throughout(settled(with_ann, without), with_ann)

    def assert_known_throughout(self, found: Observed, after: Roster) -> None:
        plan = plan_for(after, found, allow=PLENTY)
        known = {*found.registry.users.values(), *(it.user for it in leavers(found))}
        for done in range(len(plan.actions) + 1):
            now = carried_out(plan, plan.actions[:done])
            users = {*now.registry.users.values(), *(it.user for it in leavers(now))}
            assert known <= users, brief(plan.actions[:done])


def leavers(found: Observed) -> Iterable[Any]:
    return found.registry.leavers.values()


def without_people(roster: Roster, *persons: str) -> Roster:
    return Roster(
        {key: it for key, it in roster.people.items() if key not in persons},
        {
            key: replace(it, members={p: x for p, x in it.members.items() if p not in persons})
            for key, it in roster.groups.items()
        },
        frozenset(it for it in roster.guardianships if not {it.child, it.guardian} & {*persons}),
    )


class TestPupilChangesClass:
    """ben goes from 3А to 3Б; his father goes with him, and nobody else is touched."""

    @pytest.fixture
    def actions(self) -> tuple[Action, ...]:
        school = two_classes()
        school.class_("2024-a", "3А", pupils=["ann"], class_teacher="tess")
        school.class_("2024-b", "3Б", pupils=["cal", "dan", "ben"], teachers=["todd"])
        return plan_for(school.build(), settled(two_classes().build())).actions

    def test_exactly_this_happens(self, actions: tuple[Action, ...]) -> None:
        a, b = "class:2024-a", "class:2024-b"
        ben, dad = at("ben"), at("dad")
        assert [row for row in brief(actions) if row[0] != "registry.set"] == [
            ("member.leave", a, ben, dad),
            ("member.leave", f"{a}:announcements", ben, dad),
            ("member.leave", f"{a}:pupils", ben),
            ("member.leave", f"{a}:parents", dad),
            ("member.leave", f"{a}:materials", ben, dad),
            ("member.join", b, ben, dad),
            ("member.join", f"{b}:announcements", ben, dad),
            ("member.join", f"{b}:pupils", ben),
            ("member.join", f"{b}:parents", dad),
            ("member.join", f"{b}:materials", ben, dad),
        ]

    def test_two_registry_events_change(self, actions: tuple[Action, ...]) -> None:
        written = {
            (it.details["type"], it.details["state_key"])
            for it in actions
            if it.verb is Verb.REGISTRY_SET
        }
        assert written == {(events.ROSTER, "class:2024-a"), (events.ROSTER, "class:2024-b")}

    def test_nobody_else_is_named(self, actions: tuple[Action, ...]) -> None:
        named = {
            user
            for it in actions
            if it.verb is not Verb.REGISTRY_SET
            for user in [*it.details["users"], *it.details["names"]]
        }
        assert named == {at("ben"), at("dad")}


class TestStrangers:
    """What Parta did not make it does not touch, and nobody stays where the lists do not say."""

    roster = two_classes().build()

    def test_foreign_account_is_left_alone_and_never_adopted(self) -> None:
        plan = plan_for(self.roster, empty_server(at("ann"), at("guest")))
        targets = {it.target for it in plan.actions}
        assert at("ann2") in targets
        assert not {at("ann"), at("guest")} & targets
        assert not {at("ann"), at("guest")} & set(plan.wanted.accounts)

    def test_foreign_account_stays_as_it_is_when_everybody_leaves(self) -> None:
        found = settled(self.roster)
        found = replace(found, accounts={**found.accounts, at("guest"): account(at("guest"))})
        plan = plan_for(Roster({}, {}, frozenset()), found, allow=PLENTY)
        assert not any(at("guest") in atom for atom in atoms(plan.actions))

    def test_stranger_in_a_managed_room_leaves(self) -> None:
        found = changed(
            settled(self.roster), PUPILS_A, "m.room.member", {"membership": "join"}, at("mole")
        )
        plan = plan_for(self.roster, found)
        assert brief(plan.actions) == [("member.leave", PUPILS_A, at("mole"))]

    @pytest.mark.parametrize("how", ["invite", "knock"])
    def test_stranger_at_the_door_is_sent_away(self, how: str) -> None:
        found = changed(
            settled(self.roster), PUPILS_A, "m.room.member", {"membership": how}, at("mole")
        )
        assert brief(plan_for(self.roster, found).actions) == [
            ("member.leave", PUPILS_A, at("mole"))
        ]

    def test_pupil_of_another_class_leaves(self) -> None:
        found = changed(
            settled(self.roster), PUPILS_A, "m.room.member", {"membership": "join"}, at("cal")
        )
        assert brief(plan_for(self.roster, found).actions) == [
            ("member.leave", PUPILS_A, at("cal"))
        ]

    def test_service_of_the_school_may_stay(self) -> None:
        school = SCHOOL.model_copy(update={"services": ("bot",)})
        found = changed(
            settled(self.roster), PUPILS_A, "m.room.member", {"membership": "join"}, at("bot")
        )
        # The registry learns who the programs are; nobody leaves a room.
        assert [it.verb for it in plan_for(self.roster, found, school=school).actions] == [
            Verb.REGISTRY_SET
        ]

    def test_banned_member_stays_out_and_is_told(self) -> None:
        found = changed(
            settled(self.roster), PUPILS_A, "m.room.member", {"membership": "ban"}, at("ann")
        )
        plan = plan_for(self.roster, found)
        assert plan.actions == ()
        assert [it.key for it in plan.warnings] == ["warning-banned"]

    def test_banned_leaver_is_not_taken_out_again(self) -> None:
        found = changed(
            settled(self.roster), PUPILS_A, "m.room.member", {"membership": "ban"}, at("mole")
        )
        assert plan_for(self.roster, found).actions == ()

    @pytest.mark.parametrize("how", ["leave", "invite"])
    def test_member_who_is_out_comes_back(self, how: str) -> None:
        found = changed(
            settled(self.roster), PUPILS_A, "m.room.member", {"membership": how}, at("ann")
        )
        assert brief(plan_for(self.roster, found).actions) == [("member.join", PUPILS_A, at("ann"))]


class TestDrift:
    """What somebody changed by hand goes back, and what Parta does not manage stays."""

    roster = two_classes().build()

    @pytest.mark.parametrize(
        ("event_type", "content"),
        [
            ("m.room.name", {"name": "Наш чат"}),
            ("m.room.topic", {"topic": "!"}),
            ("m.room.join_rules", {"join_rule": "public"}),
            ("m.room.history_visibility", {"history_visibility": "world_readable"}),
            ("m.room.guest_access", {"guest_access": "can_join"}),
            ("m.room.avatar", {"url": "mxc://elsewhere/cat"}),
            (events.LOCATOR, {}),
        ],
    )
    def test_setting_goes_back(self, event_type: str, content: dict[str, Any]) -> None:
        before = settled(self.roster)
        found = changed(before, PUPILS_A, event_type, content)
        plan = plan_for(self.roster, found)
        (action,) = plan.actions
        assert (action.verb, action.target) == (Verb.ROOM_SET, PUPILS_A)
        assert action.details["was"] == content
        after = carried_out(plan).rooms[PUPILS_A]
        assert after.content(event_type) == before.rooms[PUPILS_A].content(event_type)

    def test_room_follows_the_new_title_of_its_class(self) -> None:
        school = two_classes()
        school.class_("2024-a", "4А", pupils=["ann", "ben"], class_teacher="tess")
        plan = plan_for(school.build(), settled(self.roster))
        rooms = {it.target for it in plan.actions if it.verb is Verb.ROOM_SET}
        assert rooms == {
            "class:2024-a",
            *(f"class:2024-a:{it}" for it in ("announcements", "pupils", "parents", "materials")),
        }
        assert not [it for it in plan.actions if it.verb in (Verb.ROOM_CREATE, *TAKEN_AWAY)]
        assert carried_out(plan).rooms[PUPILS_A].content("m.room.name")["name"] == "4А · Ученики"

    def test_display_name_goes_back(self) -> None:
        found = settled(self.roster)
        renamed = replace(found.accounts[at("ann")], name="Королева")
        found = replace(found, accounts={**found.accounts, at("ann"): renamed})
        (action,) = plan_for(self.roster, found).actions
        assert (action.verb, action.target) == (Verb.ACCOUNT_RENAME, at("ann"))
        assert (action.details["name"], action.details["was"]) == ("Ann", "Королева")

    def test_display_name_that_is_missing_is_set(self) -> None:
        found = settled(self.roster)
        renamed = replace(found.accounts[at("ann")], name=None)
        found = replace(found, accounts={**found.accounts, at("ann"): renamed})
        (action,) = plan_for(self.roster, found).actions
        assert (action.verb, action.details["was"]) == (Verb.ACCOUNT_RENAME, "")

    def test_name_of_a_person_changes_the_name_and_not_the_account(self) -> None:
        school = two_classes()
        school.person("ann", name=Name("Новая", "Ann"))
        plan = plan_for(school.build(), settled(self.roster))
        assert [row for row in brief(plan.actions) if row[0] != "registry.set"] == [
            ("account.rename", at("ann"))
        ]

    def test_power_levels_go_back_and_foreign_keys_stay(self) -> None:
        before = settled(self.roster)
        levels = dict(before.rooms[PUPILS_A].content("m.room.power_levels"))
        found = replace(before, accounts={**before.accounts, at("helper"): account(at("helper"))})
        found = changed(
            found,
            PUPILS_A,
            "m.room.power_levels",
            {
                **levels,
                "ban": 0,
                "org.other": {"x": 1},
                "events": {**levels["events"], "m.poll.start": 0, "org.other.event": 7},
                "notifications": {"room": 0, "org.other": 3},
                "users": {**levels["users"], at("ann"): 100, at("helper"): 90},
            },
        )
        plan = plan_for(self.roster, found)
        assert brief(plan.actions) == [("power.set", PUPILS_A)]
        after = carried_out(plan).rooms[PUPILS_A].content("m.room.power_levels")
        assert after == {
            **levels,
            "org.other": {"x": 1},
            "events": {**levels["events"], "org.other.event": 7},
            "notifications": {**levels["notifications"], "org.other": 3},
            "users": {**levels["users"], at("helper"): 90},
        }
        assert plan_for(self.roster, carried_out(plan)).actions == ()

    def test_nobody_who_left_keeps_a_power_level(self) -> None:
        found = settled(self.roster, without_people(self.roster, "tess"))
        for room in found.rooms.values():
            assert at("tess") not in room.content("m.room.power_levels").get("users", {})

    def test_encrypted_room_is_told(self) -> None:
        found = changed(settled(self.roster), PUPILS_A, "m.room.encryption", {"algorithm": "x"})
        plan = plan_for(self.roster, found)
        assert plan.actions == ()
        assert [(it.key, it.args["key"]) for it in plan.warnings] == [
            ("warning-encrypted", PUPILS_A)
        ]


class TestSpaces:
    roster = two_classes().build()

    def test_room_that_hangs_elsewhere_is_moved(self) -> None:
        found = settled(self.roster)
        child = found.rooms[PUPILS_A].room_id
        found = changed(found, "class:2024-a", "m.space.child", {}, child)
        found = changed(found, "staff", "m.space.child", {"via": [SERVER]}, child)
        plan = plan_for(self.roster, found)
        assert brief(plan.actions) == [
            ("space.link", "class:2024-a", PUPILS_A),
            ("space.unlink", "staff", PUPILS_A),
        ]
        assert plan_for(self.roster, carried_out(plan)).actions == ()

    @pytest.mark.parametrize("content", [{}, {"via": []}, {"via": [SERVER], "order": "zz"}])
    def test_link_from_the_space_is_repaired(self, content: dict[str, Any]) -> None:
        found = settled(self.roster)
        child = found.rooms[PUPILS_A].room_id
        found = changed(found, "class:2024-a", "m.space.child", content, child)
        plan = plan_for(self.roster, found)
        assert brief(plan.actions) == [("space.link", "class:2024-a", PUPILS_A)]

    def test_link_from_the_room_is_repaired(self) -> None:
        found = settled(self.roster)
        space = found.rooms["class:2024-a"].room_id
        found = changed(found, PUPILS_A, "m.space.parent", {}, space)
        assert brief(plan_for(self.roster, found).actions) == [
            ("space.link", "class:2024-a", PUPILS_A)
        ]

    def test_rooms_stand_before_spaces_by_an_order_matrix_allows(self) -> None:
        found = settled(self.roster)
        orders = [
            content["order"]
            for room in found.rooms.values()
            for (kind, _), content in room.state.items()
            if kind == "m.space.child"
        ]
        assert orders
        for order in orders:
            assert len(order) <= 50
            assert all("\x20" <= sign <= "\x7e" for sign in order)


class TestWhatIsNoMore:
    roster = two_classes().build()

    def test_room_of_a_class_that_is_gone_is_closed_and_not_deleted(self) -> None:
        without_b = without_people(self.roster, "cal", "dan", "gran", "todd")
        after = replace(without_b, groups=dict(without_b.groups))
        after.groups.pop("class:2024-b")  # type: ignore[attr-defined]
        before = settled(self.roster)
        plan = plan_for(after, before, allow=PLENTY)
        found = carried_out(plan)
        assert found.rooms.keys() == before.rooms.keys()
        for key in (it for it in found.rooms if it.startswith("class:2024-b")):
            # Of the school are still the head, and mum by another child; they go on reading.
            assert members(found, key) == members(before, key) & {"head", "mum"}
            levels = found.rooms[key].content("m.room.power_levels")
            assert levels["users"] == {}
            assert {levels["events_default"], *levels["events"].values()} == {NOBODY + 1}
            assert found.rooms[key].content("m.room.name")["name"].startswith("Архив 2026: 3Б")
            assert found.rooms[key].members[SCHOOL.provisioner_id] == "join"
        links = found.rooms["school"].state
        assert links["m.space.child", found.rooms["class:2024-b"].room_id] == {}
        for kind in (events.GROUP, events.ROSTER):
            assert found.registry_state[kind, "class:2024-b"] == GONE[kind]
        assert plan_for(after, found).actions == ()

    def test_class_that_comes_back_gets_its_rooms_back(self) -> None:
        gone = without_people(self.roster, "cal", "dan", "gran", "todd")
        gone.groups.pop("class:2024-b")  # type: ignore[attr-defined]
        found = settled(self.roster, gone)
        plan = plan_for(self.roster, found)
        assert not [it for it in plan.actions if it.verb is Verb.ROOM_CREATE]
        back = carried_out(plan)
        assert members(back, "class:2024-b:pupils") == {"head", "cal", "dan", "todd"}
        for key in (it for it in back.rooms if it.startswith("class:2024-b")):
            room, was = back.rooms[key], settled(self.roster).rooms[key]
            for kind in ("m.room.power_levels", "m.room.name", "m.room.topic"):
                assert room.content(kind) == was.content(kind), key
        assert plan_for(self.roster, back).actions == ()

    def test_archive_that_is_used_again_keeps_levels_that_are_not_ours(self) -> None:
        gone = without_people(self.roster, "cal", "dan", "gran", "todd")
        gone.groups.pop("class:2024-b")  # type: ignore[attr-defined]
        found, key = settled(self.roster), "class:2024-b:pupils"
        levels = found.rooms[key].content("m.room.power_levels")
        own = {**levels, "events": {**levels["events"], "org.example.extra": 42}}
        found = changed(found, key, "m.room.power_levels", own)
        closed = carried_out(plan_for(gone, found, allow=PLENTY))
        reopening = plan_for(self.roster, closed)
        # Whatever of it a crash leaves undone.
        for done in range(len(reopening.actions) + 1):
            half = carried_out(reopening, reopening.actions[:done])
            back = carried_out(plan_for(self.roster, half))
            assert back.rooms[key].content("m.room.power_levels") == own
            assert plan_for(self.roster, back).actions == ()

    def test_registry_entry_nobody_needs_is_emptied_and_confirmations_are_not(self) -> None:
        found = settled(self.roster)
        said = {"order": "№ 1", "confirmed": True}
        found = changed(found, REGISTRY_KIND, events.CONFIRMATION, said, at("tess"))
        found = changed(found, REGISTRY_KIND, "org.other", {"x": 1})
        found = changed(
            found, REGISTRY_KIND, events.GROUP, {"kind": "club", "title": "?"}, "club:old"
        )
        assert brief(plan_for(self.roster, found).actions) == [
            ("registry.set", REGISTRY_KIND, "club:old", events.GROUP)
        ]

    def test_regulation_packed_by_another_zlib_is_the_same(self) -> None:
        found = settled(self.roster)
        content = {**found.registry_state[events.REGULATION, ""], "zlib": "other bytes"}
        found = changed(found, REGISTRY_KIND, events.REGULATION, content)
        assert plan_for(self.roster, found).actions == ()

    def test_spare_room_is_discarded(self) -> None:
        spare = ObservedRoom("!half", "school", {})
        found = replace(settled(self.roster), spare=(spare,))
        plan = plan_for(self.roster, found)
        assert [(it.verb, it.target, it.details) for it in plan.actions] == [
            (Verb.ROOM_DISCARD, "school", {"room_id": "!half"})
        ]
        assert carried_out(plan).spare == ()


class TestLeaversAndReturners:
    roster = two_classes().build()
    without_dan = without_people(roster, "dan")

    def test_leaver_is_locked_first_and_is_in_no_room(self) -> None:
        found = settled(self.roster)
        plan = plan_for(self.without_dan, found)
        assert (plan.actions[0].verb, plan.actions[0].target) == (Verb.ACCOUNT_LOCK, at("dan"))
        after = carried_out(plan)
        assert after.accounts[at("dan")].locked
        assert not [key for key in after.rooms if "dan" in members(after, key)]

    def test_leaver_is_locked_once(self) -> None:
        found = settled(self.roster, self.without_dan)
        assert plan_for(self.without_dan, found).actions == ()

    def test_returner_gets_the_same_account_unlocked(self) -> None:
        found = settled(self.roster, self.without_dan)
        plan = plan_for(self.roster, found)
        verbs = {it.verb for it in plan.actions if it.target == at("dan")}
        assert verbs == {Verb.ACCOUNT_UNLOCK}
        assert carried_out(plan).accounts == settled(self.roster).accounts

    def test_leaver_whose_account_never_was_needs_none(self) -> None:
        plan = plan_for(self.roster)
        writes = [it for it in plan.actions if it.verb in (Verb.ROOM_CREATE, Verb.REGISTRY_SET)]
        uploads = [it for it in plan.actions if it.verb is Verb.AVATAR_UPLOAD]
        found = carried_out(plan, [*uploads, *writes])
        after = plan_for(self.without_dan, found)
        assert at("dan") not in {it.target for it in after.actions}

    def test_deactivated_account_is_told_and_left_alone(self) -> None:
        found = settled(self.roster)
        gone = account(at("ann"), deactivated=True)
        found = replace(found, accounts={**found.accounts, at("ann"): gone})
        for key in ("school", "announcements", "clubs", "club:chess", "class:2024-a"):
            found = changed(found, key, "m.room.member", {"membership": "leave"}, at("ann"))
        plan = plan_for(self.roster, found)
        assert brief(plan.actions) == []
        assert [it.key for it in plan.warnings] == ["warning-deactivated"]


class TestAvatars:
    roster = two_classes().build()

    def test_new_picture_is_uploaded_and_set_everywhere(self) -> None:
        found = settled(self.roster)
        kinds = dict(found.registry_state[events.AVATARS, ""]["kinds"])
        kinds["pupils"] = {"sha256": "0" * 64, "mxc": "mxc://old/one"}
        found = changed(found, REGISTRY_KIND, events.AVATARS, {"kinds": kinds})
        for key in (PUPILS_A, "class:2024-b:pupils"):
            found = changed(found, key, "m.room.avatar", {"url": "mxc://old/one"})
        plan = plan_for(self.roster, found)
        assert brief(plan.actions) == [
            ("avatar.upload", "pupils"),
            ("registry.set", REGISTRY_KIND, "", events.AVATARS),
            ("room.set", PUPILS_A, "", "m.room.avatar"),
            ("room.set", "class:2024-b:pupils", "", "m.room.avatar"),
        ]
        assert plan_for(self.roster, carried_out(plan)).actions == ()

    def test_kind_without_a_picture_gets_none(self) -> None:
        plan = plan_for(self.roster)
        rooms = {key: replace(room, avatar_sha256=None) for key, room in plan.wanted.rooms.items()}
        actions = diff(replace(plan.wanted, rooms=rooms), plan.found, SCHOOL)
        assert Verb.AVATAR_UPLOAD not in {it.verb for it in actions}
