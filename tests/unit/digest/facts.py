"""Facts of any sort for Hypothesis, about the rooms and people of the small school."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from bot.digest.facts import (
    Announcement,
    Document,
    Facts,
    Incident,
    Lesson,
    Material,
    Poll,
    Question,
    Room,
    ScreenTime,
    Task,
    Upcoming,
)
from tests.unit.digest.week import PRIVATE, at, place
from tests.unit.policy.school import ROOMS, A, B, example

_ROOMS = st.sampled_from([*map(place, ROOMS), PRIVATE, Room("gone", "gone", "class:gone")])
_USERS = st.frozensets(st.sampled_from(sorted(example().people.by_user)))
_TITLES = st.sampled_from(["", "x", "Сбор", "a<b>&c", "#let x = 1", "{ $day }", "я" * 500])
_TIMES = st.integers(0, 24 * 24).map(lambda hours: at(1) + timedelta(hours=hours))
_DAYS = _TIMES.map(lambda it: it.date())


def _maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def _several(one: st.SearchStrategy[Any], key: Callable[[Any], Any] = repr) -> Any:
    return _maybe(st.lists(one, max_size=4, unique_by=key).map(tuple))


def _id(it: Any) -> str:
    return str(it.id)


def facts() -> st.SearchStrategy[Facts]:
    """Any facts; ids are unique, as event ids are."""
    ids = st.sampled_from(["$1", "$2", "$3", "$4"])
    return st.builds(
        Facts,
        incidents=_several(
            st.builds(
                Incident,
                kind=st.sampled_from(["refused", "held", "noted", "report"]),
                at=_TIMES,
                rule=st.sampled_from(["words-refused", "media-size", "policy-locked", "", "x"]),
                setting=st.sampled_from(["", "words", "flood", "quiet_hours", "new"]),
                room=_maybe(_ROOMS),
                count=st.integers(1, 50),
                decided=_maybe(_TIMES),
            )
        ),
        announcements=_several(
            st.builds(
                Announcement,
                id=ids,
                title=_TITLES,
                room=_ROOMS,
                sent=_TIMES,
                to=_USERS,
                seen=_maybe(_USERS),
            ),
            _id,
        ),
        documents=_several(
            st.builds(
                Document,
                id=ids,
                title=_TITLES,
                room=_ROOMS,
                published=_TIMES,
                to=_USERS,
                acknowledged=_maybe(_USERS),
                deadline=_maybe(_DAYS),
                unsigned=st.booleans(),
                valid_until=_maybe(_DAYS),
            ),
            _id,
        ),
        polls=_several(
            st.builds(
                Poll,
                id=ids,
                question=_TITLES,
                room=_ROOMS,
                opened=_TIMES,
                answers=st.just((("Да", 1), ("Нет", 0))),
                voters=_maybe(_USERS),
                closes=_maybe(_TIMES),
                closed=_maybe(_TIMES),
            ),
            _id,
        ),
        lessons=_several(
            st.builds(
                Lesson,
                title=_TITLES,
                room=_ROOMS,
                start=_TIMES,
                end=_maybe(_TIMES),
                present=_maybe(_USERS),
            )
        ),
        meetings=st.sampled_from([None, ()]),
        tasks=_several(
            st.builds(
                Task,
                id=ids,
                title=_TITLES,
                room=_ROOMS,
                due=_maybe(_TIMES),
                of=_USERS,
                answered=_maybe(_USERS),
                opened=_maybe(_TIMES),
            ),
            _id,
        ),
        materials=_several(st.builds(Material, title=_TITLES, room=_ROOMS, at=_TIMES)),
        questions=_several(
            st.builds(
                Question,
                id=ids,
                room=_ROOMS,
                asked=_TIMES,
                answered=_maybe(_TIMES),
                about=st.sampled_from([None, A, B, "class:gone"]),
            ),
            _id,
        ),
        screen_time=_several(
            st.builds(
                ScreenTime,
                group=st.sampled_from([A, B, "class:gone"]),
                day=_DAYS,
                device=st.sampled_from(["computer", "tablet"]),
                minutes=st.integers(0, 200),
                limit=_maybe(st.integers(0, 90)),
            )
        ),
        upcoming=_several(
            st.builds(
                Upcoming,
                title=_TITLES,
                start=_TIMES,
                kind=st.sampled_from(["council", "parents", "event", "consultation"]),
                room=_maybe(_ROOMS),
                place=_TITLES,
                to=_maybe(_USERS),
            )
        ),
        connected=_maybe(_USERS),
    )
