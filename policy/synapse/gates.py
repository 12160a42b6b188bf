"""Doors of Synapse that its module API does not watch, and the gates that we put into them.

Removing somebody, room nicknames, knocking, room upgrades, profile fields and to-device messages
reach no callback, or only one that loads a room's whole state for every message of the server
(docs/adr/0015). A gate wraps one method of a handler. If an upgrade of Synapse changes the method,
the module refuses to start: a gate that silently stopped to be asked is the worst that can happen.
"""

import functools
import inspect
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from synapse.module_api import ModuleApi
from synapse.module_api.errors import ConfigError

Check = Callable[[Mapping[str, Any]], Awaitable[None]]  # the call's arguments; raises to refuse


# What gives the handler (and where in it), method, its parameters as Synapse 1.163 has them.
MEMBERSHIP = (
    "get_room_member_handler",
    "update_membership",
    (
        "requester", "target", "room_id", "action", "txn_id", "remote_room_hosts",
        "third_party_signed", "ratelimit", "content", "new_room", "require_consent", "outlier",
        "prev_event_ids", "state_event_ids", "depth", "origin_server_ts", "prev_state_events",
        "delay_id",
    ),
)  # fmt: skip
UPGRADE = (
    "get_room_creation_handler",
    "upgrade_room",
    ("requester", "old_room_id", "new_version", "additional_creators", "auto_member", "ratelimit"),
)
SET_PROFILE = (
    "get_profile_handler",
    "dispatch_set_profile_field",
    ("target_user", "requester", "field_name", "new_value", "by_admin", "propagate"),
)
DELETE_PROFILE = (
    "get_profile_handler",
    "dispatch_delete_profile_field",
    ("target_user", "requester", "field_name", "by_admin"),
)
TO_DEVICE = (
    "get_device_message_handler",
    "send_device_message",
    ("requester", "message_type", "messages"),
)
SEND = (
    "get_event_creation_handler",
    "create_and_send_nonmember_event",
    (
        "requester", "event_dict", "prev_event_ids", "state_event_ids", "ratelimit", "txn_id",
        "ignore_shadow_ban", "outlier", "depth", "prev_state_events", "delay_id",
    ),
)  # fmt: skip
# Of the module API's own callbacks: asked directly, an event costs 60 microseconds less.
EVENT = ("get_module_api_callbacks.spam_checker", "check_event_for_spam", ("event",))
ALIAS = ("get_directory_handler", "get_association", ("room_alias",))
PRESENCE = (
    "get_presence_handler",
    "set_state",
    ("target_user", "device_id", "state", "force_notify", "is_sync"),
)
BIND = (
    "get_identity_handler",
    "bind_threepid",
    ("client_secret", "sid", "mxid", "id_server", "id_access_token"),
)
UNBIND = (
    "get_identity_handler",
    "try_unbind_threepid",
    ("mxid", "medium", "address", "id_server"),
)
LOGIN = ("get_auth_handler", "validate_login", ("login_submission", "ratelimit", "is_reauth"))
SET_PASSWORD = (
    "get_set_password_handler",
    "set_password",
    ("user_id", "password_hash", "logout_devices", "requester"),
)
Door = tuple[str, str, tuple[str, ...]]


def require_known(
    method: Callable[..., object], expected: tuple[str, ...], *, asynchronous: bool = True
) -> None:
    """Insist that a method to be wrapped is the one we know.

    Raises:
        ConfigError: it has other parameters, or is asynchronous where it was not, or no longer.
    """
    signature = inspect.signature(method)
    is_asynchronous = inspect.iscoroutinefunction(method)
    if tuple(signature.parameters) != expected or is_asynchronous is not asynchronous:
        raise ConfigError(
            f"Synapse's {method.__qualname__} changed: {signature}. Parta does not start with a "
            "Synapse whose doors it does not know. Install the version that Parta names."
        )


def put_gate(api: ModuleApi, door: Door, check: Check) -> None:
    """Let `check` see every call of a handler's method before it runs.

    Raises:
        ConfigError: the method is not the one that the gate was made for.
    """
    getter, name, expected = door
    getter, *parts = getter.split(".")
    handler = functools.reduce(getattr, parts, getattr(api._hs, getter)())
    method = getattr(handler, name)
    require_known(method, expected)

    @functools.wraps(method)
    async def guarded(*args: Any, **kwargs: Any) -> Any:
        # What fits the method no better than this is refused by the method itself.
        await check({**dict(zip(expected, args, strict=False)), **kwargs})
        return await method(*args, **kwargs)

    setattr(handler, name, guarded)
