"""Mistakes in the files that a school gives us, each with its place and what to do about it.

Readers never stop at the first mistake: they gather all of them, so that the IT teacher repairs a
file once (peer: the typed errors of hanachin/meibo).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from templates import Message, say


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file: the path as the user would type it, line from 1, column from 1.

    `column` is a character position in text files and the ordinal of the cell in tables
    (in both cases what an editor or a spreadsheet shows). `line` 0 means the whole file.
    """

    path: Path
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return str(self.path)
        if not self.column:
            return f"{self.path}:{self.line}"
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: where, and a message that says what is wrong and what to do."""

    place: Place
    message: Message

    def render(self, language: str) -> str:
        """One line, ``file:line:column: message``: the form of the command contract."""
        return f"{self.place}: {say(self.message, language)}"


class InputError(Exception):
    """The school's files cannot be used as they are; carries every problem found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: Sequence[Problem] = tuple(problems)
        super().__init__(f"{len(self.problems)} problem(s)")
