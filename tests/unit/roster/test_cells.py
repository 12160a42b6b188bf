from datetime import date

import pytest

from provisioning.roster.cells import (
    Identifiers,
    listed,
    read_date,
    read_identifier,
    read_phones,
    read_snils,
)
from provisioning.roster.findings import quoted


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("01.02.2015", date(2015, 2, 1)),
        ("1.2.2015", date(2015, 2, 1)),
        ("01/02/2015", date(2015, 2, 1)),
        ("01.02.2015 г.", date(2015, 2, 1)),
        ("2015-02-01", date(2015, 2, 1)),
        ("2015-02-01 00:00:00", date(2015, 2, 1)),
        ("31.02.2015", None),
        ("01.13.2015", None),
        ("01.02.15", None),
        ("42005", None),
        ("вчера", None),
    ],
)
def test_dates(written: str, expected: date | None) -> None:
    assert read_date(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("+7 (928) 123-45-67", {"79281234567"}),
        ("89281234567", {"79281234567"}),
        ("9281234567", {"79281234567"}),
        ("79281234567.0", {"79281234567"}),
        ("7.9281234567E+10", {"79281234567"}),
        ("8 928 123 45 67, 8 928 765 43 21", {"79281234567", "79287654321"}),
        ("89281234567/89287654321", {"79281234567", "79287654321"}),
        ("89281234567\n89287654321", {"79281234567", "79287654321"}),
        ("8 928 123-45-67 8 928 765-43-21", {"79281234567", "79287654321"}),
        ("42-12-34", {"421234"}),
        ("0", set()),
        ("нету", None),
        ("12", None),
    ],
)
def test_phones_of_a_cell_are_split_and_brought_to_one_form(
    written: str, expected: set[str] | None
) -> None:
    assert read_phones(written) == expected


def test_document_number_has_eleven_digits() -> None:
    assert read_snils("112-233-445 95") == read_snils("11223344595.0") == "11223344595"
    assert read_snils("112-233") is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [("u1", "u1"), ("101.0", "101"), ("Ученик-7", "Ученик-7"), ("a b", None), ("=1+1", None)],
)
def test_identifiers_of_the_school(written: str, expected: str | None) -> None:
    assert read_identifier(written) == expected


@pytest.mark.parametrize("number", ["79281234567", "9281234567", "112-233-445 95"])
def test_phone_or_document_as_identifier_is_hashed(number: str) -> None:
    made = Identifiers().given(number)
    assert made.startswith("p-")
    assert number not in made


def test_secret_changes_hashed_identifiers_and_repeats_them() -> None:
    plain, keyed = Identifiers(), Identifiers(b"secret")
    assert plain.hashed("a", "b") == Identifiers().hashed("a", "b")
    assert keyed.hashed("a", "b") == Identifiers(b"secret").hashed("a", "b")
    assert plain.hashed("a", "b") != keyed.hashed("a", "b")
    assert plain.hashed("ab", "") != plain.hashed("a", "b")


def test_list_in_a_cell_may_use_commas_or_semicolons() -> None:
    assert listed("1А, 1Б;  2В,") == ["1А", "1Б", "2В"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Иванов 8 (928) 123-45-67", "Иванов •••"),
        ("+79281234567", "•••"),
        ("112-233-445 95", "•••"),
        ("01.02.2015", "01.02.2015"),
        ("строка\nещё", "строка ещё"),
        ("u1", "u1"),
    ],
)
def test_messages_quote_no_long_numbers(text: str, shown: str) -> None:
    assert quoted(text) == shown


def test_quotations_are_short() -> None:
    assert len(quoted("x" * 10_000)) < 200
