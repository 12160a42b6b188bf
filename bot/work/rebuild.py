"""Fills an empty database from Matrix: from what was written down, and from the rooms themselves.

Nothing of what was planned is done before it is over, so that nothing happens twice.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.effects import Cancel, Kept, Remember, Schedule
from bot.matrix.batch import Event
from bot.store.store import Job, RoomRow, Store
from bot.work.inbox import WANTED
from bot.work.journal import Entry, Unwritten, entry_of, once_names, standing
from bot.work.readers import Reader, View
from policy import events

logger = logging.getLogger(__name__)

_REGISTRY = "registry"
_DAY_MS = 86_400_000
# A school year and what is planned for the next: the assistant's own messages, and all of the
# moderation room. Of what people wrote digests ask for two weeks, announcements for a month.
_OWN_DAYS, _ALL_DAYS, _REACTION_DAYS, _AGAIN_DAYS = 400, 14, 31, 2
_AT_ONCE = 8
# Who came and went is counted from the lists; in a new school nothing else would be read.
_NEWS: Mapping[str, Any] = {"not_types": ["m.room.member"]}


class History(Protocol):
    """The homeserver's memory (`bot.matrix.session.Session`)."""

    async def history(
        self, room_id: str, since: int, only: Mapping[str, Any] | None = None
    ) -> list[Event]:
        """Events of a room from `since` (milliseconds) on, oldest first; `only` is a filter."""
        ...


# What a job that is safe to do again happens once by: the name in `Once`, from its payload.
Names = Mapping[str, Callable[[Mapping[str, Any]], str]]
# (view, room, reaction, facts of what the assistant announced): what a tap meant.
Taps = Callable[[View, RoomRow, Event, Collection[str]], Iterable[Remember]]


@dataclass(frozen=True)
class Sources:
    """What the areas of the assistant say about reading again."""

    readers: Sequence[Reader]
    unwritten: Unwritten
    tapped: frozenset[str]  # kinds of facts under whose event people tap
    taps: Taps
    again: Names


class Rebuild:
    """One filling of the database."""

    def __init__(self, history: History, view: View, sources: Sources, now: int) -> None:
        self._history = history
        self._view = view
        self._sources = sources
        self._now = now
        self._gate = asyncio.Semaphore(_AT_ONCE)

    async def fill(self, store: Store) -> None:
        """Read, and write everything in one transaction.

        Raises:
            MatrixError: the homeserver does not answer; nothing was written.
        """
        rooms = [it for it in self._view.rooms if it.key]
        registry = self._view.rooms.by_key(_REGISTRY)
        entries = await self._written(registry) if registry is not None else []
        read = await asyncio.gather(*map(self._read, rooms))
        told = sorted((it for room in read for it in room), key=lambda it: _at(it[1]))
        found: list[Kept] = []
        jobs: list[Job] = []
        for row, event in told:
            for it in self._meanings(row, event):
                if isinstance(it, Job):
                    if _at(event) > self._now - _AGAIN_DAYS * _DAY_MS:
                        jobs.append(it)
                else:
                    found.append(it)
        found += await self._taps(found)
        now_stands = standing(entries, found, self._sources.unwritten.jobs)
        happened = once_names(entries)
        async with store.work() as work:
            await work.apply(now_stands)
            for job in jobs:
                name = self._sources.again.get(job.name)
                if name is not None and name(job.payload) not in happened:
                    await work.add_job(job)
            await work.note(WANTED, "")
        logger.info("read again: %s events, %s notes", len(told), len(entries))

    async def _written(self, registry: RoomRow) -> list[Entry]:
        only = {"types": [events.KEPT], "senders": [self._view.me]}
        found = await self._history.history(registry.room_id, 0, only)
        return [it for event in found if (it := entry_of(event, self._view.me)) is not None]

    async def _read(self, row: RoomRow) -> list[tuple[RoomRow, Event]]:
        """A room's events, each once."""
        lately = self._now - _ALL_DAYS * _DAY_MS
        long_ago = self._now - _OWN_DAYS * _DAY_MS
        # Incidents and decisions stand in the moderation room, and nobody chats there.
        only = None if row.key == "moderation" else {"senders": [self._view.me]}
        async with self._gate:
            own = await self._history.history(row.room_id, long_ago, only)
            everything = (
                [] if only is None else await self._history.history(row.room_id, lately, _NEWS)
            )
        by_id = {str(it["event_id"]): it for it in (*own, *everything)}
        return [(row, it) for it in by_id.values()]

    def _meanings(self, row: RoomRow, event: Event) -> Iterable[Kept | Job]:
        for reader in self._sources.readers:
            try:
                for it in reader(self._view, row, event):
                    if isinstance(it, Job | Remember | Schedule | Cancel):
                        yield it
            except Exception:  # whatever a client made up, the rest counts
                logger.exception("an event could not be read: %s", event.get("event_id"))

    async def _taps(self, found: Iterable[Kept]) -> list[Remember]:
        """What people tapped under the assistant's messages of the last weeks."""
        since = self._now - _REACTION_DAYS * _DAY_MS
        under: dict[str, set[str]] = {}
        for it in found:
            if isinstance(it, Remember) and it.kind in self._sources.tapped and it.at >= since:
                under.setdefault(it.room_key, set()).add(it.id)
        found_taps: dict[str, Remember] = {}
        for key, targets in under.items():
            row = self._view.rooms.by_key(key)
            if row is None:
                continue
            for event in await self._history.history(row.room_id, since, {"types": ["m.reaction"]}):
                for fact in self._sources.taps(self._view, row, event, targets):
                    found_taps.setdefault(fact.id, fact)  # the first one counts
        return list(found_taps.values())


def _at(event: Event) -> int:
    at = event.get("origin_server_ts")
    return at if isinstance(at, int) and not isinstance(at, bool) else 0
