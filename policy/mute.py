"""Silence for a time: somebody who did wrong does not write, in one room or in the whole school.

A director's, administrator's or teacher's word (row of `person.mute`), written into the registry by
the assistant. It takes rights away and never gives one. Nobody is left without an adult: reporting,
reading and leaving need no message, and a conversation with those who help stays open.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from policy.contacts import are_family
from policy.decision import Moment, Place
from policy.people import PUPIL, Person
from policy.refusal import Refusal, Refused
from policy.regulation import DIRECT, SERVER
from policy.rights import DENY, verdict_on_server
from policy.roster import text
from policy.school import School

_FEATURE = "person.mute"
# What is no word to anybody: «I have read it», taking back one's own words.
_STAYS = frozenset({"document.acknowledge", "message.remove_own"})
# To end a call is not to talk.
_ENDS_A_CALL = frozenset({"m.call.hangup", "m.call.reject"})


def may_be_muted(person: Person) -> bool:
    """Pupils, parents and teachers whom no order confirms; staff answer to the head otherwise."""
    return not person.is_adult_in_charge


def muted_until(school: School, person: Person, place: Place, moment: Moment) -> int | None:
    """Until when (milliseconds since 1970) `person` does not write in `place`; None: may write."""
    mute = school.muted.get(person.user)
    if mute is None or not may_be_muted(person):
        return None
    everywhere, here = mute.get("", 0), mute.get(place.key, 0)
    if place.kind == DIRECT and _is_call_for_help(school, person, place):
        return None
    until = max(everywhere, here)
    return until if until > moment.at else None


def require_voice(
    school: School, moment: Moment, person: Person, place: Place, event_type: str, granted: set[str]
) -> None:
    """May the person, who has the rights `granted`, say something here now?

    Raises:
        Refused: no; until when.
    """
    if granted <= _STAYS or event_type in _ENDS_A_CALL:
        return
    until = muted_until(school, person, place, moment)
    if until is not None:
        row = school.regulation.decide((), _FEATURE, SERVER).row
        raise Refused(
            Refusal(
                "policy-muted",
                said(school, until),
                row=row.id if row else "",
                setting="" if row else DENY,
            )
        )


def said(school: School, until: int) -> dict[str, str | int]:
    """The time for a sentence: day, month (1 to 12), «14:30», in the school's time zone."""
    # The minute after it, so that nobody comes back to a closed door.
    at = datetime.fromtimestamp((until + 59_999) // 60_000 * 60, ZoneInfo(school.safety.timezone))
    return {"day": at.day, "month": at.month, "time": f"{at:%H:%M}"}


def _is_call_for_help(school: School, person: Person, place: Place) -> bool:
    """Is this between the person, the own family and staff, with somebody in it who helps?

    A pupil is helped by any adult in charge, everybody else by who may end the silence. The
    assistant helps as well: what is said to it alone reaches nobody.
    """
    there = place.joined - {person.user}
    others = [school.person(it) for it in (there | place.invited) - school.about.services]
    if not others:
        return bool(there)
    if any(
        it is None or not (it.is_adult_in_charge or are_family(school, person.user, it.user))
        for it in others
    ):
        return False
    return any(
        PUPIL in person.roles or verdict_on_server(school, it, _FEATURE).allowed
        for it in others
        if it is not None and it.user in there and it.is_adult_in_charge
    )


def read(content: Mapping[str, Any]) -> Mapping[str, int]:
    """Locator key ("" for the whole school) → until when; empty content takes the word back.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: it is something else.
    """
    if not content:
        return {}
    text(content["by"])
    text(content["why"])
    return {text(key): _time(it) for key, it in content["rooms"].items()}


def _time(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"a time in milliseconds expected: {value!r}")
    if not 0 <= value <= _LATEST:
        raise ValueError(f"no such time: {value}")
    return value


# The end of the year 9998: the last that every time zone can write.
_LATEST = 253_370_764_799_000
