"""A school small enough to read at a glance: the tests' school."""

from datetime import date

from invented.names import Name, Sex
from invented.school import (
    PARENTS_COMMITTEE,
    PEDAGOGICAL_COUNCIL,
    WORK_MEETINGS,
    Bond,
    Club,
    Employee,
    Guardian,
    Pupil,
    School,
    Seat,
)

_ORDER = "№ 70 от 30.08.2026"

# Siblings in both classes, a child of two households, a child with only a grandmother.
_ASTEMIR = Pupil(
    "u-0001", Name("Карданов", "Астемир", "Тимурович"), date(2018, 4, 12), Sex.MALE, "2А"
)
_DISANA = Pupil(
    "u-0002", Name("Ковалёва", "Дисана", "Алексеевна"), date(2018, 10, 3), Sex.FEMALE, "2А"
)
_DANA = Pupil("u-0003", Name("Карданова", "Дана", "Тимуровна"), date(2019, 9, 25), Sex.FEMALE, "1А")
_TAHIR = Pupil("u-0004", Name("Отаров", "Тахир", "Расулович"), date(2019, 6, 7), Sex.MALE, "1А")

_ZALINA = Guardian("p-01", Name("Карданова", "Залина", "Хасановна"), "+7 900 000-00-01")
_TIMUR = Guardian("p-02", Name("Карданов", "Тимур", "Мухамедович"), "+7 900 000-00-02")
_MARINA = Guardian("p-03", Name("Жамборова", "Марина", "Юрьевна"), "+7 900 000-00-03")
_ALEXEY = Guardian("p-04", Name("Ковалёв", "Алексей", "Петрович"), "+7 900 000-00-04")
_FATIMA = Guardian("p-05", Name("Отарова", "Фатима", "Исмаиловна"), "+7 900 000-00-05")

_STAFF = (
    Employee(
        id="s-01",
        name=Name("Шериева", "Лариса", "Хазретовна"),
        post="Директор",
        roles=("директор",),
        councils=(PEDAGOGICAL_COUNCIL, WORK_MEETINGS),
        order=_ORDER,
    ),
    Employee(
        id="s-02",
        name=Name("Назаров", "Игорь", "Семёнович"),
        post="Системный администратор",
        roles=("администратор",),
        councils=(WORK_MEETINGS,),
        order=_ORDER,
    ),
    Employee(
        id="s-03",
        name=Name("Фёдорова", "Ольга", "Ивановна"),
        post="Учитель начальных классов",
        roles=("учитель",),
        classes=("1А",),
        class_teacher_of="1А",
        order=_ORDER,
    ),
    Employee(
        id="s-04",
        name=Name("Тлупова", "Марьяна", "Асланбиевна"),
        post="Учитель начальных классов",
        roles=("учитель",),
        classes=("2А",),
        class_teacher_of="2А",
        order=_ORDER,
    ),
    Employee(
        id="s-05",
        name=Name("Мисиров", "Шамиль", "Далхатович"),
        post="Педагог дополнительного образования",
        roles=("педагог дополнительного образования",),
        order=_ORDER,
    ),
)


def small_school() -> School:
    """Two classes, four pupils, five parents, five members of staff, one club."""
    return School(
        pupils=(_DANA, _TAHIR, _ASTEMIR, _DISANA),
        bonds=(
            Bond(_ZALINA, _DANA, "мать"),
            Bond(_TIMUR, _DANA, "отец"),
            Bond(_FATIMA, _TAHIR, "опекун (бабушка)"),
            Bond(_ZALINA, _ASTEMIR, "мать"),
            Bond(_TIMUR, _ASTEMIR, "отец"),
            Bond(_MARINA, _DISANA, "мать"),
            Bond(_ALEXEY, _DISANA, "отец"),
        ),
        staff=_STAFF,
        clubs=(Club("Шахматы", _STAFF[-1], (_DANA, _DISANA)),),
        seats=(
            Seat(PARENTS_COMMITTEE, _ZALINA.name.full, "", "председатель"),
            Seat(PARENTS_COMMITTEE, _ALEXEY.name.full, "", "член"),
        ),
    )
