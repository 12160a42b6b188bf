"""The Synapse module: what runs inside the homeserver. Load it as `policy.synapse.PartaModule`."""

from policy.synapse.module import PartaModule

__all__ = ["PartaModule"]
