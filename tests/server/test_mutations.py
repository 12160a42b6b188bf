"""Each callback and gate of the module taken away in turn: conformance must turn red.

A callback whose absence nothing shows is either a second net, which the table says with its reason,
or a probe is missing.
"""

import ast
import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from policy import events
from provisioning import run
from provisioning.conformance.conduct import prove
from provisioning.conformance.model import Verdict
from provisioning.conformance.probes import roles
from provisioning.conformance.stage import Stage
from provisioning.conformance.wire import Wire
from provisioning.connection import Connection
from provisioning.demo.homeserver import DemoHomeserver
from provisioning.layouts.load import REGISTRY_KIND
from provisioning.matrix.client import MatrixClient
from provisioning.matrix.server import Homeserver
from provisioning.observe import observe
from tests.conftest import ROOT
from tests.server.conftest import free_port
from tests.server.mutilated import Switch

# `make mutations` tries all rows without each of them; CI those that have to turn red.
FULL = os.environ.get("PARTA_SWEEP") == "full"

# Doors that the homeserver's own settings keep shut besides: here only the module keeps them.
_OPEN = {
    "enable_registration": True,
    "enable_registration_without_verification": True,
    "room_list_publication_rules": [{"action": "allow"}],
    "alias_creation_rules": [{"action": "allow"}],
    "enable_set_displayname": True,
    "enable_set_avatar_url": True,
    "allow_per_room_profiles": True,
    "max_event_delay_duration": "1h",
}

# What is taken away → the rows that turn red.
RED = {
    "EVENT": {"T7", "D6", "N2", "N5", "W6", "A2", "W12", "X12"},
    "user_may_join_room": {"C1", "C7", "W5", "R4"},
    "user_may_invite": {"C4", "C3", "R1"},
    "user_may_send_state_event": {"X7"},
    "user_may_create_room_alias": {"W5"},
    "check_username_for_spam": {"W5"},
    "check_registration_for_spam": {"W5"},
    "check_login_for_spam": {"W5"},
    "on_create_room": {"C2"},
    "check_can_deactivate_user": {"W3"},
    "get_media_config_for_user": {"T6"},
    "uploads": {"T3", "T6"},
    "_take_out_revoked": {"R4"},
    "MEMBERSHIP": {"C4", "W3"},
    "UPGRADE": {"X7"},
    "SET_PROFILE": {"W3"},
    "DELETE_PROFILE": {"W3"},
    "TO_DEVICE": {"X6"},
    "SEND": {"X7"},
    "ALIAS": {"W5"},
    "PRESENCE": {"W3"},
    "BIND": {"W5"},
    "UNBIND": {"W5"},
    # Two nets behind one another: one of them is enough, none is not.
    "user_may_publish_room check_visibility_can_be_modified": {"W5"},
    "user_may_create_room on_create_room": {"C2", "C3"},
    "check_threepid_can_be_invited user_may_send_3pid_invite": {"R1"},
}

# Second nets: nothing turns red without them, and why.
NETS = {
    "user_may_send_3pid_invite": "check_threepid_can_be_invited says no before it",
    "check_threepid_can_be_invited": "user_may_send_3pid_invite says no after it",
    "user_may_publish_room": "check_visibility_can_be_modified says no after it",
    "check_visibility_can_be_modified": "user_may_publish_room says no before it",
    "user_may_create_room": "on_create_room has decided before; upgrades have a gate of their own",
    "is_user_allowed_to_upload_media_of_size": "the gate for uploads measures the file itself",
    "check_media_file_for_spam": "files of other servers: the homeserver speaks to none",
}


@dataclass(frozen=True)
class Mutant:
    """A homeserver whose module has a switch, with a school and the stage of a run on it."""

    stage: Stage
    wire: Wire
    switch: Switch

    async def reds(self, *away: str, only: set[str]) -> dict[str, list[str]]:
        """Rows that fail without the named callbacks, each with the probes that did."""
        self.switch.turn(*away)
        try:
            rows = await prove(self.stage, self.wire, 0, only=only)
        finally:
            self.switch.turn()
        await self.stage.renew()
        return {
            row.row.id: [trial.title.key for trial in row.trials if not trial.ok]
            for row in rows
            if row.verdict is Verdict.FAIL
        }


@pytest.fixture(scope="module")
async def mutant(
    tmp_path_factory: pytest.TempPathFactory, small_school: Path
) -> AsyncIterator[Mutant]:
    home = tmp_path_factory.mktemp("mutant")
    inputs = run.read(small_school)
    switch = Switch(home / "switch")
    switch.turn()
    server = DemoHomeserver(home, inputs.school.server_name, free_port())
    module = {
        "module": "tests.server.mutilated.Mutilated",
        "config": {"provisioner": inputs.school.provisioner, "switch": str(home / "switch")},
    }
    server.start({**_OPEN, "modules": [module]})
    try:
        await server.wait()
        where = Connection(server.address, await server.admin_token(inputs.school.provisioner))
        await run.apply_here(where, inputs, "ru")
        async with MatrixClient(where.homeserver, where.token) as client:
            arranged = Homeserver(client)
            found = await observe(arranged, inputs.school)
            registry = found.rooms[REGISTRY_KIND].room_id
            # By day and by night alike.
            await arranged.put_state(registry, events.QUIET_HOURS, "", {"off": True})
            wire = Wire(where.homeserver)
            stage = Stage(arranged, inputs.school, inputs.layouts, found, where.homeserver, 60)
            async with stage:
                yield Mutant(stage, wire, switch)
            await wire.close()
    finally:
        server.process.stop()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody is taken out, a minute is long."""
    monkeypatch.setattr(roles, "SECONDS", 15)


async def test_unharmed_module_keeps_every_door_that_settings_leave_open(mutant: Mutant) -> None:
    assert await mutant.reds(only=set()) == {}


@pytest.mark.parametrize("away", sorted(RED))
async def test_without(mutant: Mutant, away: str) -> None:
    only = set() if FULL else RED[away]
    assert (await mutant.reds(*away.split(), only=only)).keys() >= RED[away]


@pytest.mark.parametrize("away", sorted(NETS))
async def test_second_net(mutant: Mutant, away: str) -> None:
    only = set() if FULL else {"C2", "R1", "T6"}
    assert await mutant.reds(away, only=only) == {}, NETS[away]


def registered() -> Iterator[str]:
    """Every callback and gate that the module's source registers."""
    for name in ("module.py", "uploads.py"):
        tree = ast.parse((ROOT / "policy" / "synapse" / name).read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if node.func.attr.endswith("_callbacks") and node.func.attr.startswith("register_"):
                yield from (str(it.arg) for it in node.keywords)
            elif node.func.attr == "put_gate" and isinstance(node.args[1], ast.Attribute):
                yield node.args[1].attr
            elif node.func.attr == "looping_background_call":
                yield from (it.attr for it in node.args if isinstance(it, ast.Attribute)
                            and it.attr == "_take_out_revoked")  # fmt: skip


def test_every_callback_and_gate_stands_in_a_table() -> None:
    assert {*registered(), "uploads"} == {name for names in (*RED, *NETS) for name in names.split()}
