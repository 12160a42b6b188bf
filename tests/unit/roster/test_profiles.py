"""Profiles a school adds for its own lists."""

from pathlib import Path

import pytest

from provisioning.roster import profiles
from provisioning.roster.findings import Findings
from provisioning.roster.read import read_roster

from .helpers import PUPILS, TODAY, found, read, write

OWN = """rows: pupils
columns:
  pupil_name: [Воспитанник]
  class: [Отряд]
required: [pupil_name, class]
id_prefix: camp-
"""
LIST = "Воспитанник;Отряд\nИванов Иван;3А\n"


def test_own_profile_beside_the_lists_is_used(tmp_path: Path) -> None:
    folder = write(tmp_path / "roster", {"list.csv": LIST})
    assert [key for *_, key in found(read(folder))] == ["roster-header-unknown"]
    write(folder / "profiles", {"camp.yaml": OWN})
    assert read(folder).problems == ()


def test_own_profiles_may_be_in_a_folder_of_their_own(tmp_path: Path) -> None:
    folder = write(tmp_path / "roster", {"list.csv": LIST})
    own = write(tmp_path / "profiles", {"camp.yaml": OWN})
    reading = read_roster(folder, school_year=2026, today=TODAY, profiles=own)
    assert reading.problems == ()


def test_own_profile_replaces_the_shipped_one_of_its_name(tmp_path: Path) -> None:
    folder = write(tmp_path / "roster", {"pupils.csv": PUPILS})
    profile = OWN.replace("[Воспитанник]", "[Фамилия]").replace("Отряд", "Класс")
    profile = profile.replace("  class:", "  pupil_id: [ID]\n  class:")
    write(folder / "profiles", {"pupils.yaml": profile})
    reading = read(folder)
    assert reading.roster is not None
    assert "camp-u1" in reading.roster.people


def test_no_folder_of_profiles_is_no_problem(tmp_path: Path) -> None:
    folder = write(tmp_path / "roster", {"pupils.csv": PUPILS})
    reading = read_roster(folder, school_year=2026, today=TODAY, profiles=tmp_path / "none")
    assert reading.problems == ()


@pytest.mark.parametrize(
    ("text", "place", "key"),
    [
        (OWN.replace("rows: pupils\n", ""), (1, 1), "yaml-field-missing"),
        (OWN.replace("rows: pupils", "rows: cats"), (1, 1), "yaml-value-not-allowed"),
        (OWN + "colour: red\n", (7, 1), "yaml-field-unknown"),
        (OWN + "rows: pupils\n", (7, 1), "yaml-key-twice"),
        (OWN.replace("  class:", "  klass:"), (4, 3), "roster-profile-unknown"),
        (OWN.replace("[Отряд]", "Отряд"), (4, 3), "yaml-list-expected"),
        (OWN.replace("  class: [Отряд]\n", ""), (4, 24), "roster-profile-required"),
        (OWN.replace("camp-", "'лагерь'"), (6, 1), "yaml-value-wrong"),
        ("- a\n- b\n", (1, 1), "yaml-table-expected"),
        ("", (1, 1), "yaml-field-missing"),
        ("rows: [pupils\n", (2, 1), "yaml-syntax"),
        ("a: &a [1]\nb: *a\n", (1, 1), "roster-profile-not-yaml"),
        ("\tx", (1, 1), "yaml-syntax"),
        ("[" * 5000 + "]" * 5000, (1, 1), "yaml-syntax"),
        ("a: !!python/object:os.system x\n", (1, 4), "yaml-syntax"),
    ],
)
def test_wrong_profile_is_a_problem_at_its_place(
    text: str, place: tuple[int, int], key: str, tmp_path: Path
) -> None:
    folder = write(tmp_path / "roster", {"pupils.csv": PUPILS})
    (folder / "profiles").mkdir()
    (folder / "profiles" / "own.yaml").write_text(text, encoding="utf-8")
    reading = read(folder)
    assert ("own.yaml", *place, key) in found(reading)
    assert reading.roster is None
    for problem in reading.problems:
        assert problem.render("ru") != problem.render("en")


def test_shipped_profiles_name_only_fields_that_their_lists_have() -> None:
    findings = Findings()
    shipped = Path(profiles.__file__).with_name("profiles")
    assert len(profiles.read_profiles(shipped, findings)) == len(list(shipped.glob("*.yaml")))
    assert findings.problems == ()


def test_profile_that_is_no_text_is_a_problem(tmp_path: Path) -> None:
    folder = write(tmp_path / "roster", {"pupils.csv": PUPILS})
    (folder / "profiles").mkdir()
    (folder / "profiles" / "own.yaml").write_bytes(b"\xff\xfe\x00")
    (folder / "profiles" / "long.yaml").write_bytes(b"#" * 200_000)
    assert [key for *_, key in found(read(folder))] == ["roster-profile-not-yaml"] * 2
