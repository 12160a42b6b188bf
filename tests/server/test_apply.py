"""desired → observe → plan → apply on a real homeserver."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from provisioning.actions import Verb
from provisioning.demo.homeserver import DemoHomeserver
from provisioning.layouts.load import Layouts
from provisioning.matrix.client import MatrixError, path
from provisioning.matrix.server import Homeserver
from provisioning.observe import observe
from provisioning.problems import InputError
from provisioning.registry import RegistryError
from provisioning.roster.model import Name, Role, Roster
from tests.server.campus import (
    TODAY,
    Campus,
    FoundCampus,
    content,
    group,
    joined,
    person,
    tiny_roster,
    user,
)
from tests.server.conftest import SERVER_NAME, free_port


async def test_first_apply_puts_everybody_where_the_roster_says(campus: FoundCampus) -> None:
    school = await campus()
    plan = await school.settle(tiny_roster())
    rooms = await school.rooms()
    assert all(len(ids) == 1 for ids in rooms.values())
    expected = {
        "class:2026-a:pupils": {"p1", "p2", "d"},
        "class:2024-a:pupils": {"p3", "t", "d"},
        "class:2026-a:parents": {"g1", "g2", "d"},
        "class:2024-a:parents": {"g1", "t", "d"},
        "class:2024-a:materials": {"p3", "g1", "t", "d"},
        "class:2024-a": {"p3", "g1", "t", "d"},
        "announcements": {"p1", "p2", "p3", "g1", "g2", "t", "d", "k"},
        "staff:room": {"t", "d"},
        "registry": set(),
    }
    for key, people in expected.items():
        state = await school.state(rooms[key][0])
        assert joined(state) == {user(plan, it) for it in people}, key


async def test_assistant_is_in_every_room_with_the_highest_level_and_no_administrator(
    campus: FoundCampus,
) -> None:
    school = await campus()
    await school.settle(tiny_roster())
    assistant = school.school.assistant_id
    assert assistant is not None
    for key, ids in (await school.rooms()).items():
        state = await school.state(ids[0])
        assert content(state, "m.room.member", assistant)["membership"] == "join", key
        levels = content(state, "m.room.power_levels")["users"]
        assert [who for who, level in levels.items() if level >= 100] == [assistant], key
    account = await school.account(assistant)
    assert (account["displayname"], account["admin"]) == ("Помощник школы", False)
    async with school.client() as client:
        where = path("_synapse", "admin", "v1", "users", assistant, "override_ratelimit")
        assert await client.get(where) == {"messages_per_second": 0, "burst_count": 0}


async def test_school_that_had_none_gets_the_assistant_and_loses_it_again(
    campus: FoundCampus,
) -> None:
    school = await campus(assistant=None)
    await school.settle(tiny_roster())
    name = f"assistant-{school.school.id}"
    school.school = school.school.model_copy(update={"assistant": name})
    assistant = school.school.assistant_id
    assert assistant is not None
    rooms = await school.rooms()
    for how, setting in (("join", name), ("leave", None)):
        school.school = school.school.model_copy(update={"assistant": setting})
        await school.settle(tiny_roster())
        assert (await school.plan(tiny_roster())).actions == ()
        for key, ids in rooms.items():
            state = await school.state(ids[0])
            assert content(state, "m.room.member", assistant)["membership"] == how, key
            levels = content(state, "m.room.power_levels")["users"]
            assert levels.get(assistant) == (100 if setting else None), key


async def test_an_account_that_was_there_before_does_not_become_the_assistant(
    campus: FoundCampus,
) -> None:
    school = await campus()
    assistant = school.school.assistant_id
    assert assistant is not None
    async with school.client() as client:
        await Homeserver(client).put_account(assistant, {"displayname": "Чужой"})
    with pytest.raises(InputError):
        await school.plan(tiny_roster())
    assert await school.rooms() == {}


async def test_nobody_of_the_lists_becomes_the_assistant(campus: FoundCampus) -> None:
    school = await campus(assistant="testovz.ivan")
    roster = tiny_roster()
    roster = replace(roster, people={**roster.people, "z": person("z", Role.PUPIL)})
    plan = await school.settle(roster)
    server = school.school.server_name
    assert user(plan, "z") == f"@testovz.ivan2:{server}"
    state = await school.state((await school.rooms())["registry"][0])
    assert content(state, "m.room.member", f"@testovz.ivan:{server}")["membership"] == "join"
    assert joined(state) == {f"@testovz.ivan:{server}"}, "the provisioning user and the assistant"


async def test_second_plan_is_empty_and_asks_at_most_two_requests_and_one_a_room(
    campus: FoundCampus,
) -> None:
    school = await campus()
    await school.settle(tiny_roster())
    managed = await school.rooms()
    async with school.client() as client:
        before = client.requests
        found = await observe(Homeserver(client), school.school)
        asked = client.requests - before
    assert (await school.plan(tiny_roster())).actions == ()
    assert found.rooms.keys() == managed.keys()
    assert asked == 2 + len(managed)


async def test_pupil_who_changes_class_moves_with_guardians_and_nobody_else(
    campus: FoundCampus,
) -> None:
    school = await campus()
    plan = await school.settle(tiny_roster())
    moved = move(tiny_roster(), "p2", "class:2026-a", "class:2024-a")
    second = await school.settle(moved)
    touched = {name for action in second.actions for name in action.details.get("users", ())}
    assert touched == {user(plan, "p2"), user(plan, "g2")}
    assert len(second.actions) <= 12
    assert {action.verb for action in second.actions} == {
        Verb.REGISTRY_SET,
        Verb.MEMBER_JOIN,
        Verb.MEMBER_LEAVE,
    }
    rooms = await school.rooms()
    assert user(plan, "p2") in joined(await school.state(rooms["class:2024-a:pupils"][0]))
    assert user(plan, "p2") not in joined(await school.state(rooms["class:2026-a:pupils"][0]))
    assert (await school.plan(moved)).actions == ()


async def test_leaver_is_locked_out_of_everything_and_comes_back_whole(campus: FoundCampus) -> None:
    school = await campus()
    plan = await school.settle(tiny_roster())
    leaver = user(plan, "p2")
    async with await school.as_user(leaver) as client:
        joined_before = (await client.get("/_matrix/client/v3/joined_rooms"))["joined_rooms"]
    await school.settle(without(tiny_roster(), "p2"))
    account = await school.account(leaver)
    assert account["locked"] is True
    assert account["deactivated"] is False
    for ids in (await school.rooms()).values():
        assert leaver not in joined(await school.state(ids[0]))
    assert (await school.plan(without(tiny_roster(), "p2"))).actions == ()

    back = await school.settle(tiny_roster())
    assert user(back, "p2") == leaver
    async with await school.as_user(leaver) as client:
        joined_after = (await client.get("/_matrix/client/v3/joined_rooms"))["joined_rooms"]
    assert set(joined_after) == set(joined_before)


async def test_locked_leaver_is_refused_by_the_server(campus: FoundCampus) -> None:
    school = await campus()
    plan = await school.settle(tiny_roster())
    async with await school.as_user(user(plan, "p2")) as client:
        await school.settle(without(tiny_roster(), "p2"))
        with pytest.raises(MatrixError) as refused:
            await client.get("/_matrix/client/v3/joined_rooms")
    assert refused.value.errcode == "M_USER_LOCKED"


async def test_leavers_devices_are_signed_out_and_stay_so_on_return(campus: FoundCampus) -> None:
    school = await campus()
    plan = await school.settle(tiny_roster())
    leaver = user(plan, "p2")
    async with school.client() as client:
        await Homeserver(client).put_account(leaver, {"password": "ein langer Satz"})
    async with await school.logged_in(leaver, "ein langer Satz") as device:
        await device.get("/_matrix/client/v3/joined_rooms")
        await school.settle(without(tiny_roster(), "p2"))
        await school.settle(tiny_roster())
        with pytest.raises(MatrixError) as refused:
            await device.get("/_matrix/client/v3/joined_rooms")
    assert refused.value.errcode == "M_UNKNOWN_TOKEN"
    async with await school.logged_in(leaver, "ein langer Satz") as device:
        assert (await device.get("/_matrix/client/v3/joined_rooms"))["joined_rooms"]


@pytest.mark.parametrize("messages", [False, True])
async def test_leaver_is_erased_when_the_time_is_over(campus: FoundCampus, messages: bool) -> None:
    school = await campus(leavers_grace_days=10, leavers_erase_messages=messages)
    plan = await school.settle(tiny_roster())
    leaver, room = user(plan, "p2"), (await school.rooms())["class:2026-a:pupils"][0]
    where = path("_matrix", "client", "v3", "rooms", room, "send", "m.room.message", "1")
    async with await school.as_user(leaver) as client:
        sent = await client.put(where, {"msgtype": "m.text", "body": "секрет"})
    gone = without(tiny_roster(), "p2")
    await school.settle(gone)
    assert (await school.plan(gone, day=TODAY + timedelta(days=10))).actions == ()
    due = TODAY + timedelta(days=11)
    await school.settle(gone, day=due)
    account = await school.account(leaver)
    assert (account["deactivated"], account["erased"]) == (True, True)
    assert not account["displayname"]
    assert (await school.plan(gone, day=due)).actions == ()
    async with school.client() as client:
        event = await client.get(
            path("_matrix", "client", "v3", "rooms", room, "event", sent["event_id"])
        )
    assert ("body" in event["content"]) is not messages
    back = await school.settle(tiny_roster(), day=due)
    assert user(back, "p2") != leaver, "an erased account is nobody's any more"


async def test_half_the_pupils_gone_holds_every_removal_but_adds_the_newcomer(
    campus: FoundCampus,
) -> None:
    school = await campus()
    plan = await school.settle(tiny_roster())
    broken = without(without(tiny_roster(), "p1"), "p2")
    broken = replace(broken, people={**broken.people, "n": person("n", Role.PARENT)})
    held = await school.settle(broken)
    assert held.held is not None
    assert {action.verb for action in held.actions} == {
        Verb.ACCOUNT_CREATE,
        Verb.REGISTRY_SET,
        Verb.MEMBER_JOIN,
    }
    assert (await school.account(user(plan, "p1")))["locked"] is False
    allowed = await school.settle(broken, allow=2)
    assert allowed.held is None
    assert (await school.account(user(plan, "p1")))["locked"] is True


async def test_room_made_by_hand_with_members_of_the_school_is_never_touched(
    campus: FoundCampus,
) -> None:
    school = await campus()
    plan = await school.settle(tiny_roster())
    teacher, director = user(plan, "t"), user(plan, "d")
    async with await school.as_user(teacher) as client:
        answer = await client.post(
            "/_matrix/client/v3/createRoom",
            {
                "name": "Своя",
                "invite": [director],
                # Not even a forged mark makes it ours: the creator is not the provisioning user.
                "creation_content": {
                    "org.parta.room": {"school": school.school.id, "key": "class:2026-a:pupils"}
                },
                "initial_state": [
                    {
                        "type": "org.parta.room",
                        "state_key": "",
                        "content": {"key": "class:2026-a:pupils", "kind": "pupils"},
                    }
                ],
            },
        )
    async with await school.as_user(director) as client:
        await client.post(path("_matrix", "client", "v3", "join", answer["room_id"]), {})
    before = event_ids(await school.state(answer["room_id"]))
    assert (await school.plan(tiny_roster())).actions == ()
    await school.settle(move(tiny_roster(), "p2", "class:2026-a", "class:2024-a"))
    assert event_ids(await school.state(answer["room_id"])) == before


async def test_what_people_changed_by_hand_in_a_managed_room_is_mended(campus: FoundCampus) -> None:
    school = await campus()
    plan = await school.settle(tiny_roster())
    rooms = await school.rooms()
    room_id = rooms["class:2026-a:pupils"][0]
    async with school.client() as client:
        server = Homeserver(client)
        await server.put_state(room_id, "m.room.name", "", {"name": "Другое"})
        await server.kick(room_id, user(plan, "p1"))
        await server.join(room_id, user(plan, "g1"))
        levels = content(await server.room_state(room_id), "m.room.power_levels")
        levels["users"][user(plan, "p2")] = 99
        levels["events"]["org.example.extra"] = 42
        await server.put_state(room_id, "m.room.power_levels", "", levels)
    await school.settle(tiny_roster())
    state = await school.state(room_id)
    assert content(state, "m.room.name")["name"] == "1А · Ученики"
    assert joined(state) == {user(plan, it) for it in ("p1", "p2", "d")}
    levels = content(state, "m.room.power_levels")
    assert user(plan, "p2") not in levels["users"]
    assert levels["events"]["org.example.extra"] == 42, "what Parta does not manage stays"


async def test_class_that_is_no_more_is_closed_and_unhooked_but_not_deleted(
    campus: FoundCampus,
) -> None:
    school = await campus()
    plan = await school.settle(tiny_roster())
    rooms = await school.rooms()
    roster = move(tiny_roster(), "p3", "class:2024-a", "class:2026-a")
    roster = move(roster, "t", "class:2024-a", "class:2026-a")
    groups = {key: it for key, it in roster.groups.items() if key != "class:2024-a"}
    gone = replace(roster, groups=groups)
    await school.settle(gone)
    state = await school.state(rooms["class:2024-a:pupils"][0])
    assert joined(state) == {user(plan, it) for it in ("p3", "t", "d")}, "they read it on"
    async with await school.as_user(user(plan, "d")) as client:
        where = path("_matrix", "client", "v3", "rooms", rooms["class:2024-a:pupils"][0])
        assert (await client.get(where + "/messages", {"dir": "b"}))["chunk"]
        with pytest.raises(MatrixError) as refused:
            await client.put(where + "/send/m.room.message/1", {"msgtype": "m.text", "body": "?"})
        assert refused.value.status == 403
    assert (
        content(await school.state(rooms["school"][0]), "m.space.child", rooms["class:2024-a"][0])
        == {}
    )
    assert (await school.plan(gone)).actions == ()
    await school.settle(tiny_roster())
    assert await school.rooms() == rooms, "the class comes back into its own rooms"


async def test_two_schools_on_one_server_do_not_see_each_other(campus: FoundCampus) -> None:
    one, other = await campus(), await campus()
    first = await one.settle(tiny_roster())
    second = await other.settle(tiny_roster())
    assert {it.user for it in first.wanted.accounts.values()}.isdisjoint(
        it.user for it in second.wanted.accounts.values()
    )
    assert (await one.plan(tiny_roster())).actions == ()


async def test_an_account_that_was_there_before_is_not_adopted(campus: FoundCampus) -> None:
    school = await campus()
    stranger = f"@testov{school.school.id.replace('school-', 'x')}.ivan:{school.school.server_name}"
    async with school.client() as client:
        await Homeserver(client).put_account(stranger, {"displayname": "Чужой"})
    name = stranger[len("@testov") :].partition(".")[0]
    roster = tiny_roster()
    roster = replace(roster, people={**roster.people, name: person(name, Role.PUPIL)})
    plan = await school.settle(roster)
    assert user(plan, name) != stranger
    assert (await school.account(stranger))["displayname"] == "Чужой"


async def test_rooms_keep_the_version_and_doors_of_the_design(campus: FoundCampus) -> None:
    school = await campus()
    await school.settle(tiny_roster())
    for key, ids in (await school.rooms()).items():
        state = await school.state(ids[0])
        create = content(state, "m.room.create")
        assert create["room_version"] == "12", key
        assert create["m.federate"] is False, key
        assert content(state, "m.room.join_rules") == {"join_rule": "restricted", "allow": []}, key
        assert content(state, "m.room.guest_access") == {"guest_access": "forbidden"}, key
        assert content(state, "m.room.encryption") == {}, key
        locator = content(state, "org.parta.room")
        assert locator["key"] == key
        assert content(state, "m.room.avatar")["url"].startswith("mxc://"), key
        assert content(state, "m.room.topic")["topic"], key


async def test_nobody_comes_into_a_room_by_himself(campus: FoundCampus) -> None:
    school = await campus()
    plan = await school.settle(tiny_roster())
    rooms = await school.rooms()
    async with await school.as_user(user(plan, "p1")) as client:
        for key in ("class:2024-a:pupils", "class:2026-a:parents", "staff:room", "registry"):
            for way in ("join", "knock"):
                with pytest.raises(MatrixError) as refused:
                    await client.post(path("_matrix", "client", "v3", way, rooms[key][0]), {})
                assert refused.value.status == 403, (key, way)
            with pytest.raises(MatrixError):
                await client.get(path("_matrix", "client", "v3", "rooms", rooms[key][0], "state"))


def move(roster: Roster, who: str, source: str, target: str) -> Roster:
    """The same school with one person in another class."""
    old, new = roster.groups[source], roster.groups[target]
    parts = old.members[who]
    kept = {it: played for it, played in old.members.items() if it != who}
    return replace(
        roster,
        groups={
            **roster.groups,
            source: replace(old, members=kept),
            target: replace(new, members={**new.members, who: parts}),
        },
    )


def without(roster: Roster, who: str) -> Roster:
    """The same school without one person."""
    return Roster(
        {key: it for key, it in roster.people.items() if key != who},
        {
            key: group(
                key, it.title, {p: next(iter(parts)) for p, parts in it.members.items() if p != who}
            )
            for key, it in roster.groups.items()
        },
        frozenset(it for it in roster.guardianships if who not in (it.guardian, it.child)),
    )


def event_ids(state: Iterable[Mapping[str, Any]]) -> set[str]:
    """Which events a state consists of; their age differs at each look."""
    return {str(event["event_id"]) for event in state}


async def test_order_named_in_the_registry_lets_a_teacher_in_and_a_revocation_out(
    campus: FoundCampus,
) -> None:
    school = await campus()
    roster = tiny_roster()
    pending = replace(roster.people["t"], order="")
    roster = replace(roster, people={**roster.people, "t": pending})
    plan = await school.settle(roster)
    rooms = await school.rooms()
    teacher = user(plan, "t")
    assert teacher not in joined(await school.state(rooms["class:2024-a:pupils"][0]))
    for confirmed in (True, False):
        async with school.client() as client:
            await Homeserver(client).put_state(
                rooms["registry"][0],
                "org.parta.confirmation",
                teacher.removeprefix("@"),
                {"order": "№ 71", "confirmed": confirmed},
            )
        await school.settle(roster)
        inside = joined(await school.state(rooms["class:2024-a:pupils"][0]))
        assert (teacher in inside) is confirmed


async def test_lost_registry_stops_everything_instead_of_making_the_school_twice(
    campus: FoundCampus,
) -> None:
    school = await campus()
    await school.settle(tiny_roster())
    accounts = await school.count_accounts()
    rooms = await school.rooms()
    async with school.client() as client:
        await client.post(
            path("_matrix", "client", "v3", "rooms", rooms["registry"][0], "leave"), {}
        )
    with pytest.raises(RegistryError):
        await school.apply(tiny_roster())
    assert await school.count_accounts() == accounts


async def test_changed_school_id_stops_everything(campus: FoundCampus) -> None:
    school = await campus()
    await school.settle(tiny_roster())
    school.school = school.school.model_copy(update={"id": "another"})
    with pytest.raises(RegistryError):
        await school.plan(tiny_roster())


async def test_id_that_names_somebody_else_is_refused(campus: FoundCampus) -> None:
    school = await campus()
    await school.settle(tiny_roster())
    roster = tiny_roster()
    other = replace(roster.people["p1"], name=Name("Чужая", "Анна", "Олеговна"))
    with pytest.raises(InputError):
        await school.plan(replace(roster, people={**roster.people, "p1": other}))


async def test_rooms_that_synapse_does_not_list_yet_are_found_and_not_made_twice(
    layouts: Layouts, tmp_path: Path
) -> None:
    # The list of rooms follows in the background, with the statistics; without them it never does.
    server = DemoHomeserver(tmp_path / "unlisted", SERVER_NAME, free_port())
    server.start({"stats": {"enabled": False}})
    try:
        await server.wait()
        school = await Campus.found(server, layouts)
        first = await school.settle(tiny_roster())
        async with school.client() as client:
            assert await Homeserver(client).rooms() == []
        second = await school.plan(tiny_roster())
        assert second.actions == ()
        assert second.found.rooms.keys() == first.wanted.rooms.keys()
        assert not second.found.spare
        assert await school.count_accounts() == len(tiny_roster().people) + 2  # the programs
    finally:
        server.process.stop()


async def test_deleted_room_is_made_anew_although_synapse_remembers_the_old_one(
    campus: FoundCampus,
) -> None:
    school = await campus()
    await school.settle(tiny_roster())
    gone = (await school.rooms())["class:2024-a:materials"][0]
    async with school.client() as client:
        await client.request(
            "DELETE", path("_synapse", "admin", "v1", "rooms", gone), body={"purge": True}
        )
    await school.settle(tiny_roster())
    assert (await school.rooms())["class:2024-a:materials"] != [gone]
    assert (await school.plan(tiny_roster())).actions == ()
