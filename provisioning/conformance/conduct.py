"""Conducts a run: sets the stage, tries every row, clears the stage, returns the report."""

import asyncio
import signal
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime

from policy.regulation import DIRECT
from provisioning.conformance import wire
from provisioning.conformance.cells import Cell, CellProbe, cells
from provisioning.conformance.model import Report, RowResult, Step, Trial
from provisioning.conformance.probes import Probe, all_probes
from provisioning.conformance.rows import load_rows
from provisioning.conformance.stage import Stage
from provisioning.conformance.trials import Attempt, NotNow, Prover, Stop
from provisioning.conformance.wire import Wire
from provisioning.connection import Connection
from provisioning.layouts.load import REGISTRY_KIND
from provisioning.matrix.client import MatrixClient, MatrixError, path
from provisioning.matrix.server import Homeserver
from provisioning.observe import observe
from provisioning.planning import Inputs, make_plan
from templates import Message, message

_MINUTES = 15
_MINUTES_THOROUGH = 120
# Few enough that the homeserver answers everybody else meanwhile.
_AT_ONCE = 4
Progress = Callable[[Message, int, int], None]  # what is being tried, done, of how many


class NoSchool(Exception):
    """There is no registry on the server: nothing was applied yet."""


async def conduct(
    where: Connection,
    inputs: Inputs,
    *,
    web: str = "",
    thorough: bool = False,
    only: Collection[str] = (),
    progress: Progress = lambda *_: None,
) -> Report:
    """Try the regulation on the live server; `only` limits it to the rows with these ids.

    `web` is the address of the assistant's web side, empty where it is not known.

    Raises:
        MatrixError: the server cannot be read, or the stage not be set or cleared.
        NoSchool: nothing was applied to the server yet.
    """
    began = time.monotonic()
    with _cancelled_by_signals():
        async with MatrixClient(where.homeserver, where.token) as client:
            server = Homeserver(client)
            found = await observe(server, inputs.school)
            if REGISTRY_KIND not in found.rooms:
                raise NoSchool
            changes = len(make_plan(inputs, found, datetime.now().date()).actions)
            version = await client.get(path("_synapse", "admin", "v1", "server_version"))
            wire_ = Wire(where.homeserver)
            minutes = _MINUTES_THOROUGH if thorough else _MINUTES
            progress(message("conformance-setting"), 0, 1)
            try:
                stage = Stage(
                    server, inputs.school, inputs.layouts, found, where.homeserver, minutes
                )
                async with stage:
                    rows = await prove(
                        stage, wire_, changes, thorough=thorough, only=only, progress=progress,
                        web=Connection(web, where.token) if web else None,
                    )  # fmt: skip
                    places = {room.room_id: room.kind for room in stage.rooms.values()}
                    progress(message("conformance-clearing"), 1, 1)
            finally:
                await wire_.close()
    regulation = inputs.layouts.regulation
    return Report(
        school=inputs.school.name,
        server=inputs.school.server_name,
        software=f"Synapse {str(version.get('server_version', '')).partition(' ')[0]}",
        at=datetime.now().astimezone().isoformat(timespec="seconds"),
        seconds=round(time.monotonic() - began, 1),
        thorough=thorough,
        rows=rows,
        places=places,
        regulation={"version": regulation.version, **regulation.title},
    )


async def prove(
    stage: Stage,
    wire_: Wire,
    changes: int,
    *,
    web: Connection | None = None,
    thorough: bool = False,
    only: Collection[str] = (),
    progress: Progress = lambda *_: None,
) -> list[RowResult]:
    """Try the rows on a stage that is set; `changes` is what a plan would do."""
    run = _Run(Prover(stage, wire_, changes, web), only, progress)
    trials = await run.all(thorough=thorough)
    return [
        RowResult(row, trials.get(row.id, ()))
        for row in load_rows(stage.layouts.regulation)
        if not only or row.id in only
    ]


class _Run:
    def __init__(self, prover: Prover, only: Collection[str], progress: Progress) -> None:
        self._prover = prover
        self._only = frozenset(only)
        self._progress = progress
        self._trials: dict[str, list[Trial]] = defaultdict(list)
        self._gate = asyncio.Semaphore(_AT_ONCE)
        self._done = 0
        self._total = 0

    async def all(self, *, thorough: bool) -> Mapping[str, list[Trial]]:
        """Every probe; the timeline is compared last, when everything was sent."""
        probes = [it for it in all_probes() if self._wanted(it.rows)]
        known = {row.id for row in load_rows(self._prover.regulation)}
        derived: dict[tuple[str, str], list[Cell]] = defaultdict(list)
        for cell in cells(self._prover, thorough=thorough):
            if cell.row in known and self._wanted((cell.row,)):
                derived[cell.row, cell.feature].append(cell)
        self._total = len(probes) + len(derived)
        async with asyncio.TaskGroup() as group:
            for it in probes:
                group.create_task(self._probe(it))
            for (row, feature), them in derived.items():
                group.create_task(self._cells(row, feature, them))
        if self._wanted(("T2",)):
            await self._timeline()
        return self._trials

    def _wanted(self, rows: Collection[str]) -> bool:
        return not self._only or not self._only.isdisjoint(rows)

    async def _probe(self, probe: Probe) -> None:
        # The trial is shared by its rows: it was done once.
        trial = Trial(probe.rows[0], message(probe.title))
        async with self._gate:
            await self._attempt(trial, probe)
        for row in probe.rows:
            self._trials[row].append(trial)

    async def _attempt(self, trial: Trial, probe: Probe) -> None:
        it = Attempt(self._prover, trial)
        try:
            await probe.run(it)
        except Stop:
            pass
        except NotNow as error:
            # What failed before stays failed.
            if all(step.ok for step in trial.steps):
                trial.open = error.why
        except MatrixError as error:
            note = message("conformance-no-answer", why=str(error))
            trial.steps.append(Step("system", "seen", ok=False, note=note))
        self._tell(trial.title)

    async def _cells(self, row: str, feature: str, them: list[Cell]) -> None:
        trial = Trial(row, message("conformance-cell", feature=feature))
        it = Attempt(self._prover, trial)
        probe = CellProbe(it)
        async with self._gate:
            for cell in them:
                try:
                    await probe.run(cell)
                except NotNow as error:
                    # Quiet hours of the school: what could be tried counts.
                    if not trial.steps:
                        trial.open = error.why
                except MatrixError as error:
                    note = message("conformance-no-answer", why=str(error))
                    trial.steps.append(Step("system", "seen", ok=False, note=note))
        self._tell(trial.title)
        if trial.steps or trial.open:
            self._trials[row].append(trial)

    async def _timeline(self) -> None:
        """Everything that was allowed is in the rooms, and nothing that was refused."""
        trial = Trial("T2", message("probe-timeline"))
        it = Attempt(self._prover, trial)
        mine = set(self._prover.cast.users.values())
        for name, room in self._prover.stage.rooms.items():
            if name == DIRECT:
                continue
            answer = await self._prover.stage.server.client.get(
                path(*wire.CLIENT, "rooms", room.room_id, "messages"),
                {"dir": "b", "limit": "1000"},
            )
            there = {
                one["event_id"]
                for one in answer["chunk"]
                if one["sender"] in mine and one["type"] != "m.room.member"
            }
            sent = self._prover.sent[room.room_id]
            it.see(
                there == sent,
                message("probe-timeline-room", kind=room.kind, count=len(sent)),
            )
        self._trials["T2"].append(trial)

    def _tell(self, what: Message) -> None:
        self._done += 1
        self._progress(what, self._done, self._total)


@contextmanager
def _cancelled_by_signals() -> Iterator[None]:
    """SIGTERM ends a run as Ctrl-C does: what was set up is removed."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    if task is None:
        yield
        return
    with suppress(NotImplementedError, ValueError, RuntimeError):
        loop.add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        yield
    finally:
        with suppress(NotImplementedError, ValueError, RuntimeError):
            loop.remove_signal_handler(signal.SIGTERM)
