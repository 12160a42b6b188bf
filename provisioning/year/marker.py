"""Where the turn of the year stands: one state event of the registry, and the roster before it.

They live where the roster lives, so that another machine, or the same one after a crash, goes on.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from policy import events
from policy.packing import pack_pieces, unpack_pieces
from policy.roster import State, StateKey
from provisioning.registry import RegistryError, read_registry
from provisioning.roster.model import Roster
from templates import Message, message

# A roster of the largest school, unpacked: bytes.
_LARGEST = 50_000_000
DAY_MS = 24 * 60 * 60 * 1000


class Stage(StrEnum):
    """How far the last roll-over came."""

    NONE = ""
    ROLLING = "rolling"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Turn:
    """The marker. `at` in milliseconds; `day` is the ISO date on which the roll-over was made."""

    stage: Stage = Stage.NONE
    paused: bool = False
    at: int = 0
    day: str = ""
    lists: str = ""  # checksum of the lists that are being carried out

    @property
    def waits(self) -> Message | None:
        """Why `apply` has to wait, if it has to."""
        if self.stage is Stage.ROLLING:
            return message("turn-rolling")
        if self.stage is Stage.UNDOING:
            return message("turn-undoing")
        return message("turn-paused") if self.paused else None

    def can_be_undone(self, now: int) -> bool:
        """Is there something to take back, and is it early enough?"""
        if self.stage is Stage.DONE:
            return now - self.at <= DAY_MS
        return self.stage in (Stage.ROLLING, Stage.UNDOING)

    def to_dict(self) -> dict[str, Any]:
        """The event's content."""
        return {
            "state": self.stage.value,
            "paused": self.paused,
            "at": self.at,
            "day": self.day,
            "lists": self.lists,
        }

    def now(self, stage: Stage, at: int, *, paused: bool = False) -> "Turn":
        """The next marker of the same roll-over."""
        return replace(self, stage=stage, at=at, paused=paused)


def read_turn(state: State) -> Turn:
    """The marker of a registry room.

    Raises:
        RegistryError: it is not as `Turn` writes it.
    """
    content = state.get((events.ROLLOVER, ""), {})
    if not content:
        return Turn()
    try:
        return Turn(
            Stage(content["state"]),
            content["paused"] is True,
            int(content["at"]),
            str(content["day"]),
            str(content["lists"]),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise RegistryError(repr(error)) from error


def keep(state: State) -> dict[StateKey, Mapping[str, Any]]:
    """The events that hold the roster of a registry as it is; those of an older one are emptied."""
    kept = [
        [kind, key, content]
        for (kind, key), content in sorted(state.items())
        if kind in (events.ROSTER, events.GROUP)
    ]
    pieces = pack_pieces(kept)
    emptied: dict[StateKey, Mapping[str, Any]] = {
        key: {} for key in state if key[0] == events.BEFORE
    }
    return {
        **emptied,
        **{
            (events.BEFORE, "" if number == 1 else f"#{number}"): piece
            for number, piece in enumerate(pieces, 1)
        },
    }


def before(state: State) -> Roster:
    """The roster before the roll-over, as `keep` wrote it down.

    Raises:
        RegistryError: it is damaged, or there is none.
    """
    pieces = [content for (kind, _), content in state.items() if kind == events.BEFORE]
    try:
        kept = unpack_pieces(pieces, _LARGEST)
        return read_registry({(kind, key): content for kind, key, content in kept}).roster
    except (KeyError, ValueError, TypeError, AttributeError, zlib.error) as error:
        raise RegistryError(repr(error)) from error
