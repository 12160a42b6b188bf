"""Reading: nobody sees what was written in rooms that are not theirs, by no endpoint."""

from urllib.parse import quote

import pytest

from tests.server.attacks.attempt import Attempt, allowed, get, post, refused, table
from tests.server.guarded import GuardedSchool, eventually

V1 = "/_matrix/client/v1"
ROOM = "other_pupils_room"
EVENT = "$other_pupil_in_other_pupils_room"

# fmt: off
PATHS = [
    ("messages", "GET", f"/rooms/${ROOM}/messages?dir=b"),
    ("one message", "GET", f"/rooms/${ROOM}/event/{EVENT}"),
    ("a message's surroundings", "GET", f"/rooms/${ROOM}/context/{EVENT}"),
    ("a message's relations", "GET", f"{V1}/rooms/${ROOM}/relations/{EVENT}"),
    ("the threads", "GET", f"{V1}/rooms/${ROOM}/threads"),
    ("a message at a time", "GET", f"{V1}/rooms/${ROOM}/timestamp_to_event?ts=1&dir=f"),
    ("the state", "GET", f"/rooms/${ROOM}/state"),
    ("the name", "GET", f"/rooms/${ROOM}/state/m.room.name"),
    ("the members", "GET", f"/rooms/${ROOM}/members"),
    ("the joined members", "GET", f"/rooms/${ROOM}/joined_members"),
    ("the aliases", "GET", f"/rooms/${ROOM}/aliases"),
    ("the first sync", "GET", f"/rooms/${ROOM}/initialSync"),
    ("the hierarchy", "GET", f"{V1}/rooms/${ROOM}/hierarchy"),
    ("the summary", "GET", f"{V1}/room_summary/${ROOM}"),
    ("the summary by the old path", "GET",
     f"/_matrix/client/unstable/im.nheko.summary/summary/${ROOM}"),
    ("a report of a message", "POST", f"/rooms/${ROOM}/report/{EVENT}"),
]
WHO = ("pupil", "father", "teacher", "club_teacher", "pending", "outsider", "gone_teacher")
# fmt: on


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(("what", "method", "where"), PATHS, ids=[it[0] for it in PATHS])
async def test_nothing_of_another_room_is_read(
    school: GuardedSchool, who: str, what: str, method: str, where: str
) -> None:
    before = school.ledger()
    answer = await school.ask(who, method, where)
    assert answer.status in (403, 404), answer
    assert answer.body["errcode"] in ("M_FORBIDDEN", "M_NOT_FOUND"), answer
    assert "Пишет" not in str(answer.body)
    assert school.ledger() == before


@pytest.mark.parametrize(("what", "method", "where"), PATHS, ids=[it[0] for it in PATHS])
async def test_who_is_in_the_room_reads_it(
    school: GuardedSchool, what: str, method: str, where: str
) -> None:
    answer = await school.ask("other_pupil", method, where)
    assert answer.status == 200, answer


async def test_search_finds_nothing_of_other_rooms(school: GuardedSchool) -> None:
    def query(**filter_: object) -> dict[str, object]:
        return {
            "search_categories": {
                "room_events": {"search_term": "Пишет", "keys": ["content.body"], "filter": filter_}
            }
        }

    for who in ("teacher", "father", "outsider"):
        for asked in (query(), query(rooms=[f"${ROOM}"])):
            answer = await school.ask(who, "POST", "/search", asked)
            assert answer.status == 200, answer
            assert school.names[ROOM] not in str(answer.body)
    found = await school.ask("other_pupil", "POST", "/search", query(rooms=[f"${ROOM}"]))
    assert school.names[ROOM] in str(found.body)


async def test_sync_shows_no_other_rooms_whatever_the_filter(school: GuardedSchool) -> None:
    for given in (
        '{"room":{"rooms":["$other_pupils_room","$staff_room"],"include_leave":true}}',
        '{"room":{"timeline":{"limit":1000},"include_leave":true}}',
    ):
        asked = given.replace("$other_pupils_room", school.names[ROOM])
        asked = asked.replace("$staff_room", school.names["staff_room"])
        answer = await school.ask("pupil", "GET", f"/sync?filter={_quoted(asked)}")
        assert answer.status == 200, answer
        assert school.names[ROOM] not in str(answer.body)
        assert school.names["staff_room"] not in str(answer.body)


async def test_search_for_people_shows_whom_one_may_write_to(school: GuardedSchool) -> None:
    async def found(who: str, term: str) -> set[str]:
        answer = await school.ask(who, "POST", "/user_directory/search", {"search_term": term})
        assert answer.status == 200, answer
        return {it["user_id"] for it in answer.body["results"]}

    async def everybody_is_listed() -> bool:
        """Synapse fills its directory some time after the joins: before, nobody is found."""
        for who, term, whom in (
            ("mother", "Соколова", "teacher"),
            ("other_mother", "Ильин", "other_teacher"),
            ("teacher", "Котова", "classmate"),
        ):
            if school.names[whom] not in await found(who, term):
                return False
        return True

    await eventually(everybody_is_listed, within=120)
    assert await found("father", "Ильин") == set()  # teaches another class
    assert await found("pupil", "Соколова") == set()
    assert await found("pupil", "Котова") == set()
    assert await found("outsider", "Соколова") == set()
    assert await found("gone_teacher", "Зайцев") == set()
    assert await found("teacher", "Чужой") == set()


# fmt: off
SYNAPSES_ANSWERS = [
    get("a filter that is no JSON", "pupil", "/sync?filter={", "400 M_NOT_JSON"),
    get("a filter that is not there", "pupil", "/sync?filter=999", "400 M_INVALID_PARAM"),
    get("a token that is none", "pupil", "/sync?since=x", "400 M_UNKNOWN"),
    post("a search without categories", "pupil", "/search", {}, "400 M_UNKNOWN"),
    post("sliding sync into other rooms", "outsider",
         "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync",
         {"room_subscriptions": {"$pupils_room": {"timeline_limit": 10, "required_state": 7}}},
         "400 M_BAD_JSON"),
    get("messages in no direction", "pupil", "/rooms/$pupils_room/messages?dir=x",
        "400 M_INVALID_PARAM"),
    get("a hierarchy from a made-up token", "pupil", f"{V1}/rooms/$school_space/hierarchy?from=x",
        "400 M_INVALID_PARAM"),
]
# fmt: on


@table(SYNAPSES_ANSWERS)
async def test_malformed_questions_are_refused(school: GuardedSchool, attempt: Attempt) -> None:
    await refused(school, attempt)


async def test_hierarchy_of_the_school_shows_only_rooms_that_one_may_see(
    school: GuardedSchool,
) -> None:
    answer = await allowed(school, get("", "pupil", f"{V1}/rooms/$school_space/hierarchy", ""))
    seen = {it["room_id"] for it in answer.body["rooms"]}
    assert school.names["class_space"] in seen
    for hidden in ("office", "moderation", "registry", "staff_room", ROOM, "other_parents_room"):
        assert school.names[hidden] not in seen, hidden


def _quoted(value: str) -> str:
    return quote(value)
