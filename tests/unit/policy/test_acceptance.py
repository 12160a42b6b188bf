"""Before the first message the regulation in force is accepted (T7)."""

from dataclasses import replace

import pytest

from policy.decision import Sent
from policy.messages import decide_event
from policy.school import School
from tests.unit.policy.school import (
    DAY,
    NIGHT,
    actor,
    between,
    decided,
    example,
    outcome,
    room,
    state,
    text,
)
from tests.unit.policy.test_messages import LIKE, POLL, VOTE

SCHOOL = example()


def not_accepted(school: School, name: str, where: str, sent: Sent) -> str:
    place = between("tess", "mum", "ann") if where == "talk" else room(school, where)
    found = outcome(
        lambda: decide_event(school, DAY, actor(school, name, accepted=False), place, sent)
    )
    return found.key if found else ""


@pytest.mark.parametrize(
    ("name", "where", "sent"),
    [
        ("ann", "3А pupils", text()),
        ("mum", "3А parents", text()),
        ("tess", "staff room", text()),
        ("head", "announcements", text()),
        ("newt", "announcements", LIKE),
        ("ann", "3А pupils", LIKE),
        ("ann", "3А pupils", VOTE),
        ("tess", "3А pupils", POLL),
        ("tess", "3А pupils", state("m.room.pinned_events", {"pinned": []})),
        ("mum", "talk", text()),
    ],
)
def test_whoever_has_not_accepted_sends_nothing(name: str, where: str, sent: Sent) -> None:
    assert not_accepted(SCHOOL, name, where, sent) == "policy-accept-first"


def test_the_answer_leads_clients_to_the_rules() -> None:
    who = actor(SCHOOL, "ann", accepted=False)
    found = outcome(lambda: decide_event(SCHOOL, DAY, who, room(SCHOOL, "3А pupils"), text()))
    assert found is not None
    assert (found.code, found.row) == ("M_CONSENT_NOT_GIVEN", "T7")


def test_what_one_may_not_do_anyway_is_told_first() -> None:
    """Accepting must not be praised as the way to something that stays refused."""
    assert not_accepted(SCHOOL, "ann", "3А pupils", POLL) == "policy-may-not"


def test_before_quiet_hours() -> None:
    who = actor(SCHOOL, "ann", accepted=False)
    found = outcome(lambda: decide_event(SCHOOL, NIGHT, who, room(SCHOOL, "3А pupils"), text()))
    assert found is not None
    assert found.key == "policy-accept-first"


def test_a_school_may_do_without() -> None:
    school = replace(SCHOOL, safety=replace(SCHOOL.safety, acceptance=False))
    assert not_accepted(school, "ann", "3А pupils", text()) == ""


def test_who_has_accepted_writes() -> None:
    assert decided(SCHOOL, "ann", room(SCHOOL, "3А pupils"), text()) is None
