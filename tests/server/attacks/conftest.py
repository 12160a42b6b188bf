"""The school as attackers find it."""

import pytest

from tests.server.attacks.going_on import let_go_on
from tests.server.guarded import GuardedSchool


@pytest.fixture(scope="session")
async def school(guarded: GuardedSchool) -> GuardedSchool:
    """With everything that goes on in it (tests.server.attacks.going_on)."""
    await let_go_on(guarded)
    return guarded
