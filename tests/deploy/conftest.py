"""Clean Debian machines to run the playbook on, and a neighbour who looks at them from outside."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT
from tests.deploy.host import missing_programs
from tests.deploy.network import Host, alone
from tests.deploy.playbook import Controller
from tests.deploy.server import DOMAIN, Server
from tests.deploy.target import Lab

collect_ignore_glob = [] if os.environ.get("PARTA_SWEEP") == "full" else ["test_long_*.py"]

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
        found = Lab(_STATE)
        found.open()
        try:
            yield found
        finally:
            found.close()


@pytest.fixture(scope="session")
def neighbour(lab: Lab) -> Host:
    """Another machine on the school's network."""
    return lab.network.add("neighbour")


@pytest.fixture(scope="session")
def suite() -> str:
    """The Debian that is tried: its stable before last, unless PARTA_SUITE says another."""
    return os.environ.get("PARTA_SUITE", "bookworm")


@pytest.fixture(scope="session")
def school_folder(small_school: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The school's folder on the IT person's computer."""
    folder = tmp_path_factory.mktemp("controller") / "school"
    shutil.copytree(small_school, folder)
    safety = yaml.safe_load((ROOT / "room_layouts" / "safety.yaml").read_text(encoding="utf-8"))
    safety["quiet_hours"] = {}  # tests run at any hour
    (folder / "room_layouts").mkdir()
    (folder / "room_layouts" / "safety.yaml").write_text(
        yaml.safe_dump(safety, allow_unicode=True), encoding="utf-8"
    )
    return folder


@pytest.fixture(scope="session")
def variables(school_folder: Path) -> dict[str, object]:
    """The few values that an inventory gives; Element's archive cannot be had everywhere."""
    return {
        "parta_domain": DOMAIN,
        "parta_school": str(school_folder),
        "parta_email": "",
        "element_source": "none",
    }


@pytest.fixture(scope="session")
def server(
    lab: Lab, suite: str, school_folder: Path, variables: dict[str, object]
) -> Iterator[Server]:
    """A school's server: a clean Debian on which the playbook was cut off once and run again.

    CI's time does not allow a second machine; so that a power cut is part of every first run.
    """
    target = lab.target("school", suite)
    target.boot({DOMAIN: ""})
    controller = Controller(school_folder.parent / "inventory", target, variables)
    yield Server.install(target, controller)
    target.close()
