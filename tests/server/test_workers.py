"""The same school on a homeserver with workers: whichever process is asked, one answer."""

import asyncio
import json
from typing import Any

import pytest

from policy.endpoints import JOIN
from provisioning.layouts.load import Layouts
from provisioning.matrix.client import MatrixClient, path
from provisioning.matrix.server import Homeserver
from tests.server.campus import Campus, content, tiny_roster, user
from tests.server.farm import Worker, WorkerHomeserver

PROCESSES = ("main", "worker1", "worker2")


def address(farm: WorkerHomeserver, process: str) -> str:
    """Where that process listens."""
    return {"main": farm.address, **{it.name: it.address for it in farm.workers}}[process]


@pytest.mark.parametrize("number", [0, 1])
async def test_roster_applied_through_a_worker_or_through_main_ends_in_the_same_state(
    farm: WorkerHomeserver, layouts: Layouts, number: int
) -> None:
    by_main, by_worker = [await Campus.found(farm, layouts) for _ in range(2)]
    await by_main.settle(tiny_roster())
    async with farm.front(farm.workers[number]).running() as front:
        _, results = await by_worker.apply(tiny_roster(), address=front.address)
        assert not [(it.action.verb, str(it.error)) for it in results if it.error]
        await farm.catch_up()
        again, _ = await by_worker.apply(tiny_roster(), address=front.address)
        assert again.actions == ()
    # The public way would leave other events; «same» includes that the batch endpoint worked.
    assert await anonymous_state(by_worker) == await anonymous_state(by_main)


@pytest.mark.parametrize(("writes", "reads"), [(0, 1), (1, 0)])
async def test_message_sent_through_one_worker_is_read_through_the_other(
    farm: WorkerHomeserver, layouts: Layouts, writes: int, reads: int
) -> None:
    school = await Campus.found(farm, layouts)
    plan = await school.settle(tiny_roster())
    room = (await school.rooms())["class:2026-a:pupils"][0]
    reader = MatrixClient(farm.workers[reads].address, await school.token_of(user(plan, "p2")))
    async with reader:
        before = (await sync(reader))["next_batch"]
        sent = await say(farm.workers[writes], school, user(plan, "p1"), room)
        assert sent in await read_until(reader, before, room, sent)


@pytest.mark.parametrize("process", PROCESSES)
async def test_batch_join_works_on_every_process_and_is_seen_by_all(
    farm: WorkerHomeserver, layouts: Layouts, process: str
) -> None:
    school = await Campus.found(farm, layouts)
    plan = await school.settle(tiny_roster())
    room = (await school.rooms())["staff:room"][0]
    people = [user(plan, it) for it in ("p1", "p2", "g1")]
    await farm.catch_up()
    body = {"room_id": room, "users": people}
    async with school.client(address=address(farm, process)) as client:
        assert await client.post(JOIN, body) == {"joined": people}
        assert await client.post(JOIN, body) == {"joined": people}
    await farm.catch_up()
    event = content(await school.state(room), "m.room.member", people[0])
    assert event["join_authorised_via_users_server"] == school.school.provisioner_id
    for other in PROCESSES:
        async with school.client(address=address(farm, other)) as client:
            answer = await client.get(
                path("_matrix", "client", "v3", "rooms", room, "joined_members")
            )
            assert set(people) <= answer["joined"].keys(), other


@pytest.mark.parametrize("process", PROCESSES)
async def test_batch_joins_of_many_rooms_at_once_all_tell_who_is_in(
    farm: WorkerHomeserver, layouts: Layouts, process: str
) -> None:
    # While it persists for several rooms, a process that is told «done» may not have heard yet.
    school = await Campus.found(farm, layouts)
    plan = await school.settle(tiny_roster())
    rooms = [ids[0] for ids in (await school.rooms()).values()]
    async with school.client(address=address(farm, process)) as client:
        for person in ("p1", "p2", "p3", "g1", "g2", "t", "k"):
            body = {"users": [user(plan, person)]}
            answers = await asyncio.gather(
                *(client.post(JOIN, {**body, "room_id": room}) for room in rooms)
            )
            assert all(answer == {"joined": body["users"]} for answer in answers), person


async def test_killed_worker_comes_back_and_knows_what_happened_meanwhile(
    farm: WorkerHomeserver, layouts: Layouts
) -> None:
    school = await Campus.found(farm, layouts)
    plan = await school.settle(tiny_roster())
    room = (await school.rooms())["class:2026-a:pupils"][0]
    writer, victim = farm.workers
    reader = MatrixClient(victim.address, await school.token_of(user(plan, "p2")))
    async with reader:
        before = (await sync(reader))["next_batch"]
        victim.kill()
        try:
            sent = await say(writer, school, user(plan, "p1"), room)
        finally:
            victim.start()
            await victim.wait()
        assert sent in await read_until(reader, before, room, sent)


async def say(worker: Worker, school: Campus, who: str, room: str) -> str:
    """Send a message; returns its event id."""
    where = path("_matrix", "client", "v3", "rooms", room, "send", "m.room.message", "1")
    async with MatrixClient(worker.address, await school.token_of(who)) as client:
        answer = await client.put(where, {"msgtype": "m.text", "body": "Привет"})
    return str(answer["event_id"])


async def sync(client: MatrixClient, since: str = "") -> dict[str, Any]:
    """One /sync, which waits for news where `since` is given."""
    query = {"since": since, "timeout": "30000"} if since else {}
    return dict(await client.get("/_matrix/client/v3/sync", query))


async def read_until(client: MatrixClient, since: str, room: str, event: str) -> set[str]:
    """Event ids that came into the room; returns as soon as `event` is among them.

    Stops at an answer without news: /sync waited half a minute for it.
    """
    seen: set[str] = set()
    while event not in seen:
        answer = await sync(client, since)
        rooms = answer.get("rooms", {}).get("join", {})
        seen |= {it["event_id"] for it in rooms.get(room, {}).get("timeline", {}).get("events", ())}
        if since == answer["next_batch"]:
            break
        since = answer["next_batch"]
    return seen


async def anonymous_state(school: Campus) -> dict[str, dict[str, Any]]:
    """Locator key → all state of the room, with names for what another school calls otherwise."""
    rooms = await school.rooms()
    async with school.client() as client:
        uploads = await Homeserver(client).uploads_of(school.school.provisioner_id)
    names = {
        school.school.provisioner_id: "provisioner",
        school.school.id: "school",
        **{ids[0]: key for key, ids in rooms.items()},
        **{media: name for name, media in uploads.items()},
    }
    registry = await school.state(rooms["registry"][0])
    for event in registry:
        if event["type"] == "org.parta.roster":
            names |= {it["user"]: id_ for id_, it in event["content"]["people"].items()}
    found: dict[str, dict[str, Any]] = {}
    for key, (room,) in rooms.items():
        state = [[it["type"], it["state_key"], it["content"]] for it in await school.state(room)]
        text = json.dumps(state, ensure_ascii=False)
        # The longest first: the school's id is a part of the provisioning user's.
        for name in sorted(names, key=len, reverse=True):
            text = text.replace(name, names[name])
        found[key] = {f"{kind} {name}": value for kind, name, value in json.loads(text)}
    return found
