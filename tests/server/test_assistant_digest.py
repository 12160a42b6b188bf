"""Digests on a real homeserver: counted of real events, once, for the right ones, in private."""

import json
import os
import re
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from policy import endpoints
from tests.conftest import ROOT
from tests.server.assistant import Helper
from tests.server.guarded import eventually

TITLE = "Едем в Ясную Поляну"
_WORDS = r"грубые слова (\d+)"
_ROOM_OF = {"director": "moderation", "teacher": "pupils_room", "mother": "parents_room"}


def spaced(text: str) -> str:
    return text.replace("\u00a0", " ")


async def messages(helper: Helper, who: str) -> list[dict[str, Any]]:
    """What the assistant sent somebody in private, the newest first."""
    await helper.private_room(who)
    return [
        it
        for it in await helper.school.read(who, f"{who}_and_assistant")
        if it["sender"] == helper.user and "msgtype" in it["content"]
    ]


async def digest_of(helper: Helper, who: str, command: str = "!дайджест") -> str:
    """The words of the digest that answers a command typed in private."""
    room = f"{who}_and_assistant"
    if room not in helper.school.names:
        await helper.typed(who, _ROOM_OF[who], "!помощь")  # answered in private
        await helper.private_room(who)
    asked = await helper.typed(who, room, command)
    return spaced((await helper.answer_to(who, room, asked))["content"]["body"])


async def nothing_waits(helper: Helper) -> None:
    """Every job is done, every effect carried out, by the assistant's own database."""
    database = helper.home / "data" / "assistant.db"

    async def idle() -> bool:
        with closing(sqlite3.connect(database)) as connection:
            jobs = connection.execute("SELECT count(*) FROM jobs").fetchone()[0]
            waiting = "SELECT count(*) FROM outbox WHERE state = 'waiting'"
            return int(jobs + connection.execute(waiting).fetchone()[0]) == 0

    await eventually(idle, within=120, what="nothing waits")


def number(text: str, pattern: str) -> int:
    """The number in the line of a digest that `pattern` finds; 0 where there is no such line."""
    found = re.search(pattern, text)
    return int(found[1]) if found else 0


async def test_a_digest_counts_a_real_announcement_and_a_real_refusal_exactly(
    helper: Helper,
) -> None:
    before = await digest_of(helper, "director")
    assert "Сводка за" in before
    assert TITLE not in before

    asked = await helper.typed("teacher", "pupils_room", f"!объявить 1А: {TITLE}")
    preview = await helper.answer_to("teacher", "pupils_room", asked)
    await helper.react("teacher", "pupils_room", preview["event_id"], "✅")

    async def announced() -> str:
        for it in await helper.school.read("mother", "class_board"):
            if it["sender"] == helper.user and TITLE in it["content"].get("body", ""):
                return str(it["event_id"])
        return ""

    event_id = str(await eventually(announced, within=60, what="the announcement"))
    await helper.react("mother", "class_board", event_id, "✅")
    refused = await helper.school.ask(
        "pupil", "PUT", "/rooms/$pupils_room/send/m.room.message/$txn",
        {"msgtype": "m.text", "body": "ты козёл"},
    )  # fmt: skip
    assert refused.status == 403

    async def counted() -> str:
        text = await digest_of(helper, "director")
        return text if TITLE in text and number(text, _WORDS) else ""

    text = str(await eventually(counted, within=90, what="both are counted"))
    assert number(text, _WORDS) == number(before, _WORDS) + 1
    # Of the two families of 1А one has acknowledged; nobody of the staff.
    (line,) = [it for it in text.splitlines() if TITLE in it]
    assert "семьи 1 из 2" in line
    assert "козёл" not in text
    assert "Зайцев" not in text


async def test_each_gets_words_picture_and_paper_of_the_own(helper: Helper) -> None:
    text = await digest_of(helper, "teacher")
    assert "1А класс · сводка" in text

    async def files() -> list[dict[str, Any]]:
        # Other tests ask for other files in the same room.
        sorts = ("image/png", "application/pdf")
        found = [
            it
            for it in await messages(helper, "teacher")
            if it["content"].get("info", {}).get("mimetype") in sorts
        ]
        return found if len(found) >= 2 else []

    newest = (await eventually(files, within=60, what="picture and paper"))[:2]
    paper, image = (it["content"] for it in newest)
    assert (image["msgtype"], paper["msgtype"]) == ("m.image", "m.file")
    for shown, begins in ((image, b"\x89PNG"), (paper, b"%PDF-")):
        where = shown["url"].removeprefix("mxc://")
        address = f"{helper.school.homeserver.address}/_matrix/client/v1/media/download/{where}"
        token = {"Authorization": f"Bearer {helper.school.tokens['teacher']}"}
        async with (
            aiohttp.ClientSession() as session,
            session.get(address, headers=token) as answer,
        ):
            data = await answer.read()
        assert data.startswith(begins)
        assert len(data) == shown["info"]["size"]
    mother = await digest_of(helper, "mother", "!дайджест день")
    assert "Ваши дети" in mother
    assert "отказ" not in mother


@pytest.mark.parametrize(("who", "room"), [("pupil", "pupils_room"), ("secretary", "staff_room")])
async def test_others_are_refused_by_a_clause(helper: Helper, who: str, room: str) -> None:
    text = await helper.ask(who, room, "!дайджест")
    assert "нельзя: читать сводку" in text
    # The row X13 is the school's own: the regulation on paper has no clause on digests.
    assert "(настройка школы)" in text


async def test_one_that_was_due_while_it_was_down_comes_once_however_often_it_is_killed(
    helper: Helper,
) -> None:
    await digest_of(helper, "director")

    await nothing_waits(helper)
    before = {it["event_id"] for it in await messages(helper, "director")}
    helper.kill()
    due = int(time.time() * 1000) - 60_000
    row = ("digest:weekly", due, "digest-due", json.dumps({"name": "weekly"}))
    database = helper.home / "data" / "assistant.db"
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("DELETE FROM timers WHERE key = ?", row[:1])
        connection.execute("INSERT INTO timers (key, due, name, payload) VALUES (?, ?, ?, ?)", row)

    fresh: list[dict[str, Any]] = []

    def words() -> list[str]:
        return [spaced(it["content"]["body"]) for it in fresh if "url" not in it["content"]]

    async def some() -> bool:
        found = await messages(helper, "director")
        fresh[:] = [it for it in found if it["event_id"] not in before]
        return any("Сводка за" in it for it in words())

    # Killed while it starts, while it draws, while it sends.
    helper.start()
    await helper.ready()
    helper.kill()
    helper.start()
    await eventually(some, within=120, what="the digest")
    helper.kill()
    helper.start()
    await helper.ready()

    await nothing_waits(helper)
    await some()
    assert sum("Сводка за" in it for it in words()) == 1
    assert sum("url" in it["content"] for it in fresh) == 2
    # The others' came, too: of a class teacher one, of a mother words alone.
    for who, title in (("teacher", "1А класс"), ("mother", "Ваши дети")):
        await helper.private(who, containing=title)


async def test_the_paper_is_printed_for_the_provisioning_user_alone(
    helper: Helper, tmp_path: Path, sample_school: Path
) -> None:
    today = date.today()
    days = {"since": (today - timedelta(days=6)).isoformat(), "until": today.isoformat()}

    async def asked(body: Any, token: str | None) -> tuple[int, bytes]:
        headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
        async with (
            aiohttp.ClientSession() as session,
            session.post(
                f"{helper.web}{endpoints.DIGEST}", data=json.dumps(body), headers=headers
            ) as answer,
        ):
            return answer.status, await answer.read()

    tokens = helper.school.tokens
    assert (await asked(days, None))[0] == 401
    assert (await asked(days, ""))[0] == 401
    assert (await asked(days, "syt_nobody"))[0] == 403
    for who in ("director", "administrator", "assistant", "pupil"):
        assert (await asked(days, tokens[who]))[0] == 403, who
    for odd in (
        {},
        [],
        {**days, "user": "x"},
        {**days, "until": "2020-01-01"},
        {"since": "x" * 2000},
    ):
        assert (await asked(odd, tokens["provisioning"]))[0] == 400, odd
    status, found = await asked(days, tokens["provisioning"])
    assert status == 200
    assert found.startswith(b"%PDF-")

    def printed(token: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", "from provisioning.cli import main; main()", "digest",
             str(sample_school), "--since", days["since"], "--out", str(tmp_path / "week.pdf")],
            cwd=ROOT,
            env={**os.environ, "PARTA_LANG": "ru", "PYTHONUTF8": "1", "PARTA_TOKEN": token,
                 "PARTA_WEB": helper.web, "PARTA_HOMESERVER": helper.school.homeserver.address},
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    done = printed(tokens["director"])
    assert done.returncode == 1
    assert "ключ доступа" in done.stderr
    assert not (tmp_path / "week.pdf").exists()
    done = printed(tokens["provisioning"])
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "week.pdf").read_bytes().startswith(b"%PDF-")
    assert "week.pdf" in done.stdout
