"""Killed, cut off, left alone: the assistant loses nothing and does nothing twice."""

import os
import random
from collections import Counter

from tests.server.assistant import Helper
from tests.server.guarded import NO_RATE_LIMITS, eventually

ROOM = "pupils_room"
FULL = os.environ.get("PARTA_SWEEP") == "full"
# In CI a sample; `make replay` does the whole.
_COMMANDS, _KILLS = (2_000, 50) if FULL else (60, 6)
_DOWN_SECONDS = 120 if FULL else 5


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
