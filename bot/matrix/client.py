"""The assistant's session with the homeserver, encrypted rooms included.

The loop keeps the sync token itself, in one transaction with what it did about the answer, and so
calls plain `sync(since=token)`. What nio's own loop does between two syncs is `after_sync` here.
"""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nio import AsyncClientConfig, ErrorResponse, MatrixRoom
from nio.store import SqliteStore

from bot.matrix.ask import Refused, ask, ask_as_owner
from bot.matrix.crosssigning import Outcome, ensure_cross_signing, own_keys
from bot.matrix.device import STORE_NAME, Device
from bot.matrix.nioclient import NioClient

logger = logging.getLogger(__name__)

_WHOAMI = "/_matrix/client/v3/account/whoami"
_DELETE_DEVICES = "/_matrix/client/v3/delete_devices"
_SIGNING_KEYS = "signing-keys.json"
_DEVICE_NAME = "Parta"
# No token of the sync in nio's store: it stands in our own database. No passphrase either: it would
# have to lie beside the store.
_CONFIG = AsyncClientConfig(
    store=SqliteStore,
    store_name=STORE_NAME,
    store_sync_tokens=False,
    encryption_enabled=True,
    pickle_key="",
    # Whoever asks knows better how long to wait, and tells that nobody answers.
    max_timeouts=0,
)


class _KeysGone(Exception):
    """The homeserver knows this device by keys that we do not have."""


async def open_client(
    homeserver: str, user: str, password: str, folder: Path
) -> tuple[NioClient, Outcome]:
    """Log in as the device of the last start, with its keys published and signed by their owner.

    `folder` is the device's alone and is made where it is missing: whoever reads it is the
    assistant. A login that the homeserver has forgotten is renewed. A device whose keys are lost is
    followed by a new one, and deleted. The outcome RESET is an incident (`ensure_cross_signing`).

    As long as the homeserver does not answer, nio waits and asks again.

    Raises:
        Refused: the homeserver refuses the login (wrong password, locked account) or the keys.
        OSError: `folder` cannot be read or written.
    """
    device = Device.load(folder, user)
    try:
        return await _open(homeserver, device, password, folder)
    except _KeysGone:
        logger.warning("The device %s has other keys at the homeserver; a new begins", device.id)
        device = device.retired()
        device.save(folder)
        return await _open(homeserver, device, password, folder)


async def after_sync(client: NioClient) -> None:
    """Publish, look up and claim keys, and answer devices, as far as the last sync asks for it.

    Without a request where there is nothing to do. What the homeserver refuses now is tried again
    after the next sync.

    Raises:
        Refused: the store is older than what the homeserver has; `open_client` begins a new device.
    """
    if client.should_upload_keys and _is_outdated(answer := await client.keys_upload()):
        client.olm.account.shared = False  # so that open_client publishes, and sees it too
        client.olm.save_account()
        _insist(answer)
    if client.should_query_keys:
        await client.keys_query()
    if client.should_claim_keys:
        await client.keys_claim(client.get_users_for_key_claiming())
    await client.send_to_device_messages()


async def prepare_encrypted_room(client: NioClient, room_id: str) -> None:
    """Make nio encrypt in a room that is encrypted, though it may not have seen it since its start.

    Raises:
        Refused: the homeserver does not tell who is in the room.
    """
    room = client.rooms.get(room_id)
    if room is None:
        room = client.rooms[room_id] = MatrixRoom(room_id, client.user_id)
    room.encrypted = True
    if not room.members_synced:
        _insist(await client.joined_members(room_id))
    if client.should_query_keys:
        _insist(await client.keys_query())


async def send_encrypted(
    client: NioClient, room_id: str, kind: str, content: Mapping[str, Any], transaction: str
) -> str:
    """Send an event to an encrypted room; its id. The same `transaction` sends it once.

    Every device of every member gets the key: whom the assistant may write to is decided by who is
    in the room, and it has nobody to compare fingerprints with. Reactions and redactions are never
    encrypted in Matrix.

    Raises:
        Refused: no; `status` 0: some devices did not get the key, which passes.
    """
    await prepare_encrypted_room(client, room_id)
    answer = await client.room_send(
        room_id, kind, dict(content), tx_id=transaction, ignore_unverified_devices=True
    )
    return str(_insist(answer).event_id)


async def _open(
    homeserver: str, device: Device, password: str, folder: Path
) -> tuple[NioClient, Outcome]:
    client = NioClient(homeserver, device.user, device.id, store_path=str(folder), config=_CONFIG)
    try:
        device = await _log_in(client, device, password)
        device.save(folder)
        await _publish_device(client)
        outcome = await ensure_cross_signing(client, folder / _SIGNING_KEYS, password)
        if device.former:
            await ask_as_owner(client, _DELETE_DEVICES, {"devices": device.former}, password)
            device.without_former().save(folder)
    except BaseException:
        await client.close()
        raise
    return client, outcome


async def _log_in(client: NioClient, device: Device, password: str) -> Device:
    """Use the token that we have, or get one for the same device."""
    if device.token:
        client.restore_login(device.user, device.id, device.token)
        try:
            found = await ask(client, _WHOAMI, {}, "GET")
        except Refused as refusal:
            if refusal.errcode != "M_UNKNOWN_TOKEN":
                raise
        else:
            if (found.get("user_id"), found.get("device_id")) == (device.user, device.id):
                return device
        client.access_token = ""
    _insist(await client.login(password, device_name=_DEVICE_NAME))
    fingerprint = client.olm.account.identity_keys["ed25519"]
    return device.with_login(client.access_token, fingerprint)


async def _publish_device(client: NioClient) -> None:
    """See to it that the homeserver has the device's keys.

    Raises:
        _KeysGone: it has others.
        Refused: it does not take them.
    """
    account = client.olm.account
    device = (await own_keys(client)).device
    if device:
        ours = account.identity_keys
        if device.get("keys", {}).get(f"ed25519:{client.device_id}") != ours["ed25519"]:
            raise _KeysGone
    else:
        account.shared = False  # the login was deleted, and with it what was published
    if not account.shared:
        answer = await client.keys_upload()
        if _is_outdated(answer):
            raise _KeysGone
        _insist(answer)


def _is_outdated(answer: Any) -> bool:
    """Has the homeserver other one-time keys under our names? Then somebody put back an old store,
    whose conversations are not to be gone on with either. It has no code of its own for that.
    """
    return isinstance(answer, ErrorResponse) and "already exists" in str(answer.message)


def _insist(answer: Any) -> Any:
    """Raises Refused: nio brings a refusal where an answer should be."""
    if isinstance(answer, ErrorResponse):
        response = answer.transport_response
        status = response.status if response is not None else 0
        raise Refused(status, {"errcode": answer.status_code, "error": answer.message})
    return answer
