"""An incident that cannot be said does not keep the others from being told.

Writing them for real is tried in tests/server/test_incidents.py; no client can cause this one.
"""

from types import SimpleNamespace
from typing import Any, cast

from synapse.module_api import ModuleApi

from policy.refusal import Refusal
from policy.synapse.incidents import Incident, Incidents
from tests.unit.builders import SERVER

PROVISIONER = f"@parta:{SERVER}"


async def test_unsayable_incident_is_left_out_and_the_rest_is_told() -> None:
    written: list[dict[str, Any]] = []

    async def write(event: dict[str, Any]) -> None:
        written.append(event)

    async def moderation() -> str:
        return "!moderation"

    api = SimpleNamespace(
        looping_background_call=lambda *_, **__: None,
        run_as_background_process=lambda *_, **__: None,
        create_and_send_event_into_room=write,
    )
    incidents = Incidents(cast("ModuleApi", api), PROVISIONER, moderation)
    for key in ("no-such-sentence", "policy-stranger"):
        for _ in range(2):  # the second of each is counted, and told by the flush
            incidents.report(None, Incident("refused", Refusal(key), f"@ann:{SERVER}"))
    await incidents.flush()
    assert [it["content"]["org.parta.incident"]["rule"] for it in written] == ["policy-stranger"]
