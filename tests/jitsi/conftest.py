"""One Prosody for all tests of the doors."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from tests.jitsi.client import Client
from tests.jitsi.server import Prosody
from tests.jitsi.tokens import token
from tests.jitsi.web import Ear
from tests.server.conftest import free_port

GRACE = 1  # seconds without any teacher; a school has minutes

Enter = Callable[..., Awaitable[Client]]


@pytest.fixture(scope="session")
async def ear() -> AsyncIterator[Ear]:
    """Where presence is told."""
    ear = Ear()
    ear.port = free_port()
    await ear.start(ear.port)
    yield ear
    await ear.stop()


@pytest.fixture(scope="session")
async def prosody(ear: Ear) -> AsyncIterator[Prosody]:
    """Debian's Prosody with the playbook's configuration."""
    address = f"http://127.0.0.1:{ear.port}/conference/presence"
    server = Prosody(free_port(), address, jitsi_grace=GRACE, jitsi_most_people=4)
    server.prepare()
    try:
        await server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture
async def enter(prosody: Prosody) -> AsyncIterator[Enter]:
    """Connect somebody: enter(room, user, owner=…), or enter(jwt=…); all leave after the test."""
    inside: list[Client] = []

    async def enter(
        room: str = "",
        user: str = "@pupil:ruchei.example",
        *,
        owner: bool = False,
        jwt: str | None = None,
        **claims: object,
    ) -> Client:
        client = Client()
        inside.append(client)
        shown = jwt if jwt is not None else token(room, user, owner=owner, **claims)
        return await client.enter(prosody.address, room=room, token=shown)

    yield enter
    for client in inside:
        await client.leave()
