"""Stays worked out of Prosody's reports: order and repetition change nothing."""

import itertools
import random

from hypothesis import given
from hypothesis import strategies as st

from bot.lessons.attendance import DESTROYED, JOINED, LEFT, PRESENCE, inside, minutes, stays_of
from bot.store.store import Fact

MINUTE = 60_000
_REPORTS = st.lists(
    st.tuples(
        st.integers(0, 60 * MINUTE), st.sampled_from([JOINED, LEFT]),
        st.sampled_from(["@ann:x", "@ben:x"]), st.sampled_from(["phone", "computer"]),
    ),
    max_size=12,
    unique=True,
)  # fmt: skip


def fact(at: int, what: str, who: str = "", occupant: str = "o") -> Fact:
    return Fact(f"{at}{what}{who}{occupant}", PRESENCE, at, "c", who,
                {"event": what, "occupant": occupant})  # fmt: skip


@given(_REPORTS, st.randoms())
def test_the_order_of_reports_and_their_repetition_change_nothing(
    reports: list[tuple[int, str, str, str]], chance: random.Random
) -> None:
    facts = [fact(at, what, who, device) for at, what, who, device in reports]
    again = [*facts, *facts[:3]]
    chance.shuffle(again)
    found = stays_of(facts, 0, 60 * MINUTE)
    assert stays_of(again, 0, 60 * MINUTE) == found
    for stays in found.values():
        assert all(0 <= start <= end <= 60 * MINUTE for start, end in stays)
        assert all(a[1] < b[0] for a, b in itertools.pairwise(stays))


def test_two_devices_at_once_count_once() -> None:
    found = stays_of(
        [fact(0, JOINED, "@a:x", "phone"), fact(5 * MINUTE, JOINED, "@a:x", "computer"),
         fact(8 * MINUTE, LEFT, "@a:x", "phone"), fact(10 * MINUTE, LEFT, "@a:x", "computer")],
        0, 60 * MINUTE,
    )  # fmt: skip
    assert found == {"@a:x": ((0, 10 * MINUTE),)}
    assert minutes(found["@a:x"]) == 10


def test_the_end_of_the_conference_ends_every_stay() -> None:
    facts = [fact(0, JOINED, "@a:x"), fact(7 * MINUTE, DESTROYED)]
    assert stays_of(facts, 0, 60 * MINUTE) == {"@a:x": ((0, 7 * MINUTE),)}
    assert inside(facts, 8 * MINUTE) == frozenset()
    assert inside(facts, 6 * MINUTE) == {"@a:x"}


def test_who_only_looked_in_was_there() -> None:
    found = stays_of([fact(5, JOINED, "@a:x"), fact(5, LEFT, "@a:x")], 0, MINUTE)
    assert minutes(found["@a:x"]) == 1
