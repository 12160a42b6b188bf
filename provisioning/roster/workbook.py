"""XLSX and ODS: all sheets as rows of text, dates and numbers in one form.

python-calamine reads them (Rust, fast, no macros, no links). It builds each sheet as one dense
block from its first cell to its last, so a single cell at the far corner of a sheet would need
gigabytes; the size is therefore measured first.
"""

import io
import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from xml.parsers import expat

from python_calamine import CalamineError, load_workbook

from provisioning.problems import Place
from provisioning.roster.archive import ArchiveError, repack, unpack
from provisioning.roster.findings import Findings
from provisioning.roster.sources import RosterFile
from provisioning.roster.tables import Row, Sheet
from templates import message

_LARGEST_SHEET = 3_000_000
_OLD_OR_ENCRYPTED = b"\xd0\xcf\x11\xe0"
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def read_workbook(file: RosterFile, findings: Findings) -> Sequence[Sheet]:
    """The sheets that hold anything; none, with a problem, when the file cannot be read."""
    try:
        return _read(file)
    except ArchiveError as error:
        key = error.what.key.replace("roster-archive-", "roster-workbook-", 1)
        findings.problem(Place(file.path), key, **error.what.args)
        return ()


def _read(file: RosterFile) -> Sequence[Sheet]:
    if file.data.startswith(_OLD_OR_ENCRYPTED):
        raise ArchiveError(message("roster-archive-encrypted"))
    parts = unpack(file.data)
    for name, content in parts:
        if name.endswith(".xml"):
            _measure(name, content)
    sheets: list[Sheet] = []
    try:
        workbook = load_workbook(io.BytesIO(repack(parts)))
        for name in workbook.sheet_names:
            cells = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            rows = tuple(
                Row(line, tuple(as_text(cell) for cell in row))
                for line, row in enumerate(cells, start=1)
            )
            sheets.append(Sheet(file.path, tuple(r for r in rows if not r.empty), name=name))
    except (CalamineError, OSError, ValueError, KeyError) as error:
        raise ArchiveError(message("roster-archive-damaged")) from error
    except BaseException as error:
        # A defect of the Rust library arrives as PanicException, which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise ArchiveError(message("roster-archive-damaged")) from error
    return [sheet for sheet in sheets if sheet.rows]


def as_text(value: object) -> str:
    """A cell as its reader sees it: 79281234567.0 is a whole number, a date has no time."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.strftime("%d.%m.%Y") if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return f"{value.day:02}.{value.month:02}.{value.year:04}"
    if isinstance(value, time | timedelta):
        return str(value)
    return str(value).strip()


def _measure(name: str, content: bytes) -> None:
    """Raise ArchiveError for XML that unfolds into an enormous sheet, or that is not XML."""
    meter = _Meter()
    parser = expat.ParserCreate()
    parser.StartElementHandler = meter.start
    parser.EndElementHandler = meter.end
    parser.EntityDeclHandler = meter.entity
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError) as error:
        raise ArchiveError(message("roster-archive-damaged")) from error
    if meter.largest > _LARGEST_SHEET:
        raise ArchiveError(message("roster-archive-too-wide", sheet=name))


class _Meter:
    """Counts rows and columns up to the last cell with content, as a dense block needs them."""

    def __init__(self) -> None:
        self.largest = 0
        self._rows = self._columns = 0
        self._xlsx_row = self._xlsx_column = 0
        self._row_repeat = self._row_cells = self._row_used = self._rows_seen = 0

    def entity(self, *_: object) -> None:
        raise ValueError("no spreadsheet program writes entities")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        kind = tag.rsplit(":", 1)[-1]
        if kind == "table":
            self._rows = self._columns = self._rows_seen = 0
        elif kind == "table-row":
            self._row_repeat = _number(attributes.get("table:number-rows-repeated"))
            self._row_cells = self._row_used = 0
        elif kind in ("table-cell", "covered-table-cell"):
            self._row_cells += _number(attributes.get("table:number-columns-repeated"))
            if any(name.startswith(("office:", "calcext:")) for name in attributes):
                self._row_used = self._row_cells
        elif kind == "p" and self._row_cells:
            self._row_used = self._row_cells
        elif kind == "row":
            self._xlsx_row = _number(attributes.get("r"), self._xlsx_row + 1)
            self._xlsx_column = 0
        elif kind == "c":
            self._xlsx_cell(attributes.get("r", ""))

    def _xlsx_cell(self, reference: str) -> None:
        found = _REFERENCE.fullmatch(reference)
        if found:
            self._xlsx_column = 0
            for letter in found[1]:
                self._xlsx_column = self._xlsx_column * 26 + ord(letter) - 64
            self._xlsx_row = int(found[2])
        else:
            self._xlsx_column += 1
        self._grow(self._xlsx_row, self._xlsx_column)

    def end(self, tag: str) -> None:
        if tag.rsplit(":", 1)[-1] == "table-row":
            self._rows_seen += self._row_repeat
            if self._row_used:
                self._grow(self._rows_seen, self._row_used)

    def _grow(self, rows: int, columns: int) -> None:
        self._rows = max(self._rows, rows)
        self._columns = max(self._columns, columns)
        self.largest = max(self.largest, self._rows * self._columns)


def _number(text: str | None, otherwise: int = 1) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) < 10 else otherwise
