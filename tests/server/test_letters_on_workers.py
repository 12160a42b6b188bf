"""One code, three processes of the homeserver at once: it opens once, and all of them know."""

import asyncio

from policy.endpoints import LETTERS
from provisioning.matrix.client import MatrixClient, MatrixError
from tests.server.campus import Campus, tiny_roster, user
from tests.server.farm import WorkerHomeserver

LOGIN = "/_matrix/client/v3/login"


async def status(address: str, who: str, code: str) -> int:
    """What one process answers to a login."""
    body = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": who},
        "password": code,
    }
    async with MatrixClient(address, "", attempts=1) as client:
        try:
            await client.post(LOGIN, body)
        except MatrixError as error:
            return error.status
    return 200


async def test_code_opens_once_whichever_processes_are_asked(bound_farm: Campus) -> None:
    plan = await bound_farm.settle(tiny_roster())
    farm = bound_farm.homeserver
    assert isinstance(farm, WorkerHomeserver)
    await farm.catch_up()
    processes = [farm.address, *(it.address for it in farm.workers)]
    who = [user(plan, it) for it in ("p1", "p2", "p3", "g1", "g2", "t", "k", "d")]
    async with bound_farm.client() as client:
        answer = await client.post(LETTERS, {"users": who, "again": True})
    await farm.catch_up()
    for one in who:
        code = answer["letters"][one]["code"]
        found = await asyncio.gather(*(status(it, one, code) for it in processes * 2))
        assert sorted(found) == [200] + [403] * 5
    await farm.catch_up()
    for one in who:
        code = answer["letters"][one]["code"]
        assert [await status(it, one, code) for it in processes] == [403] * 3
