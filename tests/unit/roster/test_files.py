"""Files and folders as they come: encodings, delimiters, workbooks, archives, and rubbish."""

import io
import os
import zipfile
from datetime import date
from pathlib import Path

import pytest

from provisioning.roster.archive import repack, unpack

from .helpers import (
    PARENTS,
    PUPILS,
    SCHOOL,
    STAFF,
    found,
    ods,
    read,
    rows_of,
    warned,
    write,
    xlsx,
    zipped,
)

SHEETS = {"Ученики": rows_of(PUPILS), "Родители": rows_of(PARENTS), "Учителя": rows_of(STAFF)}


def people(folder: Path) -> set[str]:
    reading = read(folder)
    assert reading.problems == ()
    assert reading.roster is not None
    return {person.name.full for person in reading.roster.people.values()}


@pytest.fixture
def expected(tmp_path: Path) -> set[str]:
    return people(write(tmp_path / "expected", SCHOOL))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_any_usual_encoding_and_delimiter_is_read(
    encoding: str, delimiter: str, tmp_path: Path, expected: set[str]
) -> None:
    files = {name: text.replace(";", delimiter) for name, text in SCHOOL.items()}
    assert people(write(tmp_path / "roster", files, encoding)) == expected


def test_comma_is_a_delimiter_too(tmp_path: Path) -> None:
    folder = write(tmp_path / "roster", {"pupils.csv": PUPILS.replace(";", ",")})
    assert len(people(folder)) == 3


def test_address_with_commas_does_not_mislead_the_delimiter(tmp_path: Path) -> None:
    rows = "".join(f"Иванов Иван{'абвгд'[i]};3А;КБР, Нальчик, ул. Ленина, 1, 2\n" for i in range(5))
    folder = write(tmp_path / "roster", {"a.csv": "ФИО;Класс;Адрес\n" + rows})
    assert len(people(folder)) == 5


def test_title_rows_above_the_header_are_skipped(tmp_path: Path) -> None:
    text = "МКОУ «Прогимназия», список учеников, на 01.09.2026\n\n;;;\n" + PUPILS
    assert len(people(write(tmp_path / "roster", {"pupils.csv": text}))) == 3


@pytest.mark.parametrize("write_book", [xlsx, ods], ids=["xlsx", "ods"])
def test_workbook_sheets_are_read_like_files(write_book: object, tmp_path: Path) -> None:
    make = xlsx if write_book is xlsx else ods
    ending = "xlsx" if write_book is xlsx else "ods"
    folder = tmp_path / "roster"
    folder.mkdir()
    (folder / f"school.{ending}").write_bytes(make(SHEETS))
    names = ("pupils.csv", "parents.csv", "staff.csv")
    other = write(tmp_path / "csv", {name: SCHOOL[name] for name in names})
    assert read(folder).roster == read(other).roster


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_dates_and_numbers_of_a_workbook_are_what_a_reader_sees(
    ending: str, tmp_path: Path
) -> None:
    rows: list[list[object]] = [
        ["ID", "ФИО", "Класс", "Дата рождения", "Родитель", "Телефон родителя"],
        [101, "Иванов Иван", "3А", date(2015, 2, 1), "Иванова Анна", 79281234567.0],
    ]
    folder = tmp_path / "roster"
    folder.mkdir()
    make = {"xlsx": xlsx, "ods": ods}[ending]
    (folder / f"school.{ending}").write_bytes(make({"Лист1": rows}))
    text = (
        "ID;ФИО;Класс;Дата рождения;Родитель;Телефон родителя\n"
        "101;Иванов Иван;3А;01.02.2015;Иванова Анна;+7 928 123-45-67\n"
    )
    same = read(write(tmp_path / "csv", {"a.csv": text}))
    assert read(folder).roster == same.roster
    assert same.roster is not None
    assert "101" in same.roster.people


def test_workbook_problem_names_line_column_and_sheet(tmp_path: Path) -> None:
    sheets = {name: [list(row) for row in rows] for name, rows in SHEETS.items()}
    sheets["Ученики"][1][4] = "32.01.2015"
    sheets["Родители"][2][3] = "мама"
    folder = tmp_path / "roster"
    folder.mkdir()
    (folder / "school.xlsx").write_bytes(xlsx(sheets))
    reading = read(folder)
    assert found(reading) == [
        ("school.xlsx", 2, 0, "roster-sheet-lines"),
        ("school.xlsx", 2, 5, "roster-date-unreadable"),
        ("school.xlsx", 3, 0, "roster-sheet-lines"),
        ("school.xlsx", 3, 4, "roster-name-is-role-word"),
    ]
    assert "«Ученики»" in reading.problems[0].render("ru")


def test_sheet_that_is_no_list_is_a_problem_unless_empty(tmp_path: Path) -> None:
    folder = tmp_path / "roster"
    folder.mkdir()
    (folder / "a.xlsx").write_bytes(xlsx({**SHEETS, "Пустой": []}))
    assert read(folder).problems == ()
    (folder / "a.xlsx").write_bytes(xlsx({**SHEETS, "Черновик": [["молоко", "хлеб"]]}))
    assert found(read(folder)) == [("a.xlsx", 1, 0, "roster-sheet-unknown")]


def test_quoted_line_breaks_keep_line_numbers(tmp_path: Path) -> None:
    text = 'ФИО;Класс;Адрес\nИванов Иван;3А;"дом\r\nкв. 1"\n"Петров\nПётр";3А;\nмама;3А;\n'
    folder = write(tmp_path / "roster", {})
    (folder / "a.csv").write_bytes(text.encode())
    assert found(read(folder)) == [("a.csv", 6, 1, "roster-name-is-role-word")]


@pytest.mark.parametrize(
    ("data", "line", "key"),
    [
        (b"", 1, "roster-file-empty"),
        (b"\n\n", 1, "roster-file-empty"),
        (PUPILS.encode().replace(b"u2", b"u\0"), 3, "roster-not-text"),
        (PUPILS.encode("utf-16-le"), 1, "roster-not-text"),
        (bytes(range(256)) * 9, 3, "roster-not-text"),
        (PUPILS.encode("utf-8-sig").replace("Ольга".encode(), b"\xd0O"), 3, "roster-utf8-damaged"),
        (PUPILS.encode().replace("Ольга".encode(), b"\xd0O"), 3, "roster-utf8-damaged"),
        (PUPILS.encode("koi8-r"), 1, "roster-header-unknown"),
        (PUPILS.encode().replace(b"u2", b'"u2'), 3, "roster-csv-quotes"),
        (PUPILS.encode().replace(b"u2", b'"u"2'), 3, "roster-csv-quotes"),
        (PUPILS.encode().replace(b"u2", b"u" * 30_000), 3, "roster-cell-too-long"),
        (PUPILS.encode().replace(b"u2", b"u" * 300_000), 3, "roster-csv-quotes"),
        (PUPILS.encode().replace(b"u2", b";" * 5_000), 3, "roster-cell-too-long"),
        (PUPILS.encode() + b"u4;\xd0\x98", 5, "roster-row-cut"),
        (PUPILS.encode() + b"u4;a;b;c;;;3;;x;\n", 5, "roster-row-too-long"),
        (PUPILS.encode().splitlines()[0], 1, "roster-list-empty"),
        (b"\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82", 1, "roster-header-unknown"),
    ],
)
def test_unreadable_text_is_a_problem_at_its_line(
    data: bytes, line: int, key: str, tmp_path: Path
) -> None:
    folder = write(tmp_path / "roster", {})
    (folder / "pupils.csv").write_bytes(data)
    reading = read(folder)
    assert [(name, at, what) for name, at, _, what in found(reading)] == [("pupils.csv", line, key)]
    assert reading.roster is None


def test_missing_column_is_named(tmp_path: Path) -> None:
    folder = write(tmp_path / "roster", {"a.csv": PUPILS.replace("Класс", "Школа")})
    reading = read(folder)
    assert found(reading) == [("a.csv", 1, 0, "roster-header-incomplete")]
    assert "«Класс»" in reading.problems[0].render("ru")


def test_column_twice_is_a_problem_and_unknown_columns_a_warning(tmp_path: Path) -> None:
    twice = PUPILS.replace("Отчество", "Имя")
    assert found(read(write(tmp_path / "twice", {"a.csv": twice}))) == [
        ("a.csv", 1, 4, "roster-header-twice")
    ]
    unknown = PUPILS.replace("Пол", "Любимый цвет")
    reading = read(write(tmp_path / "unknown", {"a.csv": unknown}))
    assert reading.problems == ()
    assert ("a.csv", 1, 6, "roster-header-not-used") in warned(reading)


def test_headers_match_in_any_order_case_and_spelling(tmp_path: Path, expected: set[str]) -> None:
    files = dict(SCHOOL)
    rows = [row[::-1] for row in rows_of(PARENTS)]
    rows[0] = [
        "РОЛЬ  РОДИТЕЛЯ",
        "телефон родителя.",
        "Фио Родителя",
        "класс",
        "ФИО ребенка",
        "id ребенка",
    ]
    files["parents.csv"] = "\n".join(";".join(row) for row in rows) + "\n"
    assert people(write(tmp_path / "roster", files)) == expected


def test_folder_that_is_missing_or_empty_is_a_problem(tmp_path: Path) -> None:
    assert found(read(tmp_path / "none")) == [("none", 0, 0, "roster-folder-missing")]
    (tmp_path / "empty").mkdir()
    assert found(read(tmp_path / "empty")) == [("empty", 0, 0, "roster-folder-empty")]
    (tmp_path / "file").write_text("x")
    assert found(read(tmp_path / "file")) == [("file", 0, 0, "roster-folder-unreadable")]


def test_hidden_lock_and_rejected_files_are_ignored(tmp_path: Path, expected: set[str]) -> None:
    folder = write(tmp_path / "roster", SCHOOL)
    for name in (".hidden.csv", "~$pupils.xlsx", "pupils.rejected.csv", ".~lock.pupils.csv#"):
        (folder / name).write_bytes(b"\0rubbish")
    assert people(folder) == expected


def test_folder_named_like_a_file_is_a_problem(tmp_path: Path) -> None:
    folder = write(tmp_path / "roster", SCHOOL)
    (folder / "x.csv").mkdir()
    assert found(read(folder)) == [("x.csv", 0, 0, "roster-file-not-a-file")]


def test_lists_in_an_inner_folder_are_not_guessed_at(tmp_path: Path) -> None:
    folder = write(tmp_path / "roster", SCHOOL)
    write(folder / "2025", {"pupils.csv": PUPILS})
    assert found(read(folder)) == [("2025", 0, 0, "roster-lists-below")]


def test_excel_line_that_names_the_delimiter_is_skipped(tmp_path: Path) -> None:
    assert len(people(write(tmp_path / "roster", {"pupils.csv": "sep=;\n" + PUPILS}))) == 3


def test_pipe_named_like_a_file_does_not_block(tmp_path: Path) -> None:
    folder = write(tmp_path / "roster", SCHOOL)
    os.mkfifo(folder / "x.csv")
    assert found(read(folder)) == [("x.csv", 0, 0, "roster-file-not-a-file")]


def test_broken_link_is_a_problem(tmp_path: Path) -> None:
    folder = write(tmp_path / "roster", SCHOOL)
    (folder / "x.csv").symlink_to("nowhere.csv")
    assert found(read(folder)) == [("x.csv", 0, 0, "roster-file-not-a-file")]


def test_unreadable_file_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(tmp_path / "roster", SCHOOL)
    whole = Path.read_bytes

    def refuse(path: Path) -> bytes:
        # Tests may run as root, for whom no permission is missing.
        if path.name == "staff.csv":
            raise PermissionError(13, "Permission denied")
        return whole(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert found(read(folder)) == [("staff.csv", 0, 0, "roster-file-unreadable")]


def test_tables_in_formats_not_read_are_a_problem_and_other_files_a_warning(tmp_path: Path) -> None:
    folder = write(tmp_path / "roster", {**SCHOOL, "old.xls": "x", "photo.jpg": "x"})
    reading = read(folder)
    assert found(reading) == [("old.xls", 0, 0, "roster-file-other-table")]
    assert ("photo.jpg", 0, 0, "roster-file-not-read") in warned(reading)


def test_spreadsheets_in_an_archive_are_read(tmp_path: Path, expected: set[str]) -> None:
    folder = write(tmp_path / "roster", {})
    (folder / "school.zip").write_bytes(zipped(SCHOOL))
    assert people(folder) == expected
    top = {f"школа/{name}": text for name, text in SCHOOL.items()}
    (folder / "school.zip").write_bytes(zipped({**top, "__MACOSX/школа/._a.csv": "x"}))
    assert people(folder) == expected


def test_problem_in_an_archive_names_the_file_within(tmp_path: Path) -> None:
    folder = write(tmp_path / "roster", {})
    (folder / "x.zip").write_bytes(zipped({"pupils.csv": PUPILS.replace("3А", "")}))
    places = [str(problem.place) for problem in read(folder).problems]
    assert places == [f"{folder}/x.zip/pupils.csv:{line}:7" for line in (2, 4)]


def bomb(entries: int, size: int, name: str = "a.csv") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(entries):
            archive.writestr(f"{number}{name}", b"\0" * size)
    return buffer.getvalue()


def encrypted() -> bytes:
    data = bytearray(zipped({"a.csv": PUPILS}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"PK rubbish", "roster-archive-damaged"),
        (zipped(SCHOOL)[:-40], "roster-archive-damaged"),
        (zipped({}), "roster-archive-empty"),
        (bomb(1, 70_000_000), "roster-archive-too-large"),
        (bomb(70, 1_000_000), "roster-archive-too-large"),
        (bomb(2_001, 1), "roster-archive-too-many"),
        (encrypted(), "roster-archive-encrypted"),
        (zipped({"a/b.csv": PUPILS, "c.csv": PUPILS}), "roster-archive-nested"),
        (zipped({"../../evil.csv": PUPILS, "c.csv": PUPILS}), "roster-archive-nested"),
        (zipped({"inner.zip": "x"}), "roster-file-other-table"),
    ],
)
def test_archives_that_cannot_be_trusted_are_a_problem(
    data: bytes, key: str, tmp_path: Path
) -> None:
    folder = write(tmp_path / "roster", {})
    (folder / "x.zip").write_bytes(data)
    assert key in {what for _, _, _, what in found(read(folder))}


def test_archive_that_understates_its_size_is_not_believed(tmp_path: Path) -> None:
    data = bomb(1, 70_000_000)
    claimed = (70_000_000).to_bytes(4, "little")
    folder = write(tmp_path / "roster", {})
    (folder / "x.zip").write_bytes(data.replace(claimed, (10).to_bytes(4, "little")))
    assert found(read(folder)) == [("x.zip", 0, 0, "roster-archive-damaged")]


def far_cell(kind: str) -> bytes:
    if kind == "xlsx":
        parts = dict(unpack(xlsx(SHEETS)))
        sheet = parts["xl/worksheets/sheet1.xml"]
        cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"</sheetData>", cell)
        return repack(list(parts.items()))
    parts = dict(unpack(ods(SHEETS)))
    cell = (
        b'<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
        b'office:value-type="string" table:number-columns-repeated="16000"><text:p>x</text:p>'
        b"</table:table-cell></table:table-row></table:table>"
    )
    parts["content.xml"] = parts["content.xml"].replace(b"</table:table>", cell, 1)
    return repack(list(parts.items()))


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_workbook_with_a_cell_at_the_far_corner_is_not_unfolded(kind: str, tmp_path: Path) -> None:
    folder = write(tmp_path / "roster", {})
    (folder / f"a.{kind}").write_bytes(far_cell(kind))
    assert found(read(folder)) == [(f"a.{kind}", 0, 0, "roster-workbook-too-wide")]


def test_many_empty_rows_at_the_end_of_a_sheet_are_no_obstacle(tmp_path: Path) -> None:
    parts = dict(unpack(ods({"Ученики": rows_of(PUPILS)})))
    tail = (
        b'<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
        b'table:number-columns-repeated="16384"/></table:table-row></table:table>'
    )
    parts["content.xml"] = parts["content.xml"].replace(b"</table:table>", tail, 1)
    folder = write(tmp_path / "roster", {})
    (folder / "a.ods").write_bytes(repack(list(parts.items())))
    assert len(people(folder)) == 3


@pytest.mark.parametrize(
    ("name", "data", "key"),
    [
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "roster-workbook-encrypted"),
        ("a.xlsx", PUPILS.encode(), "roster-workbook-damaged"),
        ("a.ods", bomb(1, 70_000_000, ".xml"), "roster-workbook-too-large"),
        ("a.xlsx", bomb(2_001, 1), "roster-workbook-too-many"),
        ("a.xlsx", zipped({"a.csv": PUPILS}), "roster-workbook-damaged"),
        ("a.csv", xlsx(SHEETS), "roster-not-text"),
    ],
)
def test_workbooks_that_cannot_be_read_are_a_problem(
    name: str, data: bytes, key: str, tmp_path: Path
) -> None:
    folder = write(tmp_path / "roster", {})
    (folder / name).write_bytes(data)
    assert [what for _, _, _, what in found(read(folder))] == [key]


def test_problems_of_all_files_come_together_in_order(tmp_path: Path) -> None:
    files = {
        **SCHOOL,
        "pupils.csv": PUPILS.replace("01.02.2015", "01.02").replace("05.06.2015", "?"),
        "staff.csv": STAFF.replace("директор;;", "царь;;"),
    }
    reading = read(write(tmp_path / "roster", files))
    assert found(reading) == [
        ("pupils.csv", 2, 5, "roster-date-unreadable"),
        ("pupils.csv", 4, 5, "roster-date-unreadable"),
        ("staff.csv", 2, 6, "roster-role-unknown"),
    ]
    assert reading.roster is None
