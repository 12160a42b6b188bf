"""The server is closed: nobody comes in from outside, and nobody inside is its administrator."""

import pytest

from tests.server.attacks.attempt import Attempt, allowed, delete, get, post, put, refused, table
from tests.server.guarded import GuardedSchool

ADMIN = "/_synapse/admin"
NOBODY = ""
PASSWORD = {
    "type": "m.login.password",
    "identifier": {"type": "m.id.user", "user": "$director"},
    "password": "guessed",
}

# fmt: off
COMING_IN = [
    post("a registration", NOBODY, "/register", {"username": "mallory", "password": "x"},
         "403 M_FORBIDDEN"),
    post("a registration without anything", NOBODY, "/register", {}, "403 M_FORBIDDEN"),
    post("a registration of a guest", NOBODY, "/register?kind=guest", {}, "403 M_UNKNOWN"),
    post("a registration with a dummy stage", NOBODY, "/register", {"username": "mallory",
         "password": "x", "auth": {"type": "m.login.dummy"}}, "403 M_FORBIDDEN"),
    post("a registration with a token", NOBODY, "/register", {"username": "m",
         "auth": {"type": "m.login.registration_token", "token": "x"}}, "403 M_FORBIDDEN"),
    post("a registration as a service", NOBODY, "/register",
         {"type": "m.login.application_service", "username": "m"}, "400 M_UNKNOWN"),
    post("a registration by somebody inside", "pupil", "/register", {"username": "friend",
         "password": "x"}, "400 M_UNKNOWN"),
    post("a registration by a body that is a list", NOBODY, "/register", [], "400 M_BAD_JSON"),
    get("is a name free", NOBODY, "/register/available?username=mallory", "403 M_FORBIDDEN"),
    get("is a registration token good", NOBODY,
        "/_matrix/client/v1/register/m.login.registration_token/validity?token=x",
        "403 M_FORBIDDEN"),
    post("an e-mail for a registration", NOBODY, "/register/email/requestToken",
         {"email": "a@b.example", "client_secret": "x", "send_attempt": 1}, "400 M_UNKNOWN"),
    post("a wrong password", NOBODY, "/login", PASSWORD, "403 M_FORBIDDEN"),
    post("an outsider's login", NOBODY, "/login", {**PASSWORD, "identifier": {"type": "m.id.user",
         "user": "$outsider"}, "password": "parol-chuzhogo"}, "403 M_FORBIDDEN"),
    post("a leaver's login", NOBODY, "/login", {**PASSWORD, "identifier": {"type": "m.id.user",
         "user": "$leaver"}, "password": "parol-chuzhogo"}, "403 M_FORBIDDEN"),
    post("a freed leaver's login", NOBODY, "/login", {**PASSWORD,
         "identifier": {"type": "m.id.user", "user": "$gone_teacher"},
         "password": "parol-chuzhogo"}, "403 M_FORBIDDEN"),
    post("a login by an unknown way", NOBODY, "/login", {"type": "ru.example"},
         "400 M_INVALID_PARAM"),
    post("a login by a token", NOBODY, "/login", {"type": "m.login.token", "token": "x"},
         "403 M_FORBIDDEN"),
    post("a login by a telephone", NOBODY, "/login", {**PASSWORD,
         "identifier": {"type": "m.id.phone", "country": "RU", "phone": "9161234567"}},
         "400 M_UNKNOWN"),
    post("a login that is a list", NOBODY, "/login", ["m.login.password"], "400 M_BAD_JSON"),
    post("a login with a user that is a list", NOBODY, "/login", {**PASSWORD,
         "identifier": ["$director"]}, "400 M_MISSING_PARAM"),
    post("a login as a service", NOBODY, "/login", {"type": "m.login.application_service",
         "identifier": {"type": "m.id.user", "user": "$director"}}, "401 M_MISSING_TOKEN"),
    post("a refreshed token", NOBODY, "/refresh", {"refresh_token": "x"}, "401 M_UNKNOWN_TOKEN"),
    post("a token for another login", "pupil", "/_matrix/client/v1/login/get_token", {},
         "404 M_UNRECOGNIZED"),
    post("a forgotten password", NOBODY, "/account/password/email/requestToken",
         {"email": "a@b.example", "client_secret": "x", "send_attempt": 1}, "400 M_UNKNOWN"),
    post("another's password", NOBODY, "/account/password", {"new_password": "x",
         "auth": {"type": "m.login.email.identity"}}, "400 M_INVALID_PARAM"),
    get("who am I", NOBODY, "/account/whoami", "401 M_MISSING_TOKEN"),
    get("a sync", NOBODY, "/sync", "401 M_MISSING_TOKEN"),
    get("a sync with a made-up token", NOBODY, "/sync?access_token=syt_x", "401 M_UNKNOWN_TOKEN"),
]

LOOKING_IN = [
    get("the public rooms", NOBODY, "/publicRooms", "401 M_MISSING_TOKEN"),
    get("the public rooms of another server", "pupil", "/publicRooms?server=elsewhere.example",
        "403 M_FORBIDDEN"),
    get("a profile", NOBODY, "/profile/$teacher", "401 M_MISSING_TOKEN"),
    get("a name", NOBODY, "/profile/$teacher/displayname", "401 M_MISSING_TOKEN"),
    get("a profile of another server", "pupil", "/profile/@mallory:elsewhere.example",
        "403 M_FORBIDDEN"),
    get("a profile of somebody one never meets", "outsider", "/profile/$pupil", "403 M_FORBIDDEN"),
    get("a file", NOBODY, "/_matrix/client/v1/media/download/$server/$media",
        "401 M_MISSING_TOKEN"),
    get("a file the old way", NOBODY, "/_matrix/media/v3/download/$server/$media",
        "404 M_NOT_FOUND"),
    get("a file the oldest way", NOBODY, "/_matrix/media/r0/download/$server/$media",
        "404 M_NOT_FOUND"),
    get("a thumbnail the old way", NOBODY,
        "/_matrix/media/v3/thumbnail/$server/$media?width=8&height=8&method=crop",
        "404 M_NOT_FOUND"),
    get("a file the old way by a pupil", "pupil", "/_matrix/media/v3/download/$server/$media",
        "404 M_NOT_FOUND"),
    get("a file of another server", "pupil",
        "/_matrix/client/v1/media/download/elsewhere.example/x", "403 M_FORBIDDEN"),
    get("a preview of a page", "pupil",
        "/_matrix/client/v1/media/preview_url?url=http://127.0.0.1/", "404 M_UNRECOGNIZED"),
    get("the limits of uploads", NOBODY, "/_matrix/client/v1/media/config", "401 M_MISSING_TOKEN"),
    get("a room's messages", NOBODY, "/rooms/$pupils_room/messages?dir=b", "401 M_MISSING_TOKEN"),
    get("a room's members", NOBODY, "/rooms/$pupils_room/members", "401 M_MISSING_TOKEN"),
    get("an alias", NOBODY, "/directory/room/%23staff%3Aruchei.example", "404 M_NOT_FOUND"),
    get("an alias of another server", "pupil", "/directory/room/%23a%3Aelsewhere.example",
        "policy-elsewhere W5"),
    get("the federation's version", NOBODY, "/_matrix/federation/v1/version",
        "404 M_UNRECOGNIZED"),
    get("the server's keys", NOBODY, "/_matrix/key/v2/server", "404 M_UNRECOGNIZED"),
    get("the federation's public rooms", NOBODY, "/_matrix/federation/v1/publicRooms",
        "404 M_UNRECOGNIZED"),
    get("a profile by the federation", NOBODY,
        "/_matrix/federation/v1/query/profile?user_id=$teacher", "404 M_UNRECOGNIZED"),
    put("an event by the federation", NOBODY, "/_matrix/federation/v1/send/1", {"pdus": []},
        "404 M_UNRECOGNIZED"),
    get("a file by the federation", NOBODY, "/_matrix/federation/v1/media/download/$media",
        "404 M_UNRECOGNIZED"),
    get("the replication", NOBODY, "/_synapse/replication", "404 M_UNRECOGNIZED"),
    get("the metrics", NOBODY, "/_synapse/metrics", "404 M_UNRECOGNIZED"),
    get("the consent page of Synapse", NOBODY, "/_matrix/consent?u=x", "404 M_UNRECOGNIZED"),
    get("an inquiry about a telephone", NOBODY, "/_matrix/identity/v2/lookup",
        "404 M_UNRECOGNIZED"),
]

ADDRESSES = [
    post("an e-mail address", "pupil", "/account/3pid/email/requestToken",
         {"email": "a@b.example", "client_secret": "x", "send_attempt": 1}, "400 M_FORBIDDEN"),
    post("a telephone number", "pupil", "/account/3pid/msisdn/requestToken", {"country": "RU",
         "phone_number": "9161234567", "client_secret": "x", "send_attempt": 1},
         "400 M_THREEPID_MEDIUM_NOT_SUPPORTED"),
    post("an address added", "pupil", "/account/3pid/add", {"client_secret": "x", "sid": "1"},
         "400 M_FORBIDDEN"),
    post("an address added the old way", "pupil", "/account/3pid",
         {"three_pid_creds": {"client_secret": "x", "sid": "1", "id_server": "x.example"}},
         "400 M_FORBIDDEN"),
    post("an address bound", "pupil", "/account/3pid/bind", {"client_secret": "x", "sid": "1",
         "id_server": "x.example", "id_access_token": "x"}, "policy-elsewhere W5"),
    post("an address deleted", "pupil", "/account/3pid/delete", {"medium": "email",
         "address": "a@b.example"}, "400 M_FORBIDDEN"),
    post("an address unbound", "pupil", "/account/3pid/unbind", {"medium": "email",
         "address": "a@b.example", "id_server": "x.example"}, "policy-elsewhere W5"),
    post("the own account deactivated", "pupil", "/account/deactivate",
         {"auth": {"type": "m.login.password", "identifier": {"type": "m.id.user",
         "user": "$pupil"}, "password": "x"}}, "401 M_FORBIDDEN"),
    post("the own account deactivated by nothing", "pupil", "/account/deactivate", {}, "401"),
    post("the own account erased", "outsider", "/account/deactivate", {"erase": True}, "401"),
]

ADMINISTRATION = [
    Attempt(f"{who}: {what}", who, method, ADMIN + where, body, "403 M_FORBIDDEN")
    for who in ("pupil", "mother", "teacher", "director", "administrator")
    for what, method, where, body in (
        ("list of accounts", "GET", "/v2/users", None),
        ("list of rooms", "GET", "/v1/rooms", None),
        ("login as another", "POST", "/v1/users/$teacher/login", {}),
        ("another's password", "POST", "/v1/reset_password/$teacher", {"new_password": "x"}),
        ("an end of another's account", "POST", "/v1/deactivate/$teacher", {"erase": True}),
        ("an account made", "PUT", "/v2/users/@friend:$server", {"password": "x"}),
        ("administrator oneself", "PUT", f"/v1/users/${who}/admin", {"admin": True}),
    )
] + [
    Attempt(f"pupil: {what}", "pupil", method, ADMIN + where, body, "403 M_FORBIDDEN")
    for what, method, where, body in (
        ("a room deleted", "DELETE", "/v2/rooms/$pupils_room", {"purge": True}),
        ("a room blocked", "PUT", "/v1/rooms/$pupils_room/block", {"block": True}),
        ("a room read", "GET", "/v1/rooms/$staff_room/state", None),
        ("a room's messages", "GET", "/v1/rooms/$staff_room/messages?dir=b", None),
        ("a room's members", "GET", "/v1/rooms/$staff_room/members", None),
        ("administrator of a room", "POST", "/v1/rooms/$pupils_room/make_room_admin", {}),
        ("others joined to a room", "POST", "/v1/join/$staff_room", {"user_id": "$pupil"}),
        ("a ban in the shadow", "POST", "/v1/users/$classmate/shadow_ban", {}),
        ("a lock", "PUT", "/v1/suspend/$classmate", {"suspend": True}),
        ("the reports", "GET", "/v1/event_reports", None),
        ("media of another", "GET", "/v1/users/$teacher/media", None),
        ("media of a room", "GET", "/v1/room/$pupils_room/media", None),
        ("rooms of another", "GET", "/v1/users/$teacher/joined_rooms", None),
        ("devices of another", "GET", "/v2/users/$teacher/devices", None),
        ("statistics", "GET", "/v1/statistics/users/media", None),
        ("a token to register", "POST", "/v1/registration_tokens/new", {}),
        ("history purged", "POST", "/v1/purge_history/$pupils_room", {"delete_local_events": True}),
        ("messages of another removed", "POST", "/v1/user/$teacher/redact", {"rooms": []}),
        ("an event fetched", "GET", "/v1/fetch_event/$director_in_staff_room", None),
        ("a notice of the server", "POST", "/v1/send_server_notice",
         {"user_id": "$classmate", "content": {"msgtype": "m.text", "body": "x"}}),
    )
] + [
    get("nobody: list of accounts", NOBODY, f"{ADMIN}/v2/users", "401 M_MISSING_TOKEN"),
    get("outsider: list of accounts", "outsider", f"{ADMIN}/v2/users", "403 M_FORBIDDEN"),
    get("leaver: list of accounts", "leaver", f"{ADMIN}/v2/users", "401 M_USER_LOCKED"),
    post("a registration with a wrong signature", NOBODY, f"{ADMIN}/v1/register",
         {"nonce": "$nonce", "username": "root", "password": "x", "admin": True, "mac": "0" * 40},
         "403 M_UNKNOWN"),
    post("a registration with an unknown nonce", NOBODY, f"{ADMIN}/v1/register", {"nonce": "x",
         "username": "root", "password": "x", "admin": True, "mac": "x"}, "400 M_UNKNOWN"),
    post("a registration with wrong types", NOBODY, f"{ADMIN}/v1/register", {"nonce": 7,
         "username": ["root"], "password": None, "mac": {}}, "400 M_UNKNOWN"),
]

DIRECTORY = [
    put("an alias for the class", "pupil", "/directory/room/%23boltalka%3Aruchei.example",
        {"room_id": "$pupils_room"}, "policy-may-not"),
    put("an alias for an own room", "teacher", "/directory/room/%23boltalka%3Aruchei.example",
        {"room_id": "$private"}, "policy-may-not"),
    put("an alias of another server", "teacher", "/directory/room/%23a%3Aelsewhere.example",
        {"room_id": "$private"}, "policy-may-not"),
    put("an alias that is none", "teacher", "/directory/room/boltalka", {"room_id": "$private"},
        "400 M_INVALID_PARAM"),
    put("an alias for a list", "teacher", "/directory/room/%23b%3Aruchei.example",
        {"room_id": ["$private"]}, "400 M_BAD_JSON"),
    put("an alias by an outsider", "outsider", "/directory/room/%23b%3Aruchei.example",
        {"room_id": "$pupils_room"}, "403 M_FORBIDDEN"),
    delete("an alias deleted", "pupil", "/directory/room/%23boltalka%3Aruchei.example",
           "404 M_NOT_FOUND"),
    put("a class in the public list", "teacher", "/directory/list/room/$pupils_room",
        {"visibility": "public"}, "policy-may-not"),
    put("an own room in the public list", "teacher", "/directory/list/room/$private",
        {"visibility": "public"}, "policy-may-not"),
    put("an own room in the list by a list", "teacher", "/directory/list/room/$private",
        {"visibility": ["public"]}, "400 M_BAD_JSON"),
    put("an outsider fills the public list", "outsider", "/directory/list/room/$pupils_room",
        {"visibility": "public"}, "policy-stranger W5"),
]

RULES_PAGE = [
    get("the regulation with a forged signature", NOBODY,
        "/_synapse/client/parta/v1/rules?u=$pupil&h=00000000000000000000000000000000", "403"),
    get("the regulation without a signature", NOBODY, "/_synapse/client/parta/v1/rules?u=$pupil",
        "403"),
    get("the regulation for nobody", NOBODY, "/_synapse/client/parta/v1/rules", "403"),
    post("an acceptance with a forged signature", NOBODY, "/_synapse/client/parta/v1/rules",
         b"u=%40x&h=0", "403"),
    post("an acceptance by an outsider", "outsider", "/_synapse/client/parta/v1/rules", {},
         "policy-stranger W5"),
    post("an acceptance by a leaver", "leaver", "/_synapse/client/parta/v1/rules", {},
         "401 M_USER_LOCKED"),
    post("an acceptance by a freed leaver", "gone_teacher", "/_synapse/client/parta/v1/rules", {},
         "policy-stranger W5"),
    put("an acceptance by another method", "pupil", "/_synapse/client/parta/v1/rules", {}, "405"),
]

MAY = [
    get("the versions", NOBODY, "/_matrix/client/versions", ""),
    get("the ways to log in", NOBODY, "/login", ""),
    get("an empty public list, for those inside", "pupil", "/publicRooms", ""),
    get("the limits of uploads", "pupil", "/_matrix/client/v1/media/config", ""),
    post("a report of a message", "pupil", "/rooms/$pupils_room/report/$classmate_in_pupils_room",
         {"reason": "обижает"}, ""),
    get("an administrator of the server", "provisioning", f"{ADMIN}/v2/users", ""),
]
# fmt: on


@table(COMING_IN)
async def test_nobody_comes_in_from_outside(school: GuardedSchool, attempt: Attempt) -> None:
    await refused(school, attempt)


@table(LOOKING_IN)
async def test_nobody_looks_in_from_outside(school: GuardedSchool, attempt: Attempt) -> None:
    await refused(school, attempt)


@table(ADDRESSES)
async def test_accounts_are_the_schools(school: GuardedSchool, attempt: Attempt) -> None:
    await refused(school, attempt)


@table(ADMINISTRATION)
async def test_no_person_administers_the_server(school: GuardedSchool, attempt: Attempt) -> None:
    await refused(school, attempt)


@table(DIRECTORY)
async def test_no_room_gets_a_public_address(school: GuardedSchool, attempt: Attempt) -> None:
    await refused(school, attempt)


@table(RULES_PAGE)
async def test_nobody_accepts_for_another(school: GuardedSchool, attempt: Attempt) -> None:
    await refused(school, attempt)


@pytest.mark.parametrize(
    ("who", "rule"),
    [
        ("outsider", "policy-stranger W5"),
        ("gone_teacher", "policy-stranger W5"),
        ("leaver", "401 M_USER_LOCKED"),
        ("other_teacher", "200"),
    ],
)
async def test_the_right_password_helps_only_who_is_of_the_school(
    school: GuardedSchool, who: str, rule: str
) -> None:
    password = {"password": "dlya-proverki-2026", "logout_devices": False}
    given = await school.ask("provisioning", "PUT", f"{ADMIN}/v2/users/${who}", password)
    assert given.status == 200, given
    body = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": f"${who}"},
        "password": password["password"],
    }
    answer = await school.ask(NOBODY, "POST", "/login", body)
    assert answer.rule == rule, answer
    assert ("access_token" in answer.body) == (rule == "200")


@table(MAY)
async def test_what_is_open_is_open(school: GuardedSchool, attempt: Attempt) -> None:
    await allowed(school, attempt)
