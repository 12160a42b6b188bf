"""Cuts and kills: whatever breaks, one more apply makes the school whole, and nothing twice.

The short form (CI) takes a spread of the requests of an apply; `make sweep` takes every one.
"""

import asyncio
import os
import random
import sys
from pathlib import Path

import pytest

from provisioning.matrix.client import MatrixError
from provisioning.roster.model import Roster
from tests.conftest import ROOT
from tests.server.campus import Campus, FoundCampus, content, joined, tiny_roster, user
from tests.server.cutting_proxy import Cut, CuttingProxy

FULL = os.environ.get("PARTA_SWEEP") == "full"
# More than an apply of the tiny school sends; test_the_sweep_covers_the_whole_apply holds it.
REQUESTS = 140
STEP = 1 if FULL else 14
KILLS = 60 if FULL else 30
PEOPLE_IN_FOLDER = 4


@pytest.mark.parametrize("how", Cut, ids=lambda how: how.name.lower())
async def test_after_a_cut_at_any_request_one_more_apply_converges(
    campus: FoundCampus, how: Cut
) -> None:
    # The short form cuts another spread of requests for each way of cutting.
    start = 1 if FULL else 1 + 5 * list(Cut).index(how)
    for victim in range(start, REQUESTS, STEP):
        school = await campus()
        accounts = await school.count_accounts()
        proxy = CuttingProxy(school.homeserver.address, victim, how, again=1)
        async with proxy.running():
            try:
                _, results = await school.apply(tiny_roster(), address=proxy.address, attempts=1)
            except MatrixError:
                results = []
        if proxy.cut is None:
            break
        await assert_one_more_apply_converges(school, tiny_roster(), f"{victim} {proxy.cut}")
        made = await school.count_accounts() - accounts
        wanted = len(tiny_roster().people) + 1  # the assistant
        assert made == wanted, f"{proxy.cut}: somebody got a second account"
        assert results == [] or any(it.error for it in results), f"unnoticed cut: {proxy.cut}"


@pytest.mark.parametrize("how", Cut, ids=lambda how: how.name.lower())
async def test_without_a_registry_no_other_room_is_made(campus: FoundCampus, how: Cut) -> None:
    # It is the first room. With others but without it, the school would look robbed of it.
    school = await campus()
    proxy = CuttingProxy(school.homeserver.address, "createRoom", how, again=1)
    async with proxy.running():
        plan, results = await school.apply(tiny_roster(), address=proxy.address, attempts=1)
    assert proxy.cut
    assert (await school.rooms()).keys() <= {"registry"}
    assert len(results) == len(plan.actions), "an action without a result"
    failed = {it.error.errcode for it in results if it.error}
    assert failed == {"PARTA_UNREACHABLE", "PARTA_NO_REGISTRY"}
    await assert_one_more_apply_converges(school, tiny_roster(), proxy.cut)


@pytest.mark.parametrize("how", Cut, ids=lambda how: how.name.lower())
async def test_a_single_cut_is_outlived_by_trying_again(campus: FoundCampus, how: Cut) -> None:
    for victim in (3, 9, 31, 55):
        school = await campus()
        async with CuttingProxy(school.homeserver.address, victim, how).running() as proxy:
            _, results = await school.apply(tiny_roster(), address=proxy.address)
        assert proxy.cut
        assert not [it for it in results if it.error]
        await assert_whole(school, tiny_roster(), proxy.cut)


async def test_the_sweep_covers_the_whole_apply(campus: FoundCampus) -> None:
    school = await campus()
    async with CuttingProxy(school.homeserver.address).running() as proxy:
        await school.apply(tiny_roster(), address=proxy.address)
    assert proxy.count < REQUESTS


async def test_after_kill_9_at_a_random_request_one_more_apply_converges(
    campus: FoundCampus, tmp_path: Path
) -> None:
    moments = random.Random(20260901)
    killed = 0
    for number in range(KILLS):
        school = await campus()
        accounts = await school.count_accounts()
        folder = write_folder(tmp_path / str(number), school)
        victim = moments.randint(1, 100)
        killed += await run_and_kill(school, folder, victim)
        done = await run_parta(school, folder, school.homeserver.address)
        assert done == 0, f"kill at request {victim}"
        await assert_no_orphans(school, f"kill at request {victim}")
        assert await school.count_accounts() - accounts == PEOPLE_IN_FOLDER + 1  # the assistant
        assert await run_parta(school, folder, school.homeserver.address, "plan") == 0
    # A kill after the last request proves nothing; most must have hit.
    assert killed >= KILLS * 3 // 4


async def run_and_kill(school: Campus, folder: Path, victim: int) -> bool:
    """Run `parta apply` and end it with SIGKILL at request number `victim`."""
    process: asyncio.subprocess.Process | None = None

    def kill() -> None:
        if process is not None and process.returncode is None:
            process.kill()

    async with CuttingProxy(school.homeserver.address, victim, on_victim=kill).running() as proxy:
        process = await start_parta(school, folder, proxy.address, "apply")
        return await process.wait() < 0


async def run_parta(school: Campus, folder: Path, address: str, command: str = "apply") -> int:
    """The exit code of a `parta` command."""
    return await (await start_parta(school, folder, address, command)).wait()


async def start_parta(
    school: Campus, folder: Path, address: str, command: str
) -> asyncio.subprocess.Process:
    """Start a `parta` command on a school folder."""
    yes = ["--yes"] if command == "apply" else []
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from provisioning.cli import main; main()",
        command,
        str(folder),
        *yes,
        cwd=ROOT,
        env={**os.environ, "PARTA_HOMESERVER": address, "PARTA_TOKEN": school.token},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )


def write_folder(folder: Path, school: Campus) -> Path:
    """A school folder on disk with one class, for the command itself."""
    (folder / "roster").mkdir(parents=True)
    settings = school.school
    (folder / "school.yaml").write_text(
        f"name: Школа\nserver_name: {settings.server_name}\nschool_year: 2026\n"
        f"id: {settings.id}\nprovisioner: {settings.provisioner}\n"
        f"assistant: {settings.assistant}\n",
        encoding="utf-8",
    )
    (folder / "roster" / "pupils.csv").write_text(
        "ID;Фамилия;Имя;Отчество;Дата рождения;Пол;Класс\n"
        "u1;Иванов;Пётр;Ильич;01.02.2018;м;1А\nu2;Шогенова;Диана;;03.04.2018;ж;1А\n",
        encoding="utf-8",
    )
    (folder / "roster" / "staff.csv").write_text(
        "ID;Фамилия;Имя;Отчество;Должность;Роль;Классы;Классное руководство;Советы;Приказ\n"
        "s1;Котова;Анна;Львовна;директор;директор;;;;\n"
        "s2;Мишин;Лев;Олегович;учитель;учитель;1А;1А;;№ 70 от 30.08.2026\n",
        encoding="utf-8",
    )
    return folder


async def assert_one_more_apply_converges(school: Campus, roster: Roster, when: str) -> None:
    """One more apply works, and leaves a whole school."""
    _, results = await school.apply(roster)
    assert not [(it.action.verb, str(it.error)) for it in results if it.error], when
    await assert_whole(school, roster, when)


async def assert_whole(school: Campus, roster: Roster, when: str) -> None:
    """Nobody missing or too many, no room twice, nothing orphaned; by counting, not by diff."""
    plan = await school.plan(roster)
    assert plan.actions == (), when
    rooms = await assert_no_orphans(school, when)
    for key, people in {
        "class:2026-a:pupils": {"p1", "p2", "d"},
        "class:2024-a:parents": {"g1", "t", "d"},
        "announcements": set(roster.people),
        "registry": set(),
    }.items():
        state = await school.state(rooms[key])
        assert joined(state) == {user(plan, it) for it in people}, f"{when}: {key}"


async def assert_no_orphans(school: Campus, when: str) -> dict[str, str]:
    """Every room that was ever created is marked, once, and hangs in its space (registry aside)."""
    rooms = await school.rooms()
    assert all(len(ids) == 1 for ids in rooms.values()), when
    single = {key: ids[0] for key, ids in rooms.items()}
    assert set(single.values()) == await school.own_room_ids(), f"{when}: an unmarked room"
    assert len(single) >= 17, when
    hanging: set[str] = set()
    for room_id in single.values():
        for event in await school.state(room_id):
            if event["type"] == "m.space.child" and event["content"]:
                hanging.add(event["state_key"])
                child = await school.state(event["state_key"])
                assert content(child, "m.space.parent", room_id), when
    assert set(single.values()) - hanging == {single["registry"], single["school"]}, when
    return single
