"""What the roles of the playbook say of themselves is true."""

import subprocess
import sys

import pytest
import yaml

from tests.conftest import ROOT

ROLES = sorted(path.name for path in (ROOT / "ansible" / "roles").iterdir() if path.is_dir())


@pytest.mark.parametrize("role", ROLES)
def test_every_role_says_which_variables_it_takes(role: str) -> None:
    specs = ROOT / "ansible" / "roles" / role / "meta" / "argument_specs.yml"
    options = yaml.safe_load(specs.read_text(encoding="utf-8"))["argument_specs"]["main"]["options"]
    assert all(option.get("description") for option in options.values())


def test_readmes_are_written_from_the_argument_specs() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "ansible" / "readmes"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
