"""The day, and those who may not: the answer names the clause or setting, and nothing happens.

The last of the files of the day: it also asks whether every command was in it.
"""

import pytest

from bot.commands.model import Right
from bot.commands.table import COMMANDS
from tests.client import test_school_day, test_school_day_lessons, test_school_day_order
from tests.client.day import RIGHTLY, Day

# Command, who may not, where, what is typed, the clause that is named; none: a setting.
MAY_NOT = [
    ("announce", "pupil", "pupils", "!объявить 2А: Уроков не будет", "2.1"),
    ("announcements", "parent", "parents", "!объявления", "2.1"),
    ("announce-cancel", "parent", "parents", "!объявления отмена 1", "2.1"),
    ("task", "parent", "parents", "!задание 2А до пятницы: Решить № 6", "3.1"),
    ("task-close", "pupil", "pupils", "!задание закрыть", "3.1"),
    ("task-reopen", "parent", "parents", "!задание открыть", "3.1"),
    ("task-who", "parent", "parents", "!задание кто", "3.1"),
    ("material", "parent", "parents", "!материал физика: https://example.org/", "2.8"),
    ("material-remove", "parent", "parents", "!материал удалить", "2.8"),
    ("materials", "additional_teacher", "staff", "!материалы", "3.1"),
    ("poll", "pupil", "pupils", "!опрос Отменим уроки? | Да | Да", "2.5"),
    ("poll-results", "parent", "parents", "!опрос итоги", "2.5"),
    ("poll-end", "pupil", "pupils", "!опрос конец", "2.5"),
    ("poll-file", "parent", "parents", "!опрос файл", "2.5"),
    ("journal", "parent", "parents", "!журнал", "2.5"),
    ("diary", "teacher", "parents", "!дневник", "2.5"),
    ("consultation", "parent", "parents", "!консультация завтра 15:00", "2.8"),
    ("consultation-withdraw", "parent", "parents", "!консультация отмена", "2.8"),
    ("book", "teacher", "parents", "!записаться 1", "2.8"),
    ("book-cancel", "teacher", "parents", "!записаться отмена", "2.8"),
    ("digest", "pupil", "pupils", "!дайджест", ""),
    ("digest-off", "pupil", "pupils", "!дайджест выкл", ""),
    ("digest-on", "pupil", "pupils", "!дайджест вкл", ""),
    ("lock", "pupil", "pupils", "!закрыть", "2.2"),
    ("unlock", "parent", "parents", "!открыть", "2.2"),
    ("warn", "pupil", "pupils", "!предупредить Тлупова грубость", ""),
    ("mute", "additional_teacher", "staff", "!тишина Тлупова 1 ч", ""),
    ("unmute", "parent", "parents", "!говори Ковалёва Дисана", ""),
    ("remove", "pupil", "pupils", "!удалить 3 Тлупова", ""),
    ("exclude", "teacher", "parents", "!исключить Жамборова Марина", ""),
    ("return", "teacher", "parents", "!вернуть Жамборова Марина", ""),
    ("record", "teacher", "pupils", "!история Ковалёва Дисана", ""),
    ("policy-list", "teacher", "staff", "!список", ""),
    ("who", "additional_teacher", "staff", "!кто", ""),
    ("status", "teacher", "staff", "!состояние", ""),
    *(
        (f"{form}-{part}" if part else form, who, room, f"!{word} {more}", clause)
        for form, who, room, word, clause in (
            ("lesson", "pupil", "pupils", "урок", "2.5"),
            ("meeting", "parent", "parents", "собрание", "2.6"),
            ("staff-meeting", "parent", "parents", "совещание", "2.5"),
            ("event", "teacher", "staff", "мероприятие", "2.6"),
        )
        for part, more in (
            ("", "завтра 10:00 дроби"),
            ("start", "начать"),
            ("end", "закончить"),
            ("cancel", "отмена"),
            ("longer", "ещё 10"),
            ("attendance", "кто"),
            ("record", "запись"),
        )
    ),
    ("reset", "parent", "parents", "!сбросить Ковалёва Дисана", ""),
    ("confirm", "teacher", "staff", "!подтвердить Мисиров приказ № 73", "2.7"),
    ("revoke", "additional_teacher", "staff", "!отозвать Тлупова приказ № 74", "2.7"),
]
# Everybody of the school may help themselves, and call for help.
FOR_EVERYBODY = {"help", "rules", "report", "call-adult"}


@pytest.mark.parametrize(
    ("who", "room", "typed", "clause"), [it[1:] for it in MAY_NOT], ids=[it[0] for it in MAY_NOT]
)
async def test_who_may_not_is_told_why_and_nothing_happens(
    day: Day, who: str, room: str, typed: str, clause: str
) -> None:
    refusal = await day.may_not(who, room, typed)
    assert refusal.startswith("Здесь вам нельзя: ")
    assert refusal.endswith(f" (п. {clause} положения)" if clause else " (настройка школы)")


async def test_nobody_answers_in_the_place_of_whom_was_asked(day: Day) -> None:
    asked = await day.ask("director", "moderation", "!отозвать Мисиров приказ № 75")
    await day.react("administrator", asked, "✅")
    await day.react("director", asked, "❌")
    await day.reads("administrator", asked, "ничего не делаю")
    member = {"room": day.room("club"), "user": day.users["additional_teacher"]}
    assert await day.people["director"].call("membership", **member) == "join"


async def test_nobody_gets_two_answers(day: Day) -> None:
    for who in day.people:
        answered = [
            it["answers"]
            for it in await day.heard(who)
            if it["answers"] and it["type"] == "m.room.message"
        ]
        assert len(answered) == len(set(answered))


def test_every_command_has_its_place_in_the_day() -> None:
    commands = {it.name for whole in COMMANDS for it in (whole, *whole.parts)}
    assert test_school_day.__doc__
    assert test_school_day_lessons.__doc__
    assert test_school_day_order.__doc__
    assert commands - RIGHTLY == set()
    assert commands - {it[0] for it in MAY_NOT} == FOR_EVERYBODY
    assert {it.name for it in COMMANDS if it.right is Right.NONE} <= FOR_EVERYBODY
