"""The school profile, the way in, and the acceptance of the regulation (W3, P1, T7)."""

from urllib.parse import parse_qs, urlencode, urlsplit

from policy import endpoints, events
from provisioning.conformance import wire
from provisioning.conformance.cast import LEAVER, NEWCOMER, NOBODY
from provisioning.conformance.model import Call
from provisioning.conformance.probes import probe
from provisioning.conformance.trials import Attempt, NotNow
from provisioning.matrix.client import path
from templates import message

_PICTURE = "mxc://elsewhere.example/picture"
# Profiles may have fields of anybody's making (specification: profiles).
_OWN_FIELD = "org.parta.probe"


@probe("W3", title="probe-profile")
async def name_and_picture_are_the_rosters(it: Attempt) -> None:
    for who in ("teacher", "pupil"):
        user = it.users[who]
        for field, value in (
            ("displayname", "Директор"),
            ("displayname", "Дирeктoр"),  # with Latin letters
            ("avatar_url", _PICTURE),
            (_OWN_FIELD, "Директор"),
        ):
            await it.right(who, "profile.rename", wire.profile(user, field, value))
        for field in ("displayname", _OWN_FIELD):
            call = Call("DELETE", path(*wire.CLIENT, "profile", user, field))
            await it.right(who, "profile.rename", call)
        answer = await it.may("director", wire.look("profile", user))
        same = answer.text("displayname") == it.prover.cast.names[who]
        it.see(same and not answer.text("avatar_url"), message("probe-name-unchanged"))


@probe("W3", title="probe-status")
async def there_are_no_words_beside_the_name(it: Attempt) -> None:
    user = it.users["pupil"]
    where = path(*wire.CLIENT, "presence", user, "status")
    words = {"presence": "online", "status_msg": "Директор"}
    await it.right("pupil", "profile.rename", Call("PUT", where, words))
    await it.may("pupil", Call("PUT", where, {"presence": "online"}))


@probe("W3", title="probe-nickname")
async def there_are_no_names_for_one_room(it: Attempt) -> None:
    room, user = it.prover.room("pupils"), it.users["pupil"]
    content = {"membership": "join", "displayname": "Учитель"}
    await it.right("pupil", "profile.rename", wire.state(room, "m.room.member", content, user))
    content = {"membership": "join", "avatar_url": _PICTURE}
    await it.right("pupil", "profile.rename", wire.state(room, "m.room.member", content, user))
    await it.may("pupil", it.prover.say(room))


@probe("W3", title="probe-locked-account")
async def a_locked_account_is_out_and_comes_back(it: Attempt) -> None:
    user = it.users[LEAVER]
    whoami = wire.look("account", "whoami")
    await it.may(LEAVER, whoami)
    await it.prover.stage.server.put_account(user, {"locked": True})
    await it.may_not(LEAVER, whoami, errcodes=("M_USER_LOCKED",))
    await it.prover.stage.server.put_account(user, {"locked": False})
    await it.may(LEAVER, whoami)


@probe("W3", title="probe-deactivate")
async def nobody_ends_an_account_but_the_school(it: Attempt) -> None:
    where = path(*wire.CLIENT, "account", "deactivate")
    who = "childless"
    first = await it.ask(who, Call("POST", where, {"erase": True}))
    auth = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": it.users[who]},
        "password": it.prover.stage.passwords[who],
        "session": first.text("session"),
    }
    await it.may_not(
        who, Call("POST", where, {"erase": True, "auth": auth}), errcodes=("M_FORBIDDEN",)
    )
    await it.may(who, wire.look("account", "whoami"))


@probe("P1", title="probe-one-login")
async def one_login_opens_all_own_rooms(it: Attempt) -> None:
    call = Call(
        "POST",
        path(*wire.CLIENT, "login"),
        {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": it.users["teacher"]},
            "password": it.prover.stage.passwords["teacher"],
        },
    )
    answer = await it.may(NOBODY, call)
    it.see(answer.text("user_id") == it.users["teacher"], message("probe-is-who-it-is"))
    joined = await it.may("teacher", wire.look("joined_rooms"))
    own = it.prover.rooms_of("teacher")
    it.see(own <= set(joined.json["joined_rooms"]), message("probe-all-own-rooms"))
    wrong = {**call.body, "password": "wrong"} if isinstance(call.body, dict) else {}
    await it.may_not(NOBODY, Call("POST", call.path, wrong), errcodes=("M_FORBIDDEN",))


@probe("T7", title="probe-acceptance")
async def the_regulation_is_accepted_before_the_first_message(it: Attempt) -> None:
    if not it.prover.stage.layouts.safety.acceptance:
        raise NotNow(message("conformance-setting-off", setting="acceptance"))
    room = it.prover.room("parents")
    refused = await it.may_not(NEWCOMER, it.prover.say(room), rule="policy-accept-first", row="T7")
    it.see(refused.text("errcode") == "M_CONSENT_NOT_GIVEN", message("probe-asks-for-consent"))
    address = urlsplit(refused.text("consent_uri"))
    given = {key: values[0] for key, values in parse_qs(address.query).items()}
    page = await it.may(NOBODY, Call("GET", endpoints.RULES, query=given))
    title = it.prover.regulation.title["ru"]
    shown = page.data.decode("utf-8", "replace")
    it.see(
        title in shown or it.prover.regulation.title["en"] in shown,
        message("probe-page-shows-rules"),
    )
    forged = {**given, "h": "0" * 32}
    answer = await it.ask(NOBODY, Call("GET", endpoints.RULES, query=forged))
    it.see(answer.status == 403, message("probe-forged-address"))
    form = Call(
        "POST",
        endpoints.RULES,
        urlencode(given).encode(),
        content_type="application/x-www-form-urlencoded",
    )
    await it.may(NOBODY, form)
    await it.may(NEWCOMER, it.prover.say(room))
    key = it.users[NEWCOMER].removeprefix("@")
    state = await it.prover.stage.registry_state()
    entry = state.get((events.ACCEPTANCE, key), {})
    it.see(
        entry.get("rules") == it.prover.regulation.version, message("probe-acceptance-is-listed")
    )
