"""!журнал and !дневник: the school's own addresses, for each class and child (W13, W14)."""

from dataclasses import replace

import pytest

from tests.unit.bot.world import World


def world() -> World:
    found = World()
    about = replace(
        found.school.about,
        journal="https://j.example/{class}?t={title}&d={date}",
        diary="https://d.example/{child}?d={date}",
    )
    found.school = replace(found.school, about=about)
    return found


@pytest.mark.parametrize(
    ("who", "where", "typed", "links"),
    [
        ("tess", "3А pupils", "!журнал", ["2024-a?t=3%D0%90&d=2026-11-24"]),
        ("tess", "private", "!журнал", ["2024-a?t=3%D0%90&d=2026-11-24"]),
        ("tess", "private", "!журнал 3Б", ["2024-b?t=3%D0%91&d=2026-11-24"]),
        ("head", "3Б pupils", "!журнал", ["2024-b?t=3%D0%91&d=2026-11-24"]),
        ("tess", "3А pupils", "!журнал 25.11", ["2024-a?t=3%D0%90&d=2026-11-25"]),
        ("tess", "private", "!journal 3А tomorrow", ["2024-a?t=3%D0%90&d=2026-11-25"]),
    ],
)
async def test_a_teacher_opens_the_journal(
    who: str, where: str, typed: str, links: list[str]
) -> None:
    here = world()
    await here.types(who, where, typed)
    said = here.bodies("private", who)[-1]
    assert said.count("https://") == len(links)
    assert all(f"https://j.example/{it}" in said for it in links)


@pytest.mark.parametrize(
    ("who", "children"),
    [("mum", ["ann", "cal"]), ("pa", ["ann"]), ("ann", ["ann"]), ("twin", ["eve"])],
)
async def test_a_family_gets_one_entry_for_each_child(who: str, children: list[str]) -> None:
    here = world()
    where = "3А pupils" if who in ("ann", "twin") else "3А parents"
    await here.types(who, where, "!дневник")
    said = here.bodies("private", who)[-1]
    assert said.count("https://d.example/") == len(children)
    assert all(f"https://d.example/{it}?d=2026-11-24" in said for it in children)
    assert here.bodies(where) == []


@pytest.mark.parametrize(
    ("who", "where", "typed"),
    [
        ("ann", "3А pupils", "!журнал"),
        ("mum", "3А parents", "!журнал"),
        ("tess", "3А pupils", "!дневник"),
        ("head", "staff", "!дневник"),
    ],
)
async def test_who_may_not_is_told_the_clause(who: str, where: str, typed: str) -> None:
    here = world()
    said = await here.asks(who, where, typed)
    assert "(п. 2.5 " in said
    assert "https://" not in said


@pytest.mark.parametrize(("who", "typed"), [("tess", "!журнал"), ("mum", "!дневник")])
async def test_without_an_address_it_is_said_who_writes_it(who: str, typed: str) -> None:
    assert "school.yaml" in await World().asks(who, "3А parents", typed)


async def test_the_head_without_a_class_is_asked_for_one() -> None:
    assert "Какого класса" in await world().asks("head", "private", "!журнал")
