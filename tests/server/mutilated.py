"""The Synapse module with one of its callbacks or gates taken away, for the mutation check.

Which one stands in a file that is read at every call, so that one homeserver serves all mutations.
"""

import functools
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from synapse.module_api import NOT_SPAM, ModuleApi
from synapse.spam_checker_api import RegistrationBehaviour

from policy.synapse.module import Config, PartaModule

# What Synapse does where nobody registered a callback.
_WITHOUT: Mapping[str, Any] = {
    "check_username_for_spam": False,
    "check_registration_for_spam": RegistrationBehaviour.ALLOW,
    "on_create_room": None,
    "check_threepid_can_be_invited": True,
    "check_visibility_can_be_modified": True,
    "check_can_deactivate_user": True,
    "get_media_config_for_user": None,
    "is_user_allowed_to_upload_media_of_size": True,
}


class Switch:
    """The names of what is away now, in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def turn(self, *names: str) -> None:
        """Take these away, and nothing else."""
        self._path.write_text(" ".join(names), encoding="utf-8")

    def is_away(self, name: str) -> bool:
        """Is that one away?"""
        return name in self._path.read_text(encoding="utf-8").split()


class _Api:
    """The module API, with a switch before every callback that is registered."""

    def __init__(self, api: ModuleApi, switch: Switch) -> None:
        self._real = api
        self._switch = switch

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._real, name)
        if name.startswith("register_") and name.endswith("_callbacks"):
            # Checkers of passwords come as a table; no row of the regulation hangs on them.
            return lambda **callbacks: found(
                **{
                    key: self._switched(key, it) if callable(it) else it
                    for key, it in callbacks.items()
                }
            )
        return found

    def _switched(
        self, name: str, callback: Callable[..., Awaitable[Any]]
    ) -> Callable[..., Awaitable[Any]]:
        # Synapse asks for the callback's parameters: `wraps` keeps them.
        @functools.wraps(callback)
        async def switched(*args: Any, **kwargs: Any) -> Any:
            if self._switch.is_away(name):
                return _WITHOUT.get(name, NOT_SPAM)
            return await callback(*args, **kwargs)

        return switched


class Mutilated(PartaModule):
    """`config: {provisioner, switch: path of the file}`."""

    def __init__(self, config: tuple[Config, Switch], api: ModuleApi) -> None:
        settings, self._switch = config
        super().__init__(settings, _Api(api, self._switch))
        uploads = self.enforcer.uploads
        repository = api._hs.get_media_repository()
        gate = repository.create_or_update_content

        async def switched(*args: Any, **kwargs: Any) -> Any:
            away = self._switch.is_away("uploads")
            return await (uploads._store if away else gate)(*args, **kwargs)

        repository.create_or_update_content = switched

    @staticmethod
    def parse_config(config: dict[str, Any]) -> tuple[Config, Switch]:
        rest = {key: it for key, it in config.items() if key != "switch"}
        return PartaModule.parse_config(rest), Switch(Path(config["switch"]))

    async def _membership(self, call: Mapping[str, Any]) -> None:
        if not self._switch.is_away("MEMBERSHIP"):
            await super()._membership(call)

    async def _upgrade(self, call: Mapping[str, Any]) -> None:
        if not self._switch.is_away("UPGRADE"):
            await super()._upgrade(call)

    async def _set_profile(self, call: Mapping[str, Any]) -> None:
        name = "SET_PROFILE" if "new_value" in call else "DELETE_PROFILE"
        if not self._switch.is_away(name):
            await super()._set_profile(call)

    async def _to_device(self, call: Mapping[str, Any]) -> None:
        if not self._switch.is_away("TO_DEVICE"):
            await super()._to_device(call)

    async def _send(self, call: Mapping[str, Any]) -> None:
        if not self._switch.is_away("SEND"):
            await super()._send(call)

    async def _event(self, call: Mapping[str, Any]) -> None:
        if not self._switch.is_away("EVENT"):
            await super()._event(call)

    async def _alias(self, call: Mapping[str, Any]) -> None:
        if not self._switch.is_away("ALIAS"):
            await super()._alias(call)

    async def _presence(self, call: Mapping[str, Any]) -> None:
        if not self._switch.is_away("PRESENCE"):
            await super()._presence(call)

    async def _identity_server(self, call: Mapping[str, Any]) -> None:
        if not self._switch.is_away("BIND" if "sid" in call else "UNBIND"):
            await super()._identity_server(call)

    async def _take_out_revoked(self) -> None:
        if not self._switch.is_away("_take_out_revoked"):
            await super()._take_out_revoked()
