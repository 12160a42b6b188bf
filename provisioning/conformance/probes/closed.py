"""A closed space: what strangers, guests, other servers and the public get (W5)."""

import asyncio
import secrets

from provisioning.conformance import wire
from provisioning.conformance.cast import NOBODY, OUTSIDER
from provisioning.conformance.model import Call
from provisioning.conformance.probes import probe
from provisioning.conformance.trials import OUTSIDE, Attempt, NotNow
from provisioning.matrix.client import path
from templates import message

# What Synapse answers at doors that it keeps shut by its own settings.
_SHUT = (
    "M_FORBIDDEN", "M_MISSING_TOKEN", "M_UNAUTHORIZED", "M_GUEST_ACCESS_FORBIDDEN",
    "M_UNRECOGNIZED", "M_NOT_FOUND",
)  # fmt: skip
_INTRUDER = "probe.intruder."
_SEARCH_SECONDS = 20


@probe("W5", title="probe-register")
async def nobody_registers(it: Attempt) -> None:
    register = path(*wire.CLIENT, "register")
    body = {
        "username": _INTRUDER + secrets.token_hex(4),
        "password": it.prover.stage.passwords[OUTSIDER],
        "auth": {"type": "m.login.dummy"},
        "inhibit_login": True,
    }
    # Synapse hides a refusal of the module behind «too fast» (429), and has no code for guests.
    for call in (
        Call("POST", register, body),
        Call("POST", register, {}, {"kind": "guest"}),
    ):
        answer = await it.may_not(NOBODY, call, errcodes=(*_SHUT, "M_UNKNOWN"))
        if answer.status == 200:
            it.prover.stage.intruders.append(answer.text("user_id"))
    await it.may("teacher", wire.look("account", "whoami"))


@probe("W5", title="probe-without-login")
async def without_a_login_nothing_is_seen(it: Attempt) -> None:
    await it.may("teacher", wire.look("profile", it.users["parent"]))
    for call in (
        wire.look("publicRooms"),
        wire.look("profile", it.users["teacher"]),
        wire.look("rooms", it.prover.room("pupils"), "messages", dir="b"),
        wire.look("sync"),
        Call("POST", path(*wire.CLIENT, "user_directory", "search"), {"search_term": "а"}),
        Call("GET", path("_synapse", "admin", "v2", "users")),
    ):
        await it.may_not(NOBODY, call, errcodes=_SHUT)
    pictures = it.prover.stage.found.registry.avatars.values()
    for _, mxc in list(pictures)[:1]:
        server, _, media = mxc.removeprefix("mxc://").partition("/")
        for where in (
            path("_matrix", "client", "v1", "media", "download", server, media),
            path("_matrix", "media", "v3", "download", server, media),
        ):
            await it.may_not(NOBODY, Call("GET", where), errcodes=_SHUT)


@probe("W5", title="probe-federation")
async def other_servers_find_no_door(it: Attempt) -> None:
    for where in (
        path("_matrix", "federation", "v1", "version"),
        path("_matrix", "federation", "v1", "publicRooms"),
        path("_matrix", "federation", "v1", "query", "directory"),
        path("_matrix", "key", "v2", "server"),
    ):
        await it.may_not(NOBODY, Call("GET", where), errcodes=_SHUT)
    await it.may("teacher", wire.look("joined_rooms"))


@probe("W5", title="probe-public-names")
async def no_room_gets_a_public_name_or_place(it: Attempt) -> None:
    room = await it.may("teacher", wire.create(name="Проверка"))
    room_id = room.text("room_id")
    alias = f"#probe-name:{it.prover.server_name}"
    call = Call("PUT", path(*wire.CLIENT, "directory", "room", alias), {"room_id": room_id})
    await it.may_not("teacher", call, errcodes=_SHUT)
    call = Call(
        "PUT", path(*wire.CLIENT, "directory", "list", "room", room_id), {"visibility": "public"}
    )
    await it.may_not("teacher", call, errcodes=_SHUT)
    for call in (
        Call("POST", path(*wire.CLIENT, "join", "#probe:elsewhere.example"), {}),
        wire.look("directory", "room", "#probe:elsewhere.example"),
    ):
        await it.may_not("teacher", call, rule="policy-elsewhere", row="W5")
    public = await it.ask("pupil", wire.look("publicRooms"))
    it.see(not public.json.get("chunk"), message("probe-no-public-rooms"))


@probe("W5", title="probe-stranger")
async def an_account_of_nobody_does_nothing(it: Attempt) -> None:
    def log_in(who: str) -> Call:
        return Call(
            "POST",
            path(*wire.CLIENT, "login"),
            {
                "type": "m.login.password",
                "identifier": {"type": "m.id.user", "user": it.users[who]},
                "password": it.prover.stage.passwords[who],
            },
        )

    await it.may(NOBODY, log_in("teacher"))
    await it.may_not(NOBODY, log_in(OUTSIDER), rule="policy-stranger")
    for call in (
        wire.create(name="Проверка"),
        Call("POST", path(*wire.CLIENT, "join", it.prover.room("announcements")), {}),
        wire.profile(it.users[OUTSIDER], "displayname", "Директор"),
    ):
        await it.may_not(OUTSIDER, call, rule="policy-stranger")
    call = it.prover.say(it.prover.room("announcements"))
    await it.may_not(OUTSIDER, call, errcodes=OUTSIDE)


@probe("W5", title="probe-search")
async def people_are_found_by_those_who_may_write_to_them(it: Attempt) -> None:
    call = Call(
        "POST",
        path(*wire.CLIENT, "user_directory", "search"),
        {"search_term": it.prover.cast.names["teacher"], "limit": 50},
    )
    found: set[str] = set()
    for _ in range(_SEARCH_SECONDS):
        # Synapse fills its directory of people a moment later.
        answer = await it.ask("parent", call)
        found = {one["user_id"] for one in answer.json.get("results", ())}
        if it.users["teacher"] in found:
            break
        await asyncio.sleep(1)
    else:
        raise NotNow(message("conformance-directory-behind"))
    it.see(it.users["teacher"] in found, message("probe-parent-finds-teacher"))
    answer = await it.ask("pupil", call)
    found = {one["user_id"] for one in answer.json.get("results", ())}
    it.see(it.users["teacher"] not in found, message("probe-pupil-finds-nobody"))


@probe("W5", title="probe-addresses")
async def no_private_address_is_bound_to_an_account(it: Attempt) -> None:
    call = Call(
        "POST",
        path(*wire.CLIENT, "account", "3pid", "add"),
        {"client_secret": "probe", "sid": "1"},
    )
    await it.may_not("teacher", call, errcodes=_SHUT)
    foreign = {"id_server": "elsewhere.example", "id_access_token": "probe"}
    mine = {"medium": "email", "address": "someone@elsewhere.example"}
    for action, body in (
        ("bind", {**foreign, "client_secret": "probe", "sid": "1"}),
        ("unbind", {"id_server": "elsewhere.example", **mine}),
    ):
        call = Call("POST", path(*wire.CLIENT, "account", "3pid", action), body)
        await it.may_not("teacher", call, rule="policy-elsewhere", row="W5")
    await it.may("teacher", wire.look("account", "3pid"))
