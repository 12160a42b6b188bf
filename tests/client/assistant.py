"""A small assistant for the tests, a process of its own: answers every message with its text.

    python -m tests.client.assistant HOMESERVER USER FOLDER [--once] [--kill before|after N]

The password comes from the environment. It prints a line of JSON when it is ready, and one for
every message it reads. `--kill` ends it as kill -9 does, before or after its N-th request.
"""

import argparse
import asyncio
import json
import logging
import os
import signal
import sys
from pathlib import Path
from typing import Any

from nio import MegolmEvent, RoomMessageText

from bot.matrix import client as assistant
from bot.matrix.nioclient import NioClient

PASSWORD = "PARTA_TEST_PASSWORD"


def kill_at(when: str, number: int) -> None:
    """Let this process kill itself before or after its `number`-th request."""
    send, count = NioClient.send, 0

    async def counted(self: NioClient, *args: Any, **more: Any) -> Any:
        nonlocal count
        count += 1
        if count == number and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        answer = await send(self, *args, **more)
        await answer.read()
        if count == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    NioClient.send = counted


def record_requests() -> list[str]:
    """The paths of all requests from now on."""
    send, paths = NioClient.send, []

    async def recorded(self: NioClient, method: str, where: str, *args: Any, **more: Any) -> Any:
        paths.append(f"{method} {where.partition('?')[0]}")
        return await send(self, method, where, *args, **more)

    NioClient.send = recorded
    return paths


def say(**line: object) -> None:
    """One line of JSON for the test."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


async def answer_all(client: NioClient, folder: Path) -> None:
    """Sync as the assistant does: the token is kept when everything of an answer is done."""
    kept = folder.with_name(folder.name + ".token")
    # The first sync of an account is not for answering: what is older was for somebody else.
    token = kept.read_text() if kept.exists() else ""
    while True:
        found = await client.sync(timeout=30_000, since=token or None)
        await assistant.after_sync(client)
        for room_id in found.rooms.invite:
            await client.join(room_id)
        for room_id, room in found.rooms.join.items():
            for event in room.timeline.events:
                if event.sender == client.user_id:
                    continue
                if isinstance(event, MegolmEvent):
                    say(unreadable=event.event_id)
                elif isinstance(event, RoomMessageText):
                    content = {"msgtype": "m.text", "body": f"Вы пишете: {event.body}"}
                    sent = await assistant.send_encrypted(
                        client, room_id, "m.room.message", content, f"answer-{event.event_id}"
                    )
                    say(read=event.body, event=event.event_id, encrypted=event.decrypted, sent=sent)
        token = found.next_batch
        kept.write_text(token)


async def main() -> None:
    """Start as the assistant does, and say what there was to do."""
    parser = argparse.ArgumentParser()
    parser.add_argument("homeserver")
    parser.add_argument("user")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--once", action="store_true")
    parser.add_argument("--kill", nargs=2, metavar=("WHEN", "NUMBER"))
    given = parser.parse_args()
    logging.basicConfig(level=logging.WARNING)
    if given.kill:
        kill_at(given.kill[0], int(given.kill[1]))
    paths = record_requests()
    client, outcome = await assistant.open_client(
        given.homeserver, given.user, os.environ[PASSWORD], given.folder
    )
    say(
        outcome=outcome.value,
        device=client.device_id,
        fingerprint=client.olm.account.identity_keys["ed25519"],
        requests=list(paths),
    )
    try:
        if not given.once:
            await answer_all(client, given.folder)
    finally:
        await client.close()


if __name__ == "__main__":
    asyncio.run(main())
