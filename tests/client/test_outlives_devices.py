"""What other devices may do, and the assistant must outlive. nio alone is the control."""

import contextlib
import dataclasses
import itertools
import shutil
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import vodozemac
from nio import AsyncClient, AsyncClientConfig, RoomMessageText
from nio.store import SqliteMemoryStore

from bot.matrix.ask import Refused, ask
from bot.matrix.client import after_sync, open_client, send_encrypted
from bot.matrix.hostile import INDIGESTIBLE
from bot.matrix.nioclient import NioClient
from bot.matrix.signingkeys import to_base64
from tests.client.conftest import NewAccount
from tests.client.running import Account
from tests.server.cutting_proxy import CuttingProxy

_CLIENT = "/_matrix/client/v3"
_OLM = "m.olm.v1.curve25519-aes-sha2"
_transactions = itertools.count()


@contextlib.asynccontextmanager
async def somebody(account: Account, kind: type[Any] = NioClient) -> AsyncIterator[Any]:
    """A session of an account with a device of its own; `AsyncClient` is nio as it comes."""
    config = AsyncClientConfig(store=SqliteMemoryStore, pickle_key="", max_timeouts=0)
    client = kind(account.homeserver, account.user, config=config)
    try:
        await client.login(account.password)
        await client.keys_upload()
        yield client
    finally:
        await client.close()


@contextlib.asynccontextmanager
async def assistant(account: Account) -> AsyncIterator[NioClient]:
    """The assistant, in this process."""
    client, _ = await open_client(
        account.homeserver, account.user, account.password, account.folder
    )
    try:
        yield client
    finally:
        await client.close()


async def write_to_device(sender: Any, to: Any, kind: str, content: object) -> None:
    """A message from device to device, whatever is in it."""
    where = f"{_CLIENT}/sendToDevice/{kind}/{next(_transactions)}"
    body = {"messages": {to.user_id: {to.device_id: content}}}
    await ask(sender, where, body, "PUT")


async def encrypted_room(owner: Any, *others: Any) -> str:
    """A room that all are in."""
    body = {
        "preset": "private_chat",
        "invite": [it.user_id for it in others],
        "initial_state": [
            {"type": "m.room.encryption", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}
        ],
    }
    room = (await ask(owner, f"{_CLIENT}/createRoom", body))["room_id"]
    for other in others:
        await ask(other, f"{_CLIENT}/join/{room}", {})
    return str(room)


async def read(reader: Any, room: str) -> dict[str, str]:
    """What the next sync brings to read in a room: event id → text."""
    found = await reader.sync()
    events = found.rooms.join[room].timeline.events
    return {it.event_id: it.body for it in events if isinstance(it, RoomMessageText)}


def messages_that_are_none(to: Any) -> list[tuple[str, object]]:
    """Type and content of messages to a device that say they are encrypted, or ask for keys."""
    key = to.olm.account.identity_keys["curve25519"]

    def olm(ciphertext: object, sender_key: object = key) -> dict[str, object]:
        return {"algorithm": _OLM, "sender_key": sender_key, "ciphertext": {key: ciphertext}}

    return [
        ("m.room.encrypted", {}),
        ("m.room.encrypted", {"algorithm": 7}),
        ("m.room.encrypted", {"algorithm": _OLM, "sender_key": key, "ciphertext": {key: None}}),
        ("m.room.encrypted", olm({"type": 0, "body": "нет"})),
        ("m.room.encrypted", olm({"type": 1, "body": "!"})),
        ("m.room.encrypted", olm({"type": 0})),
        ("m.room.encrypted", olm({"type": 0, "body": ""}, sender_key="no key")),
        ("m.room.encrypted", olm({"type": 0, "body": prekey_message(key)})),
        ("m.room_key_request", {"action": "request"}),
        ("m.room_key_request", {"action": "request", "body": {}, "request_id": []}),
        ("m.key.verification.start", {"method": []}),
    ]


def prekey_message(identity_key: str) -> str:
    """A well-formed beginning of a conversation, by a one-time key that nobody has."""
    session = vodozemac.Account().create_outbound_session(
        vodozemac.Curve25519PublicKey.from_base64(identity_key),
        vodozemac.Curve25519SecretKey().public_key(),
    )
    _, body = session.encrypt(b"{}").to_parts()
    return to_base64(body)


async def test_messages_that_are_none_do_not_end_the_sync(new_account: NewAccount) -> None:
    account, pupil = await new_account("assistant"), await new_account("pupil")
    async with assistant(account) as ours, somebody(pupil) as sender:
        for kind, content in messages_that_are_none(ours):
            await write_to_device(sender, ours, kind, content)
        room = await encrypted_room(sender, ours)
        found = await ours.sync()
        assert room in found.rooms.join
        await after_sync(ours)
        assert room not in (await ours.sync()).rooms.join


async def test_nio_alone_ends_at_a_conversation_by_an_unknown_key(new_account: NewAccount) -> None:
    account, pupil = await new_account("assistant"), await new_account("pupil")
    async with somebody(account, AsyncClient) as alone, somebody(pupil) as sender:
        kind, content = messages_that_are_none(alone)[7]
        await write_to_device(sender, alone, kind, content)
        with pytest.raises(INDIGESTIBLE):
            await alone.sync()


async def publish_device(client: Any, ed25519: object, curve25519: object) -> None:
    """Publish keys of a device that need not be any."""
    device = {
        "user_id": client.user_id,
        "device_id": client.device_id,
        "algorithms": [_OLM],
        "keys": {
            f"ed25519:{client.device_id}": ed25519,
            f"curve25519:{client.device_id}": curve25519,
        },
        "signatures": {client.user_id: {f"ed25519:{client.device_id}": "no signature"}},
    }
    await ask(client, f"{_CLIENT}/keys/upload", {"device_keys": device})


@pytest.mark.parametrize("ed25519", ["", "no key", "A" * 43])
async def test_a_key_that_is_none_silences_nobody(new_account: NewAccount, ed25519: str) -> None:
    account, pupil = await new_account("assistant"), await new_account("pupil")
    teacher = await new_account("teacher")
    async with assistant(account) as ours, somebody(teacher) as reader, somebody(pupil) as liar:
        await publish_device(liar, ed25519, "no key")
        room = await encrypted_room(reader, ours, liar)
        await reader.sync()
        await ours.sync()
        await after_sync(ours)
        content = {"msgtype": "m.text", "body": "Для тех, кто может прочесть"}
        sent = await send_encrypted(ours, room, "m.room.message", content, "one")
        assert (await read(reader, room)) == {sent: "Для тех, кто может прочесть"}


async def test_nio_alone_ends_at_a_key_that_is_none(new_account: NewAccount) -> None:
    account, pupil = await new_account("assistant"), await new_account("pupil")
    async with somebody(account, AsyncClient) as alone, somebody(pupil) as liar:
        await publish_device(liar, "no key", "no key")
        alone.olm.add_changed_users({liar.user_id})
        with pytest.raises(INDIGESTIBLE):
            await alone.keys_query()


async def use_up(greedy: Any, victim: Any, most: int = 1000) -> None:
    """Claim all one-time keys of a device, which everybody may, or as many as given."""
    claim = {"one_time_keys": {victim.user_id: {victim.device_id: "signed_curve25519"}}}
    for _ in range(most):
        if not (await ask(greedy, f"{_CLIENT}/keys/claim", claim))["one_time_keys"]:
            break


async def test_one_time_keys_that_are_used_up_are_renewed(new_account: NewAccount) -> None:
    account, pupil = await new_account("assistant"), await new_account("pupil")
    async with somebody(pupil) as greedy:
        async with assistant(account) as ours:
            token = (await ours.sync()).next_batch
            await use_up(greedy, ours)
        async with assistant(account) as ours:
            await ours.sync(since=token)
            await after_sync(ours)
            counts = await ask(ours, f"{_CLIENT}/keys/upload", {})
            assert counts["one_time_key_counts"]["signed_curve25519"] > 0


async def test_nio_alone_does_not_see_that_all_are_used_up(new_account: NewAccount) -> None:
    account, pupil = await new_account("assistant"), await new_account("pupil")
    async with somebody(account, AsyncClient) as alone, somebody(pupil) as greedy:
        await alone.sync()
        await use_up(greedy, alone)
        await alone.sync()
        assert not alone.should_upload_keys


@pytest.mark.parametrize("victim", ["/keys/claim", "/sendToDevice/m.room.encrypted"])
async def test_a_room_key_that_did_not_arrive_is_followed_by_one_that_does(
    victim: str, new_account: NewAccount
) -> None:
    account, teacher = await new_account("assistant"), await new_account("teacher")
    async with assistant(account) as ours, somebody(teacher) as reader:
        room = await encrypted_room(reader, ours)
        await reader.sync()
        content = {"msgtype": "m.text", "body": "Один раз"}
        direct = ours.homeserver
        # As it is, nio asks until the homeserver answers.
        ours.config = dataclasses.replace(ours.config, max_timeouts=0)
        async with CuttingProxy(direct, victim, again=3).running() as proxy:
            ours.homeserver = proxy.address
            with pytest.raises((Refused, aiohttp.ClientError)):
                await send_encrypted(ours, room, "m.room.message", content, "one")
        ours.homeserver = direct
        sent = await send_encrypted(ours, room, "m.room.message", content, "one")
        assert (await read(reader, room)) == {sent: "Один раз"}


async def test_a_store_put_back_from_a_copy_is_followed_by_a_new_device(
    new_account: NewAccount,
) -> None:
    account, pupil = await new_account("assistant"), await new_account("pupil")
    copy = account.folder.with_name("copy")
    async with somebody(pupil) as greedy:
        async with assistant(account) as ours:
            first = ours.device_id
        shutil.copytree(account.folder, copy)
        async with assistant(account) as ours:  # uses and renews keys that the copy knows not of
            await use_up(greedy, ours, most=9)
            await ours.sync()
            await after_sync(ours)
        shutil.rmtree(account.folder)
        copy.rename(account.folder)
        async with assistant(account) as ours:
            await use_up(greedy, ours, most=3)
            await ours.sync()
            with pytest.raises(Refused):
                await after_sync(ours)
        async with assistant(account) as ours:
            assert ours.device_id != first
            await ours.sync()
            await after_sync(ours)


async def test_a_new_device_is_noticed_in_a_room_that_is_silent_since_the_start(
    new_account: NewAccount,
) -> None:
    account, teacher = await new_account("assistant"), await new_account("teacher")
    content = {"msgtype": "m.text", "body": "На все устройства"}
    async with somebody(teacher) as first:
        async with assistant(account) as ours:
            busy, silent = [await encrypted_room(first, ours) for _ in range(2)]
            token = (await ours.sync()).next_batch
        async with assistant(account) as ours:
            await ours.sync(since=token)
            await send_encrypted(ours, busy, "m.room.message", content, "one")
            await ask(first, f"{_CLIENT}/rooms/{busy}/leave", {})
            await ours.sync()
            await after_sync(ours)
            async with somebody(teacher) as second:
                await second.sync()
                await ours.sync()
                await after_sync(ours)
                sent = await send_encrypted(ours, silent, "m.room.message", content, "two")
                assert (await read(second, silent)) == {sent: "На все устройства"}
