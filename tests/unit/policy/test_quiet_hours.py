"""Quiet hours: by role, by a director's word for a room or the school; who writes is noted (X9)."""

from dataclasses import replace

import pytest

from policy.decision import Moment, Place, Sent, Target
from policy.refusal import Refusal
from policy.safety import Hours
from policy.school import QuietWord, School
from tests.unit.policy.school import (
    DAY,
    NIGHT,
    between,
    decided,
    edit,
    example,
    file,
    in_thread,
    noted,
    room,
    text,
    user,
)
from tests.unit.policy.test_messages import LIKE, POLL, VOTE

SCHOOL = example()
TALK = between("tess", "ann", "mum")
TASK = Target(user("tess"), "org.parta.task", is_task=True)
ALL_REST = replace(
    SCHOOL,
    safety=replace(
        SCHOOL.safety,
        quiet_hours=dict.fromkeys(SCHOOL.regulation.roles, Hours(21 * 60, 7 * 60)),
    ),
)


def place(name: str) -> Place:
    return TALK if name == "talk" else room(SCHOOL, name)


def quiet(school: School, name: str, where: str, minute: int, sent: Sent | None = None) -> bool:
    found = decided(school, name, place(where), sent or text(), Moment(minute))
    if found is None:
        return False
    assert isinstance(found, Refusal)
    assert (found.key, found.setting) == ("policy-quiet-hours", "quiet_hours")
    return True


@pytest.mark.parametrize(
    ("minute", "expected"),
    [(0, True), (6 * 60 + 59, True), (7 * 60, False), (12 * 60, False), (20 * 60 + 59, False),
     (21 * 60, True), (23 * 60 + 59, True)],
)  # fmt: skip
def test_pupils_rest_from_nine_to_seven(minute: int, expected: bool) -> None:
    assert quiet(SCHOOL, "ann", "3А pupils", minute) is expected


def test_each_role_has_its_hours() -> None:
    half_past_eight = 20 * 60 + 30
    assert quiet(SCHOOL, "tess", "3А pupils", half_past_eight)
    assert not quiet(SCHOOL, "ann", "3А pupils", half_past_eight)
    assert not quiet(SCHOOL, "mum", "3А parents", half_past_eight)


def test_in_some_rooms_staff_may_write_at_any_hour() -> None:
    assert not quiet(SCHOOL, "tess", "staff room", 23 * 60)
    assert not quiet(SCHOOL, "head", "3А pupils", 23 * 60)


def test_somebody_with_several_roles_rests_only_while_all_of_them_do() -> None:
    """twin is a teacher and a parent: between persons both count, in 3А the teacher only."""
    place = between("twin", "todd")
    half_past_eight = Moment(20 * 60 + 30)
    assert decided(SCHOOL, "twin", place, text(), half_past_eight) is None
    assert decided(SCHOOL, "twin", place, text(), NIGHT) is not None
    assert decided(SCHOOL, "twin", room(SCHOOL, "3А parents"), text(), half_past_eight) is not None
    assert decided(SCHOOL, "twin", room(SCHOOL, "3Б parents"), text(), half_past_eight) is None


def test_a_role_without_hours_never_rests() -> None:
    assert not quiet(SCHOOL, "lee", "chess", 23 * 60)
    assert quiet(SCHOOL, "dan", "chess", 23 * 60)


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (text(), True),
        (text(msgtype="m.notice"), True),
        (file("m.audio", "audio"), True),
        (edit(text(), Target(user("ann"), "m.room.message")), True),
        (in_thread(text(), TASK), True),
        (in_thread(file("m.image", "photo"), TASK), True),
        (LIKE, False),
        (VOTE, False),
    ],
)
def test_what_makes_a_telephone_ring_is_quiet(sent: Sent, expected: bool) -> None:
    assert quiet(SCHOOL, "ann", "3А pupils", 23 * 60, sent) is expected


def test_a_poll_is_quiet_too() -> None:
    assert quiet(SCHOOL, "tess", "3А pupils", 23 * 60, POLL)


class TestDirectorsWord:
    """A word for a room goes before that for the school, and both before the settings."""

    NOON = QuietWord(Hours(12 * 60, 13 * 60))
    OFF = QuietWord(None)

    def test_for_the_whole_school(self) -> None:
        school = replace(SCHOOL, quiet={"": self.NOON})
        for name, where in (("ann", "3А pupils"), ("mum", "talk"), ("lee", "chess")):
            assert quiet(school, name, where, 12 * 60 + 30)
            assert not quiet(school, name, where, 23 * 60)

    def test_for_one_room(self) -> None:
        school = replace(SCHOOL, quiet={"class:2024-a:pupils": self.NOON})
        here = room(SCHOOL, "3А pupils")
        assert here.key == "class:2024-a:pupils"
        assert quiet(school, "ann", "3А pupils", 12 * 60 + 30)
        assert not quiet(school, "dan", "3Б pupils", 12 * 60 + 30)
        assert quiet(school, "dan", "3Б pupils", 23 * 60)

    def test_the_room_goes_before_the_school(self) -> None:
        school = replace(SCHOOL, quiet={"class:2024-a:pupils": self.OFF, "": self.NOON})
        assert not quiet(school, "ann", "3А pupils", 12 * 60 + 30)
        assert quiet(school, "dan", "3Б pupils", 12 * 60 + 30)

    def test_off_lifts_the_settings(self) -> None:
        school = replace(SCHOOL, quiet={"": self.OFF})
        assert not quiet(school, "ann", "3А pupils", 23 * 60)

    def test_who_is_exempt_stays_exempt(self) -> None:
        school = replace(SCHOOL, quiet={"": self.NOON})
        assert not quiet(school, "head", "3А pupils", 12 * 60 + 30)
        assert not quiet(school, "tess", "staff room", 12 * 60 + 30)

    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            ({}, None),
            ({"off": True}, QuietWord(None)),
            ({"from": 1260, "to": 420}, QuietWord(Hours(1260, 420))),
        ],
    )
    def test_read_from_the_registry(self, content: dict[str, object], expected: object) -> None:
        assert QuietWord.from_dict(content) == expected

    @pytest.mark.parametrize(
        "content",
        [{"off": False}, {"off": 1}, {"from": 1}, {"from": "1", "to": 2}, {"from": 1, "to": 1440},
         {"from": -1, "to": 5}, {"from": True, "to": 5}, {"from": None, "to": None}],
    )  # fmt: skip
    def test_a_damaged_word_is_not_guessed(self, content: dict[str, object]) -> None:
        with pytest.raises((KeyError, TypeError, ValueError)):
            QuietWord.from_dict(content)


class TestOverride:
    """Who may write in quiet hours does so on record, where families are disturbed."""

    def test_is_noted(self) -> None:
        (note,) = noted(ALL_REST, "head", room(SCHOOL, "3А pupils"), text(), NIGHT)
        assert (note.key, note.row, note.setting) == ("note-quiet-hours", "X9", "quiet_hours")

    def test_not_by_day_and_not_among_staff(self) -> None:
        assert noted(ALL_REST, "head", room(SCHOOL, "3А pupils"), text(), DAY) == ()
        assert noted(ALL_REST, "tess", room(SCHOOL, "staff room"), text(), NIGHT) == ()
        assert noted(ALL_REST, "head", room(SCHOOL, "3А pupils"), LIKE, NIGHT) == ()


@pytest.mark.parametrize(
    ("hours", "inside", "outside"),
    [
        (Hours(0, 60), [0, 59], [60, 1439]),
        (Hours(1380, 60), [1380, 1439, 0, 59], [60, 1379]),
        (Hours(600, 600), [0, 599, 600, 1439], []),  # the whole day
        (Hours(1439, 0), [1439], [0, 1438]),
    ],
)
def test_hours_cover(hours: Hours, inside: list[int], outside: list[int]) -> None:
    assert all(hours.covers(it) for it in inside)
    assert not any(hours.covers(it) for it in outside)
