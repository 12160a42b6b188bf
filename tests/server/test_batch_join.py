"""The module's batch join against the public API: the same people in, by the same kind of event."""

import pytest

from provisioning.matrix.client import MatrixError
from provisioning.matrix.members import BATCH_PATH, Memberships
from provisioning.matrix.server import Homeserver
from tests.server.campus import FoundCampus, content, joined, tiny_roster, user
from tests.server.cutting_proxy import Cut, CuttingProxy


async def test_batch_and_public_joins_end_in_the_same_state(campus: FoundCampus) -> None:
    school = await campus()
    plan = await school.settle(tiny_roster())
    rooms = await school.rooms()
    room = rooms["staff:room"][0]
    by_batch, publicly = user(plan, "g1"), user(plan, "g2")
    async with school.client() as client:
        server = Homeserver(client)
        answer = await client.post(BATCH_PATH, {"room_id": room, "users": [by_batch]})
        await server.join(room, publicly)
    assert answer == {"joined": [by_batch]}
    state = await school.state(room)
    one, other = (content(state, "m.room.member", it) for it in (by_batch, publicly))
    # The public way leaves a join after an invitation, the batch a join that names who let in.
    assert one.pop("join_authorised_via_users_server") == school.school.provisioner_id
    assert one["membership"] == other["membership"] == "join"
    assert one["displayname"] != other["displayname"]
    assert one.keys() == other.keys()


async def test_member_let_in_by_batch_can_write_and_is_written_to(campus: FoundCampus) -> None:
    school = await campus()
    plan = await school.settle(tiny_roster())
    room = (await school.rooms())["class:2026-a:pupils"][0]
    where = f"/_matrix/client/v3/rooms/{room}/send/m.room.message/1"
    async with await school.as_user(user(plan, "p1")) as client:
        sent = await client.put(where, {"msgtype": "m.text", "body": "Привет"})
    async with await school.as_user(user(plan, "p2")) as client:
        synced = await client.get("/_matrix/client/v3/sync")
    seen = {it["event_id"] for it in synced["rooms"]["join"][room]["timeline"]["events"]}
    assert sent["event_id"] in seen


@pytest.mark.parametrize("who", ["p1", "t", "d"])
async def test_only_a_server_administrator_may_join_others(campus: FoundCampus, who: str) -> None:
    school = await campus()
    plan = await school.settle(tiny_roster())
    room = (await school.rooms())["staff:room"][0]
    before = joined(await school.state(room))
    async with await school.as_user(user(plan, who)) as client:
        with pytest.raises(MatrixError) as refused:
            await client.post(BATCH_PATH, {"room_id": room, "users": [user(plan, "p1")]})
    assert refused.value.status == 403
    assert joined(await school.state(room)) == before


async def test_another_administrator_cannot_force_people_into_a_room_not_theirs(
    campus: FoundCampus,
) -> None:
    school, stranger = await campus(), await campus()
    plan = await school.settle(tiny_roster())
    room = (await school.rooms())["staff:room"][0]
    before = joined(await school.state(room))
    async with stranger.client() as client:
        with pytest.raises(MatrixError) as refused:
            await client.post(BATCH_PATH, {"room_id": room, "users": [user(plan, "p1")]})
    assert refused.value.status == 403
    assert joined(await school.state(room)) == before


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"room_id": "!none", "users": ["@a:elsewhere.example"]},
        {"room_id": 1, "users": []},
        {"room_id": "!none", "users": "@a:ruchei.example"},
        {"room_id": "!none", "users": ["@a:ruchei.example"] * 201},
        {"room_id": "!none", "users": [None]},
    ],
)
async def test_hostile_bodies_are_refused_and_never_a_500(
    campus: FoundCampus, body: dict[str, object]
) -> None:
    school = await campus()
    async with school.client() as client:
        with pytest.raises(MatrixError) as refused:
            await client.post(BATCH_PATH, body)
    assert refused.value.status == 400


async def test_without_the_module_the_public_api_is_used(
    campus: FoundCampus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("provisioning.matrix.members.BATCH_PATH", "/_synapse/client/parta/none")
    school = await campus()
    plan = await school.settle(tiny_roster())
    rooms = await school.rooms()
    state = await school.state(rooms["class:2026-a:pupils"][0])
    assert joined(state) == {user(plan, it) for it in ("p1", "p2", "d")}
    assert "join_authorised_via_users_server" not in content(
        state, "m.room.member", user(plan, "p1")
    )
    assert (await school.plan(tiny_roster())).actions == ()


async def test_public_join_whose_answer_was_lost_is_no_error_when_sent_again(
    campus: FoundCampus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("provisioning.matrix.members.BATCH_PATH", "/_synapse/client/parta/none")
    school = await campus()
    proxy = CuttingProxy(school.homeserver.address, "/_synapse/admin/v1/join/", Cut.AFTER)
    async with proxy.running():
        _, results = await school.apply(tiny_roster(), address=proxy.address)
    assert proxy.cut
    assert not [(it.action.verb, str(it.error)) for it in results if it.error]
    assert (await school.plan(tiny_roster())).actions == ()


async def test_unknown_user_is_left_out_and_the_others_come_in(campus: FoundCampus) -> None:
    school = await campus()
    plan = await school.settle(tiny_roster())
    room = (await school.rooms())["staff:room"][0]
    steps: list[int] = []
    async with school.client() as client:
        with pytest.raises(MatrixError):
            await Memberships(Homeserver(client)).join(
                room, ["@nobody.at.all:ruchei.example", user(plan, "g1")], steps.append
            )
    assert user(plan, "g1") in joined(await school.state(room))
    assert sum(steps) == 1
