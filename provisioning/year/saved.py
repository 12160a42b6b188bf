"""A roll-over as a file that a director approves: what may be done, and by which lists."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from files.private import write_private
from provisioning.actions import Action, atoms
from provisioning.planning import Plan, SavedPlan
from provisioning.problems import InputError, Place, Problem
from provisioning.school import School
from templates import message

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Approved:
    """What was approved: steps, lists, and the pupils who repeat a year."""

    plan: SavedPlan
    lists: str
    repeaters: frozenset[str]


def save(
    plan: Plan, lists: str, repeaters: Collection[str], allowed: int, school: School, path: Path
) -> None:
    """Write it; readable JSON, without any secret."""
    content = {
        "parta_rollover": _FORMAT,
        "school": school.id,
        "server_name": school.server_name,
        "made": plan.made.isoformat(),
        "allow_removals": allowed,
        "lists": lists,
        "repeaters": sorted(repeaters),
        "actions": [action.to_dict() for action in plan.actions],
    }
    write_private(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def load(path: Path, school: School) -> Approved:
    """Read what `save` wrote.

    Raises:
        InputError: it is something else, or another school's.
    """
    try:
        content: Any = json.loads(path.read_text(encoding="utf-8"))
        if content["parta_rollover"] != _FORMAT:
            raise ValueError(content["parta_rollover"])
        approved = Approved(
            SavedPlan(
                date.fromisoformat(content["made"]),
                int(content["allow_removals"]),
                atoms(map(Action.from_dict, content["actions"])),
            ),
            str(content["lists"]),
            frozenset(map(str, content["repeaters"])),
        )
        owner = (content["school"], content["server_name"])
    except FileNotFoundError:
        raise InputError([Problem(Place(path), message("file-missing"))]) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(
            [Problem(Place(path, 1), message("plan-unreadable", why=str(error)))]
        ) from error
    if owner != (school.id, school.server_name):
        raise InputError([Problem(Place(path, 1), message("plan-of-another-school"))])
    return approved
