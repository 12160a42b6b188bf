"""The registry's roster events: read as provisioning writes them, or not at all."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy import events
from policy.roster import GONE, confirmation, entries, group, probes
from provisioning.registry import write_roster
from provisioning.roster.model import Roster
from tests.unit.builders import rosters
from tests.unit.policy.json_values import anything
from tests.unit.policy.school import CHESS, A, roster, user, with_newcomer

PERSON: dict[str, Any] = {"user": "@ann:x", "name": ["Ann", "", ""], "roles": ["pupil"]}
DAMAGED = (KeyError, TypeError, ValueError, AttributeError)


def test_what_provisioning_writes_is_what_is_read() -> None:
    built = with_newcomer(roster())
    state = write_roster(built, {it: user(it) for it in built.people})
    found = {
        it.id: it
        for (kind, _), content in state.items()
        if kind == events.ROSTER
        for it in entries(content)
    }
    assert found.keys() == built.people.keys()
    ann, mum, newt = found["ann"], found["mum"], found["newt"]
    assert ann.user == user("ann")
    assert ann.full_name == "Ann"
    assert ann.groups == {A: {"pupil"}, CHESS: {"pupil"}}
    assert set(mum.children) == {"ann", "cal"}
    assert (newt.order, newt.roles) == ("", {"teacher"})
    assert found["tess"].groups[A] == {"teacher", "class_teacher"}


@given(rosters())
def test_nobody_is_lost_or_changed_on_the_way(built: Roster) -> None:
    state = write_roster(built, {it: user(it) for it in built.people})
    found = [
        it
        for (kind, _), content in state.items()
        if kind == events.ROSTER
        for it in entries(content)
    ]
    assert sorted(it.id for it in found) == sorted(built.people)
    for it in found:
        known = built.people[it.id]
        assert it.full_name == known.name.full
        assert it.roles == known.roles
        assert set(it.children) == built.children_of(it.id)


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"people": None},
        {"people": []},
        {"people": {"p": None}},
        {"people": {"p": {}}},
        {"people": {"p": {**PERSON, "user": None}}},
        {"people": {"p": {**PERSON, "user": 7}}},
        {"people": {"p": {**PERSON, "name": "Ann"}}},
        {"people": {"p": {**PERSON, "name": ["a", "b"]}}},
        {"people": {"p": {**PERSON, "name": [1, 2, 3]}}},
        {"people": {"p": {**PERSON, "roles": None}}},
        {"people": {"p": {**PERSON, "roles": "pupil"}}},
        {"people": {"p": {**PERSON, "groups": {"g": "pupil"}}}},
        {"people": {"p": {**PERSON, "roles": {"pupil": 1}}}},
        {"people": {"p": {**PERSON, "roles": [1]}}},
        {"people": {"p": {**PERSON, "groups": []}}},
        {"people": {"p": {**PERSON, "groups": {"g": None}}}},
        {"people": {"p": {**PERSON, "groups": {"g": [1]}}}},
        {"people": {"p": {**PERSON, "children": ["c"]}}},
        {"people": {"p": {**PERSON, "children": {"c": 1}}}},
        {"people": {"p": {**PERSON, "order": None}}},
    ],
)
def test_a_damaged_event_is_not_guessed(content: dict[str, Any]) -> None:
    """Above all an event without people must not read as «nobody is at the school»."""
    with pytest.raises(DAMAGED):
        list(entries(content))


@given(anything())
def test_whatever_is_in_an_event_it_is_read_or_raises_what_is_told(content: Any) -> None:
    for read in (
        lambda: list(entries(content)),
        lambda: group("g", content),
        lambda: probes(content),
        lambda: confirmation(content),
    ):
        with suppress(DAMAGED):
            read()


class TestGroups:
    """A class, club or council; one that is gone is none."""

    def test_read(self) -> None:
        found = group("class:1", {"kind": "class", "title": "1А", "grade": 1})
        assert found is not None
        assert (found.key, found.kind, found.title, found.grade) == ("class:1", "class", "1А", 1)

    def test_gone(self) -> None:
        assert group("class:1", GONE[events.GROUP]) is None

    @pytest.mark.parametrize(
        "content",
        [{}, {"kind": "class"}, {"kind": 1, "title": "x"}, {"kind": "class", "title": None},
         {"kind": "class", "title": "x", "grade": "1"},
         {"kind": "class", "title": "x", "grade": True}, {"gone": False}],
    )  # fmt: skip
    def test_damaged(self, content: dict[str, Any]) -> None:
        with pytest.raises(DAMAGED):
            group("class:1", content)


class TestConfirmations:
    """A director's word; an empty event takes it back."""

    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            ({}, None),
            ({"confirmed": True, "order": "№ 1"}, True),
            ({"confirmed": False}, False),
            ({"confirmed": "yes"}, False),  # nothing but True confirms
            ({"confirmed": 1}, False),
        ],
    )
    def test_read(self, content: dict[str, Any], expected: bool | None) -> None:
        assert confirmation(content) is expected

    def test_damaged(self) -> None:
        with pytest.raises(KeyError):
            confirmation({"order": "№ 1"})


class TestProbes:
    """Throw-away people of `parta conformance`, until a time."""

    def test_read(self) -> None:
        found = probes(
            {
                "people": {"p": PERSON},
                "groups": {"class:x": {"kind": "class", "title": "x"}, "g": {"gone": True}},
                "until": 5,
                "hurried": ["p"],
            }
        )
        assert [it.id for it in found.people] == ["p"]
        assert found.hurried == {"p"}
        assert [it.key for it in found.groups] == ["class:x"]

    def test_nobody_is_hurried_unless_named(self) -> None:
        assert not probes({"people": {"p": PERSON}, "groups": {}, "until": 5}).hurried
        with pytest.raises(DAMAGED):
            probes({"people": {}, "groups": {}, "until": 5, "hurried": "p"})

    @pytest.mark.parametrize("until", [None, "5", 5.0, True])
    def test_without_an_end_there_are_none(self, until: object) -> None:
        with pytest.raises(DAMAGED):
            probes({"people": {}, "groups": {}, "until": until})


@given(st.dictionaries(st.text(max_size=3), anything(), max_size=3))
def test_a_person_with_odd_keys_is_read_or_refused(more: dict[str, Any]) -> None:
    try:
        (found,) = entries({"people": {"p": {**PERSON, **more}}})
    except DAMAGED:
        return
    assert found.id == "p"
