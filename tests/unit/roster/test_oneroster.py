"""OneRoster CSV 1.1 and 1.2: the rules of the binding, and what its words become."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from provisioning.roster.model import GroupKind, Guardianship, Part, Role, Roster
from provisioning.roster.read import RosterReading, read_roster

from .helpers import (
    ONEROSTER_11,
    ONEROSTER_12,
    SCHOOL,
    TODAY,
    found,
    read,
    warned,
    write,
    zipped,
)


def changed(files: Mapping[str, str], *changes: tuple[str, str, str]) -> dict[str, str]:
    """The files with (file, old, new) replaced; the old text must be there."""
    result = dict(files)
    for name, old, new in changes:
        assert old in result[name], (name, old)
        result[name] = result[name].replace(old, new)
    return result


def reading_of(
    folder: Path, *changes: tuple[str, str, str], base: Mapping[str, str] = ONEROSTER_11
) -> RosterReading:
    return read(write(folder / "roster", changed(base, *changes), "utf-8"))


def roster_of(reading: RosterReading) -> Roster:
    assert reading.problems == ()
    assert reading.roster is not None
    return reading.roster


@pytest.mark.parametrize("files", [ONEROSTER_11, ONEROSTER_12], ids=["1.1", "1.2"])
@pytest.mark.parametrize("form", ["folder", "folder with BOM", "zip", "zip of a folder"])
def test_bulk_in_any_wrapping_is_read(files: dict[str, str], form: str, tmp_path: Path) -> None:
    folder = tmp_path / "roster"
    if form.startswith("folder"):
        write(folder, files, "utf-8-sig" if "BOM" in form else "utf-8")
    else:
        folder.mkdir()
        top = "school/" if "of a folder" in form else ""
        (folder / "bulk.zip").write_bytes(zipped({top + n: text for n, text in files.items()}))
    roster = roster_of(read(folder))
    assert len(roster.people) == 8
    third = roster.groups["class:2024-a"]
    assert (third.kind, third.title, third.grade) == (GroupKind.CLASS, "3А", 3)
    assert third.members == {
        "u1": {Part.PUPIL},
        "u3": {Part.PUPIL},
        "t2": {Part.TEACHER, Part.CLASS_TEACHER},
        "t3": {Part.TEACHER},  # teaches mathematics to u1
    }
    assert "t3" not in roster.groups["class:2026-b"].members
    club = roster.groups["club:shahmaty"]
    assert club.kind is GroupKind.CLUB
    assert club.members == {"u2": {Part.PUPIL}, "t3": {Part.LEADER}}
    assert roster.people["t1"].roles == {
        Role.ADMINISTRATOR if files is ONEROSTER_11 else Role.DIRECTOR
    }


def test_1_2_1_without_resource_column_is_read(tmp_path: Path) -> None:
    users = "\n".join(
        ",".join(cell for i, cell in enumerate(line.split(",")) if i != 17)
        for line in ONEROSTER_12["users.csv"].splitlines()
    )
    files = {**ONEROSTER_12, "users.csv": users + "\n"}
    files = changed(files, ("manifest.csv", "oneroster.version,1.2", "oneroster.version,1.2.1"))
    assert len(roster_of(read(write(tmp_path / "roster", files))).people) == 8


def test_guardian_edge_is_found_at_either_end(tmp_path: Path) -> None:
    roster = roster_of(reading_of(tmp_path))
    # u1 names p1; p1 names u2; u3 and p2 name each other.
    assert roster.guardianships == {
        Guardianship("p1", "u1", "guardian"),
        Guardianship("p1", "u2", "guardian"),
        Guardianship("p2", "u3", "parent"),
    }


@pytest.mark.parametrize("status", ["active", ""])
def test_bulk_may_say_active(status: str, tmp_path: Path) -> None:
    moment = "2026-08-30T10:00:00.000Z" if status else ""
    reading = reading_of(tmp_path, ("users.csv", "u1,,,", f"u1,{status},{moment},"))
    assert len(roster_of(reading).people) == 8


@pytest.mark.parametrize("status", ["tobedeleted", "inactive"])
def test_record_marked_as_removed_is_not_there(status: str, tmp_path: Path) -> None:
    roster = roster_of(reading_of(tmp_path, ("users.csv", "u3,,,", f"u3,{status},,")))
    assert "u3" not in roster.people
    assert "u3" not in roster.groups["class:2024-a"].members
    assert roster.children_of("p2") == frozenset()


def test_disabled_user_is_not_there(tmp_path: Path) -> None:
    roster = roster_of(reading_of(tmp_path, ("users.csv", "u3,,,true", "u3,,,false")))
    assert "u3" not in roster.people


# --- manifest --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("manifest.csv", "propertyName,value", "property,value"), ("manifest.csv", 1, "header")),
        (("manifest.csv", "manifest.version,1.0\n", ""), ("manifest.csv", 1, "property")),
        (
            ("manifest.csv", "oneroster.version,1.1", "oneroster.version,2"),
            ("manifest.csv", 3, "version"),
        ),
        (("manifest.csv", "file.users,bulk", "file.users,Bulk"), ("manifest.csv", 10, "mode")),
        (
            ("manifest.csv", "file.demographics,absent", "file.demographics,bulk"),
            ("manifest.csv", 7, "file-missing"),
        ),
        (("manifest.csv", "file.orgs,bulk", "file.orgs,absent"), ("orgs.csv", 1, "file-unlisted")),
        (("manifest.csv", "file.orgs,bulk", "file.users,bulk"), ("manifest.csv", 10, "twice")),
    ],
)
def test_manifest_must_agree_with_the_files(
    change: tuple[str, str, str], problem: tuple[str, int, str], tmp_path: Path
) -> None:
    name, line, key = problem
    places = {(n, at, what) for n, at, _, what in found(reading_of(tmp_path, change))}
    assert (name, line, f"roster-manifest-{key}") in places


def test_missing_manifest_is_a_problem(tmp_path: Path) -> None:
    files = {name: text for name, text in ONEROSTER_11.items() if name != "manifest.csv"}
    assert found(read(write(tmp_path / "roster", files))) == [
        ("roster", 0, 0, "roster-manifest-missing")
    ]


def test_manifest_alone_means_no_updates_and_never_an_empty_school(tmp_path: Path) -> None:
    manifest = (
        "propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\nfile.users,absent\n"
    )
    reading = read(write(tmp_path / "roster", {"manifest.csv": manifest}))
    assert found(reading) == [("manifest.csv", 1, 0, "roster-manifest-no-updates")]
    assert reading.roster is None


def test_1_2_needs_its_roles(tmp_path: Path) -> None:
    files = changed(ONEROSTER_12, ("manifest.csv", "file.roles,bulk", "file.roles,absent"))
    del files["roles.csv"]
    assert found(read(write(tmp_path / "roster", files))) == [
        ("manifest.csv", 1, 0, "roster-manifest-table-needed")
    ]


def test_formats_are_not_mixed(tmp_path: Path) -> None:
    folder = write(tmp_path / "roster", SCHOOL)
    (folder / "bulk.zip").write_bytes(zipped(ONEROSTER_11))
    assert found(read(folder)) == [("roster", 0, 0, "roster-formats-mixed")]


# --- rows ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            ("users.csv", "sourcedId,status", "status,sourcedId"),
            ("users.csv", 1, 1, "roster-standard-header"),
        ),
        (("users.csv", "givenName", "GivenName"), ("users.csv", 1, 9, "roster-standard-header")),
        (
            ("users.csv", "grades,password", "grades"),
            ("users.csv", 1, 18, "roster-standard-header"),
        ),
        (
            ("orgs.csv", "parentSourcedId", "parentSourcedId,own"),
            ("orgs.csv", 1, 8, "roster-standard-header-surplus"),
        ),
        (("users.csv", "u1,,,true", "ю1,,,true"), ("users.csv", 2, 1, "roster-standard-id")),
        (
            ("users.csv", "u1,,,true", f"{'u' * 256},,,true"),
            ("users.csv", 2, 1, "roster-standard-id"),
        ),
        (("users.csv", "u1,,,true", ",,,true"), ("users.csv", 2, 1, "roster-standard-cell-empty")),
        (
            ("users.csv", "u1,,,true", "u1,deleted,,true"),
            ("users.csv", 2, 2, "roster-standard-status"),
        ),
        (
            ("users.csv", "u1,,,true", "u1,Active,,true"),
            ("users.csv", 2, 2, "roster-standard-status"),
        ),
        (
            ("users.csv", "u1,,,true", "u1,,2026-08-30,true"),
            ("users.csv", 2, 3, "roster-standard-datetime"),
        ),
        (
            ("users.csv", "u1,,,true", "u1,,2026-13-30T10:00:00Z,true"),
            ("users.csv", 2, 3, "roster-standard-datetime"),
        ),
        (("users.csv", "u1,,,true", "u1,,,True"), ("users.csv", 2, 4, "roster-standard-boolean")),
        (("users.csv", "student,u1", "Student,u1"), ("users.csv", 2, 6, "roster-standard-enum")),
        (("users.csv", "student,u1", "principal,u1"), ("users.csv", 2, 6, "roster-standard-enum")),
        (
            ("users.csv", "u1,,,true,school", "u1,,,true,nowhere"),
            ("users.csv", 2, 5, "roster-reference-dangling"),
        ),
        (("users.csv", ",p1,03", ",p9,03"), ("users.csv", 2, 16, "roster-reference-dangling")),
        (("users.csv", "u2,,,true", "u1,,,true"), ("users.csv", 3, 1, "roster-record-twice")),
        (
            ("users.csv", "Иван,Иванов", '"Ив\nан",Иванов'),
            ("users.csv", 2, 9, "roster-standard-line-break"),
        ),
        (("users.csv", "Иван,Иванов", "Иван5,Иванов"), ("users.csv", 2, 10, "roster-name-digits")),
        (("users.csv", ",p1,03,", ",p1"), ("users.csv", 2, 0, "roster-row-short")),
        (("users.csv", ",p1,03,", ",p1,03,,x"), ("users.csv", 2, 19, "roster-row-too-long")),
        (
            ("enrollments.csv", "2026-09-01,2027", "01.09.2026,2027"),
            ("enrollments.csv", 2, 9, "roster-standard-date"),
        ),
        (
            ("enrollments.csv", "e1,,,3a", "e1,,,9a"),
            ("enrollments.csv", 2, 4, "roster-reference-dangling"),
        ),
        (
            ("enrollments.csv", "school,u1,student", "school,u9,student"),
            ("enrollments.csv", 2, 6, "roster-reference-dangling"),
        ),
        (
            ("enrollments.csv", "school,u1,student", "school,u1,teacher"),
            ("enrollments.csv", 2, 6, "roster-enrollment-no-teacher"),
        ),
        (
            ("enrollments.csv", "school,t2,teacher,true", "school,t2,student,"),
            ("enrollments.csv", 5, 6, "roster-enrollment-no-pupil"),
        ),
        (
            ("enrollments.csv", "school,u1,student", "school,u1,guardian"),
            ("enrollments.csv", 2, 7, "roster-standard-enum"),
        ),
        (
            (
                "enrollments.csv",
                "e4,,,3a,school,t2,teacher,true,,\n",
                "e4,,,3a,school,t2,teacher,true,,\ne9,,,3a,school,t3,teacher,true,,\n",
            ),
            ("enrollments.csv", 6, 8, "roster-two-class-teachers"),
        ),
        (
            ("classes.csv", "homeroom,,school,y,,,\n1b", "club,,school,y,,,\n1b"),
            ("classes.csv", 2, 8, "roster-standard-enum"),
        ),
        (("classes.csv", "1b,,,1Б", "1b,,,3 «А»"), ("classes.csv", 3, 4, "roster-group-same-key")),
        (("orgs.csv", "school,,,Школа,school,,\n", ""), ("orgs.csv", 1, 0, "roster-list-empty")),
        (
            (
                "users.csv",
                "student,u1,,Иван,Иванов,Петрович,,,,,p1",
                "student,u1,,Иван,Иванов,Петрович,,,,,u2",
            ),
            ("users.csv", 2, 16, "roster-agents-both-pupils"),
        ),
        (
            ("users.csv", ",79281234567,u2", ",79281234567,t1"),
            ("users.csv", 5, 16, "roster-agents-both-adults"),
        ),
    ],
)
def test_wrong_cell_is_a_problem_at_its_place(
    change: tuple[str, str, str], problem: tuple[str, int, int, str], tmp_path: Path
) -> None:
    # The helper writes Windows line ends; a line break within quotes stays one.
    reading = reading_of(tmp_path, change)
    assert problem in found(reading)
    assert reading.roster is None


def test_extension_columns_and_values_are_accepted(tmp_path: Path) -> None:
    reading = reading_of(
        tmp_path,
        (
            "orgs.csv",
            "parentSourcedId\nschool,,,Школа,school,,\n",
            "parentSourcedId,metadata.x\nschool,,,Школа,ext:lyceum,,,y\n",
        ),
    )
    assert len(roster_of(reading).people) == 8


def test_file_in_another_encoding_is_a_problem(tmp_path: Path) -> None:
    folder = write(tmp_path / "roster", ONEROSTER_11)
    (folder / "users.csv").write_bytes(ONEROSTER_11["users.csv"].encode("cp1251"))
    assert found(read(folder)) == [("users.csv", 2, 0, "roster-utf8-damaged")]


# --- roles and dates -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("principal", Role.DIRECTOR),
        ("siteAdministrator", Role.ADMINISTRATOR),
        ("systemAdministrator", Role.ADMINISTRATOR),
        ("teacher", Role.TEACHER),
        ("aide", Role.ADDITIONAL_TEACHER),
        ("proctor", Role.ADDITIONAL_TEACHER),
        ("counselor", Role.ADDITIONAL_TEACHER),
        ("ext:secretary", Role.SECRETARY),
    ],
)
def test_words_for_roles(word: str, role: Role, tmp_path: Path) -> None:
    reading = reading_of(
        tmp_path, ("roles.csv", "primary,principal", f"primary,{word}"), base=ONEROSTER_12
    )
    assert roster_of(reading).people["t1"].roles == {role}


@pytest.mark.parametrize("word", ["districtAdministrator", "ext:janitor"])
def test_role_without_rights_at_the_school_gives_none(word: str, tmp_path: Path) -> None:
    reading = reading_of(
        tmp_path, ("roles.csv", "primary,principal", f"primary,{word}"), base=ONEROSTER_12
    )
    assert "t1" not in roster_of(reading).people
    assert ("roles.csv", 7, 6, "roster-standard-role-not-used") in warned(reading)


@pytest.mark.parametrize(
    ("begin", "end", "holds"),
    [
        ("2026-09-01", "2026-09-02", True),
        ("2026-08-01", "2026-09-01", False),  # the end is the first day without
        ("2026-09-02", "", False),
        ("", "", True),
    ],
)
def test_role_holds_from_its_first_day_until_the_day_before_its_end(
    begin: str, end: str, holds: bool, tmp_path: Path
) -> None:
    reading = reading_of(
        tmp_path, ("roles.csv", "2026-01-01,2027-01-01", f"{begin},{end}"), base=ONEROSTER_12
    )
    assert ("t3" in roster_of(reading).people) is holds


@pytest.mark.parametrize(("end", "there"), [("2026-09-02", True), ("2026-09-01", False)])
def test_enrollment_that_ended_does_not_count(end: str, there: bool, tmp_path: Path) -> None:
    more = f"e0,,,1b,school,t3,teacher,,2026-01-01,{end}\n"
    files = changed(ONEROSTER_11, ("enrollments.csv", "e8,", more + "e8,"))
    roster = roster_of(read(write(tmp_path / "roster", files)))
    assert ("t3" in roster.groups["class:2026-b"].members) is there


def test_in_august_the_coming_year_is_taken(tmp_path: Path) -> None:
    enrollments = ONEROSTER_11["enrollments.csv"].replace(",,\n", ",2026-09-01,2027-06-01\n")
    folder = write(tmp_path / "roster", {**ONEROSTER_11, "enrollments.csv": enrollments})
    reading = read_roster(folder, school_year=2026, today=TODAY.replace(month=8, day=20))
    assert len(roster_of(reading).groups) == 3
    assert ("enrollments.csv", 2, 9, "roster-before-the-year") in warned(reading)


def test_classes_of_terms_that_are_over_do_not_count(tmp_path: Path) -> None:
    reading = reading_of(
        tmp_path,
        (
            "academicSessions.csv",
            "y,,,2026/27",
            "old,,,2025/26,schoolYear,2025-09-01,2026-06-01,,2026\ny,,,2026/27",
        ),
        ("classes.csv", "1b,,,1Б", "2a,,,2А,02,base,,homeroom,,school,old,,,\n1b,,,1Б"),
        ("enrollments.csv", "e8,", "e0,,,2a,school,u1,student,,,\ne8,"),
    )
    assert "class:2025-a" not in roster_of(reading).groups


def test_user_without_any_role_is_a_problem(tmp_path: Path) -> None:
    reading = reading_of(
        tmp_path, ("roles.csv", "r7,,,t2,primary,teacher,,,school,\n", ""), base=ONEROSTER_12
    )
    assert ("users.csv", 8, 1, "roster-user-without-role") in found(reading)


def test_teacher_linked_with_a_pupil_is_a_parent_too(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, ("users.csv", "Юрьевна,,,,,,,", "Юрьевна,,,,,u2,,"))
    roster = roster_of(reading)
    assert roster.people["t2"].roles == {Role.TEACHER, Role.PARENT}
    assert roster.children_of("t2") == {"u2"}


def test_aide_linked_with_a_pupil_is_no_parent(tmp_path: Path) -> None:
    reading = reading_of(
        tmp_path,
        ("users.csv", "t1,,,true,school,administrator", "t1,,,true,school,aide"),
        ("users.csv", "Ивановна,,,,,,,", "Ивановна,,,,,u2,,"),
    )
    assert roster_of(reading).children_of("t1") == frozenset()
    assert ("users.csv", 7, 16, "roster-agent-no-guardian") in warned(reading)


def test_class_called_a_club_is_one(tmp_path: Path) -> None:
    reading = reading_of(
        tmp_path, ("classes.csv", "Шахматы,03,base,,ext:club", "Кружок шахмат,03,base,,scheduled")
    )
    assert roster_of(reading).groups["club:kruzhok-shahmat"].kind is GroupKind.CLUB


def test_grade_in_the_class_code_is_used(tmp_path: Path) -> None:
    reading = reading_of(
        tmp_path, ("classes.csv", "3a,,,3А,03,base,,", "3a,,,Солнышко,03,base,3А,")
    )
    assert roster_of(reading).groups["class:2024-a"].grade == 3


def test_export_without_homerooms_is_one_problem(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, ("classes.csv", "homeroom", "scheduled"))
    assert found(reading) == [("classes.csv", 2, 8, "roster-no-homerooms")]


def test_pupil_in_two_homerooms_is_a_problem(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, ("enrollments.csv", "e8,", "e0,,,1b,school,u1,student,,,\ne8,"))
    assert found(reading) == [("users.csv", 2, 1, "roster-pupil-in-classes")]


# --- delta -----------------------------------------------------------------------------------

USERS_HEADER = ONEROSTER_11["users.csv"].splitlines()[0] + "\n"
MOMENT = "2026-09-10T10:00:00.000Z"
MANIFEST = "propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\n"


def delta(*users: str, enrollments: str = "") -> dict[str, str]:
    """A delta of users, and of enrollments if given."""
    files = {"manifest.csv": MANIFEST + "file.users,delta\n"}
    files["users.csv"] = USERS_HEADER + "".join(user + "\n" for user in users)
    if enrollments:
        header = ONEROSTER_11["enrollments.csv"].splitlines()[0]
        files["manifest.csv"] += "file.enrollments,delta\n"
        files["enrollments.csv"] = f"{header}\n{enrollments}\n"
    return files


def with_deltas(folder: Path, *deltas: dict[str, str]) -> RosterReading:
    roster = write(folder / "roster", {})
    (roster / "0-bulk.zip").write_bytes(zipped(ONEROSTER_11))
    for number, files in enumerate(deltas, start=1):
        if number % 2:
            (roster / f"{number}-delta.zip").write_bytes(zipped(files))
        else:
            write(roster / f"{number}-delta", files)
    return read(roster)


ADDED = f"u4,active,{MOMENT},true,school,student,u4,,Пётр,Петров,,,,,,p2,03,"
IN_CLASS = f"e9,active,{MOMENT},3a,school,u4,student,,,"
REMOVED = f"u4,tobedeleted,{MOMENT},true,school,student,u4,,Пётр,Петров,,,,,,,,"
RENAMED = f"u1,active,{MOMENT},true,school,student,u1,,Иван,Петров,Петрович,,,,,p1,03,"


def test_delta_adds_changes_and_removes(tmp_path: Path) -> None:
    reading = with_deltas(tmp_path, delta(ADDED, RENAMED, enrollments=IN_CLASS))
    roster = roster_of(reading)
    assert len(roster.people) == 9
    assert roster.people["u1"].name.family == "Петров"
    assert roster.children_of("p2") == {"u3", "u4"}


def test_deltas_are_applied_in_the_order_of_their_names(tmp_path: Path) -> None:
    added = delta(ADDED, enrollments=IN_CLASS)
    assert len(roster_of(with_deltas(tmp_path / "1", added, delta(REMOVED))).people) == 8
    again = with_deltas(tmp_path / "2", added, delta(REMOVED), delta(ADDED))
    assert "u4" in roster_of(again).people


def test_delta_that_says_nothing_changes_nothing(tmp_path: Path) -> None:
    reading = with_deltas(tmp_path, {"manifest.csv": MANIFEST})
    assert len(roster_of(reading).people) == 8


def test_delta_alone_asks_for_its_bulk(tmp_path: Path) -> None:
    reading = read(write(tmp_path / "roster", delta(RENAMED)))
    assert found(reading) == [("manifest.csv", 1, 0, "roster-delta-without-bulk")]


def test_two_bulks_are_a_problem(tmp_path: Path) -> None:
    assert [key for *_, key in found(with_deltas(tmp_path, ONEROSTER_11))] == [
        "roster-several-bulks"
    ]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (RENAMED.replace("active", ""), 2),
        (RENAMED.replace(MOMENT, ""), 3),
    ],
)
def test_delta_rows_need_status_and_time(row: str, column: int, tmp_path: Path) -> None:
    assert found(with_deltas(tmp_path, delta(row))) == [
        ("users.csv", 2, column, "roster-delta-cell-empty")
    ]


def test_delta_that_refers_to_nobody_is_a_problem(tmp_path: Path) -> None:
    reading = with_deltas(tmp_path, delta(RENAMED, enrollments=IN_CLASS))
    assert found(reading) == [("enrollments.csv", 2, 6, "roster-reference-dangling")]
    assert "1-delta.zip" in str(reading.problems[0].place)


def test_delta_of_another_version_is_a_problem(tmp_path: Path) -> None:
    files = changed(delta(RENAMED), ("manifest.csv", ",1.1", ",1.2"))
    assert [key for *_, key in found(with_deltas(tmp_path, files))] == [
        "roster-manifest-versions-differ"
    ]
