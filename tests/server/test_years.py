"""Three school years on a real homeserver: after each turn the server is what the lists say.

The short form (CI) kills a roll-over at a few of its requests; PARTA_SWEEP=full at many.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from provisioning.matrix.client import MatrixClient, MatrixError, path
from provisioning.matrix.server import Homeserver
from tests.server.campus import Campus, FoundCampus, content, joined
from tests.server.cutting_proxy import CuttingProxy
from tests.server.school_folder import Lists, SchoolFolder

FULL = os.environ.get("PARTA_SWEEP") == "full"
# A roll-over of this school sends about a hundred requests.
GOING_ON = range(8, 110, 3) if FULL else (60,)
GOING_BACK = range(9, 110, 9) if FULL else (70,)
GUARD = "removal_guard: {accounts_percent: 30}\n"
LONG = "А" * 80
NAMESAKE = "Иванов Иван Иванович"

# Who is called what; the class of each year stands in YEARS.
NAMES = {
    "a1": "Зайцев Олег Петрович",
    "a2": NAMESAKE,
    "a3": f"{LONG} Алим Тимурович",
    "b1": "Зайцева Анна Петровна",
    "b2": "О'Нил Шон",
    "b3": "Ёлкина Алёна Юрьевна",
    "c1": "Котов Лев Ильич",
    "c2": NAMESAKE,
    "c3": "Хьэтӏохъущокъуэ Ӏэсият Къазджэрийовна",
    "c4": "Рыбин Глеб Ильич",
    "n1": "Уткина Вера Львовна",
    "n2": "Гусев Марк Львович",
    "o1": "Белова Инна Олеговна",
    "o2": "Чижов Ян Янович",
    "p1": "Сомов Пётр Петрович",
}
PARENTS = {
    "m1": ("Зайцева Ирина Львовна", ("a1", "b1")),
    "m2": ("О’Нил Мэри", ("b2",)),
    "m3": ("Котова Ольга Юрьевна", ("c1",)),
}
TEACHERS = {
    "t1": "Соколова Инна Ильинична",
    "t2": "Ильина Марьяна Львовна",
    "t3": "Фомина Дана Юрьевна",
    "t4": "Громов Денис Олегович",
}


def year(
    number: int, pupils: Mapping[str, str], teachers: Mapping[str, str], settings: str = GUARD
) -> Lists:
    """The lists of one year; parents are there as long as a child of theirs is."""
    classes = {who: title for title, them in pupils.items() for who in them.split()}
    return Lists(
        number,
        [(who, NAMES[who], title) for who, title in classes.items()],
        [
            (parent, name, child)
            for parent, (name, children) in PARENTS.items()
            for child in children
            if child in classes
        ],
        [(who, TEACHERS[who], of) for who, of in teachers.items()],
        settings,
    )


FIRST = year(
    2026,
    {"2А": "c1 c2 c3", "3А": "a1 a2 a3", "4А": "b1 b2 b3"},
    {"t1": "2А", "t2": "3А", "t3": "4А"},
)
# 4А finished school, and m2 with it; a3 repeats; c2 left; c4 joined; t2 is on leave.
SECOND = year(
    2027,
    {"1А": "n1 n2", "3А": "c1 c3 c4 a3", "4А": "a1 a2"},
    {"t1": "3А", "t4": "4А", "t3": "1А"},
)
# c2 and t2 came back; c4 changed to the new class 4Б; m1's last child finished school.
THIRD = year(
    2028,
    {"1А": "o1", "2А": "n1 n2", "4А": "c1 c2 c3 a3", "4Б": "c4 o2"},
    {"t1": "4А", "t2": "1А", "t3": "2А", "t4": "4Б"},
)
FOURTH = year(2029, {"1А": "p1", "2А": "o1", "3А": "n1 n2"}, {"t1": "1А", "t2": "2А", "t3": "3А"})


@pytest.fixture
async def school(campus: FoundCampus, tmp_path: Path) -> SchoolFolder:
    """The school as it is in the first year."""
    found = SchoolFolder(tmp_path / "school", await campus())
    found.write(FIRST)
    assert await found.parta("apply", "--yes") == 0, found.said
    return found


async def test_three_school_years_with_everything_that_happens_to_people(
    school: SchoolFolder,
) -> None:
    first = await users(school.school)
    archives: set[str] = set()
    for lists, words, closed in (
        (SECOND, ("--repeater", "a3"), {"class:2023-a"}),
        (THIRD, (), {"class:2024-a"}),
        (FOURTH, ("--allow-removals", "1"), {"class:2025-a", "class:2025-b"}),
    ):
        school.write(lists)
        out = school.folder / "exported"
        done = await school.parta("rollover", "--yes", "--export", str(out), *words)
        assert done == 0, school.said
        await assert_like(school, lists)
        archives |= closed
        await assert_readable_and_closed(school.school, archives)
    exported = school.folder / "exported"
    assert {it.name for it in exported.iterdir()} == {"2027 4А", "2028 4А", "2029 4А", "2029 4Б"}
    assert all((it / "index.html").exists() for it in exported.iterdir())
    # Whoever was there all the time, or came back, has one account, under one name.
    last = await users(school.school)
    assert all(first[who] == user for who, user in last.items() if who in first)
    assert (await users(school.school, leavers=True)).keys() >= {"b1", "m1", "m2", "a3", "c2"}


async def test_two_people_of_one_name_keep_their_accounts_apart(school: SchoolFolder) -> None:
    found = await users(school.school)
    assert found["a2"] != found["c2"]
    assert len(set(found.values())) == len(found)


async def test_a_repeated_year_is_confirmed_by_a_person(school: SchoolFolder) -> None:
    school.write(SECOND)
    before = await picture(school.school)
    assert await school.parta("rollover", "--yes") == 1
    assert "--repeater a3" in school.said
    assert await picture(school.school) == before, "nothing was done"


async def test_without_a_raised_year_there_is_nothing_to_roll_over(school: SchoolFolder) -> None:
    school.write(
        year(
            2026,
            {"2А": "c1 c2 c3 c4", "3А": "a1 a2 a3", "4А": "b1 b2 b3"},
            {"t1": "2А", "t2": "3А", "t3": "4А"},
        )
    )
    assert await school.parta("rollover", "--yes") == 1
    assert "school_year" in school.said


async def test_lists_that_lost_a_class_in_the_middle_are_no_roll_over(
    school: SchoolFolder,
) -> None:
    lost = year(2027, {"1А": "n1 n2", "4А": "a1 a2 a3"}, {"t1": "4А", "t3": "1А", "t2": "1А"})
    school.write(lost)
    before = await picture(school.school)
    assert await school.parta("rollover", "--yes") == 3, school.said
    assert await picture(school.school) == before, "nothing was done"


async def test_class_that_would_stay_without_a_teacher_holds_the_roll_over_and_apply(
    school: SchoolFolder,
) -> None:
    alone = {"1А": "n1 n2", "3А": "c1 c2 c3", "4А": "a1 a2 a3"}
    school.write(year(2027, alone, {"t1": "3А", "t3": "1А", "t4": "1А"}))
    assert await school.parta("rollover", "--yes") == 3, school.said
    assert TEACHERS["t2"] in school.said
    # The same in the middle of a year: the teacher stays until somebody takes the class.
    school.write(
        year(2026, {"2А": "c1 c2 c3", "3А": "a1 a2 a3", "4А": "b1 b2 b3"}, {"t1": "2А", "t3": "4А"})
    )
    assert await school.parta("apply", "--yes") == 3, school.said
    assert TEACHERS["t2"] in school.said
    assert "t2" in await users(school.school)
    assert await school.parta("plan") == 3, "nothing else to do"
    school.write(
        year(
            2026,
            {"2А": "c1 c2 c3", "3А": "a1 a2 a3", "4А": "b1 b2 b3"},
            {"t1": "2А", "t3": "4А", "t4": "3А"},
        )
    )
    assert await school.parta("apply", "--yes") == 0, school.said
    assert "t2" not in await users(school.school)


async def test_plan_is_written_to_be_signed_and_then_carried_out(
    school: SchoolFolder, tmp_path: Path
) -> None:
    school.write(SECOND)
    out = tmp_path / "plan"
    before = await picture(school.school)
    assert await school.parta("rollover", "--repeater", "a3", "--plan", str(out)) == 2, school.said
    assert await picture(school.school) == before, "nothing was done"
    text = (out / "rollover.txt").read_text(encoding="utf-8")
    page = (out / "rollover.html").read_text(encoding="utf-8")
    for said in (
        "3А → 4А", "4А: выпуск", "1А: новый", "О'Нил Шон", "Уткина Вера Львовна",
        "Ильина Марьяна Львовна → Громов Денис Олегович",
    ):  # fmt: skip
        assert said in text
        assert said.replace("'", "&#39;") in page
    changed = year(
        2027, {"1А": "n1", "3А": "c1 c3 c4 a3", "4А": "a1 a2"}, {"t1": "3А", "t4": "4А", "t3": "1А"}
    )
    school.write(changed)
    assert await school.parta("rollover", str(out / "rollover.json")) == 1, "other lists"
    school.write(SECOND)
    assert await school.parta("rollover", str(out / "rollover.json")) == 0, school.said
    await assert_like(school, SECOND)


async def test_roll_over_is_taken_back_and_apply_waits_until_a_person_says_go_on(
    school: SchoolFolder,
) -> None:
    before = await picture(school.school)
    school.write(SECOND)
    assert await school.parta("rollover", "--yes", "--repeater", "a3") == 0, school.said
    assert await school.parta("rollover", "--undo", "--yes") == 0, school.said
    assert "сеансы на устройствах" in school.said
    after = await picture(school.school)
    assert {key: after[key] for key in before} == before
    assert await school.parta("apply", "--yes") == 1
    assert "приостановлена" in school.said
    assert await school.parta("rollover", "--undo", "--yes") == 1, "there is nothing more to undo"
    assert await school.parta("rollover", "--resume") == 0
    school.write(FIRST)
    assert await school.parta("plan") == 0, school.said


async def test_apply_waits_while_the_sync_is_paused(school: SchoolFolder) -> None:
    assert await school.parta("rollover", "--pause") == 0, school.said
    school.write(SECOND)
    before = await picture(school.school)
    assert await school.parta("apply", "--yes") == 1
    assert await picture(school.school) == before
    assert await school.parta("rollover", "--yes", "--repeater", "a3") == 0, school.said
    await assert_like(school, SECOND)


@pytest.mark.parametrize("back", [False, True], ids=["go-on", "undo"])
async def test_after_kill_9_in_the_middle_it_goes_on_or_back(
    campus: FoundCampus, tmp_path: Path, back: bool
) -> None:
    killed = 0
    for victim in GOING_BACK if back else GOING_ON:
        school = SchoolFolder(tmp_path / str(victim), await campus())
        school.write(FIRST)
        assert await school.parta("apply", "--yes") == 0, school.said
        before = await picture(school.school)
        school.write(SECOND)
        killed += await killed_at(school, victim)
        if back:
            assert await school.parta("rollover", "--undo", "--yes") == 0, school.said
            after = await picture(school.school)
            assert {key: after[key] for key in before} == before, victim
            continue
        assert await school.parta("rollover", "--yes", "--repeater", "a3") == 0, school.said
        await assert_like(school, SECOND)
    assert killed, "no kill hit the roll-over"


async def killed_at(school: SchoolFolder, victim: int) -> bool:
    """Roll over, and end the command with SIGKILL at request number `victim`."""
    process = None

    def kill() -> None:
        if process is not None and process.returncode is None:
            process.kill()

    address = school.school.homeserver.address
    async with CuttingProxy(address, victim, on_victim=kill).running() as proxy:
        words = ("--yes", "--repeater", "a3")
        process = await school.start("rollover", *words, address=proxy.address)
        await process.communicate()
        return (process.returncode or 0) < 0


async def assert_like(school: SchoolFolder, lists: Lists) -> None:
    """The second plan is empty, and by counting: each class room holds who the lists say."""
    assert await school.parta("plan") == 0, school.said
    found = await users(school.school)
    people = {it[0] for it in (*lists.pupils, *lists.parents, *lists.teachers)} | {"d"}
    assert found.keys() == people
    rooms = {key: ids[0] for key, ids in (await school.school.rooms()).items()}
    by_title: dict[str, set[str]] = {}
    for who, _, title in lists.pupils:
        by_title.setdefault(title, {"d"}).add(who)
    for who, _, title in lists.teachers:
        by_title[title].add(who)
    for title, members in by_title.items():
        letter = {"А": "a", "Б": "b"}[title[1]]
        key = f"class:{lists.year - int(title[0]) + 1}-{letter}"
        state = await school.school.state(rooms[f"{key}:pupils"])
        assert content(state, "m.room.name")["name"] == f"{title} · Ученики"
        assert joined(state) == {found[who] for who in members}, title
    for who, user in (await users(school.school, leavers=True)).items():
        assert (await school.school.account(user))["locked"], who


async def assert_readable_and_closed(school: Campus, archives: set[str]) -> None:
    """Members of an archive read it, and nobody sends: no member, not the assistant either."""
    rooms = {key: ids[0] for key, ids in (await school.rooms()).items()}
    assistant = school.school.assistant_id
    assert assistant
    for key, room_id in rooms.items():
        if not any(key == it or key.startswith(f"{it}:") for it in archives):
            continue
        state = await school.state(room_id)
        assert content(state, "m.room.name")["name"].startswith("Архив"), key
        director = next(it for it in joined(state) if it.startswith("@gromova.anna"))
        for user in (director, assistant):
            async with await school.as_user(user) as client:
                where = path("_matrix", "client", "v3", "rooms", room_id)
                assert (await client.get(where + "/messages", {"dir": "b"}))["chunk"], key
                for event in ("m.room.message", "m.reaction", "org.example.other"):
                    assert await refused(client, f"{where}/send/{event}/{user[1:4]}"), (key, event)
                assert await refused(client, f"{where}/state/m.room.topic"), key


async def refused(client: MatrixClient, where: str) -> bool:
    """Does the homeserver refuse to take an event?"""
    try:
        await client.put(where, {"msgtype": "m.text", "body": "?", "topic": "?"})
    except MatrixError as error:
        return error.status == 403
    return False


async def users(school: Campus, *, leavers: bool = False) -> dict[str, str]:
    """Person id → user id, as the registry has them."""
    (registry,) = (await school.rooms())["registry"]
    kind = "org.parta.leavers" if leavers else "org.parta.roster"
    return {
        who: entry["user"]
        for event in await school.state(registry)
        if event["type"] == kind
        for who, entry in event["content"]["people"].items()
    }


async def picture(school: Campus) -> dict[str, Any]:
    """What people see of the school: rooms with names, levels, members, children; accounts."""
    found: dict[str, Any] = {}
    for key, ids in (await school.rooms()).items():
        state = await school.state(ids[0])
        levels = content(state, "m.room.power_levels")
        children = {
            it["state_key"] for it in state if it["type"] == "m.space.child" and it["content"]
        }
        found[key] = [
            content(state, "m.room.name")["name"],
            content(state, "m.room.topic")["topic"],
            json.dumps(levels, sort_keys=True),
            sorted(joined(state)),
            sorted(children),
        ]
    people = await users(school)
    async with school.client() as client:
        locked = {it["name"]: bool(it["locked"]) for it in await Homeserver(client).users()}
    return {**found, **{f"account {who}": locked[user] for who, user in people.items()}}
