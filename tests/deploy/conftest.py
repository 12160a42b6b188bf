"""Clean Debian machines to run the playbook on, and a neighbour who looks at them from outside."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.deploy.host import missing_programs
from tests.deploy.network import Host, alone
from tests.deploy.target import Lab

_STATE = Path(os.environ.get("PARTA_DEPLOY_STATE") or ROOT / ".deploy")


@pytest.fixture(scope="session")
def lab() -> Iterator[Lab]:
    """A place for targets.

    A machine that cannot boot them fails, if it is CI's or we are root there. Who has no root on
    his own machine sees the tests skipped, and why.
    """
    if os.geteuid() != 0:
        reason = "booting Debian needs root: sudo make deploy-test"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    missing = missing_programs()
    assert not missing, f"missing: {missing}; `make deploy-debs` installs them"
    _STATE.mkdir(parents=True, exist_ok=True, mode=0o755)
    with alone(_STATE):
        for leftover in ("targets", "snapshots"):
            shutil.rmtree(_STATE / leftover, ignore_errors=True)
        found = Lab(_STATE)
        found.network.up()
        try:
            yield found
        finally:
            found.network.down()
            for leftover in ("targets", "snapshots"):
                shutil.rmtree(_STATE / leftover, ignore_errors=True)


@pytest.fixture(scope="session")
def neighbour(lab: Lab) -> Host:
    """Another machine on the school's network."""
    return lab.network.add("neighbour")
