"""safety.yaml, part screen_time: dated limits per grade and device, and how mistakes are told."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from policy.safety import from_dict, to_dict
from policy.screen import Limit, norm_of
from provisioning.layouts.load import load_layouts
from provisioning.problems import InputError
from tests.unit.builders import layouts
from tests.unit.test_safety_yaml import SHIPPED, edited

DAY = date(2026, 11, 24)
FIRST = '{grades: "1-2", lesson: 20, day: 40}'


@pytest.mark.parametrize(
    ("grade", "device", "expected"),
    [
        (1, "computer", (20, 40)),
        (4, "computer", (25, 50)),
        (9, "tablet", (20, 60)),
        (4, "board", (30, 90)),
        (11, "panel", (25, 100)),
        (12, "computer", None),
    ],
)
def test_shipped_limits(grade: int, device: str, expected: tuple[int, int] | None) -> None:
    norm = norm_of(layouts().safety.screen_time, DAY)
    assert norm is not None
    found = norm.limit(grade, device)
    assert (found and (found.lesson, found.day)) == expected


def test_a_norm_names_its_source_and_holds_on_its_days_only() -> None:
    (norm,) = layouts().safety.screen_time
    assert norm.source
    assert norm_of((norm,), norm.since) is norm
    assert norm_of((norm,), norm.until) is None
    assert norm_of((norm,), date(2020, 1, 1)) is None


def test_the_next_norm_may_stand_there_beforehand(tmp_path: Path) -> None:
    second = (
        "  - {norm: Новая, source: приказ, from: 2027-01-01, until: 2033-01-01,\n"
        '     limits: {computer: [{grades: "1-12", lesson: 15, day: 30}]}}\n'
    )
    (tmp_path / "safety.yaml").write_text(SHIPPED + second, encoding="utf-8")
    norms = load_layouts(tmp_path).safety.screen_time
    old, new = norm_of(norms, DAY), norm_of(norms, date(2027, 1, 1))
    assert old is not None
    assert new is not None
    assert (old.name, new.name) == (norms[0].name, "Новая")
    assert new.limit(3, "computer") == Limit(1, 12, 15, 30)


def test_norms_survive_the_registry_and_old_registries_have_none() -> None:
    data = to_dict(layouts().safety)
    assert from_dict(data) == layouts().safety
    del data["screen_time"]
    assert from_dict(data).screen_time == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (FIRST, '{grades: "2-1", lesson: 20, day: 40}'),
        (FIRST, '{grades: "1-13", lesson: 20, day: 40}'),
        (FIRST, '{grades: "первый", lesson: 20, day: 40}'),
        (FIRST, '{grades: "1-3", lesson: 20, day: 40}'),
        (FIRST, '{grades: "1-2", lesson: 50, day: 40}'),
        (FIRST, '{grades: "1-2", lesson: 0, day: 40}'),
        ("until: 2027-01-01", "until: 2021-03-01"),
        ("until: 2027-01-01", "until: скоро"),
        ("      computer:", "      phone:"),
    ],
)
def test_mistakes_are_told_with_their_line(old: str, new: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        edited(tmp_path, old, new)
    line = SHIPPED[: SHIPPED.index(old)].count("\n") + 1
    # The mistake of a limit that stands twice is told where it stands the second time.
    assert any(line <= (it.place.line or 0) <= line + 1 for it in error.value.problems)


@pytest.mark.parametrize(
    "damage", [{"limits": {"phone": []}}, {"limits": {"board": [[1, 2, 3]]}}, {"since": "x"}]
)
def test_a_damaged_norm_is_not_read(damage: dict[str, Any]) -> None:
    data = to_dict(layouts().safety)
    data["screen_time"][0] |= damage
    with pytest.raises((TypeError, ValueError)):
        from_dict(data)
