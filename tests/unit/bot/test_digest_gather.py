"""What is remembered becomes the facts of a digest: few enough to count by hand."""

import os
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.digest.count import count
from bot.digest.facts import Facts, Incident, Move, Question, RoleRequest, Room
from bot.digest.gather import gather
from bot.digest.model import ClassTeacher, Director, Parent
from bot.digest.period import week
from bot.digest.watch import lists_in, net, questions_in, revoked_in
from bot.effects import Remember
from bot.matrix.wire import MatrixError
from bot.store.store import Fact, RoomRow
from bot.work.readers import View
from policy import events
from policy.regulation import DIRECT
from tests.unit.bot.world import NOW, PROVISIONER, World, answering, in_thread, room_id
from tests.unit.digest.week import decisions, sections
from tests.unit.policy.school import BOT, CHESS, A, user

HOUR_MS = 3_600_000
REGISTRY = RoomRow("!registry:x", "registry", "registry")
PARENTS = f"{A}:parents"
PUPILS = f"{A}:pupils"
START = "org.matrix.msc3381.poll.start"


def ago(hours: float) -> int:
    """Milliseconds: so many hours before the world's clock begins."""
    return int((NOW - timedelta(hours=hours)).timestamp() * 1000)


def put(world: World, fact_id: str, sort: str, at: int, key: str = "", who: str = "", /,
        **data: Any) -> None:  # fmt: skip
    """Somebody remembered something."""
    world.known[fact_id] = Fact(fact_id, sort, at, key, user(who) if who else "", data)


async def facts(world: World) -> Facts:
    return await gather(world.desk, week(NOW))


async def digest(world: World, audience: Any) -> Any:
    return count(await facts(world), world.school, audience, week(NOW))


async def test_of_nothing_there_is_a_digest_and_what_nobody_measures_is_unknown() -> None:
    world = World()
    found = await facts(world)
    assert (found.incidents, found.announcements, found.polls, found.tasks) == ((), (), (), ())
    assert (found.lessons, found.documents, found.meetings, found.upcoming) == (None,) * 4
    assert found.connected == frozenset()
    assert await digest(world, Director(user("head")))


async def test_incidents_and_reports_wait_until_they_are_decided() -> None:
    world = World()
    put(world, "$1", "incident", ago(5), PUPILS, "ben", kind="refused", rule="words-refused",
        setting="words", count=3, room_id=room_id("3А pupils"))  # fmt: skip
    put(world, "$2", "incident", ago(4), PUPILS, "ben", kind="held", rule="words-held", count=1)
    put(world, "$3", "incident", ago(4), PUPILS, "ann", kind="held", rule="words-held", count=1)
    put(world, "report:a", "report", ago(3), PUPILS, "ann", room_id=room_id("3А pupils"))
    put(world, "report:b", "report", ago(2), "", "ann", room_id="!private:x")
    put(world, "report:c", "report", ago(2), "", "ann", room_id="")
    put(world, "decision:incident:$3", "decision", ago(1), PUPILS, kind="held", open=False)
    put(world, "decision:a", "decision", ago(1), PUPILS, kind="reported", open=True)
    put(world, "decision:b", "decision", ago(1), "", kind="reported", open=False)
    found = (await facts(world)).incidents
    assert found is not None
    room = Room(PUPILS, "pupils", A)
    at = NOW - timedelta(hours=5)
    assert found[0] == Incident("refused", at, "words-refused", "words", room, 3)
    assert [it.decided is None for it in found] == [True, True, False, True, False, True]
    assert [it.room for it in found[3:]] == [room, Room("", DIRECT), None]
    # Open: one held message of 3А, one report of 3А, one about a person.
    assert len(decisions(await digest(world, Director(user("head"))))) == 3 + 1  # newt's order


async def test_an_announcement_counts_who_tapped() -> None:
    world = World()
    put(world, "$a", "announcement", ago(20), f"{A}:announcements", "tess", title="Едем в лес")
    put(world, "$a:1", "acknowledgement", ago(19), f"{A}:announcements", "mum", announcement="$a")
    put(world, "$a:2", "acknowledgement", ago(19), f"{A}:announcements", "ann", announcement="$a")
    put(world, "$old", "announcement", ago(24 * 9), f"{A}:announcements", "tess", title="Старое")
    found = (await facts(world)).announcements
    assert found is not None
    (announcement,) = found
    assert announcement.seen == {user("mum"), user("ann")}
    assert {user("ann"), user("ben"), user("dad"), user("tess")} <= announcement.to
    assert BOT not in announcement.to
    # ann (by mum) of ann and ben; lone has nobody to ask.
    told = "\n".join(sections(await digest(world, ClassTeacher(user("tess"), A)))["Объявления"])
    assert "Едем в лес" in told
    assert "1 из 2" in told


async def test_a_poll_counts_the_last_answers_of_who_may_until_the_end() -> None:
    world = World()
    start = {
        START: {
            "question": {"org.matrix.msc1767.text": "Чай или сок?"},
            "answers": [{"id": it, "org.matrix.msc1767.text": it} for it in ("чай", "сок")],
        }
    }
    poll = await world.sends("tess", "3А parents", start, START)

    async def answer(who: str, what: str) -> None:
        content = {
            "m.relates_to": {"rel_type": "m.reference", "event_id": poll["event_id"]},
            "org.matrix.msc3381.poll.response": {"answers": [what]},
        }
        await world.sends(who, "3А parents", content, "org.matrix.msc3381.poll.response")

    await answer("mum", "чай")
    await answer("mum", "сок")
    await answer("pa", "кофе")
    await answer("todd", "чай")
    await answer("dad", "сок")
    (open_,) = (await facts(world)).polls or ()
    assert open_.answers == (("чай", 0), ("сок", 2))
    assert open_.voters == {user("mum"), user("dad")}
    assert open_.closed is None
    world.now += HOUR_MS
    end = {"m.relates_to": {"rel_type": "m.reference", "event_id": poll["event_id"]}}
    await world.sends("mum", "3А parents", end, "org.matrix.msc3381.poll.end")
    assert [it.closed for it in (await facts(world)).polls or ()] == [None]
    await world.sends("tess", "3А parents", end, "org.matrix.msc3381.poll.end")
    world.now += HOUR_MS
    await answer("gran", "чай")
    (closed,) = (await facts(world)).polls or ()
    assert closed.closed is not None
    assert closed.answers == (("чай", 0), ("сок", 2))


async def test_a_task_counts_the_pupils_of_its_room() -> None:
    world = World()
    await world.types("tess", "3А pupils", "!задание до пятницы 18:00: Решить № 5")
    root = next(it for it in world.events if "org.parta.task" in it["content"])
    await world.types("ann", "3А pupils", "Решила", **in_thread(root))
    (task,) = (await facts(world)).tasks or ()
    assert task.of == {user("ann"), user("ben"), user("lone")}
    assert task.answered == {user("ann")}
    assert task.due == datetime(2026, 11, 27, 18, tzinfo=NOW.tzinfo)
    assert not decisions(await digest(world, Parent(user("pa"))))
    (open_,) = decisions(await digest(world, Parent(user("dad"))))
    assert "Решить № 5" in open_


async def test_materials_removed_and_hours_withdrawn_do_not_count() -> None:
    world = World()
    put(world, "$m", "material", ago(3), f"{A}:materials", "tess", subject="математика",
        topic="дроби")  # fmt: skip
    put(world, "$n", "material", ago(3), f"{A}:materials", "tess", subject="х", removed=True)
    hour = {"card": "$c", "minutes": 15, "family": []}
    put(world, "$c1", "consultation", ago(-24), PARENTS, "tess", number=1, booked=user("mum"),
        **hour)  # fmt: skip
    put(world, "$c2", "consultation", ago(-25), PARENTS, "tess", number=2, booked="", **hour)
    put(world, "$c3", "consultation", ago(-26), PARENTS, "tess", number=3, booked="",
        withdrawn=True, **hour)  # fmt: skip
    found = await facts(world)
    assert [(it.title, it.subject) for it in found.materials or ()] == [("дроби", "математика")]
    assert [it.booked for it in found.consultations or ()] == [{user("mum")}, frozenset()]
    assert "Консультации" in sections(await digest(world, Parent(user("mum"))))
    assert "Консультации" not in sections(await digest(world, Parent(user("dad"))))


async def test_only_who_entered_and_accepted_is_connected() -> None:
    class Seen(World):
        async def last_seen(self) -> dict[str, int | None]:
            return {user("mum"): 5, user("pa"): None}

    assert (await facts(Seen())).connected == {user("mum")}


async def test_where_nobody_tells_who_entered_it_is_unknown() -> None:
    class Silent(World):
        async def last_seen(self) -> dict[str, int | None]:
            raise MatrixError(0, "", "silent")

    assert (await facts(Silent())).connected is None


class TestQuestions:
    """What a parent asks waits for a word of the staff (and nobody keeps what was asked)."""

    async def test_a_word_of_the_staff_answers(self) -> None:
        world = World()
        asked = await world.types("mum", "3А parents", "Когда собрание? ")
        await world.types("dad", "3А parents", "В среду!")
        (open_,) = (await facts(world)).questions or ()
        assert isinstance(open_, Question)
        assert (open_.id, open_.answered) == (asked["event_id"], None)
        await world.types("tess", "3А parents", "В четверг", **answering(asked))
        (answered,) = (await facts(world)).questions or ()
        assert answered.answered is not None
        assert not any("собрание" in str(it.data) for it in world.known.values())

    @pytest.mark.parametrize(
        ("who", "where", "text"),
        [
            ("mum", "3А parents", "Собрание в среду"),
            ("tess", "3А parents", "Все придут?"),
            ("ann", "3А pupils", "Что задали?"),
            ("todd", "3А parents", "Я не здесь?"),
        ],
    )
    async def test_what_is_no_question(self, who: str, where: str, text: str) -> None:
        world = World()
        await world.types(who, where, text)
        assert (await facts(world)).questions == ()


def entry(who: str, groups: dict[str, list[str]], roles: list[str], order: str = "") -> Any:
    return {"user": user(who), "name": [who, "", ""], "roles": roles, "groups": groups,
            "order": order}  # fmt: skip


def lists(before: Any, after: Any, sender: str = PROVISIONER) -> list[Remember]:
    """What the reader makes of a list that was changed."""
    world = World()
    event = {
        "event_id": "$list", "sender": sender, "type": events.ROSTER, "state_key": A,
        "content": {"people": after}, "origin_server_ts": ago(1),
    }  # fmt: skip
    if before is not None:
        event["unsigned"] = {"prev_content": {"people": before}}
    view = View(BOT, PROVISIONER, world.school, world.rooms)
    found = [*lists_in(view, REGISTRY, event)]
    assert all(isinstance(it, Remember) for it in found)
    return [it for it in found if isinstance(it, Remember)]


class TestLists:
    """Who came and who left, and who waits for an order."""

    def test_a_pupil_came_and_another_left(self) -> None:
        before = {"ann": entry("ann", {A: ["pupil"]}, ["pupil"])}
        after = {"new": entry("new", {A: ["pupil"], CHESS: ["pupil"]}, ["pupil"])}
        found = {(it.subject, it.data["group"], it.data["came"]) for it in lists(before, after)}
        assert found == {
            (user("ann"), A, False),
            (user("new"), A, True),
            (user("new"), CHESS, True),
        }

    def test_the_first_list_is_a_beginning(self) -> None:
        assert lists(None, {"ann": entry("ann", {A: ["pupil"]}, ["pupil"])}) == []

    def test_a_stranger_writes_no_lists(self) -> None:
        after = {"ann": entry("ann", {A: ["pupil"]}, ["pupil"])}
        assert lists({}, after, sender=user("head")) == []

    def test_a_parent_does_not_move(self) -> None:
        assert lists({}, {"mum": entry("mum", {}, ["parent"])}) == []

    async def test_a_teacher_without_an_order_waits_from_then_on(self) -> None:
        newt = {"newt": entry("newt", {}, ["teacher"])}
        found = lists({}, newt)
        assert [(it.kind, it.subject) for it in found] == [
            ("move", user("newt")),
            ("pending", user("newt")),
        ]
        assert lists(newt, newt) == []
        assert [it.kind for it in lists({}, {"x": entry("x", {}, ["teacher"], "№ 1")})] == ["move"]
        world = World()
        put(world, "pending:x", "pending", ago(1), "registry", "newt")
        assert (await facts(world)).role_requests == (
            RoleRequest(user("newt"), NOW - timedelta(hours=1)),
        )

    def test_a_role_that_was_revoked_waits_again(self) -> None:
        world = World()
        view = View(BOT, PROVISIONER, world.school, world.rooms)
        event = {
            "event_id": "$c", "sender": BOT, "type": events.CONFIRMATION,
            "state_key": user("tess")[1:], "content": {"confirmed": False},
            "origin_server_ts": ago(1),
        }  # fmt: skip
        (found,) = revoked_in(view, REGISTRY, event)
        assert isinstance(found, Remember)
        assert found.subject == user("tess")
        assert not [*revoked_in(view, REGISTRY, {**event, "sender": user("tess")})]

    async def test_whoever_changes_class_leaves_one_and_enters_another(self) -> None:
        world = World()
        put(world, "$1", "move", ago(5), "registry", "ann", group=A, came=False)
        put(world, "$2", "move", ago(5), "registry", "ann", group=CHESS, came=False)
        put(world, "$3", "move", ago(5) + 9, "registry", "ann", group="class:x", came=True)
        put(world, "$4", "move", ago(5) + 9, "registry", "ann", group=CHESS, came=True)
        at = NOW - timedelta(hours=5)
        assert set((await facts(world)).moves or ()) == {
            Move(A, at, False),
            Move("class:x", at + timedelta(milliseconds=9), True),
        }

    def test_whoever_comes_back_another_day_left_and_came(self) -> None:
        moves = [("u", A, False, 0), ("u", A, True, 2 * HOUR_MS)]
        assert sorted(net(moves)) == [(A, False, 0), (A, True, 2 * HOUR_MS)]


def test_a_message_that_is_no_text_is_no_question() -> None:
    world = World()
    view = View(BOT, PROVISIONER, world.school, world.rooms)
    row = world.rooms.by_key(PARENTS)
    assert row is not None
    event = {"event_id": "$q", "sender": user("mum"), "type": "m.room.message",
             "content": {"body": ["?"]}, "origin_server_ts": 1}  # fmt: skip
    assert [*questions_in(view, row, event)] == []


@pytest.mark.parametrize(("name", "passed"), [("passed", True), ("failed", False)])
async def test_the_digest_tells_of_the_last_backup_and_how_its_trial_went(
    tmp_path: Path, name: str, passed: bool
) -> None:
    world = World()
    backups, trials = tmp_path / "done", tmp_path / "tested"
    for folder, file, hours in ((backups, "last", 9), (trials, "other", 200), (trials, name, 30)):
        folder.mkdir(exist_ok=True)
        (folder / file).touch()
        at = ago(hours) / 1000
        os.utime(folder / file, (at, at))
    settings = world.desk.settings.model_copy(update={"backups": backups, "restore_tests": trials})
    health = (await gather(replace(world.desk, settings=settings), week(NOW))).health
    assert health is not None
    assert health.backup == NOW - timedelta(hours=9)
    assert (health.restore_test, health.restore_passed) == (NOW - timedelta(hours=30), passed)


async def test_of_a_trial_that_never_was_nothing_is_claimed(tmp_path: Path) -> None:
    world = World()
    settings = world.desk.settings.model_copy(update={"restore_tests": tmp_path})
    health = (await gather(replace(world.desk, settings=settings), week(NOW))).health
    assert health is not None
    assert (health.backup, health.restore_test, health.restore_passed) == (None, None, None)
