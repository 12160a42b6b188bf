"""Microsoft SDS v2.1."""

from pathlib import Path

import pytest

from provisioning.roster.model import Guardianship, Part, Role
from provisioning.roster.read import RosterReading

from .helpers import SDS, found, read, warned, write, zipped


def reading_of(folder: Path, *changes: tuple[str, str, str]) -> RosterReading:
    files = dict(SDS)
    for name, old, new in changes:
        assert old in files[name]
        files[name] = files[name].replace(old, new)
    return read(write(folder / "roster", files, "utf-8"))


def test_people_classes_and_guardians_are_read(tmp_path: Path) -> None:
    reading = reading_of(tmp_path)
    assert reading.problems == ()
    assert reading.roster is not None
    people = reading.roster.people
    assert {who: set(person.roles) for who, person in people.items()} == {
        "u1": {Role.PUPIL},
        "u2": {Role.PUPIL},
        "u3": {Role.PUPIL},
        "p1": {Role.PARENT},
        "p2": {Role.PARENT},
        "t1": {Role.DIRECTOR},
        "t2": {Role.TEACHER},
    }
    assert people["t1"].name.patronymic == "Ивановна"
    assert reading.roster.groups["class:2024-a"].members == {
        "u1": {Part.PUPIL},
        "u3": {Part.PUPIL},
        "t2": {Part.TEACHER},
    }
    assert reading.roster.groups["class:2026-b"].members["t2"] == {Part.TEACHER}
    assert reading.roster.guardianships == {
        Guardianship("p1", "u1", "parent"),
        Guardianship("p1", "u2", "guardian"),
        Guardianship("p2", "u3", "relative"),
    }


def test_archive_is_read_like_the_folder(tmp_path: Path) -> None:
    folder = write(tmp_path / "zip", {})
    (folder / "sds.zip").write_bytes(zipped(SDS))
    assert read(folder).roster == reading_of(tmp_path).roster


def test_columns_stand_in_any_order_and_case(tmp_path: Path) -> None:
    change = ("enrollments.csv", SDS["enrollments.csv"], "")
    rows = [line.split(",")[::-1] for line in SDS["enrollments.csv"].splitlines()]
    rows[0] = [name.upper() for name in rows[0]]
    text = "\n".join(",".join(row) for row in rows) + "\n"
    folder = write(tmp_path / "order", {**SDS, change[0]: text})
    assert read(folder).roster == reading_of(tmp_path).roster


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("users.csv", "u1,u1", ",u1"), ("users.csv", 2, 1, "roster-standard-cell-empty")),
        (("users.csv", "u2,u2", "u1,u2"), ("users.csv", 3, 1, "roster-record-twice")),
        (("users.csv", "Залина,Карданова", ","), ("users.csv", 6, 4, "roster-name-missing")),
        (("users.csv", "username", "login"), ("users.csv", 1, 0, "roster-header-incomplete")),
        (("roles.csv", "u1,school", "u9,school"), ("roles.csv", 2, 1, "roster-reference-dangling")),
        (("roles.csv", "u1,school", "u1,x"), ("roles.csv", 2, 2, "roster-reference-dangling")),
        (
            ("enrollments.csv", "3a,u1", "9a,u1"),
            ("enrollments.csv", 2, 1, "roster-reference-dangling"),
        ),
        (
            ("enrollments.csv", "3a,t2,teacher", "3a,t2,student"),
            ("enrollments.csv", 5, 2, "roster-enrollment-no-pupil"),
        ),
        (
            ("relationships.csv", "u1,p1", "u1,p9"),
            ("relationships.csv", 2, 2, "roster-reference-dangling"),
        ),
        (
            ("relationships.csv", "u1,p1", "u1,u2"),
            ("relationships.csv", 2, 2, "roster-guardian-is-pupil"),
        ),
        (
            ("relationships.csv", "u1,p1", "t2,p1"),
            ("relationships.csv", 2, 2, "roster-child-is-adult"),
        ),
        (
            ("relationships.csv", "u1,p1", "u1,u1"),
            ("relationships.csv", 2, 2, "roster-own-guardian"),
        ),
        (
            ("enrollments.csv", "1b,u2,student\n", ""),
            ("users.csv", 3, 1, "roster-pupil-without-class"),
        ),
        (
            ("roles.csv", "t1,school,principal", "u1,school,teacher"),
            ("users.csv", 2, 1, "roster-pupil-and-staff"),
        ),
        (
            ("classes.csv", "3a,school,3А\n1b,school,1Б\n", "3a,school,Физика\n1b,school,Химия\n"),
            ("classes.csv", 2, 3, "roster-no-homerooms"),
        ),
        (("orgs.csv", "school,Школа,school,\n", ""), ("orgs.csv", 1, 0, "roster-list-empty")),
    ],
)
def test_wrong_cell_is_a_problem_at_its_place(
    change: tuple[str, str, str], problem: tuple[str, int, int, str], tmp_path: Path
) -> None:
    reading = reading_of(tmp_path, change)
    assert problem in found(reading)
    assert reading.roster is None


def test_required_file_that_is_missing_is_named(tmp_path: Path) -> None:
    files = {name: text for name, text in SDS.items() if name != "orgs.csv"}
    reading = read(write(tmp_path / "roster", files))
    assert found(reading) == [("roster", 0, 0, "roster-sds-file-missing")]


def test_file_the_format_does_not_have_is_a_problem(tmp_path: Path) -> None:
    reading = read(write(tmp_path / "roster", {**SDS, "parents.csv": "x\n"}))
    assert found(reading) == [("parents.csv", 1, 0, "roster-sds-file-unknown")]


@pytest.mark.parametrize("word", ["doctor", "aide", "other"])
def test_relationship_that_is_no_guardianship_gives_no_rights(word: str, tmp_path: Path) -> None:
    reading = reading_of(tmp_path, ("relationships.csv", "u3,p2,relative", f"u3,p2,{word}"))
    assert reading.roster is not None
    assert "p2" not in reading.roster.people
    assert ("relationships.csv", 4, 3, "roster-standard-role-not-used") in warned(reading)
