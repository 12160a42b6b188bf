"""User names: readable, valid, nobody's twice, and the same for ever."""

import re
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provisioning.desired.accounts import user_ids
from provisioning.roster.model import Name, Person, Role
from tests.unit.builders import WEIRD_NAMES

SERVER = "school.example"
LOCALPART = re.compile(r"^[a-z0-9._=/+-]+$")


def people(**names: tuple[str, ...]) -> dict[str, Person]:
    return {
        person: Person(person, Name(*name), frozenset({Role.PUPIL}))
        for person, name in names.items()
    }


def localparts(
    them: Mapping[str, Person], known: Mapping[str, str] | None = None
) -> dict[str, str]:
    found = user_ids(them, known or {}, (), SERVER)
    return {person: user[1:].removesuffix(f":{SERVER}") for person, user in found.items()}


@pytest.mark.parametrize(
    ("name", "localpart"),
    [
        (("Карданов", "Астемир", "Тимурович"), "kardanov.astemir"),
        (("Ёлкина", "Юлия"), "elkina.yuliya"),
        (("Хьэтӏу", "Дана"), "hetiu.dana"),
        # Kabardian: palochka, its capital and the Latin letter typed for it are one.
        (("Къуэщӏэ", "Щӏалэ"), "kueschie.schiale"),
        (("КъуэщӀэ", "ЩӀалэ"), "kueschie.schiale"),
        (("КъуэщIэ", "ЩIалэ"), "kueschie.schiale"),
        (("Лъостэнокъуэ", "Жьэмыхъуэ"), "lostenokue.zhemyhue"),
        (("Ё" * 80, "Ия"), "e" * 60),
        (("О’Коннор", "Шон"), "okonnor.shon"),
        (("O'Neill", "Sean"), "o-neill.sean"),
        (("Smith-Jones", "Anna"), "smith-jones.anna"),
        (("Müller", "Zoë"), "muller.zoe"),
        (("Мадонна", ""), "madonna"),
        (("李", "小龙"), "user"),
        (("🦊", "Лиса"), "lisa"),
        (("Иванов 2", ""), "ivanov"),
        (("...", "---"), "user"),
    ],
)
def test_name_becomes_a_user_name(name: tuple[str, ...], localpart: str) -> None:
    assert localparts(people(p=name)) == {"p": localpart}


def test_second_of_a_name_gets_a_number_in_the_order_of_ids() -> None:
    them = people(c=("Ким", "Ан"), a=("Ким", "Ан"), b=("Ким", "Ан"))
    assert localparts(them) == {"a": "kim.an", "b": "kim.an2", "c": "kim.an3"}


def test_number_belongs_to_no_name() -> None:
    them = people(a=("Ким", ""), b=("Ким", ""), c=("Ким2", ""))
    assert sorted(localparts(them).values()) == ["kim", "kim2", "kim3"]


def test_same_roster_gives_the_same_names_in_whatever_order_it_comes() -> None:
    them = people(a=("Ким", "Ан"), b=("Ким", "Ан"), c=("Пак", "Ли"))
    assert localparts(them) == localparts(dict(reversed(them.items())))


def test_known_name_is_kept_after_the_person_is_renamed() -> None:
    known = {"a": f"@old.name:{SERVER}"}
    assert localparts(people(a=("Новая", "Анна")), known) == {"a": "old.name"}


def test_known_name_of_another_server_name_is_kept() -> None:
    assert user_ids(people(a=("Ким", "")), {"a": "@kim:old.example"}, (), SERVER) == {
        "a": "@kim:old.example"
    }


def test_name_of_somebody_who_left_is_not_given_again() -> None:
    known = {"gone": f"@kim:{SERVER}"}
    assert localparts(people(a=("Ким", "")), known) == {"a": "kim2"}


def test_foreign_account_is_never_adopted() -> None:
    taken = {f"@kim:{SERVER}", f"@kim2:{SERVER}"}
    assert user_ids(people(a=("Ким", "")), {}, taken, SERVER) == {"a": f"@kim3:{SERVER}"}


@pytest.mark.parametrize("length", [14, 190, 230])
def test_user_id_fits_matrix_whatever_the_server_is_called(length: int) -> None:
    them = {
        key: Person(key, Name("Щ" * 40, "Щ" * 40), frozenset({Role.PUPIL}))
        for key in map(str, range(200))
    }
    found = user_ids(them, {}, (), "x" * length)
    assert max(map(len, found.values())) <= 255
    assert len(set(found.values())) == 200


NAME_PARTS = st.one_of(
    st.sampled_from(WEIRD_NAMES),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=80),
    st.text("аиӏIʼ’'- .", max_size=80),
)
PEOPLE = st.dictionaries(
    st.sampled_from([f"p{number}" for number in range(12)]), st.tuples(NAME_PARTS, NAME_PARTS)
).map(lambda them: people(**them))


@given(PEOPLE)
def test_any_names_give_valid_and_different_user_names(them: dict[str, Person]) -> None:
    found = localparts(them)
    assert found.keys() == them.keys()
    assert len(set(found.values())) == len(found)
    for localpart in found.values():
        assert LOCALPART.match(localpart)
        assert len(localpart) <= 64
        assert not localpart.isdigit()  # Synapse keeps those for guests


@given(PEOPLE, PEOPLE, st.sets(st.sampled_from(["user", "elkin", "karkadanov", "user2"])))
def test_names_once_given_stay_whoever_comes(
    before: dict[str, Person], after: dict[str, Person], strangers: set[str]
) -> None:
    taken = {f"@{name}:{SERVER}" for name in strangers}
    known = user_ids(before, {}, taken, SERVER)
    found = user_ids(after, known, taken, SERVER)
    for person, user in found.items():
        assert user not in taken
        assert user == known.get(person, user)
    ours = {**known, **found}
    assert len(set(ours.values())) == len(ours)
