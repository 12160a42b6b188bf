"""Who may write to whom personally: roles against roles, and who teaches whose child (C3)."""

from dataclasses import replace

import pytest

from policy.contacts import are_family, guardians_of, may_contact, needed_guardians
from tests.unit.policy.school import example, person, user

SCHOOL = example()
NEVER = replace(SCHOOL, safety=replace(SCHOOL.safety, parents_to_parents="never"))
MAY = "may"
# who → to whom → MAY or the refusal
TABLE: dict[str, dict[str, str]] = {
    # A pupil starts no conversation at all (C3).
    "ann": dict.fromkeys(
        ("ben", "cal", "mum", "pa", "dad", "tess", "todd", "lee", "head", "newt"), "policy-may-not"
    ),
    # A parent: the teachers of the children, parents of their classes.
    "mum": {
        "ann": "policy-may-not",
        "ben": "policy-may-not",
        "tess": MAY,
        "twin": MAY,
        "todd": MAY,  # cal is in 3Б
        "lee": MAY,  # ann plays chess
        "dad": MAY,
        "gran": MAY,
        "pa": MAY,
        "head": "policy-may-not",
        "newt": "policy-may-not",
    },
    "dad": {
        "tess": MAY,
        "twin": MAY,
        "todd": "contacts-not-yours",
        "lee": "contacts-not-yours",
        "gran": "contacts-other-class",
        "mum": MAY,
    },
    "tess": {
        "ann": MAY,
        "ben": MAY,
        "cal": "contacts-not-yours",
        "mum": MAY,
        "dad": MAY,
        "gran": "contacts-not-yours",
        "todd": MAY,
        "lee": MAY,
        "head": MAY,
        "adm": MAY,
        "newt": MAY,
    },
    # twin teaches 3А and is a parent in 3Б: each pair of roles counts.
    "twin": {"ann": MAY, "eve": "contacts-not-yours", "gran": MAY, "todd": MAY, "cal":
             "contacts-not-yours"},
    "lee": {"ann": MAY, "dan": MAY, "ben": "contacts-not-yours", "gran": MAY, "tess": MAY,
            "dad": "contacts-not-yours"},
    "head": dict.fromkeys(("ann", "mum", "tess", "adm", "newt", "lee"), MAY),
    "adm": {"mum": MAY, "tess": MAY, "head": MAY, "ann": "policy-may-not"},
    "sec": {"mum": "policy-may-not", "tess": MAY, "head": MAY},
    "newt": dict.fromkeys(("head", "tess", "mum", "ann"), "policy-may-not"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [(one, other, expected) for one, row in TABLE.items() for other, expected in row.items()],
)
def test_who_may_write_to_whom(one: str, other: str, expected: str) -> None:
    found = may_contact(SCHOOL, person(SCHOOL, one), user(other))
    assert (MAY if found is None else found.key) == expected


@pytest.mark.parametrize(("one", "row"), [("tess", "R1"), ("lee", "R1"), ("mum", "W5")])
def test_nobody_writes_to_outsiders(one: str, row: str) -> None:
    found = may_contact(SCHOOL, person(SCHOOL, one), user("stranger"))
    assert found is not None
    assert (found.key, found.row) == ("contacts-outsider", row)
    assert may_contact(SCHOOL, person(SCHOOL, one), "") is not None


@pytest.mark.parametrize("one", ["ann", "mum", "tess", "newt"])
def test_everybody_writes_to_the_schools_assistant(one: str) -> None:
    assert may_contact(SCHOOL, person(SCHOOL, one), user("assistant")) is None


def test_parents_write_to_parents_only_where_the_school_says_so() -> None:
    found = may_contact(NEVER, person(NEVER, "mum"), user("dad"))
    assert found is not None
    assert found.key == "policy-may-not"


def test_oneself_is_no_contact() -> None:
    assert may_contact(SCHOOL, person(SCHOOL, "ann"), user("ann")) is None


def test_a_pupil_needs_one_guardian() -> None:
    both = [user("ann"), user("tess")]
    assert needed_guardians(SCHOOL, both, both) == [user("ann")]
    assert needed_guardians(SCHOOL, both, [*both, user("dad")]) == [user("ann")]
    assert needed_guardians(SCHOOL, both, [*both, user("pa")]) == []
    assert needed_guardians(SCHOOL, [user("lone")], map(user, ("mum", "tess"))) == [user("lone")]
    assert needed_guardians(SCHOOL, [user("stranger"), user("tess")], []) == []


def test_guardians() -> None:
    assert guardians_of(SCHOOL, person(SCHOOL, "ann")) == [user("mum"), user("pa")]
    assert guardians_of(SCHOOL, person(SCHOOL, "lone")) == []


@pytest.mark.parametrize(
    ("one", "other", "family"),
    [
        ("mum", "ann", True),
        ("ann", "mum", True),
        ("mum", "pa", True),
        ("twin", "eve", True),
        ("mum", "dad", False),
        ("ann", "cal", False),  # brother and sister: they write where mum is
        ("ann", "ben", False),
        ("tess", "ann", False),
        ("stranger", "ann", False),
    ],
)
def test_families(one: str, other: str, family: bool) -> None:
    assert are_family(SCHOOL, user(one), user(other)) is family
