"""Cross-signing: the assistant says by signatures which device is its own.

Clients that leave out devices without their owner's signature (MSC4153, Element's way) would give
the assistant no keys and mark what it writes. nio can read such signatures of nobody and make none.

Every step is an "ensure": it looks at what the homeserver has, and does what is missing. So a start
after a crash finishes the job, and a usual start changes nothing.
"""

import enum
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nio import AsyncClient

from bot.matrix.ask import Refused, ask, ask_as_owner
from bot.matrix.signingkeys import KeysLost, SigningKeys, is_signed, unsigned

logger = logging.getLogger(__name__)

_QUERY = "/_matrix/client/v3/keys/query"
_UPLOAD = "/_matrix/client/v3/keys/device_signing/upload"
_SIGN = "/_matrix/client/v3/keys/signatures/upload"


class Outcome(enum.Enum):
    """What there was to do."""

    KEPT = "kept"  # nothing
    CREATED = "created"  # the account had no keys yet
    COMPLETED = "completed"  # an earlier start was cut off, or the device is new
    RESET = "reset"  # the account had other keys than we: somebody must know


@dataclass(frozen=True, slots=True)
class OwnKeys:
    """What the homeserver has of an account, empty where it has nothing."""

    device: Mapping[str, Any]
    signing: Mapping[str, Mapping[str, Any]]  # as SigningKeys.published names them

    @property
    def any_signing(self) -> bool:
        """Has the account any cross-signing key?"""
        return any(self.signing.values())


async def own_keys(client: AsyncClient) -> OwnKeys:
    """Ask the homeserver for the account's keys and this device's.

    Raises:
        Refused: it does not tell.
    """
    user = client.user_id
    found = await ask(client, _QUERY, {"device_keys": {user: []}})
    return OwnKeys(
        found.get("device_keys", {}).get(user, {}).get(client.device_id, {}),
        {
            name: found.get(f"{name}s", {}).get(user, {})
            for name in ("master_key", "self_signing_key", "user_signing_key")
        },
    )


async def ensure_cross_signing(client: AsyncClient, file: Path, password: str) -> Outcome:
    """See to it that the account's keys are ours, and that they sign this device.

    `client` is logged in and has uploaded its device's keys; `file` keeps the signing keys. A start
    whose keys are not those of the account (the file was lost, or somebody set up others) puts
    ours in their place with the `password`, and says RESET.

    Raises:
        Refused: the homeserver does not take them; `status` 401: the password is wrong.
        OSError: the file cannot be read or written.
    """
    user = client.user_id
    found = await own_keys(client)
    outcome = Outcome.KEPT
    try:
        keys = SigningKeys.load(file, user)
    except KeysLost as loss:
        if found.any_signing:
            logger.warning("Signing keys of %s are lost: %s", user, loss)
        # Kept before they are published: a crash in between must not lose what others trust.
        keys = SigningKeys.new()
        keys.save(file, user)
        outcome = Outcome.CREATED
    if not _are_published(keys, user, found):
        if found.any_signing:
            logger.warning(
                "The account %s has other signing keys than this assistant. They are replaced. "
                "Unless its files were lost, somebody else has used the account.",
                user,
            )
            # New ones even where we have some: Synapse takes no key again that was once replaced.
            keys = SigningKeys.new()
            keys.save(file, user)
            outcome = Outcome.RESET
        elif outcome is Outcome.KEPT:
            outcome = Outcome.COMPLETED
        await ask_as_owner(client, _UPLOAD, keys.published(user), password)
        found = await own_keys(client)
    missing = _missing_signatures(client, keys, found)
    if missing:
        answer = await ask(client, _SIGN, {user: missing})
        if failures := answer.get("failures"):
            raise Refused(400, {"error": f"signatures not taken: {failures}"})
        if outcome is Outcome.KEPT:
            outcome = Outcome.COMPLETED
    return outcome


def _are_published(keys: SigningKeys, user: str, found: OwnKeys) -> bool:
    master = keys.master
    for name, wanted in keys.published(user).items():
        have = found.signing[name]
        if have.get("keys") != wanted["keys"]:
            return False
        if name != "master_key" and not is_signed(have, user, master.id, master.public):
            return False
    return True


def _missing_signatures(
    client: AsyncClient, keys: SigningKeys, found: OwnKeys
) -> dict[str, dict[str, Any]]:
    """Signed objects to upload: the device by the self-signing key, the master by the device."""
    user, device_id, account = client.user_id, client.device_id, client.olm.account
    own = account.identity_keys
    missing = {}

    # Never sign what a homeserver says is ours: it must be the keys that we hold.
    expected = {f"{kind}:{device_id}": own[kind] for kind in ("ed25519", "curve25519")}
    device = found.device
    if device.get("device_id") != device_id or device.get("keys") != expected:
        raise Refused(409, {"error": f"the device {device_id} has other keys at the homeserver"})
    signer = keys.self_signing
    if not is_signed(device, user, signer.id, signer.public):
        device = unsigned(device)
        missing[device_id] = {**device, "signatures": {user: {signer.id: signer.sign(device)}}}

    master = found.signing["master_key"]
    by_device = f"ed25519:{device_id}"
    if not is_signed(master, user, by_device, own["ed25519"]):
        master = unsigned(master)
        signature = client.olm.sign_json(master)
        missing[keys.master.public] = {**master, "signatures": {user: {by_device: signature}}}
    return missing
