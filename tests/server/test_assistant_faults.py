"""Killed, cut off, left alone: the assistant loses nothing and does nothing twice."""

import asyncio
import contextlib
import json
import os
import random
import sqlite3
from collections import Counter
from typing import Any

from policy import events
from tests.server.assistant import Helper
from tests.server.guarded import NO_RATE_LIMITS, eventually

ROOM = "pupils_room"
FULL = os.environ.get("PARTA_SWEEP") == "full"
# In CI a sample; `make replay` does the whole.
_COMMANDS, _KILLS = (2_000, 50) if FULL else (60, 6)
_EVENTS = 10_000 if FULL else 240
_AT_ONCE = 8
_DOWN_SECONDS = 120 if FULL else 5
POLL = "org.matrix.msc3381.poll.start"


async def answers(helper: Helper, who: str, room: str) -> Counter[str]:
    """Event id of a command → how often the assistant answered it."""
    found: Counter[str] = Counter()
    start = ""
    while True:
        where = f"/rooms/${room}/messages?dir=b&limit=1000{start}"
        page = (await helper.school.ask(who, "GET", where)).body
        for event in page["chunk"]:
            relation = event.get("content", {}).get("m.relates_to", {})
            about = relation.get("m.in_reply_to", {}).get("event_id")
            if event["sender"] == helper.user and about:
                found[about] += 1
        if not page.get("end"):
            return found
        start = f"&from={page['end']}"


async def all_answered(helper: Helper, asked: list[str]) -> Counter[str]:
    """The answers, when every command of `asked` has one."""

    async def found() -> Counter[str] | None:
        counted = await answers(helper, "teacher", ROOM)
        return counted if all(counted[it] for it in asked) else None

    answered: Counter[str] = await eventually(found, within=300, what="every command is answered")
    return answered


async def test_killed_at_any_moment_it_answers_each_command_once(helper: Helper) -> None:
    chance = random.Random(7)
    kills = set(chance.sample(range(_COMMANDS), _KILLS))
    asked = []
    for number in range(_COMMANDS):
        asked.append(await helper.typed("teacher", ROOM, f"!правла {number}"))
        if number in kills:
            helper.kill()
            helper.start()
    await helper.ready()
    answered = await all_answered(helper, asked)
    assert {it: answered[it] for it in asked if answered[it] != 1} == {}


def remembered(helper: Helper, kind: str) -> Counter[str]:
    """Ids of the facts of a kind in the assistant's database → the count that each stands for."""
    where = f"file:{helper.home}/data/assistant.db?mode=ro"
    with contextlib.closing(sqlite3.connect(where, uri=True, timeout=10)) as connection:
        rows = connection.execute("select id, data from facts where kind = ?", (kind,)).fetchall()
    return Counter({event_id: json.loads(data).get("count", 1) for event_id, data in rows})


async def test_killed_at_any_moment_it_counts_each_incident_and_each_poll_once(
    helper: Helper,
) -> None:
    school, chance = helper.school, random.Random(11)
    kills = set(chance.sample(range(0, _EVENTS, _AT_ONCE), min(_KILLS, _EVENTS // _AT_ONCE)))
    incidents: Counter[str] = Counter()
    polls: set[str] = set()

    async def happens(number: int) -> None:
        who, room, kind = "teacher", "pupils_room", POLL
        body: dict[str, Any] = {
            "org.matrix.msc1767.text": f"Опрос {number}",
            POLL: {
                "question": {"org.matrix.msc1767.text": f"Опрос {number}"},
                "kind": "org.matrix.msc3381.poll.disclosed",
                "max_selections": 1,
                "answers": [{"id": "1", "org.matrix.msc1767.text": "Да"}],
            },
        }
        if number % 4:
            # As the module writes it: «noted», so that nothing happens but counting.
            who, room, kind = "provisioning", "moderation", "m.room.message"
            facts = {"kind": "noted", "rule": "note-quiet-hours", "count": number % 3 + 1,
                     "user": school.names["teacher"], "room_id": "", "key": ""}  # fmt: skip
            body = {"msgtype": "m.notice", "body": "Случай", events.INCIDENT: facts}
        sent = await school.ask(who, "PUT", f"/rooms/${room}/send/{kind}/$txn", body)
        assert sent.status == 200, sent
        if number % 4:
            incidents[sent.body["event_id"]] = number % 3 + 1
        else:
            polls.add(sent.body["event_id"])

    for first in range(0, _EVENTS, _AT_ONCE):
        await asyncio.gather(*map(happens, range(first, min(first + _AT_ONCE, _EVENTS))))
        if first in kills:
            helper.kill()
            helper.start()
    await helper.ready()

    async def are_all_known() -> bool:
        known = remembered(helper, "incident").keys() | remembered(helper, "poll").keys()
        return incidents.keys() | polls <= known

    await eventually(are_all_known, within=300, what="everything is counted")
    counted = remembered(helper, "incident")
    assert {it: counted[it] for it in incidents} == incidents


async def test_what_is_written_while_it_is_away_is_read_afterwards(helper: Helper) -> None:
    """More than one answer of the sync holds: the gap is filled."""
    helper.stop()
    asked = [await helper.typed("teacher", ROOM, "!правла")]
    for number in range(130):
        await helper.typed("teacher", ROOM, f"Сообщение {number}")
    asked.append(await helper.typed("teacher", ROOM, "!правла"))
    helper.start()
    await helper.ready()
    answered = await all_answered(helper, asked)
    assert [answered[it] for it in asked] == [1, 1]


async def test_the_homeserver_goes_away_and_comes_back(helper: Helper) -> None:
    homeserver = helper.school.homeserver
    asked = [await helper.typed("teacher", ROOM, "!правла") for _ in range(5)]
    homeserver.process.stop()

    async def is_waiting() -> bool:
        return (await helper.health()).get("assistant") == "waiting"

    await eventually(is_waiting, within=_DOWN_SECONDS + 60, what="it notices")
    homeserver.start(dict(NO_RATE_LIMITS))
    await homeserver.wait()
    await helper.ready()
    asked += [await helper.typed("teacher", ROOM, "!правла") for _ in range(5)]
    answered = await all_answered(helper, asked)
    assert [answered[it] for it in asked] == [1] * 10


async def test_a_login_that_the_homeserver_forgot_is_renewed(helper: Helper) -> None:
    async with helper.school.campus.client() as client:
        devices = await client.get(f"/_synapse/admin/v2/users/{helper.user}/devices")
        ids = [it["device_id"] for it in devices["devices"]]
        await client.post(
            f"/_synapse/admin/v2/users/{helper.user}/delete_devices", {"devices": ids}
        )
    asked = await helper.typed("teacher", ROOM, "!правла")
    answered = await all_answered(helper, [asked])
    assert answered[asked] == 1
