"""This year's lists against next year's: who moves up, repeats, finishes school, leaves."""

from dataclasses import replace
from typing import Any

import pytest

from policy import events
from provisioning.registry import Registry, RegistryError, write_roster
from provisioning.roster.model import Roster
from provisioning.year import marker
from provisioning.year.checks import refusals, removals
from provisioning.year.compare import checksum, compare, unexpected, years_between
from provisioning.year.marker import DAY_MS, Stage, Turn, read_turn
from tests.unit.builders import SCHOOL, RosterBuilder


def school(**classes: str) -> Roster:
    """Classes such as k2024_a="3А: ann ben"; each has the teacher of its key."""
    built = RosterBuilder()
    for key, text in classes.items():
        title, _, pupils = text.partition(":")
        name = key.removeprefix("k").replace("_", "-")
        built.class_(name, title, pupils=pupils.split(), class_teacher=f"t{name}")
    everybody = {who for text in classes.values() for who in text.partition(":")[2].split()}
    for parent, children in {"mum": ("ann", "old"), "dad": ("old",)}.items():
        if here := sorted(everybody & set(children)):
            built.parent(parent, of=here)
    roster = built.build()
    graded = {key: replace(it, grade=int(it.title[0])) for key, it in roster.groups.items()}
    return replace(roster, groups=graded)


BEFORE = school(k2024_a="3А: ann ben", k2025_a="2А: cal", k2023_a="4А: old")
AFTER = school(k2024_a="4А: ann", k2025_a="3А: cal ben", k2027_a="1А: new")


def ids(moves: Any) -> set[str]:
    return {it.person for it in moves}


def test_everybody_is_told_once_and_by_what_becomes_of_them() -> None:
    found = compare(BEFORE, AFTER, Registry())
    assert ids(found.repeaters) == {"ben"}
    assert ids(found.graduates) == {"old"}
    assert ids(found.parents) == {"dad"}, "mum has another child"
    assert ids(found.newcomers) == {"new", "t2027-a"}
    assert ids(found.leavers) == {"t2023-a"}
    assert {it.was for it in found.graduated} == {"4А"}
    assert {(it.was, it.now) for it in found.classes} == {
        ("3А", "4А"), ("2А", "3А"), ("4А", None), (None, "1А"),
    }  # fmt: skip


def test_a_class_that_is_gone_below_the_top_has_not_finished_school() -> None:
    lost = school(k2024_a="4А: ann ben")
    found = compare(BEFORE, lost, Registry())
    assert {it.was for it in found.graduated} == {"4А"}
    assert "cal" in ids(found.leavers)


def test_guard_is_not_asked_of_graduates_and_is_of_everybody_else() -> None:
    year = compare(BEFORE, AFTER, Registry())
    left = unexpected(BEFORE, year)
    assert {"old", "dad"}.isdisjoint(left.people)
    assert {"ann", "ben", "cal", "mum", "t2023-a"} <= left.people.keys()
    lost = school(k2025_a="3А: cal", k2027_a="1А: new")
    year = compare(BEFORE, lost, Registry())
    assert removals(BEFORE, lost, year, Registry(), SCHOOL, 0)
    assert not removals(BEFORE, lost, year, Registry(), SCHOOL, len(BEFORE.people))


@pytest.mark.parametrize(
    ("after", "key"),
    [
        (BEFORE, "turn-same-year"),
        (school(k2024_a="5А: ann ben"), "turn-wrong-year"),
        (AFTER, "turn-repeater"),
    ],
    ids=["same", "jump", "repeater"],
)
def test_lists_that_are_no_next_year_are_refused(after: Roster, key: str) -> None:
    year = compare(BEFORE, after, Registry())
    assert key in {it.key for it in refusals(BEFORE, after, year, ())}


def test_repeater_that_a_person_confirmed_is_no_question_and_nobody_else_can_be_confirmed() -> None:
    year = compare(BEFORE, AFTER, Registry())
    assert not list(refusals(BEFORE, AFTER, year, ["ben"]))
    (said,) = refusals(BEFORE, AFTER, year, ["ben", "ann"])
    assert said.key == "turn-no-repeater"
    assert years_between(BEFORE, AFTER) == {1}


def test_roster_before_is_read_back_as_it_was_and_pieces_of_an_older_one_are_emptied() -> None:
    state = write_roster(BEFORE, {it: f"@{it}:x" for it in BEFORE.people})
    kept = marker.keep({**state, (events.BEFORE, "#9"): {"part": 9}})
    assert kept[events.BEFORE, "#9"] == {}
    assert checksum(marker.before(kept)) == checksum(BEFORE) != checksum(AFTER)
    with pytest.raises(RegistryError):
        marker.before({})


def test_undo_is_there_for_a_day_and_apply_waits_meanwhile_only_if_unfinished_or_paused() -> None:
    turn = Turn(Stage.ROLLING, False, 0, "2027-08-31", "x")
    done = turn.now(Stage.DONE, 1000)
    assert done.can_be_undone(1000 + DAY_MS)
    assert not done.can_be_undone(1001 + DAY_MS)
    assert not Turn().can_be_undone(0)
    assert (turn.waits, Turn(paused=True).waits) != (None, None)
    assert done.waits is None
    for it in (turn, done, Turn(paused=True)):
        assert read_turn({(events.ROLLOVER, ""): it.to_dict()}) == it
    with pytest.raises(RegistryError):
        read_turn({(events.ROLLOVER, ""): {"state": "else"}})
