"""A school's server as the playbook made it, and people of the school in front of it."""

import json
import random
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp

from tests.deploy.network import Host
from tests.deploy.outside import browser
from tests.deploy.playbook import Controller, Played
from tests.deploy.target import Target

DOMAIN = "school.test"
_AUTHORITY = "/etc/parta-tls/ca.crt"
# The administrator's doors open on the server itself only. Arguments: method, path; body: stdin.
_ADMIN = """
import json, sys, urllib.request
token = next(line.partition("=")[2].strip() for line in open("/etc/parta/provisioner.env")
             if line.startswith("PARTA_TOKEN="))
asked = urllib.request.Request("http://127.0.0.1:8008" + sys.argv[2], method=sys.argv[1],
    data=sys.stdin.buffer.read() or None, headers={"Authorization": "Bearer " + token})
sys.stdout.write(urllib.request.urlopen(asked).read().decode())
"""


@dataclass
class Server:
    """What the tests of the deployment are about."""

    target: Target
    controller: Controller
    checked: Played  # in check mode, on the clean machine
    cut: Played  # ended by a power cut
    played: Played  # the run that found what the cut had left

    @classmethod
    def install(cls, target: Target, controller: Controller) -> "Server":
        """Look first, be cut off at a random task, run to the end."""
        checked = controller.play("--check", "--diff").succeeded()
        at = random.SystemRandom().randrange(2, controller.number_of_tasks())
        sys.stdout.write(f"The power fails at task {at}.\n")
        cut = play_until(controller, at)
        target.boot()
        return cls(target, controller, checked, cut, controller.play("-vv").succeeded())

    def admin(self, method: str, path: str, body: object = None) -> dict[str, object]:
        """A request to Synapse's administration, from the server itself."""
        text = "" if body is None else json.dumps(body)
        done = self.target.run("python3", "-c", _ADMIN, method, path, stdin=text)
        return dict(json.loads(done.stdout))

    def set_password(self, user: str) -> str:
        """A new password of `user`, who is logged out nowhere by it."""
        password = secrets.token_urlsafe(18)
        self.admin(
            "PUT", f"/_synapse/admin/v2/users/{user}",
            {"password": password, "logout_devices": False},
        )  # fmt: skip
        return password

    def login_of(self, name: str) -> tuple[str, str]:
        """User and a new password of the one person whose name holds `name`."""
        found = self.admin("GET", "/_synapse/admin/v2/users?limit=500&guests=false")["users"]
        assert isinstance(found, list)
        (user,) = [str(it["name"]) for it in found if name in (it["displayname"] or "")]
        return user, self.set_password(user)

    def secrets(self) -> dict[str, str]:
        """What the playbook made and nobody may see."""
        return self.controller.secrets()

    @asynccontextmanager
    async def browser(self) -> AsyncIterator[aiohttp.ClientSession]:
        """A browser that trusts the school's authority; only in a neighbour's event loop."""
        async with browser(self.target.address, self.target.read(_AUTHORITY)) as session:
            yield session

    def knows(self, host: Host) -> None:
        """`host` finds the server by its name."""
        host.know({DOMAIN: self.target.address})


def play_until(controller: Controller, task: int, *arguments: str) -> Played:
    """Run the playbook; the power fails when the `task`-th task begins."""

    def cut(number: int, _name: str) -> None:
        if number == task:
            controller.target.kill()

    return controller.play(*arguments, on_task=cut)
