"""A Synapse module without the rules: for tests of arranging rooms, where nobody acts by them.

One homeserver serves many small schools there, each with a provisioning user of its own; the real
module follows the registry of one school and refuses strangers everything.
"""

from typing import Any

from synapse.module_api import ModuleApi

from policy import endpoints
from policy.synapse.enforcer import Enforcer
from policy.synapse.joins import JoinResource

MODULES = [{"module": f"{__name__}.JoinsOnly", "config": {}}]


class JoinsOnly:
    """Serves the batch endpoint and watches nothing."""

    def __init__(self, _config: dict[str, Any], api: ModuleApi) -> None:
        # Of nobody's school: no program is asked for in any registry.
        school = Enforcer(api, f"@nobody:{api.server_name}", str)
        joins = JoinResource(api, school.registry, school.rooms)
        api.register_web_resource(endpoints.JOIN, joins)

    @staticmethod
    def parse_config(config: dict[str, Any]) -> dict[str, Any]:
        """There is nothing to set."""
        return config
