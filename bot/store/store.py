"""Opens the database and commits work: everything of one piece of work, or nothing."""

import time
import uuid
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import delete, event, func, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot import effects
from bot.effects import Ask, Cancel, Do, Effect, Kept, Once, Remember, Schedule
from bot.store.tables import facts, jobs, notes, outbox, questions, rooms, seen, timers

_MIGRATIONS = Path(__file__).parent / "migrations"
_SEEN_DAYS = 30
_DAY_MS = 86_400_000
_IN_ONE_STATEMENT = 500
# The lane of a note that follows the effects of a piece of work.
AFTER = "after:"
# What an effect acts on: effects on one thing stay in order.
_OUTGOING = {
    kind.__name__: kind
    for kind in (effects.Send, effects.Upload, effects.SetState, effects.Redact,
                 effects.SetMembership, effects.Mail, effects.Dismiss,
                 effects.MakeLink, effects.NewLetter)
}  # fmt: skip


def now_ms() -> int:
    """Milliseconds since 1970, as Matrix counts."""
    return int(time.time() * 1000)


@dataclass(frozen=True, slots=True)
class Job:
    """Work to do; `id` is 0 before it is in the database."""

    name: str
    payload: Mapping[str, Any]
    lane: str
    id: int = 0
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """An effect to carry out."""

    id: int
    batch: str
    lane: str
    effect: effects.Outgoing
    tries: int
    txn: str


@dataclass(frozen=True, slots=True)
class Fact:
    """Something remembered, see `effects.Remember`."""

    id: str
    kind: str
    at: int
    room_key: str
    subject: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RoomRow:
    """A room that the assistant is in, see the table `rooms`."""

    room_id: str
    key: str = ""
    kind: str = ""
    group: str | None = None
    name: str = ""
    encrypted: bool = False
    locked: bool = False
    person: str = ""


class Work:
    """One transaction: whoever holds it adds, and all of it is written or nothing."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self.has_jobs = False
        self.has_outgoing = False

    @property
    def connection(self) -> AsyncConnection:
        """The open transaction, for who has tables of their own (bot.conference.links)."""
        return self._connection

    async def note(self, name: str, value: str) -> None:
        """Remember one word."""
        await self._connection.execute(delete(notes).where(notes.c.name == name))
        await self._connection.execute(insert(notes).values(name=name, value=value))

    async def new_events(self, ids: Mapping[str, int]) -> frozenset[str]:
        """Which of these events (id → milliseconds) are new; from now on they are not."""
        known: set[str] = set()
        everything = list(ids)
        for start in range(0, len(everything), _IN_ONE_STATEMENT):
            some = everything[start : start + _IN_ONE_STATEMENT]
            found = await self._connection.execute(
                select(seen.c.event_id).where(seen.c.event_id.in_(some))
            )
            known.update(found.scalars())
        new = [it for it in everything if it not in known]
        if new:
            await self._connection.execute(
                insert(seen), [{"event_id": it, "at": ids[it]} for it in new]
            )
        return frozenset(new)

    async def forget_old_events(self, now: int) -> None:
        """Events of weeks ago come back from no server."""
        await self._connection.execute(delete(seen).where(seen.c.at < now - _SEEN_DAYS * _DAY_MS))
        await self._connection.execute(
            delete(outbox).where(outbox.c.state == "done", outbox.c.not_before < now - _DAY_MS)
        )

    async def add_job(self, job: Job, not_before: int = 0) -> None:
        """Have it done."""
        self.has_jobs = True
        await self._connection.execute(
            insert(jobs).values(
                name=job.name, payload=dict(job.payload), lane=job.lane, tries=0,
                not_before=not_before,
            )
        )  # fmt: skip

    async def end_job(self, job: Job) -> None:
        """It is done."""
        await self._connection.execute(delete(jobs).where(jobs.c.id == job.id))

    async def retry_job(self, job: Job, not_before: int) -> None:
        """It failed; once more later."""
        await self._connection.execute(
            update(jobs).where(jobs.c.id == job.id).values(
                tries=job.tries + 1, not_before=not_before
            )
        )  # fmt: skip

    async def room(self, row: RoomRow) -> None:
        """Know a room, or know it better."""
        await self.forget_room(row.room_id)
        values = asdict(row)
        values["group_key"] = values.pop("group")
        await self._connection.execute(insert(rooms).values(**values))

    async def forget_room(self, room_id: str) -> None:
        """The assistant is in it no longer."""
        await self._connection.execute(delete(rooms).where(rooms.c.room_id == room_id))

    async def apply(self, wanted: Iterable[Effect], batch: str = "") -> list[Kept]:
        """Write down effects: those on Matrix for carrying out, the others at once.

        Returns what was kept. `batch` names this piece of work: by it and its place in it an effect
        gets its transaction id, so that work of the same name has no effect on Matrix twice.
        """
        batch = batch or uuid.uuid4().hex
        kept: list[Kept] = []
        number = 0
        for effect in wanted:
            match effect:
                case Remember():
                    await self._remember(effect)
                case Schedule():
                    await self._connection.execute(delete(timers).where(timers.c.key == effect.key))
                    await self._connection.execute(
                        insert(timers).values(
                            key=effect.key, due=effect.due, name=effect.name,
                            payload=dict(effect.payload),
                        )
                    )  # fmt: skip
                case Cancel():
                    await self._connection.execute(delete(timers).where(timers.c.key == effect.key))
                case Once():
                    if not await self.first_time(effect.name):
                        return kept
                case Do():
                    await self.add_job(Job(effect.name, effect.payload, effect.lane))
                case Ask():
                    asked = await self.answered(effect.user, effect.room_id)
                    if effect.until:
                        await self._connection.execute(insert(questions).values(**asdict(effect)))
                    elif not asked:
                        continue  # there was no question that this could end
                case _:
                    number += 1
                    await self._post(batch, number, effect)
                    continue
            kept.append(effect)
        return kept

    async def write_down(self, batch: str, notes: Iterable[effects.Send]) -> None:
        """Notes about the work `batch`, sent when all its effects are carried out."""
        for number, note in enumerate(notes):
            await self._post(batch, -number, note, f"{AFTER}{batch}")

    async def _remember(self, fact: Remember) -> None:
        await self._connection.execute(delete(facts).where(facts.c.id == fact.id))
        await self._connection.execute(
            insert(facts).values(
                id=fact.id, kind=fact.kind, at=fact.at, room_key=fact.room_key,
                subject=fact.subject, data=dict(fact.data),
            )
        )  # fmt: skip

    async def _post(
        self, batch: str, number: int, effect: effects.Outgoing, lane: str = ""
    ) -> None:
        self.has_outgoing = True
        payload = asdict(effect)
        lane = lane or payload.get("room_id") or payload.get("to") or payload["conference"]
        await self._connection.execute(
            insert(outbox).values(
                batch=batch, mark=payload.get("mark", ""), kind=type(effect).__name__,
                lane=lane, payload=payload, tries=0, not_before=0, state="waiting", event_id="",
                txn=f"parta-{batch}-{number}",
            )
        )  # fmt: skip

    async def answered(self, user: str, room_id: str) -> bool:
        """No question waits for this person in this room any longer; did one?"""
        gone = await self._connection.execute(
            delete(questions).where(questions.c.user == user, questions.c.room_id == room_id)
        )
        return gone.rowcount > 0

    async def first_time(self, name: str) -> bool:
        """True the first time that anybody asks for `name`: for what may happen once only."""
        known = await self._connection.scalar(select(notes.c.value).where(notes.c.name == name))
        if known is not None:
            return False
        await self._connection.execute(insert(notes).values(name=name, value="1"))
        return True

    async def sent(self, row: Waiting, event_id: str, now: int) -> None:
        """The effect is carried out."""
        await self._connection.execute(
            update(outbox).where(outbox.c.id == row.id).values(
                state="done", event_id=event_id, not_before=now
            )
        )  # fmt: skip

    async def not_sent(self, row: Waiting, not_before: int, *, gave_up: bool) -> None:
        """It failed; once more later, or never again."""
        await self._connection.execute(
            update(outbox).where(outbox.c.id == row.id).values(
                state="failed" if gave_up else "waiting",
                tries=row.tries + 1,
                not_before=not_before,
            )
        )  # fmt: skip

    async def due(self, now: int) -> int:
        """Turn timers that are due into jobs; how many."""
        found = (await self._connection.execute(select(timers).where(timers.c.due <= now))).all()
        for row in found:
            await self.add_job(Job(row.name, {**row.payload, "due": row.due}, f"timer:{row.key}"))
            await self._connection.execute(delete(timers).where(timers.c.key == row.key))
        return len(found)

    async def keep_up(self, recurring: Mapping[str, int], now: int) -> None:
        """Have each job of `recurring` (name → milliseconds between) done again and again.

        The next time is set only when the time before is over, however it ended: a job that was
        given up does not end the row of them.
        """
        for name, every in recurring.items():
            key = f"every:{name}"
            waiting = select(timers.c.key).where(timers.c.key == key)
            busy = select(jobs.c.id).where(jobs.c.lane == f"timer:{key}")
            if (
                await self._connection.scalar(waiting) is None
                and await self._connection.scalar(busy) is None
            ):
                await self._connection.execute(
                    insert(timers).values(key=key, due=now + every, name=name, payload={})
                )


class Store:
    """The open database."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @staticmethod
    async def open(url: str) -> "Store":
        """Open it, and bring it to the newest revision.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: it cannot be opened.
        """
        engine = create_async_engine(url)
        if engine.dialect.name == "sqlite":
            event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade)
        return Store(engine)

    async def close(self) -> None:
        """Close it."""
        await self._engine.dispose()

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Work]:
        """One transaction."""
        async with self._engine.begin() as connection:
            yield Work(connection)

    async def _all(self, query: Any) -> list[Any]:
        async with self._engine.connect() as connection:
            return list((await connection.execute(query)).all())

    async def note(self, name: str) -> str | None:
        """The word remembered under `name`."""
        found = await self._all(select(notes.c.value).where(notes.c.name == name))
        return found[0].value if found else None

    async def rooms(self) -> list[RoomRow]:
        """Every room that the assistant is in."""
        return [
            RoomRow(
                it.room_id, it.key, it.kind, it.group_key, it.name, it.encrypted, it.locked,
                it.person,
            )
            for it in await self._all(select(rooms))
        ]  # fmt: skip

    async def next_jobs(self, now: int, busy: Iterable[str], most: int) -> list[Job]:
        """The first job of each lane that is not `busy` and whose time has come."""
        first = select(func.min(jobs.c.id)).group_by(jobs.c.lane)
        query = (
            select(jobs)
            .where(jobs.c.id.in_(first), jobs.c.not_before <= now, jobs.c.lane.not_in(list(busy)))
            .order_by(jobs.c.id)
            .limit(most)
        )
        return [Job(it.name, it.payload, it.lane, it.id, it.tries) for it in await self._all(query)]

    async def next_outgoing(self, now: int, busy: Iterable[str], most: int) -> list[Waiting]:
        """The first effect of each lane that is not `busy` and whose time has come."""
        first = (
            select(func.min(outbox.c.id)).where(outbox.c.state == "waiting").group_by(outbox.c.lane)
        )
        query = (
            select(outbox)
            .where(
                outbox.c.id.in_(first),
                outbox.c.not_before <= now,
                outbox.c.lane.not_in(list(busy)),
            )
            .order_by(outbox.c.id)
            .limit(most)
        )
        return [
            Waiting(
                it.id, it.batch, it.lane, _OUTGOING[it.kind](**it.payload), it.tries,
                it.txn or f"parta-{it.id}",
            )
            for it in await self._all(query)
        ]  # fmt: skip

    async def is_carried_out(self, waiting: Waiting) -> bool:
        """Does nothing else of the same work wait any longer?"""
        query = select(func.count()).where(
            outbox.c.batch == waiting.batch,
            outbox.c.state == "waiting",
            outbox.c.lane.not_like(f"{AFTER}%"),
        )
        return not int((await self._all(query))[0][0])

    async def next_time(self) -> int | None:
        """When the next timer, job or effect that waits for a time is due (milliseconds)."""
        found = []
        for query in (
            select(func.min(timers.c.due)),
            select(func.min(jobs.c.not_before)).where(jobs.c.not_before > 0),
            select(func.min(outbox.c.not_before)).where(
                outbox.c.state == "waiting", outbox.c.not_before > 0
            ),
        ):
            found += [row[0] for row in await self._all(query) if row[0] is not None]
        return min(found, default=None)

    async def marked(self, batch: str, mark: str) -> str | None:
        """The id of the event that this batch sent under `mark`, None if it was never sent."""
        query = select(outbox.c.event_id).where(
            outbox.c.batch == batch, outbox.c.mark == mark, outbox.c.state == "done"
        )
        found = await self._all(query)
        return str(found[0].event_id) if found else None

    async def facts(
        self,
        kinds: Iterable[str] = (),
        *,
        since: int = 0,
        until: int | None = None,
        subject: str = "",
        room_key: str = "",
    ) -> list[Fact]:
        """What is remembered, in the order of time."""
        query = select(facts).where(facts.c.at >= since).order_by(facts.c.at, facts.c.id)
        wanted = list(kinds)
        if wanted:
            query = query.where(facts.c.kind.in_(wanted))
        if until is not None:
            query = query.where(facts.c.at < until)
        if subject:
            query = query.where(facts.c.subject == subject)
        if room_key:
            query = query.where(facts.c.room_key == room_key)
        return [
            Fact(it.id, it.kind, it.at, it.room_key, it.subject, it.data)
            for it in await self._all(query)
        ]

    async def fact(self, fact_id: str) -> Fact | None:
        """One thing remembered."""
        found = await self._all(select(facts).where(facts.c.id == fact_id))
        if not found:
            return None
        it = found[0]
        return Fact(it.id, it.kind, it.at, it.room_key, it.subject, it.data)

    async def timer(self, key: str) -> int | None:
        """When what was scheduled under `key` is due (milliseconds)."""
        found = await self._all(select(timers.c.due).where(timers.c.key == key))
        return int(found[0].due) if found else None

    async def question(self, user: str, room_id: str, now: int) -> Mapping[str, Any] | None:
        """What was asked of `user` in that room and waits for an answer."""
        query = select(questions.c.payload).where(
            questions.c.user == user, questions.c.room_id == room_id, questions.c.until > now
        )
        found = await self._all(query)
        return dict(found[0].payload) if found else None

    async def counts(self) -> dict[str, int]:
        """Work that waits and work given up, for metrics."""
        waiting = await self._all(select(func.count()).select_from(jobs))
        effects_waiting = await self._all(
            select(outbox.c.state, func.count()).group_by(outbox.c.state)
        )
        states = {row[0]: row[1] for row in effects_waiting}
        return {
            "jobs": waiting[0][0],
            "outgoing": states.get("waiting", 0),
            "failed": states.get("failed", 0),
        }


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Write-ahead log: readers do not wait for writers, and a killed process loses nothing."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.close()
