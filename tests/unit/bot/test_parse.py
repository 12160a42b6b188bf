"""What stands after a command: people, classes, audiences, texts."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.model import Param, Sort
from bot.commands.parse import Context, Parsed, parse
from policy.people import People
from policy.roster import Entry
from policy.school import School
from tests.unit.policy.school import A, B, example, person, user

NOW = datetime(2026, 11, 24, 15, 30, tzinfo=ZoneInfo("Europe/Moscow"))
WHO, WHY = Param("person", Sort.PERSON), Param("why", Sort.TEXT)
AUDIENCE, TEXT = Param("audience", Sort.AUDIENCE), Param("text", Sort.TEXT)


def read(params: tuple[Param, ...], typed: str, *meant: str) -> Parsed:
    school = example()
    return parse(params, typed, Context(school, NOW, [person(school, it) for it in meant]))


def name_of(who: str) -> str:
    return person(example(), who).entry.full_name


def test_a_person_is_found_by_the_whole_name_and_the_rest_is_the_text() -> None:
    found = read((WHO, WHY), f"{name_of('ann')} за ругань")
    assert found.args == {"person": user("ann"), "why": "за ругань"}


def test_a_person_is_found_by_the_user_id() -> None:
    assert read((WHO, WHY), f"{user('ben')} шум").args["person"] == user("ben")
    assert read((WHO, WHY), "@ben шум").args["person"] == user("ben")


def test_a_stranger_is_nobody() -> None:
    found = read((WHO, WHY), "@ben:elsewhere.example шум")
    assert found.problem is not None


def test_whoever_is_marked_is_meant_whatever_the_text_says() -> None:
    found = read((WHO, WHY), f"{name_of('ann')} за ругань", "ben")
    assert found.args["person"] == user("ben")


def test_whoever_wrote_the_message_that_is_answered_is_meant() -> None:
    assert read((WHO,), "", "ben").args["person"] == user("ben")


def namesakes() -> School:
    """Two pupils of one family name, and a third whose name begins like theirs."""
    names = {
        "a": ("Иванов", "Пётр", ""),
        "b": ("Иванов", "Олег", ""),
        "c": ("Ивановский", "Олег", ""),
    }
    entries = [
        Entry(it, user(it), name, frozenset({"pupil"}), {}, {}) for it, name in names.items()
    ]
    regulation = example().regulation
    return replace(example(), people=People.of(entries, {}, {}, regulation))


@pytest.mark.parametrize(
    ("typed", "who"),
    [("Иванов Петр", "a"), ("Петр Иванов шум", "a"), ("иванов олег", "b"), ("Ивановский", "c")],
)
def test_namesakes_are_told_apart_by_the_given_name(typed: str, who: str) -> None:
    found = parse((WHO,), typed, Context(namesakes(), NOW))
    assert found.args == {"person": user(who)}


@pytest.mark.parametrize("typed", ["Иванов шумит", "Олег", "Ива"])
def test_a_name_that_fits_several_people_is_asked_about(typed: str) -> None:
    found = parse((WHO,), typed, Context(namesakes(), NOW))
    assert found.problem is not None
    assert found.problem.key == "command-which-person"


def test_a_mistyped_name_is_answered_with_the_one_meant() -> None:
    found = parse((WHO,), "Ивонов Петр", Context(namesakes(), NOW))
    assert found.problem is not None
    assert found.problem.key == "command-did-you-mean-person"
    assert "Иванов Пётр" in str(found.problem.args["names"])


def test_what_is_missing_is_named_and_what_is_known_is_kept() -> None:
    found = read((WHO, WHY), name_of("ann"))
    assert found.missing is WHY
    assert found.args == {"person": user("ann")}


@pytest.mark.parametrize(
    ("typed", "groups", "roles", "everybody", "text"),
    [
        ("3А: Завтра контрольная", [A], [], False, "Завтра контрольная"),
        ("3а, 3Б: Собрание", [A, B], [], False, "Собрание"),
        ("3 классы: Экскурсия", [], [], False, ""),
        ("учителям: Педсовет", [], ["teacher"], False, "Педсовет"),
        ("всем: Каникулы", [], [], True, "Каникулы"),
        ("3А\nЗавтра: контрольная", [A], [], False, "Завтра: контрольная"),
        ("3А завтра", [A], [], False, "завтра"),
        ("everybody: Holidays", [], [], True, "Holidays"),
    ],
)
def test_audiences(
    typed: str, groups: list[str], roles: list[str], everybody: bool, text: str
) -> None:
    found = read((AUDIENCE, TEXT), typed)
    if typed.startswith("3 классы"):
        assert found.problem is not None  # the sample school's classes carry no grade
        return
    assert found.args["audience"] == {"groups": groups, "roles": roles, "everybody": everybody}
    assert found.args["text"] == text


@pytest.mark.parametrize("typed", ["9Ы: Привет", "марсианам: Привет", "3А, 9Ы: Привет"])
def test_an_audience_that_is_not_understood_wholly_is_none(typed: str) -> None:
    found = read((AUDIENCE, TEXT), typed)
    assert found.problem is not None
    assert "audience" not in found.args


@given(st.text(max_size=200))
def test_whatever_is_typed_is_no_error(typed: str) -> None:
    for params in ((WHO, WHY), (AUDIENCE, TEXT), (Param("n", Sort.NUMBER),)):
        read(params, typed)


def test_an_answer_is_not_taken_for_what_might_have_stood_before() -> None:
    params = (Param("when", Sort.MOMENT, optional=True), AUDIENCE, TEXT)
    first = read(params, "3А")
    assert first.missing == TEXT
    school = example()
    found = parse(params, "завтра 8:00 линейка", Context(school, NOW), first.args)
    assert found.args["text"] == "завтра 8:00 линейка"
    assert "when" not in found.args


@pytest.mark.parametrize(
    ("typed", "groups", "roles"),
    [
        ("родителям 3А: x", [A], ["parent"]),
        ("3а родители: x", [A], ["parent"]),
        ("3А и 3Б: x", [A, B], []),
        ("родителям 3А и 3Б: x", [A, B], ["parent"]),
        ("учителям и родителям: x", [], ["parent", "teacher"]),
    ],
)
def test_a_role_beside_a_class_is_that_role_in_it(
    typed: str, groups: list[str], roles: list[str]
) -> None:
    found = read((AUDIENCE, TEXT), typed).args["audience"]
    assert (found["groups"], found["roles"]) == (groups, roles)
