"""Fixtures that all tests share."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def small_school() -> Path:
    """The school folder with two classes, for tests that need a whole school quickly."""
    return ROOT / "examples" / "small"


@pytest.fixture(scope="session")
def sample_school() -> Path:
    """The school folder of `make demo`."""
    return ROOT / "examples" / "school"
