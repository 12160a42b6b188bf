"""Provisioning on a homeserver that keeps the rules: never locked out, by no way of joining."""

from collections.abc import AsyncIterator

import pytest

from provisioning.demo.homeserver import DemoHomeserver
from provisioning.layouts.load import Layouts
from provisioning.matrix import members
from provisioning.matrix.client import MatrixError
from tests.server.campus import Campus, joined, tiny_roster, user
from tests.server.conftest import SERVER_NAME, free_port


@pytest.fixture
async def bound(
    tmp_path_factory: pytest.TempPathFactory, layouts: Layouts
) -> AsyncIterator[Campus]:
    """One small school on a homeserver with the module."""
    server = DemoHomeserver(tmp_path_factory.mktemp("bound"), SERVER_NAME, free_port())
    server.start()
    try:
        await server.wait()
        yield await Campus.found(server, layouts, provisioner=server.provisioner)
    finally:
        server.process.stop()


@pytest.mark.parametrize("batch", [True, False])
async def test_apply_arranges_the_whole_school(
    bound: Campus, monkeypatch: pytest.MonkeyPatch, batch: bool
) -> None:
    if not batch:  # as against a homeserver whose endpoint does not answer
        monkeypatch.setattr(members, "BATCH_PATH", "/_synapse/client/parta/gone")
    plan = await bound.settle(tiny_roster())
    assert (await bound.plan(tiny_roster())).actions == ()
    rooms = await bound.rooms()
    inside = joined(await bound.state(rooms["class:2024-a:pupils"][0]))
    assert {user(plan, it) for it in ("p3", "t", "d")} == inside


async def test_before_the_first_apply_nobody_may_do_anything(bound: Campus) -> None:
    await bound.homeserver.admin_token(bound.school.provisioner)
    async with bound.client() as client:
        await client.put("/_synapse/admin/v2/users/@early:" + SERVER_NAME, {})
    async with await bound.as_user(f"@early:{SERVER_NAME}") as client:
        with pytest.raises(MatrixError) as refused:
            await client.post("/_matrix/client/v3/createRoom", {})
    assert refused.value.status == 403
    assert refused.value.answer["org.parta.rule"] == "policy-not-ready"
