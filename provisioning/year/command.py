"""`parta rollover`: shows the turn of the year, carries it out, takes it back, pauses the rest."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import typer

from files.private import write_private
from policy import events
from provisioning import run
from provisioning.actions import atoms
from provisioning.connection import Connection, connection
from provisioning.desired.state import with_orders
from provisioning.layouts.load import REGISTRY_KIND, load_layouts
from provisioning.matrix.client import MatrixClient
from provisioning.matrix.server import Homeserver
from provisioning.observe import Observed, observe
from provisioning.planning import Inputs, Plan, SavedPlan, is_covered, make_plan
from provisioning.roster.model import Roster
from provisioning.run import Refused
from provisioning.school import load_school
from provisioning.year import checks, marker, paper, saved
from provisioning.year.compare import ClassMove, Year, checksum, compare
from provisioning.year.marker import Stage, Turn
from templates import Message, message, say


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed. `file` is an approved roll-over, `out` where to write one, instead of doing
    it; `export` where the rooms of graduates go, None for nowhere.
    """

    file: Path | None = None
    out: Path | None = None
    repeaters: Collection[str] = ()
    allow_removals: int = 0
    export: Path | None = None
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it: was there anything to do, was it only shown, did something fail."""

    changes: bool = False
    failed: bool = False
    held: bool = False


@dataclass(frozen=True)
class _Rolling:
    """A roll-over that may be carried out."""

    year: Year
    before: Roster
    plan: Plan
    turn: Turn
    lists: str

    @property
    def allowed(self) -> int:
        """The guard has been asked already: everybody of before may be among those who go."""
        return len(self.before.people)


def rollover(folder: Path, home: Path | None, asked: Asked, language: str) -> Outcome:
    """Plan and carry out the turn of the year.

    Raises:
        InputError, MatrixError, RegistryError, Refused: as for `apply`.
    """
    inputs = run.read(folder)
    where = connection(inputs.school, folder, home)
    run.print_warnings(inputs, language)
    return asyncio.run(_rollover(where, inputs, asked, language))


def undo(folder: Path, home: Path | None, language: str, *, confirmed: bool) -> Outcome:
    """Take the last roll-over back; errors as in `rollover`. Needs no lists."""
    # The lists are next year's, and may be what is wrong.
    school = load_school(folder)[0]
    where = connection(school, folder, home)
    inputs = Inputs(
        school.model_copy(update={"confirmations": ()}),
        load_layouts(folder / "room_layouts"),
        Roster({}, {}, frozenset()),
    )
    return asyncio.run(_undo(where, inputs, language, confirmed=confirmed))


def pause(folder: Path, home: Path | None, language: str, *, paused: bool) -> None:
    """Let `apply` wait, or go on; errors as in `rollover`."""
    school = load_school(folder)[0]
    inputs = Inputs(school, load_layouts(folder / "room_layouts"), Roster({}, {}, frozenset()))
    where = connection(school, folder, home)
    asyncio.run(_pause(where, inputs, language, paused=paused))


@asynccontextmanager
async def _school(
    where: Connection, inputs: Inputs, language: str
) -> AsyncIterator[tuple[Homeserver, Observed]]:
    async with MatrixClient(where.homeserver, where.token) as client:
        server = Homeserver(client)
        await run.check_token(server, inputs, language)
        yield server, await observe(server, inputs.school)


async def _rollover(where: Connection, inputs: Inputs, asked: Asked, language: str) -> Outcome:
    async with _school(where, inputs, language) as (server, found):
        approved = saved.load(asked.file, inputs.school) if asked.file else None
        if approved:
            allow = approved.plan.allow_removals
            asked = replace(asked, repeaters=approved.repeaters, allow_removals=allow)
        rolling = _planned(inputs, found, asked, language, approved)
        if isinstance(rolling, Outcome):
            return rolling
        if approved and not (
            rolling.lists == approved.lists and is_covered(rolling.plan, approved.plan)
        ):
            raise Refused(say(message("plan-outdated"), language))
        years = _years(inputs)
        if not approved:
            text = paper.as_text(rolling.year, inputs.school.name, years, language)
            run.console().print(text, markup=False, soft_wrap=True)
        if asked.out is not None:
            _write(rolling, inputs, asked, asked.out, language)
            return Outcome(changes=True)
        if not approved and not asked.confirmed:
            _ask("turn-ask", language)
        if asked.export is not None:
            await _export_graduates(
                server, where, inputs, found, rolling.year, asked.export, language
            )
        agreed = SavedPlan(rolling.plan.made, rolling.allowed, atoms(rolling.plan.actions))
        await _begin(server, found, rolling)
        failed, _ = await run.carry_out(server, inputs, rolling.plan, agreed, language)
        if not failed:
            await _mark(server, found, _mine(rolling).now(Stage.DONE, _now()))
            _tell("turn-done", language, count=len(rolling.year.newcomers))
        return Outcome(changes=True, failed=failed)


def _planned(
    inputs: Inputs,
    found: Observed,
    asked: Asked,
    language: str,
    approved: saved.Approved | None,
) -> _Rolling | Outcome:
    """The roll-over that these lists mean, or why there is none."""
    turn = marker.read_turn(found.registry_state)
    after = with_orders(inputs.roster, inputs.school)
    lists = checksum(after)
    if turn.stage is Stage.UNDOING:
        raise Refused(say(message("turn-undoing"), language))
    goes_on = turn.stage is Stage.ROLLING
    if goes_on and turn.lists != lists:
        raise Refused(say(message("turn-lists-changed"), language))
    before = marker.before(found.registry_state) if goes_on else found.registry.roster
    if not goes_on and checksum(before) == lists:
        _tell("turn-nothing", language)
        return Outcome()
    year = compare(before, after, found.registry)
    # What goes on was looked at before it began; half of it stands in the registry by now.
    if not goes_on:
        wrong = list(checks.refusals(before, after, year, frozenset(asked.repeaters)))
        if wrong:
            raise Refused("\n".join(say(it, language) for it in wrong))
        held = checks.removals(
            before, after, year, found.registry, inputs.school, asked.allow_removals
        )
        if held:
            for reason in held.reasons:
                run.err(say(reason, language))
            run.err(say(message("turn-held", people=len(held.lost)), language))
            return Outcome(held=True)
    made = date.fromisoformat(turn.day) if goes_on else run.today()
    if approved and not goes_on:
        made = approved.plan.made
    plan = make_plan(inputs, found, made, len(before.people))
    if not plan.actions and not goes_on:
        _tell("turn-nothing", language)
        return Outcome()
    return _Rolling(year, before, plan, turn, lists)


async def _begin(server: Homeserver, found: Observed, rolling: _Rolling) -> None:
    """Write down the roster as it was, then that the school rolls over; once."""
    if rolling.turn.stage is Stage.ROLLING:
        return
    room = found.rooms[REGISTRY_KIND].room_id
    for (kind, key), content in marker.keep(found.registry_state).items():
        await server.put_state(room, kind, key, content)
    await _mark(server, found, _mine(rolling))


def _mine(rolling: _Rolling) -> Turn:
    day = rolling.plan.made.isoformat()
    return Turn(Stage.ROLLING, False, _now(), day, rolling.lists)


async def _mark(server: Homeserver, found: Observed, turn: Turn) -> None:
    room = found.rooms[REGISTRY_KIND].room_id
    await server.put_state(room, events.ROLLOVER, "", turn.to_dict())


async def _undo(where: Connection, inputs: Inputs, language: str, *, confirmed: bool) -> Outcome:
    async with _school(where, inputs, language) as (server, found):
        turn = marker.read_turn(found.registry_state)
        if not turn.can_be_undone(_now()):
            raise Refused(say(message("turn-no-undo"), language))
        before = marker.before(found.registry_state)
        inputs = replace(inputs, roster=before)
        allowed = len(found.registry.roster.people)
        plan = make_plan(inputs, found, run.today(), allowed)
        if not confirmed:
            run.print_plan(plan, language)
        run.console().print(say(message("year-undo-title"), language))
        for line in paper.undo_cannot(language):
            run.console().print(f"  · {line}", markup=False, soft_wrap=True)
        if not confirmed:
            _ask("turn-ask-undo", language)
        # The time of the roll-over is kept until it is taken back whole.
        await _mark(server, found, replace(turn, stage=Stage.UNDOING))
        agreed = SavedPlan(plan.made, allowed, atoms(plan.actions))
        failed, _ = await run.carry_out(server, inputs, plan, agreed, language)
        if not failed:
            await _mark(server, found, turn.now(Stage.UNDONE, _now(), paused=True))
            _tell("turn-undone", language)
        return Outcome(changes=True, failed=failed)


async def _pause(where: Connection, inputs: Inputs, language: str, *, paused: bool) -> None:
    async with _school(where, inputs, language) as (server, found):
        if REGISTRY_KIND not in found.rooms:
            raise Refused(say(message("turn-no-school"), language))
        turn = marker.read_turn(found.registry_state)
        if turn.stage in (Stage.ROLLING, Stage.UNDOING) and turn.waits:
            raise Refused(say(turn.waits, language))
        await _mark(server, found, replace(turn, paused=paused))
        _tell("turn-is-paused" if paused else "turn-resumed", language)


async def _export_graduates(
    server: Homeserver,
    where: Connection,
    inputs: Inputs,
    found: Observed,
    year: Year,
    folder: Path,
    language: str,
) -> None:
    from provisioning.export.command import export_rooms  # noqa: PLC0415 (only here is it needed)

    for it in year.graduated:
        rooms = [
            room
            for key, room in sorted(found.rooms.items())
            if room.content(events.LOCATOR).get("group") == it.key
        ]
        await export_rooms(
            server, where, inputs.school, found, inputs.layouts.safety.timezone, rooms,
            folder / _folder_name(inputs.school.school_year, it), f"{it.was}", language,
        )  # fmt: skip


def _folder_name(year: int, it: ClassMove) -> str:
    """«2027 4А»: the next year's graduates go beside them. A title may hold any sign."""
    return f"{year} " + (it.was or it.key).replace("/", "-").replace("\\", "-").replace("\0", "")


def _write(rolling: _Rolling, inputs: Inputs, asked: Asked, out: Path, language: str) -> None:
    """The paper to read and sign, the same as text, and the file to approve."""
    out.mkdir(parents=True, exist_ok=True, mode=0o700)
    years, school = _years(inputs), inputs.school
    made = rolling.plan.made
    write_private(
        out / "rollover.html", paper.as_page(rolling.year, school.name, years, made, language)
    )
    write_private(out / "rollover.txt", paper.as_text(rolling.year, school.name, years, language))
    repeaters = {it.person for it in rolling.year.repeaters}
    saved.save(
        rolling.plan,
        rolling.lists,
        repeaters,
        asked.allow_removals,
        school,
        out / "rollover.json",
    )
    _tell("turn-written", language, path=str(out))


def _years(inputs: Inputs) -> str:
    year = inputs.school.school_year
    return f"{year}/{(year + 1) % 100:02}"


def _ask(key: str, language: str) -> None:
    if not sys.stdin.isatty():
        run.err(say(message("apply-needs-yes"), language))
        raise Refused(say(message("apply-not-agreed"), language))
    if not typer.confirm(say(message(key), language)):
        raise Refused(say(message("apply-not-agreed"), language))


def _tell(key: str, language: str, **values: str | int) -> None:
    said: Message = message(key, **values)
    run.console().print(say(said, language), markup=False, soft_wrap=True)


def _now() -> int:
    return int(time.time() * 1000)
