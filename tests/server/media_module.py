"""A Synapse module of the tests: the gate of uploads alone, with limits by the user's name."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from synapse.api.errors import SynapseError
from synapse.http.server import DirectServeJsonResource
from synapse.http.servlet import parse_string
from synapse.http.site import SynapseRequest
from synapse.module_api import ModuleApi

from policy.refusal import Refusal
from policy.safety import Uploads as Limits
from policy.synapse.clamav import Clamd, parse_address
from policy.synapse.uploads import Uploads
from templates import Message, say

FACTS = "/_synapse/client/parta/test/facts"
_MIXED = {
    "pupil": (Limits(1, frozenset({"photo", "audio", "document"})),),
    "parent": (Limits(2, frozenset({"photo", "video"})),),
    "teacher": (Limits(8, frozenset({"photo", "audio", "video", "document", "archive"})),),
    "nobody": (),
}
LIMITS: Mapping[str, Sequence[Limits]] = {
    **_MIXED,
    # A teacher whose child is at the school, so to speak: each role by itself.
    "both": (*_MIXED["pupil"], *_MIXED["parent"]),
}


class FactsResource(DirectServeJsonResource):
    """``?media_id=``: what `Uploads.facts` says, for the tests to compare."""

    def __init__(self, api: ModuleApi, uploads: Uploads) -> None:
        super().__init__(clock=api._hs.get_clock())
        self._uploads = uploads

    async def _async_render_GET(  # noqa: N802 (Synapse looks for this name)
        self, request: SynapseRequest
    ) -> tuple[int, dict[str, Any]]:
        facts = await self._uploads.facts(parse_string(request, "media_id", required=True))
        return 200, {} if facts is None else asdict(facts)


class GateModule:
    """Limits are those of the letters before the first dot: ``@pupil.1:…`` is a pupil."""

    def __init__(self, config: dict[str, Any], api: ModuleApi) -> None:
        scanner = None
        if config.get("clamav"):
            # Deployed, the reactor is the homeserver's own; here the same.
            reactor = api._hs.get_reactor()
            scanner = Clamd(reactor, parse_address(config["clamav"]), config.get("seconds", 60))
        uploads = Uploads(api, limits_of, refuse, scanner)
        api.register_web_resource(FACTS, FactsResource(api, uploads))

    @staticmethod
    def parse_config(config: dict[str, Any]) -> dict[str, Any]:
        return config


async def limits_of(user: str) -> Sequence[Limits] | None:
    """None for the provisioning user."""
    return LIMITS.get(user[1:].partition(":")[0].partition(".")[0])


def refuse(_user: str, refusal: Refusal) -> SynapseError:
    """In Russian, with the key for tests to compare."""
    sentence = say(Message(refusal.key, refusal.args), "ru")
    more = {"org.parta.key": refusal.key, "org.parta.setting": refusal.setting}
    return SynapseError(403, sentence, refusal.code, more)
