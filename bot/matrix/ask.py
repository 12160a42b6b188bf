"""Requests of the assistant that nio has no method for, through nio's own session."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from nio import AsyncClient

_TRIES = 5
_WAIT_SECONDS = 5.0  # where a busy homeserver does not say how long


class Refused(Exception):
    """The homeserver said no. `answer` is its whole JSON; `status` 0 means it said nothing."""

    def __init__(self, status: int, answer: Mapping[str, Any]) -> None:
        self.status = status
        self.answer = answer
        self.errcode = str(answer.get("errcode", ""))
        super().__init__(f"{status} {self.errcode} {answer.get('error', '')}")


async def ask(
    client: AsyncClient, where: str, body: Mapping[str, Any], method: str = "POST"
) -> dict[str, Any]:
    """Ask the homeserver; the answer's JSON. Waits where it says that we are too fast.

    Raises:
        Refused: no.
        aiohttp.ClientError, TimeoutError: no answer.
    """
    status, answer = 0, {}
    for _ in range(_TRIES):
        headers = {
            "Authorization": f"Bearer {client.access_token}",
            "Content-Type": "application/json",
        }
        response = await client.send(method, where, data=json.dumps(body), headers=headers)
        status, answer = response.status, await _json_of(response)
        if status != 429:
            break
        await asyncio.sleep(answer.get("retry_after_ms", _WAIT_SECONDS * 1000) / 1000)
    if status != 200:
        raise Refused(status, answer)
    return answer


async def ask_as_owner(
    client: AsyncClient, where: str, body: Mapping[str, Any], password: str
) -> dict[str, Any]:
    """Ask; prove with the account's password that we are its owner where the homeserver wants it.

    Raises:
        Refused: no, or the password is wrong, or it is not enough.
    """
    try:
        return await ask(client, where, body)
    except Refused as refusal:
        flows = [it.get("stages") for it in refusal.answer.get("flows", ())]
        if refusal.status != 401 or ["m.login.password"] not in flows:
            raise
        session = refusal.answer.get("session")
    auth = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": client.user_id},
        "password": password,
        "session": session,
    }
    return await ask(client, where, {**body, "auth": auth})


async def _json_of(response: Any) -> dict[str, Any]:
    """The JSON object of an answer; a proxy's page in its place is an empty one."""
    try:
        found = await response.json(content_type=None)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
