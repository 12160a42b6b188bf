"""Writes the example schools, whose people are all invented.

    python examples/generate_school.py [FOLDER]

The result is the same at every run and is checked in; `school/` is the demo's school, `small/` the
tests', and `formats/` is the small one again in every other format that Parta reads.
"""

import sys
from pathlib import Path

from invented.csv_files import Files, csv_files, journal_clubs, journal_parents, journal_pupils
from invented.large import large_school
from invented.oneroster import oneroster_1_1, oneroster_1_2
from invented.sds import sds_2_1
from invented.small import small_school

TITLE = "Прогимназия № 0"


def main(folder: Path) -> None:
    """Write every example below `folder`."""
    small = small_school()
    own_format = csv_files(small)
    journal = {
        **own_format,
        "pupils.csv": journal_pupils(small),
        "parents.csv": journal_parents(small),
        "clubs.csv": journal_clubs(small),
    }

    # With a byte order mark, as a spreadsheet in Russian saves «CSV UTF-8».
    _write(folder / "school" / "roster", csv_files(large_school()), encoding="utf-8-sig")
    _write(folder / "small" / "roster", own_format, encoding="utf-8-sig")

    formats = folder / "formats"
    _write(formats / "cp1251", own_format, encoding="cp1251")
    _write(formats / "journal-cp1251", journal, encoding="cp1251")
    _write(formats / "oneroster-1.1", oneroster_1_1(small, TITLE), encoding="utf-8")
    _write(formats / "oneroster-1.2", oneroster_1_2(small, TITLE), encoding="utf-8")
    _write(formats / "sds-2.1", sds_2_1(small, TITLE), encoding="utf-8")


def _write(folder: Path, files: Files, *, encoding: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        # Bytes, so that no platform changes the line ends.
        (folder / name).write_bytes(text.encode(encoding))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent)
