"""Silence for a time, on a running homeserver: from the next message on, and until its time."""

import time

import pytest

from policy import events
from tests.server.guarded import Answer, GuardedSchool, eventually

HERE = "class:2026-a:pupils"
HOUR = 3_600_000


async def silence(
    school: GuardedSchool, who: str, *, by: str = "assistant", **rooms: int
) -> Answer:
    """The word in the registry; rooms as keyword `here` and `everywhere`, until when."""
    keys = {"here": HERE, "everywhere": ""}
    content = {
        "rooms": {keys[name]: until for name, until in rooms.items()},
        "by": "$teacher",
        "why": "оскорбления",
    }
    key = school.names[who].removeprefix("@")
    where = f"/rooms/$registry/state/{events.MUTE}/{key}"
    return await school.ask(by, "PUT", where, content if rooms else {})


async def says(school: GuardedSchool, who: str, room: str) -> Answer:
    body = {"msgtype": "m.text", "body": "Я"}
    return await school.ask(who, "PUT", f"/rooms/${room}/send/m.room.message/$txn", body)


async def test_the_assistants_word_holds_from_the_next_message_on_and_ends_by_itself(
    watched: GuardedSchool,
) -> None:
    now = int(time.time() * 1000)
    try:
        assert (await says(watched, "classmate", "pupils_room")).status == 200
        assert (await silence(watched, "classmate", here=now + HOUR)).status == 200
        refused = await says(watched, "classmate", "pupils_room")
        assert refused.rule == "policy-muted X12"
        assert refused.body["error"] == refused.body["org.parta.error"]["ru"]
        assert (await says(watched, "classmate", "club_room")).status == 200
        assert (await silence(watched, "classmate", everywhere=now + HOUR)).status == 200
        assert (await says(watched, "classmate", "club_room")).rule == "policy-muted X12"
        assert (await says(watched, "pupil", "pupils_room")).status == 200

        soon = int(time.time() * 1000) + 1_500
        assert (await silence(watched, "classmate", everywhere=soon)).status == 200
        assert (await says(watched, "classmate", "pupils_room")).rule == "policy-muted X12"

        async def speaks() -> bool:
            return (await says(watched, "classmate", "pupils_room")).status == 200

        await eventually(speaks, what="the silence ends")
        assert time.time() * 1000 >= soon
        again = await silence(watched, "classmate", everywhere=now + HOUR)
        assert again.status == 200
        assert not await speaks()
    finally:
        await silence(watched, "classmate")
    assert await speaks()


async def test_who_is_silenced_still_reports_reads_and_accepts(watched: GuardedSchool) -> None:
    event = await watched.say("pupil", "pupils_room", "Смотрите")
    try:
        await silence(watched, "classmate", everywhere=int(time.time() * 1000) + HOUR)
        where = f"/rooms/$pupils_room/report/{event}"
        report = await watched.ask("classmate", "POST", where, {"reason": "обижают"})
        assert report.status == 200, report
        assert await watched.read("classmate", "pupils_room")
        rules = await watched.ask("classmate", "POST", "/_synapse/client/parta/v1/rules")
        assert rules.status == 200, rules
    finally:
        await silence(watched, "classmate")


async def test_staff_go_on_whatever_the_registry_says(watched: GuardedSchool) -> None:
    try:
        await silence(watched, "teacher", everywhere=int(time.time() * 1000) + HOUR)
        assert (await says(watched, "teacher", "pupils_room")).status == 200
    finally:
        await silence(watched, "teacher")


@pytest.mark.parametrize("who", ["director", "administrator", "teacher", "pupil", "outsider"])
async def test_nobody_but_programs_writes_it(watched: GuardedSchool, who: str) -> None:
    answer = await silence(watched, "classmate", by=who, everywhere=9_999_999_999_999)
    assert answer.status == 403, answer
    assert (await says(watched, "classmate", "pupils_room")).status == 200


@pytest.mark.parametrize("kind", [events.ROSTER, events.REGULATION, events.SCHOOL])
async def test_the_assistant_writes_over_nothing_of_provisioning(
    watched: GuardedSchool, kind: str
) -> None:
    answer = await watched.ask("assistant", "PUT", f"/rooms/$registry/state/{kind}/x", {"a": 1})
    assert answer.rule == "policy-unknown-event"
