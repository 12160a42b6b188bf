"""Requests of the wrong shape, over which Synapse itself stumbles before any rule is asked."""

import pytest

from tests.server.attacks.attempt import Attempt, get, post, put, refused, table
from tests.server.guarded import GuardedSchool, eventually

HALF = "\ud800"  # half of a sign: JSON may name it, no text can hold it
HUGE = 2**70  # more than a database's numbers hold
PUPILS = "/rooms/$pupils_room"
MALFORMED = "policy-malformed"
NO_TEXT = "400 M_NOT_JSON"
SEARCH = {"search_term": "x", "keys": ["content.body"]}
PUSHER = {
    "pushkey": "x", "kind": "http", "app_id": "a", "app_display_name": "b", "lang": "ru",
    "device_display_name": "c", "data": {"url": "https://push.example/_matrix/push/v1/notify"},
}  # fmt: skip


def search(what: str, **wrong: object) -> Attempt:
    """A search in rooms with something wrong."""
    body = {"search_categories": {"room_events": {**SEARCH, **wrong}}}
    return post(what, "pupil", "/search", body, MALFORMED)


# fmt: off
SHAPES = [
    post("a number is invited", "pupil", f"{PUPILS}/invite", {"user_id": 7}, MALFORMED),
    post("a number is removed", "teacher", f"{PUPILS}/kick", {"user_id": 7}, MALFORMED),
    post("true is banned", "pupil", f"{PUPILS}/ban", {"user_id": True}, MALFORMED),
    post("nothing is unbanned", "pupil", f"{PUPILS}/unban", {"user_id": None}, MALFORMED),
    search("a search for a list", search_term=["x"]),
    search("a search with a filter of numbers", filter=7),
    search("a search in an order of lists", groupings={"group_by": [7]}),
    post("a search in a number", "pupil", "/search", {"search_categories": 7}, MALFORMED),
    post("a search for a person by a number", "pupil", "/user_directory/search",
         {"search_term": 7}, MALFORMED),
    post("a search for as many people as a list", "pupil", "/user_directory/search",
         {"search_term": "x", "limit": ["x"]}, MALFORMED),
    get("messages by a filter of numbers", "pupil", f'{PUPILS}/messages?dir=b&filter={{"types":7}}',
        MALFORMED),
    get("messages by a filter that is a number", "pupil", f"{PUPILS}/messages?dir=b&filter=7",
        MALFORMED),
    get("more around a message than there are numbers", "pupil",
        f"{PUPILS}/context/$classmate_in_pupils_room?limit={HUGE}", MALFORMED),
    get("what is new since a moment far off", "pupil", f"/sync?timeout=0&since=t{HUGE}-1_0",
        MALFORMED),
    get("a filter far off", "pupil", f"/user/$pupil/filter/{HUGE}", MALFORMED),
    post("a filter of numbers", "pupil", "/user/$pupil/filter", {"room": {"timeline": 7}},
         MALFORMED),
    post("a filter with a limit of text", "pupil", "/user/$pupil/filter",
         {"room": {"timeline": {"limit": "x"}}}, MALFORMED),
    put("typing for a list of seconds", "pupil", f"{PUPILS}/typing/$pupil",
        {"typing": True, "timeout": ["x"]}, MALFORMED),
    post("a marker at a list", "pupil", f"{PUPILS}/read_markers", {"m.read": ["x"]}, MALFORMED),
    put("a message to a device that is a list", "pupil", "/sendToDevice/m.room_key_request/$txn",
        {"messages": {"$pupil": ["x"]}}, MALFORMED),
    post("a pusher whose name is a list", "pupil", "/pushers/set",
         {**PUSHER, "app_display_name": ["x"]}, MALFORMED),
    post("a pusher without a name", "pupil", "/pushers/set", {**PUSHER, "app_display_name": None},
         MALFORMED),
    post("keys for nobody's list", "pupil", "/keys/claim", {"one_time_keys": {"$pupil": 7}},
         MALFORMED),
    post("keys that are text", "pupil", "/keys/upload", {"one_time_keys": "x"}, MALFORMED),
    post("a login of a number", "", "/login", {"type": 7}, "400 M_INVALID_PARAM"),
    post("a login of a number in a list", "", "/login", {"type": "m.login.password",
         "identifier": {"type": "m.id.user", "user": [7]}, "password": "x"}, MALFORMED),
    get("public rooms since nowhere", "pupil", "/publicRooms?since=x", MALFORMED),
]

# Where these were let through, some requests were never answered at all.
HALVES = [
    post("a login of half a sign", "", "/login", {"type": HALF}, NO_TEXT),
    post("a receipt in half a thread", "pupil",
         f"{PUPILS}/receipt/m.read/$classmate_in_pupils_room", {"thread_id": HALF}, NO_TEXT),
    put("half a rule for notices", "pupil", "/pushrules/global/content/x",
        {"actions": [HALF], "pattern": "x"}, NO_TEXT),
    put("half a message", "pupil", f"{PUPILS}/send/m.room.message/$txn",
        {"msgtype": "m.text", "body": HALF}, NO_TEXT),
    put("a key that is half a sign", "pupil", f"{PUPILS}/send/m.room.message/$txn",
        {"msgtype": "m.text", "body": "x", HALF: "x"}, NO_TEXT),
    post("a search for half a sign", "pupil", "/user_directory/search", {"search_term": HALF},
         NO_TEXT),
]
# fmt: on


@table(SHAPES)
async def test_what_synapse_stumbles_over_is_answered(
    school: GuardedSchool, attempt: Attempt
) -> None:
    await refused(school, attempt)


@table(HALVES)
async def test_half_a_sign_is_no_text(school: GuardedSchool, attempt: Attempt) -> None:
    await refused(school, attempt)


async def test_whole_sign_in_two_halves_is_text(school: GuardedSchool) -> None:
    """Many programs write signs beyond the first 65,536 so."""
    body = b'{"msgtype": "m.text", "body": "\\ud83d\\ude42"}'
    answer = await school.ask("teacher", "PUT", f"{PUPILS}/send/m.room.message/$txn", body)
    assert answer.status == 200, answer


@pytest.mark.parametrize("where", ["kick", "ban"])
async def test_stumble_is_logged_with_its_traceback(school: GuardedSchool, where: str) -> None:
    answer = await school.ask("pupil", "POST", f"{PUPILS}/{where}", {"user_id": 7})
    assert answer.status == 400

    async def logged() -> bool:
        log = school.homeserver.process.log.read_text(encoding="utf-8", errors="replace")
        at = log.rfind("Synapse stumbled over a request")
        told = log[at:].partition("\n")
        return at >= 0 and f"/{where}'" in told[0] and "Traceback" in told[2]

    await eventually(logged, what="the traceback")
