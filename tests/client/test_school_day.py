"""A day at the small school, by what people type and what their clients show them.

A day has an order: the tests of these files run from the first to the last, and a later one may
need what an earlier one left. Those who may not are in test_school_day_refused.py.
"""

import pytest

from tests.client.day import PEOPLE, Day, rightly

POLL = "org.matrix.msc3381.poll.start"


# Before lessons: what is this?


@rightly("help")
async def test_a_child_asks_for_help_and_is_answered_in_private(day: Day) -> None:
    await day.say("pupil", "pupils", "!помощь")
    told = await day.private("pupil", "Что вы можете попросить")
    for word in ("!жалоба", "!взрослый", "!материалы", "!правила"):
        assert f"{word}: " in told.body
    for word in ("!объявить", "!опрос", "!тишина", "!состояние"):
        assert word not in told.body
    assert not told.calls


async def test_help_explains_one_command_in_the_thread_of_the_question(day: Day) -> None:
    asked = await day.say("teacher", "parents", "!помощь опрос")
    told = await day.see("teacher", "parents", answers=asked)
    assert "!опрос Едем в музей? | Да | Нет" in told.body
    assert told.thread == asked
    seen_by_others = await day.see("parent", "parents", answers=asked)
    assert not seen_by_others.calls


@rightly("rules")
async def test_rules_name_the_clause_of_each_right(day: Day) -> None:
    told = await day.ask("parent", "parents", "!правила")
    assert "писать сообщения (п. 3.3)" in told.body
    may, may_not = told.body.split("Здесь вам нельзя")
    assert "создавать опросы" not in may
    assert "создавать опросы (п. 2.5)" in may_not


async def test_a_mistyped_command_is_answered_with_the_one_meant(day: Day) -> None:
    assert "«!материалы»" in (await day.ask("pupil", "pupils", "!матерялы")).body


@rightly("who")
async def test_the_teacher_learns_in_private_who_is_in_the_class(day: Day) -> None:
    await day.say("teacher", "pupils", "!кто")
    told = await day.private("teacher", "2А · Ученики")
    assert "Обучающийся: 2" in told.body
    assert "Учитель: 1" in told.body


@rightly("status")
async def test_the_administrator_learns_whether_all_is_well(day: Day) -> None:
    await day.say("administrator", "moderation", "!состояние")
    told = await day.private("administrator", "Состояние")
    assert "Не удалось выполнить: 0" in told.body


@rightly("revoke", "confirm")
async def test_a_teacher_whose_role_is_revoked_is_out_until_it_is_confirmed(day: Day) -> None:
    member = {"room": day.room("club"), "user": day.users["additional_teacher"]}
    await day.people["pupil"].call("member", membership="join", **member)

    asked = await day.ask("director", "moderation", "!отозвать Мисиров приказ № 71 от 24.11.2026")
    assert "Мисиров Шамиль Далхатович" in asked.body
    assert "№ 71 от 24.11.2026" in asked.body
    await day.react("director", asked, "✅")
    await day.reads("administrator", asked, "отозвана")
    for who in ("pupil", "additional_teacher"):
        await day.people[who].call("member", membership="leave", **member)

    asked = await day.ask("director", "moderation", "!подтвердить Мисиров приказ № 72")
    await day.react("director", asked, "✅")
    await day.reads("administrator", asked, "подтверждена")
    for who in ("pupil", "additional_teacher"):
        await day.people[who].call("member", membership="join", **member)
    assert await day.say("additional_teacher", "club", "Я снова с вами")


# Announcements


@rightly("announce")
async def test_an_announcement_is_shown_first_and_then_read_by_the_class(day: Day) -> None:
    text = "Завтра контрольная по математике"
    preview = await day.ask("teacher", "staff", f"!объявить 2А: {text}")
    assert "в 1 комнату" in preview.body
    assert "2А · Объявления" in preview.body
    assert f"> {text}" in preview.body
    for who in ("pupil", "parent"):
        assert text not in str(await day.heard(who))

    await day.react("teacher", preview, "✅")
    await day.reads("director", preview, "Отправлено")
    for who, room in (("pupil", "pupils"), ("parent", "parents")):
        told = await day.see(who, "board", containing=text)
        assert PEOPLE["teacher"] in told.body
        assert told.notifies
        assert not told.calls
        await day.react(who, told, "✅")
        await day.all_done(who, room)


@rightly("announcements")
async def test_who_announced_sees_how_many_have_read_it(day: Day) -> None:
    await day.say("teacher", "staff", "!объявления")
    told = await day.private("teacher", "Отправленные")
    assert "2А · Объявления: «Завтра контрольная по математике», ознакомились 2 из " in told.body


@rightly("announce-cancel")
@pytest.mark.parametrize("by", ["tap", "word"])
async def test_an_announcement_for_tomorrow_is_listed_and_taken_back(day: Day, by: str) -> None:
    preview = await day.ask("teacher", "staff", "!объявить завтра 8:00 2А: Принесите форму")
    await day.react("teacher", preview, "✅")
    await day.reads("teacher", preview, "Отправлю")
    await day.say("teacher", "staff", "!объявления")
    told = await day.private("teacher", "Отложенные")
    assert "«Принесите форму», 1 комната" in told.body
    if by == "tap":
        await day.react("teacher", told, "1️⃣")
        await day.reads("teacher", told, "Отменено")
    else:
        await day.say("teacher", "staff", "!объявления отмена 1")
        await day.private("teacher", "Отменено: «Принесите форму»")
    await day.say("teacher", "staff", "!объявления")
    assert "Принесите форму" not in (await day.private("teacher", "Отправленные")).body


# Polls


@rightly("poll", "poll-results", "poll-end", "poll-file")
async def test_a_poll_is_answered_as_clients_do_and_counted(day: Day) -> None:
    await day.say("teacher", "pupils", "!опрос Едем в музей? | Да | Нет")
    poll = await day.see("pupil", "pupils", type=POLL)
    where = {"room": poll.room, "id": poll.id}
    assert await day.people["pupil"].call("poll", **where) == {
        "question": "Едем в музей?",
        "answers": ["Да", "Нет"],
        "disclosed": True,
        "most": 1,
    }
    await day.people["pupil"].call("vote", choices=["Нет"], **where)
    await day.people["pupil"].call("vote", choices=["Да"], **where)
    await day.people["director"].call("vote", choices=["Нет"], **where)
    told = await day.ask("teacher", "pupils", "!опрос итоги")
    for line in ("Да: 1", "Нет: 1", "Ответили 2 человека", "Опрос идёт"):
        assert line in told.body

    told = await day.ask("teacher", "pupils", "!опрос конец")
    assert "Да: 1" in told.body
    await day.people["pupil"].call("ended", **where)
    await day.say("teacher", "pupils", "!опрос файл")
    file = await day.private("teacher", "poll.csv")
    assert str(file.content["url"]).startswith("mxc://")


# Materials


@rightly("material", "materials", "material-remove")
async def test_a_material_is_added_found_by_a_child_and_removed(day: Day) -> None:
    link = "https://example.org/drobi"
    done = await day.ask(
        "teacher", "pupils", f"!материал математика, дроби: {link} причина: хорошие задачи"
    )
    assert "2А · Материалы" in done.body
    posted = await day.see("pupil", "materials", containing="математика: дроби")
    assert link in posted.body

    found = await day.ask("pupil", "pupils", "!материалы дроби")
    assert "Найден 1 материал" in found.body
    assert posted.id in found.body
    assert "Ничего не нашёл" in (await day.ask("pupil", "pupils", "!материалы физика")).body

    await day.say("teacher", "materials", "!материал удалить", answers=posted.id)
    await day.private("teacher", "Материал удалён")
    await day.people["pupil"].call("gone", room=posted.room, id=posted.id)
    assert "Ничего не нашёл" in (await day.ask("pupil", "pupils", "!материалы дроби")).body


# Tasks


@rightly("task", "task-who", "task-close", "task-reopen")
async def test_a_task_is_answered_in_its_thread_until_it_is_closed(day: Day) -> None:
    await day.say("teacher", "pupils", "!задание до пятницы 18:00: Решить № 5")
    task = await day.see("pupil", "pupils", containing="Решить № 5")
    assert "Срок: " in task.body
    assert task.notifies
    thread = {"thread": task.id}
    await day.say("pupil", "pupils", "Ответ: 42", **thread)

    await day.say("teacher", "pupils", "!задание кто", **thread)
    told = await day.private("teacher", "Ответили 1 из 2")
    assert "Карданов Астемир Тимурович" in told.body
    assert "Ковалёва" not in told.body

    assert "закрыто" in (await day.ask("teacher", "pupils", "!задание закрыть", **thread)).body
    await day.reads("pupil", task, "ответы больше не принимаются")
    why = await day.cannot_say("pupil", "pupils", "Нет, 43", **thread)
    assert "Задача закрыта" in why
    assert "открыто" in (await day.ask("teacher", "pupils", "!задание открыть", **thread)).body
    assert await day.say("pupil", "pupils", "Нет, 43", **thread)


# The journal


@rightly("journal")
async def test_the_teacher_gets_the_journal_of_the_class(day: Day) -> None:
    await day.say("teacher", "pupils", "!журнал")
    told = await day.private("teacher", "Электронный журнал")
    assert "2А: https://journal.example/2025-a/" in told.body


@rightly("diary")
async def test_a_parent_gets_the_diary_of_the_child_alone(day: Day) -> None:
    await day.say("parent", "parents", "!дневник")
    told = await day.private("parent", "Электронный дневник")
    assert "Ковалёва Дисана Алексеевна, 2А: https://diary.example/" in told.body
    assert told.body.count("https://") == 1


# Consultations


@rightly("consultation", "book", "book-cancel", "consultation-withdraw")
async def test_an_hour_is_taken_once_given_back_and_taken_by_word(day: Day) -> None:
    await day.say("teacher", "parents", "!консультация завтра 15:00 2 по 15 мин")
    card = await day.see("parent", "parents", containing="Консультации: ")
    assert card.body.count("свободно") == 2
    await day.react("parent", card, "1️⃣")
    mine = await day.private("parent", "Вы записаны на консультацию")
    await day.private("teacher", "Запись на консультацию")
    now = await day.reads("director", card, "занято")
    assert now.body.count("свободно") == 1
    assert "Жамборова" not in now.body

    await day.react("parent", mine, "❌")
    await day.private("parent", "отменена")
    await day.private("teacher", "отменена")
    await day.say("parent", "parents", "!записаться 2", answers=card.id)
    await day.private("parent", "Вы записаны на консультацию")
    await day.private("teacher", "Запись на консультацию")
    await day.say("parent", "parents", "!записаться отмена", answers=card.id)
    await day.private("parent", "отменена")
    await day.private("teacher", "отменена")
    await day.say("parent", "parents", "!записаться 1", answers=card.id)
    await day.private("parent", "Вы записаны на консультацию")

    await day.say("teacher", "parents", "!консультация отмена", answers=card.id)
    await day.private("parent", "отменена")
    await day.reads("parent", card, "Консультации отменены")


# In the evening


@rightly("digest", "digest-off", "digest-on")
async def test_the_class_teacher_reads_the_day_in_words_picture_and_paper(day: Day) -> None:
    await day.say("teacher", "staff", "!дайджест день")
    told = await day.private("teacher", "сводка")
    assert "2А" in told.body
    for kind in ("m.image", "m.file"):
        found = await day.see("teacher", told.room, msgtype=kind, after=told.id)
        assert str(found.content["url"]).startswith("mxc://")
    await day.say("teacher", "staff", "!дайджест выкл")
    await day.private("teacher", "!дайджест вкл")
    await day.say("teacher", "staff", "!дайджест вкл")
    await day.private("teacher", "!дайджест")
