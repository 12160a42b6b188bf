"""The list of mistakes that every reader adds to, and what of a file may be quoted in it.

Numbers of phones and documents stand in rosters, sometimes in the wrong column. What a message
quotes goes to terminals, logs and reports, so every quotation passes through `quoted`.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from provisioning.problems import Place, Problem
from templates import Argument, Message

# Nine digits with whatever people write between them, or seven in one piece: a phone, a СНИЛС,
# a passport. A date (eight digits) and a class number stay readable.
_SECRET = re.compile(r"\+?\d(?:[\s\-–—().+_/]*\d){8,}|\d{7,}")
_HIDDEN = "•••"
_LONGEST = 150


@dataclass(frozen=True, slots=True)
class SheetPlace(Place):
    """A place in a workbook: line numbers repeat from sheet to sheet, so the sheet counts too."""

    sheet: str = field(default="", compare=False)


def quoted(text: str) -> str:
    """`text` fit for a message: one line, short, without long numbers."""
    line = "".join(sign if sign.isprintable() else " " for sign in text[: _LONGEST * 4])
    line = _SECRET.sub(_HIDDEN, " ".join(line.split()))
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


@dataclass(slots=True)
class Findings:
    """Problems and warnings, as one reading gathers them; the same finding counts once."""

    _problems: dict[Problem, None] = field(default_factory=dict)
    _warnings: dict[Problem, None] = field(default_factory=dict)

    def problem(self, place: Place, key: str, **args: Argument) -> None:
        """Something wrong: the roster will not be used until it is repaired."""
        self._problems[_finding(place, key, args)] = None

    def warn(self, place: Place, key: str, **args: Argument) -> None:
        """Something to look at; the roster can be used all the same."""
        self._warnings[_finding(place, key, args)] = None

    def add(self, problem: Problem) -> None:
        """A problem that another reader of files has found."""
        self._problems[problem] = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems, in the order of the files."""
        return tuple(sorted(self._problems, key=_order))

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """All warnings, in the order of the files."""
        return tuple(sorted(self._warnings, key=_order))

    def any_under(self, path: Path) -> bool:
        """Whether a problem was found in the file or folder `path`."""
        return any(
            found.place.path == path or path in found.place.path.parents for found in self._problems
        )


def _finding(place: Place, key: str, args: dict[str, Argument]) -> Problem:
    safe = {
        name: quoted(value) if isinstance(value, str) else value for name, value in args.items()
    }
    return Problem(place, Message(key, safe))


def _order(found: Problem) -> tuple[str, int, int, str]:
    place = found.place
    return (str(place.path), place.line, place.column, found.message.key)
