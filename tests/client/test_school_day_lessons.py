"""The day on video: lessons and meetings are planned, called off, opened, prolonged and ended.

Who is inside is Jitsi's to say: tests/server/test_assistant_lessons.py plays that side.
"""

import pytest

from tests.client.day import Day, rightly

PARTS = ("cancel", "start", "longer", "attendance", "record", "end")
# Command, who leads it, where, the word that is typed, what it is called.
FORMS = [
    ("lesson", "teacher", "pupils", "урок", "математика, дроби"),
    ("meeting", "teacher", "parents", "собрание", "Итоги четверти"),
    ("staff-meeting", "director", "staff", "совещание", "План недели"),
    ("event", "director", "school", "мероприятие", "Последний звонок"),
]


@rightly(*(name for form in FORMS for name in (form[0], *(f"{form[0]}-{it}" for it in PARTS))))
@pytest.mark.parametrize(
    ("who", "room", "word", "title"), [it[1:] for it in FORMS], ids=[it[0] for it in FORMS]
)
async def test_it_goes_from_a_plan_to_its_end_by_commands(
    day: Day, who: str, room: str, word: str, title: str
) -> None:
    async def said(typed: str, containing: str) -> None:
        told = await day.ask(who, room, f"!{word} {typed}")
        assert containing in told.body, told.body

    await said(f"завтра 10:00 {title}", "Запланировано")
    await said("отмена", "Отменено")
    await said("начать", "ничего не запланировано")
    await said(f"завтра 11:00 {title}", "Запланировано")
    await said("начать", "Открыто")
    await said(title, "уже идёт")
    await said("ещё 10", "Продлено")
    await said("запись", "Запись выключена")
    await said("закончить", "Закончено")
    await said("закончить", "ничего не идёт")
    await said("кто", "Отправил вам лично")
    await day.private(who, "Были" if word != "мероприятие" else "Было")


@rightly("reset")
async def test_a_class_teacher_gives_a_parent_a_new_code(day: Day) -> None:
    await day.say("teacher", "pupils", "!сбросить Ковалёв Алексей")
    told = await day.private("teacher", "Ковалёв Алексей Петрович")
    # The code comes after it; that it opens the account is seen in test_assistant_reset.py.
    assert "имя для входа: kovalev.aleksey" in told.body
    assert told.notifies
