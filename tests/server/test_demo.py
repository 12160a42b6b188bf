"""The demo as a newcomer gets it, and the command contract on it.

What people should see is worked out here from the CSV files alone, without Parta's own readers.
"""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from provisioning.matrix.client import MatrixClient, path
from tests.server.campus import content
from tests.server.demo_school import Demo, parta

KINDS_WITH_PICTURES = (
    "school",
    "announcements",
    "class:2024-a",
    "class:2024-a:pupils",
    "class:2024-a:parents",
    "class:2024-a:announcements",
    "class:2024-a:materials",
    "clubs",
    "staff:room",
    "council:pedagogical",
)


@pytest.fixture
def view(demo: Demo) -> Any:
    """What somebody's client shows: locator key → room, for the rooms the person is in."""
    keys = {room_id: key for key, room_id in demo.found["rooms"].items()}

    async def look(person: dict[str, Any]) -> dict[str, dict[str, Any]]:
        async with demo.session(person) as client:
            synced = await client.get(
                "/_matrix/client/v3/sync",
                {"filter": json.dumps({"room": {"timeline": {"limit": 0}}}), "full_state": "true"},
            )
        rooms = synced["rooms"]["join"]
        return {
            keys.get(room_id, room_id): room["state"]["events"] for room_id, room in rooms.items()
        }

    return look


def of_class(key: str, *parts: str) -> set[str]:
    """The class's space and some of its rooms."""
    return {key, *(f"{key}:{part}" for part in parts)}


def class_key(title: str) -> str:
    """3А of 2026/27 entered grade 1 in 2024."""
    grade, letter = int(title[0]), {"А": "a", "Б": "b"}[title[1]]
    return f"class:{2026 - grade + 1}-{letter}"


EVERYBODY = {"school", "announcements"}
STAFF = EVERYBODY | {"documents", "staff", "staff:room", "council:pedagogical"}


def full_name(row: dict[str, str]) -> str:
    return " ".join(filter(None, (row["Фамилия"], row["Имя"], row["Отчество"])))


async def test_pupil_sees_own_class_and_clubs_and_nothing_else(demo: Demo, view: Any) -> None:
    clubs = {row["ID ученика"]: row["Кружок"] for row in demo.rows("clubs.csv")}
    with_club = next(row for row in demo.rows("pupils.csv") if row["ID"] in clubs)
    without = next(row for row in demo.rows("pupils.csv") if row["ID"] not in clubs)
    for row in (with_club, without):
        seen = set(await view(demo.found["people"][row["ID"]]))
        mine = of_class(class_key(row["Класс"]), "pupils", "announcements", "materials")
        expected = EVERYBODY | mine
        taken = {it["Кружок"] for it in demo.rows("clubs.csv") if it["ID ученика"] == row["ID"]}
        if taken:
            expected |= {"clubs"}
            assert len([key for key in seen if key.startswith("club:")]) == len(taken)
        assert {key for key in seen if not key.startswith("club:")} == expected


async def test_parent_of_two_sees_both_classes_and_no_pupils_room(demo: Demo, view: Any) -> None:
    children: dict[tuple[str, str], set[str]] = {}
    for row in demo.rows("parents.csv"):
        children.setdefault((row["ФИО родителя"], row["Телефон родителя"]), set()).add(row["Класс"])
    committee = {row["ФИО"] for row in demo.rows("councils.csv")}
    names = [name for name, _ in children]
    (name, _), classes = next(
        it
        for it in children.items()
        if len(it[1]) == 2 and it[0][0] not in committee and names.count(it[0][0]) == 1
    )
    expected = EVERYBODY | {"documents"}
    for title in classes:
        expected |= of_class(class_key(title), "parents", "announcements", "materials")
    assert set(await view(demo.person(name))) == expected


async def test_teacher_sees_own_classes_and_the_staff_rooms(demo: Demo, view: Any) -> None:
    row = next(
        it
        for it in demo.rows("staff.csv")
        if it["Роль"] == "учитель" and it["Приказ"] and it["Классы"]
    )
    expected = set(STAFF)
    if "рабочие совещания" in row["Советы"]:
        expected |= {"council:work"}
    for title in filter(None, f"{row['Классы']}, {row['Классное руководство']}".split(", ")):
        expected |= of_class(class_key(title), "pupils", "parents", "announcements", "materials")
    assert set(await view(demo.found["people"][row["ID"]])) == expected


async def test_teacher_without_an_order_sees_no_room_with_children(demo: Demo, view: Any) -> None:
    pending = [
        row for row in demo.rows("staff.csv") if row["Роль"] == "учитель" and not row["Приказ"]
    ]
    assert pending
    for row in pending:
        seen = set(await view(demo.found["people"][row["ID"]]))
        assert seen - {"council:work"} == EVERYBODY


async def test_director_sees_everything_but_the_registry(demo: Demo, view: Any) -> None:
    row = next(it for it in demo.rows("staff.csv") if it["Роль"] == "директор")
    seen = set(await view(demo.found["people"][row["ID"]]))
    assert seen == set(demo.found["rooms"]) - {"registry"}


async def test_rooms_have_russian_names_topics_and_pictures_that_differ_by_kind(
    demo: Demo, view: Any
) -> None:
    row = next(it for it in demo.rows("staff.csv") if it["Роль"] == "директор")
    seen = await view(demo.found["people"][row["ID"]])
    assert content(seen["class:2024-a:pupils"], "m.room.name")["name"] == "3А · Ученики"
    assert content(seen["class:2024-a"], "m.room.name")["name"] == "3А класс"
    assert content(seen["school"], "m.room.name")["name"] == "Прогимназия «Родник»"
    pictures = {content(seen[key], "m.room.avatar")["url"] for key in KINDS_WITH_PICTURES}
    assert len(pictures) == len(KINDS_WITH_PICTURES)
    for key, state in seen.items():
        topic = content(state, "m.room.topic")["topic"]
        assert any("а" <= letter.lower() <= "я" for letter in topic), key
    async with demo.session(demo.found["people"][row["ID"]]) as client:
        for url in pictures:
            server, media = url.removeprefix("mxc://").split("/")
            where = client._base + path(
                "_matrix", "client", "v1", "media", "download", server, media
            )
            assert client._session is not None
            async with client._session.get(where) as answer:
                assert (await answer.read()).startswith(b"\x89PNG")


async def test_spaces_hold_the_rooms_of_their_class(demo: Demo) -> None:
    rooms = demo.found["rooms"]
    row = next(iter(demo.rows("pupils.csv")))
    key = class_key(row["Класс"])
    async with demo.session(demo.found["people"][row["ID"]]) as client:
        where = path("_matrix", "client", "v1", "rooms", rooms["school"], "hierarchy")
        answer = await client.get(where, {"limit": "500"})
    shown = {it["room_id"] for it in answer["rooms"]}
    hidden = {rooms[f"{key}:parents"], rooms["staff"], rooms["staff:room"], rooms["council:work"]}
    assert not shown & hidden, "a pupil's client shows rooms that are not the pupil's"
    (space,) = [it for it in answer["rooms"] if it["room_id"] == rooms[key]]
    children = {it["state_key"] for it in space["children_state"]}
    assert children == {
        rooms[f"{key}:{part}"] for part in ("announcements", "pupils", "parents", "materials")
    }


async def test_nobody_may_log_in_with_another_code(demo: Demo) -> None:
    one, other = list(demo.found["people"].values())[:2]
    with pytest.raises(Exception, match="403"):
        await demo.login({**one, "code": other["code"]})


def test_plan_after_the_demo_is_empty(demo: Demo) -> None:
    done = demo.parta("plan")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "менять нечего" in done.stdout
    assert "\x1b" not in done.stdout, "a pipe gets no colours"


def test_demo_json_is_readable_by_its_owner_only(demo: Demo) -> None:
    assert (demo.home / "demo.json").stat().st_mode & 0o077 == 0
    log = (demo.home / "homeserver.log").read_text(encoding="utf-8")
    for secret in (
        demo.found["admin_token"],
        *(it["code"] for it in demo.found["people"].values()),
    ):
        assert secret not in log


async def test_web_side_answers(demo: Demo) -> None:
    async with MatrixClient(demo.found["web"], "") as client:
        assert (await client.get("/healthz"))["status"] == "ok"
        known = await client.get("/.well-known/matrix/client")
    assert known["m.homeserver"]["base_url"] == demo.found["homeserver"]


def test_explain_names_the_clause(demo: Demo) -> None:
    row = demo.rows("pupils.csv")[0]
    done = demo.parta("explain", row["ID"], f"{class_key(row['Класс'])}:pupils")
    assert done.returncode == 0, done.stderr
    may, may_not = done.stdout.split("Нельзя")
    assert "писать сообщения" in may
    assert "п. 1.1" in may
    assert "опрос" in may_not
    assert "п. 2.5" in may_not


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("truncated in the middle", lambda data: data[: len(data) // 2]),
        ("empty", lambda data: data[:0]),
        ("header only", lambda data: data.split(b"\r\n")[0] + b"\r\n"),
        ("half the rows", lambda data: b"\r\n".join(data.split(b"\r\n")[:101]) + b"\r\n"),
    ],
    ids=lambda it: it if isinstance(it, str) else "",
)
def test_broken_roster_removes_nobody_and_says_why(demo: Demo, name: str, damage: Any) -> None:
    file = demo.folder / "roster" / "pupils.csv"
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    try:
        done = demo.parta("apply", "--yes")
    finally:
        file.write_bytes(whole)
    assert done.returncode in (1, 3), done.stdout
    assert "Traceback" not in done.stderr
    assert any(
        word in done.stderr for word in ("pupils.csv", "parents.csv", "Удаления остановлены")
    )
    again = demo.parta("plan")
    assert again.returncode == 0, again.stdout + again.stderr


def test_saved_plan_is_carried_out_only_while_it_is_true(demo: Demo, tmp_path: Path) -> None:
    rows = demo.rows("pupils.csv")
    original = [dict(row) for row in rows]
    staff = demo.rows("staff.csv")
    renamed = [{**row, "Отчество": "Новая"} if row is staff[0] else row for row in staff]
    plan = tmp_path / "plan.json"
    try:
        rows[0]["Класс"] = "1А" if rows[0]["Класс"] != "1А" else "1Б"
        # The lists that name the pupil's class must follow, or the roster contradicts itself.
        family = _with_class(demo, rows[0])
        demo.write("pupils.csv", rows)
        done = demo.parta("plan", "--out", str(plan))
        assert done.returncode == 2, done.stdout + done.stderr
        saved = plan.read_text(encoding="utf-8")
        assert not [it for it in demo.found["people"].values() if it["code"] in saved]
        assert demo.parta("apply", str(plan)).returncode == 0
        assert demo.parta("plan").returncode == 0
        demo.write("staff.csv", renamed)
        moved_on = demo.parta("apply", str(plan))
        assert moved_on.returncode == 1
        assert "план" in moved_on.stderr
    finally:
        demo.write("pupils.csv", original)
        demo.write("staff.csv", staff)
        for name, before in family.items():
            demo.write(name, before)
        assert demo.parta("apply", "--yes").returncode == 0


def _with_class(demo: Demo, pupil: dict[str, str]) -> dict[str, list[dict[str, str]]]:
    """Write the pupil's new class into the other lists; returns what they were."""
    before = {}
    for name, column in (("parents.csv", "ID ребёнка"), ("clubs.csv", "ID ученика")):
        rows = demo.rows(name)
        before[name] = [dict(row) for row in rows]
        for row in rows:
            if row[column] == pupil["ID"]:
                row["Класс"] = pupil["Класс"]
        demo.write(name, rows)
    return before


def test_half_a_class_gone_everywhere_is_held_back_with_exit_3(demo: Demo) -> None:
    before = {name: demo.rows(name) for name in ("pupils.csv", "parents.csv", "clubs.csv")}
    mine = [row["ID"] for row in before["pupils.csv"] if row["Класс"] == "2А"]
    gone = set(mine[: len(mine) // 2 + 1])
    columns = {"pupils.csv": "ID", "parents.csv": "ID ребёнка", "clubs.csv": "ID ученика"}
    try:
        for name, rows in before.items():
            demo.write(name, [row for row in rows if row[columns[name]] not in gone])
        done = demo.parta("apply", "--yes")
    finally:
        for name, rows in before.items():
            demo.write(name, rows)
    assert done.returncode == 3, done.stdout + done.stderr
    assert "2А" in done.stderr
    assert "--allow-removals" in done.stderr
    assert demo.parta("plan").returncode == 0, "nobody was locked or taken out of a room"


def test_wrong_token_and_dead_server_are_sentences(demo: Demo, tmp_path: Path) -> None:
    for change, word in (
        ({"admin_token": "wrong"}, "ключ"),
        ({"homeserver": "http://127.0.0.1:9"}, "не отвечает"),
    ):
        home = tmp_path / word
        home.mkdir()
        (home / "demo.json").write_text(json.dumps({**demo.found, **change}), encoding="utf-8")
        done = parta("plan", str(demo.folder), "--home", str(home))
        assert done.returncode == 1
        assert word in done.stderr
        assert "Traceback" not in done.stderr


def test_demo_started_again_keeps_people_and_codes(demo: Demo) -> None:
    port = demo.found["homeserver"].rpartition(":")[2]
    done = parta(
        "demo", "--school", str(demo.folder), "--home", str(demo.home), "--port-base", port,
        "--detach",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    again = json.loads((demo.home / "demo.json").read_text(encoding="utf-8"))
    assert again == demo.found


async def test_apply_does_not_disturb_who_is_logged_in(demo: Demo) -> None:
    person = next(iter(demo.found["people"].values()))
    async with MatrixClient(demo.found["homeserver"], person["access_token"]) as client:
        answer = await client.get("/_matrix/client/v3/account/whoami")
        await asyncio.to_thread(demo.parta, "apply", "--yes")
        assert await client.get("/_matrix/client/v3/account/whoami") == answer


def test_the_head_s_digest_of_the_demo_is_printed(demo: Demo, tmp_path: Path) -> None:
    out = tmp_path / "digest.pdf"
    done = demo.parta("digest", "--since", "01.09.2026", "--until", "2026-09-07", "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert out.read_bytes().startswith(b"%PDF-")
    backwards = demo.parta("digest", "--since", "2026-09-07", "--until", "2026-09-01")
    assert backwards.returncode == 1
    assert "--until" in backwards.stderr
