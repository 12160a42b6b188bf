"""!дайджест: each reads the own digest, others are refused by a clause."""

from base64 import b64decode
from dataclasses import replace

import pytest

from bot.digest.delivery import entitled, heads
from bot.digest.model import ClassTeacher, Director, Parent
from policy.people import People
from tests.unit.bot.world import World, room_id
from tests.unit.builders import SERVER
from tests.unit.policy.school import A, example, person, user


def private(world: World, who: str) -> list[str]:
    return world.bodies("private", who)


@pytest.mark.parametrize(
    ("who", "digests"),
    [
        ("head", [Director(user("head"))]),
        ("adm", [Director(user("head"))]),
        ("tess", [ClassTeacher(user("tess"), A)]),
        ("mum", [Parent(user("mum"))]),
        ("twin", [Parent(user("twin"))]),
        ("todd", []),
        ("lee", []),
        ("sec", []),
        ("ann", []),
        ("newt", []),
    ],
)
def test_which_digests_somebody_may_read(who: str, digests: list[object]) -> None:
    assert list(entitled(example(), person(example(), who))) == digests


async def test_a_head_gets_words_a_picture_and_paper_in_private() -> None:
    world = World()
    await world.types("head", "moderation", "!дайджест")
    assert world.bodies("moderation") == []
    words, image, file = [
        it["content"] for it in world.events if it["room_id"] == room_id(f"with {user('head')[1:]}")
    ]
    assert "Сводка за" in words["body"]
    assert "23–29" in words["body"].replace("\u00a0", " ")
    assert (image["msgtype"], image["info"]["w"]) == ("m.image", 1080)
    assert image["info"]["h"] > 300
    assert len(image["body"]) > 40  # a sentence for who does not see it
    assert file["filename"] == "svodka-2026-11-29.pdf"
    png, pdf = world.uploads
    assert (image["url"], file["url"]) == (f"mxc://{SERVER}/1", f"mxc://{SERVER}/2")
    assert png.data.startswith(b"\x89PNG")
    assert pdf.data.startswith(b"%PDF-")
    assert (image["info"]["size"], file["info"]["size"]) == (len(png.data), len(pdf.data))
    assert b64decode(pdf.text) == pdf.data


async def test_in_the_private_room_the_words_answer_the_command() -> None:
    world = World()
    asked = await world.types("tess", "private", "!digest day")
    words = next(it for it in world.events if "org.matrix.custom.html" in it["content"].values())
    relation = words["content"]["m.relates_to"]
    assert relation == {"m.in_reply_to": {"event_id": asked["event_id"]}}
    assert "digest: 24" in words["content"]["body"].replace("\u00a0", " ")


@pytest.mark.parametrize("who", ["ann", "newt", "sec"])
@pytest.mark.parametrize("text", ["!дайджест", "!дайджест выкл"])
async def test_others_are_refused_by_a_clause(who: str, text: str) -> None:
    world = World()
    said = await world.asks(who, "private", text)
    assert "(п. " in said or "нельзя" in said
    assert not world.known
    assert not world.uploads


async def test_a_teacher_without_a_class_is_told_who_has_a_digest() -> None:
    assert "классного руководителя" in await World().asks("todd", "private", "!дайджест")


async def test_days_that_nobody_understands_are_asked_for() -> None:
    assert "!дайджест день" in await World().asks("head", "private", "!дайджест вчера")


async def test_a_school_without_a_head_has_no_digest_of_the_whole() -> None:
    school = example()
    people = {key: it for key, it in school.people.by_id.items() if key != "head"}
    headless = replace(school, people=People(people, school.people.groups))
    assert heads(headless) == ()
    said = await World(school=headless).asks("adm", "private", "!дайджест")
    assert "директора" in said


async def test_who_wants_none_by_itself_says_so_and_back() -> None:
    world = World()
    await world.types("mum", "3А parents", "!дайджест выкл")
    assert world.bodies("3А parents") == []
    assert "больше не приходит" in private(world, "mum")[-1]
    assert [it.data for it in world.known.values() if it.kind == "digest_off"] == [{"off": True}]
    await world.types("mum", "private", "!дайджест вкл")
    assert [it.data for it in world.known.values() if it.kind == "digest_off"] == [{"off": False}]
