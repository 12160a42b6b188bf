"""Spreadsheets (CSV, XLSX, ODS) to lists: finds the header, its profile, and the rows below it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from provisioning.roster.findings import Findings
from provisioning.roster.lists import Lists
from provisioning.roster.profiles import Header, Profile, match
from provisioning.roster.rows import READERS, RowReader
from provisioning.roster.sources import WORKBOOKS, RosterFile
from provisioning.roster.tables import (
    DELIMITERS,
    Row,
    Sheet,
    decode,
    first_rows,
    read_text,
)
from provisioning.roster.words import is_nothing, is_one_of, total_in
from provisioning.roster.workbook import read_workbook

_HEADER_WITHIN = 20
_MOST_IN_TOTAL = 4
_NUMBER = re.compile(r"\d{1,6}")


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with the header that was recognised in it: what rejected.py writes rows back with."""

    sheet: Sheet
    header: tuple[str, ...]
    header_line: int


def read_spreadsheets(
    files: Iterable[RosterFile], profiles: Sequence[Profile], today: date, findings: Findings
) -> tuple[Lists, Sequence[Table]]:
    """All rows of all files. Files that cannot be read are problems, and so are their cells."""
    lists = Lists()
    tables = []
    for file in files:
        sheets = _sheets(file, profiles, findings)
        for sheet in sheets:
            header = _header(sheet.rows, profiles)
            if isinstance(header, Header):
                _read_rows(sheet, header, today, lists, findings)
                tables.append(Table(sheet, header.cells, header.line))
            else:
                _not_recognised(sheet, header, findings)
                lists.complete = False
        lists.complete &= bool(sheets)
        if not sheets and not findings.any_under(file.path):
            findings.problem(Sheet(file.path, ()).place(1), "roster-file-empty")
    return lists, tables


def _sheets(file: RosterFile, profiles: Sequence[Profile], findings: Findings) -> Sequence[Sheet]:
    if file.kind in WORKBOOKS:
        return read_workbook(file, findings)
    text = decode(file.data, file.path, findings)
    if text is None:
        return ()
    sheet = read_text(b"", file.path, _delimiter(text, profiles), findings, text)
    return (sheet,) if sheet and sheet.rows else ()


def _delimiter(text: str, profiles: Sequence[Profile]) -> str:
    """The delimiter with which the header makes most sense; the commonest one if none does."""

    def sense(delimiter: str) -> tuple[int, int]:
        rows = first_rows(text, delimiter, _HEADER_WITHIN)
        header = _header(rows, profiles)
        fit = header.fit if isinstance(header, Header) else -1000
        return fit, max((len(row.cells) for row in rows), default=0)

    return max(DELIMITERS, key=sense)


def _header(rows: Sequence[Row], profiles: Sequence[Profile]) -> Header | list[str]:
    """The header row with its profile; or the headers that the likeliest row still lacks."""
    best: Header | None = None
    nearest: tuple[int, list[str]] = (0, [])
    for row in rows[:_HEADER_WITHIN]:
        for profile in profiles:
            header, missing = match(profile, row.line, row.cells)
            if header and (best is None or header.fit > best.fit):
                best = header
            found = len(profile.required) - len(missing)
            if missing and found > nearest[0]:
                nearest = (found, [profile.columns[name][0] for name in missing])
    return best or nearest[1]


def _not_recognised(sheet: Sheet, missing: Sequence[str], findings: Findings) -> None:
    place = sheet.place(sheet.rows[0].line)
    area = "roster-sheet" if sheet.name else "roster-header"
    if missing:
        columns = ", ".join(f"«{header}»" for header in missing)
        findings.problem(
            place, f"{area}-incomplete", columns=columns, count=len(missing), sheet=sheet.name
        )
    else:
        findings.problem(place, f"{area}-unknown", sheet=sheet.name)


def _read_rows(sheet: Sheet, header: Header, today: date, lists: Lists, findings: Findings) -> None:
    _check_header(sheet, header, findings)
    if header.twice:
        lists.complete = False
        return
    width = max((i + 1 for i, cell in enumerate(header.cells) if cell), default=0)
    reader = READERS[header.profile.rows]
    seen: dict[tuple[str, ...], int] = {}
    counted = since_total = 0
    rows = [row for row in sheet.rows if row.line > header.line]
    for row in rows:
        if all(is_nothing(cell) for cell in row.cells) or row.cells == header.cells:
            continue
        if _is_total(row):
            _check_total(sheet, row, (counted, since_total), findings)
            since_total = 0
            continue
        counted, since_total = counted + 1, since_total + 1
        surplus = next((i for i, cell in enumerate(row.cells) if cell and i >= width), -1)
        if surplus >= 0:
            lists.complete = False
            findings.problem(sheet.place(row.line, surplus + 1), "roster-row-too-long")
        elif sheet.cut and row is rows[-1] and len(row.cells) < len(header.cells):
            lists.complete = False
            findings.problem(sheet.place(row.line), "roster-row-cut")
        elif row.cells in seen:
            findings.warn(sheet.place(row.line), "roster-row-twice", line=str(seen[row.cells]))
        else:
            seen[row.cells] = row.line
            reader(RowReader(sheet, header, row, findings, today), lists)
    if not counted:
        findings.problem(sheet.place(header.line), "roster-list-empty")


def _check_header(sheet: Sheet, header: Header, findings: Findings) -> None:
    for index in header.twice:
        findings.problem(
            sheet.place(header.line, index + 1), "roster-header-twice", header=header.cells[index]
        )
    for index in header.unknown:
        if not is_one_of("error_columns", header.cells[index]):
            findings.warn(
                sheet.place(header.line, index + 1),
                "roster-header-not-used",
                header=header.cells[index],
            )


def _is_total(row: Row) -> bool:
    # A club may be called «Total football»: its rows have more cells than a line of totals.
    written = [cell for cell in row.cells if cell]
    return len(written) <= _MOST_IN_TOTAL and total_in(written[0])


def _check_total(sheet: Sheet, row: Row, counts: Sequence[int], findings: Findings) -> None:
    """A total that fits neither the whole list nor the part since the last total is a cut file."""
    numbers = [int(found) for cell in row.cells for found in _NUMBER.findall(cell)]
    if numbers and not set(numbers) & set(counts):
        findings.problem(
            sheet.place(row.line), "roster-total-differs", total=str(numbers[0]), rows=counts[0]
        )
