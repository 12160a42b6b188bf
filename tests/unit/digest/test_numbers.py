"""The numbers of a week against those counted by hand in tests/unit/digest/week.py."""

from dataclasses import replace

from bot.digest.facts import Announcement, Lesson
from bot.digest.period import day
from bot.digest.text import age
from templates import say
from tests.unit.digest import week
from tests.unit.digest.week import (
    DIRECTOR,
    FATHER,
    MOTHER,
    TEACHER,
    at,
    decisions,
    digest,
    only,
    place,
    sections,
    users,
)


def test_what_waits_for_the_director_stands_oldest_first() -> None:
    assert decisions(digest(DIRECTOR)) == [
        "Не ознакомлены с документом «Положение о чатах»: 5 из 7, срок 18 ноября",
        "Нет протокола: «Совещание», 9 ноября",
        "Роль не подтверждена: Newt",
        "1 вопрос больше двух рабочих дней без ответа: личная переписка, 3Б",
        "2 вопроса больше двух рабочих дней без ответа: 3А, родители",
        "1 жалоба без решения: 3А, ученики",
        "Документ ждёт подписи: «Приказ № 91»",
        "1 сообщение ждёт проверки: 3Б, ученики",
    ]


def test_every_decision_says_its_age_and_what_to_do() -> None:
    found = digest(DIRECTOR)
    ages = [age(found, it) for it in range(len(found.decisions))]
    days = ["18 дней", "11 дней", "8 дней", "4 дня", "4 дня", "1 день", "1 день", "сегодня"]
    assert [say(it, "ru") if it else None for it in ages] == days
    assert all(say(it.todo, "ru") for it in found.decisions)
    urgent = [it.urgent for it in found.decisions]
    assert urgent == [True, False, False, False, False, True, False, True]


def test_the_director_s_week() -> None:
    assert sections(digest(DIRECTOR)) == {
        "Объявления": [
            "«Собрание в четверг» (16 нояб.) — прочитали: семьи 3 из 5, сотрудники 3 из 7",
            "«Педсовет» (17 нояб.): кто прочитал, не известно",
            "«Берём краски» (18 нояб.) — прочитали: семьи 1 из 2",
            # 3А: 2 + 1 of 2 + 2; 3Б: 1 of 3.
            "Семьи прочитали, по классам: 3А 75 %, 3Б 33 %",
        ],
        "Документы": [
            "«Положение о чатах»: ознакомлены 2 из 7",
            "«Памятка»: ознакомлены 2 из 11",
            "«Приказ № 91»: ждёт подписи",
        ],
        "Совещания и собрания": [
            "«Собрание 3А» (17 нояб.), представлены 2 из 3 детей",
            "«Педсовет № 3» (18 нояб.), присутствовали 5 из 7, кворум есть, "
            "протокол составлен, не подписан",
        ],
        "Занятия онлайн": [
            "2 урока, 1 занятие кружков, всего 1 ч 30 мин",
            "Размещено 2 учебных материала",
            "Экранное время больше нормы, компьютер: 3А до 60 из 50 мин (2 дня)",
        ],
        "Задания": [
            "2 задания, ответов 3 из 6",
            "По классам и кружкам: 3А 1 из 3, 3Б 2 из 3",
        ],
        "Консультации": ["1 консультация, занято мест 1 из 2"],
        "Семьи на связи": [
            "Подключены 3 из 6 семей",
            "Ещё не подключены: 3А — 2, 3Б — 1",
            "Пришли: 3А — 2, сотрудники — 1",
            "Выбыли: Chess — 1",
        ],
        "Порядок в чатах": [
            "Остановлено 25 действий: грубые слова 3, ссылки 5, файлы 2, чужие контакты 1, "
            "тихие часы 14",
            "Задержано на проверку 1 сообщение",
            "Разрешено с пометкой 2 действия",
            "Подано 2 жалобы",
        ],
        "Опросы": [
            "«Едем в театр?» (3А, родители): Да — 2, Нет — 1",
            "«Форма праздника» (3Б, родители): идёт, 1 ответ",
        ],
        "Сервер": [
            "Работал 99,8 % времени",
            "Последняя резервная копия: 20 ноября, 03:00",
            "Восстановление из копии проверено 1 ноября",
            "Диск занят на 63 %",
            "Сертификат до 14 января, ещё 55 дней",
        ],
        "На следующей неделе": [
            "ср, 25 ноября, 15:00 — Педсовет № 4",
            "чт, 26 ноября, 18:00 — Собрание 3Б",
            "пт, 27 ноября, 12:00 — Концерт, актовый зал",
        ],
    }


def test_the_director_s_picture() -> None:
    picture = digest(DIRECTOR).picture
    tiles = [(say(it.figure, "ru"), say(it.label, "ru")) for it in picture.tiles]
    assert tiles == [
        ("8", "ждут решения"),
        ("57 %", "семей прочитали объявления"),  # 4 of 7
        ("3", "занятия онлайн"),
        ("3 из 6", "семей на связи"),
    ]
    bars = [(say(it.label, "ru"), it.part, it.of) for it in picture.bars]
    assert bars == [("3А", 3, 4), ("3Б", 1, 3)]
    # Lessons, meetings, announcements from Monday to Sunday.
    assert [it.counts for it in picture.days] == [
        (1, 0, 1), (1, 1, 1), (1, 1, 1), (0, 0, 0), (0, 0, 0), (0, 0, 0), (0, 0, 0),
    ]  # fmt: skip


def test_the_director_s_day_is_short() -> None:
    found = digest(DIRECTOR, period=day(at(18, 20)))
    assert say(found.title, "ru").replace("\u00a0", " ") == "Сводка за 18 ноября 2026 г."
    assert sections(found) == {
        "Объявления": [
            "«Берём краски» (18 нояб.) — прочитали: семьи 1 из 2",
            "Семьи прочитали, по классам: 3А 50 %",
        ],
        "Совещания и собрания": [
            "«Педсовет № 3» (18 нояб.), присутствовали 5 из 7, кворум есть, "
            "протокол составлен, не подписан",
        ],
        "Занятия онлайн": [
            "1 занятие кружков, всего 30 минут",
            "Размещён 1 учебный материал",
            "Экранное время в пределах нормы",
        ],
        "Порядок в чатах": [
            "Остановлено 3 действия: файлы 2, чужие контакты 1",
            "Разрешено с пометкой 2 действия",
        ],
        "Завтра": ["На завтра ничего не назначено."],
    }
    # Not what came later: the report of Thursday, the order of Thursday.
    assert "Документ ждёт подписи: «Приказ № 91»" not in decisions(found)
    assert not any("жалоб" in it for it in decisions(found))
    assert found.picture.days == ()


def test_the_class_teacher_s_week_is_the_own_class() -> None:
    found = digest(TEACHER)
    assert decisions(found) == ["2 вопроса больше двух рабочих дней без ответа: 3А, родители"]
    assert sections(found) == {
        "Объявления": [
            "«Собрание в четверг» (16 нояб.) — прочитали: семьи 2 из 2",
            "«Берём краски» (18 нояб.) — прочитали: семьи 1 из 2",
        ],
        "Документы": ["«Памятка»: ознакомлены 1 из 3"],  # mum of mum, pa, dad
        "Занятия онлайн": [
            "1 урок, всего 20 минут",
            "Размещён 1 учебный материал",
            "Экранное время больше нормы, компьютер: 3А до 60 из 50 мин (2 дня)",
        ],
        "Задания": ["1 задание, ответов 1 из 3"],
        "Совещания и собрания": ["«Собрание 3А» (17 нояб.), представлены 2 из 3 детей"],
        "Опросы": ["«Едем в театр?» (3А, родители): Да — 2, Нет — 1"],
        "Семьи на связи": ["Подключены 1 из 3 семей", "Пришли: 3А — 2"],
        # No report: it may be about the teacher.
        "Порядок в чатах": [
            "Остановлено 8 действий: грубые слова 3, ссылки 5",
            "Разрешено с пометкой 2 действия",
        ],
        "На следующей неделе": ["пт, 27 ноября, 12:00 — Концерт, актовый зал"],
    }


def test_a_parent_s_week_is_the_own_children() -> None:
    found = digest(MOTHER)
    assert decisions(found) == ["Опрос без вашего ответа: «Форма праздника»"]
    assert sections(found) == {
        "Объявления": [
            "«Собрание в четверг» (16 нояб.)",
            "«Берём краски» (18 нояб.) — вы ещё не прочитали",
        ],
        "Ann": [
            "Занятия онлайн: 2 из 2",  # the lesson of Monday and the club
            "Задание «Рассказ» (19 нояб.): ответ есть",
            "Размещён 1 учебный материал",
        ],
        "Cal": [
            "Занятия онлайн: 1 из 1",
            "Задание «Примеры» (18 нояб.): ответ есть",
            "Размещён 1 учебный материал",
        ],
        "Опросы": [
            "«Едем в театр?» (3А, родители): Да — 2, Нет — 1",
            "«Форма праздника» (3Б, родители): идёт, 1 ответ",
        ],
        "На следующей неделе": [
            "чт, 26 ноября, 18:00 — Собрание 3Б",
            "пт, 27 ноября, 12:00 — Концерт, актовый зал",
        ],
    }


def test_what_is_asked_of_a_parent() -> None:
    assert decisions(digest(FATHER)) == [
        "Ознакомьтесь с документом «Памятка», срок 1 декабря",
        "Ben: нет ответа на задание «Рассказ»",
    ]


def test_a_poll_s_result_is_not_told_while_it_is_open() -> None:
    lines = sections(digest(DIRECTOR, only(polls=week.POLLS)))["Опросы"]
    assert not any("Чай" in it for it in lines)


def test_a_poll_closed_before_is_told_no_more() -> None:
    poll = replace(week.POLLS[0], opened=at(9), closed=at(12))
    assert sections(digest(DIRECTOR, only(polls=(poll,))))["Опросы"] == ["Опросов не было."]


def test_what_goes_to_the_staff_reaches_no_family() -> None:
    """twin reads in the staff room as a teacher, though eve's parent."""
    sent = replace(week.ANNOUNCEMENTS[2], seen=users("twin", "tess"))
    assert sections(digest(DIRECTOR, only(announcements=(sent,))))["Объявления"] == [
        "«Педсовет» (17 нояб.) — прочитали: сотрудники 2 из 7"
    ]


def test_an_announcement_for_pupils_alone_counts_the_pupils() -> None:
    sent = Announcement(
        "$p", "Физкультура", place("3А pupils"), at(17), users("ann", "ben", "lone", "tess"),
        users("ann", "lone"),
    )  # fmt: skip
    assert sections(digest(TEACHER, only(announcements=(sent,))))["Объявления"] == [
        "«Физкультура» (17 нояб.) — прочитали: семьи 2 из 3"
    ]


def test_a_lesson_that_goes_on_counts_until_now() -> None:
    lesson = Lesson("Чтение", place("3А pupils"), at(20, 14, 45))
    assert sections(digest(DIRECTOR, only(lessons=(lesson,))))["Занятия онлайн"] == [
        "1 урок, всего 15 минут"
    ]
