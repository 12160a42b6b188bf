"""The long form: the power fails again and again, and with workers. See `make test-deploy`."""

import random
import subprocess

from tests.deploy.network import Host
from tests.deploy.outside import run_in
from tests.deploy.people import Person
from tests.deploy.playbook import Controller
from tests.deploy.server import DOMAIN, Server, play_until
from tests.deploy.target import Lab

_CUTS = 10


def test_ten_power_cuts_in_one_installation_leave_nothing_that_a_run_does_not_mend(
    lab: Lab, suite: str, variables: dict[str, object], server: Server
) -> None:
    target = lab.target("cut", suite)
    target.boot({DOMAIN: ""})
    try:
        controller = Controller(server.controller.folder.with_name("cut"), target, variables)
        number = controller.number_of_tasks()
        for _ in range(_CUTS):
            at = random.SystemRandom().randrange(2, number)
            print(f"the power fails at task {at}")  # noqa: T201 - to try the same again
            assert play_until(controller, at).code != 0
            target.boot()
        controller.play().succeeded()
        assert controller.play().succeeded().changed == []
    finally:
        target.close()


def test_with_two_workers_the_school_goes_on_when_one_is_killed(
    server: Server, neighbour: Host
) -> None:
    server.controller.play("--extra-vars", "synapse_workers=2").succeeded()
    again = server.controller.play("--extra-vars", "synapse_workers=2").succeeded()
    assert again.changed == []
    login = server.login_of("Фёдорова")

    async def under_load() -> None:
        async with server.browser() as session:
            person = await Person.login(session, *login)
            room = (await person.rooms())["class:2026-a:pupils"]
            sent = []
            for number in range(30):
                if number == 10:
                    _kill(server, "parta-synapse-worker@worker1")
                sent.append(await person.say_until_taken(room, f"под нагрузкой {number}"))
            there = {it["event_id"] for it in await person.read(room)}
            assert set(sent) <= there

    run_in(neighbour, under_load)
    assert server.target.run("systemctl", "is-active", "parta-synapse-worker@worker1").stdout
    server.controller.play().succeeded()


def _kill(server: Server, unit: str) -> subprocess.CompletedProcess[str]:
    return server.target.run("systemctl", "kill", "--signal=KILL", unit)
