"""A letter's code: once, in place of a password, until there is one (issue of first login)."""

import asyncio
import sqlite3
from typing import Any

import pytest

from policy import events
from policy.endpoints import LETTERS
from provisioning.matrix.client import path
from tests.server.guarded import GuardedSchool, eventually
from tests.server.letters import PASSWORD, activate, fresh_code, letters, login
from tests.server.test_incidents import incident

CYRILLIC = str.maketrans("ACEHKMPTXY", "АСЕНКМРТХУ")


async def test_code_opens_the_account_once(watched: GuardedSchool) -> None:
    code = await fresh_code(watched, "mother")
    first = await login(watched, "mother", code)
    assert first.status == 200, first
    assert first.body["user_id"] == watched.names["mother"]
    again = await login(watched, "mother", code)
    assert (again.status, again.body["errcode"]) == (403, "M_FORBIDDEN")
    assert "code" not in (await letters(watched, "mother"))["mother"]


async def test_code_is_typed_as_people_type(watched: GuardedSchool) -> None:
    code = await fresh_code(watched, "mother")
    typed = code.translate(CYRILLIC).lower().replace("-", " ")
    name = watched.names["mother"][1:].partition(":")[0].capitalize()
    answer = await login(watched, "mother", typed, user=name)
    assert answer.status == 200, answer


async def test_new_letter_kills_the_old_code_and_what_it_opened(watched: GuardedSchool) -> None:
    old = await fresh_code(watched, "mother")
    new = await fresh_code(watched, "mother")
    assert new != old
    assert (await login(watched, "mother", old)).status == 403
    assert (await activate(watched, old)).rule == "login-replaced"
    device = await login(watched, "mother", new)
    assert device.status == 200
    await fresh_code(watched, "mother")
    watched.tokens["her telephone"] = device.body["access_token"]
    assert (await watched.ask("her telephone", "GET", "/account/whoami")).status == 401
    watched.tokens["mother"] = await watched.campus.token_of(watched.names["mother"])


async def test_asking_twice_prints_the_same_letter(watched: GuardedSchool) -> None:
    code = await fresh_code(watched, "mother", days=30)
    found = (await letters(watched, "mother", days=60))["mother"]
    assert found["code"] == code
    assert found["until"] - found["issued"] == 30 * 86_400_000


async def test_letter_whose_time_is_over_opens_nothing_and_the_next_print_is_a_new_one(
    watched: GuardedSchool,
) -> None:
    code = await fresh_code(watched, "mother")
    letter = (await letters(watched, "mother"))["mother"]
    key = watched.names["mother"].removeprefix("@")
    over = {"issue": letter["issue"], "issued": 1, "until": 2}
    await watched.write_registry(events.LOGIN, key, over)
    assert (await login(watched, "mother", code)).status == 403
    assert (await activate(watched, code)).rule == "login-over"
    printed = (await letters(watched, "mother"))["mother"]
    assert printed["issue"] == letter["issue"] + 1
    assert (await login(watched, "mother", printed["code"])).status == 200


async def test_activation_sets_the_own_password_and_the_code_is_dead(
    watched: GuardedSchool,
) -> None:
    code = await fresh_code(watched, "mother")
    whose = await activate(watched, code.translate(CYRILLIC))
    assert whose.status == 200, whose
    assert whose.body["user_id"] == watched.names["mother"]
    assert whose.body["young"] is False
    for weak, rule in (("123", "login-password-short"), (code, "login-password-is-code")):
        assert (await activate(watched, code, password=weak)).rule == rule
    done = await activate(watched, code, password=PASSWORD, accept=True)
    assert done.status == 200, done
    token = done.body["login_token"]
    assert (await login(watched, "", token, kind="token")).status == 200
    assert (await login(watched, "", token, kind="token")).status == 403
    assert (await login(watched, "mother", code)).status == 403
    assert (await activate(watched, code)).rule == "login-used"
    assert (await login(watched, "mother", PASSWORD)).status == 200


async def test_who_came_in_by_the_code_names_it_once_more_for_the_first_password(
    watched: GuardedSchool,
) -> None:
    code = await fresh_code(watched, "mother")
    session = await login(watched, "mother", code)
    watched.tokens["session"] = session.body["access_token"]
    body: dict[str, Any] = {"new_password": PASSWORD, "logout_devices": False}
    asked = await watched.ask("session", "POST", "/account/password", body)
    assert asked.status == 401
    auth = {
        "type": "m.login.password",
        "session": asked.body["session"],
        "identifier": {"type": "m.id.user", "user": watched.names["mother"]},
        "password": code,
    }
    done = await watched.ask("session", "POST", "/account/password", {**body, "auth": auth})
    assert done.status == 200, done
    assert (await login(watched, "mother", PASSWORD)).status == 200
    asked = await watched.ask("session", "POST", "/account/password", body)
    auth["session"] = asked.body["session"]
    again = await watched.ask("session", "POST", "/account/password", {**body, "auth": auth})
    assert again.status in (401, 403), "the code outlived the password"


async def test_password_set_by_any_way_kills_the_code(watched: GuardedSchool) -> None:
    code = await fresh_code(watched, "mother")
    async with watched.campus.client() as client:
        where = path("_synapse", "admin", "v2", "users", watched.names["mother"])
        await client.put(where, {"password": PASSWORD, "logout_devices": False})
    assert (await login(watched, "mother", code)).status == 403
    assert (await activate(watched, code)).rule == "login-used"


async def test_locked_account_keeps_its_letter_for_later(watched: GuardedSchool) -> None:
    code = await fresh_code(watched, "other_mother")
    where = path("_synapse", "admin", "v2", "users", watched.names["other_mother"])
    async with watched.campus.client() as client:
        await client.put(where, {"locked": True})
        assert (await login(watched, "other_mother", code)).status in (401, 403)
        assert (await activate(watched, code)).rule == "login-locked"
        await client.put(where, {"locked": False})
    assert (await login(watched, "other_mother", code)).status == 200


async def test_ten_wrong_codes_are_throttled_and_reported(watched: GuardedSchool) -> None:
    code = await fresh_code(watched, "father")
    wrong = [f"AAAA-AAAA-AA{one}{two}" for one, two in zip("ACEHKMPTXY", "2345678924", strict=True)]
    found = [await login(watched, "father", it) for it in wrong]
    assert [it.status for it in found] == [403] * 5 + [429] * 5
    assert found[-1].rule == "policy-login-patience"
    assert found[-1].body["retry_after_ms"] > 0
    right = await login(watched, "father", code)
    assert right.status == 429, "the answer tells an attacker which code is right"
    message = await incident(watched, user=watched.names["father"], rule="note-login-guesses")
    said = message["content"]["body"]
    assert "127.0.0.1" in said
    assert code not in said


async def test_code_opens_once_however_many_ask_at_the_same_time(watched: GuardedSchool) -> None:
    code = await fresh_code(watched, "sibling")
    found = await asyncio.gather(*(login(watched, "sibling", code) for _ in range(8)))
    assert sorted(it.status for it in found) == [200] + [403] * 7


@pytest.mark.parametrize("who", ["teacher", "pupil", "mother", "outsider"])
async def test_codes_are_told_to_nobody_but_programs(watched: GuardedSchool, who: str) -> None:
    body = {"users": [watched.names["mother"]]}
    assert (await watched.ask(who, "POST", LETTERS, body)).status == 403
    assert (await watched.ask("", "POST", LETTERS, body)).status == 401


async def test_strangers_and_leavers_have_no_letter(watched: GuardedSchool) -> None:
    assert await letters(watched, "outsider", "leaver") == {}


async def test_no_code_stands_in_the_log_or_in_the_database(watched: GuardedSchool) -> None:
    code = await fresh_code(watched, "classmate")
    await login(watched, "classmate", code)

    async def written() -> bool:
        key = watched.names["classmate"][1:]
        state = await watched.ask(
            "provisioning", "GET", f"/rooms/$registry/state/{events.LOGIN}/{key}"
        )
        return "used" in state.body

    assert await eventually(written)
    home = watched.homeserver.home
    assert code not in (home / "homeserver.log").read_text(encoding="utf-8")
    connection = sqlite3.connect(f"file:{home / 'synapse.db'}?mode=ro", uri=True)
    try:
        rows = connection.execute(
            "SELECT count(*) FROM event_json WHERE json LIKE ?", [f"%{code}%"]
        )
        assert rows.fetchone() == (0,)
    finally:
        connection.close()
