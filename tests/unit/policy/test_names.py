"""Nothing is called so that it hides what it is or passes for somebody else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.names import LONGEST, Names, titles, why_not

PEOPLE = {
    "@tess:school.example": "Иванова Мария Петровна",
    "@ann:school.example": "Котова Анна Игоревна",
    "@ann2:school.example": "Котова Анна Игоревна",
    "@sem:school.example": "Семёнов Пётр",
    "@sem2:school.example": "Семенов Петр",
    "@ivan:school.example": "Ivanov Ilya",
    "@kab:school.example": "Къэрэщей Iэсият",
    "@odd:school.example": "Aдамов Олег",
}
NAMES = Names(PEOPLE)
PUPIL = "@ann:school.example"


@pytest.mark.parametrize("user", PEOPLE)
def test_own_name_of_the_roster_is_always_fine(user: str) -> None:
    assert NAMES.why_not_person(PEOPLE[user], user, staff=False) is None


REFUSED = {
    "nothing": ("", "names-empty"),
    "spaces": ("   ", "names-empty"),
    "only what nobody sees": ("\u3164\u200b", "names-empty"),
    "too much": ("а" * (LONGEST + 1), "names-too-long"),
    "zero width": ("Котова\u200b Анна", "names-invisible"),
    "a filler": ("Котова Анна\u3164", "names-invisible"),
    "a turned direction": ("\u202eавотоК", "names-invisible"),
    "a control": ("Котова\x07", "names-invisible"),
    "a line": ("Котова\nАнна", "names-invisible"),
    "a Latin letter": ("Kотова Анна", "names-mixed-letters"),
    "a Greek letter": ("Κотова Анна", "names-mixed-letters"),
    "somebody else's name": ("Иванова Мария Петровна", "names-look-alike"),
    "in capitals": ("ИВАНОВА МАРИЯ ПЕТРОВНА", "names-look-alike"),
    "with more spaces": ("Иванова  Мария   Петровна", "names-look-alike"),
    "with other signs between": ("Иванова_Мария-Петровна.", "names-look-alike"),
    "with accents": ("Ивано́ва Мария Петровна", "names-look-alike"),
    "with emoji around": ("⭐Иванова Мария Петровна⭐", "names-look-alike"),
    "with l for I": ("lvanov Ilya", "names-look-alike"),
    "with 1 for I": ("1vanov 1lya", "names-look-alike"),
    "with palochka as it is": ("Къэрэщей Ӏэсият", "names-look-alike"),
    "a whole word in other letters": ("Адамов Олег", "names-look-alike"),
    "a title": ("Директор школы", "names-title"),
    "a title in another case": ("от имени директора", "names-title"),
    "a title for a woman": ("Учительница Анна", "names-title"),
    "a title in English": ("School Administrator", "names-title"),
    "a title in look-alikes": ("AДMИHИCTPATOP", "names-mixed-letters"),
    "a title in full width": ("ＡＤＭＩＮ", "names-title"),
}


@pytest.mark.parametrize("rule", REFUSED)
def test_pupil_is_not_called(rule: str) -> None:
    name, key = REFUSED[rule]
    refusal = NAMES.why_not_person(name, PUPIL, staff=False)
    assert refusal is not None
    assert refusal.key == key
    room = NAMES.why_not_room(name, staff=False)
    assert room is not None
    assert room.key == key


@pytest.mark.parametrize(
    "name",
    [
        "Литературный клуб «Слово»",
        "📚 Книги и ❤️",
        "IT-кружок 3А",
        "Подготовка к ОГЭ 2027",
        "Учителев Иван",
        "Директоренко Олег",
        "Дети учат стихи",
        "English Club",
        "КIэбэрдей хабзэ",
        "Шахматы 🏆 2 класс",
    ],
)
def test_honest_name_is_fine(name: str) -> None:
    assert NAMES.why_not_room(name, staff=False) is None
    assert NAMES.why_not_person(name, PUPIL, staff=False) is None


def test_staff_may_use_their_titles_and_name_rooms_after_people() -> None:
    assert NAMES.why_not_room("Совещание у директора", staff=True) is None
    assert NAMES.why_not_room("Котова Анна Игоревна", staff=True) is None
    assert NAMES.why_not_person("Учитель Тесс", "@tess:school.example", staff=True) is None


def test_staff_may_not_hide_anything_either() -> None:
    assert NAMES.why_not_room("Собрание\u202e", staff=True) is not None
    assert NAMES.why_not_person("Котова Анна Игоревна", "@tess:school.example", staff=True)


def test_namesakes_and_spellings_of_one_name_are_nobody_else() -> None:
    assert NAMES.why_not_person("Котова Анна Игоревна", "@ann2:school.example", staff=False) is None
    assert NAMES.why_not_person("семенов пётр", "@sem:school.example", staff=False) is None


def test_refusal_names_row_and_sign() -> None:
    refusal = why_not("Анна\u200b")
    assert refusal is not None
    assert (refusal.row, dict(refusal.args)) == ("W3", {"sign": "U+200B"})


def test_titles_are_told() -> None:
    assert titles("Завуч и учителя, Учителев, ADMIN") == ("Завуч", "учителя", "ADMIN")


@given(st.text(max_size=60))
def test_nothing_raises(name: str) -> None:
    NAMES.why_not_person(name, PUPIL, staff=False)
    NAMES.why_not_room(name, staff=False)
