"""!материал and !материалы: what teachers publish, families find, and nobody smuggles (M1, N2)."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.teaching.materials import Draft, file_of, matching, read_draft
from policy.catalogue import Catalogue, Entry
from templates import Message
from tests.unit.bot.world import World, answering, is_clean, room_id
from tests.unit.builders import SERVER
from tests.unit.policy.school import user

KEY = "org.parta.material"
LINK = "https://casino.example/x"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (f"математика, дроби: {LINK}", Draft("математика", "дроби", "", LINK, "")),
        (f"математика: {LINK} стр. 5", Draft("математика", "", "стр. 5", LINK, "")),
        (f"математика, дроби {LINK}", Draft("математика", "дроби", "", LINK, "")),
        ("математика, дроби: учебник, стр. 5",
         Draft("математика", "дроби", "учебник, стр. 5", "", "")),
        (f"математика: {LINK} причина: пример к уроку",
         Draft("математика", "", "", LINK, "пример к уроку")),
        (f"maths: {LINK}\nreason: an example", Draft("maths", "", "", LINK, "an example")),
    ],
)  # fmt: skip
def test_what_is_typed(typed: str, expected: Draft) -> None:
    assert read_draft(typed, has_file=False) == expected


@pytest.mark.parametrize("typed", ["", "математика", ": https://a.example", "причина: просто так"])
def test_what_is_missing_is_explained(typed: str) -> None:
    assert isinstance(read_draft(typed, has_file=False), Message)


@given(st.text(max_size=80), st.booleans())
def test_whatever_is_typed_is_no_error(typed: str, has_file: bool) -> None:
    read_draft(typed, has_file=has_file)


@pytest.mark.parametrize("content", [{}, {"msgtype": "m.file"}, {"msgtype": "m.file", "url": 7},
                                     {"msgtype": "m.text", "url": "mxc://a/b"},
                                     {"msgtype": "m.file", "url": "https://a/b"}])  # fmt: skip
def test_what_is_no_file_is_none(content: Any) -> None:
    assert file_of(content) is None


def test_of_a_file_only_what_is_known_is_shown_again() -> None:
    content = {
        "msgtype": "m.file", "url": "mxc://a/b", "body": "x\u202e", "formatted_body": "<b>",
        "info": {"size": 5, "thumbnail_url": "mxc://a/c"},
    }  # fmt: skip
    found = file_of(content)
    assert found == {"msgtype": "m.file", "url": "mxc://a/b", "body": "x", "filename": "x",
                     "info": {"size": 5}, "m.mentions": {}}  # fmt: skip


class TestPublishing:
    """Into the room where the materials of that class are."""

    @pytest.mark.parametrize(
        ("who", "where", "typed", "room"),
        [
            ("tess", "3А pupils", "!материал математика, дроби: стр. 5", "3А materials"),
            ("tess", "3А materials", "!материал математика, дроби: стр. 5", "3А materials"),
            ("tess", "3А parents", "!материал собрание, итоги: стр. 5", "3А parents"),
            ("tess", "private", "!материал 3А математика, дроби: стр. 5", "3А materials"),
            ("lee", "chess", "!материал шахматы, дебют: стр. 5", "chess"),
        ],
    )
    async def test_where_it_goes(self, who: str, where: str, typed: str, room: str) -> None:
        world = World()
        await world.types(who, where, typed)
        posted = [it for it in world.events if KEY in it["content"]]
        assert [it["room_id"] for it in posted] == [room_id(room)]

    @pytest.mark.parametrize(
        ("who", "where", "typed", "clause"),
        [
            ("ann", "3А pupils", "!материал физика, свет: стр. 5", "2.8"),
            ("mum", "3А parents", "!материал физика, свет: стр. 5", "2.8"),
            ("tess", "3А pupils", "!материал 3Б физика, свет: стр. 5", "2.8"),
            ("head", "3А materials", "!материал физика, свет: стр. 5", "2.8"),
            ("twin", "3Б parents", "!материал физика, свет: стр. 5", "3.3"),
        ],
    )
    async def test_who_may_not_is_told_the_clause(
        self, who: str, where: str, typed: str, clause: str
    ) -> None:
        world = World()
        assert f"(п. {clause} " in await world.asks(who, where, typed)
        assert not [it for it in world.events if KEY in it["content"]]

    async def test_a_link_that_nobody_verified_takes_a_reason_that_is_written_down(self) -> None:
        world = World()
        typed = f"!материал 3А математика, дроби: {LINK}"
        assert "(п. 3.1 " in await world.asks("tess", "staff", typed)
        await world.types("tess", "staff", f"{typed} причина: пример к уроку")
        assert LINK in world.last("3А materials")["content"]["body"]
        assert world.last("moderation")["content"]["org.parta.incident"]["rule"] == "note-link"

    async def test_a_verified_link_takes_none(self) -> None:
        world = World()
        entry = Entry("Пример", "школа", "Иванова", "2026-09-01", domain="good.example")
        world.school = replace(world.school, catalogue=Catalogue.of([entry]))
        await world.types("tess", "staff", "!материал 3А математика: https://good.example/x")
        assert "https://good.example/x" in world.last("3А materials")["content"]["body"]

    async def test_a_file_is_shown_where_the_materials_are(self) -> None:
        world = World()
        file = {"msgtype": "m.file", "body": "дроби.pdf", "url": f"mxc://{SERVER}/abc"}
        sent = await world.sends("tess", "3А pupils", file)
        await world.types("tess", "3А pupils", "!материал математика, дроби", **answering(sent))
        shown = world.last("3А materials")["content"]
        assert (shown["url"], shown["filename"]) == (f"mxc://{SERVER}/abc", "дроби.pdf")
        assert shown[KEY]["subject"] == "математика"

    async def test_a_hostile_one_is_text(self) -> None:
        world = World()
        await world.types("tess", "3А pupils", "!материал <img src=x>, \u202eж: <script> !опрос")
        assert is_clean(world.last("3А materials"))


class TestFinding:
    """By subject, topic and words; the link leads to the material and no farther."""

    async def published(self) -> World:
        world = World()
        await world.types("tess", "3А pupils", "!материал математика, дроби: https://casino.example/x"
                          " причина: пример к уроку")  # fmt: skip
        world.now += 1_000
        await world.types("tess", "3А pupils", "!материал русский, причастия: упражнение 7")
        return world

    @pytest.mark.parametrize(
        ("words", "found"),
        [("дроби", 1), ("ДРОБ", 1), ("", 2), ("упражнение русский", 1), ("дроби русский", 0),
         ("casino", 0)],
    )  # fmt: skip
    async def test_search(self, words: str, found: int) -> None:
        world = await self.published()
        assert len(matching(await world.facts(["material"]), words)) == found

    async def test_a_pupil_finds_it_without_the_link_itself(self) -> None:
        world = await self.published()
        said = await world.asks("ann", "3А pupils", "!материалы дроби")
        assert "математика, дроби" in said
        assert "casino" not in said
        assert f"https://matrix.to/#/{room_id('3А materials')}/" in said

    async def test_parents_have_a_list_of_their_own(self) -> None:
        world = await self.published()
        assert "Ничего не нашёл" in await world.asks("mum", "3А parents", "!материалы дроби")

    async def test_in_private_one_finds_what_one_may_read(self) -> None:
        world = await self.published()
        assert "дроби" in await world.asks("ann", "private", "!материалы дроби")
        assert "Ничего не нашёл" in await world.asks("dan", "private", "!материалы дроби")

    async def test_where_one_may_find_none_the_clause_is_told(self) -> None:
        assert "(п. 3.1 " in await World().asks("mum", "staff", "!материалы")

    async def test_one_removes_ones_own(self) -> None:
        world = await self.published()
        posted = next(it for it in world.events if KEY in it["content"])
        said = await world.asks("ann", "3А materials", "!материал удалить", **answering(posted))
        assert "(п. 2.8 " in said
        await world.types("tess", "3А materials", "!материал удалить", **answering(posted))
        assert posted["content"] == {}
        assert "Ничего не нашёл" in await world.asks("ann", "3А pupils", "!материалы дроби")
        (gone,) = [it for it in await world.facts(["material"]) if it.data.get("removed")]
        assert gone.subject == user("tess")
