"""The traps of real lists: one rule a test."""

from pathlib import Path

import pytest

from provisioning.roster.model import GroupKind, Guardianship, Part, Role, Roster
from provisioning.roster.read import RosterReading, read_roster

from .helpers import (
    CLUBS,
    COUNCILS,
    PARENTS,
    PUPILS,
    SCHOOL,
    STAFF,
    TODAY,
    found,
    read,
    warned,
    write,
)

EDGES = "ID ребёнка;ФИО ребёнка;Класс;ФИО родителя;Телефон родителя;Роль родителя\n"


def school(folder: Path, **texts: str) -> RosterReading:
    """Read the small school with some of its lists changed ("" removes one)."""
    files = {**SCHOOL, **{f"{name}.csv": text for name, text in texts.items()}}
    return read(write(folder / "roster", {name: text for name, text in files.items() if text}))


def families(folder: Path, rows: str) -> RosterReading:
    """Read pupils with the given rows of parents only."""
    return school(folder, parents=EDGES + rows, staff="", clubs="", councils="")


def roster_of(reading: RosterReading) -> Roster:
    assert reading.problems == ()
    assert reading.roster is not None
    return reading.roster


def parents(reading: RosterReading) -> list[tuple[str, set[str]]]:
    """Parents and their children."""
    roster = roster_of(reading)
    return sorted(
        (person.name.full, set(roster.children_of(person.id)))
        for person in roster.people.values()
        if Role.PARENT in person.roles
    )


# --- the example school ----------------------------------------------------------------------


def test_example_school_has_its_people_groups_and_edges(tmp_path: Path) -> None:
    roster = roster_of(school(tmp_path))
    assert {person.id for person in roster.people.values() if Role.PUPIL in person.roles} == {
        "u1",
        "u2",
        "u3",
    }
    mother = next(
        p for p in roster.people.values() if p.name.family == "Иванова" and p.name.given == "Анна"
    )
    assert roster.children_of(mother.id) == {"u1", "u2"}
    assert Guardianship(mother.id, "u1", "mother") in roster.guardianships
    assert roster.people["t1"].order == "№ 70 от 30.08.2026"
    assert roster.people["t2"].roles == {Role.TEACHER, Role.SECRETARY}
    third = roster.groups["class:2024-a"]
    assert (third.kind, third.title, third.grade) == (GroupKind.CLASS, "3А", 3)
    assert third.members == {
        "u1": {Part.PUPIL},
        "u3": {Part.PUPIL},
        "t2": {Part.TEACHER, Part.CLASS_TEACHER},
    }
    assert roster.groups["class:2026-b"].members["t2"] == {Part.TEACHER}
    assert roster.groups["club:shahmaty"].members == {
        "t3": {Part.LEADER},
        "u1": {Part.PUPIL},
        "u3": {Part.PUPIL},
    }
    assert roster.groups["council:pedagogical"].members == {
        "t1": {Part.LEADER},
        "t2": {Part.SECRETARY},
    }
    assert roster.groups["council:parents"].members == {mother.id: {Part.LEADER}}


def test_reading_again_gives_the_same_roster(tmp_path: Path) -> None:
    assert school(tmp_path).roster == school(tmp_path).roster


def test_group_keys_stay_and_titles_change_in_the_next_year(tmp_path: Path) -> None:
    now = roster_of(school(tmp_path))
    texts = {name: text.replace("3А", "4А").replace("1Б", "2Б") for name, text in SCHOOL.items()}
    folder = write(tmp_path / "next", texts)
    later = roster_of(read_roster(folder, school_year=2027, today=TODAY.replace(year=2027)))
    assert now.groups.keys() == later.groups.keys()
    assert now.people.keys() == later.people.keys()
    assert later.groups["class:2024-a"].title == "4А"


# --- pupils ----------------------------------------------------------------------------------

BOTH = "ФИО;Дата рождения;СНИЛС;Пол;ОВЗ;Класс;Литера\n"


@pytest.mark.parametrize(
    "text",
    [
        BOTH + "Иванов Иван Петрович;01.02.2015;;м;нет;3;а\n",
        "ID;Фамилия;Имя;Отчество;Дата рождения;Пол;Класс;Учебный год;Форма обучения;Статус;Телефон;"
        "Родитель;Телефон родителя\n"
        "u1;Иванов;Иван;Петрович;01.02.2015;м;3-А;2026/2027;очная;учится;;;\n",
        "ФИО;Класс;Дата рождения;Пол;Родитель;Телефон родителя;Адрес\n"
        "Иванов Иван Петрович;3А;01.02.2015;м;;;Нальчик\n",
        "Last Name;First Name;Middle Name;Section;Educational Section;Educational Subsection;"
        "Subject;Teacher;Email\n"
        "Иванов;Иван;Петрович;3A;Начальная;;Математика;;a@b.c\n",
    ],
)
def test_every_known_list_of_pupils_is_read(text: str, tmp_path: Path) -> None:
    roster = roster_of(read(write(tmp_path / "roster", {"list.csv": text})))
    assert [person.name.full for person in roster.people.values()] == ["Иванов Иван Петрович"]
    assert roster.groups["class:2024-a"].title == "3А"


def test_parents_may_stand_in_the_list_of_pupils(tmp_path: Path) -> None:
    text = (
        "ФИО;Класс;Дата рождения;Пол;Родитель;Телефон родителя;Адрес\n"
        "Иванов Иван Петрович;3А;01.02.2015;м;Иванова Анна Сергеевна;89281234567;\n"
        "Иванов Иван Петрович;3А;01.02.2015;м;Иванов Пётр Ильич;89281234568;\n"
        "Иванова Ольга Петровна;1Б;03.04.2017;ж;Иванова Анна Сергеевна;+7 928 123 45 67;\n"
    )
    roster = roster_of(read(write(tmp_path / "roster", {"list.csv": text})))
    assert len(roster.people) == 4
    assert len(roster.guardianships) == 3


def test_teacher_named_beside_each_pupil_teaches_the_class(tmp_path: Path) -> None:
    text = "Last Name;First Name;Section;Teacher\nИванов;Иван;3А;Тлупова Марьяна Юрьевна\n"
    roster = roster_of(read(write(tmp_path / "roster", {"list.csv": text})))
    teacher = next(p for p in roster.people.values() if Role.TEACHER in p.roles)
    assert roster.groups["class:2024-a"].members[teacher.id] == {Part.TEACHER}


def test_same_row_twice_counts_once(tmp_path: Path) -> None:
    reading = school(tmp_path, pupils=PUPILS + PUPILS.splitlines()[1] + "\n")
    assert len([p for p in roster_of(reading).people.values() if Role.PUPIL in p.roles]) == 3
    assert ("pupils.csv", 5, 0, "roster-row-twice") in warned(reading)


def test_pupil_in_two_classes_is_a_problem(tmp_path: Path) -> None:
    again = PUPILS + "u1;Иванов;Иван;Петрович;01.02.2015;м;3Б\n"
    assert found(school(tmp_path, pupils=again)) == [
        ("pupils.csv", 5, 7, "roster-pupil-two-classes")
    ]


def test_pupil_without_id_in_two_classes_is_known_by_the_birth_date(tmp_path: Path) -> None:
    text = BOTH + "Иванов Иван;01.02.2015;;м;;3;А\nИВАНОВ ИВАН;01.02.2015;;м;;4;А\n"
    assert found(read(write(tmp_path / "roster", {"a.csv": text}))) == [
        ("a.csv", 3, 6, "roster-pupil-two-classes")
    ]


def test_namesakes_with_different_birth_dates_are_two_pupils(tmp_path: Path) -> None:
    text = BOTH + "Иванов Иван;01.02.2015;;м;;3;А\nИванов Иван;02.02.2015;;м;;3;А\n"
    reading = read(write(tmp_path / "roster", {"a.csv": text}))
    assert len(roster_of(reading).people) == 2
    assert reading.warnings[0].message.key == "roster-class-without-teacher"


def test_namesakes_without_birth_dates_are_two_pupils_with_a_warning(tmp_path: Path) -> None:
    text = BOTH + "Иванов Иван;;;м;;3;А\nИванов Иван;;;м;;5;А\n"
    reading = read(write(tmp_path / "roster", {"a.csv": text}))
    assert len(roster_of(reading).people) == 2
    assert ("a.csv", 3, 1, "roster-pupil-namesake") in warned(reading)


def test_one_identifier_of_two_people_is_a_problem(tmp_path: Path) -> None:
    pupils = PUPILS.replace("u2;", "u1;").replace("1Б", "3А")
    assert ("pupils.csv", 3, 2, "roster-id-two-people") in found(school(tmp_path, pupils=pupils))
    staff = STAFF.replace("t3;", "u1;")
    assert ("staff.csv", 4, 2, "roster-id-two-people") in found(school(tmp_path, staff=staff))


def test_pupil_who_is_staff_is_a_problem(tmp_path: Path) -> None:
    staff = STAFF + "u1;Иванов;Иван;Петрович;;учитель;;;;\n"
    assert ("pupils.csv", 2, 2, "roster-pupil-and-staff") in found(school(tmp_path, staff=staff))


def test_pupil_without_class_is_a_problem_at_the_cell(tmp_path: Path) -> None:
    reading = school(tmp_path, pupils=PUPILS.replace(";1Б", ";"))
    # Not reported again: the teacher of 1Б and the parent of the child.
    assert ("pupils.csv", 3, 7, "roster-cell-empty") in found(reading)
    assert "roster-no-such-id" not in {key for *_, key in found(reading)}


@pytest.mark.parametrize("spelled", ["7-А", "7 А", "7а", "7A"])
def test_class_spelled_in_any_way_is_one_class(spelled: str, tmp_path: Path) -> None:
    text = f"ФИО;Класс\nИванов Иван;7А\nПетров Пётр;{spelled}\n"
    roster = roster_of(read(write(tmp_path / "roster", {"a.csv": text})))
    assert list(roster.groups) == ["class:2020-a"]


@pytest.mark.parametrize(
    ("born", "key"),
    [
        ("31.02.2015", "roster-date-unreadable"),
        ("01.02.2027", "roster-date-impossible"),
        ("01.02.1815", "roster-date-impossible"),
        ("01.02.15", "roster-date-unreadable"),
    ],
)
def test_bad_birth_date_is_a_problem(born: str, key: str, tmp_path: Path) -> None:
    reading = school(tmp_path, pupils=PUPILS.replace("01.02.2015", born))
    assert found(reading) == [("pupils.csv", 2, 5, key)]


def test_pupils_who_left_are_not_in_the_roster(tmp_path: Path) -> None:
    text = "ФИО;Класс;Статус\nИванов Иван;3А;обучается\nПетров Пётр;3А;Выбыл\n"
    assert len(roster_of(read(write(tmp_path / "roster", {"a.csv": text}))).people) == 1


@pytest.mark.parametrize(
    "total", ["Итого;3", "ИТОГО: 3;", ";Всего:;3", "Итого учеников;;;3", "Итого"]
)
def test_total_row_that_agrees_is_skipped(total: str, tmp_path: Path) -> None:
    assert school(tmp_path, pupils=PUPILS + total + ";;;\n").problems == ()


def test_total_row_that_disagrees_means_truncated_file(tmp_path: Path) -> None:
    reading = school(tmp_path, pupils=PUPILS + "Итого;25;;;;;\n")
    assert found(reading) == [("pupils.csv", 5, 0, "roster-total-differs")]
    assert "прочитано 3 строки" in reading.problems[0].render("ru")
    assert "3 rows were read" in reading.problems[0].render("en")


def test_totals_below_parts_of_a_list_count_each_part(tmp_path: Path) -> None:
    text = "ФИО;Класс\nА Б;3А\nВ Г;3А\nИтого;2\nД Е;3Б\nИтого;1\nВсего;3\n"
    assert read(write(tmp_path / "roster", {"a.csv": text})).problems == ()


def test_surname_that_resembles_a_total_is_a_surname(tmp_path: Path) -> None:
    text = "ФИО;Класс\nИтогов Иван;3А\nВсеволодов Пётр;3А\n"
    assert len(roster_of(read(write(tmp_path / "roster", {"a.csv": text}))).people) == 2


# --- parents ---------------------------------------------------------------------------------


def test_siblings_share_one_parent(tmp_path: Path) -> None:
    reading = families(
        tmp_path,
        "u1;;;Иванова Анна Сергеевна;+7 928 123-45-67;\nu2;;;ИВАНОВА АННА СЕРГЕЕВНА;89281234567;\n",
    )
    assert parents(reading) == [("Иванова Анна Сергеевна", {"u1", "u2"})]


def test_phone_missing_once_for_siblings_is_the_same_parent(tmp_path: Path) -> None:
    reading = families(
        tmp_path, "u1;;;Иванова Анна Сергеевна;89281234567;\nu2;;;Иванова Анна Сергеевна;;\n"
    )
    assert parents(reading) == [("Иванова Анна Сергеевна", {"u1", "u2"})]


def test_shared_father_shows_that_children_are_siblings(tmp_path: Path) -> None:
    reading = families(
        tmp_path,
        "u1;;;Петров Олег Ильич;89380000001;\nu3;;;Петров Олег Ильич;89380000001;\n"
        "u1;;;Иванова Анна Сергеевна;89281234567;\nu3;;;Иванова Анна Сергеевна;89287654321;\n",
    )
    assert ("Иванова Анна Сергеевна", {"u1", "u3"}) in parents(reading)
    assert len(parents(reading)) == 2


def test_one_name_and_two_phones_of_unrelated_children_are_two_people(tmp_path: Path) -> None:
    reading = families(
        tmp_path,
        "u1;;;Иванова Анна Сергеевна;89281234567;\nu3;;;Иванова Анна Сергеевна;89287654321;\n",
    )
    assert parents(reading) == [
        ("Иванова Анна Сергеевна", {"u1"}),
        ("Иванова Анна Сергеевна", {"u3"}),
    ]


def test_one_name_without_phones_of_unrelated_children_is_two_people(tmp_path: Path) -> None:
    reading = families(
        tmp_path, "u1;;;Иванова Анна Сергеевна;;\nu3;;;Иванова Анна Сергеевна;89281234567;\n"
    )
    assert len(parents(reading)) == 2


def test_family_phone_does_not_make_two_names_one_person(tmp_path: Path) -> None:
    reading = families(
        tmp_path, "u1;;;Иванова Анна Сергеевна;89281234567;\nu1;;;Иванов Пётр Ильич;89281234567;\n"
    )
    assert len(parents(reading)) == 2


def test_patronymic_left_out_with_the_same_phone_is_the_same_parent(tmp_path: Path) -> None:
    reading = families(
        tmp_path, "u1;;;Иванова Анна;89281234567;\nu3;;;Иванова Анна Сергеевна;89281234567;\n"
    )
    assert parents(reading) == [("Иванова Анна Сергеевна", {"u1", "u3"})]


def test_two_phones_in_a_cell_both_count_for_matching(tmp_path: Path) -> None:
    reading = families(
        tmp_path,
        "u1;;;Иванова Анна;89281234567, 89287654321;\nu3;;;Иванова Анна;8 928 765 43 21;\n",
    )
    assert parents(reading) == [("Иванова Анна", {"u1", "u3"})]
    assert reading.warnings
    assert not {"roster-phone-unreadable"} & {key for *_, key in warned(reading)}


def test_two_contacts_and_two_households_of_a_child_are_two_parents(tmp_path: Path) -> None:
    reading = families(
        tmp_path,
        "u1;;;Иванова Анна Сергеевна;89281234567;мать\nu1;;;Петров Олег Ильич;89287654321;отец\n",
    )
    assert parents(reading) == [
        ("Иванова Анна Сергеевна", {"u1"}),
        ("Петров Олег Ильич", {"u1"}),
    ]


@pytest.mark.parametrize("word", ["мама", "папа", "Бабушка", "опекун"])
def test_role_word_instead_of_a_name_is_a_problem(word: str, tmp_path: Path) -> None:
    reading = families(tmp_path, f"u1;;;{word};89281234567;\n")
    assert found(reading) == [("parents.csv", 2, 4, "roster-name-is-role-word")]


def test_phone_without_a_name_is_a_problem_and_neither_is_a_warning(tmp_path: Path) -> None:
    assert found(families(tmp_path, "u1;;;;89281234567;\n")) == [
        ("parents.csv", 2, 4, "roster-phone-without-name")
    ]
    reading = families(tmp_path, "u1;;;нет;-;\n")
    assert reading.problems == ()
    assert ("parents.csv", 2, 4, "roster-child-without-guardian") in warned(reading)


def test_two_people_in_a_cell_are_a_problem(tmp_path: Path) -> None:
    reading = families(tmp_path, "u1;;;Иванова Анна, Иванов Пётр;89281234567;\n")
    assert found(reading) == [("parents.csv", 2, 4, "roster-name-several")]


def test_child_is_found_by_name_and_class(tmp_path: Path) -> None:
    assert parents(families(tmp_path, ";карданов мурат хасанович;3 а;Карданова Залина;;\n")) == [
        ("Карданова Залина", {"u3"})
    ]
    assert parents(families(tmp_path, ";Карданов Мурат;3А;Карданова Залина;;\n")) == [
        ("Карданова Залина", {"u3"})
    ]


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ("u9;;;А Б;;\n", "roster-no-such-id"),
        ("u1;Карданов Мурат Хасанович;;А Б;;\n", "roster-id-of-another"),
        (";Петров Пётр;3А;А Б;;\n", "roster-no-such-child"),
        (";Карданов Мурат Хасанович;1Б;А Б;;\n", "roster-child-other-class"),
    ],
)
def test_child_who_is_not_in_the_list_is_a_problem(row: str, key: str, tmp_path: Path) -> None:
    assert found(families(tmp_path, row)) == [("parents.csv", 2, 2, key)]


def test_child_with_a_namesake_in_the_class_needs_an_id(tmp_path: Path) -> None:
    pupils = PUPILS + "u4;Карданов;Мурат;Хасанович;06.07.2015;м;3А\n"
    edges = EDGES + ";Карданов Мурат Хасанович;3А;А Б;;\n"
    reading = school(tmp_path, pupils=pupils, parents=edges, clubs="", councils="")
    assert found(reading) == [("parents.csv", 2, 2, "roster-child-ambiguous")]


def test_birth_date_tells_namesakes_apart(tmp_path: Path) -> None:
    pupils = PUPILS + "u4;Карданов;Мурат;Хасанович;06.07.2015;м;3А\n"
    edges = (
        "ФИО ребёнка;Дата рождения ребёнка;Пол ребёнка;ФИО родителя;Телефон родителя;"
        "Роль родителя\n"
        "Карданов Мурат Хасанович;06.07.2015;м;Карданова Залина;;мать\n"
    )
    reading = school(tmp_path, pupils=pupils, parents=edges, clubs="", councils="")
    assert parents(reading) == [("Карданова Залина", {"u4"})]


def test_three_column_list_of_parents_is_read(tmp_path: Path) -> None:
    edges = "ФИО ученика;ФИО родителя;Телефон родителя\nКарданов Мурат;Карданова Залина;\n"
    reading = school(tmp_path, parents=edges, clubs="", councils="")
    assert parents(reading) == [("Карданова Залина", {"u3"})]


def test_parents_without_a_list_of_pupils_are_one_problem(tmp_path: Path) -> None:
    assert found(read(write(tmp_path / "roster", {"parents.csv": PARENTS}))) == [
        ("parents.csv", 2, 2, "roster-no-list-of-pupils")
    ]


def test_refused_pupil_is_not_reported_again_by_other_lists(tmp_path: Path) -> None:
    reading = school(tmp_path, pupils=PUPILS.replace("Мурат", "Мурат5"))
    assert found(reading) == [("pupils.csv", 4, 2, "roster-name-digits")]


# --- one account for one human being ---------------------------------------------------------


def test_parent_never_becomes_a_teacher_by_the_same_name_alone(tmp_path: Path) -> None:
    reading = families_of_teacher(tmp_path, "u1;;;Тлупова Марьяна Юрьевна;89281234567;мать\n")
    roster = roster_of(reading)
    assert roster.people["t2"].roles == {Role.TEACHER, Role.SECRETARY}
    assert roster.children_of("t2") == set()
    assert ("parents.csv", 2, 4, "roster-staff-or-parent") in warned(reading)


def test_two_parents_of_a_teachers_name_are_not_guessed_at(tmp_path: Path) -> None:
    reading = families_of_teacher(
        tmp_path,
        "u1;;;Тлупова Марьяна Юрьевна;89281234567;\nu3;;;Тлупова Марьяна Юрьевна;89287654321;\n",
    )
    assert Role.PARENT not in roster_of(reading).people["t2"].roles


def test_phone_tells_a_parent_from_a_teacher_of_the_same_name(tmp_path: Path) -> None:
    staff = "ID;ФИО;Роль;Телефон\nt2;Тлупова Марьяна Юрьевна;учитель;89281234567\n"
    same = EDGES + "u1;;;Тлупова Марьяна Юрьевна;8 928 123 45 67;\n"
    other = EDGES + "u1;;;Тлупова Марьяна Юрьевна;89287654321;\n"
    one = school(tmp_path / "1", staff=staff, parents=same, clubs="", councils="")
    two = school(tmp_path / "2", staff=staff, parents=other, clubs="", councils="")
    assert Role.PARENT in roster_of(one).people["t2"].roles
    assert Role.PARENT not in roster_of(two).people["t2"].roles


def test_id_of_the_parent_settles_who_it_is(tmp_path: Path) -> None:
    head = EDGES.strip() + ";ID родителя\n"
    same = head + "u1;;;Тлупова Марьяна Юрьевна;;;t2\n"
    other = head + "u1;;;Тлупова Марьяна Юрьевна;;;r77\n"
    one = school(tmp_path / "1", parents=same, clubs="", councils="")
    two = school(tmp_path / "2", parents=other, clubs="", councils="")
    assert roster_of(one).children_of("t2") == {"u1"}
    assert roster_of(two).children_of("r77") == {"u1"}
    assert "roster-staff-or-parent" not in {key for *_, key in warned(two)}


def families_of_teacher(folder: Path, rows: str) -> RosterReading:
    return school(folder, parents=EDGES + rows, clubs="", councils="")


# --- staff, clubs, councils ------------------------------------------------------------------


def test_unknown_role_is_a_problem_that_names_the_known_ones(tmp_path: Path) -> None:
    reading = school(tmp_path, staff=STAFF.replace(";директор;", ";завхоз;"))
    assert found(reading) == [("staff.csv", 2, 6, "roster-role-unknown")]
    assert "директор" in reading.problems[0].render("ru")


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("Директор", Role.DIRECTOR),
        ("администратор", Role.ADMINISTRATOR),
        ("секретарь педсовета", Role.SECRETARY),
        ("Учитель", Role.TEACHER),
        ("педагог дополнительного образования", Role.ADDITIONAL_TEACHER),
    ],
)
def test_every_staff_role_has_its_word(word: str, role: Role, tmp_path: Path) -> None:
    text = f"ID;ФИО;Роль\nt1;Шериева Лариса Ивановна;{word}\n"
    assert roster_of(read(write(tmp_path / "roster", {"a.csv": text}))).people["t1"].roles == {role}


def test_class_of_a_teacher_that_has_no_pupils_is_a_problem(tmp_path: Path) -> None:
    reading = school(tmp_path, staff=STAFF.replace(";1Б;", ";1Ж;"))
    assert found(reading) == [("staff.csv", 3, 7, "roster-class-without-pupils")]


def test_school_may_begin_with_its_staff_only(tmp_path: Path) -> None:
    roster = roster_of(read(write(tmp_path / "roster", {"staff.csv": STAFF})))
    assert roster.groups["class:2024-a"].members == {"t2": {Part.TEACHER, Part.CLASS_TEACHER}}


def test_club_of_somebody_unknown_is_a_problem(tmp_path: Path) -> None:
    clubs = CLUBS.replace("Мисиров Шамиль Далхатович;t3", "Мисиров Ш.;")
    assert found(school(tmp_path, clubs=clubs)) == [
        ("clubs.csv", 2, 2, "roster-no-such-employee"),
        ("clubs.csv", 3, 2, "roster-no-such-employee"),
    ]


def test_council_of_somebody_unknown_or_ambiguous_is_a_problem(tmp_path: Path) -> None:
    unknown = COUNCILS.replace("Сергеевна", "Семёновна")
    assert found(school(tmp_path, councils=unknown)) == [
        ("councils.csv", 2, 2, "roster-no-such-person")
    ]
    twice = PARENTS + ";Карданов Мурат Хасанович;3А;Иванова Анна Сергеевна;89380000001;\n"
    assert found(school(tmp_path, parents=twice)) == [
        ("councils.csv", 2, 2, "roster-several-people")
    ]


def test_unknown_part_in_a_council_is_a_problem(tmp_path: Path) -> None:
    councils = COUNCILS.replace("председатель", "казначей")
    assert found(school(tmp_path, councils=councils)) == [
        ("councils.csv", 2, 4, "roster-part-unknown")
    ]


# --- identifiers and privacy -----------------------------------------------------------------


def test_people_without_ids_get_stable_ids_without_their_numbers(tmp_path: Path) -> None:
    text = BOTH + "Иванов Иван Петрович;01.02.2015;112-233-445 95;м;;3;А\nПетров Пётр;;;м;;3;А\n"
    edges = (
        "ФИО ученика;ФИО родителя;Телефон родителя\nИванов Иван Петрович;Иванова Анна;89281234567\n"
    )
    files = {"pupils.csv": text, "parents.csv": edges}
    roster = roster_of(read(write(tmp_path / "roster", files)))
    for identifier in roster.people:
        assert identifier.startswith("p-")
        assert len(identifier) == 18
    again = {**files, "pupils.csv": "\n".join(sorted(text.splitlines(), reverse=True)) + "\n"}
    again["pupils.csv"] = (
        text.splitlines()[0] + "\n" + text.splitlines()[2] + "\n" + text.splitlines()[1] + "\n"
    )
    assert roster_of(read(write(tmp_path / "again", again))).people.keys() == roster.people.keys()


def test_document_number_identifies_a_pupil_whose_name_changed(tmp_path: Path) -> None:
    before = BOTH + "Иванова Анна;01.02.2015;112-233-445 95;ж;;3;А\n"
    after = BOTH + "Петрова Анна;01.02.2015;11223344595;ж;;3;А\n"
    one = roster_of(read(write(tmp_path / "1", {"a.csv": before})))
    two = roster_of(read(write(tmp_path / "2", {"a.csv": after})))
    assert one.people.keys() == two.people.keys()


def test_messages_never_show_phones_or_document_numbers(tmp_path: Path) -> None:
    files = {
        "pupils.csv": BOTH
        + "Иванов 89281234567;89281234567;1122334459;м;;89281234567;А\n"
        + "Петров Пётр;01.02.2015;112-233-445 95;м;;3;А\n",
        "parents.csv": EDGES
        + "89281234567;8 928 123 45 67;+79281234567;8(928)123-45-67;x89281234567;\n",
        "staff.csv": STAFF.replace(";директор;", ";8-928-123-45-67;"),
    }
    reading = read(write(tmp_path / "roster", files))
    assert reading.problems
    for finding in (*reading.problems, *reading.warnings):
        for language in ("ru", "en"):
            digits = "".join(
                c for c in finding.render(language).removeprefix(str(finding.place)) if c.isdigit()
            )
            assert "9281234567" not in digits
            assert "112233445" not in digits


def test_roster_without_anybody_is_a_problem(tmp_path: Path) -> None:
    text = "ФИО;Класс;Статус\nПетров Пётр;3А;выбыл\n"
    reading = read(write(tmp_path / "roster", {"a.csv": text}))
    assert found(reading) == [("roster", 0, 0, "roster-nobody")]


def test_class_without_teacher_is_a_warning(tmp_path: Path) -> None:
    reading = read(write(tmp_path / "roster", {"pupils.csv": PUPILS}))
    assert [key for *_, key in warned(reading)] == ["roster-class-without-teacher"] * 2
