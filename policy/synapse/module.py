"""Synapse's entry point: parses the configuration and registers what Parta adds."""

from typing import Any

from synapse.module_api import ModuleApi

from policy import endpoints
from policy.synapse.joins import JoinResource


class PartaModule:
    """Configured in homeserver.yaml: ``modules: [{module: policy.synapse.PartaModule}]``."""

    def __init__(self, _config: dict[str, Any], api: ModuleApi) -> None:
        api.register_web_resource(endpoints.JOIN, JoinResource(api))

    @staticmethod
    def parse_config(config: dict[str, Any]) -> dict[str, Any]:
        """No setting yet; an unknown one is refused, since a typing error would be a wrong right.

        Raises:
            ValueError: a setting that the module does not know.
        """
        if config:
            raise ValueError(f"policy.synapse: unknown settings: {', '.join(sorted(config))}")
        return config
