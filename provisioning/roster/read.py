"""A school's roster folder, in whatever format it is, to one `Roster` or all its mistakes.

>>> reading = read_roster(Path("school/roster"), school_year=2026, today=date.today())
>>> for problem in reading.problems:
...     print(problem.render("ru"))
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from provisioning.problems import Place, Problem
from provisioning.roster import consistency
from provisioning.roster.cells import Identifiers
from provisioning.roster.findings import Findings, SheetPlace
from provisioning.roster.gathering import Circumstances, Gathering
from provisioning.roster.model import Roster
from provisioning.roster.oneroster import is_oneroster, read_oneroster
from provisioning.roster.people import People
from provisioning.roster.profiles import read_profiles
from provisioning.roster.sds import is_sds, read_sds
from provisioning.roster.sources import Parcel, gather
from provisioning.roster.spreadsheet import Table, read_spreadsheets
from templates import Message


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was refused, as it was written, for `rejected.write_rejected`."""

    path: Path
    sheet: str
    line: int
    delimiter: str
    header: tuple[str, ...]
    cells: tuple[str, ...]
    reasons: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class RosterReading:
    """What came of reading a folder. With any problem there is no roster: half of one would make
    the other half leavers.
    """

    roster: Roster | None
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    rejected: tuple[RejectedRow, ...]


def read_roster(
    folder: Path,
    *,
    school_year: int,
    today: date,
    profiles: Path | None = None,
    secret: bytes = b"",
) -> RosterReading:
    """Read the roster in `folder`; never raises for what is in it.

    Args:
        folder: holds OneRoster CSV, Microsoft SDS v2.1 or spreadsheets, as files or in archives.
        school_year: the year in which the school year starts, 2026 for 2026/27.
        today: decides which OneRoster roles and enrollments are in force.
        profiles: the school's own mapping profiles; `folder`/profiles unless given.
        secret: keys the hashed ids, so that nobody can try phone numbers against them. It must
            stay the same for as long as the accounts live.
    """
    findings = Findings()
    told = Circumstances(school_year, today, Identifiers(secret), findings)
    parcels = gather(folder, findings)
    gathering: Gathering | None = None
    tables: Sequence[Table] = ()
    oneroster = [parcel for parcel in parcels if is_oneroster(parcel)]
    sds = [parcel for parcel in parcels if parcel not in oneroster and is_sds(parcel)]
    other = [parcel for parcel in parcels if parcel not in oneroster and parcel not in sds]
    if not parcels:
        if not findings.problems:
            findings.problem(Place(folder), "roster-folder-empty")
    elif sum(map(bool, (oneroster, sds, other))) > 1:
        for parcel in (*sds, *other) if oneroster else other:
            findings.problem(Place(parcel.path), "roster-formats-mixed")
    elif oneroster:
        gathering, tables = read_oneroster(oneroster, told)
    elif sds:
        gathering, tables = read_sds(sds, told)
    else:
        gathering, tables = _read_lists(other, profiles or folder / "profiles", told)
    if gathering is not None and not findings.problems:
        consistency.check(gathering, Place(folder), findings)
    rejected = tuple(_rejected(tables, findings.problems))
    _name_sheets(tables, findings)
    problems = findings.problems
    roster = gathering.roster() if gathering is not None and not problems else None
    return RosterReading(roster, problems, findings.warnings, rejected)


def _read_lists(
    parcels: Sequence[Parcel], profiles: Path, told: Circumstances
) -> tuple[Gathering | None, Sequence[Table]]:
    findings = told.findings
    known = read_profiles(profiles, findings)
    files = [file for parcel in parcels for file in parcel.files]
    for parcel in parcels:
        # Last year's lists in a folder "old", or this year's that somebody has sorted?
        if parcel.folder_below:
            findings.problem(Place(parcel.path), "roster-lists-below")
    whole = not findings.problems
    lists, tables = read_spreadsheets(files, known, told.today, findings)
    # After a list that could not be read everybody in it would be reported as "not found".
    if not whole or not lists.complete:
        return None, tables
    return People(told).assemble(lists), tables


def _rejected(tables: Sequence[Table], problems: Sequence[Problem]) -> Sequence[RejectedRow]:
    reasons: dict[tuple[Path, str, int], list[Message]] = {}
    for problem in problems:
        place = problem.place
        sheet = place.sheet if isinstance(place, SheetPlace) else ""
        reasons.setdefault((place.path, sheet, place.line), []).append(problem.message)
    return [
        RejectedRow(
            table.sheet.path, table.sheet.name, row.line, table.sheet.delimiter,
            table.header, row.cells, tuple(found),
        )
        for table in tables
        for row in table.sheet.rows
        if row.line > table.header_line
        and (found := reasons.get((table.sheet.path, table.sheet.name, row.line)))
    ]  # fmt: skip


def _name_sheets(tables: Sequence[Table], findings: Findings) -> None:
    """In a workbook of several sheets, say to which sheet the line numbers belong."""
    sheets: dict[Path, set[str]] = {}
    for table in tables:
        sheets.setdefault(table.sheet.path, set()).add(table.sheet.name)
    lines: dict[tuple[Path, str], set[int]] = {}
    for problem in findings.problems:
        place = problem.place
        if not isinstance(place, SheetPlace):
            continue
        known = sheets.get(place.path, set())
        if place.sheet in known and len(known) > 1:
            lines.setdefault((place.path, place.sheet), set()).add(place.line)
    for (path, sheet), numbers in lines.items():
        shown = ", ".join(str(number) for number in sorted(numbers)[:20])
        findings.problem(
            SheetPlace(path, min(numbers), 0, sheet), "roster-sheet-lines",
            sheet=sheet, lines=shown, count=len(numbers),
        )  # fmt: skip
