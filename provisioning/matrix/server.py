"""The handful of homeserver calls that provisioning makes, under the specification's names."""

from collections.abc import Mapping
from typing import Any

from provisioning.matrix.client import MatrixClient, MatrixError, path

_ADMIN = ("_synapse", "admin")
_CLIENT = ("_matrix", "client", "v3")
# `limit` is not capped by Synapse, so one request lists everybody; see next_token below.
_ALL = "1000000"


class Homeserver:
    """Synapse's admin API and the client-server API with the provisioning user's token."""

    def __init__(self, client: MatrixClient) -> None:
        self.client = client

    async def whoami(self) -> str:
        """The user id that the token belongs to."""
        answer = await self.client.get(path(*_CLIENT, "account", "whoami"))
        return str(answer.get("user_id", ""))

    async def users(self) -> list[dict[str, Any]]:
        """Every account: locked and deactivated ones too, no guests."""
        answer = await self.client.get(
            path(*_ADMIN, "v2", "users"),
            {
                "from": "0",
                "limit": _ALL,
                "guests": "false",
                "locked": "true",
                "deactivated": "true",
            },
        )
        return _complete(answer, "users", "next_token")

    async def rooms(self) -> list[dict[str, Any]]:
        """Every room, as the statistics know them: one made just now may be missing."""
        answer = await self.client.get(path(*_ADMIN, "v1", "rooms"), {"limit": _ALL})
        return _complete(answer, "rooms", "next_batch")

    async def rooms_of(self, user: str) -> set[str]:
        """The rooms in which a user is or was a member, also those made just now."""
        answer = await self.client.get(path(*_ADMIN, "v1", "users", user, "memberships"))
        return {
            room_id
            for room_id, membership in answer["memberships"].items()
            if membership not in ("invite", "knock")
        }

    async def has_room(self, room_id: str) -> bool:
        """Is there such a room, listed or not?"""
        try:
            await self.client.get(path(*_ADMIN, "v1", "rooms", room_id))
        except MatrixError as error:
            if error.status != 404:
                raise
            return False
        return True

    async def room_state(self, room_id: str) -> list[dict[str, Any]]:
        """The whole current state of a room, members who left included."""
        answer = await self.client.get(path(*_ADMIN, "v1", "rooms", room_id, "state"))
        return _complete(answer, "state")

    async def lift_rate_limits(self, user: str) -> None:
        """Let a program work as fast as the server can (0 means no limit)."""
        await self.client.post(
            path(*_ADMIN, "v1", "users", user, "override_ratelimit"),
            {"messages_per_second": 0, "burst_count": 0},
        )

    async def put_account(self, user: str, body: Mapping[str, Any]) -> None:
        """Create or change an account (admin API, idempotent)."""
        await self.client.put(path(*_ADMIN, "v2", "users", user), body)

    async def create_room(self, transaction: str, body: Mapping[str, Any]) -> str:
        """Create a room; a repeated `transaction` returns the room made the first time."""
        answer = await self.client.put(path(*_CLIENT, "createRoom", transaction), body)
        return str(answer["room_id"])

    async def put_state(
        self, room_id: str, event_type: str, state_key: str, content: Mapping[str, Any]
    ) -> None:
        """Set one state event."""
        await self.client.put(
            path(*_CLIENT, "rooms", room_id, "state", event_type, state_key), content
        )

    async def join(self, room_id: str, user: str) -> None:
        """Make a local user a member (admin API; invites first where the room is not public).

        Somebody who is a member already is no error: Synapse refuses to invite them.
        """
        try:
            await self.client.post(path(*_ADMIN, "v1", "join", room_id), {"user_id": user})
        except MatrixError as error:
            if error.status != 403 or await self._membership(room_id, user) != "join":
                raise

    async def kick(self, room_id: str, user: str) -> None:
        """Remove a member; somebody who is no member already is no error."""
        try:
            await self.client.post(path(*_CLIENT, "rooms", room_id, "kick"), {"user_id": user})
        except MatrixError as error:
            inside = ("join", "invite", "knock")
            if error.status != 403 or await self._membership(room_id, user) in inside:
                raise

    async def upload(self, name: str, content: bytes, content_type: str) -> str:
        """Upload media; returns its `mxc://` address."""
        answer = await self.client.request(
            "POST",
            path("_matrix", "media", "v3", "upload"),
            body=content,
            query={"filename": name},
            content_type=content_type,
        )
        return str(answer["content_uri"])

    async def uploads_of(self, user: str) -> dict[str, str]:
        """Upload name → media id of what a local user uploaded, the newest of each name."""
        answer = await self.client.get(
            path(*_ADMIN, "v1", "users", user, "media"), {"limit": "1000", "dir": "f"}
        )
        return {
            str(it["upload_name"]): str(it["media_id"])
            for it in answer["media"]
            if it.get("upload_name")
        }

    async def purge_room(self, room_id: str) -> None:
        """Delete a room that nobody ever used (half made, or made twice)."""
        await self.client.request(
            "DELETE", path(*_ADMIN, "v2", "rooms", room_id), body={"purge": True, "block": False}
        )

    async def _membership(self, room_id: str, user: str) -> str:
        """`join`, `leave` and so on; empty for somebody who never had to do with the room."""
        for event in await self.room_state(room_id):
            if event["type"] == "m.room.member" and event["state_key"] == user:
                return str(event["content"].get("membership", ""))
        return ""


def _complete(answer: Any, key: str, more: str | None = None) -> list[dict[str, Any]]:
    """The list under `key`; a list that goes on elsewhere must never pass for a whole one."""
    if more is not None and answer.get(more) is not None:
        raise MatrixError(0, "PARTA_INCOMPLETE", f"{key}: {more}", "list")
    found = answer.get(key)
    if not isinstance(found, list):
        raise MatrixError(0, "PARTA_INCOMPLETE", key, "list")
    return found
