"""The registry room: what is written is read back, in small events, and damage is noticed."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy import events
from policy.roster import GONE
from provisioning.actions import Verb
from provisioning.desired.accounts import user_ids
from provisioning.registry import (
    Leaver,
    Registry,
    RegistryError,
    read_registry,
    write_leavers,
    write_roster,
)
from provisioning.roster.model import Roster
from tests.unit.builders import (
    SERVER,
    RosterBuilder,
    big_school,
    plan_for,
    rosters,
    settled,
    two_classes,
)
from tests.unit.test_regulation import JSON, replaced_somewhere

_EVENT_LIMIT = 65_536


def users_of(roster: Roster) -> dict[str, str]:
    return user_ids(roster.people, {}, (), SERVER)


LEAVERS = st.dictionaries(
    st.text(min_size=1, max_size=5),
    st.builds(Leaver, st.text(max_size=5), st.text(max_size=9), st.dates().map(str)),
)


@settings(max_examples=50, deadline=None)
@given(rosters(), LEAVERS)
def test_what_is_written_is_read_back(roster: Roster, leavers: Mapping[str, Leaver]) -> None:
    users = users_of(roster)
    state = {**write_roster(roster, users), **write_leavers(leavers)}
    through_json = {key: json.loads(json.dumps(content)) for key, content in state.items()}
    assert read_registry(through_json) == Registry(roster, users, leavers)


def test_confirmations_and_pictures_are_read() -> None:
    state = {
        (events.CONFIRMATION, "a:x"): {"order": "№ 1", "confirmed": True},
        (events.CONFIRMATION, "b:x"): {"order": "№ 1", "confirmed": False},
        (events.CONFIRMATION, "c:x"): {"order": "№ 1", "confirmed": "true"},
        (events.CONFIRMATION, "d:x"): {},
        (events.AVATARS, ""): {"kinds": {"pupils": {"sha256": "0", "mxc": "mxc://a/b"}}},
        ("m.room.member", "a:x"): {"membership": "join"},
    }
    found = read_registry(state)
    assert found.confirmations == {"@a:x": True, "@b:x": False, "@c:x": False}
    assert found.avatars == {"pupils": ("0", "mxc://a/b")}
    assert found.roster == Roster({}, {}, frozenset())


def test_empty_room_is_an_empty_registry() -> None:
    assert read_registry({}) == Registry()


def test_homes_that_are_no_more_hold_nobody() -> None:
    assert read_registry({(kind, "x"): content for kind, content in GONE.items()}) == Registry()


@pytest.mark.parametrize("kind", [events.ROSTER, events.LEAVERS, events.GROUP])
def test_event_that_lost_its_content_is_damage_and_not_nobody(kind: str) -> None:
    # A redacted event reads {}: taken for «nobody», its people would get second accounts.
    with pytest.raises(RegistryError):
        read_registry({(kind, "class:x"): {}})


class TestSize:
    def test_events_of_a_large_school_stay_below_the_limit(self) -> None:
        plan = plan_for(big_school())
        contents = plan.wanted.registry
        assert len(contents) > 80
        sizes = {
            key: len(json.dumps(content, ensure_ascii=True).encode())
            for key, content in contents.items()
        }
        assert max(sizes.values()) < _EVENT_LIMIT - 2_000

    def test_large_home_is_split_and_read_back(self) -> None:
        school = RosterBuilder()
        school.class_("2024-a", pupils=[f"u-{number:04}" for number in range(1000)])
        roster = school.build()
        state = write_roster(roster, users_of(roster))
        keys = [key for kind, key in state if kind == events.ROSTER]
        assert keys == ["class:2024-a", *(f"class:2024-a#{n}" for n in range(2, len(keys) + 1))]
        assert len(keys) > 2
        assert read_registry(state).roster == roster

    def test_leavers_of_many_years_are_split(self) -> None:
        leavers = {
            f"u-{number}": Leaver(
                f"@kardanov.astemir{number}:{SERVER}", "Карданов Астемир", "2026", "2027"
            )
            for number in range(2000)
        }
        state = write_leavers(leavers)
        assert len(state) > 2
        for content in state.values():
            assert len(json.dumps(content, ensure_ascii=True).encode()) < _EVENT_LIMIT - 2_000
        assert read_registry(state).leavers == leavers


class TestHomes:
    """People live with a class, so that one change touches few events."""

    def test_of_everybody(self) -> None:
        school = two_classes()
        school.parent("lone", of=())
        state = write_roster(school.build(), users_of(school.build()))
        homes = {
            person: key
            for (kind, key), content in state.items()
            if kind == events.ROSTER
            for person in content["people"]
        }
        a, b = "class:2024-a", "class:2024-b"
        assert homes == {
            "ann": a,
            "ben": a,
            "cal": b,
            "dan": b,
            # A mother of two lives with the first class of her children.
            "mum": a,
            "dad": a,
            "gran": b,
            "lone": "others",
            "tess": "staff",
            "todd": "staff",
            "head": "staff",
            "lee": "staff",
        }

    def test_pupil_changing_class_changes_the_events_of_both_classes_only(self) -> None:
        before, after = two_classes(), two_classes()
        after.class_("2024-a", "3А", pupils=["ann"], class_teacher="tess")
        after.class_("2024-b", "3Б", pupils=["cal", "dan", "ben"], teachers=["todd"])
        one = write_roster(before.build(), users_of(before.build()))
        two = write_roster(after.build(), users_of(after.build()))
        assert one.keys() == two.keys()
        assert {key for key in one if one[key] != two[key]} == {
            (events.ROSTER, "class:2024-a"),
            (events.ROSTER, "class:2024-b"),
        }

    def test_new_title_of_a_class_changes_one_event(self) -> None:
        roster = two_classes().build()
        found = settled(roster)
        renamed = {
            key: replace(it, title="4А") if key == "class:2024-a" else it
            for key, it in roster.groups.items()
        }
        plan = plan_for(replace(roster, groups=renamed), found)
        written = [it.details["state_key"] for it in plan.actions if it.verb is Verb.REGISTRY_SET]
        assert written == ["class:2024-a"]

    def test_no_phone_and_no_secret_is_written(self) -> None:
        state = write_roster(two_classes().build(), users_of(two_classes().build()))
        fields = {
            field
            for (kind, _), content in state.items()
            if kind == events.ROSTER
            for entry in content["people"].values()
            for field in entry
        }
        assert fields <= {"user", "name", "roles", "groups", "children", "order"}


class TestDamage:
    whole = write_roster(two_classes().build(), users_of(two_classes().build()))

    @pytest.mark.parametrize(
        "entry",
        [
            {},
            {"user": "@a:x", "roles": ["pupil"]},
            {"user": "@a:x", "name": ["A"], "roles": ["pupil"]},
            {"user": "@a:x", "name": ["A", 5, None], "roles": ["pupil"]},
            {"user": "@a:x", "name": ["A", "B", ""], "roles": ["king"]},
            {"user": "@a:x", "name": ["A", "B", ""], "roles": [["pupil"]]},
            {"user": 7, "name": ["A", "B", ""], "roles": []},
            {"user": "@a:x", "name": ["A", "B", ""], "roles": [], "groups": {"class:x": ["king"]}},
            {"user": "@a:x", "name": ["A", "B", ""], "roles": [], "groups": ["class:x"]},
            {"user": "@a:x", "name": ["A", "B", ""], "roles": [], "children": {"b": 5}},
            "text",
            None,
        ],
    )
    def test_of_a_person_is_noticed(self, entry: Any) -> None:
        with pytest.raises(RegistryError):
            read_registry({(events.ROSTER, "staff"): {"people": {"a": entry}}})

    @pytest.mark.parametrize(
        ("event_type", "content"),
        [
            (events.ROSTER, {"people": ["a"]}),
            (events.GROUP, {"kind": "class"}),
            (events.GROUP, {"kind": "galaxy", "title": "A"}),
            (events.GROUP, {"kind": "class", "title": "A", "grade": "third"}),
            (events.GROUP, {"kind": "class", "title": None}),
            (events.LEAVERS, {"people": {"a": {"user": "@a:x"}}}),
            (events.LEAVERS, {"people": {"a": {"user": None, "name": "A", "since": "2026"}}}),
            (events.CONFIRMATION, {"order": "№ 1"}),
        ],
    )
    def test_of_an_event_is_noticed(self, event_type: str, content: dict[str, Any]) -> None:
        with pytest.raises(RegistryError):
            read_registry({(event_type, "x"): content})

    @settings(deadline=None)
    @given(st.data())
    def test_anywhere_is_noticed_or_can_be_planned_on(self, data: st.DataObject) -> None:
        """What reading lets through must not break the plan afterwards."""
        key = data.draw(st.sampled_from(sorted(self.whole)))
        content = data.draw(st.one_of(JSON, replaced_somewhere(self.whole[key])))
        try:
            found = read_registry({**self.whole, key: content})
        except RegistryError:
            return
        for person in found.roster.people.values():
            assert isinstance(person.name.full, str)
        write_roster(found.roster, found.users)
