"""YAML as people and machines break it: always a place, never a crash, never a wait."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from provisioning.problems import InputError, Problem
from provisioning.school import School
from provisioning.yamlfile import YamlFile, load_model

GOOD = "name: Школа\nserver_name: school.example\nschool_year: 2026\n"


def problems(folder: Path, content: str | bytes) -> list[Problem]:
    path = folder / "school.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputError) as caught:
        load_model(path, School)
    for problem in caught.value.problems:
        assert problem.render("ru")
        assert problem.render("en")
    return list(caught.value.problems)


def told(folder: Path, content: str | bytes) -> list[tuple[int, int, str]]:
    return [(it.place.line, it.place.column, it.message.key) for it in problems(folder, content)]


class TestKeys:
    def test_key_written_twice(self, tmp_path: Path) -> None:
        assert told(tmp_path, GOOD + "language: ru\nlanguage: en\n") == [(5, 1, "yaml-key-twice")]

    def test_inside_another_table(self, tmp_path: Path) -> None:
        text = GOOD + "removal_guard: {class_percent: 5,   class_percent: 6}\n"
        assert told(tmp_path, text) == [(4, 37, "yaml-key-twice")]

    def test_three_times_is_two_mistakes(self, tmp_path: Path) -> None:
        assert len(told(tmp_path, GOOD + "id: a\nid: b\nid: c\n")) == 2

    def test_key_is_kept_as_written(self, tmp_path: Path) -> None:
        path = tmp_path / "x.yaml"
        path.write_text("2.10: a\nyes: b\n007: c\n")
        assert YamlFile(path).data == {"2.10": "a", "yes": "b", "007": "c"}


class TestValues:
    def test_time_is_no_number_to_the_base_of_sixty(self, tmp_path: Path) -> None:
        path = tmp_path / "x.yaml"
        path.write_text("a: 21:00\nb: 6:30\nc: 1:30:00.5\nd: 10\ne: 1.5\n")
        assert YamlFile(path).data == {
            "a": "21:00",
            "b": "6:30",
            "c": "1:30:00.5",
            "d": 10,
            "e": 1.5,
        }


class TestNotYaml:
    @pytest.mark.parametrize(
        ("text", "line", "column"),
        [
            pytest.param("name: [1, 2", 1, 12, id="bracket left open"),
            pytest.param("name: a: b", 1, 8, id="two colons"),
            pytest.param("name: a\n  b: c", 2, 4, id="wrong indentation"),
            pytest.param("\tname: a", 1, 1, id="tabulator"),
            pytest.param("name: 'abc", 1, 11, id="quote left open"),
            pytest.param("name: @a", 1, 7, id="sign that may not begin a word"),
            pytest.param("name: a\n---\nname: b", 2, 1, id="two documents"),
            pytest.param("name: !!python/object:os.system x", 1, 7, id="tag of a program"),
            pytest.param("? [a]\n: b", 1, 3, id="list as a name"),
            pytest.param("{a: b}: c", 1, 1, id="table as a name"),
            pytest.param("name: !own x", 1, 7, id="unknown tag"),
            pytest.param("name: !!binary é", 1, 7, id="binary that is none"),
        ],
    )
    def test_place_is_told(self, text: str, line: int, column: int, tmp_path: Path) -> None:
        assert told(tmp_path, text) == [(line, column, "yaml-syntax")]

    @pytest.mark.parametrize(
        "value",
        [
            "2026-13-45",
            "!!bool maybe",
            "!!int ''",
            "!!int x",
            "!!float ''",
            "!!timestamp x",
            "9" * 5000,
            "2026-06-31T25:61:61Z",
        ],
    )
    def test_value_that_its_type_does_not_have(self, value: str, tmp_path: Path) -> None:
        assert (4, 1, "yaml-syntax") in told(tmp_path, f"{GOOD}id: {value}\n")

    def test_file_that_is_missing(self, tmp_path: Path) -> None:
        with pytest.raises(InputError) as caught:
            load_model(tmp_path / "none.yaml", School)
        (problem,) = caught.value.problems
        assert problem.message.key == "file-missing"
        assert str(problem.place) == str(tmp_path / "none.yaml")

    def test_folder_instead_of_a_file(self, tmp_path: Path) -> None:
        with pytest.raises(InputError) as caught:
            load_model(tmp_path, School)
        assert [it.message.key for it in caught.value.problems] == ["file-unreadable"]

    @pytest.mark.parametrize("garbage", [b"\xff\xfe\x00", "имя: я".encode("cp1251"), b"\x80abc"])
    def test_other_bytes(self, garbage: bytes, tmp_path: Path) -> None:
        assert told(tmp_path, garbage) == [(0, 0, "file-unreadable")]

    @pytest.mark.parametrize("signs", ["\x00\x00", "a: \x07", "\ufffe"])
    def test_unprintable_signs(self, signs: str, tmp_path: Path) -> None:
        assert told(tmp_path, signs) == [(1, 1, "yaml-syntax")]

    def test_byte_order_mark_and_dos_line_ends_are_fine(self, tmp_path: Path) -> None:
        path = tmp_path / "school.yaml"
        path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
        assert load_model(path, School)[0].server_name == "school.example"


def test_mistake_in_a_very_long_name_can_be_told(tmp_path: Path) -> None:
    assert told(tmp_path, f"{GOOD}{'x' * 1010}: 1\n") == [(4, 1, "yaml-field-unknown")]


class TestNothing:
    @pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", "---\n", "--- ~\n", "{}"])
    def test_empty_file_lacks_every_required_field(self, text: str, tmp_path: Path) -> None:
        found = problems(tmp_path, text)
        assert {it.message.args["field"] for it in found} == {"name", "server_name", "school_year"}
        assert {it.message.key for it in found} == {"yaml-field-missing"}

    @pytest.mark.parametrize("text", ["[]", "- a", "word", "5", "2026-09-01", "true"])
    def test_file_that_is_no_table(self, text: str, tmp_path: Path) -> None:
        assert told(tmp_path, text) == [(1, 1, "yaml-table-expected")]


class TestBombs:
    @pytest.mark.parametrize(
        ("text", "line", "column"),
        [
            pytest.param("&a [*a]", 1, 5, id="list inside itself"),
            pytest.param("&a {name: *a}", 1, 11, id="table inside itself"),
            pytest.param("name: &n x\nid: *n\n", 2, 5, id="simple alias"),
        ],
    )
    def test_alias_is_refused_at_its_place(
        self, text: str, line: int, column: int, tmp_path: Path
    ) -> None:
        assert told(tmp_path, text) == [(line, column, "yaml-syntax")]

    def test_a_thousand_million_laughs(self, tmp_path: Path) -> None:
        lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
        lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
        assert told(tmp_path, "\n".join(lines)) == [(2, 10, "yaml-syntax")]

    @pytest.mark.parametrize("sign", ["[", "{a: ", "- ", "? "])
    def test_deep_nesting(self, sign: str, tmp_path: Path) -> None:
        assert [key for _, _, key in told(tmp_path, sign * 20_000)] == ["yaml-syntax"]


class TestPlaces:
    def test_of_values_and_of_what_is_not_there(self, tmp_path: Path) -> None:
        path = tmp_path / "x.yaml"
        path.write_text("a:\n  b: [1, {c: 2}]\n")
        file = YamlFile(path)
        assert str(file.place(("a", "b", 1, "c"))) == f"{path}:2:11"
        assert str(file.place(("a", "b", 0))) == f"{path}:2:7"
        assert str(file.place(("a", "b", 7, "x"))) == f"{path}:2:3"
        assert str(file.place(("x",))) == f"{path}:1:1"
        assert str(file.place(())) == f"{path}:1:1"


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.one_of(st.binary(max_size=40), TEXT.map(str.encode)))
def test_any_bytes_are_read_or_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "school.yaml"
    path.write_bytes(content)
    with pytest.raises(InputError):
        load_model(path, School)
