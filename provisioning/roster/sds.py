"""Microsoft School Data Sync, CSV format v2.1, to a roster.

Unlike OneRoster its columns stand in any order, it knows no class types, and guardians have a
table of their own in which the pupil comes first. A class whose title is a class («5А») is a
homeroom; others are lessons or clubs by the rules of enrollments.py. SDS has no class teachers.

Source: Microsoft Learn, "School data sync: SDS v2.1 CSV file format".
"""

from collections.abc import Mapping, Sequence
from datetime import date

from provisioning.problems import Place
from provisioning.roster.cells import read_date
from provisioning.roster.enrollments import Classes, Enrollment, is_club_title
from provisioning.roster.findings import Findings
from provisioning.roster.gathering import Circumstances, Gathering
from provisioning.roster.keys import parse_class
from provisioning.roster.model import Role
from provisioning.roster.names import read_parts
from provisioning.roster.records import Record, check_width, header_words, read_sheet
from provisioning.roster.sources import Parcel, RosterFile
from provisioning.roster.spreadsheet import Table
from provisioning.roster.tables import Sheet
from provisioning.roster.words import is_one_of

_UNUSED = ("password", "activeDirectoryMatchId")
# Required columns first; the key of a table is its first column unless it has none.
_TABLES: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
    "orgs": (("sourcedId", "name", "type"), ("parentSourcedId",)),
    "users": (
        ("sourcedId", "username"),
        ("givenName", "familyName", "middleName", "email", "phone", "sms", *_UNUSED),
    ),
    "roles": (
        ("userSourcedId", "orgSourcedId", "role"),
        ("sessionSourcedId", "grade", "isPrimary", "roleStartDate", "roleEndDate"),
    ),
    "classes": (
        ("sourcedId", "orgSourcedId", "title"),
        ("sessionSourcedIds", "courseSourcedId", "code"),
    ),
    "enrollments": (("classSourcedId", "userSourcedId", "role"), ()),
    "relationships": (("userSourcedId", "relationshipUserSourcedId", "relationshipRole"), ()),
}
_NEEDED = ("orgs", "users", "roles")
# Tables of the format that tell nothing about who is where.
_NOT_READ = frozenset({"academicsessions.csv", "courses.csv", "demographics.csv", "userflags.csv"})
_REFERENCES = {
    "orgSourcedId": "orgs",
    "userSourcedId": "users",
    "classSourcedId": "classes",
    "relationshipUserSourcedId": "users",
}
_ROLES: Mapping[str, Role] = {
    "student": Role.PUPIL,
    "teacher": Role.TEACHER,
    "faculty": Role.TEACHER,
    "principal": Role.DIRECTOR,
    "administrator": Role.ADMINISTRATOR,
    "siteadministrator": Role.ADMINISTRATOR,
    "systemadministrator": Role.ADMINISTRATOR,
    "itadmin": Role.ADMINISTRATOR,
    "aide": Role.ADDITIONAL_TEACHER,
    "counselor": Role.ADDITIONAL_TEACHER,
    "proctor": Role.ADDITIONAL_TEACHER,
    "parent": Role.PARENT,
    "guardian": Role.PARENT,
    "relative": Role.PARENT,
}
_GUARDIANS = frozenset({"parent", "guardian", "relative"})

Tables = dict[str, list[Record]]


def is_sds(parcel: Parcel) -> bool:
    """Whether a parcel is SDS v2.1 (users or roles as only it has them, OneRoster ruled out)."""
    return {"sourcedid", "username"} <= header_words(parcel, "users.csv") or (
        {"usersourcedid", "orgsourcedid"} <= header_words(parcel, "roles.csv")
    )


def read_sds(
    parcels: Sequence[Parcel], told: Circumstances
) -> tuple[Gathering | None, Sequence[Table]]:
    """The people and groups of one parcel; None with a problem."""
    findings = told.findings
    for parcel in parcels[1:]:
        findings.problem(
            Place(parcel.path), "roster-several-bulks", other=str(parcels[0].path.name)
        )
    tables: Tables = {}
    kept: list[Table] = []
    for file in parcels[0].files:
        name = file.path.stem.lower()
        if name in _TABLES:
            tables[name] = _read(file, name, kept, findings)
        elif file.path.name.lower() not in _NOT_READ:
            findings.problem(Place(file.path, 1), "roster-sds-file-unknown")
    for name in _NEEDED:
        if name not in tables:
            findings.problem(Place(parcels[0].path), "roster-sds-file-missing", file=f"{name}.csv")
    if findings.problems:
        return None, kept
    _check_references(tables, findings)
    return _Assembly(tables, told).assemble(), kept


def _read(file: RosterFile, name: str, kept: list[Table], findings: Findings) -> list[Record]:
    sheet = read_sheet(file, findings)
    if sheet is None:
        return []
    header = sheet.rows[0]
    kept.append(Table(sheet, header.cells, header.line))
    columns = _columns(sheet, name, findings)
    needed = _TABLES[name][0]
    if any(column not in columns for column in needed):
        return []
    records = []
    lines: dict[str, int] = {}
    for row in sheet.rows[1:]:
        if not check_width(sheet, row, len(header.cells), findings):
            continue
        record = Record(name, sheet, row, columns)
        for column in needed:
            if not record.get(column):
                key = "roster-standard-cell-empty"
                findings.problem(record.place(column), key, header=column)
        identifier = record.get("sourcedId")
        if identifier and identifier in lines:
            findings.problem(
                record.place("sourcedId"),
                "roster-record-twice",
                id=identifier,
                line=str(lines[identifier]),
            )
        lines.setdefault(identifier, row.line)
        records.append(record)
    if not records and len(sheet.rows) == 1:
        findings.problem(sheet.place(header.line), "roster-list-empty")
    return records


def _columns(sheet: Sheet, name: str, findings: Findings) -> Mapping[str, int]:
    header = sheet.rows[0]
    needed, further = _TABLES[name]
    known = {column.lower(): column for column in (*needed, *further)}
    columns: dict[str, int] = {}
    for index, cell in enumerate(header.cells):
        column = known.get(cell.lower())
        place = sheet.place(header.line, index + 1)
        if column in columns:
            findings.problem(place, "roster-header-twice", header=cell)
        elif column:
            columns[column] = index
        elif cell and not is_one_of("error_columns", cell):
            findings.warn(place, "roster-header-not-used", header=cell)
    missing = [column for column in needed if column not in columns]
    if missing:
        shown = ", ".join(f"«{column}»" for column in missing)
        findings.problem(
            sheet.place(header.line), "roster-header-incomplete", columns=shown, count=len(missing)
        )
    return columns


def _check_references(tables: Tables, findings: Findings) -> None:
    ids = {name: {r.get("sourcedId") for r in records} for name, records in tables.items()}
    for records in tables.values():
        for record in records:
            for column, table in _REFERENCES.items():
                identifier = record.get(column)
                if identifier and identifier not in ids.get(table, set()):
                    findings.problem(
                        record.place(column),
                        "roster-reference-dangling",
                        id=identifier,
                        file=f"{table}.csv",
                    )


class _Assembly:
    """Puts the tables together; one call of `assemble`."""

    def __init__(self, tables: Tables, told: Circumstances) -> None:
        self._tables = tables
        self._told = told
        self._findings = told.findings
        self._gathering = Gathering(told.findings)
        self._users = {record.get("sourcedId"): record for record in tables["users"]}

    def assemble(self) -> Gathering:
        for record in self._tables["roles"]:
            self._add_role(record)
        for record in self._tables.get("relationships", ()):
            self._add_relationship(record)
        classes = Classes(self._gathering, self._told.school_year)
        for record in self._tables.get("classes", ()):
            title = parse_class(record.get("title"))
            if title.grade is not None and len(title.letter) <= 1:
                classes.add_homeroom(record.get("sourcedId"), title, record.place("title"))
            elif is_club_title(record.get("title")):
                classes.add_club(
                    record.get("sourcedId"), record.get("title"), record.place("title")
                )
        if self._tables.get("classes") and not classes.homerooms:
            place = self._tables["classes"][0].place("title")
            self._findings.problem(place, "roster-no-homerooms")
            return self._gathering
        classes.enroll(
            [
                Enrollment(
                    record.get("classSourcedId"),
                    self._id(record.get("userSourcedId")),
                    record.get("role").lower(),
                    record.place("userSourcedId"),
                )
                for record in self._tables.get("enrollments", ())
            ]
        )
        return self._gathering

    def _id(self, sourced_id: str) -> str:
        return self._told.identifiers.given(sourced_id)

    def _add_role(self, record: Record) -> None:
        begin, end = (self._day(record, name) for name in ("roleStartDate", "roleEndDate"))
        today = self._told.today
        if (begin and today < begin) or (end and end <= today):
            return
        role = _ROLES.get(record.get("role").lower())
        if role is None:
            self._findings.warn(
                record.place("role"), "roster-standard-role-not-used", value=record.get("role")
            )
        elif role is not Role.PARENT:
            # Who is whose parent stands in relationships, and only that makes a parent here.
            self._add_person(record.get("userSourcedId"), role)

    def _day(self, record: Record, name: str) -> date | None:
        text = record.get(name)
        day = read_date(text) if text else None
        if text and day is None:
            self._findings.problem(
                record.place(name), "roster-standard-date", value=text, header=name
            )
        return day

    def _add_person(self, sourced_id: str, role: Role) -> bool:
        user = self._users.get(sourced_id)
        if user is None:
            return False
        name = read_parts(user.get("familyName"), user.get("givenName"), user.get("middleName"))
        place = user.place("familyName")
        if name.name is None:
            shown = f"{user.get('familyName')} {user.get('givenName')}"
            self._findings.problem(place, name.problem, value=shown)
            return False
        for note in name.notes:
            self._findings.warn(place, note, value=name.name.full)
        self._gathering.person(self._id(sourced_id), name.name, user.place("sourcedId"), role)
        return True

    def _add_relationship(self, record: Record) -> None:
        word = record.get("relationshipRole").lower()
        place = record.place("relationshipUserSourcedId")
        child = self._id(record.get("userSourcedId"))
        if word not in _GUARDIANS:
            self._findings.warn(
                record.place("relationshipRole"),
                "roster-standard-role-not-used",
                value=record.get("relationshipRole"),
            )
        elif child in self._gathering.people:
            guardian = record.get("relationshipUserSourcedId")
            if self._add_person(guardian, Role.PARENT):
                self._gathering.edge(self._id(guardian), child, word, place)
