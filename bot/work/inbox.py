"""Takes an answer of the sync into the database: all of it, together with the token, or nothing."""

import dataclasses
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

from bot.effects import Kept
from bot.matrix.batch import Batch, Event, RoomUpdate, content_of
from bot.school import Rooms, Watch, room_from
from bot.store.store import Job, RoomRow, Store, Work, now_ms
from bot.work.readers import Reader, View

logger = logging.getLogger(__name__)

SINCE = "since"
# While there is a word under this name, the database waits for being filled (bot.work.rebuild).
WANTED = "rebuild"
_REGISTRY = "registry"
_PRUNE_EVERY_MS = 3_600_000
# From where the events are that a gap left out, back to a token: (room id, from, to).
Gap = Callable[[str, str, str], Awaitable[Sequence[Event]]]


class Inbox:
    """The one place where news becomes work."""

    def __init__(
        self,
        store: Store,
        rooms: Rooms,
        watch: Watch,
        readers: Iterable[Reader],
        *,
        me: str,
        provisioner: str,
        gap: Gap,
        alone_with: Callable[[str], Awaitable[str]],
    ) -> None:
        self._store = store
        self._rooms = rooms
        self._watch = watch
        self._readers = tuple(readers)
        self._me = me
        self._provisioner = provisioner
        self._gap = gap
        self._alone_with = alone_with
        self._pruned = 0
        self.events_read = 0

    async def take(self, batch: Batch, since: str | None) -> Work:
        """Work on one answer; `since` is the token that it was asked with.

        The first answer of all is only a beginning: what was said before the assistant came is
        not for it to carry out. What it may have known before is read again (`WANTED`).
        """
        updates = []
        for update in batch.rooms:
            missed = await self._missed(update, since)
            updates.append(dataclasses.replace(update, timeline=(*missed, *update.timeline)))
        rows = await self._rows(updates)
        now = now_ms()
        async with self._store.work() as work:
            for room_id in batch.left:
                self._rooms.drop(room_id)
                await work.forget_room(room_id)
            for row in rows:
                self._rooms.put(row)
                await work.room(row)
            if since is not None:
                await self._read(work, updates, now)
            for room_id, inviter in batch.invites:
                await work.add_job(Job("invited", {"room_id": room_id, "by": inviter}, room_id))
            await work.note(SINCE, batch.token)
            if since is None:
                await work.note(WANTED, "1")
            if now - self._pruned > _PRUNE_EVERY_MS:
                await work.forget_old_events(now)
                self._pruned = now
        return work

    async def _missed(self, update: RoomUpdate, since: str | None) -> Sequence[Event]:
        if not update.gap_from or since is None or self._rooms.get(update.room_id) is None:
            return ()
        logger.info("reading what was missed in %s", update.room_id)
        return await self._gap(update.room_id, update.gap_from, since)

    async def _rows(self, updates: Iterable[RoomUpdate]) -> list[RoomRow]:
        """Rooms that are new or changed. The registry's changes are followed on the way."""
        rows = []
        for update in updates:
            before = self._rooms.get(update.room_id)
            changes = [it for it in (*update.state, *update.timeline) if is_state(it)]
            row = before or RoomRow(update.room_id)
            row = room_from(row, changes, self._provisioner)
            came_or_went = any(kind_of(it) == "m.room.member" for it in changes)
            if not row.key and (before is None or came_or_went):
                row = dataclasses.replace(row, person=await self._alone_with(update.room_id))
            if row.key == _REGISTRY:
                self._watch.follow(changes, now_ms())
            if row != before:
                rows.append(row)
        return rows

    async def _read(self, work: Work, updates: Iterable[RoomUpdate], now: int) -> None:
        school = self._watch.school
        ids = {str(event["event_id"]): now for update in updates for event in update.timeline}
        new = await work.new_events(ids)
        if school is None:
            return
        view = View(self._me, self._provisioner, school, self._rooms)
        kept: list[Kept] = []
        for update in updates:
            row = self._rooms.get(update.room_id)
            if row is None:
                continue
            for event in update.timeline:
                if event["event_id"] not in new:
                    continue
                self.events_read += 1
                for found in self._meanings(view, row, event):
                    if isinstance(found, Job):
                        await work.add_job(found)
                    else:
                        kept.append(found)
        await work.apply(kept)

    def _meanings(self, view: View, row: RoomRow, event: Event) -> Iterable[Kept | Job]:
        for reader in self._readers:
            try:
                yield from reader(view, row, event)
            except Exception:  # whatever a client made up, the rest of the news counts
                logger.exception("an event could not be read: %s", event.get("event_id"))


def is_state(event: Event) -> bool:
    """Is it a state event?"""
    return "state_key" in event


def kind_of(event: Event) -> str:
    """The event's type."""
    kind = event.get("type")
    return kind if isinstance(kind, str) else ""


def is_edit(event: Event) -> bool:
    """Does it replace an earlier event?"""
    relation: Any = content_of(event).get("m.relates_to")
    return isinstance(relation, dict) and relation.get("rel_type") == "m.replace"
