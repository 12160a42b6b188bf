"""Login letters: in which piles they lie, and what stands on the paper."""

import io
from datetime import date

import pypdf
import pytest

from provisioning.letters.paper import FORMATS, About, Cover, Letter, letters_pdf
from provisioning.letters.sorting import class_named, piles
from provisioning.roster.model import (
    Group,
    GroupKind,
    Guardianship,
    Name,
    Part,
    Person,
    Role,
    Roster,
)
from templates import LANGUAGES, message

NAMES = {
    "z": "Яровая",
    "yo": "Ёлкина",
    "a": "Аушев",
    "kab": "Гъуэгъуэ-Ӏэсият",
    "mother": "Яровая",
    "both": "О'Коннор",
    "teacher": "Шогенова",
    "alone": "Сидоров",
}
ROLES = {
    "mother": {Role.PARENT},
    "both": {Role.PARENT, Role.TEACHER},
    "teacher": {Role.TEACHER},
    "alone": {Role.PARENT},
}
LONG = "Преображенская-Задунайская " * 3
KABARDIAN = "ГъукӀэлӀ Хьэжмусэ"
ABOUT = About(
    "Школа № 1",
    "Парта",
    "https://school.example/start",
    "school.example",
    {"ru": "Положение", "en": "Regulation"},
)


def roster() -> Roster:
    """Classes 2Б and 10А, a mother of both, a teacher who is a mother too."""
    people = {
        who: Person(who, Name(family, "Саша"), frozenset(ROLES.get(who, {Role.PUPIL})))
        for who, family in NAMES.items()
    }
    members = {
        "class:2016-a": ("10А", 10, {"z": Part.PUPIL}),
        "class:2024-b": (
            "2Б",
            2,
            {"yo": Part.PUPIL, "a": Part.PUPIL, "kab": Part.PUPIL, "teacher": Part.CLASS_TEACHER},
        ),
    }
    groups = {
        key: Group(key, GroupKind.CLASS, title, grade,
                   {who: frozenset({part}) for who, part in them.items()})
        for key, (title, grade, them) in members.items()
    }  # fmt: skip
    families = {Guardianship("mother", "z"), Guardianship("mother", "a"), Guardianship("both", "a")}
    return Roster(people, groups, frozenset(families))


def test_everybody_is_in_one_pile_in_the_order_of_handing_out() -> None:
    found = [
        (it.group.title if it.group else "", [line.person for line in it.lines])
        for it in piles(roster())
    ]
    assert found == [
        ("2Б", ["a", "kab", "yo", "mother"]),
        ("10А", ["z"]),
        ("", ["both", "alone", "teacher"]),
    ]


def test_pile_names_the_class_teacher_and_a_parent_all_children() -> None:
    first, *_ = piles(roster())
    assert first.teachers == ("teacher",)
    assert first.lines[-1].children == ("a", "z")


@pytest.mark.parametrize("typed", ["2Б", "2б", "2 Б", "2-б"])
def test_class_is_found_as_people_type_it(typed: str) -> None:
    found = class_named(roster(), typed)
    assert found is not None
    assert found.title == "2Б"


def test_latin_letter_finds_the_class() -> None:
    found = class_named(roster(), "10A")
    assert found is not None
    assert found.title == "10А"


def test_unknown_class_is_none() -> None:
    assert class_named(roster(), "7Щ") is None


def covers() -> list[Cover]:
    """Two people of one name, a very long one, a Kabardian one, one who has logged in."""
    until = date(2026, 10, 31)
    about = message("letter-about-pupil", **{"class": "2Б"})
    people = [
        Letter("Иванов Иван", about, "@ivanov.ivan:school.example", "KA7M-3XPT-9HCE", until),
        Letter("Иванов Иван", about, "@ivanov.ivan2:school.example", "TPY2-75EE-XYEX", until),
        Letter(LONG[:80], about, f"@{'a' * 60}:school.example", "443C-3ATP-AKY7", until),
        Letter(KABARDIAN, None, "@g.h:school.example", "ECM4-4473-2EMC"),
        Letter("О'Коннор Ёла", None, "@o.konnor:school.example", ""),
    ]
    return [Cover(message("letter-cover-class", **{"class": "2Б"}), ["Шогенова Залина"], people)]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_letter_is_one_page_with_its_own_code(form: str, language: str) -> None:
    reader = pypdf.PdfReader(io.BytesIO(letters_pdf(covers(), ABOUT, form, language)))
    pages = [it.extract_text() for it in reader.pages]
    assert len(pages) == {"cards": 2}.get(form, 5)
    cover, *letters = pages
    assert "-3XPT-" not in cover, "the cover tells codes"
    assert "О'Коннор Ёла" in cover
    text = "\n".join(letters)
    for it in covers()[0].letters[:4]:
        assert text.count(it.code) == 1
    assert "О'Коннор" not in text
    assert KABARDIAN in text
    assert "□" not in text
