"""Bytes of a file to rows of text, each with the line where an editor or a spreadsheet shows it.

What the cells mean is not known here: see spreadsheet.py, oneroster.py, sds.py.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from provisioning.problems import Place
from provisioning.roster.findings import Findings, SheetPlace

DELIMITERS = (";", "\t", ",")
_LONGEST_CELL = 20_000
_MOST_ROWS = 200_000
_MOST_CELLS = 2_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line (from 1) and its cells as text without spaces around."""

    line: int
    cells: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing is written in any cell."""
        return not any(self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: a text file, or one sheet of a workbook (then it has a name).

    `cut` tells that the text ended without a line end, as a file does that was not copied whole.
    """

    path: Path
    rows: tuple[Row, ...]
    delimiter: str = ";"
    name: str = ""
    cut: bool = False

    def place(self, line: int = 0, column: int = 0) -> Place:
        """The place of a cell for messages."""
        return SheetPlace(self.path, line, column, self.name)


def decode(data: bytes, path: Path, findings: Findings, *, utf8_only: bool = False) -> str | None:
    """The text of a table: UTF-8, UTF-16 with a byte order mark, or cp1251; None with a problem.

    `utf8_only` is for the standards, which know no other encoding.
    """
    text = _decode(data, path, findings, utf8_only)
    if text is None:
        return None
    for number, line in enumerate(_lines(text), start=1):
        strange = next(
            (i for i, sign in enumerate(line) if sign < " " and sign not in "\t\r\n"), -1
        )
        if strange >= 0:
            findings.problem(Place(path, number, strange + 1), "roster-not-text")
            return None
    return text


def _decode(data: bytes, path: Path, findings: Findings, utf8_only: bool) -> str | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) and not utf8_only:
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            findings.problem(Place(path, 1), "roster-not-text")
            return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        line = len(list(_lines(before + "x")))
    # Either cp1251, or UTF-8 with a damaged spot: then nearly all the rest still reads as UTF-8.
    attempt = data.decode("utf-8-sig", "replace")
    damaged = attempt.count("\ufffd")
    whole = sum(1 for sign in attempt if sign > "\x7f") - damaged
    if data.startswith(b"\xef\xbb\xbf") or whole > damaged or utf8_only:
        findings.problem(Place(path, line), "roster-utf8-damaged")
        return None
    try:
        return data.decode("cp1251")
    except UnicodeDecodeError:
        findings.problem(Place(path, line), "roster-not-text")
        return None


def _lines(text: str) -> Iterator[str]:
    # newline="" ends lines exactly where the csv module does; str.splitlines knows more of them.
    return iter(io.StringIO(text, newline=""))


def split(text: str, delimiter: str, most: int = _MOST_ROWS) -> Iterator[Row]:
    """The rows of CSV text, blank lines left out.

    Raises:
        CutError: a quote that is never closed, text after a closing quote, an enormous cell.
    """
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=True)
    before = 0
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise CutError(before + 1, "roster-csv-quotes") from error
        if cells is None:
            return
        line, before = before + 1, reader.line_num
        if len(cells) > _MOST_CELLS or any(len(cell) > _LONGEST_CELL for cell in cells):
            raise CutError(line, "roster-cell-too-long")
        if line > _MOST_ROWS:
            raise CutError(line, "roster-too-many-rows")
        row = Row(line, tuple(cell.strip() for cell in cells))
        if not row.empty:
            yield row
            most -= 1
            if not most:
                return


class CutError(Exception):
    """The text cannot be split into rows beyond `line`; `key` names the message."""

    def __init__(self, line: int, key: str) -> None:
        super().__init__(key)
        self.line = line
        self.key = key


def read_text(
    data: bytes, path: Path, delimiter: str, findings: Findings, text: str | None = None
) -> Sheet | None:
    """A whole text table; None with a problem. `text` is what `decode` gave, where known."""
    decoded = decode(data, path, findings) if text is None else text
    if decoded is None:
        return None
    try:
        rows = tuple(split(decoded, delimiter))
    except CutError as error:
        findings.problem(Place(path, error.line), error.key)
        return None
    return Sheet(path, rows, delimiter, cut=not decoded.endswith(("\n", "\r")))


def first_rows(text: str, delimiter: str, most: int) -> Sequence[Row]:
    """The first rows as `delimiter` splits them, to find out whether it is the right one."""
    rows: list[Row] = []
    with suppress(CutError):
        rows.extend(split(text, delimiter, most))
    return rows
