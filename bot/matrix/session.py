"""The assistant's session: sync through nio, which decrypts; everything else by plain requests."""

import asyncio
import json
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp
import nio

from bot.matrix.ask import Refused
from bot.matrix.batch import Batch, Event, RoomUpdate
from bot.matrix.client import after_sync, open_client, send_encrypted
from bot.matrix.crosssigning import Outcome
from bot.matrix.nioclient import NioClient
from bot.matrix.wire import LOGGED_OUT, MatrixError, Wire, client_path
from bot.settings import Account
from policy import endpoints

logger = logging.getLogger(__name__)

_SYNC_MS = 30_000
_MOST_MISSED = 20_000
_PAGE = "100"
_LARGE_PAGE = "500"
FILTER: Mapping[str, Any] = {
    "presence": {"types": []},
    "account_data": {"types": []},
    "room": {
        "ephemeral": {"types": []},
        "account_data": {"types": []},
        "timeline": {"limit": 100, "lazy_load_members": True},
        "state": {
            # Who is in a room is asked where it matters; three thousand members in each are not.
            "types": ["m.room.create", "m.room.name", "m.room.encryption", "org.parta.*"],
            "lazy_load_members": True,
        },
    },
}


class Session:
    """One login. `open` it, then `sync` again and again with the token of the last answer."""

    def __init__(self, account: Account, folder: Path) -> None:
        self._account = account
        self._folder = folder
        self._client: NioClient | None = None
        self.signing: Outcome | None = None
        self.wire = Wire(account.homeserver)

    @property
    def client(self) -> NioClient:
        """nio's client; there is one from `open` on."""
        assert self._client is not None, "the session is not open"  # noqa: S101
        return self._client

    async def open(self) -> None:
        """Log in, or go on with the login that is stored."""
        account = self._account
        self._client = None
        self._client, self.signing = await open_client(
            account.homeserver,
            account.user,
            account.password().get_secret_value(),
            self._folder,
        )
        self.wire.token = self._client.access_token

    async def close(self) -> None:
        """End the session; the login stays."""
        if self._client is not None:
            await self._client.close()
        await self.wire.close()

    async def sync(self, since: str | None, *, wait: bool) -> Batch:
        """What is new since `since`; where nothing is, `wait` for half a minute.

        Raises:
            MatrixError: the homeserver refused or did not answer.
        """
        # nio takes an answer with the token of the one before for the same answer.
        self.client.next_batch = ""
        try:
            answer = await self.client.sync(
                timeout=_SYNC_MS if wait else 0, sync_filter=dict(FILTER), since=since
            )
            if not isinstance(answer, nio.SyncResponse):
                raise _error(answer)
            await after_sync(self.client)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise MatrixError(0, "", str(error) or type(error).__name__) from error
        except Refused as refused:
            # A store that was put back from a copy: the login goes on as a new device.
            raise MatrixError(refused.status, LOGGED_OUT, str(refused)) from refused
        return Batch(
            answer.next_batch,
            tuple(_update(room_id, info) for room_id, info in answer.rooms.join.items()),
            tuple(
                (room_id, _inviter(info, self._account.user))
                for room_id, info in answer.rooms.invite.items()
            ),
            tuple(answer.rooms.leave),
        )

    async def missed(self, room_id: str, start: str, end: str) -> Sequence[Event]:
        """The events between two tokens, oldest first: `end` is the older one."""
        found: list[Event] = []
        while len(found) < _MOST_MISSED:
            query = {"dir": "b", "from": start, "to": end, "limit": _PAGE}
            answer = await self.wire.get(client_path("rooms", room_id, "messages"), query)
            chunk = answer.get("chunk", [])
            found += [self._readable(room_id, it) for it in chunk]
            if not chunk or not answer.get("end"):
                break
            start = answer["end"]
        found.reverse()
        return found

    def _readable(self, room_id: str, event: Event) -> Event:
        """The event, decrypted where it is encrypted and we have the key."""
        if event.get("type") != "m.room.encrypted" or self.client.olm is None:
            return event
        parsed = nio.Event.parse_encrypted_event(dict(event))
        if not isinstance(parsed, nio.MegolmEvent):
            return event
        try:
            decrypted = self.client.decrypt_event(_in(parsed, room_id))
        except nio.EncryptionError as error:
            logger.info("cannot read an event in %s: %s", room_id, error)
            return event
        return _source(decrypted)

    # Carrying out (bot.work.outbox.Carrier)

    async def send(
        self, room_id: str, kind: str, txn: str, content: Mapping[str, Any], *, encrypted: bool
    ) -> str:
        """Send an event, once for each `txn`; its id."""
        if encrypted and kind not in ("m.reaction", "m.room.redaction"):
            try:
                return await send_encrypted(self.client, room_id, kind, dict(content), txn)
            except Refused as error:
                raise MatrixError(error.status, error.errcode, str(error)) from error
        answer = await self.wire.put(client_path("rooms", room_id, "send", kind, txn), content)
        return str(answer["event_id"])

    async def set_state(self, room_id: str, kind: str, key: str, content: Mapping[str, Any]) -> str:
        """Send a state event; its id."""
        where = client_path("rooms", room_id, "state", kind, *([key] if key else []))
        return str((await self.wire.put(where, content))["event_id"])

    async def redact(self, room_id: str, event_id: str, txn: str, reason: str) -> str:
        """Remove an event's content, once for each `txn`."""
        where = client_path("rooms", room_id, "redact", event_id, txn)
        answer = await self.wire.put(where, {"reason": reason} if reason else {})
        return str(answer["event_id"])

    async def set_membership(self, room_id: str, user: str, action: str, reason: str) -> None:
        """`action`: ban, unban, kick, or join: the module lets in whom the lists want there.

        Repeating does no harm.
        """
        if action == "join":
            await self.wire.post(endpoints.JOIN, {"room_id": room_id, "users": [user]})
            return
        body = {"user_id": user, **({"reason": reason} if reason else {})}
        await self.wire.post(client_path("rooms", room_id, action), body)

    async def join(self, room_id: str) -> None:
        """Accept an invitation."""
        await self.wire.post(client_path("join", room_id), {})

    async def leave(self, room_id: str) -> None:
        """Decline an invitation, or go."""
        await self.wire.post(client_path("rooms", room_id, "leave"), {})

    async def create(self, config: Mapping[str, Any], txn: str) -> str:
        """A room of that configuration, made once for each `txn`; its id."""
        answer = await self.wire.put(client_path("createRoom", txn), config)
        return str(answer["room_id"])

    # Looking (bot.desk.Look)

    async def event(self, room_id: str, event_id: str) -> Event | None:
        """One event, decrypted where it was encrypted; None if there is none of that id."""
        try:
            found = await self.wire.get(client_path("rooms", room_id, "event", event_id))
        except MatrixError as error:
            if error.status in (400, 403, 404):
                return None
            raise
        return self._readable(room_id, found)

    async def around(self, room_id: str, event_id: str, most: int) -> list[Event]:
        """The messages around an event, in order."""
        where = client_path("rooms", room_id, "context", event_id)
        found = await self.wire.get(where, {"limit": str(most)})
        before = reversed(found.get("events_before", []))
        events = [*before, found["event"], *found.get("events_after", [])]
        return [self._readable(room_id, it) for it in events if "state_key" not in it]

    async def thread(self, room_id: str, root: str) -> list[Event]:
        """Every event of a thread, in order, without its root."""
        return await self.related(room_id, root, "m.thread", "")

    async def related(self, room_id: str, event_id: str, relation: str, kind: str) -> list[Event]:
        """Every event of type `kind` that relates to `event_id` by `relation`, in order."""
        where = (
            f"/_matrix/client/v1/rooms/{_quoted(room_id)}/relations/{_quoted(event_id)}/{relation}"
        )
        found: list[Event] = []
        query = {"dir": "f", "limit": _PAGE}
        while len(found) < _MOST_MISSED:
            answer = await self.wire.get(where, query)
            found += [self._readable(room_id, it) for it in answer.get("chunk", [])]
            if not answer.get("next_batch"):
                break
            query["from"] = answer["next_batch"]
        return [it for it in found if not kind or it.get("type") == kind]

    async def recent(self, room_id: str, most: int) -> list[Event]:
        """The newest events of a room, newest first."""
        query = {"dir": "b", "limit": str(most)}
        answer = await self.wire.get(client_path("rooms", room_id, "messages"), query)
        return [self._readable(room_id, it) for it in answer.get("chunk", [])]

    async def history(
        self, room_id: str, since: int, only: Mapping[str, Any] | None = None
    ) -> list[Event]:
        """Events of a room from `since` (milliseconds) on, oldest first; `only` is a filter."""
        found: list[Event] = []
        query = {"dir": "b", "limit": _LARGE_PAGE}
        if only is not None:
            query["filter"] = json.dumps(only)
        while True:
            answer = await self.wire.get(client_path("rooms", room_id, "messages"), query)
            chunk = answer.get("chunk", [])
            found += [
                self._readable(room_id, it) for it in chunk if it["origin_server_ts"] >= since
            ]
            # Clocks of one homeserver go forward; one page more or less is no harm.
            if not answer.get("end") or (chunk and chunk[-1]["origin_server_ts"] < since):
                break
            query["from"] = answer["end"]
        found.reverse()
        return found

    async def joined(self, room_id: str) -> frozenset[str]:
        """Who is in a room."""
        answer = await self.wire.get(client_path("rooms", room_id, "joined_members"))
        return frozenset(answer.get("joined", {}))

    async def present(self, room_id: str) -> frozenset[str]:
        """Who is in a room or invited into it."""
        answer = await self.wire.get(client_path("rooms", room_id, "members"))
        return frozenset(
            it["state_key"]
            for it in answer.get("chunk", [])
            if it["content"].get("membership") in ("join", "invite")
        )

    async def state(self, room_id: str, kind: str, key: str = "") -> Mapping[str, Any]:
        """The content of a state event, empty where there is none."""
        where = client_path("rooms", room_id, "state", kind, *([key] if key else []))
        try:
            found = await self.wire.get(where)
        except MatrixError as error:
            if error.status == 404:
                return {}
            raise
        return found if isinstance(found, dict) else {}

    async def whole_state(self, room_id: str) -> list[Event]:
        """Every state event of a room."""
        found = await self.wire.get(client_path("rooms", room_id, "state"))
        return list(found)

    async def reports(self, after: int) -> list[Mapping[str, Any]]:
        """What people reported in their clients since the report number `after`, oldest first."""
        found = await self.wire.get(endpoints.REPORTS, {"from": str(after)})
        reports = found.get("reports")
        return [it for it in reports if isinstance(it, dict)] if isinstance(reports, list) else []

    async def last_seen(self) -> Mapping[str, int | None]:
        """User id → when the account was used last (milliseconds), None for never."""
        found = await self.wire.get(endpoints.SEEN)
        return {user: it.get("last_seen") for user, it in found.items()}


def _quoted(part: str) -> str:
    return quote(part, safe="")


def _in(event: nio.MegolmEvent, room_id: str) -> nio.MegolmEvent:
    event.room_id = room_id
    return event


def _source(event: Any) -> Event:
    source = getattr(event, "source", None)
    return source if isinstance(source, dict) else {}


def _update(room_id: str, info: Any) -> RoomUpdate:
    timeline = info.timeline
    return RoomUpdate(
        room_id,
        tuple(_source(it) for it in info.state),
        tuple(found for it in timeline.events if (found := _source(it)).get("event_id")),
        timeline.prev_batch if timeline.limited else "",
    )


def _inviter(info: Any, me: str) -> str:
    for event in info.invite_state:
        if isinstance(event, nio.InviteMemberEvent) and event.state_key == me:
            return str(event.sender)
    return ""


def _error(answer: Any) -> MatrixError:
    response = getattr(answer, "transport_response", None)
    status = getattr(response, "status", 0)
    return MatrixError(
        status if isinstance(status, int) else 0,
        str(getattr(answer, "status_code", "") or ""),
        str(getattr(answer, "message", "") or "")[:300],
        (getattr(answer, "retry_after_ms", 0) or 0) / 1000,
    )


async def patiently(seconds: float) -> None:
    """Wait before asking a silent server again."""
    await asyncio.sleep(seconds)
