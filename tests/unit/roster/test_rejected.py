"""Refused rows as files: written, corrected, read again."""

import csv
from pathlib import Path

from provisioning.roster.rejected import write_rejected

from .helpers import (
    ONEROSTER_11,
    PARENTS,
    PUPILS,
    SCHOOL,
    STAFF,
    found,
    read,
    rows_of,
    write,
    xlsx,
    zipped,
)

BAD = PUPILS.replace("03.04.2017", "весной")


def cells(path: Path, delimiter: str = ";") -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=delimiter, strict=True))


def test_refused_rows_are_written_with_header_and_reason(tmp_path: Path) -> None:
    reading = read(write(tmp_path / "roster", {**SCHOOL, "pupils.csv": BAD}))
    written = write_rejected(reading, tmp_path / "out")
    assert [path.name for path in written] == ["pupils.rejected.csv"]
    header, row = cells(written[0])
    assert header == [*PUPILS.splitlines()[0].split(";"), "Ошибка"]
    assert row[:7] == ["u2", "Иванова", "Ольга", "Петровна", "весной", "ж", "1Б"]
    assert "«весной»" in row[7]


def test_reasons_may_be_in_english(tmp_path: Path) -> None:
    reading = read(write(tmp_path / "roster", {"pupils.csv": BAD}))
    (path,) = write_rejected(reading, tmp_path / "out", "en")
    assert cells(path)[0][-1] == "Error"
    assert "cannot be read" in cells(path)[1][-1]


def test_nothing_is_written_when_nothing_was_refused(tmp_path: Path) -> None:
    reading = read(write(tmp_path / "roster", SCHOOL))
    assert write_rejected(reading, tmp_path / "out") == []
    assert not (tmp_path / "out").exists()


def test_corrected_rows_go_back_under_another_name(tmp_path: Path) -> None:
    good = write(tmp_path / "good", SCHOOL)
    folder = write(tmp_path / "roster", {**SCHOOL, "pupils.csv": BAD})
    (rejected,) = write_rejected(read(folder), folder)
    # As long as it has its name it is not read.
    assert found(read(folder)) == [("pupils.csv", 3, 5, "roster-date-unreadable")]
    rest = "".join(line for line in BAD.splitlines(keepends=True) if "весной" not in line)
    write(folder, {"pupils.csv": rest})
    text = rejected.read_text(encoding="utf-8-sig").replace(";весной;", ";03.04.2017;")
    rejected.unlink()
    write(folder, {"pupils-2.csv": text.replace("\r\n", "\n")})
    assert read(folder).problems == ()
    assert read(folder).roster == read(good).roster


def test_row_refused_again_keeps_one_column_of_reasons(tmp_path: Path) -> None:
    folder = write(tmp_path / "roster", {"pupils.csv": BAD})
    (first,) = write_rejected(read(folder), tmp_path / "first")
    again = write(tmp_path / "again", {"pupils.csv": first.read_text(encoding="utf-8-sig")})
    (second,) = write_rejected(read(again), tmp_path / "second", "en")
    assert cells(second)[0] == [*PUPILS.splitlines()[0].split(";"), "Error"]
    assert len(cells(second)[1]) == 8


def test_delimiter_and_quoted_cells_stay(tmp_path: Path) -> None:
    text = 'ФИО,Класс,Адрес\n"мама",3А,"Нальчик, ""центр"""\n'
    reading = read(write(tmp_path / "roster", {"a.csv": text}))
    (path,) = write_rejected(reading, tmp_path / "out")
    assert cells(path, ",")[1][:3] == ["мама", "3А", 'Нальчик, "центр"']


def test_rows_of_a_workbook_are_written_as_text_for_each_sheet(tmp_path: Path) -> None:
    sheets = {
        "Ученики": rows_of(BAD),
        "Родители": rows_of(
            PARENTS.replace("мать", "мать").replace("Иванова Анна Сергеевна", "мама")
        ),
        "Учителя": rows_of(STAFF),
    }
    folder = tmp_path / "roster"
    folder.mkdir()
    (folder / "school.xlsx").write_bytes(xlsx(sheets))
    written = write_rejected(read(folder), tmp_path / "out")
    assert [path.name for path in written] == [
        "school-ucheniki.rejected.csv",
        "school-roditeli.rejected.csv",
    ]
    assert len(cells(written[1])) == 3


def test_files_of_one_name_do_not_overwrite_each_other(tmp_path: Path) -> None:
    folder = write(tmp_path / "roster", {"pupils.csv": BAD})
    (folder / "more.zip").write_bytes(zipped({"pupils.csv": BAD.replace("u", "x")}))
    written = write_rejected(read(folder), tmp_path / "out")
    assert len({path.name for path in written}) == 2


def test_rows_of_oneroster_are_written_and_read_again(tmp_path: Path) -> None:
    files = {**ONEROSTER_11, "users.csv": ONEROSTER_11["users.csv"].replace("Ольга", "Ольга5")}
    (path,) = write_rejected(read(write(tmp_path / "roster", files)), tmp_path / "out")
    assert path.name == "users.rejected.csv"
    header, row = cells(path, ",")
    whole = cells(tmp_path / "roster" / "users.csv", ",")
    rows = [[*header[:-1], "Ошибка"], *([*r, ""] for r in whole[1:] if r[0] != "u2"), row]
    fixed = "\n".join(",".join(f'"{c}"' for c in r) for r in rows).replace("Ольга5", "Ольга")
    reading = read(write(tmp_path / "fixed", {**files, "users.csv": fixed + "\n"}))
    assert reading.problems == ()
