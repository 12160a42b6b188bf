"""The assistant in an encrypted room with somebody whose client excludes unsigned devices."""

import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from nio import AsyncClientConfig, MegolmEvent
from nio.store import SqliteMemoryStore

from bot.matrix.client import after_sync, send_encrypted
from bot.matrix.nioclient import NioClient
from tests.client.conftest import Login, NewAccount
from tests.client.person import Person
from tests.client.running import Account, Assistant

# What Element says by colours (EventShieldColour).
NO_SHIELD = {"colour": 0, "reason": None}


async def meet(person: Person, account: Account) -> str:
    """An encrypted direct message that the assistant has joined."""
    room = await person.call("direct", other=account.user)
    await person.call("member", room=room, user=account.user, membership="join")
    return str(room)


async def talk(person: Person, assistant: Assistant, room: str, text: str) -> dict[str, Any]:
    """Say something; the answer as the person's client has it."""
    sent = await person.call("send", room=room, body=text)
    line = await assistant.next_line()
    # This small assistant keeps no inbox: killed just after an answer, it reads that once more.
    while line.get("event") != sent:
        assert line.get("read") != text, line
        line = await assistant.next_line()
    assert line.get("read") == text, line
    assert line["encrypted"]
    return dict(await person.call("event", room=room, id=line["sent"]))


@contextlib.asynccontextmanager
async def unsigned_device(account: Account) -> AsyncIterator[NioClient]:
    """One more device of the account that its owner has not signed."""
    config = AsyncClientConfig(store=SqliteMemoryStore, pickle_key="")
    client = NioClient(account.homeserver, account.user, config=config)
    try:
        await client.login(account.password)
        await client.keys_upload()
        await client.sync()
        yield client
    finally:
        await client.close()


async def test_who_excludes_unsigned_devices_can_talk_to_the_assistant(
    new_account: NewAccount, login: Login
) -> None:
    account, person = await new_account("assistant"), await login(await new_account("teacher"))
    async with account.assistant() as assistant:
        assert assistant.started["outcome"] == "created"
        device = assistant.started["device"]
        room = await meet(person, account)

        known = await person.call("devices", user=account.user)
        fingerprint = assistant.started["fingerprint"]
        assert known == {device: {"signedByOwner": True, "fingerprint": fingerprint}}
        assert await person.call("signs", user=account.user)

        answer = await talk(person, assistant, room, "Здравствуйте")
        assert answer["body"] == "Вы пишете: Здравствуйте"
        assert answer["encrypted"]
        assert answer["shield"] == NO_SHIELD


async def test_an_unsigned_device_of_the_assistant_is_left_out(
    new_account: NewAccount, login: Login
) -> None:
    account, person = await new_account("assistant"), await login(await new_account("teacher"))
    async with account.assistant() as assistant:
        room = await meet(person, account)
        async with unsigned_device(account) as other:
            known = await person.call("devices", user=account.user)
            assert known[other.device_id]["signedByOwner"] is False
            assert known[assistant.started["device"]]["signedByOwner"] is True

            # The signed device reads it; the other, which the room's key would let read, cannot.
            answer = await talk(person, assistant, room, "Только для подписанных")
            assert answer["shield"] == NO_SHIELD
            found = await other.sync()
            events = found.rooms.join[room].timeline.events
            assert [type(it) for it in events if it.sender != account.user][-1] is MegolmEvent

            # And what it writes is not shown.
            await after_sync(other)
            content = {"msgtype": "m.text", "body": "Поверьте мне"}
            sent = await send_encrypted(other, room, "m.room.message", content, "one")
            seen = await person.call("event", room=room, id=sent)
            assert seen["body"] is None
            assert seen["failure"] == "UNSIGNED_SENDER_DEVICE"


async def test_after_a_restart_nothing_is_published_again(
    new_account: NewAccount, login: Login
) -> None:
    account, person = await new_account("assistant"), await login(await new_account("teacher"))
    async with account.assistant() as assistant:
        before, keys = assistant.started, account.keys()
        room = await meet(person, account)
        await talk(person, assistant, room, "До перезапуска")

    # While it is away: a message by a room key that it has, and one by a device it has not seen.
    await person.call("send", room=room, body="Пока Вас нет")
    async with account.assistant() as assistant:
        after = assistant.started
        assert (after["outcome"], account.keys()) == ("kept", keys)
        assert (after["device"], after["fingerprint"]) == (before["device"], before["fingerprint"])
        assert not [it for it in after["requests"] if "upload" in it or "login" in it]

        missed = await assistant.next_line()
        assert missed["read"] == "Пока Вас нет"
        answer = await person.call("event", room=room, id=missed["sent"])
        assert answer["shield"] == NO_SHIELD
        assert (await talk(person, assistant, room, "И после"))["body"] == "Вы пишете: И после"


async def test_a_device_that_is_new_while_the_assistant_is_away_gets_its_answers(
    new_account: NewAccount, login: Login
) -> None:
    account, teacher = await new_account("assistant"), await new_account("teacher")
    person = await login(teacher)
    async with account.assistant() as assistant:
        room = await meet(person, account)
        await talk(person, assistant, room, "С компьютера")
    telephone = await login(teacher, person)
    async with account.assistant() as assistant:
        sent = await person.call("send", room=room, body="Снова с компьютера")
        line = await assistant.next_line()
        assert line["event"] == sent
        for device in (person, telephone):
            answer = await device.call("event", room=room, id=line["sent"])
            assert answer["body"] == "Вы пишете: Снова с компьютера"


@pytest.mark.parametrize("lost", ["signing-keys.json", "store.db", "device.json", "everything"])
async def test_lost_files_cost_a_reset_and_no_trust_of_new_acquaintances(
    lost: str, new_account: NewAccount, login: Login
) -> None:
    account, teacher = await new_account("assistant"), await new_account("teacher")
    before = await account.start_once()
    for file in account.folder.iterdir():
        if lost in {file.name, "everything"}:
            file.unlink()

    person = await login(teacher)
    async with account.assistant() as assistant:
        after = assistant.started
        keys_lost = lost in {"signing-keys.json", "everything"}
        assert after["outcome"] == ("reset" if keys_lost else "completed")
        # Others refuse a device whose key has changed: it must be another device.
        assert (after["device"] == before["device"]) == (lost == "signing-keys.json")
        assert (after["device"] == before["device"]) == (
            after["fingerprint"] == before["fingerprint"]
        )
        room = await meet(person, account)
        known = await person.call("devices", user=account.user)
        assert known[after["device"]]["signedByOwner"]
        if lost == "store.db":
            assert before["device"] not in known
        assert (await talk(person, assistant, room, "Кто Вы?"))["shield"] == NO_SHIELD
    assert (await account.start_once())["outcome"] == "kept"


async def test_nobody_else_on_the_machine_can_be_the_assistant(new_account: NewAccount) -> None:
    account = await new_account("assistant")
    await account.start_once()
    assert account.folder.stat().st_mode & 0o777 == 0o700
    for name in ("signing-keys.json", "device.json"):
        assert (account.folder / name).stat().st_mode & 0o777 == 0o600


async def test_keys_that_somebody_else_set_up_are_replaced(new_account: NewAccount) -> None:
    account = await new_account("assistant")
    before = await account.start_once()
    stranger = Account(
        account.homeserver, account.user, account.password, account.folder.with_name("stranger")
    )
    assert (await stranger.start_once())["outcome"] == "reset"

    after = await account.start_once()
    assert (after["outcome"], after["device"]) == ("reset", before["device"])
    assert (await account.start_once())["outcome"] == "kept"


async def test_a_login_that_was_ended_is_renewed_on_the_same_device(
    new_account: NewAccount, login: Login
) -> None:
    account, person = await new_account("assistant"), await login(await new_account("teacher"))
    async with account.assistant() as assistant:
        before = assistant.started
        room = await meet(person, account)
        await talk(person, assistant, room, "До выхода")
    device = NioClient(account.homeserver, account.user, before["device"])
    await device.login(account.password)
    await device.logout()  # deletes the device, and all that it had published
    await device.close()

    async with account.assistant() as assistant:
        after = assistant.started
        assert "POST /_matrix/client/v3/keys/upload" in after["requests"]
        assert (after["device"], after["fingerprint"]) == (before["device"], before["fingerprint"])
        assert (await talk(person, assistant, room, "Вы снова тут"))["shield"] == NO_SHIELD


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_start_that_was_killed_anywhere_is_finished_by_the_next(
    when: str, new_account: NewAccount, login: Login
) -> None:
    person = await login(await new_account("teacher"))
    number, killed = 1, True
    while killed:
        account = await new_account("assistant")
        killed = await account.start_and_kill(when, number)
        device = json.loads((account.folder / "device.json").read_text())["id"]
        finished = await account.start_once()
        # It goes on as the same device, or others would have known one for nothing.
        assert finished["device"] == device
        assert (await account.start_once())["outcome"] == "kept"
        room = await person.call("direct", other=account.user)
        await person.call("member", room=room, user=account.user, membership="invite")
        known = await person.call("devices", user=account.user)
        assert [it["signedByOwner"] for it in known.values()] == [True]
        number += 1
    assert number > 6  # login, device keys, signing keys, signatures, and what is asked in between
