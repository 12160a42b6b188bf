"""The example schools are what their generator writes, and hold what their users count on."""

import csv
import subprocess
import sys
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
CLASSES = {f"{grade}{letter}" for grade in range(1, 5) for letter in "АБ"}

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("examples")
    subprocess.run([sys.executable, EXAMPLES / "generate_school.py", folder], check=True)
    return folder


def read(path: Path, *, delimiter: str = ";", encoding: str = "utf-8-sig") -> Rows:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter, strict=True))


def roster(school: str, name: str) -> Rows:
    return read(EXAMPLES / school / "roster" / f"{name}.csv")


def words(cell: str) -> list[str]:
    return cell.split(", ") if cell else []


def full_name(row: dict[str, str]) -> str:
    return " ".join(filter(None, (row["Фамилия"], row["Имя"], row["Отчество"])))


def test_generator_reproduces_the_checked_in_files(generated: Path) -> None:
    def contents(root: Path) -> dict[Path, bytes]:
        folders = (root / name for name in ("school/roster", "small/roster", "formats"))
        files = (file for folder in folders for file in folder.rglob("*") if file.is_file())
        return {file.relative_to(root): file.read_bytes() for file in files}

    assert contents(generated) == contents(EXAMPLES)


@pytest.mark.parametrize("school", ["school", "small"])
def test_own_files_are_utf8_with_bom_and_crlf(school: str) -> None:
    files = sorted((EXAMPLES / school / "roster").glob("*.csv"))
    assert [file.stem for file in files] == ["clubs", "councils", "parents", "pupils", "staff"]
    for file in files:
        content = file.read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        assert content.count(b"\n") == content.count(b"\r\n") > 1


class TestPupils:
    def test_eight_classes_of_23_to_27(self) -> None:
        sizes = Counter(row["Класс"] for row in roster("school", "pupils"))
        assert set(sizes) == CLASSES
        assert sum(sizes.values()) == 200
        assert all(23 <= size <= 27 for size in sizes.values())

    def test_ids_are_unique(self) -> None:
        ids = {row["ID"] for row in roster("school", "pupils")}
        assert ids == {f"u-{number:04}" for number in range(1, 201)}

    def test_age_fits_the_grade(self) -> None:
        for row in roster("school", "pupils"):
            born = datetime.strptime(row["Дата рождения"], "%d.%m.%Y").date()
            age = (date(2026, 9, 1) - born).days / 365.25
            assert 5.5 < age - int(row["Класс"][:-1]) < 6.6

    def test_two_pupils_have_one_name_in_different_classes(self) -> None:
        pupils = roster("school", "pupils")
        names = Counter(full_name(row) for row in pupils)
        ((name, count),) = ((name, count) for name, count in names.items() if count > 1)
        assert count == len({row["Класс"] for row in pupils if full_name(row) == name}) == 2

    def test_names_hold_what_programs_stumble_over(self) -> None:
        pupils = roster("school", "pupils")
        families = [row["Фамилия"] for row in pupils]
        assert sum("Ӏ" in row["Имя"] for row in pupils) == 2
        assert sum("-" in family for family in families) == 2
        assert any("ё" in family for family in families)
        assert sum(row["Отчество"] == "" for row in pupils) == 1
        assert sum(" " in row["Отчество"] for row in pupils) == 2

    def test_surname_and_patronymic_agree_with_the_gender(self) -> None:
        for row in roster("school", "pupils"):
            is_girl = row["Пол"] == "ж"
            assert row["Отчество"].endswith(("на", "кызы") if is_girl else ("ич", "оглы", ""))
            for half in row["Фамилия"].split("-"):
                assert not half.endswith(("ов", "ев", "ёв", "ин") if is_girl else ("ова", "ева"))


class TestParents:
    def test_about_330(self) -> None:
        parents = roster("school", "parents")
        people = {(row["ФИО родителя"], row["Телефон родителя"]) for row in parents}
        assert 320 <= len(people) <= 340
        assert len({name for name, _ in people}) == len({phone for _, phone in people})
        assert len({name for name, _ in people}) == len(people)

    def test_each_pupil_has_one_or_two(self) -> None:
        count = Counter(row["ID ребёнка"] for row in roster("school", "parents"))
        assert set(count) == {row["ID"] for row in roster("school", "pupils")}
        assert set(count.values()) == {1, 2}

    def test_rows_name_the_pupil_as_the_pupils_file_does(self) -> None:
        pupils = {row["ID"]: (full_name(row), row["Класс"]) for row in roster("school", "pupils")}
        for row in roster("school", "parents"):
            assert pupils[row["ID ребёнка"]] == (row["ФИО ребёнка"], row["Класс"])

    def test_siblings_share_their_parents_across_classes(self) -> None:
        classes: dict[str, list[str]] = {}
        for row in roster("school", "parents"):
            classes.setdefault(row["ФИО родителя"], []).append(row["Класс"])
        several = [names for names in classes.values() if len(names) > 1]
        assert sum(len(set(names)) > 1 for names in several) >= 30
        assert any(len(names) == 3 for names in several)
        assert any(len(set(names)) == 1 for names in several)  # twins

    def test_relations(self) -> None:
        relations = {row["Роль родителя"] for row in roster("school", "parents")}
        assert relations == {"мать", "отец", "опекун (бабушка)"}

    def test_phones_are_of_the_invented_range(self) -> None:
        phones = (row["Телефон родителя"] for row in roster("school", "parents"))
        assert all(phone.startswith("+7 900 000-") and len(phone) == 16 for phone in phones)

    def test_one_mother_is_a_teachers_namesake(self) -> None:
        staff = {full_name(row) for row in roster("school", "staff")}
        parents = {row["ФИО родителя"] for row in roster("school", "parents")}
        assert len(staff & parents) == 1


class TestStaff:
    def test_25_with_unique_ids_and_names(self) -> None:
        staff = roster("school", "staff")
        assert [row["ID"] for row in staff] == [f"s-{number:02}" for number in range(1, 26)]
        assert len({full_name(row) for row in staff}) == 25

    def test_roles(self) -> None:
        roles = Counter(row["Роль"] for row in roster("school", "staff"))
        assert roles == {
            "директор": 1,
            "секретарь педсовета, учитель": 1,
            "администратор, учитель": 1,
            "учитель": 17,
            "учитель, педагог дополнительного образования": 1,
            "педагог дополнительного образования": 4,
        }

    def test_each_class_has_one_class_teacher_who_teaches_it(self) -> None:
        class_teachers = [row for row in roster("school", "staff") if row["Классное руководство"]]
        assert {row["Классное руководство"] for row in class_teachers} == CLASSES
        assert len(class_teachers) == len(CLASSES)
        assert all(row["Классное руководство"] in words(row["Классы"]) for row in class_teachers)

    def test_teachers_of_additional_education_teach_no_class(self) -> None:
        for row in roster("school", "staff"):
            assert ("учитель" in words(row["Роль"])) == bool(row["Классы"])
            assert set(words(row["Классы"])) <= CLASSES

    def test_two_teachers_wait_for_their_order(self) -> None:
        pending = [row for row in roster("school", "staff") if not row["Приказ"]]
        assert [row["Роль"] for row in pending] == ["учитель", "учитель"]
        assert not any(row["Классное руководство"] for row in pending)

    def test_councils(self) -> None:
        named = {council for row in roster("school", "staff") for council in words(row["Советы"])}
        assert named == {"педагогический совет", "рабочие совещания"}


class TestClubsAndCouncils:
    def test_five_clubs_of_several_classes(self) -> None:
        clubs: dict[str, set[str]] = {}
        for row in roster("school", "clubs"):
            clubs.setdefault(row["Кружок"], set()).add(row["Класс"])
        assert len(clubs) == 5
        assert all(len(classes) > 2 for classes in clubs.values())

    def test_clubs_name_people_of_the_other_files(self) -> None:
        staff = {row["ID"]: row for row in roster("school", "staff")}
        pupils = {row["ID"]: row for row in roster("school", "pupils")}
        for row in roster("school", "clubs"):
            leader, pupil = staff[row["ID педагога"]], pupils[row["ID ученика"]]
            assert full_name(leader) == row["Педагог"]
            assert "педагог дополнительного образования" in words(leader["Роль"])
            assert (full_name(pupil), pupil["Класс"]) == (row["ФИО ученика"], row["Класс"])

    def test_committee_has_a_chair_and_a_parent_of_each_class(self) -> None:
        seats = roster("school", "councils")
        parts = Counter(row["Роль в совете"] for row in seats)
        assert parts == {"председатель": 1, "секретарь": 1, "член": 7}
        classes: dict[str, set[str]] = {}
        for row in roster("school", "parents"):
            classes.setdefault(row["ФИО родителя"], set()).add(row["Класс"])
        assert set().union(*(classes[row["ФИО"]] for row in seats)) == CLASSES
        assert len({row["ФИО"] for row in seats}) == len(seats)


class TestSmallSchool:
    def test_counts(self) -> None:
        assert Counter(row["Класс"] for row in roster("small", "pupils")) == {"1А": 2, "2А": 2}
        assert len({row["ФИО родителя"] for row in roster("small", "parents")}) == 5
        assert [row["Роль"] for row in roster("small", "staff")] == [
            "директор",
            "администратор",
            "учитель",
            "учитель",
            "педагог дополнительного образования",
        ]
        assert {row["Кружок"] for row in roster("small", "clubs")} == {"Шахматы"}

    @pytest.mark.parametrize("name", ["pupils", "parents", "staff", "clubs", "councils"])
    def test_cp1251_is_the_same(self, name: str) -> None:
        file = EXAMPLES / "formats" / "cp1251" / f"{name}.csv"
        assert read(file, encoding="cp1251") == roster("small", name)

    @pytest.mark.parametrize("version", ["1.1", "1.2"])
    def test_oneroster_folder_is_what_its_manifest_says(self, version: str) -> None:
        folder = EXAMPLES / "formats" / f"oneroster-{version}"
        manifest = {
            row["propertyName"]: row["value"]
            for row in read(folder / "manifest.csv", delimiter=",", encoding="utf-8")
        }
        files = {key.removeprefix("file."): v for key, v in manifest.items() if "file." in key}
        bulk = {f"{name}.csv" for name, mode in files.items() if mode == "bulk"}
        assert manifest["oneroster.version"] == version
        assert set(files.values()) == {"bulk", "absent"}
        assert {file.name for file in folder.iterdir()} == bulk | {"manifest.csv"}
        assert len(read(folder / "users.csv", delimiter=",", encoding="utf-8")) == 14

    @pytest.mark.parametrize("file", ["oneroster-1.1", "oneroster-1.2", "sds-2.1"])
    def test_standard_formats_refer_only_to_people_and_classes_they_have(self, file: str) -> None:
        folder = EXAMPLES / "formats" / file
        users = {r["sourcedId"] for r in read(folder / "users.csv", delimiter=",")}
        classes = {r["sourcedId"] for r in read(folder / "classes.csv", delimiter=",")}
        enrollments = read(folder / "enrollments.csv", delimiter=",")
        assert {row["classSourcedId"] for row in enrollments} == classes
        assert {row["userSourcedId"] for row in enrollments} < users
