"""With workers, every process decides alike and learns of every change of the registry."""

import asyncio
from typing import Any

import pytest

from policy import events
from policy.endpoints import JOIN, REPORTS, SEEN
from provisioning.matrix.client import MatrixClient, MatrixError, path
from provisioning.planning import Plan
from tests.server.campus import Campus, tiny_roster, user
from tests.server.farm import WorkerHomeserver

PUPILS = "class:2024-a:pupils"
TEXT = {"msgtype": "m.text", "body": "Доброе утро"}
POLL = {"org.matrix.msc3381.poll.start": {}}


class BoundSchool:
    """The school, a pupil and a teacher of 3А, and the three processes."""

    def __init__(self, campus: Campus, farm: WorkerHomeserver, plan: Plan, room: str) -> None:
        self.campus = campus
        self.farm = farm
        self.room = room
        self.pupil = user(plan, "p3")
        self.teacher = user(plan, "t")
        self.processes = {"main": farm.address, **{it.name: it.address for it in farm.workers}}
        self._tokens: dict[str, str] = {}
        self._sent = 0

    async def send(
        self, process: str, who: str, kind: str, content: dict[str, Any]
    ) -> tuple[int, str]:
        """(status, rule that refused) of sending through one process."""
        if who not in self._tokens:
            self._tokens[who] = await self.campus.token_of(who)
        self._sent += 1
        where = path("_matrix", "client", "v3", "rooms", self.room, "send", kind, f"t{self._sent}")
        async with MatrixClient(self.processes[process], self._tokens[who]) as client:
            try:
                await client.put(where, content)
            except MatrixError as error:
                return error.status, error.answer.get("org.parta.rule", "")
        return 200, ""


@pytest.fixture(scope="module")
async def school(bound_farm: Campus) -> BoundSchool:
    """Arranged through the main process, opened to all."""
    plan = await bound_farm.settle(tiny_roster())
    await bound_farm.open_to_all(plan)
    farm = bound_farm.homeserver
    assert isinstance(farm, WorkerHomeserver)
    await farm.catch_up()
    rooms = await bound_farm.rooms()
    return BoundSchool(bound_farm, farm, plan, rooms[PUPILS][0])


PROCESSES = ("main", "worker1", "worker2")


@pytest.mark.parametrize("process", PROCESSES)
async def test_every_process_lets_a_pupil_write_and_refuses_the_poll(
    school: BoundSchool, process: str
) -> None:
    assert await school.send(process, school.pupil, "m.room.message", TEXT) == (200, "")
    answer = await school.send(process, school.pupil, "org.matrix.msc3381.poll.start", POLL)
    assert answer == (403, "policy-may-not")


@pytest.mark.parametrize("process", PROCESSES)
async def test_quiet_hours_set_by_the_director_reach_every_process_and_end_there(
    school: BoundSchool, process: str
) -> None:
    await school.campus.registry_set(events.QUIET_HOURS, PUPILS, {"from": 0, "to": 0})
    await school.farm.catch_up()
    answer = await school.send(process, school.pupil, "m.room.message", TEXT)
    assert answer == (403, "policy-quiet-hours")
    await school.campus.registry_set(events.QUIET_HOURS, PUPILS, {})
    await school.farm.catch_up()
    assert await school.send(process, school.pupil, "m.room.message", TEXT) == (200, "")


@pytest.mark.parametrize("process", PROCESSES)
async def test_silence_reaches_every_process_and_ends_there(
    school: BoundSchool, process: str
) -> None:
    key = school.pupil.removeprefix("@")
    word = {"by": school.teacher, "why": "шум", "rooms": {PUPILS: 9_999_999_999_999}}
    await school.campus.registry_set(events.MUTE, key, word)
    await school.farm.catch_up()
    answer = await school.send(process, school.pupil, "m.room.message", TEXT)
    assert answer == (403, "policy-muted")
    await school.campus.registry_set(events.MUTE, key, {})
    await school.farm.catch_up()
    assert await school.send(process, school.pupil, "m.room.message", TEXT) == (200, "")


@pytest.mark.parametrize("process", PROCESSES)
async def test_revoked_teacher_is_refused_by_every_process(
    school: BoundSchool, process: str
) -> None:
    key = school.teacher.removeprefix("@")
    await school.campus.registry_set(events.CONFIRMATION, key, {"order": "№ 2", "confirmed": False})
    await school.farm.catch_up()
    status, _ = await school.send(process, school.teacher, "m.room.message", TEXT)
    assert status == 403
    # Confirmed before that, the person might be taken out after the settling had looked.
    await _is_taken_out(school)
    await school.campus.registry_set(events.CONFIRMATION, key, {"order": "№ 3", "confirmed": True})
    await school.farm.catch_up()
    await school.campus.settle(tiny_roster())
    await school.farm.catch_up()
    assert await school.send(process, school.teacher, "m.room.message", TEXT) == (200, "")


async def test_one_process_takes_the_revoked_out_of_the_rooms(school: BoundSchool) -> None:
    key = school.teacher.removeprefix("@")
    await school.campus.registry_set(events.CONFIRMATION, key, {"order": "№ 4", "confirmed": False})
    await _is_taken_out(school)


async def _is_taken_out(school: BoundSchool) -> None:
    for _ in range(120):
        if "leave" in await _memberships(school):
            break
        await asyncio.sleep(0.5)
    assert await _memberships(school) == {"leave"}


async def _memberships(school: BoundSchool) -> set[str]:
    return {
        event["content"]["membership"]
        for event in await school.campus.state(school.room)
        if event["type"] == "m.room.member" and event["state_key"] == school.teacher
    }


@pytest.mark.parametrize("process", PROCESSES)
async def test_every_process_tells_the_assistant_and_nobody_else(
    school: BoundSchool, process: str
) -> None:
    assistant = school.campus.school.assistant_id
    assert assistant is not None
    where = school.processes[process]
    async with MatrixClient(where, await school.campus.token_of(assistant)) as client:
        assert school.pupil in await client.get(SEEN)
        assert (await client.get(REPORTS)).keys() == {"reports"}
        body = {"room_id": school.room, "users": [school.pupil]}
        assert await client.post(JOIN, body) == {"joined": [school.pupil]}
    async with MatrixClient(where, await school.campus.token_of(school.teacher)) as client:
        for address in (SEEN, REPORTS):
            with pytest.raises(MatrixError) as refused:
                await client.get(address)
            assert refused.value.status == 403
