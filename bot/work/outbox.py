"""Carries effects out: each once, in order within a room, with patience.

The transaction id of an effect names the piece of work and the effect's place in it, and the
homeserver remembers transaction ids of a device: an effect whose answer was lost is asked for again
and happens once.
"""

import logging
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from bot.effects import (
    Dismiss,
    Mail,
    MakeLink,
    NewLetter,
    Outgoing,
    Redact,
    Send,
    SetMembership,
    SetState,
    Upload,
    mark_of,
)
from bot.matrix.wire import MatrixError
from bot.store.store import AFTER, Store, Waiting, now_ms
from bot.work.lanes import Lanes

logger = logging.getLogger(__name__)

_AT_ONCE = 16
_FIRST_WAIT_MS = 2_000
_AFTER_MS = 500
_LONGEST_WAIT_MS = 300_000
_MOST_TRIES = 12
# About a day: what other servers do is put right by people.
_MOST_TRIES_OUTSIDE = 300
# The server did not answer, or is starting: that is no fault of the effect.
_FOREVER = frozenset({0, 401, 429, 502, 503, 504})


class NotYet(Exception):
    """An effect means an event that is not sent yet."""


class Refused(Exception):
    """Somebody other than the homeserver did not take an effect. `passes`: it may work later."""

    def __init__(self, what: str, *, passes: bool) -> None:
        self.passes = passes
        super().__init__(what)


class Carrier(Protocol):
    """What effects are carried out with; `bot.assistant` has the real one."""

    async def send(self, room_id: str, kind: str, txn: str, content: Mapping[str, Any]) -> str:
        """Send an event, once for each `txn`; its id."""
        ...

    async def upload(self, name: str, mimetype: str, data: bytes) -> str:
        """Put a file on the server; its `mxc://` address."""
        ...

    async def set_state(self, room_id: str, kind: str, key: str, content: Mapping[str, Any]) -> str:
        """Send a state event; its id."""
        ...

    async def redact(self, room_id: str, event_id: str, txn: str, reason: str) -> str:
        """Remove an event's content, once for each `txn`; the redaction's id."""
        ...

    async def set_membership(self, room_id: str, user: str, action: str, reason: str) -> None:
        """Ban, unban, kick, invite."""
        ...

    async def mail(self, to: str, message: str) -> None:
        """Send a letter; `Refused` where it is not taken. A letter whose taking nobody noted is
        sent again, under the same Message-ID.
        """
        ...

    async def link(self, conference: str, user: str) -> str:
        """A link into a conference for `user` alone; `Refused` where there can be none."""
        ...

    async def dismiss(self, conference: str, user: str) -> None:
        """Take `user`, or everybody, out of a conference; `Refused` where nobody does it."""
        ...

    async def new_letter(self, user: str, after: int, days: int) -> str:
        """The code of the letter that follows the issue `after`, made where it is not there."""
        ...

    async def room_with(self, user: str) -> str:
        """The room with one person alone; made where there is none."""
        ...


class Outbox:
    """Runs until it is cancelled; `wake` it when something new was written."""

    def __init__(self, store: Store, carrier: Carrier) -> None:
        self._store = store
        self._carrier = carrier
        self._lanes = Lanes(_AT_ONCE, self._next, self._carry)
        self.carried_out = 0

    def wake(self) -> None:
        """There may be something to do."""
        self._lanes.wake()

    async def run(self) -> None:
        """Carry out whatever waits."""
        await self._lanes.run()

    async def _next(self, busy: Collection[str], most: int) -> Sequence[Waiting]:
        return await self._store.next_outgoing(now_ms(), busy, most)

    async def _carry(self, waiting: Waiting) -> None:
        if waiting.lane.startswith(AFTER) and not await self._store.is_carried_out(waiting):
            await self._later(waiting, _AFTER_MS, gave_up=False)
            return
        try:
            event_id = await self._do(waiting)
            async with self._store.work() as work:
                await work.sent(waiting, event_id, now_ms())
            self.carried_out += 1
        except NotYet:
            await self._later(waiting, _FIRST_WAIT_MS, gave_up=waiting.tries >= _MOST_TRIES)
        except MatrixError as error:
            gave_up = not error.passes or (
                waiting.tries >= _MOST_TRIES and error.status not in _FOREVER
            )
            log = logger.error if gave_up else logger.warning
            log("%s in %s: %s", type(waiting.effect).__name__, waiting.lane, error)
            wait = max(_wait(waiting), int(error.retry_after * 1000))
            await self._later(waiting, wait, gave_up=gave_up)
        except Refused as refused:
            # Whom a letter is for stands in no log.
            gave_up = not refused.passes or waiting.tries >= _MOST_TRIES_OUTSIDE
            logger.warning("%s is not taken: %s", type(waiting.effect).__name__, refused)
            await self._later(waiting, _wait(waiting), gave_up=gave_up)
        except Exception:  # one effect must not end the others
            logger.exception("%s in %s failed", type(waiting.effect).__name__, waiting.lane)
            await self._later(waiting, _FIRST_WAIT_MS, gave_up=waiting.tries >= _MOST_TRIES)

    async def _later(self, waiting: Waiting, wait_ms: int, *, gave_up: bool) -> None:
        async with self._store.work() as work:
            await work.not_sent(waiting, now_ms() + wait_ms, gave_up=gave_up)

    async def _do(self, waiting: Waiting) -> str:
        effect: Outgoing = waiting.effect
        found = ""
        match effect:
            case Send():
                room_id = await self._room(effect.room_id)
                content = await self._resolved(waiting.batch, effect.content)
                if effect.room_id.startswith("@") and content.get("msgtype") == "m.notice":
                    # To one person alone: it has to ring, and by the default push rules no client
                    # rings for a notice.
                    content = {**content, "msgtype": "m.text"}
                found = await self._carrier.send(room_id, effect.type, waiting.txn, content)
            case Upload():
                found = await self._carrier.upload(effect.name, effect.mimetype, effect.data)
            case SetState():
                content = await self._resolved(waiting.batch, effect.content)
                found = await self._carrier.set_state(
                    effect.room_id, effect.type, effect.state_key, content
                )
            case Redact():
                event_id = await self._resolved(waiting.batch, effect.event_id)
                found = await self._carrier.redact(
                    effect.room_id, event_id, waiting.txn, effect.reason
                )
            case SetMembership():
                await self._carrier.set_membership(
                    effect.room_id, effect.user, effect.action, effect.reason
                )
            case Mail():
                await self._carrier.mail(effect.to, effect.message)
            case Dismiss():
                await self._carrier.dismiss(effect.conference, effect.user)
            case MakeLink():
                found = await self._carrier.link(effect.conference, effect.user)
            case NewLetter():
                found = await self._carrier.new_letter(effect.user, effect.after, effect.days)
        return found

    async def _room(self, room_id: str) -> str:
        return await self._carrier.room_with(room_id) if room_id.startswith("@") else room_id

    async def _resolved(self, batch: str, value: Any) -> Any:
        """The value with the ids of events that the same batch sent before."""
        mark = mark_of(value)
        if mark is not None:
            event_id = await self._store.marked(batch, mark)
            if event_id is None:
                raise NotYet(mark)
            return event_id
        if isinstance(value, Mapping):
            return {key: await self._resolved(batch, it) for key, it in value.items()}
        if isinstance(value, list | tuple):
            return [await self._resolved(batch, it) for it in value]
        return value


def _wait(waiting: Waiting) -> int:
    """How long until the next try (milliseconds)."""
    doubled = _FIRST_WAIT_MS << min(waiting.tries, 10)
    return min(doubled, _LONGEST_WAIT_MS)
