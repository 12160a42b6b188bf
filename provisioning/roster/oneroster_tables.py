"""The tables of OneRoster CSV: header, types and references checked, deltas applied in order."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from provisioning.roster.findings import Findings
from provisioning.roster.oneroster_columns import ENUMERATIONS, TABLES, Column
from provisioning.roster.oneroster_manifest import Manifest
from provisioning.roster.records import Record, check_width, read_sheet
from provisioning.roster.sources import Parcel, RosterFile
from provisioning.roster.spreadsheet import Table
from provisioning.roster.tables import Sheet
from provisioning.roster.words import is_one_of

_ID = re.compile(r"[0-9A-Za-z.\-_/@]{1,255}")
_DATETIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_EXTENSION = re.compile(r"ext:[A-Za-z0-9.\-_]+")
_REMOVED = frozenset({"tobedeleted", "inactive"})
_STATUSES = _REMOVED | {"active"}


@dataclass(slots=True)
class Store:
    """All tables after all deltas; `removed` are the ids that were there and went."""

    version: str
    tables: dict[str, dict[str, Record]] = field(default_factory=dict)
    removed: dict[str, set[str]] = field(default_factory=dict)
    kept: list[Table] = field(default_factory=list)

    def all(self, table: str) -> Iterable[Record]:
        """The records of a table."""
        return self.tables.get(table, {}).values()

    def apply(self, parcel: Parcel, manifest: Manifest, findings: Findings) -> None:
        """Add what a parcel brings: a bulk table replaces, a delta changes record by record."""
        for name, forms in TABLES[manifest.version].items():
            mode = manifest.modes.get(name)
            file = parcel.named(f"{name}.csv")
            if mode is None or file is None:
                continue
            if mode == "bulk":
                self.tables[name] = {}
            records = self._read(file, name, forms, mode, findings)
            table = self.tables.setdefault(name, {})
            removed = self.removed.setdefault(name, set())
            for record in records:
                identifier = record.get("sourcedId")
                if record.get("status") in _REMOVED:
                    table.pop(identifier, None)
                    removed.add(identifier)
                else:
                    table[identifier] = record
                    removed.discard(identifier)

    def _read(
        self, file: RosterFile, name: str, forms: Sequence[tuple[Column, ...]], mode: str,
        findings: Findings,
    ) -> Sequence[Record]:  # fmt: skip
        sheet = read_sheet(file, findings)
        columns = _match_header(sheet, forms, findings) if sheet else None
        if sheet is None or columns is None:
            return ()
        header = sheet.rows[0]
        self.kept.append(Table(sheet, header.cells, header.line))
        places = {column.name: index for index, column in enumerate(columns)}
        if len(sheet.rows) == 1:
            findings.problem(sheet.place(header.line), "roster-list-empty")
        records = []
        lines: dict[str, int] = {}
        for row in sheet.rows[1:]:
            if not check_width(sheet, row, len(header.cells), findings):
                continue
            record = Record(name, sheet, row, places)
            for column in columns:
                _check(record, column, findings)
            _check_status(record, mode, findings)
            identifier = record.get("sourcedId")
            if identifier and identifier in lines:
                findings.problem(
                    record.place("sourcedId"), "roster-record-twice",
                    id=identifier, line=str(lines[identifier]),
                )  # fmt: skip
            lines.setdefault(identifier, row.line)
            records.append(record)
        return records


def _match_header(
    sheet: Sheet, forms: Sequence[tuple[Column, ...]], findings: Findings
) -> tuple[Column, ...] | None:
    """The form of the table that the header has, extension columns allowed after it."""
    header = sheet.rows[0]
    names = header.cells
    nearest: tuple[int, str] = (-1, "")
    for columns in forms:
        wanted = [column.name for column in columns]
        wrong = next((i for i, name in enumerate(wanted) if names[i : i + 1] != (name,)), -1)
        if wrong < 0:
            beyond = next((i for i in range(len(wanted), len(names)) if not _extra(names[i])), -1)
            if beyond < 0:
                return columns
            nearest = max(nearest, (beyond, ""))
        else:
            nearest = max(nearest, (wrong, wanted[wrong]))
    index, expected = nearest
    found = names[index] if index < len(names) else ""
    key = "roster-standard-header" if expected else "roster-standard-header-surplus"
    place = sheet.place(header.line, index + 1)
    findings.problem(place, key, expected=expected, found=found)
    return None


def _extra(name: str) -> bool:
    return name.startswith("metadata.") or is_one_of("error_columns", name)


def _check(record: Record, column: Column, findings: Findings) -> None:
    value = record.get(column.name)
    if not value:
        if column.required:
            key = "roster-standard-cell-empty"
            findings.problem(record.place(column.name), key, header=column.name)
        return
    if "\n" in value or "\r" in value:
        findings.problem(record.place(column.name), "roster-standard-line-break")
    elif not _fits(column, value, record):
        key = f"roster-standard-{_MESSAGES.get(column.kind, 'enum')}"
        findings.problem(
            record.place(column.name), key, value=value, header=column.name,
            allowed=", ".join(sorted(ENUMERATIONS.get(column.kind, ()))),
        )  # fmt: skip


_MESSAGES = {
    "id": "id", "one": "id", "many": "id", "status": "status",
    "datetime": "datetime", "date": "date", "boolean": "boolean",
}  # fmt: skip


def _fits(column: Column, value: str, record: Record) -> bool:
    if column.kind == "many":
        return all(_ID.fullmatch(part) for part in record.listed(column.name))
    check = _TYPES.get(column.kind)
    if check:
        return check(value)
    extension = column.kind != "role-type" and bool(_EXTENSION.fullmatch(value))
    return extension or value in ENUMERATIONS[column.kind]


def _is_moment(value: str) -> bool:
    try:
        datetime.fromisoformat(value[:19])
    except ValueError:
        return False
    return True


def read_day(value: str) -> date | None:
    """A date of the standard, 2026-09-01; None if it is none."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


_TYPES: Mapping[str, Callable[[str], bool]] = {
    "text": lambda _: True,
    "id": lambda value: bool(_ID.fullmatch(value)),
    "one": lambda value: bool(_ID.fullmatch(value)),
    "status": lambda value: value in _STATUSES,
    "datetime": lambda value: bool(_DATETIME.fullmatch(value)) and _is_moment(value),
    "date": lambda value: bool(_DATE.fullmatch(value)) and read_day(value) is not None,
    "boolean": lambda value: value in ("true", "false"),
}


def _check_status(record: Record, mode: str, findings: Findings) -> None:
    if mode == "delta":
        for name in ("status", "dateLastModified"):
            if not record.get(name):
                findings.problem(record.place(name), "roster-delta-cell-empty", header=name)


def check_references(store: Store, findings: Findings) -> None:
    """Report references to records that never were; those to removed records are dropped later."""
    for name, forms in TABLES[store.version].items():
        columns = {column.name: column for form in forms for column in form if column.refers_to}
        for record in store.all(name):
            for column in columns.values():
                _check_reference(store, record, column, findings)


def _check_reference(store: Store, record: Record, column: Column, findings: Findings) -> None:
    table = column.refers_to
    # A producer may leave out tables that only describe; people and classes it may not.
    if table not in store.tables and table not in ("users", "classes"):
        return
    for identifier in record.listed(column.name):
        gone = store.removed.get(table, set())
        if identifier not in store.tables.get(table, {}) and identifier not in gone:
            findings.problem(
                record.place(column.name), "roster-reference-dangling",
                id=identifier, file=f"{table}.csv",
            )  # fmt: skip


def in_force(record: Record, today: date) -> bool:
    """Whether a role or an enrollment holds on a day; the end date is the first day without it."""
    begin, end = read_day(record.get("beginDate")), read_day(record.get("endDate"))
    return (begin is None or begin <= today) and (end is None or today < end)
