"""The database of the assistant deleted while it is down: everything planned happens, once."""

import contextlib
import json
import sqlite3
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from provisioning.layouts.load import Layouts
from tests.server.assistant import Helper
from tests.server.conftest import helped_school
from tests.server.guarded import eventually
from tests.server.test_assistant_teaching import holding, seen

STAFF, BOARD, PARENTS, PUPILS = "staff_room", "class_board", "parents_room", "pupils_room"
ZONE = ZoneInfo("Europe/Moscow")
# Facts by which jobs that look again every some seconds find where they were.
_LOOKS = ("cursor", "autolock")


@pytest.fixture(scope="module")
async def helper(
    tmp_path_factory: pytest.TempPathFactory, layouts: Layouts
) -> AsyncIterator[Helper]:
    """A school of its own: what is closed, silenced and planned here outlasts the test."""
    async with helped_school(tmp_path_factory.mktemp("lost"), layouts) as found:
        yield found


def table(helper: Helper, query: str) -> dict[str, Any]:
    where = f"file:{helper.home}/data/assistant.db?mode=ro"
    with contextlib.closing(sqlite3.connect(where, uri=True, timeout=10)) as connection:
        return {str(row[0]): row[1:] for row in connection.execute(query).fetchall()}


def known(helper: Helper) -> dict[str, Any]:
    """What the assistant knows: facts, what is planned, what happened once."""
    facts = table(helper, "select id, kind, at, room_key, subject, data from facts")
    timers = table(helper, "select key, due, name, payload from timers where key not like 'every:%'"
                           " and name not like 'adults%'")  # fmt: skip
    once = table(helper, "select name from notes where name not in ('since', 'rebuild')")
    return {
        "facts": {
            # A tap is remembered when it was read, and read again when it was sent.
            key: (it[0], 0 if it[0] == "acknowledgement" else it[1], *it[2:-1], json.loads(it[-1]))
            for key, it in facts.items()
            if it[0] not in _LOOKS
        },
        "timers": {key: (*it[:-1], json.loads(it[-1])) for key, it in timers.items()},
        "once": once,
    }  # fmt: skip


async def everything_told(helper: Helper) -> None:
    """Nothing waits for being carried out."""

    async def is_quiet() -> bool:
        waiting = table(helper, "select id, kind from outbox where state = 'waiting'")
        return not waiting and not table(helper, "select id, name from jobs")

    await eventually(is_quiet, within=60, what="the assistant has nothing to do")


def lose_the_database(helper: Helper) -> None:
    for file in (helper.home / "data").glob("assistant.db*"):
        file.unlink()
    assert not list((helper.home / "data").glob("*.db-wal"))


def soon() -> datetime:
    """A minute that is near, and not too near."""
    return (datetime.now(ZONE) + timedelta(seconds=75)).replace(second=0, microsecond=0)


async def tapped(helper: Helper, who: str, room: str, text: str) -> str:
    """A command that is confirmed; the id of its preview."""
    preview = await helper.answer_to(who, room, await helper.typed(who, room, text))
    await helper.react(who, room, preview["event_id"], "✅")
    await helper.now_reads(who, room, preview["event_id"])
    return str(preview["event_id"])


async def announced(helper: Helper, title: str) -> int:
    """How often the class read it."""
    return sum(
        title in event["content"].get("body", "")
        for event in await helper.school.read("mother", BOARD)
        if event["sender"] == helper.user and "m.relates_to" not in event["content"]
    )


async def test_a_lost_database_is_filled_from_matrix(helper: Helper) -> None:
    # What is planned and what is counted.
    await tapped(helper, "teacher", STAFF, "!объявить 1А: Едем в музей")
    sent = await seen(
        helper, "mother", BOARD, holding("org.parta.announcement", "музей"), "the announcement"
    )
    await helper.react("mother", BOARD, sent["event_id"], "✅")
    await helper.react("classmate", BOARD, sent["event_id"], "👍")
    await tapped(helper, "teacher", STAFF, "!объявить завтра 8:00 1А: Принесите форму")
    asked = await helper.typed("teacher", STAFF, "!объявить завтра 9:00 1А: Линейка")
    open_prompt = (await helper.answer_to("teacher", STAFF, asked))["event_id"]
    await helper.typed("teacher", PARENTS, "!консультация завтра 15:00 2 по 15 мин")
    card = await seen(
        helper, "father", PARENTS, holding("org.parta.consultation", "15:00"), "the card"
    )
    await helper.react("father", PARENTS, card["event_id"], "1️⃣")
    await helper.private("father", containing="15:00")
    in_a_week = f"{datetime.now(ZONE) + timedelta(days=7):%d.%m.%Y}"
    await helper.typed("teacher", BOARD, f"!задание 1А до {in_a_week} 18:00: Решить № 5")
    await seen(helper, "pupil", PUPILS, holding("org.parta.task", "№ 5"), "the task")
    await helper.typed("teacher", PUPILS, "!тишина Зайцев Саша 1 день шумит")
    await helper.private("pupil", containing="шумит")
    await helper.typed("teacher", PUPILS, "!закрыть 1 день контрольная")
    await helper.private_room("teacher")
    await helper.ask("teacher", "teacher_and_assistant", "!дайджест выкл")
    await helper.typed("pupil", "pupil_and_assistant", "!жалоба мне обидно")
    case = await seen(
        helper, "director", "moderation", holding("org.parta.prompt", "обидно"), "the card"
    )
    due = soon()
    await tapped(helper, "teacher", STAFF, f"!объявить {due:%H:%M} 1А: Сбор у входа")
    await everything_told(helper)
    before = known(helper)

    helper.kill()
    lose_the_database(helper)
    helper.start()
    await helper.ready()

    async def is_filled() -> bool:
        return set(known(helper)["facts"]) >= set(before["facts"])

    await eventually(is_filled, within=60, what="the facts are there again")
    now = known(helper)
    assert {key: it for key, it in now["facts"].items() if key in before["facts"]} == (
        before["facts"]
    )
    assert now["timers"] == before["timers"]
    assert now["once"].keys() >= before["once"].keys()

    # Questions that were open are answered; what was answered is not asked again.
    await helper.react("teacher", STAFF, open_prompt, "✅")
    assert "Линейка" in await helper.now_reads("teacher", STAFF, open_prompt)
    await helper.react("director", "moderation", case["event_id"], "❌")

    async def is_decided() -> bool:
        return any(key.startswith("decision:") for key in known(helper)["facts"])

    await eventually(is_decided, within=60, what="the case is decided")
    await helper.react("mother", BOARD, sent["event_id"], "👍")
    await helper.typed("teacher", STAFF, "!объявления")
    listed = (await helper.private("teacher", containing="Отправленные"))["content"]["body"]
    assert "ознакомились 2 из" in listed
    assert "Принесите форму" in listed

    # What is planned happens when its time comes.
    async def has_come() -> bool:
        return await announced(helper, "Сбор у входа") == 1

    await eventually(has_come, within=90, what="the planned announcement")
    await everything_told(helper)
    # And lost again, with nothing planned left of it: it does not come twice.
    helper.kill()
    lose_the_database(helper)
    helper.start()
    await helper.ready()
    assert "Принесите" in await helper.ask("teacher", "teacher_and_assistant", "!объявления")
    await everything_told(helper)
    assert await announced(helper, "Сбор у входа") == 1
