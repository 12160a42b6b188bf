"""Too many messages in too short a time: a window that slides, each person their own."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from policy.flood import Floods
from policy.safety import Flood, from_dict, to_dict
from tests.unit.policy.school import SAFETY

THREE = Flood(3, 10)


def sent(times: list[float], *limits: Flood) -> list[bool]:
    """Which of the messages at these times go through."""
    floods = Floods()
    return [floods.is_too_much("@ann:x", limits, now) is None for now in times]


@pytest.mark.parametrize(
    ("times", "through"),
    [
        ([0, 0, 0], [True] * 3),
        ([0, 0, 0, 0], [True, True, True, False]),
        ([0, 1, 2, 9.9], [True, True, True, False]),
        ([0, 1, 2, 10], [True] * 4),  # the first has left the window
        ([0, 1, 2, 10, 10.5], [True, True, True, True, False]),
        # What was refused does not count: who waits gets through.
        ([0, 0, 0, 5, 5, 5, 10], [True, True, True, False, False, False, True]),
    ],
)
def test_at_most_three_in_ten_seconds(times: list[float], through: list[bool]) -> None:
    assert sent(times, THREE) == through


def test_each_person_has_a_window_of_their_own() -> None:
    floods = Floods()
    assert all(floods.is_too_much("@ann:x", [THREE], 0) is None for _ in range(3))
    assert floods.is_too_much("@ann:x", [THREE], 0) == THREE
    assert floods.is_too_much("@ben:x", [THREE], 0) is None


def test_without_a_limit_nothing_is_too_much() -> None:
    assert all(sent([0] * 1000))


def test_a_limit_of_none_lets_nothing_through() -> None:
    assert sent([0, 100], Flood(0, 10)) == [False, False]


def test_the_limit_that_is_broken_is_told() -> None:
    floods = Floods()
    limits = [Flood(1, 10), Flood(2, 10)]
    assert [floods.is_too_much("@ann:x", limits, 0) for _ in range(3)] == [None, None, limits[1]]


_LIMITS = st.builds(Flood, st.integers(0, 6), st.integers(1, 20))


@example([0, 0], [Flood(2, 20)], Flood(1, 1))
@example([0, 0, 3, 0], [Flood(1, 2)], Flood(3, 9))
@given(
    st.lists(st.integers(0, 5), max_size=40),
    st.lists(_LIMITS, min_size=1, max_size=3),
    _LIMITS,
)
def test_one_role_more_never_lets_less_through(
    steps: list[int], limits: list[Flood], more: Flood
) -> None:
    """Whatever went through with some roles goes through with one more."""
    one, both = Floods(), Floods()
    now = 0
    for step in steps:
        now += step
        if one.is_too_much("@ann:x", limits, now) is None:
            # What only the further role allows is not sent: the two stay comparable.
            assert both.is_too_much("@ann:x", [*limits, more], now) is None


@given(st.lists(st.integers(0, 5), max_size=60), _LIMITS)
def test_never_more_than_the_limit_in_any_window(steps: list[int], limit: Flood) -> None:
    floods, now, through = Floods(), 0, []
    for step in steps:
        now += step
        if floods.is_too_much("@ann:x", [limit], now) is None:
            through.append(now)
    for end in through:
        assert sum(end - limit.seconds < it <= end for it in through) <= limit.messages


def test_memory_is_bounded_by_people_not_by_time() -> None:
    floods = Floods()
    for number in range(45_000):
        floods.is_too_much(f"@u{number}:x", [THREE], number / 100)
    assert len(floods._sent) <= 20_001


@pytest.mark.parametrize("pair", [[5, 0], [5], [5, 1, 1], [-1, 5], ["5", 5], [True, 5], None, 5])
def test_a_damaged_limit_is_not_guessed(pair: object) -> None:
    data = to_dict(SAFETY)
    data["flood"] = {"pupil": pair}
    with pytest.raises((TypeError, ValueError)):
        from_dict(data)
