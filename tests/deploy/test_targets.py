"""The machines that all other tests stand on."""

from collections.abc import Iterator

import pytest

from tests.deploy.network import Host
from tests.deploy.outside import open_ports, run_in
from tests.deploy.target import Lab, Target


@pytest.fixture(scope="module")
def machine(lab: Lab) -> Iterator[Target]:
    target = lab.target("bare")
    target.boot()
    yield target
    target.close()


def test_a_clean_debian_is_up_with_every_unit(machine: Target) -> None:
    assert machine.run("systemctl", "is-system-running", check=False).stdout == "running\n"
    assert 'VERSION_ID="12"' in machine.read("/etc/os-release")


def test_only_ssh_answers_from_outside(machine: Target, neighbour: Host) -> None:
    found = run_in(neighbour, lambda: open_ports(machine.address, range(1, 65536)))
    assert found == {22}


def test_what_was_written_outlives_a_power_cut_and_not_a_reset(machine: Target) -> None:
    machine.write("/root/saved", "")
    snapshot = machine.save()
    machine.boot()
    machine.write("/root/later", "")
    machine.kill()
    machine.boot()
    assert machine.run("ls", "/root").stdout.split() == ["later", "saved"]
    machine.reset(snapshot)
    machine.boot()
    assert machine.run("ls", "/root").stdout.split() == ["saved"]


def test_a_machine_that_is_cut_off_reaches_no_mirror(lab: Lab, machine: Target) -> None:
    options = ("-o", "APT::Update::Error-Mode=any", "-o", "Acquire::Retries=0")
    update = ("apt-get", "update", "-qq", *options)
    assert machine.host is not None
    with lab.network.cut_off(machine.host):
        assert machine.run(*update, check=False).returncode != 0
    machine.run(*update)
