"""Whatever is done to a roster's files, reading them ends in a roster or in a list of problems."""

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from provisioning.roster.archive import repack, unpack
from provisioning.roster.read import RosterReading
from provisioning.roster.rejected import write_rejected

from .helpers import (
    ONEROSTER_11,
    ONEROSTER_12,
    PARENTS,
    PHONES,
    PUPILS,
    SCHOOL,
    SDS,
    STAFF,
    ods,
    read,
    rows_of,
    xlsx,
    zipped,
)

Files = dict[str, bytes]
Mutation = Callable[[Files, random.Random], None]
ROUNDS = 10

_SHEETS = {"Ученики": rows_of(PUPILS), "Родители": rows_of(PARENTS), "Учителя": rows_of(STAFF)}
FORMATS: dict[str, Files] = {
    "csv": {name: text.encode("utf-8-sig") for name, text in SCHOOL.items()},
    "cp1251": {name: text.encode("cp1251") for name, text in SCHOOL.items()},
    "zipped csv": {"school.zip": zipped(SCHOOL)},
    "xlsx": {"school.xlsx": xlsx(_SHEETS)},
    "ods": {"school.ods": ods(_SHEETS)},
    "oneroster 1.1": {name: text.encode() for name, text in ONEROSTER_11.items()},
    "oneroster 1.2 zip": {"oneroster.zip": zipped(ONEROSTER_12)},
    "sds": {name: text.encode() for name, text in SDS.items()},
}


def _some(files: Files, chance: random.Random) -> str:
    return chance.choice(sorted(files))


def truncate(files: Files, chance: random.Random) -> None:
    name = _some(files, chance)
    files[name] = files[name][: chance.randrange(len(files[name]) + 1)]


def flip_bytes(files: Files, chance: random.Random) -> None:
    name = _some(files, chance)
    data = bytearray(files[name])
    for _ in range(chance.choice((1, 1, 3, 30))):
        if data:
            data[chance.randrange(len(data))] = chance.randrange(256)
    files[name] = bytes(data)


def insert_nulls(files: Files, chance: random.Random) -> None:
    name = _some(files, chance)
    at = chance.randrange(len(files[name]) + 1)
    files[name] = files[name][:at] + b"\0" * chance.choice((1, 7)) + files[name][at:]


def shuffle_lines(files: Files, chance: random.Random) -> None:
    name = _some(files, chance)
    lines = files[name].split(b"\n")
    chance.shuffle(lines)
    files[name] = b"\n".join(lines)


def drop_line(files: Files, chance: random.Random) -> None:
    name = _some(files, chance)
    lines = files[name].split(b"\n")
    del lines[chance.randrange(len(lines))]
    files[name] = b"\n".join(lines)


def repeat_line(files: Files, chance: random.Random) -> None:
    name = _some(files, chance)
    lines = files[name].split(b"\n")
    lines.insert(chance.randrange(len(lines)), chance.choice(lines))
    files[name] = b"\n".join(lines)


def _columns(files: Files, chance: random.Random, change: Callable[[list[bytes]], None]) -> None:
    name = _some(files, chance)
    lines = []
    for line in files[name].split(b"\n"):
        cells = line.split(b";" if b";" in line else b",")
        change(cells)
        lines.append((b";" if b";" in line else b",").join(cells))
    files[name] = b"\n".join(lines)


def drop_column(files: Files, chance: random.Random) -> None:
    at = chance.randrange(8)
    _columns(files, chance, lambda cells: cells.__delitem__(slice(at, at + 1)))


def repeat_column(files: Files, chance: random.Random) -> None:
    at = chance.randrange(8)
    _columns(files, chance, lambda cells: cells.append(cells[at % len(cells)]))


def shuffle_columns(files: Files, chance: random.Random) -> None:
    seed = chance.random()
    _columns(files, chance, lambda cells: random.Random(seed).shuffle(cells))


def change_encoding(files: Files, chance: random.Random) -> None:
    name = _some(files, chance)
    text = files[name].decode("utf-8", "replace")
    target = chance.choice(("utf-16", "utf-16-le", "cp866", "koi8-r", "utf-32", "cp1251"))
    files[name] = text.encode(target, "replace")


def change_delimiter(files: Files, chance: random.Random) -> None:
    name = _some(files, chance)
    files[name] = files[name].replace(b";", chance.choice((b"\t", b",", b"|", b"")))


def insert_quotes(files: Files, chance: random.Random) -> None:
    name = _some(files, chance)
    at = chance.randrange(len(files[name]) + 1)
    files[name] = files[name][:at] + b'"' + files[name][at:]


def swap_files(files: Files, chance: random.Random) -> None:
    one, other = _some(files, chance), _some(files, chance)
    files[one], files[other] = files[other], files[one]


def foreign_file(files: Files, chance: random.Random) -> None:
    others = FORMATS[chance.choice(sorted(FORMATS))]
    files[_some(files, chance)] = others[chance.choice(sorted(others))]


def other_ending(files: Files, chance: random.Random) -> None:
    name = _some(files, chance)
    ending = chance.choice((".csv", ".xlsx", ".ods", ".zip", ".txt", ".xls", ".pdf"))
    files[Path(name).stem + ending] = files.pop(name)


def remove_file(files: Files, chance: random.Random) -> None:
    del files[_some(files, chance)]


def long_cell(files: Files, chance: random.Random) -> None:
    name = _some(files, chance)
    at = chance.randrange(len(files[name]) + 1)
    files[name] = files[name][:at] + b"x" * chance.choice((300, 200_000)) + files[name][at:]


MUTATIONS: list[Mutation] = [
    truncate,
    flip_bytes,
    insert_nulls,
    shuffle_lines,
    drop_line,
    repeat_line,
    drop_column,
    repeat_column,
    shuffle_columns,
    change_encoding,
    change_delimiter,
    insert_quotes,
    swap_files,
    foreign_file,
    other_ending,
    remove_file,
    long_cell,
]


def check(reading: RosterReading, folder: Path) -> None:
    """What holds for every reading."""
    assert (reading.roster is None) == bool(reading.problems)
    places = [p.place for p in reading.problems]
    assert places == sorted(places, key=lambda p: (str(p.path), p.line, p.column))
    for problem in (*reading.problems, *reading.warnings):
        path = problem.place.path
        real = next(p for p in (path, *path.parents) if p.exists())
        assert real == path or real.is_file()
        assert real == folder or folder in real.parents
        if path.suffix.lower() in (".csv", ".tsv", ".txt") and not path.is_dir():
            assert problem.place.line >= 1
            if real == path:
                assert problem.place.line <= len(re.split(rb"\r\n|\r|\n", path.read_bytes()))
        for language in ("ru", "en"):
            line = problem.render(language)
            assert "\n" not in line
            told = re.sub(r"\D", "", line.removeprefix(str(problem.place)))
            assert not any(phone[1:] in told for phone in PHONES)
    if reading.roster:
        assert not any(
            phone in identifier for phone in PHONES for identifier in reading.roster.people
        )


def put(folder: Path, files: Files) -> Path:
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


@pytest.mark.parametrize("form", FORMATS)
def test_untouched_files_make_a_roster(form: str, tmp_path: Path) -> None:
    reading = read(put(tmp_path / "roster", FORMATS[form]))
    assert reading.problems == ()
    check(reading, tmp_path / "roster")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__)
def test_damaged_files_never_raise_and_never_half_count(
    mutation: Mutation, form: str, tmp_path: Path
) -> None:
    for number in range(ROUNDS):
        chance = random.Random(f"{form} {mutation.__name__} {number}")
        files = dict(FORMATS[form])
        mutation(files, chance)
        if chance.random() < 0.3 and files:
            chance.choice(MUTATIONS)(files, chance)
        folder = put(tmp_path / str(number), files)
        reading = read(folder)
        check(reading, folder)
        write_rejected(reading, tmp_path / f"rejected-{number}")


WORKBOOK_PARTS = {"xlsx": "school.xlsx", "ods": "school.ods"}


@pytest.mark.parametrize("form", WORKBOOK_PARTS)
def test_workbooks_damaged_inside_never_raise(form: str, tmp_path: Path) -> None:
    parts = unpack(FORMATS[form][WORKBOOK_PARTS[form]])
    for number in range(150):
        chance = random.Random(f"inside {form} {number}")
        files = dict(parts)
        chance.choice(MUTATIONS[:6] + MUTATIONS[11:13] + [remove_file, long_cell])(files, chance)
        folder = put(tmp_path / str(number), {f"school.{form}": repack(list(files.items()))})
        check(read(folder), folder)


anything = st.text(st.characters(codec="utf-8"), max_size=30)
cell = st.one_of(
    anything,
    st.sampled_from(
        ["мама", "Итого", "Иванов Иван", "3А", "01.02.2015", "учитель", "u1", "t1", "—", "Ӏ", '"']
    ),
)
header = st.sampled_from([text.splitlines()[0] for text in SCHOOL.values()])


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(header, st.lists(st.lists(cell, max_size=9), max_size=5)), max_size=3))
def test_any_cells_below_a_known_header(
    tmp_path_factory: pytest.TempPathFactory, lists: list[tuple[str, list[list[str]]]]
) -> None:
    folder = tmp_path_factory.mktemp("roster")
    for number, (first, rows) in enumerate(lists):
        text = "\n".join([first, *(";".join(row) for row in rows)])
        (folder / f"{number}.csv").write_bytes(text.encode())
    check(read(folder), folder)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=300), st.sampled_from([".csv", ".xlsx", ".ods", ".zip", ".txt"]))
def test_any_bytes_under_any_ending(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, ending: str
) -> None:
    folder = tmp_path_factory.mktemp("roster")
    (folder / f"file{ending}").write_bytes(data)
    reading = read(folder)
    assert reading.roster is None
    check(reading, folder)
