"""What other people's devices put into an answer of the homeserver, without what nio trips over.

nio trusts the form of keys and of messages from device to device. One device with a key that is no
key would end every key query with an exception, and one such message every sync, for everybody.
"""

import logging
from collections.abc import Mapping
from typing import Any

import vodozemac
from nio.events.to_device import ToDeviceEvent

logger = logging.getLogger(__name__)

# What nio and vodozemac raise for what they cannot digest; vodozemac's are all ValueErrors.
INDIGESTIBLE = (ValueError, TypeError, KeyError, AttributeError, IndexError, AssertionError)


def clean(answer: dict[str, Any]) -> dict[str, Any]:
    """`answer` without malformed devices, one-time keys and messages from device to device."""
    if isinstance(answer.get("device_keys"), dict):
        answer["device_keys"] = _leaves(answer["device_keys"], _is_device)
    if isinstance(answer.get("one_time_keys"), dict):
        answer["one_time_keys"] = _leaves(answer["one_time_keys"], _is_one_time_key)
    to_device = answer.get("to_device")
    if isinstance(to_device, dict) and isinstance(to_device.get("events"), list):
        to_device["events"] = [it for it in to_device["events"] if _is_message(it)]
    return answer


def _leaves(tree: dict[str, Any], is_good: Any) -> dict[str, dict[str, Any]]:
    """User → device → what `is_good` of (user, device, it)."""
    found: dict[str, dict[str, Any]] = {}
    for user, devices in tree.items():
        if not isinstance(devices, dict):
            continue
        found[user] = {}
        for device, it in devices.items():
            if is_good(user, device, it):
                found[user][device] = it
            else:
                logger.warning("Left out a malformed key of %s, device %.40r", user, device)
    return found


def _is_device(user: str, device: str, keys: Any) -> bool:
    try:
        public = keys["keys"]
        vodozemac.Ed25519PublicKey.from_base64(public[f"ed25519:{device}"])
        vodozemac.Curve25519PublicKey.from_base64(public[f"curve25519:{device}"])
        name = keys.get("unsigned", {}).get("device_display_name", "")
        return (
            (keys["user_id"], keys["device_id"]) == (user, device)
            and all(isinstance(it, str) for it in (*keys["algorithms"], *public.values()))
            and (name is None or isinstance(name, str))
            and _has_signature(keys, user, device)
        )
    except INDIGESTIBLE:
        return False


def _is_one_time_key(user: str, device: str, keys: Any) -> bool:
    try:
        (key,) = keys.values()
        vodozemac.Curve25519PublicKey.from_base64(key["key"])
        return _has_signature(key, user, device)
    except INDIGESTIBLE:
        return False


def _has_signature(signed: Mapping[str, Any], user: str, device: str) -> bool:
    """Is there one of the right form? Whether it is valid, nio asks itself."""
    by_key = signed["signatures"][user]
    vodozemac.Ed25519Signature.from_base64(by_key[f"ed25519:{device}"])
    return all(isinstance(it, str) for it in by_key.values())


def _is_message(event: Any) -> bool:
    try:
        return ToDeviceEvent.parse_event(event) is not None  # None: of a type unknown to nio
    except INDIGESTIBLE:
        logger.warning("Left out a malformed message from device to device")
        return False
