"""From a school folder and an observed server to a plan; and plans as files that people approve."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from files.private import write_private
from provisioning.actions import Action, Verb, atoms
from provisioning.desired.state import Desired, desired, with_orders
from provisioning.diff import diff
from provisioning.guard import Held, check_removals, without_removals
from provisioning.handover import told, unstaffed, with_teachers
from provisioning.identity import changed_identities, taken_programs
from provisioning.layouts.load import Layouts, load_layouts
from provisioning.observe import Observed
from provisioning.problems import InputError, Place, Problem
from provisioning.roster.model import Roster
from provisioning.roster.read import RosterReading, read_roster
from provisioning.school import School, load_school
from provisioning.yamlfile import YamlFile
from provisioning.year.marker import read_turn
from templates import Message, message

_FORMAT = 1


@dataclass(frozen=True)
class Inputs:
    """Everything that a school folder says, read whole and without a mistake."""

    school: School
    layouts: Layouts
    roster: Roster
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What has to happen. `held` says why removals are not in it, if they are not."""

    actions: tuple[Action, ...]
    wanted: Desired
    found: Observed
    held: Held | None
    warnings: tuple[Message, ...]
    made: date


def read_folder(folder: Path, today: date) -> tuple[Inputs, RosterReading]:
    """Read school.yaml, room_layouts/ and roster/ of a school folder.

    Raises:
        InputError: every problem of all files; a roster that was not read whole is one.
    """
    problems: list[Problem] = []
    school = layouts = None
    if not folder.is_dir():
        raise InputError([Problem(Place(folder), message("folder-missing"))])
    try:
        school, file = load_school(folder)
    except InputError as error:
        problems += error.problems
    try:
        layouts = load_layouts(folder / "room_layouts")
    except InputError as error:
        problems += error.problems
    # Without school.yaml the roster is still read, so that its mistakes are told in one go.
    reading = read_roster(
        folder / "roster", school_year=school.school_year if school else today.year, today=today
    )
    problems += reading.problems
    if school is not None and reading.roster is not None:
        problems += _check_confirmations(school, file, reading.roster)
    if problems or school is None or layouts is None or reading.roster is None:
        raise InputError(problems)
    return Inputs(school, layouts, reading.roster, reading.warnings), reading


def _check_confirmations(school: School, file: YamlFile, roster: Roster) -> Iterator[Problem]:
    """An order that names nobody of the roster would confirm nobody, silently."""
    for number, confirmation in enumerate(school.confirmations):
        if confirmation.people == "all":
            continue
        for index, person in enumerate(confirmation.people):
            if person not in roster.people:
                yield Problem(
                    file.place(("confirmations", number, "people", index)),
                    message("confirmation-of-nobody", person=person),
                )


def make_plan(inputs: Inputs, found: Observed, today: date, allow_removals: int = 0) -> Plan:
    """Compute the plan. Pure.

    Raises:
        InputError: an id of the roster names somebody else than before, or a program would get
            somebody's account.
    """
    before = found.registry.roster
    after = with_orders(inputs.roster, inputs.school)
    changed = [*changed_identities(found.registry, after), *taken_programs(found, inputs.school)]
    if changed:
        raise InputError(changed)
    held = check_removals(
        before,
        after,
        inputs.school.removal_guard,
        allow_removals,
        found.registry.held,
    )
    roster = without_removals(before, after, held.lost) if held else after
    lists_in_doubt = held is not None
    waiting = unstaffed(before, roster, found.registry)
    if waiting and len(frozenset().union(*waiting.values())) > allow_removals:
        roster = with_teachers(before, roster, waiting)
        held = told(before, waiting, held)

    def compare(held_back: frozenset[str]) -> tuple[Desired, list[Action]]:
        wanted = desired(
            roster,
            inputs.layouts,
            inputs.school,
            found.registry,
            found.foreign_users,
            today,
            held_back,
            erase=not lists_in_doubt,
        )
        return wanted, diff(wanted, found, inputs.school)

    # While removals are held, marks come and never go, so that the same lists plan the same.
    marked = found.registry.held if lists_in_doubt else frozenset()
    wanted, actions = compare(marked)
    if actions and held and lists_in_doubt:
        # Something is added while people are missing: remember whom, or the newcomers would make
        # their share look small next time. With nothing to add there is nothing to remember.
        wanted, actions = compare(marked | held.lost)
    return Plan(
        actions=tuple(actions),
        wanted=wanted,
        found=found,
        held=held,
        warnings=tuple(_warnings(wanted, found)),
        made=today,
    )


def _warnings(wanted: Desired, found: Observed) -> list[Message]:
    """What a plan cannot mend and a person should know."""
    said = [
        message("warning-deactivated", user=user, name=account.name)
        for user, account in sorted(wanted.everybody.items())
        if not account.locked and user in found.accounts and found.accounts[user].deactivated
    ]
    said += [
        message("warning-admin", user=user, name=account.name)
        for user, account in sorted(wanted.everybody.items())
        if user in found.accounts and found.accounts[user].admin
    ]
    if waits := read_turn(found.registry_state).waits:
        said.append(waits)
    for key, room in sorted(found.rooms.items()):
        if room.content("m.room.encryption"):
            said.append(Message("warning-encrypted", {"key": key}))
        banned = sum(
            1
            for user, how in room.members.items()
            if how == "ban" and key in wanted.rooms and user in wanted.rooms[key].roles
        )
        if banned:
            said.append(Message("warning-banned", {"key": key, "count": banned}))
    return said


def save_plan(plan: Plan, inputs: Inputs, path: Path, allow_removals: int) -> None:
    """Write a plan for approval; readable JSON, without any secret."""
    content = {
        "parta_plan": _FORMAT,
        "school": inputs.school.id,
        "server_name": inputs.school.server_name,
        "made": plan.made.isoformat(),
        "allow_removals": allow_removals,
        "actions": [action.to_dict() for action in plan.actions],
    }
    # It names children; whoever is to approve it is given it.
    write_private(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """An approved plan: what may be done, on which day and with which permission it was made."""

    made: date
    allow_removals: int
    atoms: frozenset[str]


def load_plan(path: Path, school: School) -> SavedPlan:
    """Read a saved plan.

    Raises:
        InputError: not a plan, or one of another school.
    """
    try:
        content: Any = json.loads(path.read_text(encoding="utf-8"))
        if content["parta_plan"] != _FORMAT:
            raise ValueError(content["parta_plan"])
        saved = SavedPlan(
            date.fromisoformat(content["made"]),
            int(content["allow_removals"]),
            # From the actions and nothing else: what is approved is what could be read.
            atoms(map(Action.from_dict, content["actions"])),
        )
        owner = (content["school"], content["server_name"])
    except FileNotFoundError:
        raise InputError([Problem(Place(path), message("file-missing"))]) from None
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError(
            [Problem(Place(path, 1), message("plan-unreadable", why=str(error)))]
        ) from error
    if owner != (school.id, school.server_name):
        raise InputError([Problem(Place(path, 1), message("plan-of-another-school"))])
    return saved


def is_covered(plan: Plan, saved: SavedPlan) -> bool:
    """May `plan` run under the approval of `saved`? Only if it asks for nothing beyond it.

    After a crash in the middle of an approved plan, the rest of it is still approved; anything
    new means that roster or server have moved on. Pictures do not count: their addresses are
    known after the upload only, and no right depends on them. Neither do rooms that a crash left
    half made: nobody was ever in them.
    """
    asked = (
        action
        for action in plan.actions
        if action.details.get("type") != "m.room.avatar" and action.verb is not Verb.ROOM_DISCARD
    )
    return atoms(asked) <= saved.atoms
