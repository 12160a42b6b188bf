"""Does the jobs: reads what it needs, decides, and commits its effects with the job's end."""

import logging
import uuid
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any

from bot.desk import Desk
from bot.effects import Effect
from bot.store.store import Job, Store, now_ms
from bot.work.journal import Unwritten, batch_of, notes
from bot.work.lanes import Lanes

logger = logging.getLogger(__name__)

_AT_ONCE = 8
_FIRST_WAIT_MS = 1_000
_LONGEST_WAIT_MS = 60_000
_MOST_TRIES = 5

# Reads through the desk, returns what shall happen; does nothing itself, so it can be done again.
Doer = Callable[[Desk, Mapping[str, Any]], Awaitable[Sequence[Effect]]]


class Jobs:
    """Runs until it is cancelled; `wake` it when something new was written."""

    def __init__(
        self,
        store: Store,
        doers: Mapping[str, Doer],
        sorry: Mapping[str, Doer],
        desk: Callable[[], Desk | None],
        on_done: Callable[[], None],
        unwritten: Unwritten,
    ) -> None:
        self._store = store
        self._doers = doers
        self._sorry = sorry  # what to say when a job is given up
        self._desk = desk
        self._on_done = on_done
        self._unwritten = unwritten
        self._lanes = Lanes(_AT_ONCE, self._next, self._do)
        self.done = 0
        self.given_up = 0

    def wake(self) -> None:
        """There may be something to do."""
        self._lanes.wake()

    async def run(self) -> None:
        """Do whatever waits."""
        await self._lanes.run()

    async def _next(self, busy: Collection[str], most: int) -> Sequence[Job]:
        # Without a school nobody knows who may what: jobs wait for it.
        return await self._store.next_jobs(now_ms(), busy, most) if self._desk() else ()

    async def _do(self, job: Job) -> None:
        desk = self._desk()
        if desk is not None:
            await self._try(desk, job)

    async def _try(self, desk: Desk, job: Job) -> None:
        try:
            doer = self._doers.get(job.name)
            effects = await doer(desk, job.payload) if doer is not None else ()
            await self._commit(desk, job, effects)
            self.done += 1
            self._on_done()
        except Exception:  # one job must not end the others
            logger.exception("%s failed", job.name)
            await self._later(desk, job)

    async def _commit(self, desk: Desk, job: Job, effects: Sequence[Effect]) -> None:
        """The end of a job, with all that it wants; what has to outlive the database besides."""
        registry = desk.rooms.by_key("registry")
        batch = batch_of(job) or uuid.uuid4().hex
        async with self._store.work() as work:
            kept = await work.apply(effects, batch)
            await work.end_job(job)
            if registry is not None:
                told = notes(registry.room_id, job, kept, desk.now, self._unwritten)
                await work.write_down(batch, told)

    async def _later(self, desk: Desk, job: Job) -> None:
        gave_up = job.tries + 1 >= _MOST_TRIES
        sorry = self._sorry.get(job.name) if gave_up else None
        effects = await sorry(desk, job.payload) if sorry is not None else ()
        if gave_up:
            logger.error("%s is given up", job.name)
            self.given_up += 1
            await self._commit(desk, job, effects)
            self._on_done()
            return
        wait = min(_FIRST_WAIT_MS * 2**job.tries, _LONGEST_WAIT_MS)
        async with self._store.work() as work:
            await work.retry_job(job, now_ms() + wait)
