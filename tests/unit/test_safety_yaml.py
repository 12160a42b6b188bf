"""safety.yaml: what the shipped settings say, and how times may be written."""

from pathlib import Path

import pytest

import room_layouts
from policy.safety import (
    DIGESTS,
    PROTECTIONS,
    DigestTime,
    Flood,
    Hours,
    Protection,
    Safety,
    Uploads,
    from_dict,
    to_dict,
)
from provisioning.layouts.load import load_layouts
from tests.unit.builders import layouts

SHIPPED = (room_layouts.FOLDER / "safety.yaml").read_text(encoding="utf-8")


def edited(folder: Path, old: str, new: str) -> Safety:
    """The settings with one text of the shipped file replaced."""
    assert old in SHIPPED
    (folder / "safety.yaml").write_text(SHIPPED.replace(old, new, 1), encoding="utf-8")
    return load_layouts(folder).safety


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ('{from: "21:00", to: "06:30"}', Hours(21 * 60, 6 * 60 + 30)),
        ("{from: 21:00, to: 06:30}", Hours(21 * 60, 6 * 60 + 30)),
        ("{from: 21:00, to: 6:30}", Hours(21 * 60, 6 * 60 + 30)),
        ("{from: 21.00, to: 06.30}", None),
        ('{from: "21.00", to: "06.30"}', Hours(21 * 60, 6 * 60 + 30)),
        ("{from: 0:00, to: 23:59}", Hours(0, 23 * 60 + 59)),
        ("{from: 00:00, to: 1:05}", Hours(0, 65)),
    ],
)
def test_time_is_read_as_people_write_it(written: str, hours: Hours | None, tmp_path: Path) -> None:
    if hours is None:  # 21.00 without quotes is the number 21 for YAML: told, not guessed
        with pytest.raises(Exception, match="problem"):
            edited(tmp_path, 'pupil: {from: "21:00", to: "06:30"}', f"pupil: {written}")
        return
    safety = edited(tmp_path, 'pupil: {from: "21:00", to: "06:30"}', f"pupil: {written}")
    assert safety.quiet_hours["pupil"] == hours


def test_shipped_settings_are_safe() -> None:
    safety = layouts().safety
    night = Hours(21 * 60, 6 * 60 + 30)
    assert safety.timezone == "Europe/Moscow"
    assert safety.quiet_hours == {
        "pupil": night,
        "parent": Hours(22 * 60, 6 * 60 + 30),
        "teacher": night,
        "additional_teacher": night,
        "pending": night,
    }
    assert safety.flood["pupil"] == Flood(30, 60)
    assert safety.flood["parent"] == Flood(40, 60)
    assert safety.flood.keys() == layouts().regulation.roles.keys()
    assert safety.uploads["pupil"] == Uploads(10, frozenset({"photo", "audio", "document"}))
    assert "archive" in safety.uploads["teacher"].groups
    assert "archive" not in safety.uploads["parent"].groups
    assert "pending" not in safety.uploads
    assert safety.words_for == {"pupil", "parent"}
    assert safety.parents_to_parents == "same_class"
    assert safety.acceptance


def test_settings_survive_the_registry() -> None:
    assert from_dict(to_dict(layouts().safety)) == layouts().safety


def test_school_may_have_other_settings(tmp_path: Path) -> None:
    assert edited(tmp_path, "Europe/Moscow", "Asia/Yekaterinburg").timezone == "Asia/Yekaterinburg"
    assert not edited(tmp_path, "acceptance: true", "acceptance: false").acceptance
    assert edited(tmp_path, "words_for: [pupil, parent]", "words_for: []").words_for == frozenset()


def test_shipped_protections_are_all_on_and_read_back() -> None:
    safety = layouts().safety
    assert set(safety.protections) == set(PROTECTIONS)
    assert safety.protections["across"] == Protection(25, 60, 4, ("card", "mute"))
    assert from_dict(to_dict(safety)) == safety


def test_settings_written_before_there_were_protections_are_still_read() -> None:
    old = to_dict(layouts().safety)
    del old["protections"]
    assert from_dict(old).protections == {}


@pytest.mark.parametrize(
    "written",
    ["{count: 0, seconds: 60}", "{count: 3, seconds: 60, then: [expel]}", "{count: 3}"],
)
def test_protection_that_is_none_is_refused(written: str, tmp_path: Path) -> None:
    with pytest.raises(Exception, match="problem"):
        edited(tmp_path, "mentions: {count: 15, seconds: 60, then: [card]}", f"mentions: {written}")


@pytest.mark.parametrize(
    "damage", [{"count": 0}, {"seconds": True}, {"then": ["expel"]}, {"rooms": -1}]
)
def test_damaged_protection_is_not_read(damage: dict[str, object]) -> None:
    data = to_dict(layouts().safety)
    data["protections"]["raid"] |= damage
    with pytest.raises((TypeError, ValueError)):
        from_dict(data)


def test_shipped_digests_come_after_school_and_are_read_back() -> None:
    safety = layouts().safety
    assert set(safety.digests) == set(DIGESTS)
    daily = DigestTime(17 * 60, frozenset(range(5)), frozenset({"director"}))
    assert safety.digests["daily"] == daily
    assert safety.digests["weekly"].days == {4}
    assert from_dict(to_dict(safety)) == safety


def test_settings_written_before_there_were_digests_are_still_read() -> None:
    old = to_dict(layouts().safety)
    del old["digests"]
    assert from_dict(old).digests == {}


@pytest.mark.parametrize(
    "written",
    ['{at: "25:00", days: [fri], to: []}', '{at: "15:00", days: [friday], to: []}',
     '{at: "15:00", days: [], to: []}', '{at: "15:00", days: [fri], to: [pupil]}'],
)  # fmt: skip
def test_digest_at_no_time_is_refused(written: str, tmp_path: Path) -> None:
    shipped = 'weekly: {at: "15:00", days: [fri], to: [director, class_teacher, parent]}'
    with pytest.raises(Exception, match="problem"):
        edited(tmp_path, shipped, f"weekly: {written}")


@pytest.mark.parametrize("damage", [{"minute": 1440}, {"days": [7]}, {"to": ["pupil"]}])
def test_damaged_digest_is_not_read(damage: dict[str, object]) -> None:
    data = to_dict(layouts().safety)
    data["digests"]["daily"] |= damage
    with pytest.raises((TypeError, ValueError)):
        from_dict(data)
