"""What the module tells the school's programs and nobody else; and whom they bring back."""

from typing import Any

import pytest

from policy.endpoints import JOIN, REPORTS, SEEN
from tests.server.guarded import PEOPLE, GuardedSchool, eventually

STAYING = sorted(PEOPLE.keys() - {"leaver", "gone_teacher"})
OTHERS = (
    "provisioning", "director", "administrator", "teacher", "pupil", "mother", "outsider",
    "gone_teacher",
)  # fmt: skip


async def told(school: GuardedSchool, where: str) -> Any:
    answer = await school.ask("assistant", "GET", where)
    assert answer.status == 200, answer
    return answer.body


@pytest.mark.parametrize("where", [SEEN, REPORTS])
class TestForPrograms:
    @pytest.mark.parametrize("who", OTHERS)
    async def test_nobody_else(self, guarded: GuardedSchool, where: str, who: str) -> None:
        answer = await guarded.ask(who, "GET", where)
        assert answer.rule == "403 M_FORBIDDEN"
        assert answer.body.keys() == {"errcode", "error"}

    async def test_not_without_an_account(self, guarded: GuardedSchool, where: str) -> None:
        assert (await guarded.ask("", "GET", where)).rule == "401 M_MISSING_TOKEN"
        forged = {"Authorization": "Bearer syt_x"}
        assert (await guarded.ask("", "GET", where, headers=forged)).status == 401

    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
    async def test_nothing_is_written_there(
        self, guarded: GuardedSchool, where: str, method: str
    ) -> None:
        before = guarded.ledger()
        answer = await guarded.ask("assistant", method, where, {})
        assert 400 <= answer.status < 500, answer
        assert guarded.ledger() == before


class TestSeen:
    async def test_is_about_everybody_of_the_lists_and_nobody_else(
        self, guarded: GuardedSchool
    ) -> None:
        found = await told(guarded, SEEN)
        assert found.keys() == {guarded.names[who] for who in STAYING}

    async def test_who_logged_in_was_here_and_who_did_not_was_not(
        self, guarded: GuardedSchool
    ) -> None:
        """The tokens of these tests are an administrator's, and no log-in of the people's."""
        never, now = guarded.names["other_mother"], guarded.names["father"]
        await guarded.ask("other_mother", "GET", "/joined_rooms")
        async with guarded.campus.client() as client:
            body = {"password": "Ласточка-1234"}
            await client.put(f"/_synapse/admin/v2/users/{now}", body)
        login = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": now},
            "password": "Ласточка-1234",
        }
        answer = await guarded.ask("", "POST", "/login", login)
        assert answer.status == 200, answer
        headers = {"Authorization": f"Bearer {answer.body['access_token']}"}
        await guarded.ask("", "GET", "/joined_rooms", headers=headers)

        async def seen() -> bool:
            return (await told(guarded, SEEN))[now]["last_seen"] is not None

        await eventually(seen, what="the log-in is seen")
        found = await told(guarded, SEEN)
        assert 1_700_000_000_000 < found[now]["last_seen"] < 10_000_000_000_000
        assert found[never] == {"last_seen": None}


class TestReports:
    async def test_everything_since_the_last_one_known(self, guarded: GuardedSchool) -> None:
        last = (await told(guarded, f"{REPORTS}?limit=500"))["reports"]
        since = last[-1]["id"] if last else 0
        event = await guarded.say("classmate", "pupils_room", "Ты глупый")
        reasons = ["обзывается", "", "x" * 5_000]
        for reason in reasons:
            where = f"/rooms/$pupils_room/report/{event}"
            answer = await guarded.ask("pupil", "POST", where, {"reason": reason})
            assert answer.status == 200, answer
        found = (await told(guarded, f"{REPORTS}?from={since}"))["reports"]
        assert [it["id"] for it in found] == sorted(it["id"] for it in found)
        assert [it["reason"] for it in found] == ["обзывается", None, "x" * 2_000]
        for it in found:
            assert it["id"] > since
            assert it["at"] > 1_700_000_000_000
            assert (it["room_id"], it["event_id"]) == (guarded.names["pupils_room"], event)
            assert it["reporter"] == guarded.names["pupil"]
            assert it["sender"] == guarded.names["classmate"]
        (first,) = (await told(guarded, f"{REPORTS}?from={since}&limit=1"))["reports"]
        rest = (await told(guarded, f"{REPORTS}?from={first['id']}"))["reports"]
        assert [first, *rest] == found
        assert (await told(guarded, f"{REPORTS}?from={rest[-1]['id']}")) == {"reports": []}

    @pytest.mark.parametrize(
        "query",
        [
            "from=x", "from=-1", "from=1.5", "from=99999999999999999999", "limit=0", "limit=-1",
            "limit=501", "limit=x", "from=1%00", "from=%F0%9F", "from=1%27%20OR%201=1",
        ],
    )  # fmt: skip
    async def test_malformed_question(self, guarded: GuardedSchool, query: str) -> None:
        answer = await guarded.ask("assistant", "GET", f"{REPORTS}?{query}")
        assert answer.status == 400, answer


class TestComingBack:
    """The assistant brings somebody back into a room where the lists want them."""

    @staticmethod
    async def is_in(school: GuardedSchool, who: str, room: str) -> bool:
        answer = await school.ask(who, "GET", "/joined_rooms")
        return school.names[room] in answer.body["joined_rooms"]

    async def join(
        self, school: GuardedSchool, room: str, *users: str, by: str = "assistant"
    ) -> Any:
        body = {"room_id": f"${room}", "users": [f"${it}" for it in users]}
        return await school.ask(by, "POST", JOIN, body)

    @pytest.mark.parametrize("how", ["kick", "ban"])
    async def test_after_an_exclusion(self, watched: GuardedSchool, how: str) -> None:
        target = {"user_id": "$classmate"}
        answer = await watched.ask("assistant", "POST", f"/rooms/$pupils_room/{how}", target)
        assert answer.status == 200, answer
        assert not await self.is_in(watched, "classmate", "pupils_room")
        if how == "ban":
            # A ban stands until it is taken back.
            await self.join(watched, "pupils_room", "classmate")
            assert not await self.is_in(watched, "classmate", "pupils_room")
            await watched.ask("assistant", "POST", "/rooms/$pupils_room/unban", target)
        answer = await self.join(watched, "pupils_room", "classmate")
        assert answer.body == {"joined": [watched.names["classmate"]]}
        assert await self.is_in(watched, "classmate", "pupils_room")

    @pytest.mark.parametrize(
        ("room", "users"),
        [
            ("pupils_room", ["other_pupil"]),
            ("pupils_room", ["mother"]),
            ("pupils_room", ["classmate", "other_pupil"]),
            ("pupils_room", ["outsider"]),
            ("pupils_room", ["leaver"]),
            ("pupils_room", ["pending"]),
            ("pupils_room", ["assistant"]),
            ("staff_room", ["pupil"]),
            ("registry", ["director"]),
            ("moderation", ["teacher"]),
        ],
    )
    async def test_nobody_whom_the_lists_do_not_want(
        self, guarded: GuardedSchool, room: str, users: list[str]
    ) -> None:
        before = guarded.ledger()
        assert (await self.join(guarded, room, *users)).rule == "403 M_FORBIDDEN"
        assert guarded.ledger() == before

    async def test_no_room_between_persons(self, watched: GuardedSchool) -> None:
        body = {"preset": "private_chat", "invite": ["$classmate"]}
        answer = await watched.ask("assistant", "POST", "/createRoom", body)
        assert answer.status == 200, answer
        watched.names["assistants_room"] = answer.body["room_id"]
        found = await self.join(watched, "assistants_room", "classmate")
        assert found.rule == "403 M_FORBIDDEN"

    @pytest.mark.parametrize("who", ["director", "administrator", "teacher", "pupil", "outsider"])
    async def test_nobody_but_programs_and_administrators_of_the_server(
        self, guarded: GuardedSchool, who: str
    ) -> None:
        assert (await self.join(guarded, "pupils_room", "pupil", by=who)).rule == "403 M_FORBIDDEN"

    @pytest.mark.parametrize(
        "body",
        [{}, {"room_id": "$pupils_room"}, {"room_id": 7, "users": []}, {"room_id": "$pupils_room",
         "users": "$pupil"}, {"room_id": "$pupils_room", "users": [None]},
         {"room_id": "!none:x", "users": ["$pupil"]}, {"room_id": "!э", "users": []}],
    )  # fmt: skip
    async def test_malformed_question(self, guarded: GuardedSchool, body: dict[str, Any]) -> None:
        answer = await guarded.ask("assistant", "POST", JOIN, body)
        assert answer.status in (400, 404), answer
