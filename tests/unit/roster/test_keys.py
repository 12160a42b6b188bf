import pytest

from provisioning.roster.keys import club_key, council_key, parse_class
from provisioning.translit import slug


@pytest.mark.parametrize(
    ("written", "title", "key"),
    [
        ("3А", "3А", "class:2024-a"),
        ("7-А", "7А", "class:2020-a"),
        ("7 А", "7А", "class:2020-a"),
        ("7а", "7А", "class:2020-a"),
        ("7A", "7А", "class:2020-a"),  # a Latin letter
        ("7–А", "7А", "class:2020-a"),
        ("7\u00a0«А»", "7А", "class:2020-a"),
        ('7 "б" класс', "7Б", "class:2020-b"),
        ("7 кл.", "7", "class:2020"),
        ("11В", "11В", "class:2016-v"),
        ("1Ж", "1Ж", "class:2026-zh"),
        ("07А", "7А", "class:2020-a"),
        ("10 хим-био", "10 хим-био", "class:2017-him-bio"),
        ("кадетский", "кадетский", "class:kadetskiy"),
        ("13А", "13А", "class:13a"),
        ("0А", "0А", "class:0a"),
    ],
)
def test_class_key_is_the_year_the_cohort_entered_grade_one(
    written: str, title: str, key: str
) -> None:
    parsed = parse_class(written)
    assert (parsed.title, parsed.key(2026)) == (title, key)


def test_class_keeps_its_key_when_it_moves_up() -> None:
    assert parse_class("3А").key(2026) == parse_class("4А").key(2027)


@pytest.mark.parametrize(("class_", "letter"), [("7", "а"), ("7", "А"), ("7А", "А"), ("7a", "А")])
def test_class_and_letter_may_stand_in_two_columns(class_: str, letter: str) -> None:
    assert parse_class(class_, letter).title == "7А"


def test_class_letters_that_transliterate_alike_get_different_keys() -> None:
    keys = [parse_class(f"5{letter}").key(2026) for letter in "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Педагогический совет", "council:pedagogical"),
        ("педсовет", "council:pedagogical"),
        ("Рабочие совещания", "council:work"),
        ("Родительский  комитет", "council:parents"),
        ("Методический совет", "council:metodicheskiy-sovet"),
    ],
)
def test_councils_every_school_has_get_fixed_keys(title: str, key: str) -> None:
    assert council_key(title) == key


def test_club_key_ignores_case_and_quotes() -> None:
    assert club_key("«Шахматы»") == club_key("шахматы") == "club:shahmaty"


def test_title_without_any_letter_still_gets_a_key_of_its_own() -> None:
    assert club_key("国际象棋") != club_key("围棋")
    assert club_key("国际象棋") == club_key("国际象棋")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Щоджэн Ӏэниуар", "schodzhen-ieniuar"),
        ("Къарачай-Малкъар", "karachay-malkar"),
        ("Юлия Ёлкина", "yuliya-elkina"),
        ("Объявление", "obyavlenie"),
        ("Müller", "muller"),
        ("— ! —", ""),
    ],
)
def test_transliteration_gives_plain_ascii(text: str, expected: str) -> None:
    assert slug(text) == expected
