"""The roster as Parta's own CSV files: what a secretary saves from a spreadsheet in Russian."""

import csv
import io
from collections.abc import Iterable, Sequence

from invented.school import School

Files = dict[str, str]
"""Name of a file → its text, lines ended by CRLF."""


def csv_files(school: School) -> Files:
    """The five files of a `roster/` folder."""
    return {
        "pupils.csv": pupils(school),
        "parents.csv": parents(school),
        "staff.csv": staff(school),
        "clubs.csv": clubs(school),
        "councils.csv": councils(school),
    }


def table(header: str, rows: Iterable[Sequence[str]], *, delimiter: str = ";") -> str:
    """CSV text; `header` is written with the delimiter of the file."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(header.split(delimiter))
    writer.writerows(rows)
    return text.getvalue()


def pupils(school: School) -> str:
    """Ученики."""
    return table(
        "ID;Фамилия;Имя;Отчество;Дата рождения;Пол;Класс",
        (
            (
                pupil.id,
                pupil.name.family,
                pupil.name.given,
                pupil.name.patronymic,
                f"{pupil.born:%d.%m.%Y}",
                pupil.sex,
                pupil.school_class,
            )
            for pupil in school.pupils
        ),
    )


def parents(school: School) -> str:
    """Родители: a row for each pair of a child and a guardian."""
    return table(
        "ID ребёнка;ФИО ребёнка;Класс;ФИО родителя;Телефон родителя;Роль родителя",
        (
            (
                bond.pupil.id,
                bond.pupil.name.full,
                bond.pupil.school_class,
                bond.guardian.name.full,
                bond.guardian.phone,
                bond.relation,
            )
            for bond in school.bonds
        ),
    )


def staff(school: School) -> str:
    """Сотрудники."""
    return table(
        "ID;Фамилия;Имя;Отчество;Должность;Роль;Классы;Классное руководство;Советы;Приказ",
        (
            (
                employee.id,
                employee.name.family,
                employee.name.given,
                employee.name.patronymic,
                employee.post,
                ", ".join(employee.roles),
                ", ".join(employee.classes),
                employee.class_teacher_of,
                ", ".join(employee.councils),
                employee.order,
            )
            for employee in school.staff
        ),
    )


def clubs(school: School) -> str:
    """Кружки: a row for each pupil of a club."""
    return table(
        "Кружок;Педагог;ID педагога;ФИО ученика;ID ученика;Класс",
        (
            (
                club.title,
                club.leader.name.full,
                club.leader.id,
                pupil.name.full,
                pupil.id,
                pupil.school_class,
            )
            for club in school.clubs
            for pupil in club.pupils
        ),
    )


def councils(school: School) -> str:
    """Советы beside those which the staff's file names."""
    return table(
        "Совет;ФИО;ID;Роль в совете",
        ((seat.council, seat.full_name, seat.id, seat.part) for seat in school.seats),
    )


def journal_pupils(school: School) -> str:
    """Pupils as an electronic journal exports them: no ids, the letter of the class apart."""
    return table(
        "ФИО;Дата рождения;СНИЛС;Пол;ОВЗ;Класс;Литера",
        (
            (
                pupil.name.full,
                f"{pupil.born:%d.%m.%Y}",
                "",
                pupil.sex,
                "нет",
                pupil.school_class[:-1],
                pupil.school_class[-1],
            )
            for pupil in school.pupils
        ),
    )


def journal_clubs(school: School) -> str:
    """Clubs beside an electronic journal: everybody by name."""
    return table(
        "Кружок;Педагог;ФИО ученика;Класс",
        (
            (club.title, club.leader.name.full, pupil.name.full, pupil.school_class)
            for club in school.clubs
            for pupil in club.pupils
        ),
    )


def journal_parents(school: School) -> str:
    """Parents as an electronic journal exports them: the child found by name and birth date."""
    return table(
        "ФИО ребёнка;Дата рождения ребёнка;Пол ребёнка;ФИО родителя;Телефон родителя;Роль родителя",
        (
            (
                bond.pupil.name.full,
                f"{bond.pupil.born:%d.%m.%Y}",
                bond.pupil.sex,
                bond.guardian.name.full,
                bond.guardian.phone,
                bond.relation,
            )
            for bond in school.bonds
        ),
    )
