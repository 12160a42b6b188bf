"""What teachers ask of the assistant, on a real homeserver: by those who may, and by others."""

from collections.abc import Callable
from typing import Any

from policy import events
from tests.server.assistant import Helper
from tests.server.guarded import eventually

START = "org.matrix.msc3381.poll.start"
RESPONSE = "org.matrix.msc3381.poll.response"
END = "org.matrix.msc3381.poll.end"


async def seen(
    helper: Helper, who: str, room: str, wanted: Callable[[dict[str, Any]], bool], what: str
) -> dict[str, Any]:
    """The newest event of the assistant that is `wanted`, as `who` sees it."""

    async def found() -> dict[str, Any] | None:
        for event in await helper.school.read(who, room):
            if event["sender"] == helper.user and wanted(event):
                return event
        return None

    return dict(await eventually(found, within=60, what=what))


def holding(key: str, text: str) -> Callable[[dict[str, Any]], bool]:
    return lambda event: key in event["content"] and text in event["content"].get("body", "")


def in_thread(root: str) -> dict[str, Any]:
    return {"m.relates_to": {"rel_type": "m.thread", "event_id": root}}


def answering(event_id: str) -> dict[str, Any]:
    return {"m.relates_to": {"m.in_reply_to": {"event_id": event_id}}}


class TestAnnouncements:
    """Shown first, sent by a tap, to where the person may announce (D6, C4)."""

    async def test_a_teacher_announces_to_the_class_and_a_mother_acknowledges(
        self, helper: Helper
    ) -> None:
        asked = await helper.typed("teacher", "pupils_room", "!объявить 1А: Едем <b>все</b>")
        preview = await helper.answer_to("teacher", "pupils_room", asked)
        assert "1А · Объявления" in preview["content"]["body"]
        await helper.react("teacher", "pupils_room", preview["event_id"], "✅")
        sent = await seen(
            helper, "mother", "class_board", holding("org.parta.announcement", "Едем"),
            "the announcement",
        )  # fmt: skip
        assert "Соколова" in sent["content"]["body"]
        assert "<b>" not in sent["content"]["formatted_body"]
        assert sent["content"]["msgtype"] == "m.text"
        await helper.react("mother", "class_board", sent["event_id"], "👍")
        await helper.react("classmate", "class_board", sent["event_id"], "✅")

        async def counted() -> bool:
            await helper.typed("teacher", "pupils_room", "!объявления")
            told = await helper.private("teacher", containing="Отправленные")
            return "ознакомились 2 из" in told["content"]["body"]

        await eventually(counted, within=60, what="two have acknowledged")

    async def test_a_teacher_does_not_announce_to_the_school(self, helper: Helper) -> None:
        said = await helper.ask("teacher", "pupils_room", "!объявить всем: Ура")
        assert "(п. 2.6 " in said

    async def test_a_room_that_may_not_be_written_to_is_named(self, helper: Helper) -> None:
        said = await helper.ask("teacher", "pupils_room", "!объявить 1А, 3Б: Завтра контрольная")
        assert "Сюда нельзя" in said
        assert "3Б · Объявления" in said

    async def test_a_pupil_announces_nothing(self, helper: Helper) -> None:
        assert "(п. " in await helper.ask("pupil", "pupils_room", "!объявить 1А: Ура")

    async def test_a_planned_one_is_listed_and_cancelled(self, helper: Helper) -> None:
        asked = await helper.typed("director", "staff_room", "!объявить завтра 8:00 всем: Линейка")
        preview = await helper.answer_to("director", "staff_room", asked)
        await helper.react("director", "staff_room", preview["event_id"], "✅")
        assert "Линейка" in await helper.now_reads("director", "staff_room", preview["event_id"])
        await helper.typed("director", "staff_room", "!объявления")
        listed = await helper.private("director", containing="Отложенные")
        await helper.react("director", "director_and_assistant", listed["event_id"], "1️⃣")
        room = "director_and_assistant"
        assert "Отменено" in await helper.now_reads("director", room, listed["event_id"])


class TestPolls:
    """Element's own polls, counted by the proposal (W12)."""

    async def answer(self, helper: Helper, who: str, poll: str, *answers: str) -> int:
        content = {
            "m.relates_to": {"rel_type": "m.reference", "event_id": poll},
            RESPONSE: {"answers": list(answers)},
        }
        where = f"/rooms/$parents_room/send/{RESPONSE}/$txn"
        return (await helper.school.ask(who, "PUT", where, content)).status

    async def test_a_poll_from_its_start_to_its_table(self, helper: Helper) -> None:
        await helper.typed("teacher", "parents_room", "!опрос Едем? | Да | Нет")
        started = await seen(
            helper, "mother", "parents_room", lambda it: it["type"] == START, "the poll"
        )
        poll = started["event_id"]
        assert await self.answer(helper, "mother", poll, "answer-1") == 200
        assert await self.answer(helper, "father", poll, "answer-1") == 200
        assert await self.answer(helper, "father", poll, "answer-2") == 200
        said = await helper.ask("teacher", "parents_room", "!опрос итоги", **answering(poll))
        assert "Да: 1" in said
        assert "Нет: 1" in said
        refused = await helper.ask("mother", "parents_room", "!опрос конец", **answering(poll))
        assert "(п. 2.5 " in refused
        await helper.typed("teacher", "parents_room", "!опрос файл", **answering(poll))
        await helper.private("teacher", containing="с именами")
        file = await seen(
            helper, "teacher", "teacher_and_assistant",
            lambda it: it["content"].get("msgtype") == "m.file", "the table",
        )  # fmt: skip
        media = file["content"]["url"].removeprefix("mxc://")
        answer = await helper.school.ask(
            "teacher", "GET", f"/_matrix/client/v1/media/download/{media}"
        )
        assert answer.status == 200
        assert "Котов Женя Петрович" in str(answer.body)
        assert "Нет: 1" in await helper.ask(
            "teacher", "parents_room", "!опрос конец", **answering(poll)
        )
        await seen(helper, "mother", "parents_room", lambda it: it["type"] == END, "the end")

    async def test_a_pupil_starts_none(self, helper: Helper) -> None:
        assert "(п. 2.5 " in await helper.ask("pupil", "pupils_room", "!опрос Да? | Да | Нет")


class TestTasks:
    """A task's thread is where pupils answer, until it is closed (N5)."""

    async def test_a_task_from_its_start_to_its_end(self, helper: Helper) -> None:
        school = helper.school
        await helper.typed("teacher", "class_board", "!задание 1А до завтра 18:00: Решить № 5")
        task = await seen(
            helper, "pupil", "pupils_room", holding(events.TASK, "Решить № 5"), "the task"
        )
        root = task["event_id"]
        await school.say("pupil", "pupils_room", "Ответ: 7", **in_thread(root))
        await helper.typed("teacher", "pupils_room", "!задание кто", **in_thread(root))
        told = await helper.private("teacher", containing="Ответили 1 из 3")
        assert "Зайцев" not in told["content"]["body"]
        assert "Котова" in told["content"]["body"]
        asked = await helper.typed("teacher", "pupils_room", "!задание закрыть", **in_thread(root))
        await helper.answer_to("teacher", "pupils_room", asked)
        assert "закрыто" in await helper.now_reads("pupil", "pupils_room", root)
        body = {"msgtype": "m.text", "body": "Ещё ответ", **in_thread(root)}
        where = "/rooms/$pupils_room/send/m.room.message/$txn"
        refused = await school.ask("pupil", "PUT", where, body)
        assert refused.rule == "policy-task-closed N5"
        assert (await school.ask("teacher", "PUT", where, body)).status == 200
        asked = await helper.typed("teacher", "pupils_room", "!задание открыть", **in_thread(root))
        await helper.answer_to("teacher", "pupils_room", asked)

        async def is_open() -> bool:
            return (await school.ask("pupil", "PUT", where, body)).status == 200

        await eventually(is_open, within=60, what="the task is open again")

    async def test_a_pupil_opens_none(self, helper: Helper) -> None:
        assert "(п. 3.1 " in await helper.ask("pupil", "pupils_room", "!задание Решите за меня")


class TestMaterials:
    """Teachers publish, families find; what nobody verified takes a reason (M1, N2)."""

    async def test_a_material_is_published_found_and_removed(self, helper: Helper) -> None:
        said = await helper.ask(
            "teacher", "staff_room", "!материал 1А математика, дроби: https://casino.example/x"
        )
        assert "(п. 3.1 " in said
        said = await helper.ask(
            "teacher", "pupils_room",
            "!материал математика, дроби: https://casino.example/x причина: нужен пример задачи",
        )  # fmt: skip
        assert "Материалы" in said
        posted = await seen(
            helper, "mother", "materials_room", holding("org.parta.material", "дроби"),
            "the material",
        )  # fmt: skip
        found = await helper.ask("pupil", "pupils_room", "!материалы дроби")
        assert posted["event_id"] in found
        assert "casino" not in found
        asked = await helper.typed(
            "teacher", "materials_room", "!материал удалить", **answering(posted["event_id"])
        )
        await helper.private("teacher", containing="Материал удалён")
        assert asked
        assert "Ничего не нашёл" in await helper.ask("pupil", "pupils_room", "!материалы дроби")

    async def test_a_pupil_publishes_none(self, helper: Helper) -> None:
        said = await helper.ask("pupil", "pupils_room", "!материал физика, свет: про свет")
        assert "(п. " in said


class TestJournal:
    """One entry for each child, told to the family alone (W13, W14)."""

    async def test_a_mother_of_two_gets_two_diaries(self, helper: Helper) -> None:
        school = helper.school
        state = await school.ask("provisioning", "GET", "/rooms/$registry/state/org.parta.school/")
        about = {
            **state.body, "diary": "https://d.example/{child}", "journal": "https://j.example/{class}"
        }  # fmt: skip
        await school.write_registry(events.SCHOOL, "", about)
        await helper.typed("mother", "parents_room", "!дневник")
        told = await helper.private("mother", containing="https://d.example/pupil")
        assert "https://d.example/sibling" in told["content"]["body"]
        await helper.typed("teacher", "pupils_room", "!журнал")
        await helper.private("teacher", containing="https://j.example/2026-a")
        assert "(п. 2.5 " in await helper.ask("pupil", "pupils_room", "!журнал")


class TestConsultations:
    """One hour, one family; everybody sees what is free and nobody who took the rest (M3)."""

    async def test_an_hour_is_given_once(self, helper: Helper) -> None:
        await helper.typed("teacher", "parents_room", "!консультация завтра 15:00 2 по 15 мин")
        card = await seen(
            helper, "mother", "parents_room", holding("org.parta.consultation", "15:00"), "the card"
        )
        await helper.react("mother", "parents_room", card["event_id"], "1️⃣")
        await helper.private("mother", containing="Вы записаны")
        told = await helper.private("teacher", containing="Запись на консультацию")
        assert "Зайцев" in told["content"]["body"]
        shown = await helper.now_reads("father", "parents_room", card["event_id"])
        assert "15:15, занято" in shown
        assert "Зайцев" not in shown
        await helper.react("father", "parents_room", card["event_id"], "1️⃣")
        await helper.private("father", containing="уже занято")
        await helper.typed("father", "parents_room", "!записаться 2")
        await helper.private("father", containing="Вы записаны")
        await helper.typed("father", "parents_room", "!записаться отмена")
        await helper.private("father", containing="отменена")

    async def test_a_parent_offers_none_and_a_teacher_books_none(self, helper: Helper) -> None:
        said = await helper.ask("mother", "parents_room", "!консультация завтра 15:00")
        assert "(п. 2.8 " in said
        assert "(п. 2.8 " in await helper.ask("teacher", "parents_room", "!записаться 1")


async def test_words_of_the_assistant_are_no_commands(helper: Helper) -> None:
    """A teacher's text may read as a command: it is announced, and nothing is done twice."""
    asked = await helper.typed("teacher", "pupils_room", "!объявить 1А: !опрос Взлом? | Да | Нет")
    preview = await helper.answer_to("teacher", "pupils_room", asked)
    await helper.react("teacher", "pupils_room", preview["event_id"], "✅")
    await seen(
        helper, "mother", "class_board", holding("org.parta.announcement", "!опрос"), "the text"
    )
    # Whatever stood before this answer has been worked on.
    assert await helper.ask("teacher", "class_board", "!материалы дроби")
    board = await helper.school.read("mother", "class_board")
    assert not [it for it in board if it["type"] == START]
