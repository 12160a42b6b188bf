"""What the commands do: reads, plans, applies, and prints; the edge around the pure core."""

import asyncio
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typer
import yaml
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from policy.decision import Moment
from provisioning import explain as explaining
from provisioning.actions import Action, atoms
from provisioning.apply import Apply, Result, weight
from provisioning.connection import Connection, connection
from provisioning.matrix.client import MatrixClient, MatrixError
from provisioning.matrix.server import Homeserver
from provisioning.observe import Observed, observe
from provisioning.planning import (
    Inputs,
    Plan,
    SavedPlan,
    is_covered,
    load_plan,
    make_plan,
    read_folder,
    save_plan,
)
from provisioning.problems import InputError
from provisioning.registry import RegistryError
from provisioning.render import PlanText, count_results, error_text
from provisioning.roster.model import Role, Roster
from provisioning.roster.read import RosterReading, read_roster
from provisioning.school import load_school
from provisioning.year.marker import read_turn
from templates import DEFAULT_LANGUAGE, LANGUAGES, message, say

# A connection that breaks in the middle is not the end: look again, do the rest.
_ROUNDS = 3


class Refused(Exception):
    """A command cannot go on; the sentence has been said in full."""


def err(text: str) -> None:
    """One line to standard error."""
    sys.stderr.write(text + "\n")


def today() -> date:
    """The day of this run, in the school's (this machine's) time zone."""
    return date.today()


def system_language() -> str:
    """PARTA_LANG, or the environment's language where it is one of ours, or Russian."""
    for name in ("PARTA_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        code = os.environ.get(name, "")[:2].lower()
        if code in LANGUAGES:
            return code
    return DEFAULT_LANGUAGE


def language_of(folder: Path) -> str:
    """The school's language where school.yaml can be read at all; PARTA_LANG wins."""
    if os.environ.get("PARTA_LANG", "")[:2].lower() in LANGUAGES:
        return system_language()
    try:
        found = yaml.safe_load((folder / "school.yaml").read_text(encoding="utf-8-sig"))
        language = found.get("language") if isinstance(found, dict) else None
    except (OSError, ValueError, yaml.YAMLError, RecursionError):
        language = None
    return language if language in LANGUAGES else system_language()


@contextmanager
def errors_told(folder: Path) -> Iterator[str]:
    """Run a command; every expected failure becomes a sentence and exit code 1."""
    language = language_of(folder)
    try:
        yield language
    except InputError as error:
        print_problems(error, language)
    except MatrixError as error:
        err(error_text(error, language))
    except BrokenPipeError:
        raise
    except OSError as error:
        err(
            say(
                message("file-unwritable", path=str(error.filename or ""), why=str(error.strerror)),
                language,
            )
        )
    except RegistryError as error:
        err(say(message("registry-damaged", why=str(error)), language))
    except Refused as error:
        err(str(error))
    else:
        return
    raise typer.Exit(1)


def print_problems(error: InputError, language: str) -> None:
    """Every problem, one a line, then how many."""
    for problem in error.problems:
        err(problem.render(language))
    err(say(message("problems-total", count=len(error.problems)), language))


def print_warnings(inputs: Inputs, language: str) -> None:
    """What is strange but no mistake."""
    for warning in inputs.warnings:
        err(warning.render(language))


def read(folder: Path) -> Inputs:
    """The school folder, whole and without a mistake."""
    return read_folder(folder, today())[0]


def reading(folder: Path) -> RosterReading:
    """The roster alone, with whatever is wrong in it; school.yaml may be wrong as well."""
    try:
        school_year = load_school(folder)[0].school_year
    except InputError:
        school_year = today().year
    return read_roster(folder / "roster", school_year=school_year, today=today())


def counts(roster: Roster) -> dict[str, int]:
    """How many of whom, for the sentence after a successful check."""
    roles = Counter(role for person in roster.people.values() for role in person.roles)
    return {
        "people": len(roster.people),
        "pupils": roles[Role.PUPIL],
        "parents": roles[Role.PARENT],
        "staff": sum(1 for it in roster.people.values() if it.roles - {Role.PUPIL, Role.PARENT}),
        "groups": len(roster.groups),
    }


def plan(folder: Path, home: Path | None, allow_removals: int, out: Path | None) -> Plan:
    """Read, observe, compare."""
    inputs = read(folder)
    where = connection(inputs.school, folder, home)
    found = asyncio.run(_observe(where, inputs))
    made = make_plan(inputs, found, today(), allow_removals)
    if out is not None:
        save_plan(made, inputs, out, allow_removals)
    return made


def plan_json(made: Plan, language: str) -> dict[str, Any]:
    """The plan for programs."""
    held = made.held
    return {
        "changes": bool(made.actions),
        "actions": [action.to_dict() for action in made.actions],
        "held": [say(reason, language) for reason in held.reasons] if held else [],
        "warnings": [say(warning, language) for warning in made.warnings],
    }


def print_plan(made: Plan, language: str, *, full: bool = False) -> None:
    """The plan for people."""
    out = console()
    for line in PlanText(made, language, full=full).lines():
        out.print(line, soft_wrap=True)


def print_held(made: Plan, language: str) -> None:
    """Why removals are held back, and how to let them go on."""
    for warning in made.warnings:
        err(say(warning, language))
    if made.held:
        for reason in made.held.reasons:
            err(say(reason, language))
        err(say(message("guard-what-to-do", people=len(made.held.lost)), language))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an apply."""

    failed: bool
    held: bool


def apply(
    folder: Path,
    home: Path | None,
    file: Path | None,
    allow_removals: int,
    language: str,
    *,
    confirmed: bool,
) -> Outcome:
    """Plan and carry out; with `file` only what that approved plan covers."""
    saved = None
    if file is not None:
        if allow_removals:
            raise Refused(say(message("plan-with-allow"), language))
        inputs = read(folder)
        saved = load_plan(file, inputs.school)
        inputs = read_folder(folder, saved.made)[0]
        allow_removals = saved.allow_removals
    else:
        inputs = read(folder)
    where = connection(inputs.school, folder, home)
    print_warnings(inputs, language)
    return asyncio.run(
        _apply(where, inputs, saved, allow_removals, language, ask=not confirmed and not saved)
    )


async def apply_here(where: Connection, inputs: Inputs, language: str) -> None:
    """Apply without a question, for the demo.

    Raises:
        Refused: something failed; it has been told.
    """
    outcome = await _apply(where, inputs, None, 0, language, ask=False)
    if outcome.failed:
        raise Refused(say(message("demo-apply-failed"), language))


async def _observe(where: Connection, inputs: Inputs) -> Observed:
    async with MatrixClient(where.homeserver, where.token) as client:
        return await observe(Homeserver(client), inputs.school)


async def _apply(
    where: Connection,
    inputs: Inputs,
    saved: SavedPlan | None,
    allow_removals: int,
    language: str,
    *,
    ask: bool,
) -> Outcome:
    day = saved.made if saved else today()
    async with MatrixClient(where.homeserver, where.token) as client:
        server = Homeserver(client)
        await check_token(server, inputs, language)
        found = await observe(server, inputs.school)
        if waits := read_turn(found.registry_state).waits:
            raise Refused(say(waits, language))
        made = make_plan(inputs, found, day, allow_removals)
        if saved and not is_covered(made, saved):
            raise Refused(say(message("plan-outdated"), language))
        if ask and made.actions and not _agreed(made, language):
            raise Refused(say(message("apply-not-agreed"), language))
        agreed = saved or SavedPlan(day, allow_removals, atoms(made.actions))
        failed, made = await carry_out(server, inputs, made, agreed, language)
    print_held(made, language)
    return Outcome(failed, made.held is not None)


async def carry_out(
    server: Homeserver, inputs: Inputs, made: Plan, agreed: SavedPlan, language: str
) -> tuple[bool, Plan]:
    """Do what was agreed to, look again where something failed, and tell what was done.

    Returns whether something failed in the end, and the plan of the last round.
    """
    results: list[Result] = []
    done: list[Result] = []
    for last in (number == _ROUNDS for number in range(1, _ROUNDS + 1)):
        results = await _execute(server, made, inputs, language)
        done += [result for result in results if result.error is None]
        if last or all(result.error is None for result in results):
            break
        found = await observe(server, inputs.school)
        again = make_plan(inputs, found, agreed.made, agreed.allow_removals)
        # Later rounds do the rest of what was agreed to, never more.
        if _same(again, made) or not is_covered(again, agreed):
            break
        made = again
    _print_results([*done, *(it for it in results if it.error)], language)
    return any(result.error for result in results), made


def _same(one: Plan, other: Plan) -> bool:
    return [it.to_dict() for it in one.actions] == [it.to_dict() for it in other.actions]


async def check_token(server: Homeserver, inputs: Inputs, language: str) -> None:
    """Rooms must belong to the provisioning user and nobody else, or they are not found again."""
    user = await server.whoami()
    if user != inputs.school.provisioner_id:
        raise Refused(
            say(
                message("token-of-another", user=user, wanted=inputs.school.provisioner_id),
                language,
            )
        )


def _agreed(made: Plan, language: str) -> bool:
    print_plan(made, language)
    print_held(made, language)
    if not sys.stdin.isatty():
        err(say(message("apply-needs-yes"), language))
        return False
    return typer.confirm(say(message("apply-ask"), language))


async def _execute(server: Homeserver, made: Plan, inputs: Inputs, language: str) -> list[Result]:
    total = sum(map(weight, made.actions))
    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
    ) as bar:
        task = bar.add_task("", total=total)

        def progress(action: Action, steps: int) -> None:
            text = say(message(f"verb-{action.verb.replace('.', '-')}"), language)
            bar.update(task, advance=steps, description=text)

        job = Apply(server, made.wanted, made.found, inputs.layouts, inputs.school, progress)
        return await job.run(made.actions)


def _print_results(results: Sequence[Result], language: str) -> None:
    if not results:
        console().print(say(message("apply-nothing"), language))
        return
    table = Table(box=None, pad_edge=False)
    table.add_column(say(message("table-what"), language))
    table.add_column(say(message("table-done"), language), justify="right")
    table.add_column(say(message("table-failed"), language), justify="right")
    for verb, (done, failed) in count_results(results).items():
        table.add_row(
            say(message(f"verb-{verb.replace('.', '-')}"), language),
            str(done),
            Text(str(failed) if failed else "—", style="red" if failed else "dim"),
        )
    console().print(table)
    for result in results:
        if result.error:
            err(
                f"{result.action.verb} {result.action.target}: "
                + error_text(result.error, language)
            )


def explain(folder: Path, home: Path | None, user: str, room: str, language: str) -> None:
    """Print what `user` may do in `room`; asks the server for user names given before."""
    inputs = read(folder)
    try:
        where = connection(inputs.school, folder, home)
        found = asyncio.run(_observe(where, inputs))
    except InputError:
        if home is not None:
            raise
        # Without a server the answer is that of the files: enough to learn a right.
        found = Observed()
    made = make_plan(inputs, found, today())
    users = explaining.find_user(made.wanted, user)
    rooms = explaining.find_room(
        made.wanted, {key: it.room_id for key, it in found.rooms.items()}, room
    )
    exactly_one(users, user, "user", language, {it: made.wanted.accounts[it].name for it in users})
    exactly_one(rooms, room, "room", language, {it: made.wanted.rooms[it].name for it in rooms})
    now = datetime.now(ZoneInfo(inputs.layouts.safety.timezone))
    answer = explaining.explain(
        made.wanted,
        found.registry_state,
        users[0],
        rooms[0],
        Moment(now.hour * 60 + now.minute, int(now.timestamp() * 1000)),
    )
    _print_explanation(answer, inputs, language)


def exactly_one(
    found: Sequence[str], asked: str, what: str, language: str, names: dict[str, str]
) -> None:
    """Raises Refused: nobody or nothing is called so, or several are; they are told."""
    if not found:
        raise Refused(say(message(f"explain-no-{what}", asked=asked), language))
    if len(found) > 1:
        lines = [say(message(f"explain-many-{what}", asked=asked, count=len(found)), language)]
        lines += [f"  {it}  {names[it]}" for it in found[:20]]
        raise Refused("\n".join(lines))


def _print_explanation(answer: explaining.Explanation, inputs: Inputs, language: str) -> None:
    out = console()
    regulation = inputs.layouts.regulation
    if not answer.roles:
        out.print(
            say(message("explain-outside", name=answer.name, room=answer.room.name), language)
        )
        return
    titles = ", ".join(regulation.roles[role].title[language] for role in answer.roles)
    out.print(
        say(
            message("explain-head", name=answer.name, room=answer.room.name, roles=titles), language
        )
    )
    for allowed in (True, False):
        chosen = [it for it in answer.verdicts if it[1].allowed is allowed]
        if not chosen:
            continue
        out.print()
        out.print(
            Text(say(message("explain-may" if allowed else "explain-may-not"), language), "bold")
        )
        for feature, verdict in chosen:
            row = verdict.row
            source = (
                say(message("explain-clause", clause=row.clause, row=row.id), language)
                if row and row.clause
                else say(message("explain-setting", row=row.id if row else "—"), language)
            )
            sign, style = ("+", "green") if allowed else ("−", "red")
            out.print(
                Text(f"  {sign} {feature.title[language]}", style).append(f"  ({source})", "dim"),
                soft_wrap=True,
            )
    out.print()
    out.print(Text(say(message("explain-settings"), language), "bold"))
    for setting in answer.settings:
        out.print(Text(f"  · {say(setting, language)}"), soft_wrap=True)


def console() -> Console:
    """Standard output: colours in a terminal, plain and unfolded in a pipe."""
    return Console(highlight=False, soft_wrap=True)
