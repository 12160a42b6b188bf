"""Refused rows as files that can be corrected and read again.

Each file with refused rows gets one beside the others, «pupils.rejected.csv»: the same header and
delimiter, the cells as they were, and a last column that says what is wrong, which readers skip.
Files of this name are not read. To use one: correct the rows, delete them from the first file,
and give the corrected file another name (pupils-2.csv), or paste its rows back.
"""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from provisioning.roster.read import RejectedRow, RosterReading
from provisioning.roster.sources import REJECTED_ENDING
from provisioning.translit import slug
from templates import DEFAULT_LANGUAGE, message, say


def write_rejected(
    reading: RosterReading, folder: Path, language: str = DEFAULT_LANGUAGE
) -> Sequence[Path]:
    """Write the refused rows of `reading` into `folder`, which is created; returns the files.

    Raises:
        OSError: the folder cannot be written.
    """
    groups: dict[tuple[Path, str], list[RejectedRow]] = {}
    for row in reading.rejected:
        groups.setdefault((row.path, row.sheet), []).append(row)
    if groups:
        folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for (path, sheet), rows in groups.items():
        target = _target(folder, path, sheet, written)
        target.write_text(_text(rows, language), encoding="utf-8-sig", newline="")
        written.append(target)
    return written


def _target(folder: Path, path: Path, sheet: str, written: Sequence[Path]) -> Path:
    stem = f"{path.stem}-{slug(sheet) or 'sheet'}" if sheet else path.stem
    number = 1
    while True:
        name = stem if number == 1 else f"{stem}-{number}"
        target = folder / f"{name}{REJECTED_ENDING}"
        if target not in written:
            return target
        number += 1


def _text(rows: Sequence[RejectedRow], language: str) -> str:
    first = rows[0]
    column = say(message("roster-rejected-column"), language)
    # A file that was rejected before has the column already: it is filled in anew.
    old = [i for i, cell in enumerate(first.header) if cell in _titles()]
    width = min(old) if old else len(first.header)
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=first.delimiter, lineterminator="\r\n")
    writer.writerow([*first.header[:width], column])
    for row in rows:
        cells = [*row.cells[:width], *[""] * (width - len(row.cells))]
        reasons = " ".join(say(reason, language) for reason in row.reasons)
        writer.writerow([*cells, reasons])
    return buffer.getvalue()


def _titles() -> frozenset[str]:
    return frozenset(say(message("roster-rejected-column"), lang) for lang in ("ru", "en"))
