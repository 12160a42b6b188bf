"""Rows of the standard formats: comma-separated UTF-8, one record a row, fields by column name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from provisioning.problems import Place
from provisioning.roster.findings import Findings
from provisioning.roster.sources import Parcel, RosterFile
from provisioning.roster.tables import Row, Sheet, decode, read_text

_PEEK = 4096


@dataclass(frozen=True, slots=True)
class Record:
    """One row: `file` is the name of its table ("users"), `columns` where each field stands."""

    file: str
    sheet: Sheet
    row: Row
    columns: Mapping[str, int]

    def get(self, name: str) -> str:
        """A field; "" when the table has no such column."""
        index = self.columns.get(name, -1)
        return self.row.cells[index] if 0 <= index < len(self.row.cells) else ""

    def listed(self, name: str) -> list[str]:
        """The parts of a field that holds a list."""
        return [part.strip() for part in self.get(name).split(",") if part.strip()]

    def place(self, name: str = "") -> Place:
        """Where a field stands, or the row."""
        return self.sheet.place(self.row.line, self.columns.get(name, -1) + 1)


def read_sheet(file: RosterFile, findings: Findings) -> Sheet | None:
    """The rows of a file of a standard; None with a problem."""
    text = decode(file.data, file.path, findings, utf8_only=True)
    if text is None:
        return None
    sheet = read_text(b"", file.path, ",", findings, text)
    if sheet is not None and not sheet.rows:
        findings.problem(Place(file.path, 1), "roster-file-empty")
        return None
    return sheet


def check_width(sheet: Sheet, row: Row, width: int, findings: Findings) -> bool:
    """Whether a row has a cell for each column, and no other."""
    if len(row.cells) > width and any(row.cells[width:]):
        findings.problem(sheet.place(row.line, width + 1), "roster-row-too-long")
    elif len(row.cells) < width:
        findings.problem(sheet.place(row.line), "roster-row-short")
    else:
        return True
    return False


def header_words(parcel: Parcel, name: str) -> frozenset[str]:
    """The headers of a file in lower case, guessed from its first line; to tell formats apart."""
    file = parcel.named(name)
    if file is None:
        return frozenset()
    first = file.data[:_PEEK].decode("utf-8-sig", "replace").split("\n", 1)[0]
    return frozenset(word.strip(' "\r').lower() for word in re.split(r"[,;\t]", first))
