"""What becomes of a leaver's account: signed out everywhere, and erased when the time is over."""

import asyncio
from collections.abc import Iterable

from provisioning.matrix.client import MatrixError, path
from provisioning.matrix.server import Homeserver

_ADMIN = ("_synapse", "admin")
# Of one room; Synapse takes the newest first and would leave the rest after a thousand.
_ALL_EVENTS = 10_000_000
_MEDIA_AT_ONCE = 500
_FIRST_LOOK = 0.1
_LONGEST_PAUSE = 3.0


async def sign_out(server: Homeserver, user: str) -> None:
    """End all sessions of a user: devices, their access tokens, their pushers."""
    where = path(*_ADMIN, "v2", "users", user, "devices")
    devices = [str(it["device_id"]) for it in (await server.client.get(where))["devices"]]
    if devices:
        where = path(*_ADMIN, "v2", "users", user, "delete_devices")
        await server.client.post(where, {"devices": devices})


async def take_back(server: Homeserver, user: str, rooms: Iterable[str]) -> None:
    """Redact what a user wrote in `rooms`, names in membership events too; delete their files.

    Rooms between persons are not touched: what stands there is the other person's as well.

    Raises:
        MatrixError: something could not be redacted; repeating goes on where it stopped.
    """
    theirs = sorted(await server.rooms_of(user) & set(rooms))
    if theirs:
        answer = await server.client.post(
            path(*_ADMIN, "v1", "user", user, "redact"),
            # In the provisioning user's name: who left is in none of these rooms any more.
            {"rooms": theirs, "limit": _ALL_EVENTS, "use_admin": True},
        )
        await _redacted(server, str(answer["redact_id"]))
    where = path(*_ADMIN, "v1", "users", user, "media")
    # It answers how many it deleted; fewer than asked for were the last.
    while (await server.client.request("DELETE", where, query={"limit": str(_MEDIA_AT_ONCE)}))[
        "total"
    ] == _MEDIA_AT_ONCE:
        pass


async def _redacted(server: Homeserver, redact_id: str) -> None:
    """Return when Synapse's task is done."""
    where = path(*_ADMIN, "v1", "user", "redact_status", redact_id)
    pause = _FIRST_LOOK
    while (answer := await server.client.get(where))["status"] in ("active", "scheduled"):
        await asyncio.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)
    if answer["status"] != "complete" or answer.get("failed_redactions"):
        raise MatrixError(0, "PARTA_NOT_ERASED", str(answer.get("error", "")), "redact")


async def erase(server: Homeserver, user: str) -> None:
    """Deactivate an account for good, with Synapse's erasure of profile and personal data."""
    await server.client.post(path(*_ADMIN, "v1", "deactivate", user), {"erase": True})
