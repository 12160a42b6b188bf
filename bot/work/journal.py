"""What the assistant will have to know and do, written into the registry room as it comes to be.

The database is a cache: what a job keeps (facts, timers, what happened once, questions) stands in
no room by itself, so each job that keeps something is followed by one `org.parta.kept` event. What
can be read from the rooms again is not written twice (`bot.work.rebuild`).
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot import effects
from bot.effects import Ask, Cancel, Kept, Once, Remember, Schedule, Send
from bot.matrix.batch import Event, content_of
from bot.store.store import Job
from policy import events

_TIMER = "timer:"
_RECURRING = "timer:every:"
# An event holds 64 KiB; what stands around the notes is small.
_LARGEST = 48_000
_KINDS = {it.__name__: it for it in (Remember, Schedule, Cancel, Once, Ask)}


@dataclass(frozen=True, slots=True)
class Unwritten:
    """What is not written down: jobs that look again by themselves, facts that rooms tell."""

    jobs: frozenset[str] = frozenset()
    facts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Entry:
    """One event read again, in the order of `at` (milliseconds) and `number`."""

    at: int
    number: int
    kept: Sequence[Kept]
    done: Sequence[str]  # keys of timers whose work is done


def batch_of(job: Job) -> str:
    """The name of a job's work: that of a timer is the same whoever sets it again."""
    if not job.lane.startswith(_TIMER) or "due" not in job.payload:
        return ""
    return hashlib.sha256(f"{job.lane}\n{job.payload['due']}".encode()).hexdigest()


def notes(
    room_id: str, job: Job, kept: Iterable[Kept], now: int, unwritten: Unwritten
) -> list[Send]:
    """The events that tell of a job's end; none where nobody will need to know."""
    lines = [_line(it) for it in kept if _is_written(it, unwritten)]
    done = [job.lane.removeprefix(_TIMER)] if _was_planned(job, unwritten) else []
    if not lines and not done:
        return []
    parts: list[list[Mapping[str, Any]]] = [[]]
    size = 0
    for line in lines:
        length = len(json.dumps(line, ensure_ascii=False).encode(errors="replace"))
        if size and size + length > _LARGEST:
            parts.append([])
            size = 0
        parts[-1].append(line)
        size += length
    return [
        Send(
            room_id,
            {"at": now, "number": job.id, "part": number, "kept": part,
             "done": done if number == len(parts) - 1 else []},
            events.KEPT,
        )
        for number, part in enumerate(parts)
    ]  # fmt: skip


def _was_planned(job: Job, unwritten: Unwritten) -> bool:
    return (
        job.lane.startswith(_TIMER)
        and not job.lane.startswith(_RECURRING)
        and "due" in job.payload
        and job.name not in unwritten.jobs
    )


def _is_written(it: Kept, unwritten: Unwritten) -> bool:
    match it:
        case Remember():
            return it.kind not in unwritten.facts
        case Schedule():
            return it.name not in unwritten.jobs
        case Cancel() | Once() | Ask():
            return True
    return False


def _line(it: Kept) -> Mapping[str, Any]:
    return {"is": type(it).__name__, **asdict(it)}


def entry_of(event: Event, me: str) -> Entry | None:
    """What one event of the registry room tells; None where it is none of ours, or damaged."""
    content = content_of(event)
    if event.get("sender") != me or event.get("type") != events.KEPT:
        return None
    lines, done = content.get("kept"), content.get("done")
    if not isinstance(lines, list) or not isinstance(done, list):
        return None
    at, number, part = (content.get(it) for it in ("at", "number", "part"))
    if not isinstance(at, int) or not isinstance(number, int) or not isinstance(part, int):
        return None
    found = [_read(it) for it in lines]
    return Entry(at, number * 1000 + part, [it for it in found if it], [str(it) for it in done])


def _read(line: object) -> Kept | None:
    if not isinstance(line, Mapping):
        return None
    fields = dict(line)
    kind = _KINDS.get(str(fields.pop("is", "")))
    try:
        return kind(**fields) if kind is not None else None
    except TypeError:  # a later version of us wrote it
        return None


def standing(entries: Iterable[Entry], found: Iterable[Kept], again: Collection[str]) -> list[Kept]:
    """What holds now: first what the rooms tell (`found`), then what was written down, in order.

    Timers whose work is done are not set again, nor those of jobs `again` that look by themselves.
    One that is due since is set: its work is done late, and once.
    """
    timers: dict[str, Schedule] = {}
    kept: list[Kept] = []

    def take(it: Kept) -> None:
        match it:
            case Schedule():
                if it.name not in again:
                    timers[it.key] = it
            case Cancel():
                timers.pop(it.key, None)
            case _:
                kept.append(it)

    for it in found:
        take(it)
    for entry in sorted(entries, key=lambda it: (it.at, it.number)):
        # The work of a timer may set that very timer anew.
        for key in entry.done:
            timers.pop(key, None)
        for it in entry.kept:
            take(it)
    return [*kept, *timers.values()]


def once_names(entries: Iterable[Entry]) -> frozenset[str]:
    """What happened already that may happen once only."""
    return frozenset(
        it.name for entry in entries for it in entry.kept if isinstance(it, effects.Once)
    )
